import { roleDans } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { aReunir } from '../../domain/notation/divergence.js';
import { ecritureDe, exigerNotationOuverte, exigerVersion, manquesDeLaFeuille, type Ecriture, type NoteSaisie } from '../../domain/notation/feuille.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { FormulaireInvalide, trouve } from '../../web/errors.js';
import { lireDossier, lireReglesDuDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { concertationOuverte } from './concertation-queries.js';
import { aDeclare } from './liens-queries.js';
import { erreursDeFeuille, type FeuilleSaisie } from './notation-form.js';
import { completes, derniersExamens, lireDeport, lireFeuille, lireScores, type FeuilleLue } from './notation-queries.js';
import { archiverFeuille, cloreConcertation, ecrireFeuille, ecrireRevision, ouvrirConcertations } from './notation-store.js';

interface ANoter {
  readonly dossier: DossierLu;
  readonly personneId: string;
  readonly feuille: FeuilleLue | null;
  readonly ecriture: Exclude<Ecriture, 'fermee'>;
  /** Scorers who disagree were brought together: this is why the sheet may be revised. */
  readonly concertation: boolean;
}

/** The dossier, locked against its examination, who scores it and how their sheet may be written. */
async function dossierANoter(ctx: Contexte, dossierId: string): Promise<ANoter> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const personneId = trouve(ctx.acteur.id);
  exigerNotationOuverte(dossier.etat);
  if (roleDans(ctx.acteur, dossier.organismeId) !== null) throw new Refus('notation.organisme_de_l_agent');
  if (await lireDeport(ctx.db, dossierId, personneId)) throw new Refus('notation.deporte');
  if (!(await aDeclare(ctx.db, dossierId, personneId))) throw new Refus('notation.liens_non_declares');
  const feuille = await lireFeuille(ctx.db, dossierId, personneId);
  const concertation = (await concertationOuverte(ctx.db, dossierId, personneId)) !== null;
  const ecriture = ecritureDe(feuille?.soumiseLe ?? null, (await derniersExamens(ctx.db, [dossierId])).get(dossierId) ?? null, concertation);
  if (ecriture === 'fermee') throw new Refus('notation.deja_soumise');
  return { dossier, personneId, feuille, ecriture, concertation };
}

/** Notes of the criteria of the call, in their order; a criterion without a line has no note. */
const ranger = (criteres: readonly { readonly code: string }[], notes: readonly NoteSaisie[]): NoteSaisie[] =>
  criteres.map(({ code }) => notes.find((n) => n.critere === code) ?? { critere: code, note: null, commentaire: '' });

/**
 * Saves the acting person's score sheet as a draft; notes may be missing. A sheet already submitted keeps counting: what is
 * saved is its revision.
 * @param auto saved as one types: only the first write is told to the journal
 * @returns the version written
 * @throws Refus `notation.fermee`, `notation.organisme_de_l_agent`, `notation.deporte`, `notation.liens_non_declares`,
 *   `notation.deja_soumise`, `notation.modifiee_ailleurs` when `saisie.version` is not the stored one
 */
export async function enregistrerNotation(ctx: Contexte, dossierId: string, saisie: FeuilleSaisie, auto = false): Promise<number> {
  const { dossier, personneId, feuille, ecriture } = await dossierANoter(ctx, dossierId);
  // A button pressed while its own window is still saving is no conflict; a late save by typing is one.
  const memeFenetre = !auto && saisie.fenetre !== undefined && saisie.fenetre === feuille?.fenetre;
  if (!memeFenetre) exigerVersion(feuille?.version ?? 0, saisie.version ?? null);
  const { criteres } = await lireReglesDuDossier(ctx.db, dossier);
  const notes = ranger(criteres, saisie.notes);
  const version = (feuille?.version ?? 0) + 1;
  if (ecriture === 'revision') await ecrireRevision(ctx, dossierId, personneId, { notes, appreciation: saisie.appreciation, motif: saisie.motif ?? '' }, version, saisie.fenetre);
  else await ecrireFeuille(ctx, { dossierId, personneId, notes, appreciation: saisie.appreciation, soumiseLe: null, version, fenetre: saisie.fenetre });
  if (!auto || feuille === null) ctx.journaliser({ action: 'notation.enregistrer', objet: 'notation', objetId: personneId, dossierId });
  return version;
}

/**
 * Submits the acting person's sheet: from then on it counts, is locked, and lets them see the others'. Scorers two points
 * away from it on a criterion are brought together, themselves with it.
 * @throws FormulaireInvalide naming each criterion without a note, or without the comment a note below 2 or above 4 asks, and
 *   the reason of a revision when it lacks; Refus as `enregistrerNotation`
 * @see spec 1, stage 7; issue 4, Notation
 */
export async function soumettreNotation(ctx: Contexte, dossierId: string): Promise<void> {
  const a = await dossierANoter(ctx, dossierId);
  const { criteres } = await lireReglesDuDossier(ctx.db, a.dossier);
  const { feuille } = a;
  if (feuille !== null && a.ecriture === 'revision') return remplacer(ctx, a, feuille, criteres);
  exigerComplete(criteres, feuille?.notes ?? []);
  await ecrireFeuille(ctx, { dossierId, personneId: a.personneId, notes: feuille?.notes ?? [], appreciation: feuille?.appreciation ?? '', soumiseLe: ctx.maintenant, version: (feuille?.version ?? 0) + 1 });
  ctx.journaliser({ action: 'notation.soumettre', objet: 'notation', objetId: a.personneId, dossierId });
  await reunir(ctx, a.dossier, a.personneId);
}

function exigerComplete(criteres: readonly { readonly code: string }[], notes: readonly NoteSaisie[], autres: Readonly<Record<string, string>> = {}): void {
  const erreurs = { ...erreursDeFeuille(criteres, manquesDeLaFeuille(criteres, notes)), ...autres };
  if (Object.keys(erreurs).length > 0) throw new FormulaireInvalide(erreurs);
}

/** Submits a revision: the first scores are kept as they were, with the reason they changed; a sheet only confirmed needs none. */
async function remplacer(ctx: Contexte, { dossier, personneId, concertation }: ANoter, feuille: FeuilleLue, criteres: readonly { readonly code: string }[]): Promise<void> {
  const { notes, appreciation, motif } = feuille.revision ?? { notes: feuille.notes, appreciation: feuille.appreciation, motif: '' };
  const change = JSON.stringify(notes) !== JSON.stringify(feuille.notes);
  exigerComplete(criteres, notes, motif.trim() === '' && (concertation || change) ? { motif: 'Dites en une phrase pourquoi vous révisez votre notation.' } : {});
  await archiverFeuille(ctx, dossier.id, feuille, motif);
  await ecrireFeuille(ctx, { dossierId: dossier.id, personneId, notes, appreciation, soumiseLe: ctx.maintenant, version: feuille.version + 1 });
  ctx.journaliser({ action: 'notation.reprendre', objet: 'notation', objetId: personneId, dossierId: dossier.id });
  if (concertation) return cloreConcertation(ctx, dossier.id, personneId, 'revisee', motif);
  await reunir(ctx, dossier, personneId);
}

/** Brings together the scorers two points or more away from what was just submitted; the mail says it, never the notes. */
async function reunir(ctx: Contexte, dossier: DossierLu, auteur: string): Promise<void> {
  const scores = (await lireScores(ctx.db, [dossier.id])).get(dossier.id);
  if (scores === undefined) return;
  const examineLe = (await derniersExamens(ctx.db, [dossier.id])).get(dossier.id) ?? '';
  const deCetExamen = scores.feuilles.filter((f) => (f.soumiseLe ?? '') > examineLe);
  const invites = await ouvrirConcertations(ctx, dossier.id, aReunir(scores.criteres, completes(deCetExamen), auteur));
  if (invites.length === 0) return;
  await ecrireAuxAgents(ctx, invites.map((id) => ({ id })), dossier.id, {
    cle: `concertation:${dossier.id}:${auteur}:${ctx.maintenant}`, sujet: `Dossier ${dossier.numero ?? ''} : comparez vos notes`,
    texte: `Bonjour,\n\nPour le dossier ${dossier.numero ?? ''}, vos notes et celles d’un autre évaluateur s’écartent de deux points ou plus sur au moins un critère. Vous les avez tous deux soumises : comparez-les sur Passerelle, échangez, puis maintenez votre notation ou révisez-la. Vos premières notes sont conservées.`,
  });
}

/**
 * Keeps one's scores after comparing them with the others'.
 * @throws Refus `notation.sans_concertation`; the others of `enregistrerNotation`
 * @see issue 4, Notation
 */
export async function maintenirNotation(ctx: Contexte, dossierId: string, { motif }: { readonly motif: string }): Promise<void> {
  const { personneId, concertation } = await dossierANoter(ctx, dossierId);
  if (!concertation) throw new Refus('notation.sans_concertation');
  await cloreConcertation(ctx, dossierId, personneId, 'maintenue', motif);
  ctx.journaliser({ action: 'notation.maintenir', objet: 'notation', objetId: personneId, dossierId });
}
