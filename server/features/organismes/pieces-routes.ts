import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type FichierRecu } from '../../web/demande.js';
import { FormulaireInvalide, trouve } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { envoyerFichier } from '../documents/fichier-envoi.js';
import { lireFichierDeLOrganisme } from '../documents/fichier-queries.js';
import { fichierDuChamp } from '../documents/fichier-service.js';
import { formulairePermanente, formulaireRemplacement } from './pieces-form.js';
import { pagePermanentes } from './pieces-page.js';
import { ajouterPermanente, remplacerPermanente, retirerPermanente } from './pieces-service.js';

function fichierExige(demande: Demande, champ: string): FichierRecu {
  const recu = fichierDuChamp(demande.fichiers, champ);
  if (recu === null) throw new FormulaireInvalide({ [champ]: 'Choisissez un fichier.' });
  return recu;
}

/** Permanent pieces of an organisme: list, adding, replacing, withdrawing, reading. */
export function routesPiecesPermanentes(routeur: Routeur, deps: Deps): void {
  const page = pagePermanentes(deps);
  const liste = (demande: Demande): string => vers(paths.organismes.pieces, { organismeId: parametre(demande, 'organismeId') });
  routeur.pageFormulaire(paths.organismes.pieces, 'organisme.voir', page);
  routeur.post(paths.organismes.pieces, 'organisme.modifier', { formulaire: formulairePermanente, page, fichiers: true }, async (ctx, commande, demande) => {
    await ajouterPermanente(ctx, deps.magasin, parametre(demande, 'organismeId'), { ...commande, recu: fichierExige(demande, 'fichier'), champDate: 'valableJusquAu' });
    annoncer(demande, 'Pièce ajoutée. Vos dossiers pourront l’utiliser.');
    return liste(demande);
  });
  routeur.post(paths.organismes.remplacerPiece, 'organisme.modifier', { formulaire: formulaireRemplacement, page, fichiers: true }, async (ctx, { nouvelleValidite }, demande) => {
    await remplacerPermanente(ctx, deps.magasin, parametre(demande, 'organismeId'), parametre(demande, 'pieceId'),
      { valableJusquAu: nouvelleValidite, recu: fichierExige(demande, 'fichierRemplacant'), champDate: 'nouvelleValidite' });
    annoncer(demande, 'Pièce remplacée. Les dossiers déjà déposés gardent la précédente.');
    return liste(demande);
  });
  routeur.post(paths.organismes.retirerPiece, 'organisme.modifier', { formulaire: formulaireVide, page }, async (ctx, _, demande) => {
    await retirerPermanente(ctx, parametre(demande, 'organismeId'), parametre(demande, 'pieceId'));
    annoncer(demande, 'Pièce retirée.');
    return liste(demande);
  });
  routeur.get(paths.organismes.pieceFichier, 'organisme.voir', async (demande) => {
    await envoyerFichier(demande, deps.magasin, trouve(await lireFichierDeLOrganisme(deps.db, parametre(demande, 'organismeId'), parametre(demande, 'pieceId'))));
  });
}
