import type { Deps } from './platform/deps.js';
import type { Routeur } from './web/routeur.js';
import { routesAppels } from './features/appels/appel-routes.js';
import { routesApiLecture } from './features/api/api-routes.js';
import { routesEnveloppes } from './features/enveloppes/enveloppe-routes.js';
import { routesDonneesEssentielles } from './features/donnees-essentielles/publication-routes.js';
import { routesSimulateur } from './features/simulateur/simulateur-routes.js';
import { routesDocuments } from './features/documents/document-routes.js';
import { routesPiecesPermanentes } from './features/organismes/pieces-routes.js';
import { routesOrganismes } from './features/organismes/organisme-routes.js';
import { routesAccueil } from './features/accueil/accueil-routes.js';
import { routesDossiers } from './features/dossiers/dossier-routes.js';
import { routesArchives } from './features/archives/archive-routes.js';
import { routesConservation } from './features/conservation/conservation-routes.js';
import { routesProgramme } from './features/programme/programme-routes.js';
import { routesAmont } from './features/financements-amont/amont-routes.js';
import { routesParticipants } from './features/participants/participant-routes.js';
import { routesDroits } from './features/participants/droits-routes.js';
import { routesTotaux } from './features/participants/totaux-routes.js';
import { routesPilotage } from './features/pilotage/pilotage-routes.js';
import { routesGrandLivre } from './features/grand-livre/livre-routes.js';
import { routesVersements } from './features/versements/versement-routes.js';
import { routesBilans } from './features/bilans/bilan-routes.js';
import { routesControles } from './features/controles/controle-routes.js';
import { routesNotation } from './features/notation/notation-routes.js';
import { routesSeances } from './features/comites/seance-routes.js';
import { routesSante } from './features/sante/sante-routes.js';
import { routesAdministration } from './features/administration/administration-routes.js';
import { routesAvenants } from './features/conventions/avenant-routes.js';
import { routesResiliation } from './features/conventions/resiliation-routes.js';
import { routesConventions } from './features/conventions/convention-routes.js';
import { routesLiasses } from './features/conventions/liasse-routes.js';
import { routesDecisions } from './features/decisions/decision-routes.js';
import { routesLettres } from './features/lettres/lettre-routes.js';
import { routesRecours } from './features/recours/recours-routes.js';
import { routesQuestionnaires } from './features/questionnaires/questionnaire-routes.js';
import { routesSuivi } from './features/suivi/suivi-routes.js';
import { routesComptes } from './features/comptes/comptes-routes.js';
import { routesGestionComptes } from './features/comptes/gestion-routes.js';
import { routesPublic } from './features/public/public-routes.js';
import { routesReglages } from './features/reglages/reglages-routes.js';
import { routesAffectations } from './features/affectations/affectations-routes.js';
import { routesAjustements } from './features/ajustements/ajustement-routes.js';
import { routesInstruction } from './features/instruction/instruction-routes.js';
import { routesMessagerie } from './features/messagerie/message-routes.js';
import { routesNotifications } from './features/notifications/notification-routes.js';
import { routesCalendrier } from './features/calendrier/calendrier-routes.js';
import { routesVues } from './features/vues/vues-routes.js';
import { routesDepotPapier } from './features/depot-papier/depot-papier-routes.js';
import { routesRecevabilite } from './features/recevabilite/recevabilite-routes.js';

/** The routes of every feature, in the order in which addresses are tried. */
const FONCTIONS: readonly ((routeur: Routeur, deps: Deps) => void)[] = [
  routesSante, routesAppels, routesSimulateur, routesApiLecture, routesDonneesEssentielles, routesEnveloppes,
  routesDossiers, routesAccueil, routesOrganismes, routesPiecesPermanentes, routesDocuments, routesComptes,
  routesGestionComptes, routesAdministration, routesReglages, routesPublic, routesVersements, routesGrandLivre, routesConservation,
  routesArchives, routesPilotage, routesProgramme, routesAmont, routesDecisions, routesLettres, routesRecours,
  routesConventions, routesAvenants, routesResiliation, routesLiasses, routesSuivi, routesParticipants, routesTotaux, routesDroits, routesQuestionnaires, routesDepotPapier, routesRecevabilite, routesAffectations, routesInstruction,
  routesAjustements, routesMessagerie, routesNotifications, routesCalendrier, routesNotation, routesSeances,
  routesBilans, routesControles, routesVues,
];

/** Declares the routes of every feature: the only place where they are wired. */
export function brancher(routeur: Routeur, deps: Deps): void {
  for (const declarer of FONCTIONS) declarer(routeur, deps);
}
