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
  const decisions = db('decisions as x').where({ 'x.sens': 'attribue', 'x.en_vigueur': true }).groupBy('x.dossier_id').select('x.dossier_id')
    .select(db.raw('sum(x.montant_cents + coalesce((select sum(y.montant_cents) from decision_financeurs y where y.decision_id = x.id), 0)) as attribue'));
  const livre = db('mouvements as m').join('ecritures as e', 'e.id', 'm.ecriture_id').whereIn('m.compte', ['paye', 'recouvre']).groupBy('e.dossier_id').select('e.dossier_id')
    .select(db.raw("sum(case when m.compte = 'paye' then m.montant_cents else 0 end) as paye, sum(case when m.compte = 'recouvre' then m.montant_cents else 0 end) as recouvre"));
  const controles = db('bilans as b').join('controles as k', 'k.bilan_id', 'b.id').where({ 'b.nature': 'final', 'b.etat': 'conclu' }).whereNotNull('k.retenu_personnes')
    .select('b.dossier_id', 'k.retenu_rsa', 'k.retenu_personnes', 'k.du_cents', 'k.taux_realisation');
  return db('dossiers as d').where((q) => choisir(q)).whereNotNull('d.depose_le')
    .leftJoin(decisions.as('a'), 'a.dossier_id', 'd.id').leftJoin(livre.as('l'), 'l.dossier_id', 'd.id').leftJoin(controles.as('c'), 'c.dossier_id', 'd.id')
    .select('d.id', 'd.etat', 'd.appel_id', 'd.organisme_id', 'd.axe', 'd.dispositif', 'd.depose_le', 'd.demande_cents as demande')
    .select(db.raw(`case when d.etat in ('instruit', 'examine') then coalesce(d.propose_cents, 0) else 0 end as propose, coalesce(a.attribue, 0) as attribue, coalesce(l.paye, 0) as paye, coalesce(l.recouvre, 0) as recouvre,
      coalesce(d.personnes, 0) as personnes, coalesce(d.personnes_rsa, 0) as personnes_rsa, case when c.dossier_id is null then 0 else 1 end as conclu,
      coalesce(c.retenu_personnes, 0) as realise, coalesce(c.retenu_rsa, 0) as realise_rsa, coalesce(c.du_cents, 0) as du, coalesce(c.taux_realisation, 0) as taux`));
}

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
  const [ligne] = await db.from(chiffres.as('b')).select<LigneDeSommes[]>(db.raw(SOMMES));
  return versGroupe(ligne ?? {});
}
