import { enregistrerInstruction, validerInstruction } from '../../server/features/instruction/instruction-service.js';
import { rendreAvisComite } from '../../server/features/comites/seance-service.js';
import { CHAPITRES } from '../../server/domain/instruction/rapport.js';
import { lireAppelReference } from '../../server/features/appels/reference.js';
import type { ApplicationDeTest } from './application.js';
import { agir, comptesDeTest, type ComptesDeTest } from './comptes.js';
import { appelDeTest, dossierDepose, sectionsDeTest, type DossierDeTest } from './dossier-depose.js';
import { voterEnveloppe } from './decision.js';
import { noter } from './notation.js';

/** Thirty admissible dossiers of one call, 20 000 € asked by each, and 560 000 € voted: two of them cannot be paid. */
export interface Trente { readonly appelId: string; readonly comptes: ComptesDeTest; readonly dossiers: readonly DossierDeTest[] }

/** The ten first are of the second dispositif, the others of the first. */
export async function trenteDossiersRecevables(app: ApplicationDeTest): Promise<Trente> {
  const comptes = await comptesDeTest(app);
  const appelId = await appelDeTest(app);
  const dossiers: DossierDeTest[] = [];
  for (let i = 0; i < 30; i += 1) {
    dossiers.push(await dossierDepose(app, { etat: 'recevable', comptes, appelId, sections: { projet: { ...sectionsDeTest().projet, dispositif: i < 10 ? 2 : 1, titre: `Un parcours vers l’emploi, groupe ${i + 1}` } } }));
  }
  await voterEnveloppe(app, appelId, 56_000_000);
  return { appelId, comptes, dossiers };
}

/** Instructs each dossier as who it was given to, 20 000 € proposed, and validates it as the responsable. */
export async function instruireTous(app: ApplicationDeTest, { comptes }: Trente, dossiers: readonly DossierDeTest[]): Promise<void> {
  const rapport = Object.fromEntries(CHAPITRES.map((c) => [c, 'Le projet répond à l’appel.']));
  for (const { id } of dossiers) {
    const { instructeur_id: instructeurId } = await app.deps.db('dossiers').where({ id }).first<{ instructeur_id: string }>('instructeur_id');
    await agir(app, { id: instructeurId }, (ctx) => enregistrerInstruction(ctx, id, { rapport, proposeCents: 2_000_000, conclusion: 'favorable', transmettre: true }));
    await agir(app, comptes.responsable, (ctx) => validerInstruction(ctx, id));
  }
}

const CRITERES = lireAppelReference().criteres.length;
/** The mean of the two tied dossiers, 3 everywhere, is reached by nobody else: 14 raised notes are skipped. */
const releves = (rang: number): number => (rang - 2 < CRITERES ? rang - 2 : rang - 1);

/** Notes of the dossier of this place, by criterion: 0 and 1 have the same mean, the first criterion is better in 0; then each is better than the one before. */
export function notesDe(rang: number): readonly number[] {
  if (rang < 2) return Array.from({ length: CRITERES }, (_, c) => (rang === 0 && c === 0 ? 4 : rang === 0 && c === 1 ? 2 : 3));
  return Array.from({ length: CRITERES }, (_, c) => 2 + Math.floor((releves(rang) + CRITERES - 1 - c) / CRITERES));
}

/** Scores as this member every dossier they have not scored and are not set aside from. */
export async function noterLeReste(app: ApplicationDeTest, { comptes, dossiers }: Trente, nom: 'comite1' | 'comite2' | 'comite3', sauf: readonly number[]): Promise<void> {
  for (const [rang, { id }] of dossiers.entries()) {
    if (!sauf.includes(rang)) await noter(app, comptes[nom], id, 3, { ...notesDe(rang) });
  }
}

/** Records a favourable avis of 20 000 € on each of these dossiers. */
export async function avisFavorables(app: ApplicationDeTest, { comptes }: Trente, seanceId: string, dossiers: readonly DossierDeTest[]): Promise<void> {
  for (const { id } of dossiers) await agir(app, comptes.responsable, (ctx) => rendreAvisComite(ctx, seanceId, id, { avis: 'favorable', montantCents: 2_000_000, reserves: '' }));
}
