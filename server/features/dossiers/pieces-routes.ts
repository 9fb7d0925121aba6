import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { formulaire, formulaireVide, ligne } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { pagePieces } from './pieces-page.js';
import { ajouterPieces, retirerPiece } from './pieces-service.js';

/** Pieces of a dossier: added and withdrawn. */
export function routesPieces(routeur: Routeur, deps: Deps): void {
  const pieces = pagePieces(deps);
  routeur.pageFormulaire(paths.dossiers.pieces, 'dossier.rediger', pieces);
  const formulairePiece = formulaire<{ code: string; precision: string }>({ code: ligne(40).required(), precision: ligne(60).allow('').default('') });
  routeur.post(paths.dossiers.pieces, 'dossier.rediger', { formulaire: formulairePiece, page: pieces, fichiers: true }, async (ctx, { code, precision }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    if (demande.fichiers.length === 0) throw new FormulaireInvalide({ [precision === '' ? code : `${code}-${precision}`]: 'Choisissez un fichier.' });
    await ajouterPieces(ctx, deps.magasin, dossierId, code, precision, demande.fichiers);
    annoncer(demande, demande.fichiers.length === 1 ? 'Fichier ajouté.' : `${demande.fichiers.length} fichiers ajoutés.`);
    return vers(paths.dossiers.pieces, { dossierId });
  });
  routeur.post(paths.dossiers.retirerPiece, 'dossier.rediger', { formulaire: formulaireVide, page: pieces }, async (ctx, _, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await retirerPiece(ctx, dossierId, parametre(demande, 'pieceId'));
    annoncer(demande, 'Fichier retiré.');
    return vers(paths.dossiers.pieces, { dossierId });
  });
}
