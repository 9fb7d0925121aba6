import { pipeline } from 'node:stream/promises';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateLongue, pluriel } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { filDossier, ongletsDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { estParScript } from '../../web/requete.js';
import { conservationDuDossier } from '../conservation/conservation-queries.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { archivesDuDossier, lireArchive, lireParties, type ArchiveLue } from './archive-queries.js';
import { octetsDesParties } from './archive-travaux.js';

/** An archive as its page shows it: being composed, ready, replaced by a newer one, or given up. */
export interface ArchivePresentee {
  readonly id: string;
  readonly demandeeLe: string;
  readonly demandeePar: string;
  readonly preteLe: string | null;
  readonly contenu: string;
  readonly taille: number;
  readonly empreinte: string | null;
  readonly empreinteManifeste: string | null;
  readonly lien: string | null;
  readonly remplacee: boolean;
  readonly abandonnee: boolean;
  readonly enCours: { readonly lien: string; readonly fait: number; readonly total: number; readonly texte: string } | null;
}

export interface PageArchive {
  readonly surtitre: string;
  readonly onglets: readonly { texte: string; lien: string; actif: boolean }[];
  readonly conservation: { readonly titre: string; readonly texte: string };
  readonly action: string;
  readonly archives: readonly ArchivePresentee[];
  /** Without JavaScript the page is read again by this link while an archive is being composed. */
  readonly actualiser: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'archives/page': PageArchive; 'archives/avancement': { readonly archive: ArchivePresentee } }
}

/** Archives of a dossier: ask for one, follow it, fetch it, with what proves it. */
export const pageArchive = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [conservation, lues] = [await conservationDuDossier(db, dossier, jourAParis(demande.maintenant)), await archivesDuDossier(db, dossier.id)];
  const ici = vers(paths.archives.page, { dossierId: dossier.id });
  const archives = lues.map(presenter);
  await render(demande, 'archives/page', {
    surtitre: `${dossier.numero ?? ''} · ${dossier.organismeNom}`, onglets: ongletsDossier(demande, dossier), conservation: dire(conservation), action: ici, archives,
    actualiser: archives.some((a) => a.enCours !== null) ? ici : null,
  }, { titre: 'Archive du dossier', fil: filDossier(demande, dossier) });
};

function dire({ jusquau, regle, definitive }: Awaited<ReturnType<typeof conservationDuDossier>>): PageArchive['conservation'] {
  if (jusquau === null) return { titre: 'Pas encore de date de conservation', texte: 'Elle court à partir de l’apurement des comptes d’une convention. Ce dossier n’en a pas.' };
  const parRegle = regle === null ? '' : ` Règle la plus longue : ${libelle('conservation', regle).toLowerCase()}.`;
  return definitive
    ? { titre: `À conserver jusqu’au ${dateLongue(jusquau)}`, texte: `Les comptes du dossier sont apurés.${parRegle}` }
    : { titre: `À conserver au moins jusqu’au ${dateLongue(jusquau)}`, texte: `Les comptes ne sont pas encore apurés : le dossier peut changer après cette archive.${parRegle}` };
}

/** How far an archive is: a fragment for the page that polls it, the page itself otherwise. */
export const avancementArchive = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const archive = await celleDuDossier(deps, demande);
  if (!estParScript(demande.req)) return demande.res.redirect(303, vers(paths.archives.page, { dossierId: archive.dossierId }));
  await render(demande, 'archives/avancement', { archive: presenter(archive) }, { titre: 'Archive', fragment: true });
};

/** The archive as one file, its parts sent one after the other. */
export const servirArchive = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const archive = await celleDuDossier(deps, demande);
  trouve(archive.preteLe !== null && archive.disponible ? archive : null);
  const dossier = trouve(await lireDossier(deps.db, archive.dossierId));
  const parties = await lireParties(deps.db, archive.id);
  demande.res.attachment(`Archive ${dossier.numero ?? ''}.zip`).type('application/zip').setHeader('Content-Length', String(archive.taille));
  await pipeline(octetsDesParties(deps, parties.map((p) => p.cleStockage)), demande.res);
};

const celleDuDossier = async ({ db }: Deps, demande: Demande): Promise<ArchiveLue> =>
  trouve(await lireArchive(db, parametre(demande, 'archiveId'), parametre(demande, 'dossierId')));

function presenter(a: ArchiveLue): ArchivePresentee {
  const ids = { dossierId: a.dossierId, archiveId: a.id };
  const prete = a.preteLe !== null;
  return {
    id: a.id, demandeeLe: a.demandeeLe, demandeePar: a.demandeePar, preteLe: a.preteLe, contenu: prete ? pluriel(a.fichiers, 'fichier') : '', taille: a.taille, empreinte: a.empreinte, empreinteManifeste: a.empreinteManifeste,
    lien: prete && a.disponible ? vers(paths.archives.fichier, ids) : null, remplacee: prete && !a.disponible, abandonnee: !prete && a.etat === 'abandonne',
    enCours: prete || a.etat === 'abandonne' ? null : { lien: vers(paths.archives.avancement, ids), fait: a.fait, total: a.total, texte: a.total === 0 ? 'en attente' : `étape ${a.fait} sur ${a.total}` },
  };
}
