import { depouiller, SEUIL_ANONYMAT, type Question, type Reponses } from '../../domain/questionnaires/questionnaire.js';
import type { Feuille, ValeurCellule } from '../../platform/feuille.js';
import type { DocumentModele } from '../../platform/pdf.js';
import { direValeur } from './reponse-page.js';

interface Action { readonly titre: string; readonly organismeNom: string; readonly creeLe: string }

const PROMESSE = 'Votre réponse est anonyme : on ne vous demande ni votre nom, ni votre adresse, et rien ne permet de vous reconnaître. Répondre n’est pas obligatoire.';

/** A sheet to pin up: what it is about, the code to photograph and its address. */
export function afficheDe({ titre, organismeNom, creeLe }: Action, adresse: string): DocumentModele {
  return {
    titre: 'Donnez votre avis', emetteur: { nom: organismeNom }, date: '', creeLe,
    blocs: [
      { type: 'paragraphe', gras: true, texte: titre },
      { type: 'paragraphe', texte: 'Vous participez à cette action : dites ce que vous en pensez en deux minutes, depuis un téléphone ou un ordinateur.' },
      { type: 'code', contenu: adresse, cote: 230, titre: 'Photographiez ce code', texte: `Ouvrez l’appareil photo de votre téléphone et visez le code.\n\nOu tapez cette adresse :\n${adresse}` },
      { type: 'encadre', titre: 'C’est anonyme', texte: PROMESSE },
    ],
  };
}

/** Slips to cut out, each with a code good for one answer. */
export function bulletinsDe({ titre, organismeNom, creeLe }: Action, adresses: readonly string[]): DocumentModele {
  return {
    titre: 'Bulletins à découper', emetteur: { nom: organismeNom }, date: '', creeLe,
    blocs: [
      { type: 'paragraphe', discret: true, texte: 'Donnez un bulletin à chaque personne, au hasard. Chaque code sert une seule fois ; ne notez pas qui reçoit lequel.' },
      ...adresses.map((contenu) => ({ type: 'code' as const, contenu, cote: 92, titre: `Votre avis : ${titre}`, texte: `Photographiez ce code avec votre téléphone. C’est anonyme et cela prend deux minutes.\n${contenu}` })),
    ],
  };
}

/** Results by question and answer, never one person's answers: a question with too few of them says so alone. */
export function feuilleDesResultats(questions: readonly Question[], recues: readonly Reponses[]): Feuille {
  return {
    feuille: 'Satisfaction',
    colonnes: [{ titre: 'Question', type: 'texte', largeur: 60 }, { titre: 'Réponse', type: 'texte', largeur: 50 }, { titre: 'Nombre', type: 'nombre' }, { titre: 'Réponses à la question', type: 'nombre' }, { titre: 'Moyenne sur 5', type: 'nombre' }],
    lignes: lignesDesResultats(questions, recues),
  };
}

async function* lignesDesResultats(questions: readonly Question[], recues: readonly Reponses[]): AsyncGenerator<readonly ValeurCellule[]> {
  for (const d of depouiller(questions, recues)) {
    const moyenne = d.moyenneCentiemes === null ? null : d.moyenneCentiemes / 100;
    if (d.masque) yield await Promise.resolve([d.question.intitule, `Moins de ${SEUIL_ANONYMAT} réponses : non montré`, null, null, null]);
    for (const r of d.repartition) yield [d.question.intitule, direValeur(d.question, r.valeur), r.nombre, d.nombre, moyenne];
    for (const texte of d.textes) yield [d.question.intitule, texte, null, d.nombre, null];
  }
}
