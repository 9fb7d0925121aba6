import type { Publics } from '../financements/nomenclature.js';
import type { PlafondHorsRsa } from '../financements/plafond-hors-rsa.js';
import type { Cents } from '../kernel/cents.js';
import { formaterTaux, type Taux } from '../kernel/taux.js';
import type { DemandeSolde, Methode, PlafondsCalcules } from './plafonds.js';
import type { ObjectifConstate } from './realisation.js';

/** M itself. */
export interface ExplicationConvention {
  readonly code: 'convention';
  readonly montantConvention: Cents;
}

/** Method, rate and the two sums it is applied to. */
export interface ExplicationVolume {
  readonly code: 'volume';
  readonly methode: Methode;
  readonly nonExecution: boolean;
  readonly tauxRealisation: Taux;
  readonly objectifs: readonly ObjectifConstate[];
  readonly avantBilan: Cents;
  readonly auBilan: Cents;
  readonly montantConvention: Cents;
}

/** M ÷ D_p × D_r; `tauxIntervention` is M ÷ D_p as shown, the ceiling uses it exact. */
export interface ExplicationDepenses {
  readonly code: 'depenses';
  /** Null when the ceiling is applied, else why it is not. */
  readonly nonApplique: 'sans_taux_intervention' | 'depenses_prevues_nulles' | null;
  readonly montantConvention: Cents;
  readonly depensesPrevues: Cents;
  readonly depensesRetenues: Cents;
  readonly tauxIntervention: Taux | null;
}

/** D_r − R. */
export interface ExplicationSurfinancement {
  readonly code: 'surfinancement';
  readonly depensesRetenues: Cents;
  readonly autresRessources: Cents;
}

/** Rule 2.3 on M with the realised publics, and its result. */
export interface ExplicationPublics {
  readonly code: 'publics';
  readonly montantConvention: Cents;
  readonly publics: Publics;
  readonly plafondHorsRsa: Taux;
  readonly resultat: PlafondHorsRsa;
}

/** The figures a ceiling was computed from, by code; amounts in cents. */
export type ExplicationPlafond =
  | ExplicationConvention
  | ExplicationVolume
  | ExplicationDepenses
  | ExplicationSurfinancement
  | ExplicationPublics;

/**
 * The figures of the five ceilings, always five and in the order of the spec, also when
 * `depenses` is not applied. Codes and figures, no sentence.
 * @see spec 2.5 ("the explanation … lists the five ceilings in order")
 */
export function expliquerPlafonds(demande: DemandeSolde, calcul: PlafondsCalcules): readonly ExplicationPlafond[] {
  const { convention, realisation, depensesRetenues, autresRessources } = demande;
  const montantConvention = convention.montant;
  return [
    { code: 'convention', montantConvention },
    {
      code: 'volume',
      methode: convention.methode,
      nonExecution: realisation.nonExecution,
      tauxRealisation: calcul.realisation.taux,
      objectifs: calcul.realisation.objectifs,
      avantBilan: calcul.avantBilan,
      auBilan: calcul.auBilan,
      montantConvention,
    },
    expliquerDepenses(demande),
    { code: 'surfinancement', depensesRetenues, autresRessources },
    {
      code: 'publics',
      montantConvention,
      publics: realisation.publics,
      plafondHorsRsa: convention.plafondHorsRsa,
      resultat: calcul.publics,
    },
  ];
}

function expliquerDepenses({ convention, depensesRetenues }: DemandeSolde): ExplicationDepenses {
  const { montant: montantConvention, depensesPrevues, tauxIntervention: applique } = convention;
  const nulles = depensesPrevues === 0;
  return {
    code: 'depenses',
    nonApplique: applique ? (nulles ? 'depenses_prevues_nulles' : null) : 'sans_taux_intervention',
    montantConvention,
    depensesPrevues,
    depensesRetenues,
    tauxIntervention: nulles ? null : formaterTaux(montantConvention, depensesPrevues),
  };
}
