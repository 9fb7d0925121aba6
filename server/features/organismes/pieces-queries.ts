import type { Knex } from 'knex';
import type { ContenuAppel, PieceDemandee } from '../../domain/appels/contenu.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { estPermanente } from '../../domain/organismes/pieces-permanentes.js';
import type { Analyse } from '../documents/fichier-queries.js';

/** A piece kept on the sheet of an organisme, for all its dossiers. */
export interface PiecePermanente {
  readonly id: string;
  readonly code: string;
  readonly fichierId: string;
  readonly nom: string;
  readonly taille: number;
  readonly sha256: string;
  readonly analyse: Analyse;
  readonly valableJusquAu: Jour | null;
  readonly ajouteeLe: string;
  readonly ajouteePar: string;
}

interface Ligne { id: string; code: string; fichier_id: string; nom: string; taille: number | string; sha256: string; analyse: Analyse; valable_jusqu_au: Jour | null; ajoutee_le: string; p_prenom: string; p_nom: string }

/** Permanent pieces of an organisme that are not withdrawn, newest first. One query. */
export async function lirePermanentes(db: Knex, organismeId: string): Promise<PiecePermanente[]> {
  const lignes = await db('organisme_pieces as x').join('fichiers as f', 'f.id', 'x.fichier_id').join('personnes as p', 'p.id', 'x.ajoutee_par')
    .where({ 'x.organisme_id': organismeId }).whereNull('x.retiree_le').orderBy('x.ajoutee_le', 'desc').orderBy('x.id', 'desc')
    .select<Ligne[]>('x.id', 'x.code', 'x.fichier_id', 'f.nom', 'f.taille', 'f.sha256', 'f.analyse', 'x.valable_jusqu_au', 'x.ajoutee_le', 'p.prenom as p_prenom', 'p.nom as p_nom');
  return lignes.map((l) => ({
    id: l.id, code: l.code, fichierId: l.fichier_id, nom: l.nom, taille: Number(l.taille), sha256: l.sha256, analyse: l.analyse, valableJusquAu: l.valable_jusqu_au, ajouteeLe: l.ajoutee_le, ajouteePar: `${l.p_prenom} ${l.p_nom}`,
  }));
}

/** Pieces about the organisme that calls now published ask of organismes of this kind, by code, each once. */
export async function permanentesDemandees(db: Knex, nature: string): Promise<Pick<PieceDemandee, 'code' | 'intitule'>[]> {
  const lignes = await db('appels as a').join('appel_versions as v', (j) => void j.on('v.appel_id', 'a.id').andOn('v.version', 'a.version')).where({ 'a.etat': 'publie' })
    .orderBy('a.ferme_le', 'desc').limit(50).select<{ contenu: string }[]>('v.contenu');
  const pieces = lignes.flatMap((l) => (JSON.parse(l.contenu) as ContenuAppel).pieces)
    .filter((p) => estPermanente(p.code) && p.parCofinanceur !== true && (p.pour === undefined || p.pour.includes(nature)));
  return [...new Map(pieces.map((p) => [p.code, { code: p.code, intitule: p.intitule }])).values()];
}
