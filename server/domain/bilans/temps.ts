/** A full-time year in hundredths of an hour: 1 720 h (regulation (EU) 2021/1060, art. 55(2)(a)). */
export const HEURES_ANNUELLES_CENTIEMES = 172_000;

/** Hours of one person in one year, over every operation of their organisme; hundredths. */
export interface TempsAnnuel { readonly salarie: string; readonly annee: string; readonly heures: number }

/**
 * The people declared for more than a full-time year, with how much too much.
 * @see issue 5, Bilan; regulation (EU) 2021/1060, art. 55(2)(a)
 */
export const tempsDepasses = (temps: readonly TempsAnnuel[]): readonly (TempsAnnuel & { readonly exces: number })[] =>
  temps.filter((t) => t.heures > HEURES_ANNUELLES_CENTIEMES).map((t) => ({ ...t, exces: t.heures - HEURES_ANNUELLES_CENTIEMES }));
