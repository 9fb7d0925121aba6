import type { Knex } from 'knex';
import type { Rythme } from '../../domain/echanges/courriels.js';
import type { Instant } from '../../platform/clock.js';

export interface NotificationEcrite {
  readonly id: string;
  readonly personneId: string;
  readonly cle: string;
  readonly titre: string;
  readonly texte: string;
  readonly lien: string;
  readonly dossierId: string | null;
  readonly officiel: boolean;
  readonly recapitulatif: boolean;
  readonly creeLe: Instant;
}

/** Adds notifications, unread; an event already told to a person is left as it is. */
export async function insererNotifications(db: Knex, notifications: readonly NotificationEcrite[]): Promise<void> {
  const lignes = notifications.map((n) => ({
    id: n.id, personne_id: n.personneId, cle: n.cle.slice(0, 200), titre: n.titre.replace(/\p{Cc}+/gu, ' ').slice(0, 300), texte: n.texte.slice(0, 4000), lien: n.lien.slice(0, 300),
    dossier_id: n.dossierId, officiel: n.officiel, rang: `1${n.id}`, recapitulatif: n.recapitulatif ? 'attend' : 'non', cree_le: n.creeLe,
  }));
  for (let debut = 0; debut < lignes.length; debut += 50) {
    await db('notifications').insert(lignes.slice(debut, debut + 50)).onConflict(['personne_id', 'cle']).ignore();
  }
}

/**
 * Marks a person's unread notifications as read: those of `ids`, those that lead to `lien`, or every one.
 * @returns how many there were
 */
export async function marquerLues(db: Knex, personneId: string, le: Instant, { ids, lien }: { readonly ids?: readonly string[]; readonly lien?: string }): Promise<number> {
  const requete = db('notifications').where({ personne_id: personneId }).where('rang', '>=', '1');
  if (ids !== undefined) requete.whereIn('id', [...ids]);
  if (lien !== undefined) requete.where({ lien });
  return requete.update({ lue_le: le, rang: db.raw("'0' || id") });
}

/** Keeps a person's choice for the mails that are not official. */
export async function ecrireRythme(db: Knex, personneId: string, rythme: Rythme): Promise<void> {
  await db('personnes').where({ id: personneId }).update({ rythme_courriels: rythme });
}

/** Takes notifications out of what the daily mail has to tell. */
export async function retirerDuRecapitulatif(db: Knex, ids: readonly string[]): Promise<void> {
  for (let debut = 0; debut < ids.length; debut += 500) {
    await db('notifications').whereIn('id', ids.slice(debut, debut + 500)).update({ recapitulatif: 'fait' });
  }
}

/** Forgets what was read long ago; what is official or unread stays. @returns how many */
export const oublierAnciennes = (db: Knex, avant: Instant): Promise<number> =>
  db('notifications').where({ officiel: false }).whereNot({ recapitulatif: 'attend' }).where('lue_le', '<', avant).del();
