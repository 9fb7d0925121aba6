/** Share of incomplete records above which the data of an operation are no longer reliable. */
export const PART_MAX = { numerateur: 35, denominateur: 100 } as const;
/** Share from which the porteur and the service are warned, while there is still time. */
export const PART_ALERTE = { numerateur: 25, denominateur: 100 } as const;

export const NIVEAUX_JAUGE = ['vide', 'bon', 'alerte', 'depasse'] as const;
export type NiveauJauge = (typeof NIVEAUX_JAUGE)[number];

/** How complete the records of an operation are. */
export interface Jauge {
  readonly niveau: NiveauJauge;
  readonly total: number;
  readonly incompletes: number;
  /** More records that may be incomplete, at this number of records, before the ceiling is reached; 0 once it is. */
  readonly marge: number;
}

/**
 * Measures the incomplete records of an operation against the ceiling of 35 %: a warning from 25 %, the ceiling reached at 35 %.
 * Whole numbers throughout, so that 7 of 20 is exactly 35 %.
 * @see issue 6, Participants
 */
export function jaugeDe(total: number, incompletes: number): Jauge {
  const atteint = ({ numerateur, denominateur }: typeof PART_MAX | typeof PART_ALERTE): boolean => incompletes * denominateur >= total * numerateur;
  const niveau = total === 0 ? 'vide' : atteint(PART_MAX) ? 'depasse' : incompletes > 0 && atteint(PART_ALERTE) ? 'alerte' : 'bon';
  return { niveau, total, incompletes, marge: Math.max(0, plafondDe(total) - 1 - incompletes) };
}

/** How many incomplete records among so many reach the ceiling. */
export const plafondDe = (total: number): number => Math.ceil((total * PART_MAX.numerateur) / PART_MAX.denominateur);
