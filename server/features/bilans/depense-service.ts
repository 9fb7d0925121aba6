import type { NatureBilan } from '../../domain/bilans/lignes.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { exigerLaLigne, exigerUnMontant, journaliserLigne, tenirLeBrouillon } from './bilan-service.js';
import { attacher, detacher, insererDepense, modifierLigneDepense, recevoirPieces, supprimerDepense, type DepenseAEcrire } from './depense-store.js';

/** Adds an expense line with its evidence. @returns the line's id. @throws Refus `bilan.montant_nul` */
export async function ajouterDepense(ctx: Contexte, dossierId: string, depense: DepenseAEcrire, nature: NatureBilan = 'final'): Promise<string> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  exigerUnMontant(depense.montantCents);
  const id = ctx.nouvelId();
  await insererDepense(ctx, id, bilan.id, depense);
  journaliserLigne(ctx, 'bilan.ajouter_depense', bilan, { ligne: id, ...depense });
  return id;
}

/** Changes an expense line; its evidence stays, what is given is added to it. @throws Refus `bilan.montant_nul` */
export async function modifierDepense(ctx: Contexte, dossierId: string, depenseId: string, depense: DepenseAEcrire, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  exigerUnMontant(depense.montantCents);
  exigerLaLigne(await modifierLigneDepense(ctx, depenseId, bilan.id, depense));
  journaliserLigne(ctx, 'bilan.modifier_depense', bilan, { ligne: depenseId, ...depense });
}

/** Withdraws an expense line; its files stay with the bilan. */
export async function retirerDepense(ctx: Contexte, dossierId: string, depenseId: string, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  const retiree = trouve(await ctx.db('bilan_depenses').where({ id: depenseId, bilan_id: bilan.id }).first<{ libelle: string; montant_cents: number | string } | undefined>('libelle', 'montant_cents'));
  exigerLaLigne(await supprimerDepense(ctx, depenseId, bilan.id));
  journaliserLigne(ctx, 'bilan.retirer_depense', bilan, { ligne: depenseId, libelle: retiree.libelle, montantCents: Number(retiree.montant_cents) });
}

/** Lines and files to tie together; `recus` were just received. */
export interface Rattachement { readonly depenseIds: readonly string[]; readonly fichierIds: readonly string[]; readonly recus: readonly string[] }

/**
 * Ties each of these files to each of these lines; received files alone wait with the bilan for the lines to come.
 * @throws Refus `bilan.rien_a_rattacher`, `bilan.aucune_ligne`; Introuvable when a line or a file is not of this bilan
 */
export async function rattacher(ctx: Contexte, dossierId: string, { depenseIds, fichierIds, recus }: Rattachement, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  if (fichierIds.length + recus.length === 0) throw new Refus('bilan.rien_a_rattacher', { champ: 'pieces' });
  if (depenseIds.length === 0 && recus.length === 0) throw new Refus('bilan.aucune_ligne');
  const lignes = await ctx.db('bilan_depenses').where({ bilan_id: bilan.id }).whereIn('id', [...depenseIds]).pluck<string[]>('id');
  const connus = await ctx.db('bilan_pieces').where({ bilan_id: bilan.id }).whereIn('fichier_id', [...fichierIds]).pluck<string[]>('fichier_id');
  trouve(lignes.length === depenseIds.length && connus.length === fichierIds.length ? true : null);
  await recevoirPieces(ctx, bilan.id, recus);
  await attacher(ctx, bilan.id, lignes, [...connus, ...recus]);
  journaliserLigne(ctx, 'bilan.rattacher', bilan, { lignes, fichiers: [...connus, ...recus] });
}

/** Withdraws a file that no line refers to. @throws Refus `bilan.piece_rattachee` */
export async function retirerPiece(ctx: Contexte, dossierId: string, fichierId: string, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  const liee = await ctx.db('bilan_depense_pieces as x').join('bilan_depenses as d', 'd.id', 'x.depense_id').where({ 'd.bilan_id': bilan.id, 'x.fichier_id': fichierId }).first('d.id');
  if (liee !== undefined) throw new Refus('bilan.piece_rattachee');
  exigerLaLigne(await ctx.db('bilan_pieces').where({ bilan_id: bilan.id, fichier_id: fichierId }).del());
  journaliserLigne(ctx, 'bilan.retirer_piece', bilan, { fichier: fichierId });
}

/** Unties a file from a line; the file stays with the bilan. */
export async function detacherPiece(ctx: Contexte, dossierId: string, depenseId: string, fichierId: string, nature: NatureBilan = 'final'): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  trouve(await ctx.db('bilan_depenses').where({ id: depenseId, bilan_id: bilan.id }).first('id'));
  exigerLaLigne(await detacher(ctx, depenseId, fichierId));
  journaliserLigne(ctx, 'bilan.detacher_piece', bilan, { ligne: depenseId, fichier: fichierId });
}
