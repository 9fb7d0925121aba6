import type { Deps } from '../../platform/deps.js';
import { lectureDeParis } from '../../platform/clock.js';
import { dateCourte, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { DUREES } from './seance-form.js';
import { appelsDeSeance, lireMembres, lireSeance } from './seance-queries.js';

interface Choix { readonly valeur: string; readonly texte: string; readonly aide?: string }

export interface PagePreparation {
  readonly action: string;
  readonly retour: string;
  readonly chapo: string;
  readonly bouton: string;
  /** Calls to choose from; empty when the session already has its own. */
  readonly appels: readonly Choix[];
  readonly aucunAppel: boolean;
  readonly membres: readonly Choix[];
  readonly presidents: readonly Choix[];
  readonly durees: readonly Choix[];
  readonly saisie: Readonly<Record<string, unknown>>;
}

declare module '../../web/render.js' {
  interface Pages { 'comites/nouvelle': PagePreparation }
}

/** Length of a session in words, « 2 heures 30 min ». */
export const dureeEnMots = (minutes: number): string => {
  const [heures, reste] = [Math.floor(minutes / 60), minutes % 60];
  return [pluriel(heures, 'heure'), ...(reste === 0 ? [] : [`${reste} min`])].join(' ');
};
const DUREES_CHOIX: readonly Choix[] = DUREES.map((d) => ({ valeur: String(d), texte: dureeEnMots(d) }));

/** Form to prepare a session. */
export const pageNouvelle = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appels = await appelsDeSeance(db);
  const membres = await agentsHabilites(db, 'comite');
  await render(demande, 'comites/nouvelle', {
    action: paths.seances.nouvelle, retour: paths.seances.liste, chapo: 'Les membres choisis reçoivent leur convocation par courriel, avec un fichier pour leur agenda, dès l’enregistrement.', bouton: 'Préparer la séance',
    appels: appels.map((a) => ({ valeur: a.id, texte: a.titre })), aucunAppel: appels.length === 0, ...choixDesMembres(membres), durees: DUREES_CHOIX,
    saisie: etat.saisie ?? { dureeMinutes: 180, ...(appels.length === 1 ? { appelId: appels[0]?.id } : {}) },
  }, { titre: 'Préparer une séance', etat, fil: [{ texte: 'Comité', lien: paths.seances.liste }] });
};

const choixDesMembres = (membres: readonly { id: string; nom: string; fonction: string }[]): Pick<PagePreparation, 'membres' | 'presidents'> =>
  ({ membres: membres.map((m) => ({ valeur: m.id, texte: m.nom, aide: m.fonction })), presidents: membres.map((m) => ({ valeur: m.id, texte: m.nom })) });

/** The same form on an open session. */
export const pageModification = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const seanceId = parametre(demande, 'seanceId');
  const seance = trouve(await lireSeance(db, seanceId));
  const actuels = await lireMembres(db, seanceId);
  const habilites = await agentsHabilites(db, 'comite');
  const membres = [...habilites, ...actuels.filter((m) => !habilites.some((h) => h.id === m.id))];
  const [jour = '', heure = ''] = lectureDeParis(seance.le).split('T');
  await render(demande, 'comites/nouvelle', {
    action: vers(paths.seances.modifier, { seanceId }), retour: vers(paths.seances.page, { seanceId }), bouton: 'Enregistrer les modifications', appels: [], aucunAppel: false, ...choixDesMembres(membres), durees: DUREES_CHOIX,
    chapo: 'Si la date, la durée, le lieu ou le titre changent, chaque membre reçoit une convocation à jour qui remplace la précédente dans son agenda.',
    saisie: etat.saisie ?? { titre: seance.titre, jour: dateCourte(jour), heure: heure.slice(0, 5), lieu: seance.lieu, quorum: seance.quorum, membres: actuels.map((m) => m.id), dureeMinutes: seance.dureeMinutes, presidentId: seance.presidentId },
  }, { titre: 'Modifier la séance', etat, fil: [{ texte: 'Comité', lien: paths.seances.liste }, { texte: seance.titre, lien: vers(paths.seances.page, { seanceId }) }] });
};
