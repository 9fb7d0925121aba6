import { ECHELLE, valeursDe, type Question } from '../../domain/questionnaires/questionnaire.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteTape } from '../../web/saisie.js';
import { lireAcces } from './questionnaire-queries.js';

interface QuestionVue { readonly chemin: string; readonly intitule: string; readonly valeur: string; readonly libre: boolean; readonly echelle: boolean; readonly options: readonly { readonly valeur: string; readonly texte: string }[] }

export interface PageReponse {
  readonly surtitre: string;
  readonly action: string;
  readonly questions: readonly QuestionVue[];
  /** Why there is nothing to fill: closed, or a slip that has served. */
  readonly indisponible: 'ferme' | 'utilise' | null;
}

declare module '../../web/render.js' {
  interface Pages { 'questionnaires/repondre': PageReponse; 'questionnaires/merci': object }
}

/** Words of a value: a scale says what its ends mean. */
export function direValeur({ nature }: Question, valeur: string): string {
  if (nature === 'echelle') return libelle('echelle_satisfaction', valeur);
  return nature === 'oui_non' ? libelle('oui_non', valeur) : valeur;
}

/** The page participants fill, without an account, a cookie or a script; nothing on it asks who they are. */
export const pageReponse = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const jeton = parametre(demande, 'jeton');
  const { titre, organismeNom, questions, fermeLe, bulletin } = trouve(await lireAcces(db, jeton));
  demande.res.set({ 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex' });
  await render(demande, 'questionnaires/repondre', {
    surtitre: `${titre} · ${organismeNom}`, action: vers(paths.satisfaction.repondre, { jeton }), indisponible: bulletin?.utilise === true ? 'utilise' : fermeLe === null ? null : 'ferme',
    questions: questions.map((q) => ({
      chemin: `reponses.${q.id}`, intitule: q.intitule, libre: valeursDe(q) === null, echelle: q.nature === 'echelle',
      valeur: texteTape(etat.saisie ?? {}, `reponses.${q.id}`), options: (q.nature === 'echelle' ? ECHELLE : valeursDe(q) ?? []).map((valeur) => ({ valeur, texte: direValeur(q, valeur) })),
    })),
  }, { titre: 'Votre avis sur cette action', etat });
};

/** Thanks, once an answer is kept. */
export const pageMerci = (demande: Demande): Promise<void> => render(demande, 'questionnaires/merci', {}, { titre: 'Merci' });
