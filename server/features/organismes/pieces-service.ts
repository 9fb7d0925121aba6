import { Refus } from '../../domain/kernel/refus.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { estPermanente, validite } from '../../domain/organismes/pieces-permanentes.js';
import { jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import type { Magasin } from '../../platform/file-store.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { FichierRecu } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { rangerFichier } from '../documents/fichier-service.js';
import { lirePermanentes, type PiecePermanente } from './pieces-queries.js';

const PAR_CODE_MAX = 10;

/** A permanent piece as its form gives it; `champ` and `champDate` are the fields a refusal is shown beside. */
export interface DepotPermanent { readonly code: string; readonly valableJusquAu: Jour | null; readonly recu: FichierRecu; readonly champDate: string }

/**
 * Adds a permanent piece to the sheet of an organisme (spec 1, stage 2).
 * @returns its id. @throws Refus `piece.inconnue`, `piece.doublon`, `piece.trop_nombreuses`, `piece.deja_perimee`
 */
export async function ajouterPermanente(ctx: Contexte, magasin: Magasin, organismeId: string, depot: DepotPermanent): Promise<string> {
  if (!estPermanente(depot.code)) throw new Refus('piece.inconnue', { champ: 'code' });
  const presentes = (await presentesDe(ctx, organismeId)).filter((p) => p.code === depot.code);
  if (presentes.length >= PAR_CODE_MAX) throw new Refus('piece.trop_nombreuses', { maximum: PAR_CODE_MAX, champ: depot.recu.champ });
  const id = await ranger(ctx, magasin, organismeId, presentes, depot);
  ctx.journaliser({ action: 'organisme.ajouter_piece', objet: 'organisme', objetId: organismeId, donnees: { code: depot.code, nom: depot.recu.nom, sha256: depot.recu.sha256, valableJusquAu: depot.valableJusquAu } });
  return id;
}

/**
 * Puts a file in the place of another, in one act: dossiers deposited with the former keep it.
 * @throws Refus as `ajouterPermanente`
 */
export async function remplacerPermanente(ctx: Contexte, magasin: Magasin, organismeId: string, pieceId: string, depot: Omit<DepotPermanent, 'code'>): Promise<void> {
  const presentes = await presentesDe(ctx, organismeId);
  const ancienne = trouve(presentes.find((p) => p.id === pieceId));
  await ranger(ctx, magasin, organismeId, presentes.filter((p) => p.code === ancienne.code), { ...depot, code: ancienne.code });
  await ctx.db('organisme_pieces').where({ id: pieceId }).update({ retiree_le: ctx.maintenant });
  ctx.journaliser({
    action: 'organisme.remplacer_piece', objet: 'organisme', objetId: organismeId,
    donnees: { code: ancienne.code, nom: depot.recu.nom, sha256: depot.recu.sha256, valableJusquAu: depot.valableJusquAu, remplace: ancienne.nom, sha256Remplace: ancienne.sha256 },
  });
}

/** Withdraws a permanent piece: it is offered no more; dossiers that use it keep it. */
export async function retirerPermanente(ctx: Contexte, organismeId: string, pieceId: string): Promise<void> {
  const piece = trouve((await presentesDe(ctx, organismeId)).find((p) => p.id === pieceId));
  await ctx.db('organisme_pieces').where({ id: pieceId }).update({ retiree_le: ctx.maintenant });
  ctx.journaliser({ action: 'organisme.retirer_piece', objet: 'organisme', objetId: organismeId, donnees: { code: piece.code, nom: piece.nom, sha256: piece.sha256 } });
}

async function presentesDe(ctx: Contexte, organismeId: string): Promise<PiecePermanente[]> {
  await verrouiller(ctx.db('organismes').where({ id: organismeId }), ctx.db).first('id');
  return lirePermanentes(ctx.db, organismeId);
}

async function ranger(ctx: Contexte, magasin: Magasin, organismeId: string, memes: readonly PiecePermanente[], { code, valableJusquAu, recu, champDate }: DepotPermanent): Promise<string> {
  if (validite(valableJusquAu, jourAParis(ctx.maintenant)) === 'perimee') throw new Refus('piece.deja_perimee', { champ: champDate });
  if (memes.some((p) => p.sha256 === recu.sha256)) throw new Refus('piece.doublon', { nom: recu.nom, champ: recu.champ });
  const id = ctx.nouvelId();
  await ctx.db('organisme_pieces').insert({
    id, organisme_id: organismeId, fichier_id: await rangerFichier(ctx, magasin, recu), code, valable_jusqu_au: valableJusquAu, ajoutee_par: ctx.acteur.id, ajoutee_le: ctx.maintenant,
  });
  return id;
}
