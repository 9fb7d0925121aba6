import type { Deps } from '../../platform/deps.js';
import { FORMULAIRE_VIERGE, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireCalendrier } from './calendrier-queries.js';

export interface PageCalendrier {
  /** The secret address, shown once, just after it was made. */
  readonly adresse: string | null;
  readonly actif: { readonly creeLe: string; readonly luLe: string | null } | null;
  readonly actionCreer: string;
  readonly actionRetirer: string;
  readonly aFaire: string;
}

declare module '../../web/render.js' {
  interface Pages { 'calendrier/lien': PageCalendrier }
}

/** A person's calendar link: made, replaced, closed. `adresse` is given once, by the request that made it. */
export const pageCalendrier = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire = FORMULAIRE_VIERGE, adresse: string | null = null): Promise<void> => {
  await render(demande, 'calendrier/lien', {
    adresse, actif: await lireCalendrier(db, demande.acteur.id ?? ''), actionCreer: paths.compteCalendrier, actionRetirer: paths.compteCalendrierRetrait, aFaire: paths.aFaire,
  }, { titre: 'Vos échéances dans votre agenda', etat, fil: [{ texte: 'Mon compte', lien: paths.compte }] });
};
