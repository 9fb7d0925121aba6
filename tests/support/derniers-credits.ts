import { expect } from 'chai';
import { Refus } from '../../server/domain/kernel/refus.js';
import { prendreDeliberation } from '../../server/features/decisions/decision-service.js';
import { etatEnveloppe } from '../../server/features/grand-livre/enveloppe-queries.js';
import { verifierGrandLivre } from '../../server/features/grand-livre/verification-queries.js';
import type { ApplicationDeTest } from './application.js';
import { agir } from './comptes.js';
import { dossierExamine, voterEnveloppe } from './decision.js';

/**
 * Two agents commit the last credits of an envelope at the same instant, as many times as said: one does, the other is told
 * that nothing is left, never of a deadlock; the envelope is never a cent above its vote.
 */
export async function disputerLesDerniersCredits(app: ApplicationDeTest, fois: number): Promise<void> {
  const { db } = app.deps;
  const premier = await dossierExamine(app);
  const { comptes, appelId } = premier;
  const enveloppe = await voterEnveloppe(app, appelId, 0);
  for (let tour = 1; tour <= fois; tour += 1) {
    const deux = [tour === 1 ? premier : await dossierExamine(app, { comptes, appelId }), await dossierExamine(app, { comptes, appelId })];
    await db('enveloppes').where({ id: enveloppe }).update({ vote_cents: tour * 2_000_000 });
    const issues = await Promise.allSettled(deux.map((d, i) => agir(app, comptes.responsable, (ctx) =>
      prendreDeliberation(ctx, { appelId, numero: `T${tour}-${i}`, date: '2022-05-13', decisions: [{ dossierId: d.id, sens: 'attribue', montantCents: 2_000_000, motif: '' }] }))));
    const refusees = issues.filter((i) => i.status === 'rejected').map((i) => i.reason as unknown);
    expect(refusees.map((r) => (r instanceof Refus ? [r.code, r.donnees['disponible']] : r)), `round ${tour}`).to.deep.equal([['enveloppe.depassee', 0]]);
    expect(await etatEnveloppe(db, appelId)).to.include({ engageCents: tour * 2_000_000, disponibleCents: 0 });
  }
  expect((await verifierGrandLivre(db)).differences).to.deep.equal([]);
}
