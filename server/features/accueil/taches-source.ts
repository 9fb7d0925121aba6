import type { Knex } from 'knex';
import type { Echeance, Maintenant, NatureTache, Tache } from '../../domain/echeances/taches.js';
import { jour } from '../../domain/kernel/jour.js';
import type { Acteur } from '../../domain/habilitations/acteur.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { vers } from '../../web/paths.js';

/** Tasks of one kind read at once, and how many there are in all. */
export interface TachesLues { readonly taches: readonly Tache[]; readonly total: number }

/** One kind of work: whom it concerns, and how it is read, in a constant number of queries. */
export interface Source {
  readonly nature: NatureTache;
  readonly pour: (acteur: Acteur) => boolean;
  readonly lire: (db: Knex, acteur: Acteur, maintenant: Maintenant) => Promise<TachesLues>;
}

/** Row of a kind of work: `ref` names it inside its kind; `echeance` is a day, an instant or null. */
export interface LigneTache {
  readonly ref: string;
  readonly dossier_id: string;
  readonly numero: string | null;
  readonly titre: string;
  readonly organisme: string;
  readonly echeance: string | null;
  readonly note: string | number | null;
}

interface Description {
  readonly nature: NatureTache;
  readonly pour: (acteur: Acteur) => boolean;
  /** Rows with the columns of `colonnes`. */
  readonly requete: (db: Knex, acteur: Acteur, maintenant: Maintenant) => Knex.QueryBuilder;
  readonly lien: (l: LigneTache) => string;
  readonly precision?: (l: LigneTache) => string;
  /** When the deadline is not the column itself. */
  readonly echeance?: (l: LigneTache) => Echeance | null;
}

/** Tasks of one kind read for one person: a work list is worked from its top. */
export const LIMITE = 200;

/** The end of a day (`AAAA-MM-JJ`) or a moment (ISO UTC), as it is stored. */
export const echeanceDe = (valeur: string | null): Echeance | null =>
  (valeur === null ? null : valeur.length === 10 ? { jour: jour(valeur), instant: null } : { jour: jourAParis(instant(valeur)), instant: valeur });

/** A kind of work read by one query: the nearest deadlines first, and their whole number. */
export function source({ nature, pour, requete, lien, precision = () => '', echeance = (l) => echeanceDe(l.echeance) }: Description): Source {
  return {
    nature, pour,
    async lire(db, acteur, maintenant) {
      const lignes = (await requete(db, acteur, maintenant).select(db.raw('count(*) over () as total')).orderByRaw('echeance asc nulls last, ref asc').limit(LIMITE)) as (LigneTache & { total: number | string })[];
      return {
        total: Number(lignes[0]?.total ?? 0),
        taches: lignes.map((l) => ({
          cle: `${nature}-${l.ref}`, nature, numero: l.numero, titre: l.titre, organisme: l.organisme, precision: precision(l), echeance: echeance(l), lien: lien(l),
        })),
      };
    },
  };
}

type Colonne = string | Knex.Raw | Knex.QueryBuilder;

/** Columns of a task; a missing one is null. */
export const colonnes = (db: Knex, c: { readonly ref: Colonne; readonly dossier?: Colonne; readonly numero?: Colonne; readonly titre: Colonne; readonly organisme: Colonne; readonly echeance?: Colonne; readonly note?: Colonne }): Record<string, Colonne> => {
  const rien = db.raw('null');
  return { ref: c.ref, dossier_id: c.dossier ?? rien, numero: c.numero ?? rien, titre: c.titre, organisme: c.organisme, echeance: c.echeance ?? rien, note: c.note ?? rien };
};

/** Dossiers with their organisme (`d`, `o`), joined to what `depuis` already holds. */
export const COLONNES_DOSSIER = { ref: 'd.id', dossier: 'd.id', numero: 'd.numero', titre: 'd.titre', organisme: 'o.nom' } as const;

/** A link to a page of the task's dossier. */
export const versDossier = (chemin: string) => (l: LigneTache): string => vers(chemin as '/:dossierId', { dossierId: l.dossier_id });

/** Ids of the organismes a person belongs to: an agent never acts on their dossiers. */
export const organismesDe = (acteur: Acteur): string[] => acteur.appartenances.map((a) => a.organismeId);
