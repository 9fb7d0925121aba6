import type { Knex } from 'knex';
import type { Instant } from '../../platform/clock.js';
import { rechercher } from '../../platform/recherche.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';

/** A call as the home page announces it. */
export interface AppelAnnonce {
  readonly id: string;
  readonly titre: string;
  readonly ouvreLe: Instant;
  readonly fermeLe: Instant;
}

/** Published calls that receive dossiers now or will, the first to close first. */
export async function appelsAnnonces(db: Knex, maintenant: Instant): Promise<AppelAnnonce[]> {
  const lignes = await db('appels').where({ etat: 'publie' }).where('ferme_le', '>', maintenant).orderBy('ferme_le').orderBy('id').limit(6)
    .select<{ id: string; titre: string; ouvre_le: Instant; ferme_le: Instant }[]>('id', 'titre', 'ouvre_le', 'ferme_le');
  return lignes.map((l) => ({ id: l.id, titre: l.titre, ouvreLe: l.ouvre_le, fermeLe: l.ferme_le }));
}

/** A mail of the demonstration, with its text. */
export interface CourrielDemonstration {
  readonly id: string;
  readonly destinataire: string;
  readonly sujet: string;
  readonly texte: string;
  readonly creeLe: string;
}

/** A page of the demonstration's mails, the latest first. Never mounted outside demonstration mode: mails hold links that open accounts. */
export async function courrielsDemonstration(db: Knex, recherche: string, sens: Sens): Promise<Tranche<CourrielDemonstration>> {
  const q = rechercher(db, db('outbox'), ['destinataire', 'sujet'], recherche).select('id', 'destinataire', 'sujet', 'texte', 'cree_le');
  const tranche = await lireTranche<{ id: string; destinataire: string; sujet: string; texte: string; cree_le: string }>(q, { colonne: 'id', cle: (l) => l.id, sens, taille: 20 });
  return { ...tranche, lignes: tranche.lignes.map((l) => ({ id: l.id, destinataire: l.destinataire, sujet: l.sujet, texte: l.texte, creeLe: l.cree_le })) };
}
