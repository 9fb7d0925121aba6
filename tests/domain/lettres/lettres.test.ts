import { expect } from 'chai';
import fc from 'fast-check';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { composerTexte, exigerModele, fautesDeModele, NATURES_LETTRE, VARIABLES_DE_NATURE } from '../../../server/domain/lettres/modele.js';
import { trouverInconnues } from '../../../server/domain/lettres/variables.js';
import { modeleLivre } from '../../../server/features/lettres/modeles-livres.js';

describe('Templates of letters', () => {
  it('are shipped for each kind, with nothing unknown in them and what the law wants', () => {
    for (const nature of NATURES_LETTRE) {
      expect(fautesDeModele(modeleLivre(nature), nature), nature).to.deep.equal([]);
      expect(() => exigerModele(modeleLivre(nature), nature), nature).not.to.throw();
    }
  });

  it('say where a variable is not known, misspelt, of another letter, or left open', () => {
    expect(trouverInconnues('Bonjour {{numero}},\n{{ titre }} et {{Titre}}\n{{fin', ['numero', 'titre'])).to.deep.equal([{ ecrit: '{{Titre}}', ligne: 2, colonne: 16 }, { ecrit: '{{fin', ligne: 3, colonne: 1 }]);
    expect(fautesDeModele({ objet: '{{montant_attribue}}', texte: '{{motifs}}' }, 'refus')).to.deep.equal([{ champ: 'objet', ecrit: '{{montant_attribue}}', ligne: 1, colonne: 1 }]);
    const refus = (faire: () => void): unknown => { try { faire(); } catch (e) { return e instanceof Refus ? [e.code, e.donnees] : e; } return null; };
    expect(refus(() => exigerModele({ objet: 'X', texte: 'a\n{{x}} {{y}}' }, 'refus'))).to.deep.equal(['lettre.variable_inconnue', { champ: 'texte', ecrit: '{{x}}', ligne: 2, colonne: 1, nombre: 2 }]);
    expect(refus(() => exigerModele({ objet: 'X', texte: 'Non.' }, 'refus'))).to.deep.equal(['lettre.variable_obligatoire', { champ: 'texte', variable: 'motifs' }]);
  });

  it('give headings, lists and paragraphs, and drop a paragraph whose only variable is empty', () => {
    expect(composerTexte({ objet: '', texte: 'Bonjour {{organisme}},\n\n# Suites\n- un {{numero}}\n- deux\n{{montants_par_financeur}}\nFin {{motifs}}' }, 'attribution', { organisme: 'A & B', numero: 'N-1', montants_par_financeur: '' })).to.deep.equal([
      { type: 'paragraphe', texte: 'Bonjour A & B,' }, { type: 'titre', texte: 'Suites' }, { type: 'liste', elements: ['un N-1', 'deux'] }, { type: 'paragraphe', texte: 'Fin …' },
    ]);
  });

  it('never read marks nor variables in what a value holds', () => {
    fc.assert(fc.property(fc.string(), fc.constantFrom(...NATURES_LETTRE), (valeur, nature) => {
      const variable = VARIABLES_DE_NATURE[nature][0] ?? 'numero';
      const attendu = valeur.trim();
      expect(composerTexte({ objet: '', texte: `{{${variable}}}` }, nature, { [variable]: valeur })).to.deep.equal(attendu === '' ? [] : [{ type: 'paragraphe', texte: attendu }]);
    }));
    expect(composerTexte({ objet: '', texte: '{{numero}}' }, 'refus', { numero: '# {{titre}}', titre: 'X' })).to.deep.equal([{ type: 'paragraphe', texte: '# {{titre}}' }]);
  });
});
