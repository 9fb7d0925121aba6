import { codeNomme } from '../../domain/importations/colonnes.js';
import { Refus } from '../../domain/kernel/refus.js';
import { anomaliesDe, type Cadre } from '../../domain/participants/fiche.js';
import { CHAMPS_PARTICIPANT, REPONSES_DE, type ChampParticipant, type ColonnesDeParticipant } from '../../domain/participants/importation.js';
import { lettreDeColonne } from '../../platform/feuille.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { lireFormulaire } from '../../web/form-errors.js';
import { libelle } from '../../web/libelles.js';
import { messageDeRefus } from '../../web/refus-messages.js';
import { formulaireParticipant, participantSaisi } from './participant-form.js';
import type { ParticipantSaisi } from './participant-service.js';

/** A cell that was refused: the letters of its column (empty when none holds the field), what it holds, and the sentence that says what is expected. */
export interface ErreurDeCellule {
  readonly champ: ChampParticipant;
  readonly colonne: string;
  readonly trouve: string;
  readonly attendu: string;
}

export type RangeeLue = { readonly saisi: ParticipantSaisi } | { readonly erreurs: readonly ErreurDeCellule[] };

const TROUVE_MAX = 200;

/**
 * Reads a row of a spreadsheet as a participant, or says of each cell what is wrong with it: the same answers as in the form, and
 * the same sentences beside them. An answer may be written in French or as its code.
 */
export function lireRangee(cellules: readonly string[], colonnes: ColonnesDeParticipant, cadre: Cadre): RangeeLue {
  const cellule = (champ: ChampParticipant): string => (cellules[colonnes[champ] ?? -1] ?? '').replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim();
  const refuses = new Map<ChampParticipant, string>();
  const refuser = (champ: string, attendu: string): void => {
    const connu = CHAMPS_PARTICIPANT.find((c) => c === champ);
    if (connu !== undefined && !refuses.has(connu)) refuses.set(connu, attendu);
  };
  const ecrits = Object.fromEntries(CHAMPS_PARTICIPANT.map((champ) => [champ, lireReponse(champ, cellule(champ), refuser)]));
  const saisi = lireSaisie(ecrits, refuser);
  if (saisi !== null) for (const { champ, code, donnees } of anomaliesDe(saisi.fiche, cadre)) refuser(champ, messageDeRefus(new Refus(code, donnees)));
  if (saisi !== null && refuses.size === 0) return { saisi };
  return { erreurs: [...refuses].map(([champ, attendu]) => ({ champ, attendu, colonne: colonnes[champ] === undefined ? '' : lettreDeColonne(colonnes[champ]), trouve: cellule(champ).slice(0, TROUVE_MAX) })) };
}

/** The code of the answer that a cell writes; a text or a day is given as it stands. */
function lireReponse(champ: ChampParticipant, ecrit: string, refuser: (champ: ChampParticipant, attendu: string) => void): string {
  const reponses = REPONSES_DE[champ];
  if (reponses === undefined || ecrit === '') return ecrit;
  const code = codeNomme(ecrit, reponses.codes.map((c) => ({ code: c, noms: nomsDe(reponses.famille, c) })), 1);
  if (code === null) refuser(champ, `Une de ces réponses : ${reponses.codes.map((c) => libelle(reponses.famille, c)).join(' ; ')}.`);
  return code ?? '';
}

/** A level of education is named by its rank alone too, as statistics write it. */
const nomsDe = (famille: string, code: string): string[] => [libelle(famille, code), ...(famille === 'niveau' ? [code.slice(-1)] : [])];

function lireSaisie(ecrits: object, refuser: (champ: string, attendu: string) => void): ParticipantSaisi | null {
  try {
    return participantSaisi(lireFormulaire(formulaireParticipant, ecrits));
  } catch (erreur) {
    if (!(erreur instanceof FormulaireInvalide)) throw erreur;
    for (const [champ, attendu] of Object.entries(erreur.erreurs)) refuser(champ, attendu);
    return null;
  }
}
