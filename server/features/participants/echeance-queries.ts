import type { Knex } from 'knex';
import { ajouterJours, jour, type Jour } from '../../domain/kernel/jour.js';
import { enRetardLe } from '../../domain/participants/echeances.js';
import { texteDansJson } from '../../platform/database.js';
import { PREAVIS_SUIVI_JOURS } from './participant-queries.js';

/** Last day of an operation, from its FSE+ agreement (`c`). */
export const finDeLOperation = (db: Knex): Knex.Raw => texteDansJson(db, 'c.termes', ['operation', 'fin']);

/** Agreements that bind: participants of the others are not asked for yet. */
const CONVENTIONS = ['signee', 'en_execution', 'soldee'] as const;

/** Living records (`p`) of these dossiers (`d`) that FSE+ co-funds (`c`). */
const fichesDe = (dossiers: Knex.QueryBuilder): Knex.QueryBuilder => dossiers.join('conventions as c', 'c.dossier_id', 'd.id').where('c.financeur', 'fse').whereIn('c.etat', [...CONVENTIONS])
  .join('participants as p', 'p.dossier_id', 'd.id').whereNull('p.efface_le');

/** People of these dossiers to be asked for their situation after six months, due before a day (excluded). */
export const suivisDus = (dossiers: Knex.QueryBuilder, avant: Jour): Knex.QueryBuilder => fichesDe(dossiers).whereNull('p.suivi_le').where('p.suivi_du', '<', avant);

/** Records of these dossiers that lack an answer or an exit though their operation ended before a day. */
export const fichesEnSuspens = (db: Knex, dossiers: Knex.QueryBuilder, finAvant: Jour): Knex.QueryBuilder =>
  fichesDe(dossiers).where(finDeLOperation(db), '<', finAvant).where((ou) => void ou.where('p.complete', 0).orWhereNull('p.sortie'));

/** What waits in an operation for its organisme. */
export interface Attente {
  readonly dossierId: string;
  readonly organismeId: string;
  readonly numero: string;
  readonly titre: string;
  /** People to ask within a month or already. */
  readonly suivis: number;
  readonly suivisEnRetard: number;
  readonly premierSuiviDu: Jour | null;
  /** Once the operation is over. */
  readonly incompletes: number;
  readonly sansSortie: number;
  readonly fin: Jour;
}

/** Operations in which something waits or is due within a month, in a steady order; one query. */
export async function lireAttentes(db: Knex, aujourdhui: Jour, { debut, taille }: { readonly debut: number; readonly taille: number }): Promise<Attente[]> {
  const horizon = ajouterJours(aujourdhui, PREAVIS_SUIVI_JOURS);
  const finie = (): Knex.Raw => db.raw('? < ?', [finDeLOperation(db), aujourdhui]);
  const compter = (condition: Knex.Raw): Knex.Raw => db.raw('sum(case when ? then 1 else 0 end)', [condition]);
  const suivi = (avant: Jour): Knex.Raw => db.raw('p.suivi_le is null and p.suivi_du <= ?', [avant]);
  const lignes: Record<string, string | number | null>[] = await fichesDe(db('dossiers as d')).where((ou) => void ou.whereRaw(suivi(horizon)).orWhere((q) => void q.whereRaw(finie()).where((r) => void r.where('p.complete', 0).orWhereNull('p.sortie'))))
    .groupBy('d.id', 'd.organisme_id', 'd.numero', 'd.titre', 'c.id').orderBy('d.id').offset(debut).limit(taille)
    .select('d.id', 'd.organisme_id', 'd.numero', 'd.titre', {
      fin: finDeLOperation(db), suivis: compter(suivi(horizon)), retard: compter(suivi(ajouterJours(enRetardLe(aujourdhui).suiviDuAvant, -1))), premier: db.raw('min(case when ? then p.suivi_du end)', [suivi(horizon)]),
      incompletes: compter(db.raw('p.complete = 0 and ?', [finie()])), sortie: compter(db.raw('p.sortie is null and ?', [finie()])),
    });
  return lignes.map((l) => ({
    dossierId: String(l['id']), organismeId: String(l['organisme_id']), numero: String(l['numero'] ?? ''), titre: String(l['titre']), suivis: Number(l['suivis']), suivisEnRetard: Number(l['retard']),
    premierSuiviDu: l['premier'] === null ? null : jour(String(l['premier'])), incompletes: Number(l['incompletes']), sansSortie: Number(l['sortie']), fin: jour(String(l['fin'])),
  }));
}
