import { expect } from 'chai';
import fc from 'fast-check';
import { LETTRES, paragrapheDeLettre, VARIABLES_DE, variablesInconnues } from '../../../server/domain/appels/lettres.js';

describe('paragraphs of letters', () => {
  it('replaces each variable by its value, paragraph by paragraph', () => {
    const lettres = { complements: 'Dossier {{numero}} de {{ organisme }}.\n\nRépondez avant le {{limite}}.' };
    expect(paragrapheDeLettre({ lettres }, 'complements', { numero: 'AAP-2022-0001', organisme: 'A & B', limite: '1er mars 2022' })).to.deep.equal(['Dossier AAP-2022-0001 de A & B.', 'Répondez avant le 1er mars 2022.']);
    expect(paragrapheDeLettre({ lettres }, 'complements', { numero: 'N', organisme: 'O' })[1]).to.equal('Répondez avant le ….');
    expect(paragrapheDeLettre({ lettres }, 'recepisse', {})).to.deep.equal([]);
    expect(paragrapheDeLettre({}, 'recepisse', {})).to.deep.equal([]);
  });

  it('refuses a variable this letter does not have, and braces left open', () => {
    expect(variablesInconnues('{{numero}} {{limite}} {{Numero}} {{x}} {{x}}', 'recepisse')).to.deep.equal(['{{limite}}', '{{Numero}}', '{{x}}']);
    expect(variablesInconnues('{{limite}}', 'irrecevabilite')).to.deep.equal([]);
    expect(variablesInconnues('bonjour {{numero et fin}}', 'recepisse')).to.have.length(1);
    expect(variablesInconnues('{{numero', 'recepisse')).to.deep.equal(['{{numero']);
    expect(variablesInconnues('{ une } accolade simple', 'recepisse')).to.deep.equal([]);
  });

  it('reads a long text without spaces at once: it held the server for minutes', () => {
    expect(variablesInconnues('9'.repeat(200_000), 'recepisse')).to.deep.equal([]);
    expect(variablesInconnues(`${'9'.repeat(200_000)}}}`, 'recepisse')).to.have.length(1);
  });

  it('never prints a variable, whatever is typed, and takes nothing from a value', () => {
    fc.assert(fc.property(fc.constantFrom(...LETTRES), fc.string({ unit: fc.constantFrom('{', '}', '{{numero}}', '{{limite}}', 'a', ' ', '\n') }), (lettre, texte) => {
      if (variablesInconnues(texte, lettre).length > 0) return;
      const sortie = paragrapheDeLettre({ lettres: { [lettre]: texte } }, lettre, Object.fromEntries(VARIABLES_DE[lettre].map((v) => [v, '<v>']))).join('\n');
      expect(sortie).to.not.match(/\{\{[a-z_]+\}\}/);
    }));
    expect(paragrapheDeLettre({ lettres: { recepisse: '{{titre}}' } }, 'recepisse', { titre: '{{numero}}', numero: 'X' })).to.deep.equal(['{{numero}}']);
  });
});
