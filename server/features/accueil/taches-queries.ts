import type { Knex } from 'knex';
import { comparerTaches, type Maintenant, type NatureTache, type Tache } from '../../domain/echeances/taches.js';
import type { Acteur } from '../../domain/habilitations/acteur.js';
import { jourAParis, type Instant } from '../../platform/clock.js';
import { SOURCES_AGENTS } from './taches-agents.js';
import { SOURCES_PORTEURS } from './taches-porteurs.js';
import { LIMITE, lireEnsemble, type SourceEnBase, type SourceLue, type TachesLues } from './taches-source.js';

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
 * the dashboard and the calendar. One round trip for nearly all kinds, whatever the number of dossiers.
 * @param parNature tasks of one kind read at most
 */
export async function lireTravail(db: Knex, acteur: Acteur, le: Instant, parNature = LIMITE): Promise<Travail> {
  const maintenant = maintenantDe(le);
  const sources = [...SOURCES_PORTEURS, ...SOURCES_AGENTS].filter((s) => s.pour(acteur));
  const [enBase, autres] = [sources.filter((s): s is SourceEnBase => 'requete' in s), sources.filter((s): s is SourceLue => 'lire' in s)];
  const [ensemble, ...aPart] = await Promise.all([lireEnsemble(db, enBase, acteur, maintenant, parNature), ...autres.map((s) => s.lire(db, acteur, maintenant))]);
  const lues = [...enBase.map((s, i) => ({ ...RIEN, ...ensemble[i], nature: s.nature })), ...autres.map((s, i) => ({ ...RIEN, ...aPart[i], nature: s.nature }))];
  const totaux = new Map<NatureTache, TotalTaches>();
  for (const { nature } of sources) totaux.set(nature, { nature, total: 0, montrees: 0 });
  for (const { nature, total, taches } of lues) {
    const deja = totaux.get(nature);
    totaux.set(nature, { nature, total: (deja?.total ?? 0) + total, montrees: (deja?.montrees ?? 0) + taches.length });
  }
  return { taches: lues.flatMap((l) => l.taches).sort(comparerTaches), totaux: [...totaux.values()].filter((t) => t.total > 0) };
}
const RIEN: TachesLues = { taches: [], total: 0 };
