import { expect } from 'chai';
import fc from 'fast-check';
import { evaluerPlan } from '../../../server/domain/financements/plan.js';
import { calculerSolde } from '../../../server/domain/service-fait/solde.js';
import { lireDemandePlan, repondrePlan } from '../../../server/domain/simulations/contrat-plan.js';
import { lireDemandeSolde, repondreSolde } from '../../../server/domain/simulations/contrat-solde.js';
import type { Lecture } from '../../../server/domain/simulations/lecture.js';

const PLAN = {
  depenses: [{ poste: 'personnel_direct', libelle: 'Accompagnatrice', montant: '30000.00' }],
  ressources: [{ financeur: 'departement', statut: 'sollicite', montant: '20000.00' }],
  publics: { rsa: 40, horsRsaMoins25: 4, horsRsaAutres: 0 },
};

const CONVENTION = {
  montant: '20000.00',
  depensesPrevues: '50000.00',
  methode: 'solde',
  tauxIntervention: true,
  plafondHorsRsa: '0.1000',
  echeances: [
    { declencheur: 'signature', taux: '0.5000' },
    { declencheur: 'bilan', taux: '0.5000' },
  ],
};

const REALISATION = {
  volumes: [{ prevu: 40, realise: '32', poids: 1 }],
  publics: { rsa: 30, horsRsaMoins25: 2, horsRsaAutres: 0 },
  nonExecution: false,
};

const SOLDE = {
  convention: CONVENTION,
  verse: '10000.00',
  realisation: REALISATION,
  depensesRetenues: '48000.00',
  autresRessources: '25000.00',
};

function fautes<T>(lecture: Lecture<T>): string[] {
  return lecture.ok ? [] : lecture.details.map(({ champ, code }) => `${champ}: ${code}`);
}

const duPlan = (surcharge: object): string[] => fautes(lireDemandePlan({ ...PLAN, ...surcharge }));
const duSolde = (surcharge: object): string[] => fautes(lireDemandeSolde({ ...SOLDE, ...surcharge }));
const depense = (surcharge: object): string[] => duPlan({ depenses: [{ ...PLAN.depenses[0], ...surcharge }] });
const convention = (surcharge: object): string[] => duSolde({ convention: { ...CONVENTION, ...surcharge } });
const volume = (surcharge: object): string[] =>
  duSolde({ realisation: { ...REALISATION, volumes: [{ prevu: 1, realise: 1, poids: 1, ...surcharge }] } });

describe('reading a plan', () => {
  it('fills the rules left out with those of the reference call', () => {
    for (const regles of [{}, { regles: {} }]) {
      const lecture = lireDemandePlan({ ...PLAN, ...regles });
      if (!lecture.ok) expect.fail(JSON.stringify(lecture.details));
      expect(lecture.demande.regles).to.deep.equal({ plafondHorsRsa: '0.1000', tauxMaxFse: '0.6000', forfaits: [] });
      expect(lecture.demande.depenses[0]?.nature).to.equal('courante');
    }
  });

  it('refuses unknown keys at every level', () => {
    expect(duPlan({ extra: 1 })).to.deep.equal(['extra: cle_inconnue']);
    expect(duPlan({ regles: { extra: 1 } })).to.deep.equal(['regles.extra: cle_inconnue']);
    expect(duPlan({ publics: { ...PLAN.publics, total: 1 } })).to.deep.equal(['publics.total: cle_inconnue']);
    expect(depense({ date: '2022-01-01' })).to.deep.equal(['depenses[0].date: cle_inconnue']);
    expect(fautes(lireDemandePlan(JSON.parse(`{"__proto__":{"rsa":1},${JSON.stringify(PLAN).slice(1)}`)))).to.deep.equal([
      '__proto__: cle_inconnue',
    ]);
    expect(duPlan({ constructor: 1, toString: 2 })).to.have.length(2);
  });

  it('asks for every field that has no default, at its place', () => {
    expect(fautes(lireDemandePlan({}))).to.deep.equal([
      'depenses: champ_requis',
      'ressources: champ_requis',
      'publics: champ_requis',
    ]);
    expect(depense({ libelle: undefined })).to.deep.equal(['depenses[0].libelle: champ_requis']);
    expect(duPlan({ publics: { rsa: 1 } })).to.have.length(2);
    expect(fautes(lireDemandePlan(undefined))).to.deep.equal(['corps: champ_requis']);
    for (const corps of [null, [], 'x', 3, true]) expect(fautes(lireDemandePlan(corps))).to.deep.equal(['corps: type_invalide']);
  });

  it('tells a malformed amount from an amount that breaks the rule', () => {
    for (const montant of ['', 'abc', '1e5', '1,50', ' 1.00', '+1.00', 'NaN', 'Infinity', '0x10', '.5', '5.', '1.0.0']) {
      expect(depense({ montant }), montant).to.deep.equal(['depenses[0].montant: decimal_invalide']);
    }
    for (const montant of [12000, null, true, ['1.00'], {}]) {
      expect(depense({ montant })).to.deep.equal(['depenses[0].montant: type_invalide']);
    }
    for (const montant of ['-5.00', '1.234', '100000000.00', '9'.repeat(5_000), `0.${'0'.repeat(5_000)}`]) {
      const lecture = lireDemandePlan({ ...PLAN, depenses: [{ ...PLAN.depenses[0], montant }] });
      if (!lecture.ok) expect.fail(JSON.stringify(lecture.details));
      const reponse = repondrePlan(evaluerPlan(lecture.demande));
      expect(reponse.anomalies[0]).to.deep.equal({ code: 'montant_invalide', gravite: 'bloquante', champ: 'depenses[0].montant' });
      expect(reponse.totalDepenses).to.equal('0.00');
    }
    for (const montant of ['99999999.99', '0.00', '-0.00', '12', '7.5']) expect(depense({ montant })).to.deep.equal([]);
  });

  it('bounds ceilings, counts, lists and texts', () => {
    for (const p of ['1.0000', '-0.1000', '2']) {
      expect(duPlan({ regles: { plafondHorsRsa: p } })).to.deep.equal(['regles.plafondHorsRsa: hors_bornes']);
    }
    expect(duPlan({ regles: { plafondHorsRsa: '0.12345' } })).to.deep.equal(['regles.plafondHorsRsa: decimal_invalide']);
    expect(duPlan({ regles: { tauxMaxFse: '1.0000' } })).to.deep.equal([]);
    expect(duPlan({ regles: { tauxMaxFse: '1.0001' } })).to.deep.equal(['regles.tauxMaxFse: hors_bornes']);
    for (const rsa of [-1, 1.5, 1e300, Infinity, NaN]) {
      expect(duPlan({ publics: { ...PLAN.publics, rsa } })).to.deep.equal(['publics.rsa: hors_bornes']);
    }
    expect(duPlan({ publics: { ...PLAN.publics, rsa: '4' } })).to.deep.equal(['publics.rsa: type_invalide']);
    expect(duPlan({ depenses: Array(501).fill(PLAN.depenses[0]) })).to.deep.equal(['depenses: hors_bornes']);
    expect(duPlan({ depenses: Array(500).fill(PLAN.depenses[0]) })).to.deep.equal([]);
    expect(depense({ libelle: 'x'.repeat(501) })).to.deep.equal(['depenses[0].libelle: hors_bornes']);
  });

  it('refuses codes outside the lists of the spec', () => {
    expect(depense({ poste: 'valorisation' })).to.deep.equal(['depenses[0].poste: valeur_inconnue']);
    expect(depense({ nature: 'toString' })).to.deep.equal(['depenses[0].nature: valeur_inconnue']);
    expect(duPlan({ regles: { forfaits: ['indirectes_8'] } })).to.deep.equal(['regles.forfaits[0]: valeur_inconnue']);
    expect(duPlan({ regles: null })).to.deep.equal(['regles: type_invalide']);
  });

  it('tells a bounded number of faults', () => {
    const corps = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`cle${'x'.repeat(200)}${i}`, i]));
    expect(fautes(lireDemandePlan(corps)).length).to.be.at.most(100);
  });
});

describe('reading a balance', () => {
  it('reads volumes given as numbers or strings', () => {
    expect(duSolde({})).to.deep.equal([]);
    for (const prevu of [0, 0.5, '0.50', 1e-7, '0']) expect(volume({ prevu })).to.deep.equal([]);
    const champ = 'realisation.volumes[0]';
    expect(volume({ prevu: -1 })).to.deep.equal([`${champ}.prevu: hors_bornes`]);
    expect(volume({ realise: 1e300 })).to.deep.equal([`${champ}.realise: hors_bornes`]);
    expect(volume({ realise: '1e3' })).to.deep.equal([`${champ}.realise: decimal_invalide`]);
    expect(volume({ realise: null })).to.deep.equal([`${champ}.realise: type_invalide`]);
    expect(volume({ poids: 0 })).to.deep.equal([`${champ}.poids: hors_bornes`]);
    expect(volume({ poids: undefined })).to.deep.equal([`${champ}.poids: champ_requis`]);
  });

  it('refuses amounts that are negative, too precise or beyond any grant', () => {
    expect(duSolde({ verse: '-0.01' })).to.deep.equal(['verse: hors_bornes']);
    expect(duSolde({ verse: '0.001' })).to.deep.equal(['verse: decimal_invalide']);
    expect(duSolde({ verse: '9'.repeat(400) })).to.deep.equal(['verse: hors_bornes']);
    expect(duSolde({ verse: 1 })).to.deep.equal(['verse: type_invalide']);
  });

  it('wants shares that sum to exactly 1', () => {
    const echeances = (...parts: unknown[]): string[] =>
      convention({ echeances: parts.map((taux) => ({ declencheur: 'bilan', taux })) });
    expect(echeances('1.0000')).to.deep.equal([]);
    for (const parts of [[], ['0.9999'], ['0.5000', '0.5001']]) {
      expect(echeances(...parts)).to.deep.equal(['convention.echeances: somme_differente_de_un']);
    }
    expect(echeances('0.50000', '0.5')).to.deep.equal(['convention.echeances[0].taux: decimal_invalide']);
    expect(echeances('1.5', '-0.5')).to.have.length(2);
  });

  it('refuses unknown keys, codes and types at every level', () => {
    expect(duSolde({ extra: 1 })).to.deep.equal(['extra: cle_inconnue']);
    expect(convention({ extra: 1, methode: 'autre', tauxIntervention: 'true' })).to.deep.equal([
      'convention.extra: cle_inconnue',
      'convention.methode: valeur_inconnue',
      'convention.tauxIntervention: type_invalide',
    ]);
    expect(convention({ echeances: [{ declencheur: 'bilan', taux: '1', extra: 1 }] })).to.deep.equal([
      'convention.echeances[0].extra: cle_inconnue',
    ]);
    expect(duSolde({ realisation: { ...REALISATION, extra: 1 } })).to.deep.equal(['realisation.extra: cle_inconnue']);
    expect(volume({ extra: 1 })).to.deep.equal(['realisation.volumes[0].extra: cle_inconnue']);
    expect(fautes(lireDemandeSolde({}))).to.have.length(5);
  });
});

describe('untrusted bodies', () => {
  const repondre = (corps: unknown): void => {
    const plan = lireDemandePlan(corps);
    if (plan.ok) JSON.stringify(repondrePlan(evaluerPlan(plan.demande)));
    const solde = lireDemandeSolde(corps);
    if (solde.ok) JSON.stringify(repondreSolde(calculerSolde(solde.demande)));
  };

  /** A right body in which one value, anywhere, is replaced by anything. */
  function alterer(valeur: unknown, chemin: readonly number[], par: unknown): unknown {
    if (typeof valeur !== 'object' || valeur === null || chemin.length === 0) return par;
    const cles = Object.keys(valeur);
    const rang = (chemin[0] ?? 0) % cles.length;
    const entrees = Object.entries(valeur).map(([cle, v], i) => [cle, i === rang ? alterer(v, chemin.slice(1), par) : v]);
    return Array.isArray(valeur) ? entrees.map(([, v]) => v) : Object.fromEntries(entrees);
  }

  it('never throws on any value', () => {
    fc.assert(fc.property(fc.anything({ withNullPrototype: true, withSparseArray: true }), repondre), { numRuns: 2_000 });
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), repondre), { numRuns: 2_000 });
  }).timeout(0);

  it('never throws on a right body with one value replaced by any JSON', () => {
    const remplacant = fc.oneof(
      fc.jsonValue(),
      fc.double(),
      fc.constantFrom<unknown>('-0', '0', '1e999', '9'.repeat(30), '-1.5', '__proto__', 1e308, 5e-324, -0, '99999999999.99'),
    );
    fc.assert(
      fc.property(fc.constantFrom(PLAN, SOLDE), fc.array(fc.nat(10), { maxLength: 6 }), remplacant, (corps, chemin, par) => {
        repondre(alterer(corps, chemin, par));
      }),
      { numRuns: 5_000 },
    );
  }).timeout(0);

  it('answers the largest volumes it accepts in little time', () => {
    const volumes = Array.from({ length: 500 }, (_, i) => ({
      prevu: `${999_999_999_999_999 - i}.${String(10 ** 12 + i).repeat(3)}`.slice(0, 55),
      realise: `${99_999_999_999_999 - i}.${String(10 ** 12 + 3 * i).repeat(3)}`.slice(0, 55),
      poids: `${i + 1}.${String(10 ** 12 + 7 * i).repeat(3)}`,
    }));
    const corps = { ...SOLDE, realisation: { ...REALISATION, volumes } };
    const lecture = lireDemandeSolde(corps);
    if (!lecture.ok) expect.fail(JSON.stringify(lecture.details[0]));
    const debut = performance.now();
    expect(calculerSolde(lecture.demande).tauxRealisation).to.equal('0.1000');
    expect(performance.now() - debut).to.be.below(500);
  });

  it('survives a body nested far deeper than any request', () => {
    const corps: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(lireDemandePlan(corps).ok).to.equal(false);
    expect(lireDemandePlan({ ...PLAN, depenses: corps }).ok).to.equal(false);
  });
});
