import { expect } from 'chai';
import fc from 'fast-check';
import { estOuverte, exigerMotif, exigerProlongeable, limiteDeReponse, motifsDe, NATURES_DROIT, TOUS_MOTIFS_REFUS, type DemandeJugee } from '../../../server/domain/droits/demande.js';
import { nommeLaPersonne } from '../../../server/domain/droits/mention.js';
import { obligationDe } from '../../../server/domain/droits/obligation.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { ajouterJours, ajouterMois, jour, joursEntre } from '../../../server/domain/kernel/jour.js';

const code = (f: () => void): string | null => {
  try { f(); return null; } catch (e) { if (e instanceof Refus) return e.code; throw e; }
};
const JOURS = fc.integer({ min: 0, max: 4000 }).map((n) => ajouterJours(jour('2020-01-01'), n));
const DEMANDE: DemandeJugee = { nature: 'acces', etat: 'trouvee', recueLe: jour('2023-01-31'), prolongee: false, verification: 'presence' };

describe('A request of a person about their data', () => {
  it('is answered within one month, three once extended, at the end of shorter months', () => {
    expect(['2023-01-31', '2023-04-18', '2024-01-30'].map((j) => [limiteDeReponse(jour(j), false), limiteDeReponse(jour(j), true)])).to.deep.equal([['2023-02-28', '2023-04-30'], ['2023-05-18', '2023-07-18'], ['2024-02-29', '2024-04-30']]);
    fc.assert(fc.property(JOURS, (recue) => {
      expect(joursEntre(recue, limiteDeReponse(recue, false))).to.be.within(28, 31);
      expect(joursEntre(recue, limiteDeReponse(recue, true))).to.be.within(89, 92);
    }));
  });

  it('is extended once, while it is open, and told within the first month', () => {
    const prolonger = (d: Partial<DemandeJugee>, le: string): string | null => code(() => { exigerProlongeable({ ...DEMANDE, ...d }, jour(le)); });
    expect(prolonger({}, '2023-02-28')).to.equal(null);
    expect(prolonger({}, '2023-03-01')).to.equal('droits.prolongation_tardive');
    expect(prolonger({ prolongee: true }, '2023-02-01')).to.equal('droits.deja_prolongee');
    expect(prolonger({ etat: 'repondue' }, '2023-02-01')).to.equal('etat.incompatible');
    expect((['recue', 'trouvee', 'introuvable', 'repondue', 'refusee'] as const).filter(estOuverte)).to.deep.equal(['recue', 'trouvee', 'introuvable']);
  });

  it('is refused on a ground of its nature: a duty to keep answers an erasure alone', () => {
    expect(NATURES_DROIT.filter((nature) => motifsDe(nature).includes('conservation'))).to.deep.equal(['effacement']);
    for (const nature of NATURES_DROIT) for (const motif of TOUS_MOTIFS_REFUS) expect(code(() => { exigerMotif({ nature }, motif); })).to.equal(motifsDe(nature).includes(motif) ? null : 'droits.motif_etranger');
  });
});

describe('The duty to keep the records of an operation', () => {
  const paye = { etat: 'soldee', dernierPaiement: jour('2023-06-01') } as const;
  const jamaisPaye = { etat: 'resiliee', dernierPaiement: null } as const;

  it('ends with the day after its last one, once the accounts are cleared and not before', () => {
    fc.assert(fc.property(JOURS, JOURS, fc.boolean(), (jusquau, aujourdhui, definitive) => {
      const obligation = obligationDe({ conventionsFse: [paye, jamaisPaye], conservation: { jusquau, regle: 'fse', definitive } }, aujourdhui);
      expect(obligation === null).to.equal(definitive && aujourdhui > jusquau);
      expect(obligation?.jusquau ?? jusquau).to.equal(jusquau);
    }));
  });

  it('is none when FSE+ paid nothing and never will: one agreement alive or paid is enough to keep', () => {
    const conservation = { jusquau: ajouterMois(jour('2023-01-01'), 60), regle: 'apurement_comptes', definitive: true } as const;
    expect(obligationDe({ conventionsFse: [jamaisPaye], conservation }, jour('2023-02-01'))).to.equal(null);
    expect(obligationDe({ conventionsFse: [jamaisPaye, { etat: 'signee', dernierPaiement: null }], conservation }, jour('2023-02-01'))).to.equal(conservation);
    expect(obligationDe({ conventionsFse: [{ etat: 'resiliee', dernierPaiement: jour('2022-06-01') }], conservation }, jour('2023-02-01'))).to.equal(conservation);
    expect(obligationDe({ conventionsFse: [paye], conservation: null }, jour('2023-02-01'))).to.equal(null);
  });
});

describe('A text that names a person', () => {
  const personne = { nom: 'Le Goff', autreNom: 'Dupré', prenom: 'Jean-Noël' };
  it('is told whatever the accents, capitals, order and hyphens, under each of their names', () => {
    for (const texte of ['["LE  GOFF","jean noel"]', 'Jean-Noël Dupre', 'nom;prenom\nLEGOFF;JEANNOEL']) expect(nommeLaPersonne(texte, personne), texte).to.equal(true);
    for (const texte of ['Jean-Noël Martin', 'Le Goff Anne', '']) expect(nommeLaPersonne(texte, personne), texte).to.equal(false);
    expect(nommeLaPersonne('Jean-Noël', { ...personne, nom: 'Autre', autreNom: '' })).to.equal(false);
  });
});
