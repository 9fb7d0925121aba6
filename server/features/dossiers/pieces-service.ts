import { Refus } from '../../domain/kernel/refus.js';
import { estPermanente, validite } from '../../domain/organismes/pieces-permanentes.js';
import type { Magasin } from '../../platform/file-store.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { FichierRecu } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { rangerFichier } from '../documents/fichier-service.js';
import { lirePermanentes } from '../organismes/pieces-queries.js';
import { lirePieces, lireReglesDuDossier, type DossierLu, type PieceLue } from './dossier-queries.js';
import { dossierEditable } from './edition.js';

const PAR_PIECE_MAX = 30;

/** A piece of the call, with the co-funder of a letter of intent. */
interface Cible { readonly code: string; readonly precision: string }

/** The same file already given for another piece of the dossier: accepted, and said. */
export interface MemeFichier { readonly nom: string; readonly code: string; readonly precision: string }

/** Name of the file field of a piece. */
export const champDePiece = ({ code, precision }: Cible): string => (precision === '' ? code : `${code}-${precision.normalize('NFD').replace(/[^\w]+/gu, '-')}`);

const memeCible = (a: Cible, b: Cible): boolean => a.code === b.code && a.precision === b.precision;

/**
 * Attaches files to a piece of the call.
 * @returns the files that another piece of the dossier already has.
 * @throws Refus `piece.doublon` when the very same file is already there for this piece, `piece.inconnue`, `piece.trop_nombreuses`
 */
export async function ajouterPieces(ctx: Contexte, magasin: Magasin, dossierId: string, code: string, precision: string, recus: readonly FichierRecu[]): Promise<MemeFichier[]> {
  const dossier = await dossierEditable(ctx, dossierId, 'piece', code, precision);
  const cible = { code, precision };
  await exigerDemandee(ctx, dossier, cible);
  const presentes = await lirePieces(ctx.db, dossierId);
  const miennes = presentes.filter((p) => memeCible(p, cible));
  if (miennes.length + recus.length > PAR_PIECE_MAX) throw new Refus('piece.trop_nombreuses', { maximum: PAR_PIECE_MAX, champ: champDePiece(cible) });
  const donnees = new Set(miennes.map((p) => p.sha256));
  for (const recu of recus) {
    if (donnees.has(recu.sha256)) throw new Refus('piece.doublon', { nom: recu.nom, champ: recu.champ });
    donnees.add(recu.sha256);
    const id = await joindre(ctx, dossierId, cible, await rangerFichier(ctx, magasin, recu));
    ctx.journaliser({ action: 'piece.ajouter', objet: 'piece', objetId: id, dossierId, donnees: { code, precision, nom: recu.nom, sha256: recu.sha256 } });
  }
  await toucher(ctx, dossierId);
  return recus.flatMap((r) => memesAilleurs(presentes, cible, r));
}

/**
 * Puts a file in the place of another, in one act; the former stays in the history.
 * @returns what another piece already has. @throws Refus `piece.doublon` when it is the same file, or one already there
 */
export async function remplacerPiece(ctx: Contexte, magasin: Magasin, dossierId: string, pieceId: string, recu: FichierRecu): Promise<MemeFichier[]> {
  const ancienne = trouve((await lirePieces(ctx.db, dossierId)).find((p) => p.id === pieceId));
  await dossierEditable(ctx, dossierId, 'piece', ancienne.code, ancienne.precision);
  const presentes = await lirePieces(ctx.db, dossierId);
  if (presentes.some((p) => memeCible(p, ancienne) && p.sha256 === recu.sha256)) throw new Refus('piece.doublon', { nom: recu.nom, champ: recu.champ });
  await retirer(ctx, trouve(presentes.find((p) => p.id === pieceId)));
  const id = await joindre(ctx, dossierId, ancienne, await rangerFichier(ctx, magasin, recu));
  ctx.journaliser({
    action: 'piece.remplacer', objet: 'piece', objetId: id, dossierId,
    donnees: { code: ancienne.code, precision: ancienne.precision, nom: recu.nom, sha256: recu.sha256, remplace: ancienne.nom, sha256Remplace: ancienne.sha256 },
  });
  await toucher(ctx, dossierId);
  return memesAilleurs(presentes, ancienne, recu);
}

/**
 * Attaches a permanent piece of the organisme by reference: the same file, and its validity. It takes the place of one
 * attached before it in the same way.
 * @throws Refus `piece.inconnue`, `piece.doublon`, `piece.perimee`, `piece.en_quarantaine`
 */
export async function utiliserPermanente(ctx: Contexte, dossierId: string, cible: Cible, organismePieceId: string): Promise<void> {
  const dossier = await dossierEditable(ctx, dossierId, 'piece', cible.code, cible.precision);
  await exigerDemandee(ctx, dossier, cible);
  const permanente = trouve((await lirePermanentes(ctx.db, dossier.organismeId)).find((p) => p.id === organismePieceId && p.code === cible.code && estPermanente(p.code)));
  const champ = champDePiece(cible);
  if (validite(permanente.valableJusquAu, jourAParis(ctx.maintenant)) === 'perimee') throw new Refus('piece.perimee', { nom: permanente.nom, champ });
  if (permanente.analyse === 'infectee') throw new Refus('piece.en_quarantaine', { nom: permanente.nom, champ });
  const miennes = (await lirePieces(ctx.db, dossierId)).filter((p) => memeCible(p, cible));
  if (miennes.some((p) => p.sha256 === permanente.sha256)) throw new Refus('piece.doublon', { nom: permanente.nom, champ });
  if (miennes.length >= PAR_PIECE_MAX) throw new Refus('piece.trop_nombreuses', { maximum: PAR_PIECE_MAX, champ });
  const actuelles = await ctx.db('organisme_pieces').where({ organisme_id: dossier.organismeId }).whereNull('retiree_le').select<{ id: string }[]>('id');
  const depassees = miennes.filter((p) => p.organismePieceId !== null && !actuelles.some((a) => a.id === p.organismePieceId));
  for (const p of depassees) await retirer(ctx, p);
  const id = await joindre(ctx, dossierId, cible, permanente.fichierId, { organisme_piece_id: permanente.id, valable_jusqu_au: permanente.valableJusquAu });
  ctx.journaliser({
    action: 'piece.utiliser', objet: 'piece', objetId: id, dossierId,
    donnees: { ...cible, nom: permanente.nom, sha256: permanente.sha256, valableJusquAu: permanente.valableJusquAu, remplace: depassees.map((p) => p.nom).join(', ') },
  });
  await toucher(ctx, dossierId);
}

/** Withdraws a piece; a deposited version keeps what it froze. */
export async function retirerPiece(ctx: Contexte, dossierId: string, pieceId: string): Promise<void> {
  const piece = trouve((await lirePieces(ctx.db, dossierId)).find((p) => p.id === pieceId));
  await dossierEditable(ctx, dossierId, 'piece', piece.code, piece.precision);
  await retirer(ctx, piece);
  ctx.journaliser({ action: 'piece.retirer', objet: 'piece', objetId: pieceId, dossierId, donnees: { code: piece.code, precision: piece.precision, nom: piece.nom } });
  await toucher(ctx, dossierId);
}

/** @throws Refus `piece.inconnue` when the call asks no such piece */
async function exigerDemandee(ctx: Contexte, dossier: DossierLu, { code, precision }: Cible): Promise<void> {
  const { pieces } = await lireReglesDuDossier(ctx.db, dossier);
  if (!pieces.some((p) => p.code === code && (p.parCofinanceur === true) === (precision !== ''))) throw new Refus('piece.inconnue');
}

async function joindre(ctx: Contexte, dossierId: string, { code, precision }: Cible, fichierId: string, permanente: { organisme_piece_id?: string; valable_jusqu_au?: string | null } = {}): Promise<string> {
  const id = ctx.nouvelId();
  await ctx.db('pieces').insert({ id, dossier_id: dossierId, fichier_id: fichierId, code, precision, ajoutee_le: ctx.maintenant, ...permanente });
  return id;
}

const retirer = async (ctx: Contexte, { id }: Pick<PieceLue, 'id'>): Promise<void> => void await ctx.db('pieces').where({ id }).whereNull('retiree_le').update({ retiree_le: ctx.maintenant });

const toucher = async (ctx: Contexte, id: string): Promise<void> => void await ctx.db('dossiers').where({ id }).update({ modifie_le: ctx.maintenant });

const memesAilleurs = (presentes: readonly PieceLue[], cible: Cible, { nom, sha256 }: FichierRecu): MemeFichier[] =>
  presentes.filter((p) => p.sha256 === sha256 && !memeCible(p, cible)).slice(0, 1).map((p) => ({ nom, code: p.code, precision: p.precision }));
