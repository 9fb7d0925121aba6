import type { Knex } from 'knex';
import { coutParPersonne, rapport, tauxMoyen } from '../../domain/pilotage/indicateurs.js';
import type { Taux } from '../../domain/kernel/taux.js';
import { restreindre, type FiltrePilotage } from './pilotage-filtre.js';

export interface Personnes { readonly rsa: number; readonly total: number }

/** Sums of a group of dossiers; amounts in cents, of every funder that pays. */
export interface Groupe {
  readonly dossiers: number;
  readonly demandeCents: number;
  /** Proposed and not decided yet (spec 2.7, in committee). */
  readonly proposeCents: number;
  /** Dossiers awarded something, and how much, by the decisions in force. */
  readonly attribues: number;
  readonly attribueCents: number;
  readonly payeCents: number;
  readonly recouvreCents: number;
  /** People planned by awarded dossiers. */
  readonly prevues: Personnes;
  readonly coutPrevuCents: number | null;
  /** Concluded controls alone: planned and realised of the same dossiers, what is due to them, the mean of their rates of realisation. */
  readonly conclus: {
    readonly dossiers: number; readonly prevues: Personnes; readonly realisees: Personnes; readonly duCents: number; readonly coutCents: number | null;
    readonly realisation: Taux | null; readonly personnesRealisees: Taux | null;
  };
}

/**
 * One row for each deposited dossier, with its figures: `demande`, `propose`, `attribue`, `paye`, `recouvre` in cents, `personnes` and
 * `personnes_rsa` planned, and what a concluded control retained: `conclu`, `realise`, `realise_rsa`, `du`, `taux` (ten-thousandths).
 * @param choisir keeps the dossiers `d`
 */
export function requeteChiffres(db: Knex, choisir: (q: Knex.QueryBuilder) => void): Knex.QueryBuilder {
  const seconds = '(select coalesce(sum(y.montant_cents), 0) from decision_financeurs y where y.decision_id = x.id)';
  const attribue = db('decisions as x').whereRaw('x.dossier_id = d.id').where({ 'x.sens': 'attribue', 'x.en_vigueur': true }).select(db.raw(`coalesce(sum(x.montant_cents + ${seconds}), 0)`)).as('attribue');
  const compte = (code: 'paye' | 'recouvre'): Knex.QueryBuilder =>
    db('ecritures as e').join('mouvements as m', 'm.ecriture_id', 'e.id').whereRaw('e.dossier_id = d.id').where('m.compte', code).select(db.raw('coalesce(sum(m.montant_cents), 0)')).as(code);
  return db('dossiers as d').where((q) => choisir(q)).whereNotNull('d.depose_le')
    .leftJoin('bilans as t', (j) => void j.on('t.dossier_id', 'd.id').andOnVal('t.nature', 'final').andOnVal('t.etat', 'conclu')).leftJoin('controles as c', 'c.bilan_id', 't.id')
    .select('d.id', 'd.etat', 'd.appel_id', 'd.organisme_id', 'd.axe', 'd.dispositif', 'd.depose_le', 'd.demande_cents as demande', attribue, compte('paye'), compte('recouvre'))
    .select(db.raw(`case when d.etat in ('instruit', 'examine') then coalesce(d.propose_cents, 0) else 0 end as propose,
      coalesce(d.personnes, 0) as personnes, coalesce(d.personnes_rsa, 0) as personnes_rsa, case when c.retenu_personnes is null then 0 else 1 end as conclu,
      coalesce(c.retenu_personnes, 0) as realise, coalesce(c.retenu_rsa, 0) as realise_rsa, coalesce(c.du_cents, 0) as du, coalesce(c.taux_realisation, 0) as taux`));
}

/** A query from rows `b`, read once whatever it asks of them: each row is reached by indexes, so that no statistics of the database may mislead it. */
export const depuis = (db: Knex, lignes: Knex.QueryBuilder): Knex.QueryBuilder => db.withMaterialized('b', lignes).from('b');

/** The rows of `requeteChiffres` for the dossiers of a filter. */
export const chiffresFiltres = (db: Knex, filtre: FiltrePilotage): Knex.QueryBuilder => requeteChiffres(db, (q) => void restreindre(db, q, filtre));

/** Sums asked of the rows `b` of `requeteChiffres`. */
export const SOMMES = `count(*) as dossiers, sum(b.demande) as demande, sum(b.propose) as propose, sum(b.attribue) as attribue, sum(b.paye) as paye, sum(b.recouvre) as recouvre,
  sum(case when b.attribue > 0 then 1 else 0 end) as attribues, sum(case when b.attribue > 0 then b.personnes else 0 end) as prevues, sum(case when b.attribue > 0 then b.personnes_rsa else 0 end) as prevues_rsa,
  sum(b.conclu) as conclus, sum(b.conclu * b.personnes) as conclus_prevues, sum(b.conclu * b.personnes_rsa) as conclus_prevues_rsa,
  sum(b.realise) as realise, sum(b.realise_rsa) as realise_rsa, sum(b.du) as du, sum(b.taux) as taux`;

/** What `SOMMES` answers: texts on PostgreSQL, nulls when there is no row. */
export type LigneDeSommes = Readonly<Record<string, number | string | null>>;

/** The group of a row of `SOMMES`. */
export function versGroupe(ligne: LigneDeSommes): Groupe {
  const n = (colonne: string): number => Number(ligne[colonne] ?? 0);
  const prevues = { rsa: n('prevues_rsa'), total: n('prevues') };
  const realisees = { rsa: n('realise_rsa'), total: n('realise') };
  return {
    dossiers: n('dossiers'), demandeCents: n('demande'), proposeCents: n('propose'), attribues: n('attribues'), attribueCents: n('attribue'), payeCents: n('paye'), recouvreCents: n('recouvre'),
    prevues, coutPrevuCents: coutParPersonne(n('attribue'), prevues.total),
    conclus: {
      dossiers: n('conclus'), prevues: { rsa: n('conclus_prevues_rsa'), total: n('conclus_prevues') }, realisees, duCents: n('du'), coutCents: coutParPersonne(n('du'), realisees.total),
      realisation: tauxMoyen(n('taux'), n('conclus')), personnesRealisees: rapport(realisees.total, n('conclus_prevues')),
    },
  };
}

/** Sums of the dossiers of a filter, in one query. */
export async function lireEnsemble(db: Knex, filtre: FiltrePilotage): Promise<Groupe> {
  return sommer(db, chiffresFiltres(db, filtre));
}

/** Sums of rows of `requeteChiffres`, in one query. */
export async function sommer(db: Knex, chiffres: Knex.QueryBuilder): Promise<Groupe> {
  const [ligne] = await depuis(db, chiffres).select<LigneDeSommes[]>(db.raw(SOMMES));
  return versGroupe(ligne ?? {});
}
