import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { pageAffectation } from './affectation-page.js';
import { affecterDossier } from './affectation-service.js';
import { pageAvis, pageConsultations, pageMesAvis } from './avis-page.js';
import { demanderAvis, dispenserAvis, relancerAvis, rendreAvis, retirerAvis } from './avis-service.js';
import { FORMULAIRE_AFFECTATION, FORMULAIRE_AVIS, FORMULAIRE_DEMANDE_AVIS, FORMULAIRE_DISPENSE, FORMULAIRE_INSTRUCTION, FORMULAIRE_RETRAIT_AVIS, FORMULAIRE_VALIDATION } from './instruction-form.js';
import { pageInstruction } from './instruction-page.js';
import { enregistrerInstruction, renvoyerInstruction, validerInstruction } from './instruction-service.js';

const dossierDe = (demande: Demande): { dossierId: string } => ({ dossierId: parametre(demande, 'dossierId') });

/** Assignment, instruction report, opinions of partners (spec 1, stage 6). */
export function routesInstruction(routeur: Routeur, deps: Deps): void {
  affectation(routeur, deps);
  rapport(routeur, deps);
  avis(routeur, deps);
}

function affectation(routeur: Routeur, deps: Deps): void {
  const page = pageAffectation(deps);
  routeur.pageFormulaire(paths.dossiers.affectation, 'dossier.affecter', page);
  routeur.post(paths.dossiers.affectation, 'dossier.affecter', { formulaire: FORMULAIRE_AFFECTATION, page }, async (ctx, { instructeurId, motif }, demande) => {
    await affecterDossier(ctx, parametre(demande, 'dossierId'), instructeurId, { motif });
    annoncer(demande, 'Le dossier est affecté. La personne choisie est prévenue.');
    return vers(paths.dossiers.page, dossierDe(demande));
  });
}

function rapport(routeur: Routeur, deps: Deps): void {
  const page = pageInstruction(deps);
  routeur.pageFormulaire(paths.dossiers.instruction, 'instruction.lire', page);
  routeur.post(paths.dossiers.instruction, 'instruction.rediger', { formulaire: FORMULAIRE_INSTRUCTION, page }, async (ctx, saisie, demande) => {
    const transmettre = saisie.suite === 'transmettre';
    await enregistrerInstruction(ctx, parametre(demande, 'dossierId'), {
      rapport: saisie.rapport, proposeCents: saisie.propose, conclusion: saisie.conclusion === '' ? null : saisie.conclusion, version: saisie.version, transmettre,
    });
    annoncer(demande, transmettre ? 'Le rapport est transmis au responsable.' : 'Le rapport est enregistré.');
    return vers(paths.dossiers.instruction, dossierDe(demande));
  });
  routeur.post(paths.dossiers.instructionValidation, 'instruction.valider', { formulaire: FORMULAIRE_VALIDATION, page }, async (ctx, { decision, commentaire, versionLue }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    if (decision === 'valider') await validerInstruction(ctx, dossierId, { version: versionLue });
    else await renvoyerInstruction(ctx, dossierId, { commentaire, version: versionLue });
    annoncer(demande, decision === 'valider' ? 'Le rapport est validé : le dossier est prêt pour le comité.' : 'Le rapport est renvoyé à l’instructeur.');
    return vers(paths.dossiers.instruction, dossierDe(demande));
  });
}

function avis(routeur: Routeur, deps: Deps): void {
  const consultations = pageConsultations(deps);
  routeur.pageFormulaire(paths.dossiers.avisDemandes, 'avis.demander', consultations);
  routeur.post(paths.dossiers.avisDemandes, 'avis.demander', { formulaire: FORMULAIRE_DEMANDE_AVIS, page: consultations }, async (ctx, saisie, demande) => {
    await demanderAvis(ctx, parametre(demande, 'dossierId'), saisie);
    annoncer(demande, 'La demande d’avis est envoyée.');
    return vers(paths.dossiers.avisDemandes, dossierDe(demande));
  });

  routeur.post(paths.dossiers.avisRelance, 'avis.demander', { formulaire: formulaireVide, page: consultations }, async (ctx, _, demande) => {
    await relancerAvis(ctx, parametre(demande, 'dossierId'), parametre(demande, 'avisId'));
    annoncer(demande, 'Le rappel est envoyé.');
    return vers(paths.dossiers.avisDemandes, dossierDe(demande));
  });
  routeur.post(paths.dossiers.avisRetrait, 'avis.demander', { formulaire: FORMULAIRE_RETRAIT_AVIS, page: consultations }, async (ctx, { avisId, raison }, demande) => {
    await retirerAvis(ctx, parametre(demande, 'dossierId'), avisId, raison);
    annoncer(demande, 'La demande est retirée : le dossier n’est plus ouvert à ce partenaire.');
    return vers(paths.dossiers.avisDemandes, dossierDe(demande));
  });
  routeur.post(paths.dossiers.avisDispense, 'avis.demander', { formulaire: FORMULAIRE_DISPENSE, page: consultations }, async (ctx, dispense, demande) => {
    await dispenserAvis(ctx, parametre(demande, 'dossierId'), dispense);
    annoncer(demande, 'L’instruction peut être validée sans cet avis ; la raison est gardée.');
    return vers(paths.dossiers.avisDemandes, dossierDe(demande));
  });

  routeur.get(paths.avis, 'avis.lister', pageMesAvis(deps));
  const reponse = pageAvis(deps);
  routeur.pageFormulaire(paths.dossiers.avisRendu, 'avis.rendre', reponse);
  routeur.post(paths.dossiers.avisRendu, 'avis.rendre', { formulaire: FORMULAIRE_AVIS, page: reponse }, async (ctx, saisie, demande) => {
    await rendreAvis(ctx, parametre(demande, 'dossierId'), saisie);
    annoncer(demande, 'Votre avis est transmis. Merci.');
    return paths.avis;
  });
}
