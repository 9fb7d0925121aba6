import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import { pluriel } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths } from '../../web/paths.js';
import { lireAppel } from '../appels/appel-queries.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { notifier } from '../notifications/notification-service.js';
import { lireAvancement, resteDe } from './suivi-queries.js';

/**
 * Reminds a scorer of what they still have to score on a call; the same person is written to once a day at most.
 * @throws Refus `notation.rien_a_relancer`
 */
export async function relancerEvaluateur(ctx: Contexte, appelId: string, personneId: string): Promise<{ readonly nom: string; readonly dossiers: number }> {
  const appel = trouve(await lireAppel(ctx.db, appelId));
  const personne = trouve((await agentsHabilites(ctx.db, 'comite')).find((a) => a.id === personneId));
  const { aDeclarer, aNoter, brouillons } = resteDe(await lireAvancement(ctx.db, appelId), personneId);
  const dossiers = aDeclarer + aNoter + brouillons;
  if (dossiers === 0) throw new Refus('notation.rien_a_relancer');
  ctx.journaliser({ action: 'notation.relancer', objet: 'appel', objetId: appelId, donnees: { personne: personneId, dossiers } });
  await notifier(ctx, {
    personnes: [personne], cle: `relance-notation:${appelId}:${personneId}:${jourAParis(ctx.maintenant)}`, titre: `Notation : ${pluriel(dossiers, 'dossier vous attend', 'dossiers vous attendent')}`, lien: paths.notations, dossierId: null,
    texte: `Bonjour,\n\n${pluriel(dossiers, 'dossier')} de l’appel « ${appel.titre} » ${dossiers === 1 ? 'attend' : 'attendent'} votre notation sur Passerelle, rubrique « Notation ».${aDeclarer > 0 ? ' Dites d’abord si un lien vous unit aux organismes : les dossiers s’ouvrent ensuite.' : ''}`,
  });
  return { nom: personne.nom, dossiers };
}
