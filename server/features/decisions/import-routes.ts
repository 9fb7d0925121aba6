import { Refus } from '../../domain/kernel/refus.js';
import type { Deps } from '../../platform/deps.js';
import { servirFeuille } from '../../platform/export-feuille.js';
import type { ColonneFeuille, ValeurCellule } from '../../platform/feuille.js';
import { ClasseurRefuse, formatDuType, lireClasseur } from '../../platform/lecture-classeur.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { libelle } from '../../web/libelles.js';
import { paths } from '../../web/paths.js';
import type { Routeur } from '../../web/routeur.js';
import { LIMITES_IMPORT, lireImport, type LigneImportee } from './decision-import.js';
import { montantProposeDe, SENS_DE_L_AVIS } from './decision-page.js';
import { lireAppelDeDecision, lireDossiersADecider } from './decision-queries.js';
import { nomsDeColonnes, pageImport } from './import-page.js';

/** Import of decisions from a spreadsheet, and the spreadsheet to fill. */
export function routesImportDecisions(routeur: Routeur, deps: Deps): void {
  const page = pageImport(deps);
  routeur.pageFormulaire(paths.appels.decisionsImport, 'decision.prendre', page);
  routeur.postLibre(paths.appels.decisionsImport, 'decision.prendre', { formulaire: formulaireVide, page, fichiers: 'feuille' }, async (_vide, demande) => {
    await page(demande, { saisie: null, erreurs: {}, refus: null }, await lireFichier(deps, demande));
    return null;
  });
  routeur.get(paths.appels.decisionsModele, 'decision.prendre', (demande) => servirModele(deps, demande));
}

async function lireFichier({ db }: Deps, demande: Demande): Promise<LigneImportee[]> {
  const appelId = parametre(demande, 'appelId');
  const recu = demande.fichiers.find((f) => f.champ === 'fichier');
  const format = recu === undefined ? null : formatDuType(recu.typeMime);
  if (recu === undefined || format === null) throw new Refus('import.fichier_absent', { champ: 'fichier' });
  const appel = trouve(await lireAppelDeDecision(db, appelId));
  const cadre = { dossiers: await lireDossiersADecider(db, appelId), financeurs: appel.financeurs, acteur: demande.acteur };
  try {
    return await lireImport(lireClasseur(recu.chemin, { format, limites: LIMITES_IMPORT }), cadre);
  } catch (erreur) {
    throw erreur instanceof ClasseurRefuse ? new Refus('import.illisible', { champ: 'fichier', raison: erreur.raison, maximum: erreur.maximum, ligne: erreur.ligne }) : erreur;
  }
}

/** The dossiers to decide with what the committee proposes, as the import reads it back. */
async function servirModele({ db }: Deps, demande: Demande): Promise<void> {
  const appelId = parametre(demande, 'appelId');
  const appel = trouve(await lireAppelDeDecision(db, appelId));
  const dossiers = await lireDossiersADecider(db, appelId);
  const noms = nomsDeColonnes(appel.financeurs);
  const colonnes: ColonneFeuille[] = [...noms.map((titre): ColonneFeuille => ({ titre, type: titre.startsWith('montant') ? 'montant' : 'texte', ...(titre === 'motif' ? { largeur: 60 } : {}) })), { titre: 'organisme', type: 'texte' }, { titre: 'projet', type: 'texte', largeur: 50 }];
  const lignes = async function* (): AsyncGenerator<readonly ValeurCellule[]> {
    for (const d of dossiers) {
      const sens = SENS_DE_L_AVIS[d.comite?.avis ?? ''];
      yield await Promise.resolve([
        d.numero, sens === undefined ? '' : libelle('sens_import', sens), ...d.bornesParFinanceur.map((b) => (sens === 'attribue' ? montantProposeDe(d, b) : null)), '', d.organismeNom, d.titre,
      ]);
    }
  };
  await servirFeuille(demande.res, 'xlsx', `decisions-${appel.code}`.replace(/[^\w-]+/g, '-'), { feuille: 'Décisions', colonnes, lignes: lignes() });
}
