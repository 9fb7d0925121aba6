import { ajouterJours } from '../../server/domain/kernel/jour.js';
import { declarerAbsence } from '../../server/features/affectations/absences-service.js';
import { ajouterRegle } from '../../server/features/affectations/regles-service.js';
import { instant, jourAParis } from '../../server/platform/clock.js';
import type { Monde } from './monde.js';
import type { Scene } from './scene.js';

/** Who instructs which territory, written before the first dossier of the second sitting is recevable. */
export async function repartirLeTravail(scene: Scene, { equipe, appelId }: Monde): Promise<void> {
  await scene.le('2022-02-21T11:00').par(equipe.responsable, async (ctx) => {
    await ajouterRegle(ctx, appelId, { dispositif: 0, territoire: '47-MT', instructeurId: equipe.instructeur2 });
    await ajouterRegle(ctx, appelId, { dispositif: 3, territoire: '', instructeurId: equipe.instructeur });
  });
}

/** An absence under way on the day the demonstration is looked at. */
export async function sAbsenter(scene: Scene, { equipe }: Monde): Promise<void> {
  const aujourdhui = jourAParis(instant(scene.deps.horloge.maintenant()));
  await scene.le(`${aujourdhui}T08:30`).par(equipe.instructeur2, (ctx) =>
    declarerAbsence(ctx, { personneId: equipe.instructeur2, suppleantId: equipe.instructeur, du: aujourdhui, au: ajouterJours(aujourdhui, 14) }));
}
