import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { dateConservation, DELAIS_PAR_DEFAUT, type Conservation, type FaitsDeConservation } from '../../domain/echeances/limites.js';
import type { EtatConvention } from '../../domain/etats/machines.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { instant, jourAParis } from '../../platform/clock.js';

/** What decides how long the evidence of a convention is kept. */
export interface ConventionAConserver {
  readonly numero: string;
  readonly financeur: string;
  readonly etat: EtatConvention;
  /** Day its accounts were cleared: balanced or terminated; null before. */
  readonly soldeeLe: Jour | null;
  readonly dernierPaiement: Jour | null;
}

interface Ligne { numero: string; financeur: string; etat: EtatConvention; soldee_le: string | null; dernier: string | null }

/** Conventions of a dossier with the days that count for keeping evidence. */
export async function conventionsAConserver(db: Knex, dossierId: string): Promise<ConventionAConserver[]> {
  const soldee = db('journal as j').where('j.objet', 'convention').whereIn('j.vers', ['soldee', 'resiliee']).whereRaw('j.objet_id = c.id').max('j.le').as('soldee_le');
  const dernier = db('versements as v').where('v.etat', 'paye').whereRaw('v.convention_id = c.id').max('v.paye_le').as('dernier');
  const lignes: Ligne[] = await db('conventions as c').where({ 'c.dossier_id': dossierId }).orderBy('c.numero').select('c.numero', 'c.financeur', 'c.etat').select(soldee, dernier);
  return lignes.map((l) => ({
    numero: l.numero, financeur: l.financeur, etat: l.etat, soldeeLe: l.soldee_le === null ? null : jourAParis(instant(l.soldee_le)), dernierPaiement: l.dernier === null ? null : jour(l.dernier),
  }));
}

const VIVANTES: readonly EtatConvention[] = ['a_signer', 'signee', 'en_execution'];

/** Are the accounts of the dossier cleared: at least one convention, and none still alive? */
export const comptesApures = (conventions: readonly ConventionAConserver[]): boolean =>
  conventions.length > 0 && !conventions.some((c) => VIVANTES.includes(c.etat));

/** Lengths of keeping, in years, of the version of the call the dossier answered. */
export const dureesDe = (appel: ContenuAppel): { apurementComptes: number; fse: number; aideEtat: number } => ({
  apurementComptes: appel.regles.delais.conservationAnnees, fse: appel.regles.delais.conservationFseAnnees ?? DELAIS_PAR_DEFAUT.conservationFseAnnees, aideEtat: appel.regles.delais.conservationAideEtatAnnees,
});

/**
 * Last day of keeping, and the rule that gives it, when the accounts are cleared on the day given.
 * @see spec 1, time limits (keeping of evidence)
 */
export function conservationDe(conventions: readonly ConventionAConserver[], apurementComptes: Jour, annees: NonNullable<FaitsDeConservation['annees']>): Conservation {
  const payesFse = conventions.filter((c) => c.financeur === 'fse').flatMap((c) => c.dernierPaiement ?? []).sort();
  return dateConservation({ apurementComptes, dernierPaiementFse: payesFse.at(-1) ?? null, octroiAideEtat: null, annees });
}
