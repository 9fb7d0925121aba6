import { expect } from 'chai';
import { manquesDeLAppel } from '../../../server/domain/appels/completude.js';
import type { ContenuAppel } from '../../../server/domain/appels/contenu.js';
import { appelOuvert, exigerOuvert, phaseDepot } from '../../../server/domain/appels/ouverture.js';
import { jour } from '../../../server/domain/kernel/jour.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { taux } from '../../../server/domain/kernel/taux.js';

const APPEL = { etat: 'publie', ouvreLe: '2021-11-15T08:00:00.000Z', fermeLe: '2022-02-28T22:59:59.000Z' };

const CONTENU: ContenuAppel = {
  contexte: 'Contexte.', objectifs: 'Objectifs.', contact: 'Contact.', periodeOperations: { debut: jour('2022-01-01'), fin: jour('2023-12-31'), dureeMaxMois: 24 },
  mesuresSocles: [], axes: ['Axe'], dispositifs: [{ numero: 1, intitule: 'Dispositif', plusValues: [] }], publics: ['Public'], territoires: ['47'],
  regles: {
    financeur: 'departement', plafondHorsRsa: taux('0.1'), ageMaxHorsRsa: 25, tauxMaxFse: taux('0.6'),
    echeances: [{ declencheur: 'signature', taux: taux('0.5') }, { declencheur: 'bilan', taux: taux('0.5') }], methodeProratisation: 'solde', tauxIntervention: true, naturesIneligibles: [],
    delais: { complementsJours: 15, contradictoireJours: 30, recoursMois: 2, bilanFinalMois: 6, conservationAnnees: 3, conservationAideEtatAnnees: 10 }, concertationPrealable: [],
  },
  criteres: [{ code: 'a', intitule: 'Critère', poids: 1 }], pieces: [{ code: 'rib', intitule: 'RIB', obligatoire: true }], comite: ['Élue'], emargement: [],
};

const manques = (change: Partial<ContenuAppel>, dates: { ouvreLe: string; fermeLe: string } = APPEL): string[] =>
  manquesDeLAppel({ ...dates, contenu: { ...CONTENU, ...change } }, ['47']).map((m) => `${m.code} ${m.champ}`);

describe('opening of a call', () => {
  it('takes deposits from its opening second to the end of its closing second', () => {
    const phases = ['2021-11-15T07:59:59.999Z', '2021-11-15T08:00:00.000Z', '2022-02-28T22:59:59.000Z', '2022-02-28T22:59:59.999Z', '2022-02-28T23:00:00.000Z'].map((le) => phaseDepot(APPEL, le));
    expect(phases).to.deep.equal(['a_venir', 'ouvert', 'ouvert', 'ouvert', 'ferme']);
  });

  it('takes nothing unless published, and says when the deposit ended', () => {
    const le = '2022-01-10T08:00:00.000Z';
    expect(['brouillon', 'clos', 'archive'].map((etat) => appelOuvert({ ...APPEL, etat }, le))).to.deep.equal([false, false, false]);
    expect(() => exigerOuvert(APPEL, '2022-02-28T23:00:00.000Z')).to.throw(Refus, 'appel.depot_ferme').with.nested.property('donnees.fermeLe', APPEL.fermeLe);
    expect(() => exigerOuvert(APPEL, '2021-11-14T23:00:00.000Z')).to.throw(Refus, 'appel.pas_ouvert');
  });
});

describe('completeness of a call', () => {
  it('finds nothing missing in a complete call', () => {
    expect(manques({})).to.deep.equal([]);
  });

  it('names each missing part with its field', () => {
    expect(manques({ contexte: ' ', axes: [], territoires: ['99'] })).to.deep.equal(['contexte_vide contexte', 'axe_absent axes', 'territoire_inconnu territoires']);
    expect(manques({}, { ouvreLe: APPEL.fermeLe, fermeLe: APPEL.fermeLe })).to.deep.equal(['fermeture_avant_ouverture fermeLe.jour']);
    expect(manques({ criteres: [{ code: 'a', intitule: 'X', poids: 1 }, { code: 'a', intitule: 'Y', poids: 0 }] })).to.deep.equal(['critere_en_double criteres.0.intitule', 'poids_nul criteres.1.poids']);
    expect(manques({ pieces: [...CONTENU.pieces, ...CONTENU.pieces] })).to.deep.equal(['piece_en_double pieces.0.intitule']);
  });

  it('requires a schedule of exactly 100 % and operations that fit their period', () => {
    const regles = { ...CONTENU.regles, echeances: [{ declencheur: 'signature', taux: taux('0.5') }, { declencheur: 'bilan', taux: taux('0.4999') }] as const };
    expect(manques({ regles })).to.deep.equal(['echeances_incompletes echeances.0.taux']);
    expect(manques({ periodeOperations: { debut: jour('2022-01-01'), fin: jour('2023-12-31'), dureeMaxMois: 25 } })).to.deep.equal(['duree_incoherente periode.dureeMaxMois']);
    expect(manques({ periodeOperations: { debut: jour('2023-01-01'), fin: jour('2022-12-31'), dureeMaxMois: 12 } })).to.deep.equal(['periode_inversee periode.fin']);
  });
});
