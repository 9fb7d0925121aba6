import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { AideEtat, RegimeAideEtat } from '../../domain/echeances/aide-etat.js';
import { dateConservation, DELAIS_PAR_DEFAUT, type Conservation, type FaitsDeConservation, type RegleDeConservation } from '../../domain/echeances/limites.js';
import type { EtatConvention } from '../../domain/etats/machines.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { lireReglesDuDossier } from '../dossiers/dossier-queries.js';

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

/** What the date of keeping is computed from; `apurement` the day the accounts are cleared, or are supposed to be. */
export interface Faits { readonly conventions: readonly ConventionAConserver[]; readonly apurement: Jour; readonly aide: AideEtatLue }

/**
 * Last day of keeping, and the rule that gives it.
 * @see spec 1, time limits (keeping of evidence)
 */
export const conservationDe = ({ conventions, apurement: apurementComptes, aide }: Faits, annees: NonNullable<FaitsDeConservation['annees']>): Conservation =>
  dateConservation({ apurementComptes, dernierPaiementFse: dernierPaiementFse(conventions), octroiAideEtat: aide?.octroi ?? null, annees });

/** Day of the last FSE+ payment to the beneficiary, or null. */
export const dernierPaiementFse = (conventions: readonly ConventionAConserver[]): Jour | null =>
  conventions.filter((c) => c.financeur === 'fse').flatMap((c) => c.dernierPaiement ?? []).sort().at(-1) ?? null;

/** The State-aid regime of a dossier: `octroi` is null when it was said to be none, the whole is null as long as nobody said. */
export type AideEtatLue = (Omit<AideEtat, 'regime' | 'octroi'> & { readonly regime: RegimeAideEtat | 'aucun'; readonly octroi: Jour | null }) | null;

/** What was recorded of the State-aid regime of a dossier. */
export async function lireAideEtat(db: Knex, dossierId: string): Promise<AideEtatLue> {
  const l = await db('dossiers').where({ id: dossierId }).first<{ regime: RegimeAideEtat | 'aucun' | null; reference: string | null; octroi: string | null } | undefined>(
    'aide_etat_regime as regime', 'aide_etat_reference as reference', 'aide_etat_octroi as octroi');
  return l === undefined || l.regime === null ? null : { regime: l.regime, reference: l.reference ?? '', octroi: l.octroi === null ? null : jour(l.octroi) };
}

/** Until when the evidence of a dossier is kept: the date fixed once its accounts are cleared, else the least it can be if they were cleared on the day given. */
export async function conservationDuDossier(db: Knex, dossier: { readonly id: string; readonly appelId: string; readonly appelVersion: number; readonly conserveJusquAu: string | null }, aujourdhui: Jour): Promise<{ jusquau: string | null; regle: RegleDeConservation | null; definitive: boolean }> {
  const conventions = await conventionsAConserver(db, dossier.id);
  if (conventions.length === 0) return { jusquau: null, regle: null, definitive: false };
  const { jusquau, regle } = conservationDe({ conventions, apurement: apurement(conventions) ?? aujourdhui, aide: await lireAideEtat(db, dossier.id) }, dureesDe(await lireReglesDuDossier(db, dossier)));
  const definitive = comptesApures(conventions);
  return { jusquau: definitive ? dossier.conserveJusquAu ?? jusquau : jusquau, regle, definitive };
}

/** Day the last convention was cleared; null as long as one is alive. */
export const apurement = (conventions: readonly ConventionAConserver[]): Jour | null =>
  (comptesApures(conventions) ? conventions.flatMap((c) => c.soldeeLe ?? []).sort().at(-1) ?? null : null);
