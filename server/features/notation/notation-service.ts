import { ETATS_DE_DEPORT, estVerrouillee, exigerNotationOuverte, manquesDeLaFeuille, type NoteSaisie } from '../../domain/notation/feuille.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { FormulaireInvalide, trouve } from '../../web/errors.js';
import { agentsHabilites, lireDossier, lireReglesDuDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { erreursDeFeuille, type FeuilleSaisie } from './notation-form.js';
import { derniersExamens, lireDeport, lireFeuille } from './notation-queries.js';
import { ecrireDeport, ecrireFeuille } from './notation-store.js';

/** The dossier, locked against its examination, and who scores it. */
async function dossierANoter(ctx: Contexte, dossierId: string): Promise<{ dossier: DossierLu; personneId: string }> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const personneId = trouve(ctx.acteur.id);
  exigerNotationOuverte(dossier.etat);
  if (roleDans(ctx.acteur, dossier.organismeId) !== null) throw new Refus('notation.organisme_de_l_agent');
  if (await lireDeport(ctx.db, dossierId, personneId)) throw new Refus('notation.deporte');
  const feuille = await lireFeuille(ctx.db, dossierId, personneId);
  const examens = await derniersExamens(ctx.db, [dossierId]);
  if (estVerrouillee(feuille?.soumiseLe ?? null, examens.get(dossierId) ?? null)) throw new Refus('notation.deja_soumise');
  return { dossier, personneId };
}

/** Notes of the criteria of the call, in their order; a criterion without a line has no note. */
const ranger = (criteres: readonly { readonly code: string }[], notes: readonly NoteSaisie[]): NoteSaisie[] =>
  criteres.map(({ code }) => notes.find((n) => n.critere === code) ?? { critere: code, note: null, commentaire: '' });

/**
 * Saves the acting person's score sheet as a draft; notes may be missing.
 * @throws Refus `notation.fermee`, `notation.organisme_de_l_agent`, `notation.deporte`, `notation.deja_soumise`
 */
export async function enregistrerNotation(ctx: Contexte, dossierId: string, saisie: FeuilleSaisie): Promise<void> {
  const { dossier, personneId } = await dossierANoter(ctx, dossierId);
  const { criteres } = await lireReglesDuDossier(ctx.db, dossier);
  await ecrireFeuille(ctx, { dossierId, personneId, notes: ranger(criteres, saisie.notes), appreciation: saisie.appreciation, soumiseLe: null });
  ctx.journaliser({ action: 'notation.enregistrer', objet: 'notation', objetId: personneId, dossierId });
}

/**
 * Submits the acting person's sheet: from then on it counts, is locked, and lets them see the others'.
 * @throws FormulaireInvalide naming each criterion without a note, or without the comment a note below 2 or above 4 asks;
 *   Refus as `enregistrerNotation`
 * @see spec 1, stage 7
 */
export async function soumettreNotation(ctx: Contexte, dossierId: string): Promise<void> {
  const { dossier, personneId } = await dossierANoter(ctx, dossierId);
  const { criteres } = await lireReglesDuDossier(ctx.db, dossier);
  const feuille = await lireFeuille(ctx.db, dossierId, personneId);
  const notes = feuille?.notes ?? [];
  const manques = manquesDeLaFeuille(criteres, notes);
  if (manques.length > 0) throw new FormulaireInvalide(erreursDeFeuille(criteres, manques));
  await ecrireFeuille(ctx, { dossierId, personneId, notes, appreciation: feuille?.appreciation ?? '', soumiseLe: ctx.maintenant });
  ctx.journaliser({ action: 'notation.soumettre', objet: 'notation', objetId: personneId, dossierId });
}

/**
 * Declares the acting person's conflict of interest. Definitive: they no longer see scores nor discussion, their scores
 * no longer count, nor does their presence. The reason stays out of the journal, which more people read.
 * @throws Refus `deport.deja`, `deport.trop_tard` { etat }
 * @see spec 1, Users
 */
export async function declarerDeport(ctx: Contexte, dossierId: string, { motif }: { readonly motif: string }): Promise<void> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const personneId = trouve(ctx.acteur.id);
  if (!ETATS_DE_DEPORT.includes(dossier.etat)) throw new Refus('deport.trop_tard', { etat: dossier.etat });
  if (await lireDeport(ctx.db, dossierId, personneId)) throw new Refus('deport.deja');
  await ecrireDeport(ctx, dossierId, personneId, motif);
  ctx.journaliser({ action: 'notation.se_deporter', objet: 'deport', objetId: personneId, dossierId });
  for (const agent of await agentsHabilites(ctx.db, 'responsable')) {
    if (agent.id === personneId) continue;
    ctx.envoyer({
      cle: `deport:${dossierId}:${personneId}:${agent.id}`, a: agent.courriel, dossierId, sujet: `Dossier ${dossier.numero ?? ''} : déport d’un membre du comité`,
      texte: `Bonjour ${agent.nom},\n\n${ctx.acteur.nom} s’est déporté du dossier ${dossier.numero ?? ''}. Sa notation ne compte plus et sa présence n’entre pas dans le quorum de ce dossier.`,
    });
  }
}
