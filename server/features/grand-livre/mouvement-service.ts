import { passer, prelever, type Part } from '../../domain/grand-livre/ecriture.js';
import { cents, moins, somme, ZERO, type Cents } from '../../domain/kernel/cents.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { inscrire, rangSuivant, tenusParConvention, tenusParDossier, tenusParObjet } from './ecriture-store.js';
import { verrouillerCredits } from './engagement-service.js';

/** A convention whose row is locked by the use case. */
export interface ConventionTenue { readonly id: string; readonly dossierId: string; readonly financeur: string }

/**
 * Makes the instalments still to prepare sum to `cible`: what is missing is taken from the commitment, the earliest year
 * first; what is too much returns to it, the latest year first.
 * @param cible ≥ 0, in cents
 * @param corrigeId the entry this one corrects, when a conclusion replaces a former one
 * @throws Refus `grand_livre.insuffisant` { disponible, demande } when the commitment is too small
 */
export async function ajusterProgramme(ctx: Contexte, { id, dossierId, financeur }: ConventionTenue, cible: Cents, libelle = '', corrigeId?: string): Promise<void> {
  await verrouillerCredits(ctx, dossierId, financeur);
  const programme = await tenusParConvention(ctx.db, id, 'programme');
  const ecart = cible - somme(programme.map((p) => p.montant));
  if (ecart === 0) return;
  const nature = ecart > 0 ? 'programmation' : 'deprogrammation';
  const source = ecart > 0 ? await tenusParDossier(ctx.db, { dossierId, financeur, compte: 'engage' }) : programme.reverse();
  const cle = `${nature}:${id}:${await rangSuivant(ctx.db, id)}`;
  await inscrire(ctx, passer(nature, prelever(source, cents(Math.abs(ecart)))), { objet: 'convention', objetId: id, cle, dossierId, conventionId: id, libelle, ...(corrigeId === undefined ? {} : { corrigeId }) });
}

/** One step of a payment or of a title, in cents. */
export interface Mouvement {
  readonly id: string;
  readonly dossierId: string;
  readonly conventionId: string;
  readonly montant: Cents;
  readonly libelle: string;
  /** The entry this one corrects. */
  readonly corrigeId?: string;
}

/** Writes that a payment is prepared; taken from the earliest year of its convention's instalments. */
export async function inscrireLiquidation(ctx: Contexte, v: Mouvement): Promise<void> {
  await inscrireSurVersement(ctx, 'liquidation', v, await tenusParConvention(ctx.db, v.conventionId, 'programme'));
}

/** Writes the next step of a prepared payment, on the envelopes it was prepared on. A payment is written once, whatever happens. */
export async function inscrireEtape(ctx: Contexte, nature: 'mandatement' | 'paiement' | 'rejet' | 'rejet_comptable', v: Mouvement): Promise<void> {
  const source = nature === 'mandatement' || nature === 'rejet' ? 'liquide' : 'mandate';
  await inscrireSurVersement(ctx, nature, v, await tenusParObjet(ctx.db, v.id, source));
}

async function inscrireSurVersement(ctx: Contexte, nature: 'liquidation' | 'mandatement' | 'paiement' | 'rejet' | 'rejet_comptable', v: Mouvement, source: readonly Part[]): Promise<void> {
  const cle = nature === 'paiement' ? `paiement:${v.id}` : `${nature}:${v.id}:${await rangSuivant(ctx.db, v.id)}`;
  await inscrire(ctx, passer(nature, prelever(source, v.montant)), { objet: 'versement', objetId: v.id, cle, dossierId: v.dossierId, conventionId: v.conventionId, libelle: v.libelle });
}

/** Writes that an amount paid in excess is claimed back, from the latest year that was paid. */
export async function inscrireTitre(ctx: Contexte, t: Mouvement): Promise<void> {
  const [paye, tropVerse] = [await tenusParConvention(ctx.db, t.conventionId, 'paye'), await tenusParConvention(ctx.db, t.conventionId, 'trop_verse')];
  const recuperables = paye.reverse().map((p) => ({ ...p, montant: somme([p.montant, tropVerse.find((x) => x.enveloppeId === p.enveloppeId)?.montant ?? ZERO]) }));
  await inscrire(ctx, passer('titre', prelever(recuperables, t.montant)), { objet: 'reversement', objetId: t.id, cle: `titre:${t.id}`, dossierId: t.dossierId, conventionId: t.conventionId, libelle: t.libelle, ...(t.corrigeId === undefined ? {} : { corrigeId: t.corrigeId }) });
}

/**
 * Writes what becomes of a title, or of a part of it: money received, waived, or claim withdrawn.
 * @throws Refus `grand_livre.insuffisant` above what is still to recover
 */
export async function inscrireSurTitre(ctx: Contexte, nature: 'encaissement' | 'remise' | 'annulation', t: Mouvement): Promise<void> {
  const parts = prelever(await tenusParObjet(ctx.db, t.id, 'a_recouvrer'), t.montant);
  const cle = `${nature}:${t.id}:${await rangSuivant(ctx.db, t.id)}`;
  await inscrire(ctx, passer(nature, parts), { objet: 'reversement', objetId: t.id, cle, dossierId: t.dossierId, conventionId: t.conventionId, libelle: t.libelle });
}

/** Label of the entries by which conclusions settle a convention. */
export const LIBELLE_DU_SOLDE = 'Solde après contrôle';

/** What conclusions find of a convention in the ledger, in cents. */
export interface AvantSolde {
  /** Claimed back by former conclusions and settled since, received or waived. */
  readonly rendu: Cents;
  /** Committed and not paid: outside its instalments, and for them. */
  readonly engage: Cents;
  /** The entry by which former conclusions first moved it: those that replace them are tied to it. */
  readonly corrigeId: string | undefined;
}

/** Reads what conclusions need of a convention before they settle it. */
export async function lireAvantSolde({ db }: Contexte, { id, dossierId, financeur }: ConventionTenue): Promise<AvantSolde> {
  const total = (parts: readonly Part[]): Cents => somme(parts.map((p) => p.montant));
  const premiere = await db('ecritures').where({ convention_id: id }).where((q) => void q.where({ nature: 'titre' }).orWhere({ libelle: LIBELLE_DU_SOLDE })).orderBy('id').first<{ id: string } | undefined>('id');
  return {
    rendu: moins(ZERO, total(await tenusParConvention(db, id, 'trop_verse'))),
    engage: somme([total(await tenusParDossier(db, { dossierId, financeur, compte: 'engage' })), total(await tenusParConvention(db, id, 'programme'))]), corrigeId: premiere?.id,
  };
}
