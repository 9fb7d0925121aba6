import { expect } from 'chai';
import fc from 'fast-check';
import { jour } from '../../../server/domain/kernel/jour.js';
import { ageLe } from '../../../server/domain/participants/age.js';
import { anomaliesDe, manquesDe, questionsSansReponse, sansReponsesVaines, suiviDu } from '../../../server/domain/participants/fiche.js';
import { cleDePersonne, pseudonymeDe } from '../../../server/domain/participants/identite.js';
import { type INDICATEURS, indicateursDe } from '../../../server/domain/participants/indicateurs.js';
import { jaugeDe } from '../../../server/domain/participants/jauge.js';
import { DUREES_CHOMAGE, NIVEAUX, OUI_NON, OUI_NON_NSP, QUESTIONS_LIBRES, SEXES, SITUATIONS_SUIVI, STATUTS_EMPLOI, type Fiche } from '../../../server/domain/participants/questionnaire.js';
import { FICHE } from '../../support/operation-fse.js';

const codes = (changements: Partial<Fiche> = {}): string[] => [...indicateursDe({ ...FICHE, ...changements })];
const SORTIE: Partial<Fiche> = { sortie: jour('2022-06-30'), situationSortie: 'inactif', formationSortie: 'non', qualification: 'non' };

describe('Common indicators of FSE+', () => {
  it('count an unemployed woman of 31 who went to lycée and lives in the country', () => {
    expect(codes()).to.deep.equal(['EECO01', 'EECO02', 'EECO03', 'EECO10', 'EECO17']);
  });

  it('take six months of unemployment as long below 25, twelve from 25 on', () => {
    const jeune = { naissance: jour('1997-02-02'), dureeChomage: 'de_6_a_12_mois' } as const;
    expect(codes(jeune)).to.include('EECO03').and.to.include('EECO07');
    expect(codes({ ...jeune, naissance: jour('1997-02-01') })).to.not.include('EECO03');
    expect(codes({ naissance: jour('1997-02-02'), dureeChomage: 'moins_6_mois' })).to.not.include('EECO03');
  });

  it('take the age on the day of entry', () => {
    const age = (naissance: string): string[] => codes({ naissance: jour(naissance) }).filter((c) => ['EECO06', 'EECO07', 'EECO08'].includes(c));
    expect(['2004-02-02', '2004-02-01', '1992-02-02', '1992-02-01', '1967-02-02', '1967-02-01'].map(age)).to.deep.equal([['EECO06'], ['EECO07'], ['EECO07'], [], [], ['EECO08']]);
    expect([ageLe(jour('2000-02-29'), jour('2022-02-28')), ageLe(jour('2000-02-29'), jour('2022-03-01'))]).to.deep.equal([21, 22]);
  });

  it('count changes as results: a job found, a search begun, a training begun, never what was there already', () => {
    const resultats = (changements: Partial<Fiche>): string[] => codes({ ...SORTIE, ...changements }).filter((c) => c.startsWith('EECR'));
    expect(resultats({ situationSortie: 'salarie' })).to.deep.equal(['EECR04']);
    expect(resultats({ statut: 'salarie', dureeChomage: null, situationSortie: 'salarie' })).to.deep.equal([]);
    expect(resultats({ statut: 'inactif', dureeChomage: null, situationSortie: 'chomeur' })).to.deep.equal(['EECR01']);
    expect(resultats({ situationSortie: 'chomeur' })).to.deep.equal([]);
    expect(resultats({ formationSortie: 'oui', qualification: 'oui' })).to.deep.equal(['EECR02', 'EECR03']);
    expect(resultats({ formation: 'oui', formationSortie: 'oui' })).to.deep.equal([]);
    const suivi = { suiviLe: jour('2023-01-10') };
    expect(resultats({ ...suivi, situationSuivi: 'independant' })).to.deep.equal(['EECR05']);
    expect(resultats({ ...suivi, situationSuivi: 'injoignable' })).to.deep.equal([]);
    expect(resultats({ ...suivi, statut: 'salarie', dureeChomage: null, situationSuivi: 'salarie', amelioration: 'oui' })).to.deep.equal(['EECR06']);
  });

  it('count nobody whose answers at entry lack, and everybody who would rather not answer what may be left', () => {
    expect(codes({ niveau: null })).to.deep.equal([]);
    expect(codes({ formation: null })).to.deep.equal([]);
    expect(codes({ minorite: null, handicap: null, origine: null })).to.deep.equal(codes());
    expect(codes({ rural: null })).to.deep.equal(['EECO01', 'EECO02', 'EECO03', 'EECO10']);
    expect(codes({ handicap: 'nsp', rural: 'nsp' })).to.deep.equal(['EECO01', 'EECO02', 'EECO03', 'EECO10']);
  });
});

const ouNul = <T>(valeurs: readonly T[]): fc.Arbitrary<T | null> => fc.option(fc.constantFrom(...valeurs), { freq: 12 });
const jourEntre = (du: string, au: string): fc.Arbitrary<ReturnType<typeof jour>> => fc.date({ min: new Date(du), max: new Date(au), noInvalidDate: true }).map((d) => jour(d.toISOString().slice(0, 10)));
const FICHES: fc.Arbitrary<Fiche> = fc.record({
  sexe: fc.constantFrom(...SEXES), naissance: jourEntre('1930-01-01', '2010-12-31'), entree: jourEntre('2022-01-01', '2022-12-31'), statut: ouNul(STATUTS_EMPLOI), dureeChomage: ouNul(DUREES_CHOMAGE), formation: ouNul(OUI_NON),
  niveau: ouNul(NIVEAUX), handicap: ouNul(OUI_NON_NSP), paysTiers: ouNul(OUI_NON_NSP), origine: ouNul(OUI_NON_NSP), minorite: ouNul(OUI_NON_NSP), logement: ouNul(OUI_NON_NSP), rural: ouNul(OUI_NON_NSP),
  sortie: fc.option(jourEntre('2023-01-01', '2023-03-01')), situationSortie: ouNul(STATUTS_EMPLOI), formationSortie: ouNul(OUI_NON), qualification: ouNul(OUI_NON), suiviLe: fc.option(jourEntre('2023-10-01', '2023-12-31')),
  situationSuivi: ouNul(SITUATIONS_SUIVI), amelioration: ouNul(OUI_NON),
});

describe('Records of participants', () => {
  it('add up whatever the answers: everybody has one employment status and one education level, and results belong to who left', () => {
    fc.assert(fc.property(FICHES, (brute) => {
      const fiche = sansReponsesVaines(brute);
      const c = indicateursDe(fiche);
      const n = (...liste: (typeof INDICATEURS)[number][]): number => liste.filter((code) => c.has(code)).length;
      const compte = n('EECO01');
      expect(n('EECO02', 'EECO04', 'EECO05')).to.equal(compte);
      expect(n('EECO09', 'EECO10', 'EECO11')).to.equal(compte);
      expect(n('EECO06', 'EECO07', 'EECO08')).to.be.at.most(compte);
      if (c.has('EECO03')) expect(c.has('EECO02')).to.equal(true);
      if (fiche.sortie === null || fiche.suiviLe === null) expect(n('EECR05', 'EECR06')).to.equal(0);
      if (fiche.sortie === null) expect([...c].filter((x) => x.startsWith('EECR'))).to.deep.equal([]);
      if (compte === 0) expect(c.size).to.equal(0);
      if (manquesDe(fiche).length === 0) expect(compte).to.equal(1);
    }), { numRuns: 2000 });
  });

  it('lose by a question of point 1.2 left without an answer its own indicator and nothing else, whatever the record', () => {
    fc.assert(fc.property(FICHES, fc.constantFrom(...QUESTIONS_LIBRES), (fiche, question) => {
      const avec = indicateursDe({ ...fiche, [question]: 'non' });
      for (const reponse of [null, 'nsp'] as const) expect(indicateursDe({ ...fiche, [question]: reponse })).to.deep.equal(avec);
      const oui = indicateursDe({ ...fiche, [question]: 'oui' });
      expect(oui.size - avec.size).to.equal(avec.has('EECO01') ? 1 : 0);
      expect(manquesDe({ ...fiche, [question]: null })).to.deep.equal(manquesDe({ ...fiche, [question]: 'oui' }));
    }), { numRuns: 1000 });
  });

  it('are incomplete as long as a compulsory answer lacks, at entry then at exit, and never for want of a follow-up', () => {
    expect(manquesDe(FICHE)).to.deep.equal([]);
    expect(manquesDe({ ...FICHE, dureeChomage: null, rural: null })).to.deep.equal(['dureeChomage']);
    expect(questionsSansReponse({ ...FICHE, rural: null, minorite: 'nsp' })).to.deep.equal(['rural']);
    expect(manquesDe({ ...FICHE, statut: 'inactif', dureeChomage: null })).to.deep.equal([]);
    expect(manquesDe({ ...FICHE, sortie: jour('2022-06-30') })).to.deep.equal(['situationSortie', 'formationSortie', 'qualification']);
    expect(manquesDe({ ...FICHE, ...SORTIE })).to.deep.equal([]);
  });

  it('are followed up six months to the day after leaving, at the end of shorter months', () => {
    expect(['2022-06-30', '2022-08-31', '2022-12-15'].map((s) => suiviDu({ sortie: jour(s) }))).to.deep.equal(['2022-12-30', '2023-02-28', '2023-06-15']);
    expect(suiviDu({ sortie: null })).to.equal(null);
  });

  it('name each contradiction on its field', () => {
    const cadre = { aujourdhui: jour('2022-09-01'), operation: { debut: jour('2022-01-01'), fin: jour('2022-12-31') } };
    const relever = (c: Partial<Fiche>): string[] => anomaliesDe({ ...FICHE, ...c }, cadre).map((a) => `${a.champ} ${a.code}`);
    expect(relever({})).to.deep.equal([]);
    expect(relever({ naissance: jour('2022-03-01') })).to.deep.equal(['naissance participant.naissance']);
    expect(relever({ entree: jour('2022-09-02') })).to.deep.equal(['entree participant.entree_future']);
    expect(relever({ entree: jour('2021-12-31') })).to.deep.equal(['entree participant.entree_hors_operation']);
    expect(relever({ sortie: jour('2022-01-31') })).to.deep.equal(['sortie participant.sortie_avant_entree']);
    expect(relever({ qualification: 'oui' })).to.deep.equal(['sortie participant.sortie_sans_date']);
    expect(relever({ ...SORTIE, suiviLe: jour('2022-08-30') })).to.deep.equal(['suiviLe participant.suivi_trop_tot']);
    expect(relever({ suiviLe: jour('2022-08-30') })).to.deep.equal(['suiviLe participant.suivi_sans_sortie']);
  });
});

describe('The gauge of incomplete records', () => {
  it('warns from 25 % and says the ceiling is reached at 35 %, without a rounding', () => {
    expect([[0, 0], [20, 0], [20, 4], [20, 5], [20, 6], [20, 7], [3, 1], [4, 1], [1, 1]].map(([t = 0, i = 0]) => jaugeDe(t, i).niveau))
      .to.deep.equal(['vide', 'bon', 'bon', 'alerte', 'alerte', 'depasse', 'alerte', 'alerte', 'depasse']);
  });

  it('leaves exactly the records that may still lack before the ceiling', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(5000), (total, n) => {
      const { niveau, marge } = jaugeDe(total, Math.min(n, total));
      if (niveau === 'depasse') { expect(marge).to.equal(0); return; }
      expect(jaugeDe(total, Math.min(n, total) + marge).niveau).to.not.equal('depasse');
      expect(jaugeDe(total, Math.min(n, total) + marge + 1).niveau).to.equal('depasse');
    }));
  });
});

describe('The identity of a participant', () => {
  it('is one person whatever the accents, capitals, hyphens and spaces', () => {
    const cle = (nom: string, prenom: string): string => cleDePersonne({ nom, prenom, naissance: jour('1990-05-04') });
    expect(cle('LE GOFF', 'Jean-Noël')).to.equal(cle('Le Goff', 'jean noel'));
    expect(cle('Œuvrard', 'A')).to.equal(cle('oeuvrard', 'a'));
    expect(cle('Martin', 'Anne')).to.not.equal(cle('Martinanne', ''));
  });

  it('is replaced by a pseudonym of eight signs drawn from the random end of the id', () => {
    expect(pseudonymeDe('0190a0a0-0000-7000-8000-0123456789ab')).to.match(/^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
    expect(pseudonymeDe('0190a0a0-0000-7000-8000-0123456789ab')).to.not.equal(pseudonymeDe('0190a0a0-0000-7000-8000-0123456789ac'));
  });
});
