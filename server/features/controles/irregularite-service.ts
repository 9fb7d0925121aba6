import type { Knex } from 'knex';
import { totaliserDepenses } from '../../domain/financements/forfaits.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { evaluerIrregularite, SEUIL_IRREGULARITE } from '../../domain/service-fait/irregularite.js';
import { exigerDateRevolue } from '../../domain/versements/regles.js';
import { instant, jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { tenirLeControle, type ControleTenu } from './controle-tenu.js';
import type { Resultat } from './resultat.js';

/** Expense declared and not retained on an FSE+ convention, and the EU money it would have taken; cents. */
export interface IrregulariteLue {
  readonly id: string;
  readonly convention: string;
  readonly version: number;
  readonly depensesCents: number;
  readonly contributionCents: number;
  readonly aDeclarer: boolean;
  readonly constateeLe: string;
  readonly declareeLe: Jour | null;
  readonly reference: string;
  readonly declareePar: string;
}

/** Irregularities found by the controls of a bilan, oldest first; one query. */
export async function lireIrregularites(db: Knex, bilanId: string): Promise<IrregulariteLue[]> {
  const lignes = await db('irregularites as i').join('conventions as c', 'c.id', 'i.convention_id').leftJoin('personnes as p', 'p.id', 'i.declaree_par').where('i.bilan_id', bilanId).orderBy('i.constatee_le').orderBy('i.id')
    .select<{ id: string; numero: string; version: number; depenses_cents: number | string; contribution_cents: number | string; constatee_le: string; declaree_le: string | null; reference: string; prenom: string | null; nom: string | null }[]>('i.*', 'c.numero', 'p.prenom', 'p.nom');
  return lignes.map((l) => ({
    id: l.id, convention: l.numero, version: Number(l.version), depensesCents: Number(l.depenses_cents), contributionCents: Number(l.contribution_cents), aDeclarer: Number(l.contribution_cents) >= SEUIL_IRREGULARITE,
    constateeLe: l.constatee_le, declareeLe: l.declaree_le === null ? null : jour(l.declaree_le), reference: l.reference, declareePar: `${l.prenom ?? ''} ${l.nom ?? ''}`.trim(),
  }));
}

/**
 * Keeps what the conclusions did not retain of what was declared on each FSE+ convention; from 10 000 € of EU money on, it is
 * to be reported.
 * @see regulation (EU) 2021/1060, annex XII; issue 5, CSF
 */
export async function constaterIrregularites(ctx: Contexte, { d, bilan, controle }: ControleTenu, { conventions }: Resultat): Promise<void> {
  const declare = totaliserDepenses(bilan.depenses, d.forfaits).total;
  for (const c of conventions.filter((x) => x.financeur === 'fse')) {
    const trouvee = evaluerIrregularite(c.demande.convention, declare, c.depenses.total);
    if (trouvee === null) continue;
    const id = ctx.nouvelId();
    await ctx.db('irregularites').insert({
      id, convention_id: c.conventionId, bilan_id: bilan.id, version: controle?.version ?? 1, depenses_cents: trouvee.depenses, contribution_cents: trouvee.contribution, constatee_le: ctx.maintenant,
    });
    ctx.journaliser({ action: 'irregularite.constater', objet: 'convention', objetId: c.conventionId, dossierId: d.dossier.id, donnees: { depensesCents: trouvee.depenses, contributionCents: trouvee.contribution, aDeclarer: trouvee.aDeclarer } });
  }
}

/** When and under which reference an irregularity was reported. */
export interface Declaration { readonly declareeLe: Jour; readonly reference: string }

/**
 * Records that an irregularity was reported to the managing authority.
 * @throws Refus `irregularite.deja_declaree`, `versement.date_future`, `versement.date_trop_tot`
 */
export async function declarerIrregularite(ctx: Contexte, dossierId: string, irregulariteId: string, { declareeLe, reference }: Declaration): Promise<void> {
  const { bilan } = await tenirLeControle(ctx, dossierId);
  const irregularite = trouve((await lireIrregularites(ctx.db, bilan.id)).find((i) => i.id === irregulariteId));
  if (irregularite.declareeLe !== null) throw new Refus('irregularite.deja_declaree');
  exigerDateRevolue(declareeLe, { depuis: jourAParis(instant(irregularite.constateeLe)), aujourdhui: jourAParis(ctx.maintenant), champ: 'declareeLe' });
  await ctx.db('irregularites').where({ id: irregulariteId }).update({ declaree_le: declareeLe, reference, declaree_par: ctx.acteur.id, enregistree_le: ctx.maintenant });
  ctx.journaliser({ action: 'irregularite.declarer', objet: 'bilan', objetId: bilan.id, dossierId, donnees: { irregulariteId, declareeLe, reference } });
}
