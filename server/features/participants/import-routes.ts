import Joi from 'joi';
import { titresReconnus } from '../../domain/importations/colonnes.js';
import { CHAMPS_PARTICIPANT, TABLEAU_DE_PARTICIPANTS, type ColonnesDeParticipant } from '../../domain/participants/importation.js';
import { apercevoir } from '../../platform/apercu-feuille.js';
import type { Deps } from '../../platform/deps.js';
import { lireClasseur, type LimitesClasseur } from '../../platform/lecture-classeur.js';
import { parametre } from '../../web/demande.js';
import { formulaire, formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { recevoirFeuille } from '../../web/presentation-import.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { fichierDuChamp } from '../documents/fichier-service.js';
import { avancementImport, pageImport, pageImports, servirErreurs, servirModele } from './import-page.js';
import { deposerTableau, lancerImport } from './import-service.js';
import { coffreDesParticipants } from './participant-coffre.js';

/** A spreadsheet of participants, at most. */
const LIMITES: LimitesClasseur = { lignes: 10_000, cellulesParLigne: 60, caracteresParCellule: 1_000 };

const formulaireColonnes = formulaire<{ readonly colonnes: ColonnesDeParticipant }>({
  colonnes: Joi.object(Object.fromEntries(CHAMPS_PARTICIPANT.map((c) => [c, Joi.number().integer().min(0).max(99).empty('')]))).default({}),
});

/** Spreadsheets of participants: the one to fill, those sent, what each holds. */
export function routesImportsParticipants(routeur: Routeur, deps: Deps): void {
  const coffre = coffreDesParticipants(deps);
  const [tous, page] = [pageImports(deps), pageImport(deps)];
  routeur.pageFormulaire(paths.participants.imports, 'participant.saisir', tous);
  routeur.post(paths.participants.imports, 'participant.saisir', { formulaire: formulaireVide, page: tous, fichiers: 'feuille' }, async (ctx, _commande, demande) => {
    const { recu, apercu } = await recevoirFeuille(fichierDuChamp(demande.fichiers, 'feuille'), (chemin, format) =>
      apercevoir(chemin, { format, limites: LIMITES, titresReconnus: (cellules) => titresReconnus(TABLEAU_DE_PARTICIPANTS, cellules) }));
    const dossierId = parametre(demande, 'dossierId');
    const rangees = lireClasseur(recu.chemin, { format: apercu.format, limites: LIMITES });
    return vers(paths.participants.import, { dossierId, importId: await deposerTableau(ctx, coffre, dossierId, { nom: recu.nom, sha256: recu.sha256, apercu, rangees }) });
  });
  routeur.get(paths.participants.modele, 'participant.saisir', servirModele);
  routeur.pageFormulaire(paths.participants.import, 'participant.saisir', page);
  routeur.post(paths.participants.import, 'participant.saisir', { formulaire: formulaireColonnes, page }, async (ctx, { colonnes }, demande) => {
    const ids = { dossierId: parametre(demande, 'dossierId'), importId: parametre(demande, 'importId') };
    await lancerImport(ctx, coffre, ids.dossierId, ids.importId, colonnes);
    annoncer(demande, 'L’import a commencé. Vous pouvez quitter cette page : il continue.');
    return vers(paths.participants.import, ids);
  });
  routeur.get(paths.participants.importAvancement, 'participant.saisir', avancementImport(deps));
  routeur.get(paths.participants.importErreurs, 'participant.saisir', servirErreurs(deps));
}
