import type { Knex } from 'knex';
import { delaiDe, type Delai } from '../../domain/pilotage/indicateurs.js';
import { jourDeParisSql, joursEntreSql } from '../../platform/jours-sql.js';
import { restreindre, type FiltrePilotage } from './pilotage-filtre.js';

/** Stages whose length is measured, each from a day of `requeteJours` to another, in the order of a dossier's life. */
export const ETAPES = {
  recevabilite: { de: 'depose', a: 'recevable' }, instruction: { de: 'recevable', a: 'instruit' }, decision: { de: 'instruit', a: 'decide' }, convention: { de: 'decide', a: 'convenu' },
  paiement: { de: 'convenu', a: 'paye' }, ensemble: { de: 'depose', a: 'paye' },
} as const;

export type CodeEtape = keyof typeof ETAPES;
export const CODES_ETAPES = Object.keys(ETAPES) as readonly CodeEtape[];

/** One row for each dossier of a filter with the day, in Paris, on which it went through each stage; null before. */
export function requeteJours(db: Knex, filtre: FiltrePilotage): Knex.QueryBuilder {
  const q = db('dossiers as d').leftJoin('recevabilites as r', (j) => void j.on('r.dossier_id', 'd.id').andOnNotNull('r.conclusion'))
    .leftJoin(db('journal').where({ objet: 'dossier', vers: 'instruit' }).groupBy('dossier_id').select('dossier_id').min('le as le').as('i'), 'i.dossier_id', 'd.id')
    .leftJoin(db('decisions as x').join('deliberations as y', 'y.id', 'x.deliberation_id').where('x.en_vigueur', true).whereIn('x.sens', ['attribue', 'refuse']).groupBy('x.dossier_id').select('x.dossier_id').min('y.date as le').as('x'), 'x.dossier_id', 'd.id')
    .leftJoin(db('conventions').whereNotNull('signee_financeur_le').groupBy('dossier_id').select('dossier_id').min('signee_financeur_le as le').as('s'), 's.dossier_id', 'd.id')
    .leftJoin(db('versements as v').join('conventions as w', 'w.id', 'v.convention_id').where('v.etat', 'paye').groupBy('w.dossier_id').select('w.dossier_id').min('v.paye_le as le').as('p'), 'p.dossier_id', 'd.id');
  return restreindre(db, q, filtre).select('d.id', 'd.organisme_id', 'd.etat', db.raw(`${jourDeParisSql(db, 'd.depose_le')} as depose, ${jourDeParisSql(db, 'r.conclu_le')} as recevable, ${jourDeParisSql(db, 'i.le')} as instruit`), 'x.le as decide', 's.le as convenu', 'p.le as paye');
}

/** SQL of the days a stage took, on rows `b` of `requeteJours`; null as long as it is not over. */
export const dureeSql = (db: Knex, etape: CodeEtape): string => joursEntreSql(db, `b.${ETAPES[etape].de}`, `b.${ETAPES[etape].a}`);

/** How long each stage takes for the dossiers of a filter, in one query that answers one row for each length met. */
export async function lireDelais(db: Knex, filtre: FiltrePilotage): Promise<Readonly<Record<CodeEtape, Delai>>> {
  const durees = CODES_ETAPES.map((etape) => {
    const jours = dureeSql(db, etape);
    return db('b').whereRaw(`${jours} is not null`).groupByRaw(jours).select(db.raw(`'${etape}' as etape, ${jours} as jours, count(*) as nombre`));
  });
  const lignes = await db.with('b', requeteJours(db, filtre)).from(db.unionAll(durees).as('u')).select<{ etape: CodeEtape; jours: number; nombre: number | string }[]>('u.etape', 'u.jours', 'u.nombre');
  return Object.fromEntries(CODES_ETAPES.map((etape) => [etape, delaiDe(lignes.filter((l) => l.etape === etape).map((l) => ({ jours: Number(l.jours), nombre: Number(l.nombre) })))])) as Record<CodeEtape, Delai>;
}
