import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateLongue, instantLong } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { enteteDossier, filDuDossier, lienFichier, type EnteteDossier, type LienFichier } from '../../web/presentation-bilan.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { texteTape } from '../../web/saisie.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import { lireDossierASolder } from '../bilans/dossier-a-solder-queries.js';
import { lireControle } from './controle-queries.js';
import { questionsEnAttente, type Question } from './question-queries.js';

/** A question as both sides read it. */
export interface QuestionPresentee {
  readonly id: string;
  readonly depense: string;
  readonly montantCents: number;
  readonly question: string;
  readonly etat: string;
  readonly enAttente: boolean;
  readonly enRetard: boolean;
  readonly reponse: string;
  readonly piece: LienFichier | null;
  readonly lien: string;
}

export interface PageQuestions extends EnteteDossier {
  readonly questions: readonly QuestionPresentee[];
  readonly attendues: number;
  readonly choisie: QuestionPresentee | null;
  readonly action: string;
  readonly reponse: string;
  readonly enErreur: boolean;
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/questions': PageQuestions }
}

/** Questions with their line and where they stand on that day. */
export function presenterQuestions(bilan: BilanLu, questions: readonly Question[], jour: string): QuestionPresentee[] {
  const page = vers(paths.bilans.questions, { dossierId: bilan.dossierId });
  const attendues = questionsEnAttente(questions);
  return questions.map((q) => {
    const ligne = bilan.depenses.find((l) => l.id === q.depenseId);
    const [enAttente, enRetard] = [attendues.includes(q), jour > q.limite];
    return {
      id: q.id, depense: `Dépense ${ligne?.rang ?? ''} : ${ligne?.libelle ?? ''}`, montantCents: ligne?.montant ?? 0, question: q.question, enAttente, enRetard: enAttente && enRetard, reponse: q.reponse,
      piece: lienFichier(bilan.dossierId, q.piece), lien: `${page}?question=${q.id}#repondre`, etat: etatDe(q, enRetard),
    };
  });
}

function etatDe({ limite, poseeLe, repondueLe, retireeLe }: Question, passee: boolean): string {
  if (repondueLe !== null) return `Répondue le ${instantLong(repondueLe)}`;
  if (retireeLe !== null) return `Retirée par le contrôleur le ${instantLong(retireeLe)}`;
  return `Posée le ${instantLong(poseeLe)} ; réponse ${passee ? 'attendue depuis le' : 'attendue jusqu’au'} ${dateLongue(limite)}`;
}

/** The controller's questions as the porteur answers them, those that wait first. */
export const pageQuestions = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierASolder(db, parametre(demande, 'dossierId')));
  const bilan = trouve(d.bilan);
  const controle = await lireControle(db, bilan.id);
  const questions = presenterQuestions(bilan, controle?.questions ?? [], jourAParis(demande.maintenant)).sort((a, b) => Number(b.enAttente) - Number(a.enAttente));
  const attendues = questions.filter((q) => q.enAttente);
  const id = etat.saisie === null ? texteDeQuery(demande.query, 'question') : texteTape(etat.saisie, 'questionId');
  const retour = vers(paths.bilans.page, { dossierId: d.dossier.id });
  return render(demande, 'bilans/questions', {
    ...enteteDossier(demande, d), questions, attendues: attendues.length, choisie: attendues.find((q) => q.id === id) ?? (attendues.length === 1 ? attendues[0] ?? null : null), action: vers(paths.bilans.questions, { dossierId: d.dossier.id }),
    reponse: etat.saisie === null ? '' : texteTape(etat.saisie, 'reponse'), enErreur: Object.keys(etat.erreurs).length > 0, retour,
  }, { titre: 'Questions du contrôleur', etat, fil: filDuDossier(demande, d, { texte: 'Bilan final', lien: retour }) });
};
