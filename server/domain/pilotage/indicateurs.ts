import { cents, fractionDeCents, type Cents } from '../kernel/cents.js';
import { formaterTaux, type Taux } from '../kernel/taux.js';

/** Amount for one person, half up to the cent; null when there is nobody. @param montantCents whole cents */
export const coutParPersonne = (montantCents: number, personnes: number): Cents | null =>
  (personnes === 0 ? null : fractionDeCents(cents(montantCents), 1, personnes, 'demi_superieur'));

/** Share of one, four decimals half up; null when there is nothing to compare with. @param partie ≥ 0 @param tout ≥ 0 */
export const rapport = (partie: number, tout: number): Taux | null => (tout === 0 ? null : formaterTaux(partie, tout));

/**
 * Mean of rates of realisation, four decimals half up; null when there is none.
 * @param sommeDixMilliemes sum of the rates, each in whole ten-thousandths
 * @see spec 2.5 for the rate of one dossier
 */
export const tauxMoyen = (sommeDixMilliemes: number, nombre: number): Taux | null => (nombre === 0 ? null : formaterTaux(sommeDixMilliemes, nombre * 10_000));

/** How many dossiers took so many days. */
export interface Duree { readonly jours: number; readonly nombre: number }

/** Days one stage takes: the median, and what nine dossiers in ten do not exceed; both null when no dossier went through it. */
export interface Delai { readonly nombre: number; readonly mediane: number | null; readonly neufSurDix: number | null }

/** Delay of a stage from how many dossiers took how many days, in any order; each rank is that of a real dossier. */
export function delaiDe(durees: readonly Duree[]): Delai {
  const triees = [...durees].sort((a, b) => a.jours - b.jours);
  const nombre = triees.reduce((n, d) => n + d.nombre, 0);
  return { nombre, mediane: auRang(triees, Math.ceil(nombre / 2)), neufSurDix: auRang(triees, Math.ceil((nombre * 9) / 10)) };
}

function auRang(triees: readonly Duree[], rang: number): number | null {
  let vus = 0;
  for (const { jours, nombre } of triees) if ((vus += nombre) >= rang) return jours;
  return null;
}
