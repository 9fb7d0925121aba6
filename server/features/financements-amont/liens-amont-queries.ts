import type { Knex } from 'knex';
import { FINANCEURS_DE, type Source } from '../../domain/financements-amont/execution.js';

/** A dossier attached to a line, or that could be. */
export interface DossierLie { readonly id: string; readonly numero: string; readonly titre: string; readonly organismeNom: string }

interface LigneDossier { id: string; numero: string | null; titre: string; nom: string }

const requete = (db: Knex): Knex.QueryBuilder => db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').whereNotNull('d.depose_le').orderBy('d.numero').select('d.id', 'd.numero', 'd.titre', 'o.nom');
const versDossier = (l: LigneDossier): DossierLie => ({ id: l.id, numero: l.numero ?? '', titre: l.titre, organismeNom: l.nom });

/** Dossiers attached to a line. */
export async function dossiersDeLaLigne(db: Knex, ligneId: string): Promise<DossierLie[]> {
  return ((await requete(db).whereIn('d.id', db('amont_ligne_dossiers').where({ ligne_id: ligneId }).select('dossier_id'))) as LigneDossier[]).map(versDossier);
}

/** Dossiers that carry a fiche of the programme and are attached to no line of the source yet. */
export async function dossiersDeLaFiche(db: Knex, ficheId: string, source: Source): Promise<DossierLie[]> {
  return ((await requete(db).whereIn('d.id', db('programme_dossiers').where({ fiche_id: ficheId }).select('dossier_id')).whereNotIn('d.id', db('amont_ligne_dossiers').where({ source }).select('dossier_id'))) as LigneDossier[]).map(versDossier);
}

/** Ids of the deposited dossiers that bear a number. */
export async function dossiersNumerotes(db: Knex, numero: string): Promise<string[]> {
  return (await db('dossiers').where({ numero }).whereNotNull('depose_le').select<{ id: string }[]>('id')).map((d) => d.id);
}

/** An envelope of a call, and the line that feeds it. */
export interface EnveloppeAmont { readonly id: string; readonly nom: string; readonly financeur: string; readonly annee: number; readonly voteCents: number; readonly ligneId: string | null }

/** Envelopes of the funders whose money comes from a source. */
export async function enveloppesDeLaSource(db: Knex, source: Source): Promise<EnveloppeAmont[]> {
  const lignes = await db('enveloppes as e').join('appels as a', 'a.id', 'e.appel_id').leftJoin('amont_ligne_enveloppes as x', 'x.enveloppe_id', 'e.id').whereIn('e.financeur', [...FINANCEURS_DE[source]])
    .orderBy('e.annee', 'desc').orderBy('a.titre').select<{ id: string; titre: string; financeur: string; annee: number; vote_cents: number | string; ligne_id: string | null }[]>('e.id', 'a.titre', 'e.financeur', 'e.annee', 'e.vote_cents', 'x.ligne_id');
  return lignes.map((l) => ({ id: l.id, nom: l.titre, financeur: l.financeur, annee: Number(l.annee), voteCents: Number(l.vote_cents), ligneId: l.ligne_id }));
}

/** An indicator of a measure with its result of each year. */
export interface IndicateurLu {
  readonly id: string; readonly mesure: string; readonly intitule: string; readonly unite: string; readonly depart: number | null; readonly cible: number;
  readonly resultats: readonly { readonly annee: number; readonly valeur: number; readonly commentaire: string }[];
}

/** The matrix of indicators of an agreement, in order. */
export async function lireIndicateurs(db: Knex, conventionId: string): Promise<IndicateurLu[]> {
  const lignes = await db('amont_indicateurs').where({ convention_id: conventionId }).orderBy('rang').select<{ id: string; mesure: string; intitule: string; unite: string; depart: number | string | null; cible: number | string }[]>('id', 'mesure', 'intitule', 'unite', 'depart', 'cible');
  const resultats = await db('amont_resultats').whereIn('indicateur_id', lignes.map((l) => l.id)).orderBy('annee').select<{ indicateur_id: string; annee: number; valeur: number | string; commentaire: string }[]>('indicateur_id', 'annee', 'valeur', 'commentaire');
  return lignes.map((l) => ({
    id: l.id, mesure: l.mesure, intitule: l.intitule, unite: l.unite, depart: l.depart === null ? null : Number(l.depart), cible: Number(l.cible),
    resultats: resultats.filter((r) => r.indicateur_id === l.id).map((r) => ({ annee: Number(r.annee), valeur: Number(r.valeur), commentaire: r.commentaire })),
  }));
}
