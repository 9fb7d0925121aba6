import type { Knex } from 'knex';
import { FINANCEURS_DE, type PartDeDossier, type Source } from '../../domain/financements-amont/execution.js';
import { nomDeColonne } from '../../domain/financements-amont/grille.js';
import type { PlafondsParAvenant } from '../../domain/financements-amont/controles-tableau.js';
import type { LigneAmont } from '../../domain/financements-amont/recapitulatif.js';
import { COLONNES_TABLEAU, type ColonneTableau } from '../../domain/financements-amont/tableau.js';
import { cents } from '../../domain/kernel/cents.js';
import type { FeuilleLue } from '../../platform/lecture-feuille.js';
import type { FichierLu } from '../documents/fichier-queries.js';
import type { NatureLigne } from './amont-form.js';

/** An agreement by which the State or the EU funds the Département. */
export interface ConventionAmont { readonly id: string; readonly source: Source; readonly numero: string; readonly intitule: string; readonly debut: number; readonly fin: number; readonly signeeLe: string | null }

interface LigneConvention { id: string; source: Source; numero: string; intitule: string; debut: number; fin: number; signee_le: string | null }

const versConvention = (l: LigneConvention): ConventionAmont => ({ id: l.id, source: l.source, numero: l.numero, intitule: l.intitule, debut: Number(l.debut), fin: Number(l.fin), signeeLe: l.signee_le });

/** Every agreement, the newest first. */
export async function listerConventionsAmont(db: Knex): Promise<ConventionAmont[]> {
  return ((await db('conventions_amont').orderBy('debut', 'desc').orderBy('id', 'desc')) as LigneConvention[]).map(versConvention);
}

/** One agreement; null when there is none. */
export async function lireConventionAmont(db: Knex, id: string): Promise<ConventionAmont | null> {
  const ligne = (await db('conventions_amont').where({ id }).first()) as LigneConvention | undefined;
  return ligne === undefined ? null : versConvention(ligne);
}

/** A line of an agreement for one year, with what it is linked to. */
export interface LigneLue extends LigneAmont {
  readonly id: string; readonly annee: number; readonly rang: number; readonly nature: NatureLigne; readonly valorisationCents: number; readonly programmeFicheId: string | null; readonly programmeFiche: string | null; readonly version: number;
}

interface LigneBrute extends Record<string, unknown> {
  id: string; annee: number; rang: number; nature: NatureLigne; theme: string; imputation: string; fiche: string | null; intitule: string; illisibles: string;
  valorisation_cents: number | string; programme_fiche_id: string | null; programme_fiche: string | null; version: number;
}

/** Name of the column of an amount. */
export const colonneDe = (c: ColonneTableau): string => `${nomDeColonne(c)}_cents`;

const versLigne = (l: LigneBrute): LigneLue => ({
  id: l.id, annee: Number(l.annee), rang: Number(l.rang), nature: l.nature, theme: l.theme, imputation: l.imputation, fiche: l.fiche, intitule: l.intitule,
  montants: Object.fromEntries(COLONNES_TABLEAU.map((c) => { const v = l[colonneDe(c)]; return [c, v === null ? null : cents(Number(v))]; })) as LigneAmont['montants'],
  illisibles: JSON.parse(l.illisibles) as LigneAmont['illisibles'], valorisationCents: Number(l.valorisation_cents), programmeFicheId: l.programme_fiche_id, programmeFiche: l.programme_fiche, version: Number(l.version),
});

/** Lines of an agreement, of one year when it is given, in order. */
export async function lireLignes(db: Knex, conventionId: string, annee?: number): Promise<LigneLue[]> {
  const q = db('amont_lignes as l').leftJoin('programme_fiches as f', 'f.id', 'l.programme_fiche_id').where('l.convention_id', conventionId).orderBy('l.annee').orderBy('l.rang').select('l.*', 'f.numero as programme_fiche');
  if (annee !== undefined) void q.where('l.annee', annee);
  return ((await q) as LigneBrute[]).map(versLigne);
}

interface LignePart { dossier_id: string; ligne_dossier: string | null; ligne_enveloppe: string | null; engage: number | string | null; paye: number | string | null; recouvre: number | string | null }

/** What the ledger holds for the lines of an agreement, dossier by dossier and envelope by envelope; one query. */
export async function lireParts(db: Knex, { id, source }: ConventionAmont): Promise<PartDeDossier[]> {
  const siennes = db('amont_lignes').where({ convention_id: id }).select('id');
  const compte = (nom: string, signe: string): Knex.Raw => db.raw(`sum(case when m.compte = ? then ${signe}m.montant_cents else 0 end)`, [nom]);
  const lignes: LignePart[] = await db('mouvements as m').join('ecritures as e', 'e.id', 'm.ecriture_id').join('enveloppes as v', 'v.id', 'm.enveloppe_id')
    .leftJoin('amont_ligne_dossiers as ld', (j) => void j.on('ld.dossier_id', 'e.dossier_id').andOnVal('ld.source', source)).leftJoin('amont_ligne_enveloppes as le', 'le.enveloppe_id', 'm.enveloppe_id')
    .whereIn('v.financeur', [...FINANCEURS_DE[source]]).where((q) => void q.whereIn('ld.ligne_id', siennes).orWhere((x) => void x.whereNull('ld.ligne_id').whereIn('le.ligne_id', siennes)))
    .groupBy('e.dossier_id', 'm.enveloppe_id', 'ld.ligne_id', 'le.ligne_id')
    .select('e.dossier_id', 'ld.ligne_id as ligne_dossier', 'le.ligne_id as ligne_enveloppe', { engage: compte('disponible', '-'), paye: compte('paye', ''), recouvre: compte('recouvre', '') });
  return lignes.map((l) => ({
    dossierId: l.dossier_id, ligneDuDossier: l.ligne_dossier, ligneDeLEnveloppe: l.ligne_enveloppe, engage: cents(Number(l.engage ?? 0)), paye: cents(Number(l.paye ?? 0)), recouvre: cents(Number(l.recouvre ?? 0)),
  }));
}

export interface RecetteLue { readonly id: string; readonly ligneId: string | null; readonly annee: number; readonly nature: 'notifie' | 'recu'; readonly montantCents: number; readonly date: string; readonly reference: string; readonly intitule: string | null }

/** What was notified and received, newest first. */
export async function lireRecettes(db: Knex, conventionId: string): Promise<RecetteLue[]> {
  const lignes = await db('amont_recettes as r').leftJoin('amont_lignes as l', 'l.id', 'r.ligne_id').where('r.convention_id', conventionId).orderBy('r.date', 'desc').orderBy('r.id', 'desc')
    .select<{ id: string; ligne_id: string | null; annee: number; nature: 'notifie' | 'recu'; montant_cents: number | string; date: string; reference: string; intitule: string | null }[]>('r.id', 'r.ligne_id', 'r.annee', 'r.nature', 'r.montant_cents', 'r.date', 'r.reference', 'l.intitule');
  return lignes.map((l) => ({ id: l.id, ligneId: l.ligne_id, annee: Number(l.annee), nature: l.nature, montantCents: Number(l.montant_cents), date: l.date, reference: l.reference, intitule: l.intitule }));
}

export interface AvenantLu { readonly id: string; readonly annee: number; readonly numero: string; readonly objet: string; readonly signeLe: string | null; readonly fichier: string | null; readonly plafonds: readonly { readonly theme: string; readonly etatCents: number }[] }

/** Amendments of an agreement with the State shares they set, by year. */
export async function lireAvenants(db: Knex, conventionId: string): Promise<AvenantLu[]> {
  const lignes = await db('amont_avenants as a').leftJoin('fichiers as f', 'f.id', 'a.fichier_id').where('a.convention_id', conventionId).orderBy('a.annee').orderBy('a.numero')
    .select<{ id: string; annee: number; numero: string; objet: string; signe_le: string | null; fichier: string | null }[]>('a.id', 'a.annee', 'a.numero', 'a.objet', 'a.signe_le', 'f.nom as fichier');
  const plafonds = await db('amont_plafonds').whereIn('avenant_id', lignes.map((l) => l.id)).select<{ avenant_id: string; theme: string; etat_cents: number | string }[]>('*');
  return lignes.map((l) => ({
    id: l.id, annee: Number(l.annee), numero: l.numero, objet: l.objet, signeLe: l.signe_le, fichier: l.fichier, plafonds: plafonds.filter((p) => p.avenant_id === l.id).map((p) => ({ theme: p.theme, etatCents: Number(p.etat_cents) })),
  }));
}

/** The signed copy of an amendment of this agreement; null when there is none. */
export async function lireFichierDeLAvenant(db: Knex, conventionId: string, avenantId: string): Promise<FichierLu | null> {
  const l = await db('amont_avenants as a').join('fichiers as f', 'f.id', 'a.fichier_id').where({ 'a.id': avenantId, 'a.convention_id': conventionId })
    .first<{ nom: string; type_mime: string; taille: number | string; cle_stockage: string; analyse: FichierLu['analyse'] } | undefined>('f.nom', 'f.type_mime', 'f.taille', 'f.cle_stockage', 'f.analyse');
  return l === undefined ? null : { nom: l.nom, typeMime: l.type_mime, taille: Number(l.taille), cleStockage: l.cle_stockage, analyse: l.analyse };
}

/** Highest State share of each theme in a year, set by a signed amendment; the last one wins. */
export const plafondsDe = (avenants: readonly AvenantLu[], annee: number): PlafondsParAvenant =>
  new Map(avenants.filter((a) => a.annee === annee && a.signeLe !== null).flatMap((a) => a.plafonds.map((p) => [p.theme, cents(p.etatCents)] as const)));

export interface TableauLu { readonly id: string; readonly annee: number; readonly nom: string; readonly feuille: FeuilleLue; readonly importeLe: string; readonly reprisLe: string | null }

/** Imported tables of an agreement, newest first; their cells as given. */
export async function lireTableaux(db: Knex, conventionId: string): Promise<TableauLu[]> {
  const lignes = await db('amont_tableaux').where({ convention_id: conventionId }).orderBy('importe_le', 'desc').orderBy('id', 'desc').limit(50)
    .select<{ id: string; annee: number; nom: string; feuille: string; importe_le: string; repris_le: string | null }[]>('id', 'annee', 'nom', 'feuille', 'importe_le', 'repris_le');
  return lignes.map((l) => ({ id: l.id, annee: Number(l.annee), nom: l.nom, feuille: JSON.parse(l.feuille) as FeuilleLue, importeLe: l.importe_le, reprisLe: l.repris_le }));
}
