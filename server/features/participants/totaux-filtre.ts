import type { Knex } from 'knex';
import { INDICATEURS, INDICATEURS_ENTITES, type Indicateur, type IndicateurEntites } from '../../domain/participants/indicateurs.js';
import { estId } from '../../platform/ids.js';
import { avecQuery, codeDeQuery, texteDeQuery } from '../../web/requete.js';

/** Participants whose indicators are added up; an empty text leaves the dimension open, `aucun` keeps operations that have none. */
export interface FiltreTotaux {
  readonly appel: string;
  /** Measure of the call, by its number. */
  readonly dispositif: string;
  /** Measure of the programme; an operation attached to several is kept by each. */
  readonly fiche: string;
  /** Year of entry: results are those of the people who entered that year, whenever they came. */
  readonly annee: string;
}

export type DimensionTotaux = keyof FiltreTotaux;

/** Dimensions, in the order of the address; each is a filter and a breakdown. */
export const DIMENSIONS_TOTAUX = ['appel', 'dispositif', 'fiche', 'annee'] as const satisfies readonly DimensionTotaux[];

/** Words of the dimensions. */
export const TITRES_TOTAUX: Readonly<Record<DimensionTotaux, string>> = { appel: 'Appel', dispositif: 'Dispositif', fiche: 'Fiche-action', annee: 'Année d’entrée' };

/** Value of a filter that keeps the operations without any. */
export const AUCUN = 'aucun';

/** What is counted: an indicator, or the records and those that are incomplete. */
export const MESURES_TOTAUX = [...INDICATEURS, ...INDICATEURS_ENTITES, 'fiches', 'incompletes'] as const;
export type MesureTotaux = (typeof MESURES_TOTAUX)[number];
/** What may be broken down on the page: the indicators of annex I. */
export const INDICATEURS_REPARTIS: readonly (Indicateur | IndicateurEntites)[] = [...INDICATEURS, ...INDICATEURS_ENTITES];

export const estEntites = (mesure: MesureTotaux): mesure is IndicateurEntites => INDICATEURS_ENTITES.some((i) => i === mesure);

/** What an address asks of the totals. */
export interface DemandeTotaux {
  readonly filtre: FiltreTotaux;
  readonly par: DimensionTotaux;
  readonly mesure: MesureTotaux;
  /** Figures as they may leave the service, asked for by who may read exact ones. */
  readonly arrondi: boolean;
}

type Query = Readonly<Record<string, unknown>>;

/** Reads an address; what is not understood filters nothing. */
export function lireDemandeTotaux(query: Query): DemandeTotaux {
  const texte = (nom: DimensionTotaux, accepter: (lu: string) => boolean): string => { const lu = texteDeQuery(query, nom); return accepter(lu) ? lu : ''; };
  const filtre = {
    appel: texte('appel', estId), dispositif: texte('dispositif', (lu) => /^(?:[1-9][0-9]{0,3}|aucun)$/.test(lu)), fiche: texte('fiche', (lu) => lu === AUCUN || estId(lu)), annee: texte('annee', (lu) => /^(?:19|20)[0-9]{2}$/.test(lu)),
  };
  return { filtre, par: codeDeQuery(query, 'par', DIMENSIONS_TOTAUX) ?? 'appel', mesure: codeDeQuery(query, 'mesure', MESURES_TOTAUX) ?? 'EECO01', arrondi: query['arrondi'] === 'oui' };
}

/** Address of `chemin` that asks the same, but for what `reste` changes. */
export const adresseTotaux = (chemin: string, { filtre, par, mesure, arrondi }: DemandeTotaux, reste: Readonly<Record<string, string | null>> = {}): string =>
  avecQuery(chemin, { ...filtre, par, mesure: mesure === 'EECO01' ? null : mesure, arrondi: arrondi ? 'oui' : null, ...reste });

/** Keeps in `q`, whose operations are `d`, those of a filter; the year of entry is that of records, and is kept apart. */
export function restreindreOperations(db: Knex, q: Knex.QueryBuilder, f: FiltreTotaux): Knex.QueryBuilder {
  if (f.appel !== '') void q.where('d.appel_id', f.appel);
  if (f.dispositif === AUCUN) void q.whereNull('d.dispositif');
  else if (f.dispositif !== '') void q.where('d.dispositif', Number(f.dispositif));
  const fiches = db('programme_dossiers as z').whereRaw('z.dossier_id = d.id').select(db.raw('1'));
  if (f.fiche === AUCUN) void q.whereNotExists(fiches);
  else if (f.fiche !== '') void q.whereExists(fiches.where('z.fiche_id', f.fiche));
  return q;
}
