import { piecesExigees, type PieceExigee } from '../../domain/dossiers/pieces-exigees.js';
import { pieceOuverte } from '../../domain/recevabilite/perimetre.js';
import { faitsPieces } from '../../domain/dossiers/evaluation.js';
import { lireJour } from '../../domain/kernel/jour.js';
import { estPermanente, validite } from '../../domain/organismes/pieces-permanentes.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { nomDePiece } from '../../web/noms-appel.js';
import { filDossier } from '../../web/onglets-dossier.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { TYPES_ACCEPTES } from '../../web/upload.js';
import { APERCU } from '../documents/fichier-envoi.js';
import { lireOrganisme } from '../organismes/organisme-queries.js';
import { lirePermanentes, type PiecePermanente } from '../organismes/pieces-queries.js';
import { contenuDesSections, lireDossier, lirePieces, lireReglesDuDossier, lireSections, type DossierLu, type PieceLue } from './dossier-queries.js';
import { lirePerimetre } from './perimetre-queries.js';
import { lirePiecesRetirees, type PieceRetiree } from './pieces-queries.js';
import { champDePiece } from './pieces-service.js';

interface FichierMontre {
  readonly id: string;
  readonly nom: string;
  readonly taille: number;
  readonly ajouteeLe: string;
  readonly lien: string | null;
  readonly apercu: string | null;
  readonly enAnalyse: boolean;
  readonly infecte: boolean;
  readonly validite: string | null;
  readonly perimee: boolean;
  readonly deLOrganisme: boolean;
  /** The other pieces that have the very same file. */
  readonly identique: string | null;
  readonly actionRetrait: string;
  readonly actionRemplacement: string;
  readonly cheminRemplacement: string;
}

interface PieceAJoindre {
  readonly code: string;
  readonly precision: string;
  readonly intitule: string;
  readonly obligatoire: boolean;
  readonly chemin: string;
  readonly ouverte: boolean;
  readonly statut: string;
  readonly fichiers: readonly FichierMontre[];
  readonly offres: readonly { readonly id: string; readonly nom: string; readonly validite: string }[];
  readonly perimees: readonly string[];
  readonly retires: readonly { readonly nom: string; readonly lien: string; readonly ajouteeLe: string; readonly retireeLe: string }[];
}

export interface PagePieces {
  readonly pieces: readonly PieceAJoindre[];
  readonly fournies: number;
  readonly exigees: number;
  readonly quarantaine: number;
  readonly action: string;
  readonly actionOrganisme: string;
  readonly lienOrganisme: string;
  readonly retour: string;
  readonly tailleMax: number;
  readonly types: string;
}

declare module '../../web/render.js' {
  interface Pages { 'dossiers/pieces': PagePieces }
}

/** What the cards of a page are made from. */
interface Matiere {
  readonly dossier: DossierLu;
  readonly exigees: readonly PieceExigee[];
  readonly presentes: readonly PieceLue[];
  readonly retirees: readonly PieceRetiree[];
  readonly permanentes: readonly PiecePermanente[];
  readonly ouverte: (p: PieceExigee) => boolean;
  readonly leJour: ReturnType<typeof jourAParis>;
}

/** Pieces the dossier must bring, each with its files, those the organisme already keeps, and its own upload. */
export const pagePieces = ({ db, config }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
  const [appel, sections, organisme] = [await lireReglesDuDossier(db, dossier), contenuDesSections(await lireSections(db, dossier.id)), trouve(await lireOrganisme(db, dossier.organismeId))];
  const perimetre = await lirePerimetre(db, dossier);
  const m: Matiere = {
    dossier, exigees: piecesExigees(appel, faitsPieces(sections, organisme.nature, appel)), presentes: await lirePieces(db, dossier.id), retirees: await lirePiecesRetirees(db, dossier.id),
    permanentes: await lirePermanentes(db, dossier.organismeId), ouverte: (p) => perimetre === null || pieceOuverte(perimetre, p), leJour: jourAParis(demande.maintenant),
  };
  const pieces = m.exigees.map((p) => montrerPiece(m, p));
  const obligatoires = pieces.filter((p) => p.obligatoire);
  await render(demande, 'dossiers/pieces', {
    pieces, exigees: obligatoires.length, fournies: obligatoires.filter((p) => p.statut === 'complete').length, quarantaine: m.presentes.filter((p) => p.analyse === 'infectee').length,
    action: vers(paths.dossiers.pieces, { dossierId: dossier.id }), actionOrganisme: vers(paths.dossiers.pieceOrganisme, { dossierId: dossier.id }),
    lienOrganisme: vers(paths.organismes.pieces, { organismeId: dossier.organismeId }), retour: vers(paths.dossiers.page, { dossierId: dossier.id }),
    tailleMax: config.tailleMaxFichier, types: [...new Set(Object.values(TYPES_ACCEPTES))].map((t) => t.toUpperCase()).join(', '),
  }, { titre: libelle('section', 'pieces'), etat, fil: filDossier(demande, dossier) });
};

const meme = (a: { code: string; precision: string }, b: { code: string; precision: string }): boolean => a.code === b.code && a.precision === b.precision;

function montrerPiece(m: Matiere, p: PieceExigee): PieceAJoindre {
  const miennes = m.presentes.filter((f) => meme(f, p));
  const permanentes = estPermanente(p.code) && p.precision === '' ? m.permanentes.filter((x) => x.code === p.code && !miennes.some((f) => f.sha256 === x.sha256)) : [];
  const perimee = (x: PiecePermanente): boolean => validite(x.valableJusquAu, m.leJour) === 'perimee';
  return {
    code: p.code, precision: p.precision, obligatoire: p.obligatoire, chemin: champDePiece(p), intitule: nomDePiece(p.intitule, p.precision), ouverte: m.ouverte(p),
    statut: miennes.some((f) => f.analyse !== 'infectee') ? 'complete' : miennes.length > 0 ? 'erreur' : 'a_commencer',
    fichiers: miennes.map((f) => montrerFichier(m, f)),
    offres: permanentes.filter((x) => !perimee(x) && x.analyse !== 'infectee').map((x) => ({ id: x.id, nom: x.nom, validite: jusquAu(x.valableJusquAu) ?? '' })),
    perimees: permanentes.filter(perimee).map((x) => `« ${x.nom} », de la fiche de votre organisme, est périmée depuis le ${dateLongue(x.valableJusquAu ?? '')}.`),
    retires: m.retirees.filter((f) => meme(f, p)).map((f) => ({ nom: f.nom, ajouteeLe: f.ajouteeLe, retireeLe: f.retireeLe, lien: vers(paths.dossiers.fichier, { dossierId: m.dossier.id, fichierId: f.fichierId }) })),
  };
}

const jusquAu = (jour: string | null): string | null => (jour === null ? null : `valable jusqu’au ${dateLongue(jour)}`);

function montrerFichier({ dossier: { id: dossierId }, presentes, exigees, leJour }: Matiere, f: PieceLue): FichierMontre {
  const [enAnalyse, infecte] = [f.analyse === 'en_attente', f.analyse === 'infectee'];
  const retenu = enAnalyse || infecte;
  const autres = presentes.filter((x) => x.sha256 === f.sha256 && !meme(x, f)).map((x) => exigees.find((e) => meme(e, x))).filter((e) => e !== undefined).map((e) => `« ${nomDePiece(e.intitule, e.precision)} »`);
  const [fichier, piece] = [{ dossierId, fichierId: f.fichierId }, { dossierId, pieceId: f.id }];
  const fin = f.valableJusquAu === null ? null : lireJour(f.valableJusquAu);
  return {
    id: f.id, nom: f.nom, taille: f.taille, ajouteeLe: f.ajouteeLe, enAnalyse, infecte, validite: jusquAu(f.valableJusquAu), perimee: validite(fin, leJour) === 'perimee',
    lien: retenu ? null : vers(paths.dossiers.fichier, fichier), apercu: retenu || !APERCU.includes(f.typeMime) ? null : vers(paths.dossiers.fichierApercu, fichier),
    deLOrganisme: f.organismePieceId !== null, identique: autres.length === 0 ? null : `C’est le même fichier que pour ${autres.join(' et ')} : vérifiez que c’est voulu.`,
    actionRetrait: vers(paths.dossiers.retirerPiece, piece), actionRemplacement: vers(paths.dossiers.remplacerPiece, piece), cheminRemplacement: `remplacer-${f.id}`,
  };
}
