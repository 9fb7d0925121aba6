import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { pageAbsences } from './absences-page.js';
import { declarerAbsence, terminerAbsence } from './absences-service.js';
import { FORMULAIRE_ABSENCE, FORMULAIRE_REGLE } from './affectations-form.js';
import { pageRegles } from './regles-page.js';
import { ajouterRegle, appliquerRegles, supprimerRegle } from './regles-service.js';

const appelDe = (demande: Demande): { appelId: string } => ({ appelId: parametre(demande, 'appelId') });

/** Assignment by rule, absences and stand-ins (spec 1, stage 6). */
export function routesAffectations(routeur: Routeur, deps: Deps): void {
  const regles = pageRegles(deps);
  routeur.pageFormulaire(paths.appels.affectations, 'affectation.regler', regles);
  routeur.post(paths.appels.affectations, 'affectation.regler', { formulaire: FORMULAIRE_REGLE, page: regles }, async (ctx, regle, demande) => {
    await ajouterRegle(ctx, parametre(demande, 'appelId'), regle);
    annoncer(demande, 'La règle est ajoutée.');
    return vers(paths.appels.affectations, appelDe(demande));
  });
  routeur.post(paths.appels.affectationRetrait, 'affectation.regler', { formulaire: formulaireVide }, async (ctx, _, demande) => {
    await supprimerRegle(ctx, parametre(demande, 'appelId'), parametre(demande, 'regleId'));
    annoncer(demande, 'La règle est retirée. Les dossiers déjà confiés ne changent pas.');
    return vers(paths.appels.affectations, appelDe(demande));
  });
  routeur.post(paths.appels.affectationApplication, 'affectation.regler', { formulaire: formulaireVide }, async (ctx, _, demande) => {
    const { affectes, restants } = await appliquerRegles(ctx, parametre(demande, 'appelId'));
    annoncer(demande, `${pluriel(affectes, 'dossier confié', 'dossiers confiés')} par les règles${restants === 0 ? '.' : `, ${pluriel(restants, 'dossier reste', 'dossiers restent')} à affecter.`}`);
    return vers(paths.appels.affectations, appelDe(demande));
  });
  const absences = pageAbsences(deps);
  routeur.pageFormulaire(paths.absences, 'absence.gerer', absences);
  routeur.post(paths.absences, 'absence.gerer', { formulaire: FORMULAIRE_ABSENCE, page: absences }, async (ctx, absence, demande) => {
    await declarerAbsence(ctx, absence);
    annoncer(demande, 'L’absence est déclarée. La personne qui supplée est prévenue.');
    return paths.absences;
  });
  routeur.post(paths.absenceFin, 'absence.gerer', { formulaire: formulaireVide }, async (ctx, _, demande) => {
    await terminerAbsence(ctx, parametre(demande, 'absenceId'));
    annoncer(demande, 'L’absence prend fin.');
    return paths.absences;
  });
}
