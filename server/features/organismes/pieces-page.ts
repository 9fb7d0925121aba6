import { peut } from '../../domain/habilitations/peut.js';
import { validite, type Validite } from '../../domain/organismes/pieces-permanentes.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { lireOrganisme } from './organisme-queries.js';
import { lirePermanentes, permanentesDemandees, type PiecePermanente } from './pieces-queries.js';

interface PieceMontree {
  readonly id: string;
  readonly nom: string;
  readonly taille: number;
  readonly ajoutee: string;
  readonly validite: string;
  readonly etat: Validite;
  /** Worth a label: expired, or soon. */
  readonly signalee: boolean;
  readonly lien: string | null;
  readonly enAnalyse: boolean;
  readonly infectee: boolean;
  readonly actionRetrait: string;
  readonly lienRemplacer: string;
}

export interface PagePiecesPermanentes {
  readonly nom: string;
  readonly groupes: readonly { readonly code: string; readonly intitule: string; readonly pieces: readonly PieceMontree[]; readonly demandee: boolean }[];
  readonly modifie: boolean;
  readonly options: readonly { valeur: string; texte: string }[];
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly action: string;
  readonly tailleMax: number;
  readonly remplacement: { readonly nom: string; readonly action: string; readonly annuler: string; readonly validite: unknown } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'organismes/pieces': PagePiecesPermanentes }
}

const TEXTES: Readonly<Record<Validite, (jour: string) => string>> = {
  sans_fin: () => 'Sans date de fin', valable: (j) => `Valable jusqu’au ${dateLongue(j)}`, bientot_perimee: (j) => `Valable jusqu’au ${dateLongue(j)}`, perimee: (j) => `depuis le ${dateLongue(j)}`,
};

/** Words for the validity of a piece on a day, after its label when it has one. */
const decrireValidite = (valableJusquAu: PiecePermanente['valableJusquAu'], leJour: ReturnType<typeof jourAParis>): string => TEXTES[validite(valableJusquAu, leJour)](valableJusquAu ?? '');

/** Pieces that every dossier of the organisme may use, with their validity. */
export const pagePermanentes = ({ db, config }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const organismeId = parametre(demande, 'organismeId');
  const organisme = trouve(await lireOrganisme(db, organismeId));
  const [pieces, demandees] = [await lirePermanentes(db, organismeId), await permanentesDemandees(db, organisme.nature)];
  const codes = [...new Set([...demandees.map((d) => d.code), ...pieces.map((p) => p.code)])];
  const intitule = (code: string): string => demandees.find((d) => d.code === code)?.intitule ?? libelle('piece', code);
  const fiche = vers(paths.organismes.fiche, { organismeId });
  await render(demande, 'organismes/pieces', {
    nom: organisme.nom, modifie: peut(demande.acteur, 'organisme.modifier', demande.sujet).permis,
    groupes: codes.map((code) => ({
      code, intitule: intitule(code), demandee: demandees.some((d) => d.code === code), pieces: pieces.filter((p) => p.code === code).map((p) => montrer(demande, organismeId, p)),
    })),
    options: demandees.map((d) => ({ valeur: d.code, texte: d.intitule })), saisie: etat.saisie ?? {}, action: vers(paths.organismes.pieces, { organismeId }), tailleMax: config.tailleMaxFichier,
    remplacement: remplacement(demande, organismeId, pieces, etat),
  }, { titre: 'Pièces permanentes', etat, fil: [{ texte: organisme.nom, lien: fiche }] });
};

function montrer({ maintenant }: Demande, organismeId: string, p: PiecePermanente): PieceMontree {
  const leJour = jourAParis(maintenant);
  const chemin = { organismeId, pieceId: p.id };
  const [enAnalyse, infectee] = [p.analyse === 'en_attente', p.analyse === 'infectee'];
  return {
    id: p.id, nom: p.nom, taille: p.taille, ajoutee: `ajoutée le ${dateCourte(jourAParis(p.ajouteeLe as typeof maintenant))} par ${p.ajouteePar}`,
    validite: decrireValidite(p.valableJusquAu, leJour), etat: validite(p.valableJusquAu, leJour), signalee: ['perimee', 'bientot_perimee'].includes(validite(p.valableJusquAu, leJour)), enAnalyse, infectee,
    lien: enAnalyse || infectee ? null : vers(paths.organismes.pieceFichier, chemin),
    actionRetrait: vers(paths.organismes.retirerPiece, chemin), lienRemplacer: `${vers(paths.organismes.pieces, { organismeId })}?remplacer=${p.id}#remplacer`,
  };
}

/** The piece being replaced: chosen by the address, or by the form that has just been refused. */
function remplacement(demande: Demande, organismeId: string, pieces: readonly PiecePermanente[], etat: EtatFormulaire): PagePiecesPermanentes['remplacement'] {
  const id = demande.params['pieceId'] ?? demande.query['remplacer'];
  const piece = pieces.find((p) => p.id === id);
  if (piece === undefined) return null;
  return { nom: piece.nom, action: vers(paths.organismes.remplacerPiece, { organismeId, pieceId: piece.id }), annuler: vers(paths.organismes.pieces, { organismeId }), validite: etat.saisie?.['nouvelleValidite'] ?? '' };
}
