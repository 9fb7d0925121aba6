import type { Deps } from '../../platform/deps.js';
import { paths } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { formulaireBeneficiaires, pageBeneficiaires } from './beneficiaires-page.js';
import { enregistrerBeneficiaires } from './beneficiaires-service.js';
import { exporterDossiersDerriere, pageDossiersDerriere } from './liste-page.js';
import { imprimerPilotage, pagePilotage } from './pilotage-page.js';
import { avancementRapport, formulaireRapport, pageRapports, servirRapport } from './rapport-page.js';
import { demanderRapport } from './rapport-service.js';

/** Dashboards of the direction, the dossiers behind each of their figures, the yearly reports made of them. */
export function routesPilotage(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.pilotage.page, 'pilotage.voir', pagePilotage(deps));
  routeur.get(paths.pilotage.pdf, 'pilotage.voir', imprimerPilotage(deps));
  routeur.get(paths.pilotage.dossiers, 'pilotage.voir', pageDossiersDerriere(deps));
  routeur.get(paths.pilotage.dossiersCsv, 'pilotage.voir', exporterDossiersDerriere(deps, 'csv'));
  routeur.get(paths.pilotage.dossiersXlsx, 'pilotage.voir', exporterDossiersDerriere(deps, 'xlsx'));
  const beneficiaires = pageBeneficiaires(deps);
  routeur.pageFormulaire(paths.pilotage.beneficiaires, 'beneficiaires.saisir', beneficiaires);
  routeur.post(paths.pilotage.beneficiaires, 'beneficiaires.saisir', { formulaire: formulaireBeneficiaires, page: beneficiaires }, async (ctx, saisie, demande) => {
    await enregistrerBeneficiaires(ctx, saisie);
    annoncer(demande, `Les bénéficiaires du RSA de ${saisie.annee} sont enregistrés.`);
    return paths.pilotage.page;
  });
  routesRapports(routeur, deps);
}

function routesRapports(routeur: Routeur, deps: Deps): void {
  const page = pageRapports(deps);
  routeur.pageFormulaire(paths.pilotage.rapports, 'pilotage.voir', page);
  routeur.post(paths.pilotage.rapports, 'rapport.etablir', { formulaire: formulaireRapport, page }, async (ctx, { programmeId, annee }, demande) => {
    await demanderRapport(ctx, programmeId, annee);
    annoncer(demande, 'Le rapport est en cours de composition : vous serez prévenu quand il sera prêt.');
    return paths.pilotage.rapports;
  });
  routeur.get(paths.pilotage.rapportAvancement, 'pilotage.voir', avancementRapport(deps));
  routeur.get(paths.pilotage.rapportPdf, 'pilotage.voir', servirRapport(deps, 'pdf'));
  routeur.get(paths.pilotage.rapportDocx, 'pilotage.voir', servirRapport(deps, 'docx'));
}
