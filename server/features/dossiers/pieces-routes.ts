import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { parametre } from '../../web/demande.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { FormulaireInvalide, trouve } from '../../web/errors.js';
import { formulaire, formulaireVide, ligne } from '../../web/form-errors.js';
import { nomDePieceDe } from '../../web/noms-appel.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { lireDossier, lireReglesDuDossier } from './dossier-queries.js';
import { pagePieces } from './pieces-page.js';
import { ajouterPieces, champDePiece, remplacerPiece, retirerPiece, utiliserPermanente, type MemeFichier } from './pieces-service.js';

const champsDePiece = { code: ligne(40).required(), precision: ligne(60).allow('').default('') };
const formulairePiece = formulaire<{ code: string; precision: string }>(champsDePiece);
const formulaireOrganisme = formulaire<{ code: string; precision: string; organismePieceId: string }>({ ...champsDePiece, organismePieceId: ligne(40).required() });

/** Said after a file that another piece already has. */
async function avertir({ db }: Contexte, dossierId: string, memes: readonly MemeFichier[]): Promise<string> {
  if (memes.length === 0) return '';
  const appel = await lireReglesDuDossier(db, trouve(await lireDossier(db, dossierId)));
  return memes.map((m) => ` Attention : « ${m.nom} » est aussi joint à « ${nomDePieceDe(appel, m)} ».`).join('');
}

/** Pieces of a dossier: added, replaced, taken from the organisme, withdrawn. */
export function routesPieces(routeur: Routeur, deps: Deps): void {
  const pieces = pagePieces(deps);
  const { magasin } = deps;
  routeur.pageFormulaire(paths.dossiers.pieces, 'dossier.rediger', pieces);
  routeur.post(paths.dossiers.pieces, 'dossier.rediger', { formulaire: formulairePiece, page: pieces, fichiers: true }, async (ctx, { code, precision }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    if (demande.fichiers.length === 0) throw new FormulaireInvalide({ [champDePiece({ code, precision })]: 'Choisissez un fichier.' });
    const memes = await ajouterPieces(ctx, magasin, dossierId, code, precision, demande.fichiers);
    annoncer(demande, `${pluriel(demande.fichiers.length, 'fichier ajouté', 'fichiers ajoutés')}.${await avertir(ctx, dossierId, memes)}`);
    return vers(paths.dossiers.pieces, { dossierId });
  });
  routeur.post(paths.dossiers.remplacerPiece, 'dossier.rediger', { formulaire: formulaireVide, page: pieces, fichiers: true }, async (ctx, _, demande) => {
    const [dossierId, pieceId] = [parametre(demande, 'dossierId'), parametre(demande, 'pieceId')];
    const [recu] = demande.fichiers;
    if (recu === undefined || demande.fichiers.length > 1) throw new FormulaireInvalide({ [`remplacer-${pieceId}`]: 'Choisissez un fichier.' });
    annoncer(demande, `Fichier remplacé.${await avertir(ctx, dossierId, await remplacerPiece(ctx, magasin, dossierId, pieceId, recu))}`);
    return vers(paths.dossiers.pieces, { dossierId });
  });
  routeur.post(paths.dossiers.pieceOrganisme, 'dossier.rediger', { formulaire: formulaireOrganisme, page: pieces }, async (ctx, { organismePieceId, ...cible }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await utiliserPermanente(ctx, dossierId, cible, organismePieceId);
    annoncer(demande, 'Pièce de l’organisme jointe au dossier.');
    return vers(paths.dossiers.pieces, { dossierId });
  });
  routeur.post(paths.dossiers.retirerPiece, 'dossier.rediger', { formulaire: formulaireVide, page: pieces }, async (ctx, _, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await retirerPiece(ctx, dossierId, parametre(demande, 'pieceId'));
    annoncer(demande, 'Fichier retiré. Il reste dans l’historique de la pièce.');
    return vers(paths.dossiers.pieces, { dossierId });
  });
}
