import type { RequestHandler } from 'express';
import type { Acteur } from '../../domain/habilitations/acteur.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { parametre } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { FORMULAIRE_RYTHME } from './notification-form.js';
import { pageNotifications, pageRythme } from './notification-page.js';
import { choisirRythme, marquerCommeLues } from './notification-service.js';
import { marquerLues } from './notification-store.js';

/** A person's own notifications, and how they want their mails. */
export function routesNotifications(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.notifications.liste, 'accueil.voir', pageNotifications(deps));
  routeur.post(paths.notifications.lues, 'accueil.voir', { formulaire: formulaireVide }, async (ctx, _vide, demande) => {
    const n = await marquerCommeLues(ctx, 'toutes');
    annoncer(demande, n === 0 ? 'Tout était déjà lu.' : `${pluriel(n, 'notification marquée comme lue', 'notifications marquées comme lues')}.`);
    return paths.notifications.liste;
  });
  routeur.post(paths.notifications.lue, 'accueil.voir', { formulaire: formulaireVide }, async (ctx, _vide, demande) => {
    await marquerCommeLues(ctx, [parametre(demande, 'notificationId')]);
    return paths.notifications.liste;
  });

  const page = pageRythme(deps);
  routeur.pageFormulaire(paths.compteNotifications, 'compte.gerer', page);
  routeur.post(paths.compteNotifications, 'compte.gerer', { formulaire: FORMULAIRE_RYTHME, page }, async (ctx, { rythme }, demande) => {
    await choisirRythme(ctx, rythme);
    annoncer(demande, 'Votre choix est enregistré.');
    return paths.compte;
  });
}

/**
 * A page that a notification leads to, once opened, is a notification read, wherever the person came from: the list, a
 * mail, the dossier itself. Asks the database only for those who have something unread.
 */
export const lireEnPassant = ({ db, horloge }: Pick<Deps, 'db' | 'horloge'>): RequestHandler => async (req, res, next) => {
  const acteur = res.locals['acteur'] as Acteur;
  if (req.method === 'GET' && acteur.id !== null && (acteur.nonLues ?? 0) > 0) {
    const lues = await marquerLues(db, acteur.id, horloge.maintenant(), { lien: req.path });
    if (lues > 0) res.locals['acteur'] = { ...acteur, nonLues: (acteur.nonLues ?? 0) - lues } satisfies Acteur;
  }
  next();
};
