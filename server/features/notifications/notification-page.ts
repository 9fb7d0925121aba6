import { RYTHMES } from '../../domain/echanges/courriels.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { liensDeTranche, sensDeQuery } from '../../web/requete.js';
import { texteSaisi } from '../../web/saisie.js';
import { estRang, lireRythme, listerNotifications, type NotificationLue } from './notification-queries.js';

interface NotificationAffichee {
  readonly titre: string;
  readonly paragraphes: readonly string[];
  readonly lien: string;
  readonly officiel: boolean;
  readonly creeLe: string;
  readonly nonLue: boolean;
  readonly dossier: string | null;
  /** Where its button « Marquer comme lue » goes; null once read. */
  readonly marquer: string | null;
}

export interface PageNotifications {
  readonly resume: string;
  readonly nonLues: readonly NotificationAffichee[];
  readonly lues: readonly NotificationAffichee[];
  readonly vide: boolean;
  readonly marquerToutes: string | null;
  readonly rythme: string;
  readonly lienRythme: string;
  readonly pages: { readonly precedent: string | null; readonly suivant: string | null };
}
export interface PageRythme {
  readonly action: string;
  readonly rythme: string;
  readonly options: readonly { valeur: string; texte: string; aide: string }[];
}

declare module '../../web/render.js' {
  interface Pages { 'notifications/liste': PageNotifications; 'notifications/rythme': PageRythme }
}

const afficher = (n: NotificationLue): NotificationAffichee => ({
  titre: n.titre, paragraphes: n.texte.split(/\n{2,}/u).filter((p) => p.trim() !== ''), lien: n.lien, officiel: n.officiel, creeLe: n.creeLe, nonLue: n.lueLe === null,
  dossier: n.dossier === null ? null : [n.dossier.numero, n.dossier.titre].filter(Boolean).join(' · '),
  marquer: n.lueLe === null ? vers(paths.notifications.lue, { notificationId: n.id }) : null,
});

/** A person's notifications, unread first. */
export const pageNotifications = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const { acteur } = demande;
  const [tranche, { rythme }] = await Promise.all([listerNotifications(db, acteur.id ?? '', sensDeQuery(demande.query, estRang)), lireRythme(db, acteur.id ?? '')]);
  const lignes = tranche.lignes.map(afficher);
  const n = acteur.nonLues ?? 0;
  await render(demande, 'notifications/liste', {
    resume: n === 0 ? 'Vous avez tout lu.' : `${pluriel(n, 'notification non lue', 'notifications non lues')}.`, vide: lignes.length === 0,
    nonLues: lignes.filter((l) => l.nonLue), lues: lignes.filter((l) => !l.nonLue), marquerToutes: n === 0 ? null : paths.notifications.lues,
    rythme: libelle('rythme', rythme), lienRythme: paths.compteNotifications, pages: liensDeTranche(paths.notifications.liste, {}, tranche),
  }, { titre: 'Notifications' });
};

const AIDES = {
  immediat: 'Un courriel pour chaque nouvelle, au moment où elle arrive.',
  quotidien: 'Un seul courriel par jour, à 7 h, dossier par dossier. Aucun s’il n’y a rien de neuf.',
  jamais: 'Aucun courriel : vous lisez les nouvelles en vous connectant.',
} as const;

/** How the person wants the mails that are not official. */
export const pageRythme = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { rythme } = await lireRythme(db, demande.acteur.id ?? '');
  await render(demande, 'notifications/rythme', {
    action: paths.compteNotifications, rythme: texteSaisi(etat.saisie, 'rythme') ?? rythme,
    options: RYTHMES.map((valeur) => ({ valeur, texte: libelle('rythme', valeur), aide: AIDES[valeur] })),
  }, { titre: 'Courriels de notification', etat, fil: [{ texte: 'Mon compte', lien: paths.compte }] });
};
