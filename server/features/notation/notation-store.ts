import type { NoteSaisie } from '../../domain/notation/feuille.js';
import type { FeuilleLue, RevisionLue } from './notation-queries.js';
import type { Contexte } from '../../platform/unit-of-work.js';

/** A sheet to write; `soumiseLe` null leaves it a draft. */
export interface FeuilleAEcrire {
  readonly dossierId: string;
  readonly personneId: string;
  readonly notes: readonly NoteSaisie[];
  readonly appreciation: string;
  readonly soumiseLe: string | null;
  readonly version: number;
  readonly fenetre?: string | undefined;
}

/** Writes the sheet of one person on one dossier, whether or not there was one. */
export async function ecrireFeuille(ctx: Contexte, f: FeuilleAEcrire): Promise<void> {
  const valeurs = { notes: JSON.stringify(f.notes), appreciation: f.appreciation, modifie_le: ctx.maintenant, soumise_le: f.soumiseLe, version: f.version, fenetre: f.fenetre ?? null, revision: null };
  await ctx.db('notations').insert({ dossier_id: f.dossierId, personne_id: f.personneId, ...valeurs }).onConflict(['dossier_id', 'personne_id']).merge(valeurs);
}

/** Writes a withdrawal; the caller has checked that there is none. */
export async function ecrireDeport(ctx: Contexte, dossierId: string, personneId: string, motif: string): Promise<void> {
  await ctx.db('deports').insert({ dossier_id: dossierId, personne_id: personneId, motif, declare_le: ctx.maintenant });
}

/** Keeps a revision being written beside the submitted sheet, which still counts. */
export async function ecrireRevision(ctx: Contexte, dossierId: string, personneId: string, revision: RevisionLue, version: number, fenetre: string | undefined): Promise<void> {
  await ctx.db('notations').where({ dossier_id: dossierId, personne_id: personneId }).update({ revision: JSON.stringify(revision), version, fenetre: fenetre ?? null, modifie_le: ctx.maintenant });
}

/** Keeps the submitted sheet that a revision replaces, with the reason. */
export async function archiverFeuille(ctx: Contexte, dossierId: string, f: FeuilleLue, motif: string): Promise<void> {
  const cle = { dossier_id: dossierId, personne_id: f.personneId };
  const dernier = await ctx.db('notations_anterieures').where(cle).max({ rang: 'rang' }).first<{ rang: number | string | null } | undefined>();
  await ctx.db('notations_anterieures').insert({
    ...cle, rang: Number(dernier?.rang ?? 0) + 1, notes: JSON.stringify(f.notes), appreciation: f.appreciation, soumise_le: f.soumiseLe, remplacee_le: ctx.maintenant, motif,
  });
}

/** Opens (again) the comparison of scores of these persons on a dossier; those already open stay as they are. */
export async function ouvrirConcertations(ctx: Contexte, dossierId: string, personnes: readonly string[]): Promise<string[]> {
  const deja = await ctx.db('concertations').where({ dossier_id: dossierId, close_le: null }).whereIn('personne_id', [...personnes]).select<{ personne_id: string }[]>('personne_id');
  const nouvelles = personnes.filter((p) => !deja.some((d) => d.personne_id === p));
  const vierge = { ouverte_le: ctx.maintenant, close_le: null, suite: null, motif: '' };
  for (const personne_id of nouvelles) await ctx.db('concertations').insert({ dossier_id: dossierId, personne_id, ...vierge }).onConflict(['dossier_id', 'personne_id']).merge(vierge);
  return nouvelles;
}

/** Closes the comparison of one person. */
export async function cloreConcertation(ctx: Contexte, dossierId: string, personneId: string, suite: 'maintenue' | 'revisee', motif: string): Promise<void> {
  await ctx.db('concertations').where({ dossier_id: dossierId, personne_id: personneId, close_le: null }).update({ close_le: ctx.maintenant, suite, motif });
}

/** Writes what a person answered of a link with each organisme, dossier by dossier; an answer already given stays. */
export async function ecrireDeclarations(ctx: Contexte, personneId: string, reponses: readonly { readonly dossierId: string; readonly lien: boolean }[]): Promise<void> {
  const lignes = reponses.map((r) => ({ personne_id: personneId, dossier_id: r.dossierId, lien: r.lien, declaree_le: ctx.maintenant }));
  for (let rang = 0; rang < lignes.length; rang += 100) await ctx.db('declarations_interets').insert(lignes.slice(rang, rang + 100)).onConflict(['personne_id', 'dossier_id']).ignore();
}
