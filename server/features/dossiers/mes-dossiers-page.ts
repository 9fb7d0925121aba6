import { appelOuvert } from '../../domain/appels/ouverture.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireAppel, listerAppelsPublics } from '../appels/appel-queries.js';
import { organismesDe } from '../organismes/organisme-queries.js';
import { avecLien, type DossierListe } from './liste-page.js';
import { listerMesDossiers } from './liste-queries.js';

interface Choix { readonly valeur: string; readonly texte: string }

export interface PageMesDossiers {
  readonly dossiers: readonly DossierListe[];
  readonly organismes: readonly { id: string; nom: string; lien: string; role: string; enAttente: boolean }[];
  readonly appels: readonly { titre: string; fermeLe: string; lien: string }[];
  readonly lienOrganisme: string;
}
export interface PageNouveau {
  readonly appel: { readonly titre: string; readonly fermeLe: string };
  readonly ouvert: boolean;
  readonly organismes: readonly Choix[];
  /** Dossiers whose content may be taken up again. */
  readonly anterieurs: readonly Choix[];
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly action: string;
  readonly lienOrganisme: string;
}

declare module '../../web/render.js' {
  interface Pages { 'dossiers/mes': PageMesDossiers; 'dossiers/nouveau': PageNouveau }
}

/** A porteur's dossiers and organismes, and the calls they can answer. */
export const pageMesDossiers = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const [dossiers, organismes, appels] = await Promise.all([
    listerMesDossiers(db, demande.acteur.appartenances.map((a) => a.organismeId)), organismesDe(db, demande.acteur.id ?? ''), listerAppelsPublics(db),
  ]);
  await render(demande, 'dossiers/mes', {
    dossiers: dossiers.map(avecLien),
    organismes: organismes.map((o) => ({ id: o.id, nom: o.nom, role: libelle('habilitation', o.role), enAttente: o.etat === 'demande', lien: vers(paths.organismes.fiche, { organismeId: o.id }) })),
    appels: appels.filter((a) => appelOuvert(a, demande.maintenant)).map((a) => ({ titre: a.titre, fermeLe: a.fermeLe, lien: vers(paths.appels.page, { appelId: a.id }) })),
    lienOrganisme: paths.organismes.nouveau,
  }, { titre: 'Mes dossiers' });
};

/** First step of a dossier: for which organisme? */
export const pageNouveau = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const appel = trouve(await lireAppel(db, parametre(demande, 'appelId')));
  if (appel.etat === 'brouillon') trouve(null);
  const organismes = (await organismesDe(db, demande.acteur.id ?? '')).filter((o) => o.etat === 'accepte');
  const anterieurs = await listerMesDossiers(db, organismes.map((o) => o.id));
  await render(demande, 'dossiers/nouveau', {
    appel: { titre: appel.titre, fermeLe: appel.fermeLe }, ouvert: appelOuvert(appel, demande.maintenant), organismes: organismes.map((o) => ({ valeur: o.id, texte: `${o.nom} (SIRET ${o.siret})` })),
    anterieurs: anterieurs.map((d) => ({ valeur: d.id, texte: [d.numero ?? 'Brouillon', d.titre || 'sans titre', d.organismeNom].join(' · ') })),
    saisie: etat.saisie ?? { organismeId: organismes.length === 1 ? organismes[0]?.id : '' }, action: vers(paths.dossiers.nouveau, { appelId: appel.id }), lienOrganisme: paths.organismes.nouveau,
  }, { titre: 'Commencer un dossier', etat, fil: [{ texte: 'Appels à projets', lien: paths.appels.liste }, { texte: appel.titre, lien: vers(paths.appels.page, { appelId: appel.id }) }] });
};
