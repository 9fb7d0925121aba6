import { jour } from '../../server/domain/kernel/jour.js';
import { creerPersonne } from '../../server/features/comptes/compte-service.js';
import { accepterInvitation, inviterMembre } from '../../server/features/organismes/invitation-service.js';
import { demanderARejoindre, enregistrerDelegation } from '../../server/features/organismes/membre-service.js';
import { lireMembres } from '../../server/features/organismes/organisme-queries.js';
import { lectureDeParis } from '../../server/platform/clock.js';
import type { Scene } from './scene.js';
import { DELEGUEE, NOUVELLE, REDACTEUR, type Personnage } from './personnages.js';

interface Organisme { readonly id: string; readonly signataireId: string }

/** Invites somebody and follows the link of the mail in their name. */
async function faireRejoindre(scene: Scene, { id, signataireId }: Organisme, p: Personnage, personneId: string, role: 'redacteur' | 'signataire'): Promise<void> {
  const { baseUrl } = scene.deps.config;
  const jeton = await scene.par(signataireId, (ctx) => inviterMembre(ctx, id, { courriel: p.courriel, role, baseUrl }));
  await scene.par(personneId, (ctx) => accepterInvitation(ctx, jeton));
}

/** Members of the first organisme: its writer, and its director who signs by delegation. */
export async function reunirMembres(scene: Scene, organisme: Organisme, redacteurId: string, delegueeId: string): Promise<void> {
  await faireRejoindre(scene.le('2021-12-02T10:00'), organisme, REDACTEUR, redacteurId, 'redacteur');
  await faireRejoindre(scene.le('2021-12-03T10:00'), organisme, DELEGUEE, delegueeId, 'signataire');
  const membre = (await lireMembres(scene.deps.db, organisme.id)).find((m) => m.personneId === delegueeId);
  if (membre === undefined) throw new Error('the delegate is no member');
  const fichier = await scene.fichier('Délégation de signature', 'Les Passerelles du Confluent');
  await scene.le('2021-12-06T09:00').par(delegueeId, (ctx) => enregistrerDelegation(ctx, scene.deps.magasin, organisme.id, membre.id, { du: jour('2022-01-01'), jusquAu: jour('2026-12-31'), fichier }));
}

/** What waits for the signataire today: an invitation without answer and a request to join. */
export async function laisserDesDemandes(scene: Scene, organisme: Organisme, hache: string): Promise<void> {
  scene.le(lectureDeParis(scene.deps.horloge.maintenant()));
  await scene.par(organisme.signataireId, (ctx) => inviterMembre(ctx, organisme.id, { courriel: 'tresorier@demonstration.example', role: 'redacteur', baseUrl: scene.deps.config.baseUrl }));
  const { prenom, nom, fonction, courriel } = NOUVELLE;
  const id = await scene.par(null, (ctx) => creerPersonne(ctx, { courriel, prenom, nom, fonction, motDePasseHache: hache, confirme: true }));
  await scene.par(id, (ctx) => demanderARejoindre(ctx, organisme.id));
}
