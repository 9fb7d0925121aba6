import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { ecrireVisite, type NatureVisite } from './suivi-store.js';

/** A visit or steering meeting as its author tells it; `date` is `AAAA-MM-JJ`. */
export interface VisiteSaisie {
  readonly nature: NatureVisite;
  readonly date: string;
  readonly participants: string;
  readonly constats: string;
  readonly suites: string;
}

/**
 * Records an on-site visit or a steering meeting that has taken place.
 * @returns its id. @throws Refus `visite.date_future`, `visite.dossier_non_notifie`
 * @see spec 1, stage 11
 */
export async function enregistrerVisite(ctx: Contexte, dossierId: string, visite: VisiteSaisie): Promise<string> {
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (dossier.etat !== 'notifie') throw new Refus('visite.dossier_non_notifie');
  if (visite.date > jourAParis(ctx.maintenant)) throw new Refus('visite.date_future', { champ: 'date' });
  const id = ctx.nouvelId();
  await ecrireVisite(ctx.db, { ...visite, id, dossierId, saisiePar: trouve(ctx.acteur.id), saisieLe: ctx.maintenant });
  ctx.journaliser({ action: 'visite.enregistrer', objet: 'visite', objetId: id, dossierId, donnees: { nature: visite.nature, date: visite.date } });
  return id;
}
