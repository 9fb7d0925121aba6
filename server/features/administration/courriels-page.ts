import { pluriel } from '../../platform/format.js';
import type { Tranche } from '../../platform/tranche.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, liensDeTranche } from '../../web/requete.js';
import type { CourrielListe, EtatDeCourriel, FiltreCourriels } from './courriels-queries.js';

export interface PageCourriels {
  readonly onglets: readonly { readonly texte: string; readonly lien: string; readonly actif: boolean; readonly nombre: number }[];
  readonly filtre: { readonly action: string; readonly recherche: string; readonly etat: string };
  readonly lignes: readonly {
    readonly id: string; readonly destinataire: string; readonly sujet: string; readonly etat: EtatDeCourriel; readonly creeLe: string; readonly suivi: string; readonly erreur: string | null; readonly abandonne: boolean;
    readonly instant: string | null;
  }[];
  readonly pages: { readonly precedent: string | null; readonly suivant: string | null };
  readonly action: string;
  readonly abandonnes: boolean;
  /** No mail server is configured: mails stay here. */
  readonly sansServeur: boolean;
}

declare module '../../web/render.js' {
  interface Pages { 'administration/courriels': PageCourriels }
}

const ONGLETS: readonly { texte: string; etat: EtatDeCourriel | null }[] = [
  { texte: 'Tous', etat: null }, { texte: 'En attente', etat: 'en_attente' }, { texte: 'Envoyés', etat: 'envoye' }, { texte: 'Abandonnés', etat: 'abandonne' },
];

function suiviDe(c: CourrielListe): { suivi: string; instant: string | null } {
  if (c.etat === 'envoye') return { suivi: 'Remis au serveur de messagerie le', instant: c.envoyeLe };
  if (c.etat === 'abandonne') return { suivi: `Abandonné après ${pluriel(c.tentatives, 'tentative')}`, instant: null };
  return c.tentatives === 0 ? { suivi: 'Partira au prochain passage', instant: null } : { suivi: `${pluriel(c.tentatives, 'tentative')} ; prochaine le`, instant: c.prochaineTentative };
}

export interface DonneesCourriels {
  readonly filtre: FiltreCourriels;
  readonly tranche: Tranche<CourrielListe>;
  readonly comptes: Readonly<Record<EtatDeCourriel, number>>;
  readonly sansServeur: boolean;
}

/** The outbox: what left, what waits, what was given up and why. */
export function pageCourriels(demande: Demande, etat: EtatFormulaire, { filtre, tranche, comptes, sansServeur }: DonneesCourriels): Promise<void> {
  const chemin = paths.administration.courriels;
  const total = comptes.en_attente + comptes.envoye + comptes.abandonne;
  return render(demande, 'administration/courriels', {
    onglets: ONGLETS.map((o) => ({
      texte: o.texte, lien: avecQuery(chemin, { etat: o.etat, q: filtre.recherche }), actif: o.etat === filtre.etat, nombre: o.etat === null ? total : comptes[o.etat],
    })),
    filtre: { action: chemin, recherche: filtre.recherche, etat: filtre.etat ?? '' },
    lignes: tranche.lignes.map((c) => ({
      id: c.id, destinataire: c.destinataire, sujet: c.sujet, etat: c.etat, creeLe: c.creeLe, ...suiviDe(c), erreur: c.etat === 'envoye' ? null : c.erreur, abandonne: c.etat === 'abandonne',
    })),
    pages: liensDeTranche(chemin, { etat: filtre.etat, q: filtre.recherche }, tranche),
    action: chemin, abandonnes: comptes.abandonne > 0, sansServeur,
  }, { titre: 'Courriels', etat, large: true });
}
