import { somme } from '../../domain/kernel/cents.js';
import { evaluerRisque } from '../../domain/service-fait/risque.js';
import { instant, jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { BilanLu } from './bilan-queries.js';
import { faitsDesLignes } from './bilan-saisie-queries.js';
import { lireDrapeaux } from './depense-liste-queries.js';
import type { DossierASolder } from './dossier-a-solder-queries.js';

/**
 * Says how soon a deposited bilan deserves its control, and keeps it beside the bilan with its reasons: the work list is
 * sorted by it.
 * @see issue 5, CSF (work list by risk)
 */
export async function evaluerLeRisque(ctx: Contexte, d: DossierASolder, bilan: BilanLu): Promise<void> {
  const deposeLe = jourAParis(bilan.deposeLe === null ? ctx.maintenant : instant(bilan.deposeLe));
  const signalees = await lireDrapeaux(ctx.db, faitsDesLignes(d, bilan.id, deposeLe, 'service'));
  const risque = evaluerRisque({
    montant: somme(d.conventions.map((c) => c.conditions.montant)), ...await controlesPasses(ctx, d.dossier.organismeId, bilan.id),
    anomalies: signalees.size, lignes: bilan.depenses.length, limite: bilan.limite, deposeLe,
  });
  await ctx.db('bilans').where({ id: bilan.id }).update({ risque: risque.score, risque_raisons: JSON.stringify(risque.raisons) });
}

/** Final bilans of the organisme concluded before this one, and those of which something was not retained. */
async function controlesPasses({ db }: Contexte, organismeId: string, bilanId: string): Promise<{ controlesPasses: number; controlesReduits: number }> {
  const reduite = db('bilan_depenses as x').whereRaw('x.bilan_id = b.id').whereRaw('x.retenu_cents < x.montant_cents').select(db.raw('1'));
  const l = await db('bilans as b').join('dossiers as d', 'd.id', 'b.dossier_id').where({ 'd.organisme_id': organismeId, 'b.nature': 'final', 'b.etat': 'conclu' }).whereNot('b.id', bilanId)
    .select(db.raw('count(*) as passes'), db.raw('coalesce(sum(case when exists ? then 1 else 0 end), 0) as reduits', [reduite])).first<{ passes: number | string; reduits: number | string }>();
  return { controlesPasses: Number(l.passes), controlesReduits: Number(l.reduits) };
}
