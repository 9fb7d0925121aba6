import type { Deps } from '../../platform/deps.js';
import { estId } from '../../platform/ids.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireAppel, listerAppelsPublics } from '../appels/appel-queries.js';
import { organismesDe } from '../organismes/organisme-queries.js';
import { appelOuvert } from '../../domain/appels/ouverture.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { parametre } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { agentsHabilites, type DossierLu } from './dossier-queries.js';
import { compterParEtat, listerDossiers, listerMesDossiers, type FiltreDossiers } from './liste-queries.js';

interface Choix { readonly valeur: string; readonly texte: string }
type DossierListe = DossierLu & { readonly lien: string };

export interface PageListe {
  readonly dossiers: readonly DossierListe[];
  readonly filtre: FiltreDossiers;
  readonly etats: readonly Choix[];
  readonly appels: readonly Choix[];
  readonly instructeurs: readonly Choix[];
  readonly total: number;
  readonly suivant: string | null;
  readonly lienExport: string;
  readonly filtree: boolean;
}
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
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly action: string;
  readonly lienOrganisme: string;
}

declare module '../../web/render.js' {
  interface Pages { 'dossiers/liste': PageListe; 'dossiers/mes': PageMesDossiers; 'dossiers/nouveau': PageNouveau }
}

const avecLien = (d: DossierLu): DossierListe => ({ ...d, lien: vers(paths.dossiers.page, { dossierId: d.id }) });
const lire = (valeur: unknown, max: number): string => (typeof valeur === 'string' ? valeur.trim().slice(0, max) : '');

/** Filters read from the address; what is not understood filters nothing. */
export function lireFiltre({ query }: Demande): FiltreDossiers {
  const id = (nom: string): string => { const v = lire(query[nom], 36); return estId(v) ? v : ''; };
  const etats: readonly string[] = [DOSSIER.initial, ...Object.values(DOSSIER.transitions).map((t) => t.vers)];
  const etat = lire(query['etat'], 30);
  return { recherche: lire(query['recherche'], 100), etat: etats.includes(etat) ? etat : '', appel: id('appel'), instructeur: id('instructeur'), apres: lire(query['apres'], 80) };
}

const enRequete = (f: FiltreDossiers, apres: string): string => new URLSearchParams(Object.entries({ ...f, apres }).filter(([, v]) => v !== '')).toString();

/** Agents' list of dossiers: search, filters, counts by state, next page by keyset. */
export const pageListe = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const filtre = lireFiltre(demande);
  const [{ dossiers, suivant }, comptes, appels, instructeurs] = await Promise.all([listerDossiers(db, filtre), compterParEtat(db), listerAppelsPublics(db), agentsHabilites(db, 'instructeur')]);
  await render(demande, 'dossiers/liste', {
    dossiers: dossiers.map(avecLien), filtre, total: [...comptes.values()].reduce((a, b) => a + b, 0),
    etats: choix('dossier').filter((c) => c.valeur !== 'brouillon').map((c) => ({ ...c, texte: `${c.texte} (${comptes.get(c.valeur) ?? 0})` })),
    appels: appels.map((a) => ({ valeur: a.id, texte: a.titre })), instructeurs: instructeurs.map((i) => ({ valeur: i.id, texte: i.nom })),
    suivant: suivant === null ? null : `${paths.dossiers.liste}?${enRequete(filtre, suivant)}`, lienExport: `${paths.dossiers.exportCsv}?${enRequete(filtre, '')}`,
    filtree: enRequete(filtre, '') !== '',
  }, { titre: 'Dossiers', large: true });
};

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
  await render(demande, 'dossiers/nouveau', {
    appel: { titre: appel.titre, fermeLe: appel.fermeLe }, ouvert: appelOuvert(appel, demande.maintenant), organismes: organismes.map((o) => ({ valeur: o.id, texte: `${o.nom} (SIRET ${o.siret})` })),
    saisie: etat.saisie ?? { organismeId: organismes.length === 1 ? organismes[0]?.id : '' }, action: vers(paths.dossiers.nouveau, { appelId: appel.id }), lienOrganisme: paths.organismes.nouveau,
  }, { titre: 'Commencer un dossier', etat, fil: [{ texte: 'Appels à projets', lien: paths.appels.liste }, { texte: appel.titre, lien: vers(paths.appels.page, { appelId: appel.id }) }] });
};
