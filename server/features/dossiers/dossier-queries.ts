import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { EtatDossier } from '../../domain/etats/machines.js';
import type { Habilitation } from '../../domain/habilitations/acteur.js';
import type { ContenuSections, SectionSaisie, VersionDossier } from '../../domain/dossiers/contenu.js';
import type { Analyse } from '../documents/fichier-queries.js';

/** A dossier with the names its pages need; amounts in cents, null where nothing is decided yet. */
export interface DossierLu {
  readonly id: string;
  readonly numero: string | null;
  readonly etat: EtatDossier;
  readonly titre: string;
  readonly version: number;
  readonly appelId: string;
  readonly appelVersion: number;
  readonly appelCode: string;
  readonly appelTitre: string;
  readonly fermeLe: string;
  readonly organismeId: string;
  readonly organismeNom: string;
  readonly demandeCents: number;
  readonly coutTotalCents: number;
  readonly proposeCents: number | null;
  readonly instructeurId: string | null;
  readonly instructeurNom: string | null;
  readonly controleurId: string | null;
  readonly controleurNom: string | null;
  readonly creeLe: string;
  readonly deposeLe: string | null;
  readonly modifieLe: string;
  readonly notifieLe: string | null;
  readonly conserveJusquAu: string | null;
  /** The notified decision in force is a refusal: no convention, no payment, no bilan follow. */
  readonly sansSuite: boolean;
  /** Receipt of a dossier that came on paper, entered by an agent; null for one written online. */
  readonly papier: { readonly recuLe: string; readonly mode: string; readonly saisiPar: string } | null;
}

interface Ligne {
  id: string; numero: string | null; etat: EtatDossier; titre: string; version: number; appel_id: string; appel_version: number; appel_code: string; appel_titre: string; ferme_le: string; appel_version_courante: number;
  organisme_id: string; organisme_nom: string; demande_cents: number | string; cout_total_cents: number | string; propose_cents: number | string | null;
  instructeur_id: string | null; i_prenom: string | null; i_nom: string | null; controleur_id: string | null; c_prenom: string | null; c_nom: string | null;
  cree_le: string; depose_le: string | null; modifie_le: string; notifie_le: string | null; conserve_jusqu_au: string | null; refus: number | string;
  papier_recu_le: string | null; papier_mode: string | null; s_prenom: string | null; s_nom: string | null;
}

const nomComplet = (prenom: string | null, nom: string | null): string | null => (nom === null ? null : `${prenom ?? ''} ${nom}`.trim());

/** Query of dossiers with their call, organisme, instructeur and controller: one row a dossier. */
export const requeteDossiers = (db: Knex): Knex.QueryBuilder => db('dossiers as d')
  .join('appels as a', 'a.id', 'd.appel_id').join('organismes as o', 'o.id', 'd.organisme_id')
  .leftJoin('personnes as i', 'i.id', 'd.instructeur_id').leftJoin('personnes as c', 'c.id', 'd.controleur_id').leftJoin('personnes as s', 's.id', 'd.papier_saisi_par')
  .select('d.*', 'a.code as appel_code', 'a.titre as appel_titre', 'a.ferme_le', 'a.version as appel_version_courante', 'o.nom as organisme_nom',
    'i.prenom as i_prenom', 'i.nom as i_nom', 'c.prenom as c_prenom', 'c.nom as c_nom', 's.prenom as s_prenom', 's.nom as s_nom')
  .select(db('decisions').count('*').whereRaw('decisions.dossier_id = d.id').where({ 'decisions.en_vigueur': true, 'decisions.sens': 'refuse' }).as('refus'));

/** Row of `requeteDossiers` → dossier; a brouillon follows the call's current version, a deposited dossier keeps its own. */
export const versDossierLu = (l: Ligne): DossierLu => ({
  id: l.id, numero: l.numero, etat: l.etat, titre: l.titre, version: Number(l.version), appelId: l.appel_id, appelVersion: Number(l.depose_le === null ? l.appel_version_courante : l.appel_version), appelCode: l.appel_code, appelTitre: l.appel_titre,
  fermeLe: l.ferme_le, organismeId: l.organisme_id, organismeNom: l.organisme_nom, demandeCents: Number(l.demande_cents), coutTotalCents: Number(l.cout_total_cents),
  proposeCents: l.propose_cents === null ? null : Number(l.propose_cents), instructeurId: l.instructeur_id, instructeurNom: nomComplet(l.i_prenom, l.i_nom),
  controleurId: l.controleur_id, controleurNom: nomComplet(l.c_prenom, l.c_nom), creeLe: l.cree_le, deposeLe: l.depose_le, modifieLe: l.modifie_le, notifieLe: l.notifie_le, conserveJusquAu: l.conserve_jusqu_au,
  sansSuite: l.etat === 'notifie' && Number(l.refus) > 0,
  papier: l.papier_recu_le === null ? null : { recuLe: l.papier_recu_le, mode: l.papier_mode ?? '', saisiPar: nomComplet(l.s_prenom, l.s_nom) ?? '' },
});

/** One dossier, or null. */
export async function lireDossier(db: Knex, id: string): Promise<DossierLu | null> {
  const ligne = (await requeteDossiers(db).where('d.id', id).first()) as Ligne | undefined;
  return ligne ? versDossierLu(ligne) : null;
}

/** Frozen content of a deposited version, the newest unless one is named; null before the first deposit. */
export async function lireVersionDossier(db: Knex, dossierId: string, version?: number): Promise<VersionDossier | null> {
  const requete = db('dossier_versions').where({ dossier_id: dossierId }).orderBy('version', 'desc');
  if (version !== undefined) void requete.where({ version });
  const ligne = await requete.first<{ contenu: string } | undefined>('contenu');
  return ligne ? (JSON.parse(ligne.contenu) as VersionDossier) : null;
}

export interface VersionListee { readonly version: number; readonly deposeLe: string; readonly deposePar: string; readonly empreinte: string }

/** Deposited versions, oldest first. */
export async function listerVersions(db: Knex, dossierId: string): Promise<VersionListee[]> {
  const lignes = await db('dossier_versions as v').join('personnes as p', 'p.id', 'v.depose_par').where({ 'v.dossier_id': dossierId }).orderBy('v.version')
    .select<{ version: number; depose_le: string; prenom: string; nom: string; empreinte: string }[]>('v.version', 'v.depose_le', 'p.prenom', 'p.nom', 'v.empreinte');
  return lignes.map((l) => ({ version: Number(l.version), deposeLe: l.depose_le, deposePar: `${l.prenom} ${l.nom}`, empreinte: l.empreinte }));
}

/** Rules and texts of the version of the call that the dossier answered. */
export const lireReglesDuDossier = async (db: Knex, dossier: VersionRepondue): Promise<ContenuAppel> => (await lireReglesDesDossiers(db, [dossier]))(dossier);

/** The version of the call that a dossier answered. */
interface VersionRepondue { readonly appelId: string; readonly appelVersion: number }

/** The rules of the versions of calls that these dossiers answered, to be asked by dossier; one query. */
export async function lireReglesDesDossiers(db: Knex, dossiers: readonly VersionRepondue[]): Promise<(dossier: VersionRepondue) => ContenuAppel> {
  const cleDe = ({ appelId, appelVersion }: VersionRepondue): string => `${appelId}:${appelVersion}`;
  const repondues = new Map(dossiers.map((d) => [cleDe(d), { appel_id: d.appelId, version: d.appelVersion }]));
  const lignes: { appel_id: string; version: number; contenu: string }[] = repondues.size === 0 ? [] : await db('appel_versions').where((q) => { for (const v of repondues.values()) void q.orWhere(v); }).select('appel_id', 'version', 'contenu');
  const contenus = new Map(lignes.map((l) => [cleDe({ appelId: l.appel_id, appelVersion: Number(l.version) }), l.contenu]));
  return (dossier) => {
    const contenu = contenus.get(cleDe(dossier));
    if (contenu === undefined) throw new Error(`call ${dossier.appelId} has no version ${dossier.appelVersion}`);
    return JSON.parse(contenu) as ContenuAppel;
  };
}

export interface SectionLue<S extends SectionSaisie = SectionSaisie> {
  readonly section: S;
  readonly contenu: ContenuSections[S];
  readonly version: number;
  readonly statut: string;
  readonly modifieLe: string;
  readonly modifiePar: string | null;
}

/** Sections as last saved, by name; a section never saved is absent. */
export async function lireSections(db: Knex, dossierId: string): Promise<Map<string, SectionLue>> {
  const lignes = await db('dossier_sections as s').leftJoin('personnes as p', 'p.id', 's.modifie_par').where({ 's.dossier_id': dossierId })
    .select<{ section: SectionSaisie; contenu: string; version: number; statut: string; modifie_le: string; prenom: string | null; nom: string | null }[]>(
      's.section', 's.contenu', 's.version', 's.statut', 's.modifie_le', 'p.prenom', 'p.nom');
  return new Map(lignes.map((l) => [l.section, {
    section: l.section, contenu: JSON.parse(l.contenu) as ContenuSections[SectionSaisie], version: Number(l.version), statut: l.statut, modifieLe: l.modifie_le, modifiePar: nomComplet(l.prenom, l.nom),
  }]));
}

/** Content of the sections saved so far. */
export function contenuDesSections(sections: ReadonlyMap<string, SectionLue>): Partial<ContenuSections> {
  return Object.fromEntries([...sections].map(([nom, s]) => [nom, s.contenu]));
}

export interface PieceLue {
  readonly id: string;
  readonly code: string;
  readonly precision: string;
  readonly nom: string;
  readonly taille: number;
  readonly sha256: string;
  readonly fichierId: string;
  readonly ajouteeLe: string;
  readonly typeMime: string;
  /** What the antivirus says: a piece `infectee` counts as not provided. */
  readonly analyse: Analyse;
  readonly valableJusquAu: string | null;
  /** The permanent piece of the organisme it refers to. */
  readonly organismePieceId: string | null;
}

/** Pieces attached now, oldest first. */
export async function lirePieces(db: Knex, dossierId: string): Promise<PieceLue[]> {
  const lignes = await db('pieces as p').join('fichiers as f', 'f.id', 'p.fichier_id').where({ 'p.dossier_id': dossierId }).whereNull('p.retiree_le').orderBy('p.ajoutee_le').orderBy('p.id')
    .select<{ id: string; code: string; precision: string; nom: string; taille: number | string; sha256: string; fichier_id: string; ajoutee_le: string; type_mime: string; analyse: Analyse; valable_jusqu_au: string | null; organisme_piece_id: string | null }[]>(
      'p.id', 'p.code', 'p.precision', 'f.nom', 'f.taille', 'f.sha256', 'p.fichier_id', 'p.ajoutee_le', 'f.type_mime', 'f.analyse', 'p.valable_jusqu_au', 'p.organisme_piece_id');
  return lignes.map((l) => ({
    id: l.id, code: l.code, precision: l.precision, nom: l.nom, taille: Number(l.taille), sha256: l.sha256, fichierId: l.fichier_id, ajouteeLe: l.ajoutee_le,
    typeMime: l.type_mime, analyse: l.analyse, valableJusquAu: l.valable_jusqu_au, organismePieceId: l.organisme_piece_id,
  }));
}

export interface Contact { readonly id: string; readonly nom: string; readonly courriel: string; readonly role: string }

/** Accepted members of an organisme, to write to. */
export async function contactsPorteur(db: Knex, organismeId: string): Promise<Contact[]> {
  const lignes = await db('membres as m').join('personnes as p', 'p.id', 'm.personne_id').where({ 'm.organisme_id': organismeId, 'm.etat': 'accepte', 'p.actif': true }).orderBy('p.courriel')
    .select<{ id: string; prenom: string; nom: string; courriel: string; role: string }[]>('p.id', 'p.prenom', 'p.nom', 'p.courriel', 'm.role');
  return lignes.map((l) => ({ id: l.id, nom: `${l.prenom} ${l.nom}`, courriel: l.courriel, role: l.role }));
}

export interface Agent { readonly id: string; readonly nom: string; readonly courriel: string; readonly fonction: string }

/** Active people who hold an habilitation, by name. */
export async function agentsHabilites(db: Knex, code: Habilitation): Promise<Agent[]> {
  const lignes = await db('habilitations as h').join('personnes as p', 'p.id', 'h.personne_id').where({ 'h.code': code, 'p.actif': true }).orderBy('p.nom').orderBy('p.prenom')
    .select<{ id: string; prenom: string; nom: string; courriel: string; fonction: string }[]>('p.id', 'p.prenom', 'p.nom', 'p.courriel', 'p.fonction');
  return lignes.map((l) => ({ id: l.id, nom: `${l.prenom} ${l.nom}`, courriel: l.courriel, fonction: l.fonction }));
}

export interface LigneHistorique { readonly le: string; readonly acteur: string; readonly action: string; readonly de: string | null; readonly vers: string | null; readonly motif: string | null }

/** What the journal says of a dossier, newest first. */
export async function lireHistorique(db: Knex, dossierId: string, limite = 200): Promise<LigneHistorique[]> {
  const lignes = await db('journal').where({ dossier_id: dossierId }).orderBy('rang', 'desc').limit(limite)
    .select<{ le: string; acteur_nom: string; action: string; de: string | null; vers: string | null; motif: string | null }[]>('le', 'acteur_nom', 'action', 'de', 'vers', 'motif');
  return lignes.map((l) => ({ le: l.le, acteur: l.acteur_nom, action: l.action, de: l.de, vers: l.vers, motif: l.motif }));
}
