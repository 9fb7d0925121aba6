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
  const du = (q: Knex.QueryBuilder, dossier: string, jour: string, nom: string): Knex.QueryBuilder => q.whereRaw(`${dossier} = d.id`).select(db.raw(`min(${jour})`)).as(nom);
  const recevable = du(db('recevabilites as r').whereNotNull('r.conclusion'), 'r.dossier_id', jourDeParisSql(db, 'r.conclu_le'), 'recevable');
  // Written out as the index of migration 0038 is, that it may serve.
  const instruit = du(db('journal as i').whereRaw("i.objet = 'dossier' and i.vers = 'instruit'"), 'i.dossier_id', jourDeParisSql(db, 'i.le'), 'instruit');
  const decide = du(db('decisions as x').join('deliberations as y', 'y.id', 'x.deliberation_id').where('x.en_vigueur', true).whereIn('x.sens', ['attribue', 'refuse']), 'x.dossier_id', 'y.date', 'decide');
  const convenu = du(db('conventions as s'), 's.dossier_id', 's.signee_financeur_le', 'convenu');
  const paye = du(db('conventions as w').join('versements as v', 'v.convention_id', 'w.id').where('v.etat', 'paye'), 'w.dossier_id', 'v.paye_le', 'paye');
  return restreindre(db, db('dossiers as d'), filtre).select('d.id', db.raw(`${jourDeParisSql(db, 'd.depose_le')} as depose`), recevable, instruit, decide, convenu, paye);
}

/** SQL of the days a stage took, on rows `b` of `requeteJours`; null as long as it is not over. */
export const dureeSql = (db: Knex, etape: CodeEtape): string => joursEntreSql(db, `b.${ETAPES[etape].de}`, `b.${ETAPES[etape].a}`);

/** How long each stage takes for the dossiers of a filter, in one query that answers one row for each length met. */
export async function lireDelais(db: Knex, filtre: FiltrePilotage): Promise<Readonly<Record<CodeEtape, Delai>>> {
  const durees = CODES_ETAPES.map((etape) => {
    const jours = dureeSql(db, etape);
    return db('b').whereRaw(`${jours} is not null`).groupByRaw(jours).select(db.raw(`'${etape}' as etape, ${jours} as jours, count(*) as nombre`));
  });
  const lignes = await db.withMaterialized('b', requeteJours(db, filtre)).from(db.unionAll(durees).as('u')).select<{ etape: CodeEtape; jours: number; nombre: number | string }[]>('u.etape', 'u.jours', 'u.nombre');
  return Object.fromEntries(CODES_ETAPES.map((etape) => [etape, delaiDe(lignes.filter((l) => l.etape === etape).map((l) => ({ jours: Number(l.jours), nombre: Number(l.nombre) })))])) as Record<CodeEtape, Delai>;
}
