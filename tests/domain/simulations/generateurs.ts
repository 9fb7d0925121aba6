import fc from 'fast-check';
import { CODES_FORFAIT, FINANCEURS, NATURES, POSTES } from '../../../server/domain/financements/nomenclature.js';
import type { CorpsPublics } from './modele-exact.js';
import type { CorpsPlan } from './modele-plan.js';
import type { CorpsSolde } from './modele-solde.js';

/** Random cases of a comparison; more with `CAS=20000 npx mocha …`. */
export const CAS = Number(process.env['CAS'] ?? 2_000);

const euros = (centimes: number): string => `${Math.floor(centimes / 100)}.${String(centimes % 100).padStart(2, '0')}`;

/** Euros from one cent to the highest amount, small and odd amounts often. */
export const unMontant: fc.Arbitrary<string> = fc
  .oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 12_000_000 }), fc.integer({ min: 0, max: 9_999_999_999 }))
  .map(euros);

const unMontantDePlan: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: unMontant },
  { weight: 1, arbitrary: fc.constantFrom('-5.00', '1.234', '100000000.00', '-0.01', '99999999.99', '12', '7.5', '-0.00') },
);

/** A rate "0.xxxx" in [0, 1), round ones often. */
export const unPlafond: fc.Arbitrary<string> = fc
  .oneof(fc.constantFrom(0, 1000, 2500, 3333, 5000, 9999), fc.integer({ min: 0, max: 9_999 }))
  .map((parts) => `0.${String(parts).padStart(4, '0')}`);

export const desPublics: fc.Arbitrary<CorpsPublics> = fc.record({
  rsa: fc.nat(60),
  horsRsaMoins25: fc.nat(15),
  horsRsaAutres: fc.oneof(fc.constant(0), fc.nat(8)),
});

export const unPlan: fc.Arbitrary<CorpsPlan> = fc.record({
  regles: fc.record(
    {
      plafondHorsRsa: unPlafond,
      tauxMaxFse: unPlafond,
      forfaits: fc.oneof(
        fc.constantFrom<string[]>([], ['personnel_20', 'indirectes_7'], ['indirectes_7', 'personnel_20']),
        fc.array(fc.constantFrom(...CODES_FORFAIT), { maxLength: 3 }),
      ),
    },
    { requiredKeys: [] },
  ),
  depenses: fc.array(
    fc.record(
      { poste: fc.constantFrom(...POSTES), libelle: fc.string(), montant: unMontantDePlan, nature: fc.constantFrom(...NATURES) },
      { requiredKeys: ['poste', 'libelle', 'montant'] },
    ),
    { maxLength: 12 },
  ),
  ressources: fc.array(
    fc.record({
      financeur: fc.oneof(fc.constantFrom('departement', 'fse'), fc.constantFrom(...FINANCEURS)),
      statut: fc.constantFrom('sollicite', 'acquis'),
      montant: unMontantDePlan,
    }),
    { maxLength: 6 },
  ),
  publics: desPublics,
});

/** Shares "0.xxxx" that sum to exactly 1. */
export const desParts: fc.Arbitrary<{ declencheur: string; taux: string }[]> = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 4 }),
    fc.array(fc.constantFrom('signature', 'bilan_intermediaire', 'bilan'), { minLength: 5, maxLength: 5 }),
  )
  .map(([coupures, declencheurs]) => {
    const bornes = [0, ...coupures.sort((a, b) => a - b), 10_000];
    return bornes.slice(1).map((borne, i) => ({
      declencheur: declencheurs[i] ?? 'bilan',
      taux: ((borne - (bornes[i] ?? 0)) / 10_000).toFixed(4),
    }));
  });

const unVolume: fc.Arbitrary<number | string> = fc.oneof(
  fc.nat(150),
  fc.integer({ min: 0, max: 99_999 }).map((n) => n / 100),
  fc.integer({ min: 0, max: 99_999 }).map((n) => String(n / 1000)),
);

const unPoids: fc.Arbitrary<number | string> = fc.constantFrom(1, 2, 3, 0.5, '1.25', '3', 1e-7);

export const unSolde: fc.Arbitrary<CorpsSolde> = fc.record({
  convention: fc.record({
    montant: unMontant,
    depensesPrevues: unMontant,
    methode: fc.constantFrom('solde', 'montant'),
    tauxIntervention: fc.boolean(),
    plafondHorsRsa: unPlafond,
    echeances: desParts,
  }),
  verse: unMontant,
  realisation: fc.record({
    volumes: fc.array(fc.record({ prevu: unVolume, realise: unVolume, poids: unPoids }), { maxLength: 5 }),
    publics: desPublics,
    nonExecution: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
  depensesRetenues: unMontant,
  autresRessources: unMontant,
});
