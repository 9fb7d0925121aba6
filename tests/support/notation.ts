import { enregistrerNotation, soumettreNotation } from '../../server/features/notation/notation-service.js';
import { lireAppelReference } from '../../server/features/appels/reference.js';
import type { ApplicationDeTest } from './application.js';
import { agir, type Compte } from './comptes.js';

const CRITERES = lireAppelReference().criteres;

/** Fields of a score sheet with the same note everywhere, and some notes of its own by place. */
export function champsDeFeuille(note: number, autres: Readonly<Record<number, number | null>> = {}, commentaire = ''): Record<string, string> {
  return Object.fromEntries(CRITERES.flatMap(({ code }, i) => {
    const propre = i in autres ? autres[i] : note;
    return [[`notes[${i}][critere]`, code], ...(propre === null ? [] : [[`notes[${i}][note]`, String(propre)]]), [`notes[${i}][commentaire]`, commentaire]];
  }));
}

/** Scores a dossier as this person, submitted: the same note everywhere but `autres`, by place. */
export async function noter(app: ApplicationDeTest, compte: Pick<Compte, 'id'>, dossierId: string, note: number, autres: Readonly<Record<number, number>> = {}): Promise<void> {
  await agir(app, compte, async (ctx) => {
    await enregistrerNotation(ctx, dossierId, { notes: CRITERES.map(({ code }, i) => ({ critere: code, note: autres[i] ?? note, commentaire: 'Voir le rapport.' })), appreciation: '' });
    await soumettreNotation(ctx, dossierId);
  });
}
