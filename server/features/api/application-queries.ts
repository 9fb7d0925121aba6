import type { Knex } from 'knex';
import { jourAParis, type Instant } from '../../platform/clock.js';
import { sha256 } from '../../platform/ids.js';
import { estPortee, type Portee } from './portees.js';

export type EtatApplication = 'active' | 'expiree' | 'revoquee';

export interface ApplicationLue {
  readonly id: string;
  readonly nom: string;
  readonly contact: string;
  readonly portees: readonly Portee[];
  readonly expireLe: string;
  readonly creeeLe: string;
  readonly vueLe: string | null;
  readonly etat: EtatApplication;
}

interface Ligne { id: string; nom: string; contact: string; portees: string; expire_le: string; creee_le: string; revoquee_le: string | null; vue_le: string | null }

const versApplication = (l: Ligne, maintenant: Instant): ApplicationLue => ({
  id: l.id, nom: l.nom, contact: l.contact, portees: (JSON.parse(l.portees) as unknown[]).filter(estPortee), expireLe: l.expire_le, creeeLe: l.creee_le, vueLe: l.vue_le,
  etat: l.revoquee_le !== null ? 'revoquee' : l.expire_le < jourAParis(maintenant) ? 'expiree' : 'active',
});

/** Every application, the last created first. */
export async function listerApplications(db: Knex, maintenant: Instant): Promise<ApplicationLue[]> {
  const lignes = await db('applications').orderBy('id', 'desc').limit(200).select<Ligne[]>('*');
  return lignes.map((l) => versApplication(l, maintenant));
}

/** The active application whose token this is; null when there is none, when it was revoked or its last day has passed. */
export async function applicationDuJeton(db: Knex, jeton: string, maintenant: Instant): Promise<ApplicationLue | null> {
  const ligne = await db('applications').where({ empreinte: sha256(jeton) }).first<Ligne | undefined>('*');
  const application = ligne === undefined ? null : versApplication(ligne, maintenant);
  return application?.etat === 'active' ? application : null;
}

/** Keeps the last time an application read something, to the hour. */
export async function noterPassage(db: Knex, { id, vueLe }: ApplicationLue, maintenant: Instant): Promise<void> {
  const heure = `${maintenant.slice(0, 13)}:00:00.000Z`;
  if (vueLe !== heure) await db('applications').where({ id }).update({ vue_le: heure });
}
