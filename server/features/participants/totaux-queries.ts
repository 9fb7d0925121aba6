import type { Knex } from 'knex';
import type { Comptage } from '../../domain/participants/agregats.js';
import { PART_ALERTE, PART_MAX } from '../../domain/participants/jauge.js';
import { PAS_PUBLIE } from '../../domain/participants/publication.js';
import { SEXES, type Sexe } from '../../domain/participants/questionnaire.js';
import { estId } from '../../platform/ids.js';
import { lireCle, lireTrancheTriee, type Cle, type Tranche } from '../../platform/tranche.js';
import { SOMMES, versComptage, type LigneSommes } from './indicateur-queries.js';
import { AUCUN, estEntites, restreindreOperations, type DimensionTotaux, type FiltreTotaux, type MesureTotaux } from './totaux-filtre.js';

/** Records `p` of the operations `d` of a filter, those of erased people included. */
function fiches(db: Knex, filtre: FiltreTotaux): Knex.QueryBuilder {
  const q = restreindreOperations(db, db('participants as p').join('dossiers as d', 'd.id', 'p.dossier_id'), filtre);
  return filtre.annee === '' ? q : q.where('p.annee_entree', Number(filtre.annee));
}

/** Entities supported; null when a year of entry is asked: they have none. */
export interface Entites { readonly administrations: number; readonly entreprises: number }

/** Everyone of a filter counted by gender, in one query. */
export async function lireTotaux(db: Knex, filtre: FiltreTotaux): Promise<Comptage[]> {
  const lignes: LigneSommes[] = await fiches(db, filtre).groupBy('p.sexe').select('p.sexe').select(db.raw(SOMMES));
  return lignes.map(versComptage);
}

/** One line of a breakdown: the value of its dimension, `aucun` where there is none, and its people by gender. */
export interface LigneTotaux { readonly cle: string; readonly groupes: readonly Comptage[]; readonly entites: Entites | null }

const COLONNES: Readonly<Record<DimensionTotaux, string>> = { appel: 'd.appel_id', dispositif: 'd.dispositif', fiche: 'x.fiche_id', annee: 'p.annee_entree' };

/** Joins the measures of the programme when they part the lines: an operation counts in each of its own. */
function parFiche(q: Knex.QueryBuilder, filtre: FiltreTotaux, par: DimensionTotaux): Knex.QueryBuilder {
  if (par !== 'fiche') return q;
  void q.leftJoin('programme_dossiers as x', 'x.dossier_id', 'd.id');
  return filtre.fiche === '' || filtre.fiche === AUCUN ? q : q.where('x.fiche_id', filtre.fiche);
}

/** The people and the entities of a filter broken down along a dimension, in two queries. */
export async function repartirTotaux(db: Knex, filtre: FiltreTotaux, par: DimensionTotaux): Promise<LigneTotaux[]> {
  const colonne = COLONNES[par];
  const lignes: (LigneSommes & { cle: string | number | null })[] = await parFiche(fiches(db, filtre), filtre, par).groupByRaw(`${colonne}, p.sexe`).select(db.raw(`${colonne} as cle, p.sexe, ${SOMMES}`));
  const entites = await repartirEntites(db, filtre, par);
  const cleDe = (l: { cle: string | number | null }): string => (l.cle === null ? AUCUN : String(l.cle));
  const cles = [...new Set([...lignes.map(cleDe), ...(entites?.keys() ?? [])])];
  const rien = entites === null ? null : { administrations: 0, entreprises: 0 };
  return cles.map((cle) => ({ cle, groupes: lignes.filter((l) => cleDe(l) === cle).map(versComptage), entites: entites?.get(cle) ?? rien }));
}

/** Operations `d` of a filter that support entities `e`. */
const entitesFiltrees = (db: Knex, filtre: FiltreTotaux): Knex.QueryBuilder => restreindreOperations(db, db('participant_entites as e').join('dossiers as d', 'd.id', 'e.dossier_id'), filtre);

const SOMMES_ENTITES = 'sum(e.administrations) as administrations, sum(e.entreprises) as entreprises';

/** Entities that the operations of a filter support (EECO18, EECO19), in one query; null when a year of entry is asked. */
export async function lireEntitesDe(db: Knex, filtre: FiltreTotaux): Promise<Entites | null> {
  if (filtre.annee !== '') return null;
  const l = await entitesFiltrees(db, filtre).select(db.raw(SOMMES_ENTITES)).first<Record<keyof Entites, number | string | null>>();
  return { administrations: Number(l.administrations ?? 0), entreprises: Number(l.entreprises ?? 0) };
}

async function repartirEntites(db: Knex, filtre: FiltreTotaux, par: DimensionTotaux): Promise<ReadonlyMap<string, Entites> | null> {
  if (par === 'annee' || filtre.annee !== '') return null;
  const lignes: ({ cle: string | number | null } & Record<keyof Entites, number | string>)[] = await parFiche(entitesFiltrees(db, filtre), filtre, par).groupByRaw(COLONNES[par]).select(db.raw(`${COLONNES[par]} as cle, ${SOMMES_ENTITES}`));
  return new Map(lignes.map((l) => [l.cle === null ? AUCUN : String(l.cle), { administrations: Number(l.administrations), entreprises: Number(l.entreprises) }]));
}

/** An operation behind a figure: how many of its people make it, by gender, and how complete its records are. */
export interface OperationComptee extends Readonly<Record<Sexe, number>> {
  readonly id: string; readonly numero: string; readonly titre: string; readonly organisme: string; readonly appel: string; readonly total: number; readonly fiches: number; readonly incompletes: number;
}

/** What is asked of the operations behind a figure; `exact` false answers what may leave the service. */
export interface Derriere { readonly filtre: FiltreTotaux; readonly mesure: MesureTotaux; readonly exact: boolean }

/** SQL of one record's part in a figure. */
const uneFiche = (mesure: MesureTotaux): string => (mesure === 'fiches' ? '1' : mesure === 'incompletes' ? '(1 - p.complete)' : `p.${mesure.toLowerCase()}`);
/** The same rounding as `publie`, on whole numbers of the database. */
const publieSql = (colonne: string): string => `((b.${colonne} + ${Math.floor(PAS_PUBLIE / 2)}) / ${PAS_PUBLIE}) * ${PAS_PUBLIE}`;
const CHIFFRES = [...SEXES, 'total', 'fiches', 'incompletes'] as const;
/** Incomplete records in ten-thousandths of all of them. */
const PART = '(case when b.fiches = 0 then 0 else b.incompletes * 10000 / b.fiches end)';

/** One row `b` for each operation of a filter, its figures rounded before anything is compared or ordered unless they are exact. */
function operations(db: Knex, { filtre, mesure, exact }: Derriere): Knex.QueryBuilder {
  const brutes = estEntites(mesure) ? operationsDEntites(db, filtre, mesure) : fiches(db, filtre).groupBy('p.dossier_id').select(db.raw(
    `p.dossier_id as id, ${SEXES.map((s) => `sum(case when p.sexe = '${s}' then ${uneFiche(mesure)} else 0 end) as ${s}`).join(', ')}, sum(${uneFiche(mesure)}) as total, count(*) as fiches, sum(1 - p.complete) as incompletes`));
  const lues = exact ? brutes : db.from(brutes.as('b')).select(db.raw(['b.id', ...CHIFFRES.map((c) => `${publieSql(c)} as ${c}`)].join(', ')));
  return db.from(lues.as('b')).where('b.total', '>', 0);
}

/** SQL of what the records of the operation of entities add up to. */
const fichesDe = (somme: string): string => `(select ${somme} from participants p where p.dossier_id = e.dossier_id)`;

const operationsDEntites = (db: Knex, filtre: FiltreTotaux, mesure: MesureTotaux): Knex.QueryBuilder => {
  const q = entitesFiltrees(db, filtre).select(db.raw(`e.dossier_id as id, ${SEXES.map((s) => `0 as ${s}`).join(', ')}, ${mesure === 'EECO18' ? 'e.administrations' : 'e.entreprises'} as total, ${fichesDe('count(*)')} as fiches, ${fichesDe('coalesce(sum(1 - p.complete), 0)')} as incompletes`));
  return filtre.annee === '' ? q : q.whereRaw('1 = 0');
};

/** How many operations are behind a figure, in one query. */
export async function compterOperations(db: Knex, derriere: Derriere): Promise<number> {
  const l = await operations(db, derriere).count<{ n: number | string }[]>({ n: '*' });
  return Number(l[0]?.n ?? 0);
}

/** Operations of a filter that have records, those that reach 35 % of incomplete ones and those that come near, in one query. */
export async function compterJauges(db: Knex, filtre: FiltreTotaux, exact: boolean): Promise<{ operations: number; depassees: number; alertes: number }> {
  const atteint = ({ numerateur, denominateur }: typeof PART_MAX | typeof PART_ALERTE): string => `b.incompletes * ${denominateur} >= b.fiches * ${numerateur}`;
  const somme = (condition: string): string => `coalesce(sum(case when ${condition} then 1 else 0 end), 0)`;
  const [l] = await operations(db, { filtre, mesure: 'fiches', exact }).select<Record<'operations' | 'depassees' | 'alertes', number | string>[]>(
    db.raw(`count(*) as operations, ${somme(atteint(PART_MAX))} as depassees, ${somme(`b.incompletes > 0 and ${atteint(PART_ALERTE)} and not (${atteint(PART_MAX)})`)} as alertes`));
  return { operations: Number(l?.operations ?? 0), depassees: Number(l?.depassees ?? 0), alertes: Number(l?.alertes ?? 0) };
}

type Ligne = { readonly [C in (typeof CHIFFRES)[number] | 'part']: number | string } & { readonly id: string; readonly numero: string | null; readonly titre: string; readonly organisme: string; readonly appel: string };
const PAR_PAGE = 50;

/**
 * One page of the operations behind a figure, in one query: those that weigh most first, or, for incomplete records, those whose
 * share is the highest.
 */
export async function listerOperations(db: Knex, derriere: Derriere, sens: { readonly apres?: Cle; readonly avant?: Cle }, taille = PAR_PAGE): Promise<Tranche<OperationComptee>> {
  const parPart = derriere.mesure === 'incompletes';
  const requete = operations(db, derriere).join('dossiers as f', 'f.id', 'b.id').join('organismes as o', 'o.id', 'f.organisme_id').join('appels as a', 'a.id', 'f.appel_id')
    .select('b.*', 'f.numero', 'f.titre', 'o.nom as organisme', 'a.titre as appel', db.raw(`${PART} as part`));
  const tranche = await lireTrancheTriee<Ligne>(requete, { colonne: parPart ? db.raw(PART) : 'b.total', id: 'b.id', croissant: false, cle: (l) => ({ valeur: Number(parPart ? l.part : l.total), id: l.id }), sens, taille });
  return { ...tranche, lignes: tranche.lignes.map(versOperation) };
}

function versOperation({ id, numero, titre, organisme, appel, ...l }: Ligne): OperationComptee {
  const n = Object.fromEntries(CHIFFRES.map((c) => [c, Number(l[c])])) as Record<(typeof CHIFFRES)[number], number>;
  return { id, numero: numero ?? '', titre, organisme, appel, ...n };
}

const PAR_LOT = 1000;

/** Every operation behind a figure, read in batches. */
export async function* parcourirOperations(db: Knex, derriere: Derriere): AsyncGenerator<OperationComptee> {
  for (let apres: Cle | null = null; ;) {
    const tranche: Tranche<OperationComptee> = await listerOperations(db, derriere, apres === null ? {} : { apres }, PAR_LOT);
    yield* tranche.lignes;
    apres = lireCle(tranche.apres, 'nombre', estId);
    if (apres === null) return;
  }
}

/** A measure of a programme, as filters name it. */
export interface FicheNommee { readonly id: string; readonly nom: string }

/** Measures of the programmes, in their order, and years in which people entered; two queries. */
export async function lireChoixTotaux(db: Knex): Promise<{ fiches: FicheNommee[]; annees: number[] }> {
  const lues: { id: string; numero: string; intitule: string; debut: number; fin: number }[] = await db('programme_fiches as f').join('programmes as g', 'g.id', 'f.programme_id').orderBy('g.debut', 'desc').orderBy('f.rang').select('f.id', 'f.numero', 'f.intitule', 'g.debut', 'g.fin');
  const annees = await db('participants').distinct<{ annee: number }[]>('annee_entree as annee');
  return { fiches: lues.map((f) => ({ id: f.id, nom: `${f.numero} ${f.intitule} (${f.debut}-${f.fin})` })), annees: annees.map((a) => Number(a.annee)).sort((a, b) => b - a) };
}
