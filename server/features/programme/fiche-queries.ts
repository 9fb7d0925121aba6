import type { Knex } from 'knex';
import { SECTIONS_FICHE, type Cadre, type EtatProgramme, type SectionFiche } from '../../domain/programme/fiche.js';
import { lireBilanDe, type Groupe } from '../pilotage/pilotage-queries.js';

/** A fiche-action with the names its pages need. */
export interface FicheLue {
  readonly id: string;
  readonly numero: string;
  readonly intitule: string;
  readonly cadre: Cadre;
  readonly etat: EtatProgramme;
  readonly piloteId: string | null;
  readonly pilote: string | null;
  /** Axes and dispositifs of calls that serve it, by which dossiers are suggested. */
  readonly axes: readonly string[];
  readonly dispositifs: readonly number[];
  readonly version: number;
  readonly objectif: { readonly numero: string; readonly intitule: string };
  readonly programme: { readonly id: string; readonly titre: string };
}

interface LigneFiche {
  id: string; numero: string; intitule: string; cadre: Cadre; etat: EtatProgramme; pilote_id: string | null; prenom: string | null; nom: string | null; axes: string; dispositifs: string; version: number;
  objectif_numero: string; objectif_intitule: string; programme_id: string; programme_titre: string;
}

const requeteFiches = (db: Knex): Knex.QueryBuilder => db('programme_fiches as f').join('programme_objectifs as o', 'o.id', 'f.objectif_id').join('programmes as g', 'g.id', 'f.programme_id')
  .leftJoin('personnes as p', 'p.id', 'f.pilote_id').select('f.*', 'p.prenom', 'p.nom', 'o.numero as objectif_numero', 'o.intitule as objectif_intitule', 'g.titre as programme_titre');

const versFiche = (l: LigneFiche): FicheLue => ({
  id: l.id, numero: l.numero, intitule: l.intitule, cadre: l.cadre, etat: l.etat, piloteId: l.pilote_id, pilote: l.nom === null ? null : `${l.prenom ?? ''} ${l.nom}`.trim(),
  axes: JSON.parse(l.axes) as string[], dispositifs: JSON.parse(l.dispositifs) as number[], version: Number(l.version),
  objectif: { numero: l.objectif_numero, intitule: l.objectif_intitule }, programme: { id: l.programme_id, titre: l.programme_titre },
});

/** One fiche; null when there is none. */
export async function lireFiche(db: Knex, id: string): Promise<FicheLue | null> {
  const ligne = (await requeteFiches(db).where('f.id', id).first()) as LigneFiche | undefined;
  return ligne === undefined ? null : versFiche(ligne);
}

/** Every fiche of every programme, the newest programme first. */
export async function listerFiches(db: Knex): Promise<FicheLue[]> {
  return ((await requeteFiches(db).orderBy('g.debut', 'desc').orderBy('f.rang')) as LigneFiche[]).map(versFiche);
}

/** A part of a fiche as last saved; version 0 when it never was. */
export interface SectionLue { readonly section: SectionFiche; readonly texte: string; readonly version: number; readonly modifieLe: string | null; readonly modifiePar: string | null }

interface LigneSection { fiche_id: string; section: SectionFiche; texte: string; version: number; modifie_le: string; prenom: string | null; nom: string | null }

const requeteSections = (db: Knex): Knex.QueryBuilder => db('programme_fiche_sections as s').leftJoin('personnes as p', 'p.id', 's.modifie_par').select('s.*', 'p.prenom', 'p.nom');

const enOrdre = (lignes: readonly LigneSection[]): SectionLue[] => SECTIONS_FICHE.map((section) => {
  const l = lignes.find((x) => x.section === section);
  return l === undefined ? { section, texte: '', version: 0, modifieLe: null, modifiePar: null }
    : { section, texte: l.texte, version: Number(l.version), modifieLe: l.modifie_le, modifiePar: l.nom === null ? null : `${l.prenom ?? ''} ${l.nom}`.trim() };
});

/** The twelve parts of a fiche, in the order they are printed. */
export async function lireSections(db: Knex, ficheId: string): Promise<SectionLue[]> {
  return enOrdre((await requeteSections(db).where('s.fiche_id', ficheId)) as LigneSection[]);
}

/** The parts of every fiche of a programme, by fiche. */
export async function lireSectionsDuProgramme(db: Knex, programmeId: string): Promise<ReadonlyMap<string, readonly SectionLue[]>> {
  const lignes = (await requeteSections(db).join('programme_fiches as f', 'f.id', 's.fiche_id').where('f.programme_id', programmeId)) as LigneSection[];
  return new Map([...new Set(lignes.map((l) => l.fiche_id))].map((id) => [id, enOrdre(lignes.filter((l) => l.fiche_id === id))]));
}

export interface ActionLue {
  readonly id: string; readonly ficheId: string; readonly rang: number; readonly intitule: string; readonly pilote: string; readonly etat: EtatProgramme; readonly debut: string | null; readonly fin: string | null;
  readonly avancement: string; readonly version: number; readonly dossiers: number;
}

interface LigneAction { id: string; fiche_id: string; rang: number; intitule: string; pilote: string; etat: EtatProgramme; debut: string | null; fin: string | null; avancement: string; version: number; dossiers: number | string }

const requeteActions = (db: Knex): Knex.QueryBuilder => db('programme_actions as a').orderBy('a.rang')
  .select('a.*', db('programme_dossiers as l').whereRaw('l.action_id = a.id').count('*').as('dossiers'));

const versAction = (l: LigneAction): ActionLue => ({
  id: l.id, ficheId: l.fiche_id, rang: Number(l.rang), intitule: l.intitule, pilote: l.pilote, etat: l.etat, debut: l.debut, fin: l.fin, avancement: l.avancement, version: Number(l.version), dossiers: Number(l.dossiers),
});

/** Actions of a fiche, in order, with how many dossiers carry each. */
export async function lireActions(db: Knex, ficheId: string): Promise<ActionLue[]> {
  return ((await requeteActions(db).where('a.fiche_id', ficheId)) as LigneAction[]).map(versAction);
}

/** Actions of every fiche of a programme. */
export async function lireActionsDuProgramme(db: Knex, programmeId: string): Promise<ActionLue[]> {
  return ((await requeteActions(db).join('programme_fiches as f', 'f.id', 'a.fiche_id').where('f.programme_id', programmeId)) as LigneAction[]).map(versAction);
}

/** Sums of the dossiers that carry a fiche, or a whole programme, where each dossier counts once whatever the fiches it carries. */
export async function lireBilanDesDossiers(db: Knex, perimetre: { readonly ficheId: string } | { readonly programmeId: string }): Promise<Groupe> {
  const ids = 'ficheId' in perimetre ? db('programme_dossiers').where({ fiche_id: perimetre.ficheId }).select('dossier_id')
    : db('programme_dossiers as l').join('programme_fiches as f', 'f.id', 'l.fiche_id').where('f.programme_id', perimetre.programmeId).select('l.dossier_id');
  return lireBilanDe(db, ids);
}

export interface PiloteProposable { readonly id: string; readonly nom: string }

/** Agents who may lead a fiche, by name. */
export async function lirePilotes(db: Knex): Promise<PiloteProposable[]> {
  const lignes = await db('personnes as p').where('p.actif', true).whereExists(db('habilitations as h').whereRaw('h.personne_id = p.id').whereIn('h.code', ['responsable', 'instructeur', 'pilotage', 'finances']).select(db.raw('1')))
    .orderBy('p.nom').orderBy('p.prenom').select<{ id: string; prenom: string; nom: string }[]>('p.id', 'p.prenom', 'p.nom');
  return lignes.map((l) => ({ id: l.id, nom: `${l.prenom} ${l.nom}` }));
}
