import { ouvrirQuestionnaire, preparerBulletins, repondre } from '../../server/features/questionnaires/questionnaire-service.js';
import { lireQuestionnaire } from '../../server/features/questionnaires/questionnaire-queries.js';
import type { Reponses } from '../../server/domain/questionnaires/questionnaire.js';
import { atteint, type MondeDecide } from './monde.js';
import type { Scene } from './scene.js';

/** `[accueil, besoins, étape, situation, venir, conseiller, total, à améliorer]`, as participants ticked them; an empty one was left out. */
const AVIS: readonly (readonly string[])[] = [
  ['5', '4', 'oui', 'En emploi', 'oui', 'oui', '5', 'Rien, tout était clair.'], ['4', '4', 'oui', 'En formation', 'oui', 'oui', '4', ''], ['5', '5', 'oui', 'En emploi', 'non', 'oui', '5', 'Un bus plus tôt le matin.'],
  ['3', '2', 'non', 'En recherche d’emploi', 'non', 'oui', '3', 'Les horaires ne vont pas quand on a des enfants.'], ['4', '3', 'non', 'Je règle d’abord d’autres difficultés', 'oui', 'oui', '4', ''],
  ['5', '4', 'oui', 'En recherche d’emploi', 'oui', 'oui', '4', 'Plus de temps avec la conseillère.'], ['2', '2', 'non', 'Autre situation', 'non', 'non', '2', 'On m’a fait attendre deux mois.'],
  ['5', '5', 'oui', 'En formation', 'oui', 'oui', '5', ''], ['4', '', 'oui', 'En emploi', 'oui', 'oui', '4', ''], ['4', '4', '', 'En recherche d’emploi', 'non', 'oui', '4', 'Des ateliers plus près de Fumel.'],
];

/** Participants of a finished action have answered; those of another begin to: too few for their results to be shown. */
export async function demanderLeurAvis(scene: Scene, { dossiers }: Pick<MondeDecide, 'dossiers'>): Promise<void> {
  const [fini, commence] = dossiers.filter((d) => atteint(d.projet, 'execution'));
  if (fini === undefined || commence === undefined) return;
  for (const [dossier, avis] of [[fini, AVIS], [commence, AVIS.slice(0, 3)]] as const) {
    await scene.le('2023-01-09T10:00').par(dossier.organisme.signataireId, async (ctx) => {
      await ouvrirQuestionnaire(ctx, dossier.id);
      await preparerBulletins(ctx, dossier.id, 12);
    });
    const jeton = (await lireQuestionnaire(scene.deps.db, dossier.id))?.jeton ?? '';
    for (const valeurs of avis) await scene.le('2023-01-18T15:00').par(null, (ctx) => repondre(ctx, jeton, enReponses(valeurs)));
  }
}

const enReponses = (valeurs: readonly string[]): Reponses => Object.fromEntries(valeurs.map((v, i) => [`q${i + 1}`, v]));
