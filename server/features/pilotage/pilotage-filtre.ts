import type { Knex } from 'knex';
import { DOSSIER } from '../../domain/etats/machines.js';
import { instantDeParis } from '../../platform/clock.js';
import { estId } from '../../platform/ids.js';
import { avecQuery, texteDeQuery } from '../../web/requete.js';

/** Dossiers a dashboard is about; an empty text leaves the dimension open, `aucun` keeps the dossiers that have none. */
export interface FiltrePilotage {
  readonly appel: string;
  /** Year of the first deposit, in Paris. */
  readonly annee: string;
  readonly axe: string;
  /** A dossier that covers several territories is kept by each. */
  readonly territoire: string;
  readonly dispositif: string;
  readonly organisme: string;
  readonly etat: string;
}

export type Dimension = keyof FiltrePilotage;

/** Dimensions, in the order of the address; each is a filter and a breakdown. */
export const DIMENSIONS = ['appel', 'annee', 'etat', 'axe', 'dispositif', 'territoire', 'organisme'] as const satisfies readonly Dimension[];

/** Words of the dimensions. */
export const TITRES_DIMENSIONS: Readonly<Record<Dimension, string>> = { appel: 'Appel', annee: 'Année', etat: 'État', axe: 'Axe', dispositif: 'Dispositif', territoire: 'Territoire', organisme: 'Organisme' };

export const FILTRE_VIDE: FiltrePilotage = { appel: '', annee: '', axe: '', territoire: '', dispositif: '', organisme: '', etat: '' };

/** Value of a filter that keeps the dossiers without any. */
export const AUCUN = 'aucun';

/** States a deposited dossier goes through, in order. */
export const ETATS_PILOTES: readonly string[] = [...new Set(Object.values(DOSSIER.transitions).map((t) => t.vers))];

type Query = Readonly<Record<string, unknown>>;

/** Filters of an address; what is not understood filters nothing. */
export function lireFiltrePilotage(query: Query): FiltrePilotage {
  const texte = (nom: Dimension, forme: RegExp): string => { const lu = texteDeQuery(query, nom, 200); return forme.test(lu) ? lu : ''; };
  const id = (nom: Dimension): string => { const lu = texteDeQuery(query, nom); return estId(lu) ? lu : ''; };
  const etat = texteDeQuery(query, 'etat');
  return {
    appel: id('appel'), annee: texte('annee', /^(?:19|20)[0-9]{2}$/), axe: texte('axe', /./), territoire: texte('territoire', /^[A-Za-z0-9-]{1,10}$/),
    dispositif: texte('dispositif', /^(?:[1-9][0-9]{0,3}|aucun)$/), organisme: id('organisme'), etat: ETATS_PILOTES.includes(etat) ? etat : '',
  };
}

/** Address of `chemin` for these dossiers, with what `reste` adds. */
export const adresseFiltree = (chemin: string, filtre: FiltrePilotage, reste: Readonly<Record<string, string | null>> = {}): string =>
  avecQuery(chemin, { ...Object.fromEntries(DIMENSIONS.map((d) => [d, filtre[d]])), ...reste });

/** Keeps in `q`, whose dossiers are `d`, the deposited ones of a filter. */
export function restreindre(db: Knex, q: Knex.QueryBuilder, f: FiltrePilotage): Knex.QueryBuilder {
  void q.whereNotNull('d.depose_le');
  if (f.appel !== '') void q.where('d.appel_id', f.appel);
  if (f.organisme !== '') void q.where('d.organisme_id', f.organisme);
  if (f.etat !== '') void q.where('d.etat', f.etat);
  if (f.annee !== '') void q.where('d.depose_le', '>=', instantDeParis(`${f.annee}-01-01T00:00`)).where('d.depose_le', '<', instantDeParis(`${Number(f.annee) + 1}-01-01T00:00`));
  if (f.axe === AUCUN) void q.whereNull('d.axe');
  else if (f.axe !== '') void q.where('d.axe', f.axe);
  if (f.dispositif === AUCUN) void q.whereNull('d.dispositif');
  else if (f.dispositif !== '') void q.where('d.dispositif', Number(f.dispositif));
  const territoires = db('dossier_territoires as z').whereRaw('z.dossier_id = d.id').select(db.raw('1'));
  if (f.territoire === AUCUN) void q.whereNotExists(territoires);
  else if (f.territoire !== '') void q.whereExists(territoires.where('z.territoire', f.territoire));
  return q;
}
