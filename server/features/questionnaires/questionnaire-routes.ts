import { createHmac } from 'node:crypto';
import { SEUIL_ANONYMAT } from '../../domain/questionnaires/questionnaire.js';
import type { Deps } from '../../platform/deps.js';
import { servirFeuille, type FormatExport } from '../../platform/export-feuille.js';
import { pluriel } from '../../platform/format.js';
import { creerFrein } from '../../platform/throttle.js';
import { parametre, type Demande } from '../../web/demande.js';
import { TropDeTentatives, trouve } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { servirPdf } from '../documents/document-routes.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { afficheDe, bulletinsDe, feuilleDesResultats } from './questionnaire-documents.js';
import { choixDe, formulaireBulletins, formulaireModele, formulaireReponses } from './questionnaire-form.js';
import { pageModele, pageSatisfaction } from './questionnaire-page.js';
import { lireBulletins, lireQuestionnaire, lireReponsesRecues } from './questionnaire-queries.js';
import { enregistrerModele, fermerQuestionnaire, ouvrirQuestionnaire, preparerBulletins, repondre } from './questionnaire-service.js';
import { pageMerci, pageReponse } from './reponse-page.js';

/** Answers from one address to one questionnaire in an hour: a whole group answers from the network of the room. */
const REPONSES_PAR_HEURE = 60;

/** Satisfaction of participants: the questions, their collection action by action, the answers, the results. */
export function routesQuestionnaires(routeur: Routeur, deps: Deps): void {
  routesReponse(routeur, deps);
  routesCollecte(routeur, deps);
  routesResultats(routeur, deps);
  const modele = pageModele(deps);
  routeur.pageFormulaire(paths.satisfaction.modele, 'questionnaire.composer', modele);
  routeur.post(paths.satisfaction.modele, 'questionnaire.composer', { formulaire: formulaireModele, page: modele }, async (ctx, { version, questions }, demande) => {
    await enregistrerModele(ctx, version, questions.map((q) => ({ ...q, choix: choixDe(q.choix) })));
    annoncer(demande, 'Les questions sont enregistrées. Elles servent aux questionnaires ouverts à partir de maintenant.');
    return paths.satisfaction.modele;
  });
}

function routesReponse(routeur: Routeur, deps: Deps): void {
  const page = pageReponse(deps);
  const frein = creerFrein(deps.db, deps.horloge, 'satisfaction', REPONSES_PAR_HEURE, 3600);
  routeur.get(paths.satisfaction.merci, 'public.lire', pageMerci);
  routeur.pageFormulaire(paths.satisfaction.repondre, 'public.lire', page);
  routeur.postAnonyme(paths.satisfaction.repondre, 'public.lire', { formulaire: formulaireReponses, page }, async (ctx, { reponses }, demande) => {
    await repondre(ctx, parametre(demande, 'jeton'), reponses);
    return paths.satisfaction.merci;
  }, async (demande) => {
    // The address is never kept: what is counted for an hour cannot be turned back into it without the server's secret.
    const secondes = await frein.consommer(createHmac('sha256', deps.config.sessionSecret).update(`${demande.req.ip ?? ''} ${parametre(demande, 'jeton')}`).digest('hex'));
    if (secondes > 0) throw new TropDeTentatives(secondes);
  });
}

const ici = (demande: Demande, message: string): string => {
  annoncer(demande, message);
  return vers(paths.satisfaction.dossier, { dossierId: parametre(demande, 'dossierId') });
};

function routesCollecte(routeur: Routeur, deps: Deps): void {
  const { db, config } = deps;
  const page = pageSatisfaction(deps);
  routeur.pageFormulaire(paths.satisfaction.dossier, 'questionnaire.lire', page);
  routeur.post(paths.satisfaction.ouvrir, 'questionnaire.gerer', { formulaire: formulaireVide, page }, async (ctx, _, demande) => {
    await ouvrirQuestionnaire(ctx, parametre(demande, 'dossierId'));
    return ici(demande, 'Le questionnaire est ouvert. Imprimez l’affiche, ou donnez un bulletin à chaque personne.');
  });
  routeur.post(paths.satisfaction.fermer, 'questionnaire.gerer', { formulaire: formulaireVide, page }, async (ctx, _, demande) => {
    await fermerQuestionnaire(ctx, parametre(demande, 'dossierId'));
    return ici(demande, 'Le questionnaire est fermé.');
  });
  routeur.post(paths.satisfaction.bulletins, 'questionnaire.gerer', { formulaire: formulaireBulletins, page }, async (ctx, { nombre }, demande) => {
    await preparerBulletins(ctx, parametre(demande, 'dossierId'), nombre);
    return ici(demande, `${pluriel(nombre, 'bulletin préparé', 'bulletins préparés')} : imprimez-les ci-dessous.`);
  });
  const action = async (demande: Demande): Promise<{ action: Parameters<typeof afficheDe>[0]; questionnaire: NonNullable<Awaited<ReturnType<typeof lireQuestionnaire>>> }> => {
    const dossier = trouve(await lireDossier(db, parametre(demande, 'dossierId')));
    return { questionnaire: trouve(await lireQuestionnaire(db, dossier.id)), action: { titre: dossier.titre, organismeNom: dossier.organismeNom, creeLe: demande.maintenant } };
  };
  const adresse = (jeton: string): string => config.baseUrl + vers(paths.satisfaction.repondre, { jeton });
  routeur.get(paths.satisfaction.affiche, 'questionnaire.gerer', async (demande) => {
    const { action: a, questionnaire } = await action(demande);
    await servirPdf(demande.res, afficheDe(a, adresse(questionnaire.jeton)));
  });
  routeur.get(paths.satisfaction.lot, 'questionnaire.gerer', async (demande) => {
    const { action: a, questionnaire } = await action(demande);
    await servirPdf(demande.res, bulletinsDe(a, trouve(await lireBulletins(db, questionnaire.id, parametre(demande, 'lotId'))).map(adresse)));
  });
}

function routesResultats(routeur: Routeur, { db }: Deps): void {
  const servir = (format: FormatExport) => async (demande: Demande): Promise<void> => {
    const questionnaire = trouve(await lireQuestionnaire(db, parametre(demande, 'dossierId')));
    const recues = await lireReponsesRecues(db, questionnaire.id);
    await servirFeuille(demande.res, format, 'satisfaction', feuilleDesResultats(questionnaire.questions, recues.length < SEUIL_ANONYMAT ? [] : recues));
  };
  routeur.get(paths.satisfaction.xlsx, 'questionnaire.lire', servir('xlsx'));
  routeur.get(paths.satisfaction.csv, 'questionnaire.lire', servir('csv'));
}
