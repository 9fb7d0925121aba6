export type Gravite = 'bloquante' | 'avertissement';

/** When a rule is checked: on the figures alone, or at deposit with files and dates (spec 3). */
export type MomentDeControle = 'plan' | 'depot';

interface RegleAnomalie {
  readonly gravite: Gravite;
  readonly moment: MomentDeControle;
}

/** Every anomaly of a financing plan with its gravité: the table of spec 2.1. */
export const ANOMALIES = {
  plan_desequilibre: { gravite: 'bloquante', moment: 'plan' },
  montant_invalide: { gravite: 'bloquante', moment: 'plan' },
  depense_ineligible: { gravite: 'bloquante', moment: 'plan' },
  depense_hors_periode: { gravite: 'bloquante', moment: 'depot' },
  subvention_absente: { gravite: 'bloquante', moment: 'plan' },
  hors_rsa_depasse: { gravite: 'avertissement', moment: 'plan' },
  public_ineligible: { gravite: 'avertissement', moment: 'plan' },
  cofinancement_sans_piece: { gravite: 'bloquante', moment: 'depot' },
  forfait_sans_estimatif: { gravite: 'bloquante', moment: 'depot' },
  forfait_incompatible: { gravite: 'bloquante', moment: 'plan' },
  fse_cout_simplifie_requis: { gravite: 'avertissement', moment: 'plan' },
  fse_taux_depasse: { gravite: 'bloquante', moment: 'plan' },
} as const satisfies Readonly<Record<string, RegleAnomalie>>;

export type CodeAnomalie = keyof typeof ANOMALIES;

/** A broken rule and the field it stands on, e.g. `depenses[0].montant`. */
export interface Anomalie {
  readonly code: CodeAnomalie;
  readonly gravite: Gravite;
  readonly champ: string;
}

/** The anomaly of that code on that field, with the gravité of the table (spec 2.1). */
export function anomalie(code: CodeAnomalie, champ: string): Anomalie {
  return { code, gravite: ANOMALIES[code].gravite, champ };
}

/** A sorted copy: by code, then champ, in the order of their characters (spec 3). */
export function trierAnomalies(anomalies: readonly Anomalie[]): readonly Anomalie[] {
  return [...anomalies].sort((a, b) => comparer(a.code, b.code) || comparer(a.champ, b.champ));
}

/** Does one of them stop the deposit? (spec 2.1) */
export function estBloque(anomalies: readonly Anomalie[]): boolean {
  return anomalies.some(({ gravite }) => gravite === 'bloquante');
}

function comparer(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
