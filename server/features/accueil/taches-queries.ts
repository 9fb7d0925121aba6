import type { Knex } from 'knex';
import { comparerTaches, type Maintenant, type NatureTache, type Tache } from '../../domain/echeances/taches.js';
import type { Acteur } from '../../domain/habilitations/acteur.js';
import { jourAParis, type Instant } from '../../platform/clock.js';
import { SOURCES_AGENTS } from './taches-agents.js';
import { SOURCES_PORTEURS } from './taches-porteurs.js';
import { LIMITE, type Source } from './taches-source.js';

/** How much of one kind waits for a person. */
export interface TotalTaches { readonly nature: NatureTache; readonly total: number; readonly montrees: number }

export interface Travail {
  /** The nearest deadline first. */
  readonly taches: readonly Tache[];
  /** Kinds of which something waits, in the order of a grant's life. */
  readonly totaux: readonly TotalTaches[];
}

/** Now, as tasks are compared with it. */
export const maintenantDe = (le: Instant): Maintenant => ({ jour: jourAParis(le), instant: le });

/** Most tasks of one kind that are read for one person. */
export const TACHES_PAR_NATURE = LIMITE;

/**
 * Everything that waits for a person, as a member of organismes and by each habilitation: the one source of the work list,
 * the dashboard and the calendar. One or two queries a kind, whatever the number of dossiers.
 * @param natures only those kinds
 */
export async function lireTravail(db: Knex, acteur: Acteur, le: Instant, natures?: readonly NatureTache[]): Promise<Travail> {
  const maintenant = maintenantDe(le);
  const sources = [...SOURCES_PORTEURS, ...SOURCES_AGENTS].filter((s) => s.pour(acteur) && (natures === undefined || natures.includes(s.nature)));
  const lues = await Promise.all(sources.map(async (s: Source) => ({ nature: s.nature, ...(await s.lire(db, acteur, maintenant)) })));
  const totaux = new Map<NatureTache, TotalTaches>();
  for (const { nature, total, taches } of lues) {
    const deja = totaux.get(nature) ?? { nature, total: 0, montrees: 0 };
    totaux.set(nature, { nature, total: deja.total + total, montrees: deja.montrees + taches.length });
  }
  return { taches: lues.flatMap((l) => l.taches).sort(comparerTaches), totaux: [...totaux.values()].filter((t) => t.total > 0) };
}
