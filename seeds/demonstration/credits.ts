import { cents } from '../../server/domain/kernel/cents.js';
import { fixerCreditsDePaiement, repartirEnveloppe, virerCredits } from '../../server/features/enveloppes/enveloppe-service.js';
import type { Monde } from './monde.js';
import type { Scene } from './scene.js';

/** The envelope of the call split by dispositif with an innovation reserve, its payment credits, and a transfer decided in June. */
export async function suivreLesCredits(scene: Scene, { equipe, appelId }: Pick<Monde, 'equipe' | 'appelId'>): Promise<void> {
  const { id } = await scene.deps.db('enveloppes').where({ appel_id: appelId, financeur: 'departement', annee: 2022 }).first<{ id: string }>('id');
  await scene.le('2022-04-11T09:00').par(equipe.finances, async (ctx) => {
    await repartirEnveloppe(ctx, id, [
      { nature: 'dispositif', code: '1', vote: cents(13_500_000) }, { nature: 'dispositif', code: '2', vote: cents(4_000_000) }, { nature: 'dispositif', code: '3', vote: cents(8_500_000) }, { nature: 'reserve', code: '', vote: cents(1_500_000) },
    ]);
    await fixerCreditsDePaiement(ctx, id, [{ annee: 2022, voteCents: 15_500_000 }, { annee: 2023, voteCents: 12_500_000 }]);
  });
  await scene.le('2022-06-20T11:00').par(equipe.finances, (ctx) => virerCredits(ctx, id, {
    dePart: 'reserve:', versEnveloppeId: id, versPart: 'dispositif:2', montantCents: 500_000, decision: '2022-CP-0618', decideLe: '2022-06-17', motif: 'Un seul projet innovant s’est présenté ; les projets avec les entreprises sont plus nombreux que prévu.',
  }));
}
