import { expect } from 'chai';
import fc from 'fast-check';
import { TABLEAU_DE_DEPENSES } from '../../../server/domain/bilans/importation.js';
import { codeNomme, devinerColonnes, exigerColonnes, retenirTitres } from '../../../server/domain/importations/colonnes.js';
import { CHAMPS_PARTICIPANT, TABLEAU_DE_PARTICIPANTS } from '../../../server/domain/participants/importation.js';
import { libelle } from '../../../server/web/libelles.js';

const TITRES = CHAMPS_PARTICIPANT.map((champ) => libelle('champ_participant', champ));

describe('Columns of a spreadsheet', () => {
  it('are told by the headings the product writes, whatever their order', () => {
    fc.assert(fc.property(fc.shuffledSubarray(TITRES, { minLength: TITRES.length }), (titres) => {
      const devinees = devinerColonnes(TABLEAU_DE_PARTICIPANTS, titres);
      expect(CHAMPS_PARTICIPANT.map((champ) => titres[devinees[champ] ?? -1])).to.deep.equal(TITRES);
    }), { numRuns: 100 });
  });

  it('are told by the headings people write, and first by those they used before', () => {
    const titres = ['NOM', 'Prénom usuel', 'Né(e) le', 'Civilité', 'Date d’entrée', 'Statut', 'Tél.', 'RQTH', 'Sortie le', 'Statut à la sortie', 'Commune'];
    const { nom, prenom, naissance, sexe, entree, statut, telephone, handicap, sortie, situationSortie, rural } = devinerColonnes(TABLEAU_DE_PARTICIPANTS, titres);
    expect([nom, prenom, naissance, sexe, entree, statut, telephone, handicap, sortie, situationSortie, rural]).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, undefined]);
    const connus = retenirTitres(TABLEAU_DE_PARTICIPANTS, titres, { rural: 10 });
    expect(devinerColonnes(TABLEAU_DE_PARTICIPANTS, titres, connus).rural).to.equal(10);
  });

  it('hold each field that is needed, and none two fields', () => {
    const [sansSexe, tout] = [{ nom: 0, prenom: 1, naissance: 2, entree: 4 }, { nom: 0, prenom: 1, naissance: 2, sexe: 3, entree: 4 }];
    expect(() => exigerColonnes(TABLEAU_DE_PARTICIPANTS, tout)).to.not.throw();
    expect(() => exigerColonnes(TABLEAU_DE_PARTICIPANTS, sansSexe)).to.throw('import.colonne_absente');
    expect(() => exigerColonnes(TABLEAU_DE_PARTICIPANTS, { ...tout, adresse: 4 })).to.throw('import.colonne_double');
    expect(() => exigerColonnes(TABLEAU_DE_DEPENSES, { libelle: 0, montant: 1 })).to.throw('import.colonne_absente');
  });
});

describe('An answer written in a cell', () => {
  const reponses = [{ code: 'oui', noms: ['Oui'] }, { code: 'non', noms: ['Non'] }, { code: 'nsp', noms: ['Ne souhaite pas répondre'] }] as const;

  it('is its code, its words or their beginning, as long as no other begins so', () => {
    expect(['OUI', 'o', ' Non ', 'no', 'nsp', 'Ne souhaite', 'ne souhaite pas repondre'].map((t) => codeNomme(t, reponses, 1))).to.deep.equal(['oui', 'oui', 'non', 'non', 'nsp', 'nsp', 'nsp']);
    expect(['n', '', 'peut-être', 'ouioui'].map((t) => codeNomme(t, reponses, 1))).to.deep.equal([null, null, null, null]);
    expect(codeNomme('ou', reponses), 'three letters unless said otherwise').to.equal(null);
  });
});
