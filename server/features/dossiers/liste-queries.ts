import type { Knex } from 'knex';
import { instantDeParis, jourAParis, type Instant } from '../../platform/clock.js';
import { estPostgres } from '../../platform/database.js';
import { ajouterJours, jour } from '../../domain/kernel/jour.js';
import { depuisTrouves, estTrouve, idsTrouves, motsCherches } from '../../platform/plein-texte.js';
import { lireTrancheTriee, type Cle, type CoupeTriee, type Tranche } from '../../platform/tranche.js';
import type { Tri } from '../../web/liste.js';
import { requeteDossiers, versDossierLu, type DossierLu } from './dossier-queries.js';
import { PERSONNE, type FiltreDossiers } from './liste-filtre.js';

/** A dossier as the list and its exports show it; amounts in cents. */
export interface LigneListe {
  readonly id: string; readonly numero: string; readonly etat: string; readonly titre: string; readonly appel: string;
  readonly organisme: string; readonly siret: string; readonly commune: string; readonly nature: string;
  readonly instructeur: string | null; readonly controleur: string | null; readonly dispositif: number | null; readonly axe: string; readonly territoires: string;
  readonly demandeCents: number; readonly coutCents: number; readonly proposeCents: number | null; readonly accordeCents: number | null;
  readonly deposeLe: string; readonly modifieLe: string; readonly notifieLe: string | null; readonly limiteComplements: string | null; readonly papier: boolean;
  readonly triTitre: string; readonly triOrganisme: string; readonly rangEtat: number;
}

interface Brute {
  id: string; numero: string; etat: string; titre: string; appel: string; organisme: string; siret: string; commune: string; organisme_nature: string | null; i_prenom: string | null; i_nom: string | null;
  c_prenom: string | null; c_nom: string | null; dispositif: number | null; axe: string | null; demande_cents: number | string; cout_total_cents: number | string; propose_cents: number | string | null;
  accorde: number | string | null; limite: string | null; depose_le: string; modifie_le: string; notifie_le: string | null; papier_recu_le: string | null; tri_titre: string; tri_organisme: string; rang_etat: number;
}

/** The last day that can be written: no day follows it. */
const DERNIER_JOUR = '9999-12-31';

/** The order of a dossier's life; the same expression as an index of migration 0013, that it may serve. */
const RANG_ETAT = "CASE d.etat WHEN 'depose' THEN 1 WHEN 'complements_demandes' THEN 2 WHEN 'recevable' THEN 3 WHEN 'irrecevable' THEN 4 WHEN 'en_instruction' THEN 5 WHEN 'instruit' THEN 6 "
  + "WHEN 'examine' THEN 7 WHEN 'attribue' THEN 8 WHEN 'refuse' THEN 9 WHEN 'ajourne' THEN 10 WHEN 'notifie' THEN 11 WHEN 'retire' THEN 12 ELSE 99 END";

interface Ordre { readonly colonne: string; readonly type: 'texte' | 'nombre'; readonly valeur: (l: LigneListe) => string | number }

/** Orders of the list, each with its index. */
export const TRIS = {
  modifie: { colonne: 'd.modifie_le', type: 'texte', valeur: (l) => l.modifieLe },
  depose: { colonne: 'd.depose_le', type: 'texte', valeur: (l) => l.deposeLe },
  numero: { colonne: 'd.numero', type: 'texte', valeur: (l) => l.numero },
  titre: { colonne: 'd.tri_titre', type: 'texte', valeur: (l) => l.triTitre },
  organisme: { colonne: 'd.tri_organisme', type: 'texte', valeur: (l) => l.triOrganisme },
  demande: { colonne: 'd.demande_cents', type: 'nombre', valeur: (l) => l.demandeCents },
  etat: { colonne: RANG_ETAT, type: 'nombre', valeur: (l) => l.rangEtat },
} as const satisfies Readonly<Record<string, Ordre>>;

export type CodeTri = keyof typeof TRIS;
export const TRI_PAR_DEFAUT: Tri<CodeTri> = { code: 'modifie', croissant: false };
export const TAILLE_PAGE = 50;

/** What is listed: a filter, its order, the moment that says what is late, the optional columns asked for. */
export interface Demandee {
  readonly filtre: FiltreDossiers;
  readonly tri: Tri<CodeTri>;
  readonly maintenant: Instant;
  readonly colonnes: ReadonlySet<string>;
}

/**
 * How SQLite, which keeps no statistics of ours, is told to go: `etroit` from the filter to the few rows it keeps, then
 * sorted; `large` along the index of the order, dropping what the filter refuses. PostgreSQL judges by itself.
 */
type Plan = 'etroit' | 'large';

/** Counts go no further: past it the list says « plus de 2 000 ». */
export const COMPTE_MAX = 2000;

interface Ecran { readonly filtre: FiltreDossiers; readonly mots: readonly string[] | null; readonly maintenant: Instant }

const ecran = ({ filtre, maintenant }: Pick<Demandee, 'filtre' | 'maintenant'>): Ecran =>
  ({ filtre, maintenant, mots: filtre.recherche === '' ? null : motsCherches(filtre.recherche) });

/** What a query already holds before `filtrer`, and what SQLite must not be tempted by. */
interface Reserves {
  readonly plan: Plan;
  /** Keep SQLite on the index of the order, equalities included: no index gives both them and that order. */
  readonly brider: boolean;
  /** The query starts from the words, or from the territory. */
  readonly depuis?: 'mots' | 'territoire' | null | undefined;
}

/** Applies every filter but the states. */
function filtrer(db: Knex, q: Knex.QueryBuilder, { filtre: f, mots, maintenant }: Ecran, { plan, brider, depuis = null }: Reserves): Knex.QueryBuilder {
  const large = plan === 'large';
  // A unary plus hides a column from SQLite's choice of an index; PostgreSQL judges by its statistics.
  const colonne = (nom: string, cachee: boolean): Knex.Raw => db.raw(cachee && !estPostgres(db) ? '+??' : '??', [nom]);
  const egal = (nom: string, valeur: string | number): void => void q.whereRaw('? = ?', [colonne(nom, brider), valeur]);
  const borner = (nom: string, operateur: '>=' | '<' | '<=', valeur: string | number | null): void => { if (valeur !== null) void q.whereRaw(`? ${operateur} ?`, [colonne(nom, large), valeur]); };
  void q.whereRaw('d.depose_le is not null');
  if (f.appel !== '') egal('d.appel_id', f.appel);
  if (f.instructeur === PERSONNE) void q.whereRaw('? is null', [colonne('d.instructeur_id', large)]);
  else if (f.instructeur !== '') egal('d.instructeur_id', f.instructeur);
  if (f.dispositif !== null) egal('d.dispositif', f.dispositif);
  if (f.axe !== '') egal('d.axe', f.axe);
  if (f.nature !== '') egal('d.organisme_nature', f.nature);
  if (f.voie !== '') void q.whereRaw(f.voie === 'papier' ? '? is not null' : '? is null', [colonne('d.papier_recu_le', large)]);
  borner('d.demande_cents', '>=', f.demandeMin);
  borner('d.demande_cents', '<=', f.demandeMax);
  borner('d.depose_le', '>=', f.deposeDu === null ? null : instantDeParis(`${f.deposeDu}T00:00`));
  borner('d.depose_le', '<', f.deposeAu === null || f.deposeAu === DERNIER_JOUR ? null : instantDeParis(`${ajouterJours(jour(f.deposeAu), 1)}T00:00`));
  if (f.territoire !== '' && depuis !== 'territoire') parmi(db, q, large, db('dossier_territoires as x').where({ 'x.territoire': f.territoire }), 'x.dossier_id');
  if (f.complements) parmi(db, q, large, complementsAttendus(db), 'm.dossier_id');
  if (f.retard) retenirEnRetard(db, q, large, maintenant);
  if (mots?.length === 0) void q.whereRaw('1 = 0');
  else if (mots !== null && depuis !== 'mots') void (large ? q.whereExists(estTrouve(db, 'dossier_textes', 'dossier_id', 'd.id', mots)) : q.whereIn('d.id', idsTrouves(db, 'dossier_textes', 'dossier_id', mots)));
  return q;
}

/** Keeps the dossiers of a subquery: asked of each row along a large list, or read once to lead to a few. */
function parmi(db: Knex, q: Knex.QueryBuilder, large: boolean, sous: Knex.QueryBuilder, cle: string): void {
  void (large ? q.whereExists(sous.whereRaw('?? = d.id', [cle]).select(db.raw('1'))) : q.whereIn('d.id', sous.select(cle)));
}

const complementsAttendus = (db: Knex): Knex.QueryBuilder => db('demandes_complements as m').join('dossiers as y', 'y.id', 'm.dossier_id').whereNull('m.repondu_le').where('y.etat', 'complements_demandes');

/** Dossiers for which somebody is late: complements, a bilan or an opinion whose last day has passed. */
function retenirEnRetard(db: Knex, q: Knex.QueryBuilder, large: boolean, maintenant: Instant): void {
  const aujourdhui = jourAParis(maintenant);
  const causes: [Knex.QueryBuilder, string][] = [
    [complementsAttendus(db).where('m.limite', '<', aujourdhui), 'm.dossier_id'], [db('bilans as b').where('b.etat', 'brouillon').where('b.limite', '<', aujourdhui), 'b.dossier_id'],
    [db('avis_demandes as v').join('dossiers as z', 'z.id', 'v.dossier_id').whereNull('v.rendu_le').whereNull('v.retire_le').where('v.limite', '<', aujourdhui).where('z.etat', 'en_instruction'), 'v.dossier_id'],
  ];
  if (large) return void q.where((ou) => { for (const [sous, cle] of causes) void ou.orWhereExists(sous.whereRaw('?? = d.id', [cle]).select(db.raw('1'))); });
  const [[premiere, cle], ...autres] = causes as [[Knex.QueryBuilder, string], ...[Knex.QueryBuilder, string][]];
  void q.whereIn('d.id', premiere.select(cle).unionAll(autres.map(([sous, c]) => sous.select(c))));
}

/** Where a bounded count starts: from what usually keeps the fewest rows, so that it stops early. */
function depart(db: Knex, { filtre, mots }: Ecran): { requete: Knex.QueryBuilder; depuis: Reserves['depuis'] } {
  if (mots !== null && mots.length > 0) return { requete: depuisTrouves(db, 'dossier_textes', 'dossier_id', 'dossiers', mots), depuis: 'mots' };
  if (filtre.territoire === '') return { requete: db('dossiers as d'), depuis: null };
  return { requete: db.from(db.raw('dossier_territoires as x cross join dossiers as d')).whereRaw('d.id = x.dossier_id and x.territoire = ?', [filtre.territoire]), depuis: 'territoire' };
}

/** True when the counters kept by the database answer: nothing is asked but a call, or nothing at all. */
const sansAutreFiltre = (f: FiltreDossiers): boolean => f.recherche === '' && f.instructeur === '' && f.dispositif === null && f.axe === '' && f.territoire === '' && f.nature === '' && f.voie === ''
  && f.demandeMin === null && f.demandeMax === null && f.deposeDu === null && f.deposeAu === null && !f.complements && !f.retard;

export interface Comptes {
  /** Dossiers of each state within the other filters. */
  readonly parEtat: ReadonlyMap<string, number>;
  /** Dossiers the list holds, states included. */
  readonly total: number;
  /** False when counting stopped at `COMPTE_MAX`: figures are then « at least ». */
  readonly exact: boolean;
}

/** Counts by state within the other filters, in one query bounded whatever the number of dossiers. */
export async function compterParEtat(db: Knex, demandee: Pick<Demandee, 'filtre' | 'maintenant'>): Promise<Comptes> {
  const { filtre } = demandee;
  const vu = ecran(demandee);
  const { requete, depuis } = depart(db, vu);
  const q = sansAutreFiltre(filtre) ? compteurs(db, filtre.appel)
    : db.from(filtrer(db, requete.select('d.etat'), vu, { plan: 'etroit', brider: false, depuis }).limit(COMPTE_MAX + 1).as('b')).groupBy('etat').select('etat').count({ n: '*' });
  const lignes = (await q) as { etat: string; n: number | string }[];
  const parEtat = new Map(lignes.map((l) => [l.etat, Number(l.n)]));
  const lus = [...parEtat.values()].reduce((a, b) => a + b, 0);
  const exact = sansAutreFiltre(filtre) || lus <= COMPTE_MAX;
  const total = filtre.etats.length === 0 ? lus : filtre.etats.reduce((n, e) => n + (parEtat.get(e) ?? 0), 0);
  return { parEtat, total: exact ? total : Math.min(total, COMPTE_MAX), exact };
}

const compteurs = (db: Knex, appel: string): Knex.QueryBuilder =>
  db('dossiers_par_etat').where('nombre', '>', 0).modify((q) => { if (appel !== '') void q.where({ appel_id: appel }); }).groupBy('etat').select('etat').sum({ n: 'nombre' });

const planDe = ({ exact, total }: Comptes): Plan => (exact && total <= COMPTE_MAX ? 'etroit' : 'large');

function requeteDe(db: Knex, demandee: Demandee, comptes: Comptes): { requete: Knex.QueryBuilder; colonne: string | Knex.Raw } {
  const { filtre, tri, colonnes } = demandee;
  const plan = planDe(comptes);
  const sqlite = !estPostgres(db);
  const requete = db('dossiers as d').leftJoin('organismes as o', 'o.id', 'd.organisme_id').leftJoin('appels as a', 'a.id', 'd.appel_id').leftJoin('personnes as i', 'i.id', 'd.instructeur_id')
    .select('d.id', 'd.numero', 'd.etat', 'd.titre', 'd.demande_cents', 'd.cout_total_cents', 'd.propose_cents', 'd.depose_le', 'd.modifie_le', 'd.notifie_le', 'd.dispositif', 'd.axe', 'd.organisme_nature',
      'd.papier_recu_le', 'd.tri_titre', 'd.tri_organisme', 'o.nom as organisme', 'o.siret', 'o.commune', 'a.titre as appel', 'i.prenom as i_prenom', 'i.nom as i_nom');
  if (tri.code === 'etat') void requete.select(db.raw(`${RANG_ETAT} as rang_etat`));
  if (colonnes.has('controleur')) void requete.leftJoin('personnes as c', 'c.id', 'd.controleur_id').select('c.prenom as c_prenom', 'c.nom as c_nom');
  if (colonnes.has('accorde')) void requete.select(db('decisions as k').max('k.montant_cents').whereRaw('k.dossier_id = d.id').where({ 'k.en_vigueur': true, 'k.sens': 'attribue' }).as('accorde'));
  if (colonnes.has('limite_complements')) void requete.select(db('demandes_complements as m').max('m.limite').whereRaw('m.dossier_id = d.id').whereNull('m.repondu_le').as('limite'));
  const brider = plan === 'large' && (tri.code !== 'modifie' || filtre.etats.length > 1);
  if (filtre.etats.length === 1) void requete.whereRaw('? = ?', [db.raw(brider && sqlite ? '+d.etat' : 'd.etat'), filtre.etats[0] ?? '']);
  else if (filtre.etats.length > 1) void requete.whereRaw(`${brider && sqlite ? '+' : ''}d.etat in (${filtre.etats.map(() => '?').join(', ')})`, [...filtre.etats]);
  filtrer(db, requete, ecran(demandee), { plan, brider });
  const nom = TRIS[tri.code].colonne;
  return { requete, colonne: db.raw(sqlite && plan === 'etroit' ? `+${nom}` : nom) };
}

const nomComplet = (prenom: string | null, nom: string | null): string | null => (nom === null || nom === undefined ? null : `${prenom ?? ''} ${nom}`.trim());
const entier = (v: number | string | null | undefined): number | null => (v === null || v === undefined ? null : Number(v));

const versLigne = (l: Brute, territoires: string): LigneListe => ({
  id: l.id, numero: l.numero ?? '', etat: l.etat, titre: l.titre, appel: l.appel, organisme: l.organisme, siret: l.siret, commune: l.commune, nature: l.organisme_nature ?? '',
  instructeur: nomComplet(l.i_prenom, l.i_nom), controleur: nomComplet(l.c_prenom, l.c_nom), dispositif: entier(l.dispositif), axe: l.axe ?? '', territoires,
  demandeCents: Number(l.demande_cents), coutCents: Number(l.cout_total_cents), proposeCents: entier(l.propose_cents), accordeCents: entier(l.accorde), deposeLe: l.depose_le, modifieLe: l.modifie_le,
  notifieLe: l.notifie_le, limiteComplements: l.limite ?? null, papier: l.papier_recu_le !== null, triTitre: l.tri_titre, triOrganisme: l.tri_organisme, rangEtat: Number(l.rang_etat ?? 0),
});

/** One page of the list; one query, two with the territories. */
export async function listerDossiers(db: Knex, demandee: Demandee, comptes: Comptes, sens: CoupeTriee<LigneListe>['sens'], taille = TAILLE_PAGE): Promise<Tranche<LigneListe>> {
  const { requete, colonne } = requeteDe(db, demandee, comptes);
  const valeurDe = TRIS[demandee.tri.code].valeur;
  const lire = (l: Brute): LigneListe => versLigne(l, '');
  const tranche = await lireTrancheTriee<Brute>(requete, { colonne, id: 'd.id', croissant: demandee.tri.croissant, cle: (l) => ({ valeur: valeurDe(lire(l)), id: l.id }), sens, taille });
  const noms = demandee.colonnes.has('territoires') ? await territoiresDe(db, tranche.lignes.map((l) => l.id)) : null;
  return { ...tranche, lignes: tranche.lignes.map((l) => versLigne(l, noms?.get(l.id) ?? '')) };
}

async function territoiresDe(db: Knex, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const lignes = await db('dossier_territoires as x').leftJoin('territoires as t', 't.code', 'x.territoire').whereIn('x.dossier_id', [...ids]).orderBy('x.territoire')
    .select<{ dossier_id: string; territoire: string; nom: string | null }[]>('x.dossier_id', 'x.territoire', 't.nom');
  const noms = new Map<string, string>();
  for (const l of lignes) noms.set(l.dossier_id, [noms.get(l.dossier_id), l.nom ?? l.territoire].filter(Boolean).join(', '));
  return noms;
}

const PAR_LOT = 500;

/** Every row of the list, in its order, read in batches: memory does not grow with the list. */
export async function* parcourirDossiers(db: Knex, demandee: Demandee): AsyncGenerator<LigneListe> {
  const comptes = await compterParEtat(db, demandee);
  const valeurDe = TRIS[demandee.tri.code].valeur;
  for (let apres: Cle | undefined; ;) {
    const { lignes }: Tranche<LigneListe> = await listerDossiers(db, demandee, comptes, apres === undefined ? {} : { apres }, PAR_LOT);
    yield* lignes;
    const derniere = lignes.at(-1);
    if (derniere === undefined || lignes.length < PAR_LOT) return;
    apres = { valeur: valeurDe(derniere), id: derniere.id };
  }
}

/** Ids of the whole list in its order, `max` at most. */
export async function idsDeLaListe(db: Knex, demandee: Demandee, max: number): Promise<string[]> {
  const { lignes } = await listerDossiers(db, demandee, await compterParEtat(db, demandee), {}, max);
  return lignes.map((l) => l.id);
}

/** Dossiers of a person's organismes, last changed first. */
export async function listerMesDossiers(db: Knex, organismeIds: readonly string[]): Promise<DossierLu[]> {
  if (organismeIds.length === 0) return [];
  const lignes = (await requeteDossiers(db).whereIn('d.organisme_id', [...organismeIds]).orderBy('d.modifie_le', 'desc').orderBy('d.id', 'desc').limit(200)) as Parameters<typeof versDossierLu>[0][];
  return lignes.map(versDossierLu);
}
