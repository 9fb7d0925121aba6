import { cleDePersonne } from '../../domain/participants/identite.js';
import { jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { servirPdf } from '../documents/document-routes.js';
import { pageFiche, pageNouveau } from './fiche-page.js';
import { routesImportsParticipants } from './import-routes.js';
import { servirIndicateurs } from './indicateur-export.js';
import { coffreDesParticipants, ouvrirIdentite } from './participant-coffre.js';
import { ficheRemplie, ficheVierge } from './participant-documents.js';
import { formulaireEntites, formulaireParticipant, formulairePersonne, participantSaisi } from './participant-form.js';
import { lireOperation, lireParticipant, trouverParEmpreinte } from './participant-queries.js';
import { enregistrerEntites, inscrireParticipant, modifierParticipant, retirerParticipant } from './participant-service.js';
import { pageParticipants } from './participants-page.js';

/** Participants of operations that FSE+ co-funds. */
export function routesParticipants(routeur: Routeur, deps: Deps): void {
  routesListe(routeur, deps);
  routesImportsParticipants(routeur, deps);
  routesFiche(routeur, deps);
}

const dossierDe = (demande: Demande): { dossierId: string } => ({ dossierId: parametre(demande, 'dossierId') });

function routesListe(routeur: Routeur, deps: Deps): void {
  const page = pageParticipants(deps);
  const coffre = coffreDesParticipants(deps);
  routeur.pageFormulaire(paths.participants.liste, 'participant.lire', page);
  routeur.postLibre(paths.participants.recherche, 'participant.saisir', { formulaire: formulairePersonne, page }, async ({ naissance, ...personne }, demande) => {
    const empreintes = coffre.toutesLesEmpreintes(cleDePersonne({ ...personne, naissance: jour(naissance) }));
    const connu = await trouverParEmpreinte(deps.db, dossierDe(demande).dossierId, empreintes);
    if (connu === null) throw new Refus('participant.introuvable');
    return vers(paths.participants.page, { ...dossierDe(demande), participantId: connu.id });
  });
  routeur.post(paths.participants.entites, 'participant.saisir', { formulaire: formulaireEntites, page }, async (ctx, entites, demande) => {
    await enregistrerEntites(ctx, dossierDe(demande).dossierId, entites);
    annoncer(demande, 'Entités soutenues enregistrées.');
    return vers(paths.participants.liste, dossierDe(demande));
  });
  routeur.get(paths.participants.indicateursCsv, 'participant.lire', servirIndicateurs(deps, 'csv'));
  routeur.get(paths.participants.indicateursXlsx, 'participant.lire', servirIndicateurs(deps, 'xlsx'));
}

function routesFiche(routeur: Routeur, deps: Deps): void {
  const coffre = coffreDesParticipants(deps);
  const [nouveau, page] = [pageNouveau(deps), pageFiche(deps)];
  routeur.pageFormulaire(paths.participants.nouveau, 'participant.saisir', nouveau);
  routeur.post(paths.participants.nouveau, 'participant.saisir', { formulaire: formulaireParticipant, page: nouveau }, async (ctx, saisie, demande) => {
    await inscrireParticipant(ctx, coffre, dossierDe(demande).dossierId, participantSaisi(saisie));
    annoncer(demande, 'Participant inscrit.');
    return vers(paths.participants.liste, dossierDe(demande));
  });
  routeur.get(paths.participants.ficheVierge, 'participant.lire', async (demande) => {
    const operation = trouve(await lireOperation(deps.db, dossierDe(demande).dossierId));
    await servirPdf(demande.res, ficheVierge({ operation, creeLe: demande.maintenant }));
  });
  routeur.pageFormulaire(paths.participants.page, 'participant.lire', page);
  routeur.post(paths.participants.page, 'participant.saisir', { formulaire: formulaireParticipant, page }, async (ctx, saisie, demande) => {
    const { dossierId } = dossierDe(demande);
    await modifierParticipant(ctx, coffre, { dossierId, participantId: parametre(demande, 'participantId'), version: saisie.version }, participantSaisi(saisie));
    annoncer(demande, 'Fiche enregistrée.');
    return vers(paths.participants.liste, { dossierId });
  });
  routeur.post(paths.participants.retrait, 'participant.saisir', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    await retirerParticipant(ctx, dossierDe(demande).dossierId, parametre(demande, 'participantId'));
    annoncer(demande, 'Fiche retirée.');
    return vers(paths.participants.liste, dossierDe(demande));
  });
  routeur.get(paths.participants.fichePdf, 'participant.saisir', async (demande) => {
    const { dossierId } = dossierDe(demande);
    const [operation, p] = [trouve(await lireOperation(deps.db, dossierId)), trouve(await lireParticipant(deps.db, dossierId, parametre(demande, 'participantId')))];
    await servirPdf(demande.res, ficheRemplie({ operation, creeLe: demande.maintenant }, p, ouvrirIdentite(coffre, p.id, p.scelle)));
  });
}
