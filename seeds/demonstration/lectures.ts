import { marquerCommeLues } from '../../server/features/notifications/notification-service.js';
import { ecrireLecture } from '../../server/features/messagerie/message-store.js';
import type { Scene } from './scene.js';

/** Notifications each person has still to read, and the only dossier whose last messages are new. */
const NON_LUES = 3;

/** Everybody has read what is old: their last notifications and the messages of one dossier are left to discover. */
export async function lireCeQuiEstAncien(scene: Scene): Promise<void> {
  const { db } = scene.deps;
  const notifications = await db('notifications as n').join('personnes as p', 'p.id', 'n.personne_id').where('p.actif', true).orderBy('n.id', 'desc').select<{ id: string; personne_id: string }[]>('n.id', 'n.personne_id');
  for (const personneId of new Set(notifications.map((n) => n.personne_id))) {
    const anciennes = notifications.filter((n) => n.personne_id === personneId).slice(NON_LUES).map((n) => n.id);
    await scene.par(personneId, (ctx) => marquerCommeLues(ctx, anciennes));
  }
  const fils = await db('messages').where({ prive: false }).groupBy('dossier_id').max({ jusqua: 'id' }).select<{ dossier_id: string; jusqua: string }[]>('dossier_id').orderBy('dossier_id', 'desc');
  for (const { dossier_id: dossierId, jusqua } of fils.slice(1)) {
    for (const personneId of await lecteursDe(scene, dossierId)) await ecrireLecture(db, { personneId, dossierId, prives: false, jusqua });
  }
}

async function lecteursDe({ deps: { db } }: Scene, dossierId: string): Promise<string[]> {
  const membres = await db('membres as m').join('dossiers as d', 'd.organisme_id', 'm.organisme_id').where({ 'd.id': dossierId, 'm.etat': 'accepte' }).pluck<string[]>('m.personne_id');
  const instructeurs = await db('dossiers').where({ id: dossierId }).whereNotNull('instructeur_id').pluck<string[]>('instructeur_id');
  return [...new Set([...membres, ...instructeurs])];
}
