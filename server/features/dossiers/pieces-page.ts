import { piecesExigees } from '../../domain/dossiers/pieces-exigees.js';
import { faitsPieces } from '../../domain/dossiers/evaluation.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { filDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { TYPES_ACCEPTES } from '../../web/upload.js';
import { lireOrganisme } from '../organismes/organisme-queries.js';
import { elementsDemandes } from '../recevabilite/recevabilite-queries.js';
import { contenuDesSections, lireDossier, lirePieces, lireReglesDuDossier, lireSections, type PieceLue } from './dossier-queries.js';

interface PieceAJoindre {
  readonly code: string;
  readonly precision: string;
  readonly intitule: string;
  readonly obligatoire: boolean;
  readonly chemin: string;
  readonly ouverte: boolean;
  readonly fichiers: readonly (PieceLue & { readonly lien: string; readonly actionRetrait: string })[];
}

export interface PagePieces {
  readonly pieces: readonly PieceAJoindre[];
  readonly action: string;
  readonly retour: string;
  readonly tailleMax: number;
  readonly types: string;
}

declare module '../../web/render.js' {
  interface Pages { 'dossiers/pieces': PagePieces }
}

/** Pieces the dossier must bring, each with its files and its own upload. */
export const pagePieces = ({ db, config }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [appel, sections, presentes, organisme] = [await lireReglesDuDossier(db, dossier), contenuDesSections(await lireSections(db, dossier.id)), await lirePieces(db, dossier.id), trouve(await lireOrganisme(db, dossier.organismeId))];
  const demandees = dossier.etat === 'complements_demandes' ? await elementsDemandes(db, dossier.id) : null;
  const exigees = piecesExigees(appel, faitsPieces(sections, organisme.nature, appel));
  await render(demande, 'dossiers/pieces', {
    pieces: exigees.map((p) => ({
      code: p.code, precision: p.precision, obligatoire: p.obligatoire, chemin: p.precision === '' ? p.code : `${p.code}-${p.precision}`,
      intitule: p.precision === '' ? p.intitule : `${libelle('piece', p.code)} : ${libelle('financeur', p.precision)}`,
      ouverte: demandees === null || demandees.some((d) => d.cible === 'piece' && d.code === p.code),
      fichiers: presentes.filter((f) => f.code === p.code && f.precision === p.precision).map((f) => ({
        ...f, lien: vers(paths.dossiers.fichier, { dossierId: dossier.id, fichierId: f.fichierId }), actionRetrait: vers(paths.dossiers.retirerPiece, { dossierId: dossier.id, pieceId: f.id }),
      })),
    })),
    action: vers(paths.dossiers.pieces, { dossierId: dossier.id }), retour: vers(paths.dossiers.page, { dossierId: dossier.id }),
    tailleMax: config.tailleMaxFichier, types: [...new Set(Object.values(TYPES_ACCEPTES))].map((t) => t.toUpperCase()).join(', '),
  }, { titre: libelle('section', 'pieces'), etat, fil: filDossier(demande, dossier) });
};
