import { roleDans } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { lireActions } from './fiche-queries.js';
import { verrouillerFiche } from './programme-store.js';

/** Which dossiers carry a fiche, and which of its actions when one is named. */
export interface Rattachement { readonly ficheId: string; readonly dossierIds: readonly string[]; readonly actionId: string | null }

/**
 * Says that dossiers carry a fiche.
 * @throws Refus `programme.action_inconnue`, `programme.dossier_non_depose`, `programme.organisme_de_l_agent`, `programme.deja_lie`
 */
export async function rattacherDossiers(ctx: Contexte, { ficheId, dossierIds, actionId }: Rattachement): Promise<void> {
  const fiche = await verrouillerFiche(ctx.db, ficheId);
  if (actionId !== null && !(await lireActions(ctx.db, ficheId)).some((a) => a.id === actionId)) throw new Refus('programme.action_inconnue', { champ: 'actionId' });
  const lies = new Set((await ctx.db('programme_dossiers').where({ fiche_id: ficheId }).select<{ dossier_id: string }[]>('dossier_id')).map((l) => l.dossier_id));
  for (const dossierId of dossierIds) {
    const dossier = trouve(await lireDossier(ctx.db, dossierId));
    if (dossier.deposeLe === null) throw new Refus('programme.dossier_non_depose');
    if (roleDans(ctx.acteur, dossier.organismeId) !== null) throw new Refus('programme.organisme_de_l_agent');
    if (lies.has(dossierId)) throw new Refus('programme.deja_lie', { numero: dossier.numero });
    await ctx.db('programme_dossiers').insert({ fiche_id: ficheId, dossier_id: dossierId, action_id: actionId, lie_par: ctx.acteur.id, lie_le: ctx.maintenant });
    ctx.journaliser({ action: 'programme.lier', objet: 'fiche', objetId: ficheId, dossierId, donnees: { fiche: fiche.numero } });
  }
}

/**
 * A dossier no longer carries a fiche; nothing happens when it did not.
 * @throws Refus `programme.organisme_de_l_agent`
 */
export async function detacherDossier(ctx: Contexte, ficheId: string, dossierId: string): Promise<void> {
  const fiche = await verrouillerFiche(ctx.db, ficheId);
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (roleDans(ctx.acteur, dossier.organismeId) !== null) throw new Refus('programme.organisme_de_l_agent');
  const otes = await ctx.db('programme_dossiers').where({ fiche_id: ficheId, dossier_id: dossierId }).del();
  if (otes > 0) ctx.journaliser({ action: 'programme.delier', objet: 'fiche', objetId: ficheId, dossierId, donnees: { fiche: fiche.numero } });
}
