import type { Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { verifierDelegation } from '../../domain/organismes/pouvoir.js';
import { jourAParis } from '../../platform/clock.js';
import type { Magasin } from '../../platform/file-store.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { FichierRecu } from '../../web/demande.js';
import { Interdit } from '../../web/errors.js';
import { rangerFichier } from '../documents/fichier-service.js';
import { annulerInvitationsDe } from './invitation-store.js';
import * as courriels from './organisme-courriels.js';
import type { DecisionMembre } from './organisme-form.js';
import * as store from './organisme-store.js';

/**
 * Leaves a request to join, which its signataires answer; nothing happens for a member. Asked again after a refusal it is
 * told again, once a day at most.
 */
export async function demanderARejoindre(ctx: Contexte, organismeId: string): Promise<void> {
  const nom = await store.verrouillerOrganisme(ctx.db, organismeId);
  const personneId = ctx.acteur.id ?? '';
  const place = await store.membreDe(ctx.db, organismeId, personneId);
  if (place?.etat === 'accepte') return;
  if (place?.etat !== 'demande') {
    await store.ecrireMembre(ctx.db, { id: ctx.nouvelId(), organismeId, personneId, role: 'redacteur', etat: 'demande', representantLegal: false }, ctx.maintenant);
    ctx.journaliser({ action: 'membre.demande', objet: 'organisme', objetId: organismeId, donnees: { personneId } });
  }
  const jour = jourAParis(ctx.maintenant);
  for (const s of await signataires(ctx, organismeId)) ctx.envoyer({ cle: `rejoindre:${organismeId}:${personneId}:${s.personneId}:${jour}`, a: s.courriel, ...courriels.courrielDemande(ctx.acteur, nom) });
}

const signataires = async (ctx: Contexte, organismeId: string): Promise<store.Membre[]> => (await store.membresActifs(ctx.db, organismeId)).filter((m) => m.role === 'signataire');

/** @throws Refus `membre.dernier_signataire` when nobody is left to hold the organisme */
async function exigerUnSignataire(ctx: Contexte, organismeId: string): Promise<void> {
  if ((await signataires(ctx, organismeId)).length === 0) throw new Refus('membre.dernier_signataire');
}

/**
 * A signataire answers a request, removes a member or changes a role; both sides are told. An organisme keeps one signataire
 * at least, and its legal representative is replaced before their role is.
 * @throws Refus `membre.deja_traite`, `membre.dernier_signataire`, `membre.representant`
 */
export async function deciderMembre(ctx: Contexte, organismeId: string, membreId: string, { decision, role }: DecisionMembre): Promise<void> {
  const organisme = await store.verrouillerOrganisme(ctx.db, organismeId);
  const membre = await store.chargerMembre(ctx.db, organismeId, membreId);
  const attendu = decision === 'accepter' || decision === 'refuser' ? 'demande' : 'accepte';
  if (membre.etat !== attendu) throw new Refus('membre.deja_traite');
  if (decision === 'changer' && membre.role === role) return;
  if (decision === 'changer' && membre.representantLegal) throw new Refus('membre.representant');
  const etat = decision === 'accepter' || decision === 'changer' ? 'accepte' : 'refuse';
  const perd = etat === 'refuse' || role === 'redacteur';
  await store.modifierMembre(ctx.db, membreId, { etat, ...(etat === 'accepte' ? { role } : {}), ...(perd ? { delegation: null, representantLegal: false } : {}) });
  if (decision === 'retirer') await annulerInvitationsDe(ctx.db, organismeId, membre.personneId, ctx.maintenant);
  await exigerUnSignataire(ctx, organismeId);
  ctx.journaliser({ action: `membre.${decision}`, objet: 'organisme', objetId: organismeId, de: membre.etat, vers: etat, donnees: { personneId: membre.personneId, ...(etat === 'accepte' ? { role } : {}) } });
  await prevenir(ctx, organismeId, organisme, membre, { decision, role });
}

async function prevenir(ctx: Contexte, organismeId: string, organisme: string, membre: store.Membre, { decision, role }: DecisionMembre): Promise<void> {
  const cle = `membre:${membre.id}:${ctx.nouvelId()}`;
  const par = ctx.acteur.nom;
  const lettre = decision === 'retirer' ? courriels.courrielRetrait(organisme, par)
    : decision === 'changer' ? courriels.courrielRole(organisme, role, par) : courriels.courrielReponse(organisme, decision === 'accepter' ? role : null, par);
  ctx.envoyer({ cle, a: membre.courriel, ...lettre });
  if (decision !== 'accepter' && decision !== 'refuser') return;
  const autres = (await signataires(ctx, organismeId)).filter((s) => s.personneId !== ctx.acteur.id && s.id !== membre.id);
  for (const s of autres) ctx.envoyer({ cle: `${cle}:${s.id}`, a: s.courriel, ...courriels.courrielReponseFaite(organisme, membre.nom, decision === 'accepter', par) });
}

/**
 * The acting member leaves the organisme; its signataires are told.
 * @throws Refus `membre.dernier_signataire`
 */
export async function quitterOrganisme(ctx: Contexte, organismeId: string): Promise<void> {
  const organisme = await store.verrouillerOrganisme(ctx.db, organismeId);
  const moi = await store.membreDe(ctx.db, organismeId, ctx.acteur.id ?? '');
  if (moi?.etat !== 'accepte') throw new Refus('membre.deja_traite');
  await store.modifierMembre(ctx.db, moi.id, { etat: 'refuse', delegation: null, representantLegal: false });
  await annulerInvitationsDe(ctx.db, organismeId, moi.personneId, ctx.maintenant);
  await exigerUnSignataire(ctx, organismeId);
  ctx.journaliser({ action: 'membre.quitter', objet: 'organisme', objetId: organismeId, de: 'accepte', vers: 'refuse', donnees: { personneId: moi.personneId } });
  const cle = `depart:${moi.id}:${ctx.nouvelId()}`;
  for (const s of await signataires(ctx, organismeId)) ctx.envoyer({ cle: `${cle}:${s.id}`, a: s.courriel, ...courriels.courrielDepart(organisme, moi.nom) });
}

/** A delegation being recorded: its days and its signed file, still in transit; null when none was sent. */
export interface NouvelleDelegation { readonly du: Jour; readonly jusquAu: Jour; readonly fichier: FichierRecu | null }

const TYPES_SIGNES = ['application/pdf', 'image/jpeg', 'image/png'];

/**
 * Records the signed delegation that lets a signataire sign, over the one before. A signataire records anybody's; a person
 * whose role is signataire records their own even without power yet, else an ended delegation could never be renewed.
 * @throws Refus `delegation.fichier_absent`, `delegation.type`, `delegation.sans_objet`, `delegation.echue`…
 */
export async function enregistrerDelegation(ctx: Contexte, magasin: Magasin, organismeId: string, membreId: string, { du, jusquAu, fichier }: NouvelleDelegation): Promise<void> {
  const organisme = await store.verrouillerOrganisme(ctx.db, organismeId);
  const membre = await store.chargerMembre(ctx.db, organismeId, membreId);
  if (membre.personneId !== ctx.acteur.id && roleDans(ctx.acteur, organismeId) !== 'signataire') throw new Interdit('role_insuffisant');
  if (membre.etat !== 'accepte' || membre.role !== 'signataire' || membre.representantLegal) throw new Refus('delegation.sans_objet');
  verifierDelegation(du, jusquAu, jourAParis(ctx.maintenant));
  if (fichier === null) throw new Refus('delegation.fichier_absent', { champ: 'fichier' });
  if (!TYPES_SIGNES.includes(fichier.typeMime)) throw new Refus('delegation.type', { champ: 'fichier' });
  const fichierId = await rangerFichier(ctx, magasin, fichier);
  await store.modifierMembre(ctx.db, membreId, { delegation: { du, jusquAu, fichierId } });
  ctx.journaliser({ action: 'membre.deleguer', objet: 'organisme', objetId: organismeId, donnees: { personneId: membre.personneId, du, jusquAu, fichierId, sha256: fichier.sha256 } });
  const autres = (await signataires(ctx, organismeId)).filter((s) => s.personneId !== ctx.acteur.id);
  for (const s of autres) ctx.envoyer({ cle: `delegation:${fichierId}:${s.id}`, a: s.courriel, ...courriels.courrielDelegation(organisme, membre.nom, jusquAu, ctx.acteur.nom) });
}
