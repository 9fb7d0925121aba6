import type { Knex } from 'knex';
import type { Echeance, Maintenant, NatureTache, Tache } from '../../domain/echeances/taches.js';
import { jour } from '../../domain/kernel/jour.js';
import type { Acteur } from '../../domain/habilitations/acteur.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { paths, vers } from '../../web/paths.js';

/** Tasks of one kind read at once, and how many there are in all. */
export interface TachesLues { readonly taches: readonly Tache[]; readonly total: number }

interface Nature { readonly nature: NatureTache; readonly pour: (acteur: Acteur) => boolean }

/** A kind of work read by one query, which is read with the others in one round trip. */
export interface SourceEnBase extends Nature {
  /** Rows with the columns of `colonnes`. */
  readonly requete: (db: Knex, acteur: Acteur, maintenant: Maintenant) => Knex.QueryBuilder;
  readonly tache: (l: LigneTache) => Tache;
}

/** A kind of work that the domain computes from what it reads, in a constant number of queries. */
export interface SourceLue extends Nature {
  readonly lire: (db: Knex, acteur: Acteur, maintenant: Maintenant) => Promise<TachesLues>;
}

/** One kind of work: whom it concerns, and how it is read. */
export type Source = SourceEnBase | SourceLue;

/** Row of a kind of work: `ref` names it inside its kind; `echeance` is a day, an instant or null. */
export interface LigneTache {
  readonly ref: string;
  readonly dossier_id: string;
  readonly numero: string | null;
  readonly titre: string;
  readonly organisme: string;
  readonly echeance: string | null;
  readonly note: string | null;
}

interface Description extends Nature {
  readonly requete: SourceEnBase['requete'];
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

/** A kind of work from its query and its words. */
export const source = ({ nature, pour, requete, lien, precision = () => '', echeance = (l) => echeanceDe(l.echeance) }: Description): SourceEnBase => ({
  nature, pour, requete,
  tache: (l) => ({ cle: `${nature}-${l.ref}`, nature, numero: l.numero, titre: l.titre, organisme: l.organisme, precision: precision(l), echeance: echeance(l), lien: lien(l) }),
});

const TEXTES = ['ref', 'dossier_id', 'numero', 'titre', 'organisme', 'echeance', 'note'] as const;

/**
 * Kinds of work in one round trip: of each the nearest deadlines first, `limite` at most, and their whole number.
 * Every column is read as text, for PostgreSQL joins only what is of one type.
 */
export async function lireEnsemble(db: Knex, sources: readonly SourceEnBase[], acteur: Acteur, maintenant: Maintenant, limite: number): Promise<TachesLues[]> {
  const textes = TEXTES.map((c) => `cast(${c} as text) as ${c}`).join(', ');
  const [premiere, ...suivantes] = sources.map(({ requete }, rang) => db.select(db.raw(`${rang} as source, total, ${textes}`))
    .from(requete(db, acteur, maintenant).select(db.raw('count(*) over () as total')).orderByRaw('echeance asc nulls last, ref asc').limit(limite).as('t')));
  const lignes = premiere === undefined ? [] : (await premiere.unionAll(suivantes)) as (LigneTache & { source: number; total: number | string })[];
  return sources.map(({ tache }, rang) => {
    const siennes = lignes.filter((l) => l.source === rang);
    return { total: Number(siennes[0]?.total ?? 0), taches: siennes.map(tache) };
  });
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

/** Titles of recovery still open among these dossiers, with the day of their next instalment and their number as note. */
export const titresOuverts = (db: Knex, dossiers: Knex.QueryBuilder): Knex.QueryBuilder => dossiers.join('conventions as c', 'c.dossier_id', 'd.id').join('reversements as r', 'r.convention_id', 'c.id')
  .where('r.etat', 'emis').select(colonnes(db, { ...COLONNES_DOSSIER, ref: 'r.id', echeance: 'r.prochaine_limite', note: 'r.numero' }));

/** The page of such a title. */
export const versTitre = (l: LigneTache): string => vers(paths.versements.titre, { dossierId: l.dossier_id, reversementId: l.ref });
