import { estMontantValide } from '../financements/plan.js';
import type { Publics } from '../financements/nomenclature.js';
import { ZERO, cents, centsDepuisDecimal, type Cents } from '../kernel/cents.js';
import { DIX_MILLE, dixMilliemes, lireTaux, taux, type Taux } from '../kernel/taux.js';
import { lireChaine, lireChamps, manque, sous, type Erreurs } from './lecture.js';

/** A decimal number in digits: what tells a broken amount from a malformed request (spec 3). */
const DECIMAL = /^-?[0-9]+(?:\.[0-9]+)?$/;
const TAUX_NUL = taux('0.0000');

/** Above 10 000 milliards d'euros a figure is no grant: the sums of two of them stay exact below it. */
const MONTANT_DE_SOLDE_MAXIMAL: Cents = cents(1_000_000_000_000_000);

/**
 * An amount of a plan: cents, or null for a decimal number that no amount may be
 * (negative, over two decimals, above 99 999 999.99 €), which the evaluation then
 * tells as `montant_invalide`.
 * @see spec 3
 */
export function lireMontantDePlan(valeur: unknown, champ: string, erreurs: Erreurs): Cents | null {
  const texte = lireDecimal(valeur, champ, erreurs);
  const lu = texte === null ? null : centsDepuisDecimal(texte);
  return estMontantValide(lu) ? lu : null;
}

/**
 * An amount of a balance, in cents: negative or with over two decimals, it is a malformed request.
 * @see spec 3
 */
export function lireMontantDeSolde(valeur: unknown, champ: string, erreurs: Erreurs): Cents {
  const texte = lireDecimal(valeur, champ, erreurs);
  if (texte === null) return ZERO;
  const lu = centsDepuisDecimal(texte);
  if (lu !== null && lu >= 0 && lu <= MONTANT_DE_SOLDE_MAXIMAL) return lu;
  const tropPrecis = (texte.split('.')[1] ?? '').length > 2;
  erreurs.signaler(champ, tropPrecis ? 'decimal_invalide' : 'hors_bornes');
  return ZERO;
}

/** A rate of at most four decimals in [0, 1) (spec 3, "ceilings outside [0, 1)"). */
export function lirePlafond(valeur: unknown, champ: string, erreurs: Erreurs): Taux {
  return lireTauxBorne(valeur, champ, erreurs, DIX_MILLE - 1n);
}

/** A rate of at most four decimals in [0, 1] (spec 3, shares of `echeances`, `tauxMaxFse`). */
export function lirePart(valeur: unknown, champ: string, erreurs: Erreurs): Taux {
  return lireTauxBorne(valeur, champ, erreurs, DIX_MILLE);
}

/** Numbers of people: whole JSON numbers ≥ 0 (spec 3). */
export function lirePublics(valeur: unknown, champ: string, erreurs: Erreurs): Publics {
  const champs = lireChamps(valeur, champ, ['rsa', 'horsRsaMoins25', 'horsRsaAutres'], erreurs);
  if (champs === null) return { rsa: 0, horsRsaMoins25: 0, horsRsaAutres: 0 };
  const compter = (cle: string): number => lireNombreDePersonnes(champs.get(cle), sous(champ, cle), erreurs);
  return {
    rsa: compter('rsa'),
    horsRsaMoins25: compter('horsRsaMoins25'),
    horsRsaAutres: compter('horsRsaAutres'),
  };
}

function lireNombreDePersonnes(valeur: unknown, champ: string, erreurs: Erreurs): number {
  if (manque(valeur, champ, erreurs)) return 0;
  if (typeof valeur !== 'number') erreurs.signaler(champ, 'type_invalide');
  else if (Number.isSafeInteger(valeur) && valeur >= 0) return valeur;
  else erreurs.signaler(champ, 'hors_bornes');
  return 0;
}

function lireDecimal(valeur: unknown, champ: string, erreurs: Erreurs): string | null {
  const texte = lireChaine(valeur, champ, erreurs);
  if (texte === null || DECIMAL.test(texte)) return texte;
  erreurs.signaler(champ, 'decimal_invalide');
  return null;
}

function lireTauxBorne(valeur: unknown, champ: string, erreurs: Erreurs, maximum: bigint): Taux {
  const texte = lireDecimal(valeur, champ, erreurs);
  if (texte === null) return TAUX_NUL;
  const lu = lireTaux(texte);
  if (lu !== null && dixMilliemes(lu) <= maximum) return lu;
  const tropPrecis = (texte.split('.')[1] ?? '').length > 4;
  erreurs.signaler(champ, tropPrecis ? 'decimal_invalide' : 'hors_bornes');
  return TAUX_NUL;
}
