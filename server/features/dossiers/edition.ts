import { Refus } from '../../domain/kernel/refus.js';
import { pieceOuverte, sectionOuverte } from '../../domain/recevabilite/perimetre.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireDossier, type DossierLu } from './dossier-queries.js';
import { lirePerimetre } from './perimetre-queries.js';

/** States in which a dossier's content may change. */
export const EDITABLES: readonly string[] = ['brouillon', 'complements_demandes'];

/**
 * Locks a dossier and holds that this element of it may change now: everything of a brouillon, only what was asked for
 * under a request for complements.
 * @param precision co-funder of a piece asked one by one
 * @throws Refus `etat.incompatible`, `complements.hors_demande`
 */
export async function dossierEditable(ctx: Contexte, dossierId: string, cible: 'section' | 'piece', code: string, precision = ''): Promise<DossierLu> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (!EDITABLES.includes(dossier.etat)) throw new Refus('etat.incompatible', { objet: 'dossier', etat: dossier.etat });
  const perimetre = await lirePerimetre(ctx.db, dossier);
  const ouvert = perimetre === null || (cible === 'section' ? sectionOuverte(perimetre, code) : pieceOuverte(perimetre, { code, precision }));
  if (!ouvert) throw new Refus('complements.hors_demande');
  return dossier;
}
