import type { Deps } from '../../platform/deps.js';
import { estId } from '../../platform/ids.js';
import type { Demande } from '../../web/demande.js';
import { choix } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { listerAppelsPublics } from '../appels/appel-queries.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { agentsHabilites, type DossierLu } from './dossier-queries.js';
import { compterParEtat, listerDossiers, type FiltreDossiers } from './liste-queries.js';

interface Choix { readonly valeur: string; readonly texte: string }
/** A dossier of a list, with its address. */
export type DossierListe = DossierLu & { readonly lien: string };

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

declare module '../../web/render.js' {
  interface Pages { 'dossiers/liste': PageListe }
}

/** Adds its address to a dossier of a list. */
export const avecLien = (d: DossierLu): DossierListe => ({ ...d, lien: vers(paths.dossiers.page, { dossierId: d.id }) });
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
