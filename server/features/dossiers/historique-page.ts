import { peut } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande } from '../../web/demande.js';
import { differencesLisibles, type DifferenceLisible } from '../../web/differences-lisibles.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { nomsDe } from '../../web/noms-appel.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { lireDossier, lireHistorique, lireReglesDuDossier, lireVersionDossier, listerVersions, type DossierLu } from './dossier-queries.js';
import { contenuLisible, type Rubrique } from '../../web/dossier-lisible.js';

interface Fait { readonly le: string; readonly acteur: string; readonly texte: string; readonly motif: string | null }

export interface PageHistorique {
  readonly dossier: DossierLu;
  readonly onglets: readonly object[];
  readonly versions: readonly { version: number; deposeLe: string; deposePar: string; lien: string }[];
  readonly faits: readonly Fait[];
}
export interface PageVersion {
  readonly dossier: DossierLu;
  readonly onglets: readonly object[];
  readonly version: number;
  readonly rubriques: readonly Rubrique[];
  readonly differences: readonly DifferenceLisible[];
  readonly comparee: number | null;
}

declare module '../../web/render.js' {
  interface Pages { 'dossiers/historique': PageHistorique; 'dossiers/version': PageVersion }
}

/** Acts of the back office: shown to those who follow the dossier, not to its porteur, a consulted partner or the committee. */
const INTERNES = /^(message\.noter|avis\.|notation\.|deport\.|instruction\.|recevabilite\.controler|seance\.|dossier\.(affecter|proposer)|controle\.designer)/;

/** History of a dossier from the journal, and its deposited versions. */
export const pageHistorique = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const suit = peut(demande.acteur, 'dossier.suivre', demande.sujet).permis;
  const [lignes, versions] = await Promise.all([lireHistorique(db, dossier.id), listerVersions(db, dossier.id)]);
  await render(demande, 'dossiers/historique', {
    dossier, onglets: ongletsDossier(demande, dossier),
    versions: versions.map((v) => ({ version: v.version, deposeLe: v.deposeLe, deposePar: v.deposePar, lien: vers(paths.dossiers.version, { dossierId: dossier.id, version: v.version }) })),
    faits: lignes.filter((l) => suit || !INTERNES.test(l.action)).map((l) => ({ le: l.le, acteur: l.acteur, texte: decrire(l), motif: l.motif })),
  }, { titre: 'Historique', fil: filDossier(demande, dossier) });
};

function decrire(l: { action: string; vers: string | null }): string {
  const acte = libelle('action', l.action);
  const machine = l.action.split('.')[0] ?? '';
  return l.vers === null ? acte : `${acte} : ${libelle(machine, l.vers).toLowerCase()}`;
}

/** One deposited version, with what changed since the one before. */
export const pageVersion = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const version = Number(parametre(demande, 'version'));
  const figee = trouve(Number.isSafeInteger(version) && version > 0 && version < 10_000 ? await lireVersionDossier(db, dossier.id, version) : null);
  const precedente = version > 1 ? await lireVersionDossier(db, dossier.id, version - 1) : null;
  const [appel, territoires] = [await lireReglesDuDossier(db, dossier), await listerTerritoires(db)];
  await render(demande, 'dossiers/version', {
    dossier, onglets: ongletsDossier(demande, dossier), version, rubriques: contenuLisible(figee.sections, figee.organisme, { dispositifs: appel.dispositifs, territoires }),
    differences: precedente === null ? [] : differencesLisibles(precedente, figee, nomsDe(appel, territoires)), comparee: precedente === null ? null : version - 1,
  }, { titre: `Version ${version}`, fil: [...filDossier(demande, dossier), { texte: 'Historique', lien: vers(paths.dossiers.historique, { dossierId: dossier.id }) }] });
};
