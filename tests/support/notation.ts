import { enregistrerNotation, soumettreNotation } from '../../server/features/notation/notation-service.js';
import { lireAppelReference } from '../../server/features/appels/reference.js';
import type { ApplicationDeTest } from './application.js';
import { organismesADeclarer } from '../../server/features/notation/liens-queries.js';
import { declarerLiens } from '../../server/features/notation/deport-service.js';
import { agir, type Compte } from './comptes.js';

const CRITERES = lireAppelReference().criteres;

/** Fields of a score sheet with the same note everywhere, and some notes of its own by place. */
export function champsDeFeuille(note: number, autres: Readonly<Record<number, number | null>> = {}, commentaire = ''): Record<string, string> {
  return Object.fromEntries(CRITERES.flatMap(({ code }, i) => {
    const propre = i in autres ? autres[i] : note;
    return [[`notes[${i}][critere]`, code], ...(propre === null ? [] : [[`notes[${i}][note]`, String(propre)]]), [`notes[${i}][commentaire]`, commentaire]];
  }));
}

/** Says that no link ties this person to the organismes of a call; nothing when they have already answered. */
export async function declarerSansLien(app: ApplicationDeTest, compte: Pick<Compte, 'id'>, appelId: string): Promise<void> {
  await agir(app, compte, async (ctx) => {
    const organismes = await organismesADeclarer(ctx.db, appelId, compte.id, ctx.acteur.appartenances.map((a) => a.organismeId));
    if (organismes.length > 0) await declarerLiens(ctx, appelId, organismes.map((o) => ({ organismeId: o.id, lien: false, precision: '' })));
  });
}

/** Scores a dossier as this person, submitted: the same note everywhere but `autres`, by place. */
export async function noter(app: ApplicationDeTest, compte: Pick<Compte, 'id'>, dossierId: string, note: number, autres: Readonly<Record<number, number>> = {}): Promise<void> {
  const { appel_id: appelId } = await app.deps.db('dossiers').where({ id: dossierId }).first<{ appel_id: string }>('appel_id');
  await declarerSansLien(app, compte, appelId);
  await agir(app, compte, async (ctx) => {
    await enregistrerNotation(ctx, dossierId, { notes: CRITERES.map(({ code }, i) => ({ critere: code, note: autres[i] ?? note, commentaire: 'Voir le rapport.' })), appreciation: '' });
    await soumettreNotation(ctx, dossierId);
  });
}
