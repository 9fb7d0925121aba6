import type { Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireDossier } from '../dossiers/dossier-queries.js';

/** A session held, as its signed sheet says it; hours as `HH:MM`. */
export interface SeanceEmargee { readonly date: Jour; readonly debut: string; readonly fin: string; readonly action: string; readonly participants: number; readonly fichierId: string }

/**
 * Files the signed sheet of a session. @returns its id
 * @throws Refus `emargement.date_future`, `emargement.heures_inversees`, `visite.dossier_non_notifie`
 * @see issue 5, Suivi
 */
export async function classerEmargement(ctx: Contexte, dossierId: string, seance: SeanceEmargee): Promise<string> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (dossier.etat !== 'notifie') throw new Refus('visite.dossier_non_notifie');
  if (seance.date > jourAParis(ctx.maintenant)) throw new Refus('emargement.date_future', { champ: 'date' });
  if (seance.fin <= seance.debut) throw new Refus('emargement.heures_inversees', { champ: 'fin' });
  const id = ctx.nouvelId();
  await ctx.db('emargements').insert({
    id, dossier_id: dossierId, date: seance.date, debut: seance.debut, fin: seance.fin, action: seance.action, participants: seance.participants, fichier_id: seance.fichierId, depose_par: trouve(ctx.acteur.id), depose_le: ctx.maintenant,
  });
  ctx.journaliser({ action: 'emargement.classer', objet: 'emargement', objetId: id, dossierId, donnees: { ...seance } });
  return id;
}

/** Withdraws a sheet filed by mistake, as long as the final bilan is not deposited: it is then evidence. @throws Refus `emargement.bilan_depose`; Introuvable */
export async function retirerEmargement(ctx: Contexte, dossierId: string, emargementId: string): Promise<void> {
  const depose = await ctx.db('bilans').where({ dossier_id: dossierId, nature: 'final' }).whereNot({ etat: 'brouillon' }).first('id');
  if (depose !== undefined) throw new Refus('emargement.bilan_depose');
  trouve((await ctx.db('emargements').where({ id: emargementId, dossier_id: dossierId }).del()) === 1 ? true : null);
  ctx.journaliser({ action: 'emargement.retirer', objet: 'emargement', objetId: emargementId, dossierId });
}
