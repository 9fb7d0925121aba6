import type { Deps } from '../../platform/deps.js';
import { dateLongue } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { montrerApercu } from './apercu-page.js';
import { pageComplements } from './complements-page.js';
import { accorderDelai, demanderComplements, demanderDelai, enregistrerReponse, refuserDelai, reprendreSansReponse } from './complements-service.js';
import { pageConclusion } from './conclusion-page.js';
import { pageDemandes } from './demandes-page.js';
import {
  decisionsDe, elementsDe, FORMULAIRE_COMPLEMENTS, FORMULAIRE_CONCLUSION, FORMULAIRE_DELAI, FORMULAIRE_GRILLE, FORMULAIRE_PROLONGATION, FORMULAIRE_REPONSE, FORMULAIRE_REPRISE, limiteDe, type SaisieGrille,
} from './recevabilite-form.js';
import { pageRecevabilite } from './recevabilite-page.js';
import { demandeOuverte } from './recevabilite-queries.js';
import { conclureRecevabilite, enregistrerControles } from './recevabilite-service.js';

const idDossier = (demande: Demande): string => parametre(demande, 'dossierId');

/** Admissibility: the checklist, requests for complements and their answers, the conclusion (spec 1, stage 5). */
export function routesRecevabilite(routeur: Routeur, deps: Deps): void {
  routesExamen(routeur, deps);
  routesDemande(routeur, deps);
  routesReponses(routeur, deps);
}

function routesExamen(routeur: Routeur, deps: Deps): void {
  const examen = pageRecevabilite(deps);
  routeur.pageFormulaire(paths.dossiers.recevabilite, 'dossier.suivre', examen);
  routeur.post(paths.dossiers.recevabilite, 'recevabilite.conclure', { formulaire: FORMULAIRE_GRILLE, page: examen }, async (ctx, saisie, demande) => {
    await enregistrerControles(ctx, idDossier(demande), { decisions: decisionsDe(saisie), version: saisie.version });
    if (saisie.suite === 'enregistrer') annoncer(demande, 'Vos contrôles sont enregistrés.');
    return suite(demande, saisie.suite);
  });

  const conclusion = pageConclusion(deps);
  routeur.pageFormulaire(paths.dossiers.recevabiliteConclusion, 'recevabilite.conclure', conclusion);
  routeur.post(paths.dossiers.recevabiliteConclusion, 'recevabilite.conclure', { formulaire: FORMULAIRE_CONCLUSION, page: conclusion }, async (ctx, saisie, demande) => {
    await conclureRecevabilite(ctx, idDossier(demande), { conclusion: saisie.conclusion, motifs: saisie.motifs.split('\n') });
    annoncer(demande, saisie.conclusion === 'recevable' ? 'Le dossier est déclaré recevable. L’attestation est envoyée.' : 'Le dossier est déclaré irrecevable. La décision est envoyée.');
    return suite(demande, 'enregistrer');
  });
}

function routesDemande(routeur: Routeur, deps: Deps): void {
  const complements = pageComplements(deps);
  const apercu = montrerApercu(deps);
  routeur.pageFormulaire(paths.dossiers.complements, 'recevabilite.conclure', complements);
  routeur.pageFormulaire(paths.dossiers.complementsApercu, 'recevabilite.conclure', complements);
  routeur.postLibre(paths.dossiers.complementsApercu, 'recevabilite.conclure', { formulaire: FORMULAIRE_COMPLEMENTS, page: complements }, async (saisie, demande) => {
    await (saisie.etape === 'modifier' ? complements(demande, { saisie: demande.corps, erreurs: {}, refus: null }) : apercu(demande, saisie));
    return null;
  });
  routeur.post(paths.dossiers.complements, 'recevabilite.conclure', { formulaire: FORMULAIRE_COMPLEMENTS, page: complements }, async (ctx, saisie, demande) => {
    const { message, limite, motifLimite } = saisie;
    await demanderComplements(ctx, idDossier(demande), { elements: elementsDe(saisie), message, motifLimite, ...(limite === undefined ? {} : { limite }) });
    const ouverte = await demandeOuverte(ctx.db, idDossier(demande));
    annoncer(demande, `La demande de compléments est envoyée. L’organisme a jusqu’au ${dateLongue(ouverte?.limite ?? '')} pour redéposer.`);
    return vers(paths.dossiers.demandes, { dossierId: idDossier(demande) });
  });
}

function routesReponses(routeur: Routeur, deps: Deps): void {
  const page = pageDemandes(deps);
  const retour = (demande: Demande, message: string): string => { annoncer(demande, message); return vers(paths.dossiers.demandes, { dossierId: idDossier(demande) }); };
  routeur.pageFormulaire(paths.dossiers.demandes, 'complements.lire', page);
  routeur.post(paths.dossiers.demandesReponse, 'complements.repondre', { formulaire: FORMULAIRE_REPONSE, page }, async (ctx, { reponse }, demande) => {
    await enregistrerReponse(ctx, idDossier(demande), reponse);
    return retour(demande, 'Votre mot est enregistré. Il sera lu après votre nouveau dépôt.');
  });
  routeur.post(paths.dossiers.demandesDelai, 'complements.demander_delai', { formulaire: FORMULAIRE_DELAI, page }, async (ctx, commande, demande) => {
    await demanderDelai(ctx, idDossier(demande), commande);
    return retour(demande, 'Votre demande de délai est envoyée au service. Tant qu’il n’a pas répondu, la date limite ne change pas.');
  });
  routeur.post(paths.dossiers.demandesProlongation, 'recevabilite.conclure', { formulaire: FORMULAIRE_PROLONGATION, page }, async (ctx, saisie, demande) => {
    if (saisie.decision === 'refuser') {
      await refuserDelai(ctx, idDossier(demande), saisie.motif);
      return retour(demande, 'Le délai supplémentaire est refusé. L’organisme en est prévenu.');
    }
    const limite = limiteDe(saisie);
    await accorderDelai(ctx, idDossier(demande), { limite, motif: saisie.motif });
    return retour(demande, `Le délai est prolongé jusqu’au ${dateLongue(limite)}. L’organisme en est prévenu.`);
  });
  routeur.post(paths.dossiers.demandesReprise, 'recevabilite.conclure', { formulaire: FORMULAIRE_REPRISE, page }, async (ctx, { motifReprise }, demande) => {
    await reprendreSansReponse(ctx, idDossier(demande), motifReprise);
    annoncer(demande, 'L’examen reprend sur le dossier tel qu’il a été déposé.');
    return suite(demande, 'enregistrer');
  });
}

const SUITES = { enregistrer: paths.dossiers.recevabilite, complements: paths.dossiers.complements, conclusion: paths.dossiers.recevabiliteConclusion } as const;

const suite = (demande: Demande, apres: SaisieGrille['suite']): string => vers(SUITES[apres], { dossierId: idDossier(demande) });
