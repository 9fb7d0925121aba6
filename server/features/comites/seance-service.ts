import { verifierAvis, type AvisComite } from '../../domain/comites/avis.js';
import { exigerCloturable, exigerQuorumPossible } from '../../domain/comites/seance.js';
import { bornerAttribution } from '../../domain/decisions/decision.js';
import { DOSSIER, SEANCE } from '../../domain/etats/machines.js';
import { cents } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Instant } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import { instantLong } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireAppel } from '../appels/appel-queries.js';
import { etablirDocument } from '../documents/document-service.js';
import { agentsHabilites, lireDossier, lireReglesDuDossier, lireVersionDossier } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { procesVerbal } from './seance-documents.js';
import { lireMembres, type SeanceLue } from './seance-queries.js';
import { ecrireAvis, ecrireInscriptions, ecrirePresences, ecrireSeance, effacerInscription } from './seance-store.js';
import { ligneDe, lireVue, lireVueEntiere, type LigneSeance, type VueSeance } from './seance-vue.js';

export interface SeanceACreer {
  readonly appelId: string;
  readonly titre: string;
  readonly le: Instant;
  readonly lieu: string;
  readonly quorum: number;
  readonly membres: readonly string[];
}

/**
 * Opens a session and invites its members by mail.
 * @returns the session's id. @throws Refus `comite.appel_brouillon`, `comite.membre_non_habilite`, `comite.quorum_impossible`
 */
export async function creerSeance(ctx: Contexte, s: SeanceACreer): Promise<string> {
  const appel = trouve(await lireAppel(ctx.db, s.appelId));
  if (appel.etat === 'brouillon') throw new Refus('comite.appel_brouillon', { champ: 'appelId' });
  const membres = [...new Set(s.membres)];
  const habilites = new Map((await agentsHabilites(ctx.db, 'comite')).map((a) => [a.id, a]));
  if (membres.some((m) => !habilites.has(m))) throw new Refus('comite.membre_non_habilite', { champ: 'membres' });
  exigerQuorumPossible(s.quorum, membres.length);
  const id = await ecrireSeance(ctx, s, membres);
  ctx.journaliser({ action: 'seance.creer', objet: 'seance', objetId: id, vers: SEANCE.initial, donnees: { appel: appel.code, le: s.le, quorum: s.quorum, membres: membres.length } });
  for (const membre of membres.flatMap((m) => habilites.get(m) ?? [])) {
    ctx.envoyer({
      cle: `seance:${id}:${membre.id}`, a: membre.courriel, sujet: `Comité de sélection : ${instantLong(s.le)}`,
      texte: `Bonjour ${membre.nom},\n\nVous êtes membre de la séance « ${s.titre} » du comité de sélection de l’appel « ${appel.titre} ».\n\nQuand : ${instantLong(s.le)}\nOù : ${s.lieu}\n\nLes dossiers à noter sont sur Passerelle, rubrique « Notation » ; l’ordre du jour et le livret, rubrique « Comité ». Si un lien avec un organisme vous empêche de juger son dossier, déclarez un déport avant la séance.`,
    });
  }
  return id;
}

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
 * Closes a session: every dossier passes to `examine`, the minutes are established and frozen, the members told.
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
  await changerEtat(ctx, SEANCE, 'clore', { id: seanceId, champs: { compte_rendu: compteRendu, close_le: ctx.maintenant }, donnees: { dossiers: vue.classees.length } });
  for (const ligne of vue.classees) await examiner(ctx, vue.seance, ligne);
  for (const ligne of vue.retirees) await ecrireAvis(ctx, seanceId, ligne.id, null);
  await etablirDocument(ctx, { type: 'proces_verbal', titre: `Procès-verbal : ${vue.seance.titre}`.slice(0, 200), dossierId: null, objetId: seanceId, visiblePorteur: false, blocs: procesVerbal(vue, compteRendu) });
  annoncerCloture(ctx, vue);
}

async function examiner(ctx: Contexte, seance: SeanceLue, ligne: LigneSeance): Promise<void> {
  await changerEtat(ctx, DOSSIER, 'examiner', { id: ligne.id, donnees: { seance: seance.id, avis: ligne.avis, montant: ligne.montantCents, moyenne: ligne.synthese?.moyenne.sur100 ?? null } });
}

function annoncerCloture(ctx: Contexte, { seance, membres }: VueSeance): void {
  for (const m of membres) {
    ctx.envoyer({
      cle: `seance-close:${seance.id}:${m.id}`, a: m.courriel, sujet: `Comité du ${instantLong(seance.le)} : procès-verbal`,
      texte: `Bonjour ${m.nom},\n\nLa séance « ${seance.titre} » est close. Son procès-verbal est sur Passerelle, rubrique « Comité ».`,
    });
  }
}
