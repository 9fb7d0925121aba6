import Joi from 'joi';
import { CHAMPS_PARTICIPANT, type ColonnesDeParticipant } from '../../domain/participants/importation.js';
import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { formulaire, formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { recevoirFeuille } from '../../web/presentation-import.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { fichierDuChamp } from '../documents/fichier-service.js';
import { avancementImport, pageImport, pageImports, servirErreurs, servirModele } from './import-page.js';
import { apercevoirParticipants, feuilleRecue } from './import-lecture.js';
import { deposerTableau, lancerImport } from './import-service.js';
import { coffreDesParticipants } from './participant-coffre.js';

const formulaireColonnes = formulaire<{ readonly colonnes: ColonnesDeParticipant }>({
  colonnes: Joi.object(Object.fromEntries(CHAMPS_PARTICIPANT.map((c) => [c, Joi.number().integer().min(0).max(99).empty('')]))).default({}),
});

/** Spreadsheets of participants: the one to fill, those sent, what each holds. */
export function routesImportsParticipants(routeur: Routeur, deps: Deps): void {
  const coffre = coffreDesParticipants(deps);
  const [tous, page] = [pageImports(deps), pageImport(deps)];
  routeur.pageFormulaire(paths.participants.imports, 'participant.saisir', tous);
  routeur.post(paths.participants.imports, 'participant.saisir', { formulaire: formulaireVide, page: tous, fichiers: 'feuille' }, async (ctx, _commande, demande) => {
    const { recu, apercu } = await recevoirFeuille(fichierDuChamp(demande.fichiers, 'feuille'), apercevoirParticipants);
    const dossierId = parametre(demande, 'dossierId');
    return vers(paths.participants.import, { dossierId, importId: await deposerTableau(ctx, coffre, dossierId, feuilleRecue(recu, apercu)) });
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
