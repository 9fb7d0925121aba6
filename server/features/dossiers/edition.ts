import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { elementsDemandes } from '../recevabilite/recevabilite-queries.js';
import { lireDossier, type DossierLu } from './dossier-queries.js';

/** States in which a dossier's content may change. */
export const EDITABLES: readonly string[] = ['brouillon', 'complements_demandes'];

/**
 * Locks a dossier and holds that this element of it may change now: everything of a brouillon, only what was asked for
 * under a request for complements.
 * @throws Refus `etat.incompatible`, `complements.hors_demande`
 */
export async function dossierEditable(ctx: Contexte, dossierId: string, cible: 'section' | 'piece', code: string): Promise<DossierLu> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (!EDITABLES.includes(dossier.etat)) throw new Refus('etat.incompatible', { objet: 'dossier', etat: dossier.etat });
  if (dossier.etat === 'complements_demandes') {
    const demandes = await elementsDemandes(ctx.db, dossierId);
    if (!demandes.some((e) => e.cible === cible && e.code === code)) throw new Refus('complements.hors_demande');
  }
  return dossier;
}
