import type { Knex } from 'knex';
import { RYTHMES, rythmeDe, type FaitsDestinataire, type Rythme } from '../../domain/echanges/courriels.js';
import type { Instant } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';

/** An active person to tell something. */
export interface Destinataire extends FaitsDestinataire {
  readonly id: string;
  readonly nom: string;
  readonly courriel: string;
}

interface LignePersonne { id: string; prenom: string; nom: string; courriel: string; rythme_courriels: string | null; habilitations: number | string }

const choixDe = (rythme: string | null): Rythme | null => RYTHMES.find((r) => r === rythme) ?? null;

const personnes = (db: Knex): Knex.QueryBuilder => db('personnes as p')
  .select('p.id', 'p.prenom', 'p.nom', 'p.courriel', 'p.rythme_courriels')
  .select(db('habilitations as h').count('*').whereRaw('h.personne_id = p.id').whereNot('h.code', 'avis').as('habilitations'));

const versDestinataire = (l: LignePersonne): Destinataire =>
  ({ id: l.id, nom: `${l.prenom} ${l.nom}`, courriel: l.courriel, choix: choixDe(l.rythme_courriels), agent: Number(l.habilitations) > 0 });

/** The active people among `ids`, with what decides how they are written to. */
export async function lireDestinataires(db: Knex, ids: readonly string[]): Promise<Destinataire[]> {
  if (ids.length === 0) return [];
  return ((await personnes(db).whereIn('p.id', [...ids]).where('p.actif', true).orderBy('p.courriel')) as LignePersonne[]).map(versDestinataire);
}

/** The rhythm of mails in force for a person, and whether they chose it. */
export async function lireRythme(db: Knex, personneId: string): Promise<{ readonly rythme: Rythme; readonly choisi: boolean }> {
  const ligne = (await personnes(db).where('p.id', personneId).first()) as LignePersonne | undefined;
  const faits: FaitsDestinataire = ligne === undefined ? { choix: null, agent: false } : versDestinataire(ligne);
  return { rythme: rythmeDe(faits), choisi: faits.choix !== null };
}

/** A notification as its person reads it. */
export interface NotificationLue {
  readonly id: string;
  readonly rang: string;
  readonly titre: string;
  readonly texte: string;
  readonly lien: string;
  readonly officiel: boolean;
  readonly creeLe: string;
  readonly lueLe: string | null;
  readonly dossier: { readonly id: string; readonly numero: string | null; readonly titre: string } | null;
}

interface Ligne {
  id: string; rang: string; titre: string; texte: string; lien: string; officiel: boolean | number; cree_le: string; lue_le: string | null;
  dossier_id: string | null; numero: string | null; dossier_titre: string | null;
}

const notifications = (db: Knex): Knex.QueryBuilder => db('notifications as n').leftJoin('dossiers as d', 'd.id', 'n.dossier_id')
  .select('n.id', 'n.rang', 'n.titre', 'n.texte', 'n.lien', 'n.officiel', 'n.cree_le', 'n.lue_le', 'n.dossier_id', 'd.numero', 'd.titre as dossier_titre');

const versNotification = (l: Ligne): NotificationLue => ({
  id: l.id, rang: l.rang, titre: l.titre, texte: l.texte, lien: l.lien, officiel: Boolean(l.officiel), creeLe: l.cree_le, lueLe: l.lue_le,
  dossier: l.dossier_id === null ? null : { id: l.dossier_id, numero: l.numero, titre: l.dossier_titre ?? '' },
});

/** True for the place of a notification in its list, as an address carries it. */
export const estRang = (valeur: unknown): boolean => typeof valeur === 'string' && /^[01][0-9a-f-]{36}$/.test(valeur);

/** A page of a person's notifications: unread first, the newest first; one query. */
export async function listerNotifications(db: Knex, personneId: string, sens: Sens, taille = 30): Promise<Tranche<NotificationLue>> {
  const tranche = await lireTranche<Ligne>(notifications(db).where('n.personne_id', personneId), { colonne: 'n.rang', cle: (l) => l.rang, sens, taille });
  return { ...tranche, lignes: tranche.lignes.map(versNotification) };
}

/** First person who waits for a daily mail about what happened before `avant`, with no mail of that key yet; null when nobody is left. */
export async function prochainARecapituler(db: Knex, avant: Instant, prefixe: string): Promise<Destinataire | null> {
  const attente = db('notifications as n').whereRaw('n.personne_id = p.id').where({ 'n.recapitulatif': 'attend' }).where('n.cree_le', '<', avant).select(db.raw('1'));
  const envoye = db('outbox as o').whereRaw('o.cle = ? || p.id', [prefixe]).select(db.raw('1'));
  const ligne = (await personnes(db).where('p.actif', true).whereExists(attente).whereNotExists(envoye).orderBy('p.id').first()) as LignePersonne | undefined;
  return ligne ? versDestinataire(ligne) : null;
}

/** What waits for a person's daily mail, oldest first, locked until the end of the transaction. */
export async function lireARecapituler(trx: Knex.Transaction, personneId: string, avant: Instant): Promise<NotificationLue[]> {
  const tenues = (await verrouiller(trx('notifications').where({ personne_id: personneId, recapitulatif: 'attend' }).where('cree_le', '<', avant).select('id'), trx)) as { id: string }[];
  const lignes: Ligne[] = [];
  for (let debut = 0; debut < tenues.length; debut += 500) {
    lignes.push(...(await notifications(trx).whereIn('n.id', tenues.slice(debut, debut + 500).map((t) => t.id))) as Ligne[]);
  }
  return lignes.map(versNotification).sort((a, b) => (a.creeLe === b.creeLe ? (a.id < b.id ? -1 : 1) : a.creeLe < b.creeLe ? -1 : 1));
}
