import type { Knex } from 'knex';
import type { ObjectifLu } from '../../domain/programme/chargement.js';
import type { Cadre, EtatProgramme } from '../../domain/programme/fiche.js';

export interface ProgrammeLu { readonly id: string; readonly titre: string; readonly debut: number; readonly fin: number }

/** Programmes, the newest first. */
export async function listerProgrammes(db: Knex): Promise<ProgrammeLu[]> {
  const lignes = await db('programmes').orderBy('debut', 'desc').orderBy('id').select<ProgrammeLu[]>('id', 'titre', 'debut', 'fin');
  return lignes.map((l) => ({ ...l, debut: Number(l.debut), fin: Number(l.fin) }));
}

/** One programme; null when there is none. */
export const lireProgrammeParId = async (db: Knex, id: string): Promise<ProgrammeLu | null> => (await listerProgrammes(db)).find((p) => p.id === id) ?? null;

/** A fiche as the list of its programme shows it. */
export interface FicheListee {
  readonly id: string;
  readonly numero: string;
  readonly intitule: string;
  readonly cadre: Cadre;
  readonly etat: EtatProgramme;
  readonly pilote: string | null;
  readonly dossiers: number;
  /** States of its actions. */
  readonly actions: readonly EtatProgramme[];
}

export interface ObjectifListe { readonly id: string; readonly numero: string; readonly intitule: string; readonly fiches: readonly FicheListee[] }

interface LigneFiche {
  id: string; objectif_id: string; numero: string; intitule: string; cadre: Cadre; etat: EtatProgramme; prenom: string | null; nom: string | null; dossiers: number | string;
}

/** Objectives of a programme with their fiches, in its order; three queries. */
export async function lireObjectifs(db: Knex, programmeId: string): Promise<ObjectifListe[]> {
  const objectifs = await db('programme_objectifs').where({ programme_id: programmeId }).orderBy('rang').orderBy('numero').select<{ id: string; numero: string; intitule: string }[]>('id', 'numero', 'intitule');
  const dossiers = db('programme_dossiers as l').whereRaw('l.fiche_id = f.id').count('*').as('dossiers');
  const fiches = await db('programme_fiches as f').leftJoin('personnes as p', 'p.id', 'f.pilote_id').where('f.programme_id', programmeId).orderBy('f.rang').orderBy('f.numero')
    .select('f.id', 'f.objectif_id', 'f.numero', 'f.intitule', 'f.cadre', 'f.etat', 'p.prenom', 'p.nom').select<LigneFiche[]>(dossiers);
  const actions = await db('programme_actions as a').join('programme_fiches as f', 'f.id', 'a.fiche_id').where('f.programme_id', programmeId).select<{ fiche_id: string; etat: EtatProgramme }[]>('a.fiche_id', 'a.etat');
  return objectifs.map((o) => ({
    ...o, fiches: fiches.filter((f) => f.objectif_id === o.id).map((f) => ({
      id: f.id, numero: f.numero, intitule: f.intitule, cadre: f.cadre, etat: f.etat, pilote: f.nom === null ? null : `${f.prenom ?? ''} ${f.nom}`.trim(), dossiers: Number(f.dossiers),
      actions: actions.filter((a) => a.fiche_id === f.id).map((a) => a.etat),
    })),
  }));
}

/** The programme of these years as a file would write it; empty when there is none. */
export async function lireCommeFichier(db: Knex, { debut, fin }: { readonly debut: number; readonly fin: number }): Promise<{ titre: string | null; objectifs: readonly ObjectifLu[] }> {
  const programme = (await listerProgrammes(db)).find((p) => p.debut === debut && p.fin === fin);
  if (programme === undefined) return { titre: null, objectifs: [] };
  const objectifs = await lireObjectifs(db, programme.id);
  return { titre: programme.titre, objectifs: objectifs.map(({ numero, intitule, fiches }) => ({ numero, intitule, fiches: fiches.map((f) => ({ numero: f.numero, intitule: f.intitule, cadre: f.cadre })) })) };
}
