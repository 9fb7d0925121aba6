import { verifierAvis, type AvisComite } from '../../domain/comites/avis.js';
import { exigerCloturable } from '../../domain/comites/seance.js';
import { bornerAttribution } from '../../domain/decisions/decision.js';
import { DOSSIER, SEANCE } from '../../domain/etats/machines.js';
import { cents } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import { instantLong } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { etablirDocument } from '../documents/document-service.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { notifier } from '../notifications/notification-service.js';
import { procesVerbal } from './seance-documents.js';
import { lireMembres, type SeanceLue } from './seance-queries.js';
import { ecrireAvis, ecrireInscriptions, ecrireOrdre, ecrirePresences, effacerInscription } from './seance-store.js';
import { ligneDe, lireVue, lireVueEntiere, type LigneSeance, type VueSeance } from './seance-vue.js';

export { creerSeance } from './convocation-service.js';

/** The session, locked, still open. */
async function seanceOuverte(ctx: Contexte, seanceId: string): Promise<{ appelId: string }> {
  const ligne = trouve(await verrouiller(ctx.db('seances').where({ id: seanceId }), ctx.db).first<{ etat: string; appel_id: string } | undefined>('etat', 'appel_id'));
  if (ligne.etat !== SEANCE.initial) throw new Refus('etat.incompatible', { objet: 'seance', etat: ligne.etat });
  return { appelId: ligne.appel_id };
}

/**
 * Adds dossiers to the agenda; those already on it stay.
 * @throws Refus `comite.aucun_dossier`, `comite.dossier_non_instruit` { numero }, `comite.deja_inscrit` { numero }, `etat.incompatible`
 */
export async function inscrireDossiers(ctx: Contexte, seanceId: string, dossierIds: readonly string[]): Promise<void> {
  const { appelId } = await seanceOuverte(ctx, seanceId);
  const ids = [...new Set(dossierIds)];
  if (ids.length === 0) throw new Refus('comite.aucun_dossier', { champ: 'dossiers' });
  const lus = await verrouiller(ctx.db('dossiers').whereIn('id', ids).orderBy('id'), ctx.db).select<{ id: string; numero: string | null; etat: string; appel_id: string }[]>('id', 'numero', 'etat', 'appel_id');
  const refusable = lus.length < ids.length ? '' : lus.find((d) => d.etat !== 'instruit' || d.appel_id !== appelId)?.numero;
  if (refusable !== undefined) throw new Refus('comite.dossier_non_instruit', { numero: refusable });
  const ailleurs = await ctx.db('seance_dossiers as x').join('seances as s', 's.id', 'x.seance_id').join('dossiers as d', 'd.id', 'x.dossier_id')
    .whereIn('x.dossier_id', ids).where('s.etat', SEANCE.initial).whereNot('s.id', seanceId).first<{ numero: string | null } | undefined>('d.numero');
  if (ailleurs) throw new Refus('comite.deja_inscrit', { numero: ailleurs.numero });
  await ecrireInscriptions(ctx, seanceId, ids);
  ctx.journaliser({ action: 'seance.inscrire_dossiers', objet: 'seance', objetId: seanceId, donnees: { nombre: ids.length, dossiers: lus.map((d) => d.numero) } });
}

/** Takes a dossier off the agenda of an open session, its avis with it. @throws Refus `etat.incompatible` */
export async function desinscrireDossier(ctx: Contexte, seanceId: string, dossierId: string): Promise<void> {
  await seanceOuverte(ctx, seanceId);
  if ((await effacerInscription(ctx, seanceId, dossierId)) > 0) ctx.journaliser({ action: 'seance.retirer_dossier', objet: 'seance', objetId: seanceId, dossierId });
}

/**
 * Puts the dossiers of an open session in this order; those not named follow, in the order they had.
 * @throws Refus `etat.incompatible`
 */
export async function ordonnerDossiers(ctx: Contexte, seanceId: string, dossierIds: readonly string[]): Promise<void> {
  await seanceOuverte(ctx, seanceId);
  const inscrits = (await ctx.db('seance_dossiers').where({ seance_id: seanceId }).orderBy('ordre').orderBy('dossier_id').select<{ dossier_id: string }[]>('dossier_id')).map((l) => l.dossier_id);
  const demandes = dossierIds.filter((id) => inscrits.includes(id));
  await ecrireOrdre(ctx, seanceId, [...new Set([...demandes, ...inscrits])]);
  ctx.journaliser({ action: 'seance.ordonner', objet: 'seance', objetId: seanceId, donnees: { dossiers: inscrits.length } });
}

/** Records who is present. @throws Refus `comite.presence_inconnue`, `etat.incompatible` */
export async function noterPresences(ctx: Contexte, seanceId: string, presents: readonly string[]): Promise<void> {
  await seanceOuverte(ctx, seanceId);
  const membres = new Set((await lireMembres(ctx.db, seanceId)).map((m) => m.id));
  if (presents.some((p) => !membres.has(p))) throw new Refus('comite.presence_inconnue', { champ: 'presents' });
  await ecrirePresences(ctx, seanceId, presents);
  ctx.journaliser({ action: 'seance.noter_presences', objet: 'seance', objetId: seanceId, donnees: { presents: presents.length } });
}

/**
 * Records the committee's avis on a dossier.
 * @throws Refus `comite.quorum` { presents, requis } when the members present who may sit on it are too few,
 *   `comite.acteur_ecarte` when the recorder withdrew from it or belongs to its organisme, `comite.*` of `verifierAvis`,
 *   `comite.dossier_retire`, `etat.incompatible`
 * @see spec 1, stage 8
 */
export async function rendreAvisComite(ctx: Contexte, seanceId: string, dossierId: string, saisie: { readonly avis: AvisComite; readonly montantCents: number; readonly reserves: string }): Promise<void> {
  await seanceOuverte(ctx, seanceId);
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const ligne = trouve(ligneDe(trouve(await lireVue(ctx.db, seanceId, ctx.acteur, dossierId)), dossierId));
  if (ligne.acces.niveau === 'cache') throw new Refus('comite.acteur_ecarte');
  if (ligne.etat !== 'instruit') throw new Refus('comite.dossier_retire');
  const { atteint, presents, requis } = ligne.quorum;
  if (!atteint) throw new Refus('comite.quorum', { presents, requis, numero: ligne.numero });
  const montant = verifierAvis({ avis: saisie.avis, montant: cents(saisie.montantCents), reserves: saisie.reserves }, await bornesDe(ctx, dossierId));
  await ecrireAvis(ctx, seanceId, dossierId, { avis: saisie.avis, montantCents: montant, reserves: saisie.reserves });
  ctx.journaliser({ action: 'seance.rendre_avis', objet: 'seance', objetId: seanceId, dossierId, donnees: { avis: saisie.avis, montant, presents, requis } });
}

async function bornesDe(ctx: Contexte, dossierId: string): Promise<ReturnType<typeof bornerAttribution>> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const version = trouve(await lireVersionDossier(ctx.db, dossierId));
  const { regles } = await lireReglesDuDossier(ctx.db, dossier);
  return bornerAttribution(cents(dossier.demandeCents), version.sections.publics, regles.plafondHorsRsa);
}

/**
 * Closes a session: every dossier passes to `examine`, avis and attendance are frozen, the minutes established as a draft to
 * approve, the members told.
 * Dossiers withdrawn by their porteur in the meantime are left out.
 * @throws Refus `comite.sans_dossier`, `comite.sans_avis`, `comite.quorum`, `etat.incompatible`
 * @see spec 1, stage 8
 */
export async function cloreSeance(ctx: Contexte, seanceId: string, { compteRendu }: { readonly compteRendu: string }): Promise<void> {
  await seanceOuverte(ctx, seanceId);
  const inscrits = ctx.db('seance_dossiers').where({ seance_id: seanceId }).select('dossier_id');
  await verrouiller(ctx.db('dossiers').whereIn('id', inscrits).orderBy('id'), ctx.db).select('id');
  const vue = trouve(await lireVueEntiere(ctx.db, seanceId));
  exigerCloturable(vue.classees);
  await changerEtat(ctx, SEANCE, 'clore', { id: seanceId, champs: { compte_rendu: compteRendu, close_le: ctx.maintenant, close_par: ctx.acteur.id }, donnees: { dossiers: vue.classees.length } });
  for (const ligne of vue.classees) await examiner(ctx, vue.seance, ligne);
  for (const ligne of vue.retirees) await ecrireAvis(ctx, seanceId, ligne.id, null);
  await etablirProcesVerbal(ctx, vue, compteRendu);
  await annoncerCloture(ctx, vue);
}

/** Establishes the minutes as they stand: a draft until they are approved. */
export async function etablirProcesVerbal(ctx: Contexte, vue: VueSeance, compteRendu: string): Promise<void> {
  await etablirDocument(ctx, {
    type: 'proces_verbal', titre: `Procès-verbal : ${vue.seance.titre}`.slice(0, 200), dossierId: null, objetId: vue.seance.id, visiblePorteur: false, blocs: procesVerbal(vue, compteRendu),
  });
}

async function examiner(ctx: Contexte, seance: SeanceLue, ligne: LigneSeance): Promise<void> {
  await changerEtat(ctx, DOSSIER, 'examiner', { id: ligne.id, donnees: { seance: seance.id, avis: ligne.avis, montant: ligne.montantCents, moyenne: ligne.synthese?.moyenne.sur100 ?? null } });
}

function annoncerCloture(ctx: Contexte, { seance, membres }: VueSeance): Promise<void> {
  return notifier(ctx, {
    personnes: membres, cle: `seance-close:${seance.id}`, titre: `Comité du ${instantLong(seance.le)} : procès-verbal`, lien: vers(paths.seances.page, { seanceId: seance.id }), dossierId: null,
    texte: `Bonjour,\n\nLa séance « ${seance.titre} » est close. Son procès-verbal est sur Passerelle, rubrique « Comité » : il reste à l’approuver.`,
  });
}
