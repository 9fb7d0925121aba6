import { Refus } from '../../domain/kernel/refus.js';
import type { Magasin } from '../../platform/file-store.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { FichierRecu } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { rangerFichier } from '../documents/fichier-service.js';
import { lirePieces } from './dossier-queries.js';
import { dossierEditable } from './edition.js';

/**
 * Attaches files to a piece of the call.
 * @throws Refus `piece.doublon` when the very same file is already there for this piece.
 */
export async function ajouterPieces(ctx: Contexte, magasin: Magasin, dossierId: string, code: string, precision: string, recus: readonly FichierRecu[]): Promise<void> {
  await dossierEditable(ctx, dossierId, 'piece', code);
  const presentes = await lirePieces(ctx.db, dossierId);
  for (const recu of recus) {
    if (presentes.some((p) => p.code === code && p.precision === precision && p.sha256 === recu.sha256)) throw new Refus('piece.doublon', { nom: recu.nom });
    const fichierId = await rangerFichier(ctx, magasin, recu);
    const id = ctx.nouvelId();
    await ctx.db('pieces').insert({ id, dossier_id: dossierId, fichier_id: fichierId, code, precision, ajoutee_le: ctx.maintenant });
    ctx.journaliser({ action: 'piece.ajouter', objet: 'piece', objetId: id, dossierId, donnees: { code, precision, nom: recu.nom, sha256: recu.sha256 } });
  }
  await ctx.db('dossiers').where({ id: dossierId }).update({ modifie_le: ctx.maintenant });
}

/** Withdraws a piece; a deposited version keeps what it froze. */
export async function retirerPiece(ctx: Contexte, dossierId: string, pieceId: string): Promise<void> {
  const piece = trouve(await ctx.db('pieces').where({ id: pieceId, dossier_id: dossierId }).whereNull('retiree_le').first<{ code: string } | undefined>('code'));
  await dossierEditable(ctx, dossierId, 'piece', piece.code);
  await ctx.db('pieces').where({ id: pieceId }).update({ retiree_le: ctx.maintenant });
  ctx.journaliser({ action: 'piece.retirer', objet: 'piece', objetId: pieceId, dossierId, donnees: { code: piece.code } });
}
