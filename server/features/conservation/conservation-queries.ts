import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { AideEtat, RegimeAideEtat } from '../../domain/echeances/aide-etat.js';
import { dateConservation, DELAIS_PAR_DEFAUT, type Conservation, type FaitsDeConservation, type RegleDeConservation } from '../../domain/echeances/limites.js';
import type { EtatConvention } from '../../domain/etats/machines.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { lireReglesDesDossiers } from '../dossiers/dossier-queries.js';

/** What decides how long the evidence of a convention is kept. */
export interface ConventionAConserver {
  readonly numero: string;
  readonly financeur: string;
  readonly etat: EtatConvention;
  /** Day its accounts were cleared: balanced or terminated; null before. */
  readonly soldeeLe: Jour | null;
  readonly dernierPaiement: Jour | null;
}

interface Ligne { dossier_id: string; numero: string; financeur: string; etat: EtatConvention; soldee_le: string | null; dernier: string | null }

/** Conventions of a dossier with the days that count for keeping evidence. */
export const conventionsAConserver = async (db: Knex, dossierId: string): Promise<ConventionAConserver[]> => (await conventionsDesDossiers(db, [dossierId])).get(dossierId) ?? [];

/** The same for several dossiers, by id; one query. */
async function conventionsDesDossiers(db: Knex, ids: readonly string[]): Promise<ReadonlyMap<string, ConventionAConserver[]>> {
  const soldee = db('journal as j').where('j.objet', 'convention').whereIn('j.vers', ['soldee', 'resiliee']).whereRaw('j.objet_id = c.id').max('j.le').as('soldee_le');
  const dernier = db('versements as v').where('v.etat', 'paye').whereRaw('v.convention_id = c.id').max('v.paye_le').as('dernier');
  const lignes: Ligne[] = await db('conventions as c').whereIn('c.dossier_id', [...ids]).orderBy('c.numero').select('c.dossier_id', 'c.numero', 'c.financeur', 'c.etat').select(soldee, dernier);
  const parDossier = new Map<string, ConventionAConserver[]>(ids.map((id) => [id, []]));
  for (const l of lignes) {
    parDossier.get(l.dossier_id)?.push({
      numero: l.numero, financeur: l.financeur, etat: l.etat, soldeeLe: l.soldee_le === null ? null : jourAParis(instant(l.soldee_le)), dernierPaiement: l.dernier === null ? null : jour(l.dernier),
    });
  }
  return parDossier;
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

interface LigneAide { regime: RegimeAideEtat | 'aucun' | null; reference: string | null; octroi: string | null }
const AIDE = ['aide_etat_regime as regime', 'aide_etat_reference as reference', 'aide_etat_octroi as octroi'] as const;
const versAide = (l: LigneAide): AideEtatLue => (l.regime === null ? null : { regime: l.regime, reference: l.reference ?? '', octroi: l.octroi === null ? null : jour(l.octroi) });

/** What was recorded of the State-aid regime of a dossier. */
export async function lireAideEtat(db: Knex, dossierId: string): Promise<AideEtatLue> {
  const l = await db('dossiers').where({ id: dossierId }).first<LigneAide | undefined>(...AIDE);
  return l === undefined ? null : versAide(l);
}

/** Until when the evidence of a dossier is kept, with the conventions it follows from; no day as long as there is none. */
export interface ConservationLue { readonly jusquau: Jour | null; readonly regle: RegleDeConservation | null; readonly definitive: boolean; readonly conventions: readonly ConventionAConserver[] }

/** Until when the evidence of dossiers is kept, by id: the date fixed once their accounts are cleared, else the least it can be if they were cleared on the day given; three queries. */
export async function conservationsDesDossiers(db: Knex, ids: readonly string[], aujourdhui: Jour): Promise<ReadonlyMap<string, ConservationLue>> {
  const parDossier = await conventionsDesDossiers(db, ids);
  const dossiers: (LigneAide & { id: string; appel_id: string; appel_version: number; fixee: string | null })[] =
    await db('dossiers').whereIn('id', [...ids]).select('id', 'appel_id', 'appel_version', 'conserve_jusqu_au as fixee', ...AIDE);
  const versions = await lireReglesDesDossiers(db, dossiers.map((d) => ({ appelId: d.appel_id, appelVersion: Number(d.appel_version) })));
  return new Map(dossiers.map((d): [string, ConservationLue] => {
    const conventions = parDossier.get(d.id) ?? [];
    const appel = versions({ appelId: d.appel_id, appelVersion: Number(d.appel_version) });
    if (conventions.length === 0) return [d.id, { jusquau: null, regle: null, definitive: false, conventions }];
    const { jusquau, regle } = conservationDe({ conventions, apurement: apurement(conventions) ?? aujourdhui, aide: versAide(d) }, dureesDe(appel));
    const definitive = comptesApures(conventions);
    return [d.id, { jusquau: definitive && d.fixee !== null ? jour(d.fixee) : jusquau, regle, definitive, conventions }];
  }));
}

/** The same for one dossier, without its conventions. */
export async function conservationDuDossier(db: Knex, dossier: { readonly id: string }, aujourdhui: Jour): Promise<Omit<ConservationLue, 'conventions'>> {
  const { jusquau = null, regle = null, definitive = false } = (await conservationsDesDossiers(db, [dossier.id], aujourdhui)).get(dossier.id) ?? {};
  return { jusquau, regle, definitive };
}

/** Day the last convention was cleared; null as long as one is alive. */
export const apurement = (conventions: readonly ConventionAConserver[]): Jour | null =>
  (comptesApures(conventions) ? conventions.flatMap((c) => c.soldeeLe ?? []).sort().at(-1) ?? null : null);
