import type { Deps } from '../../platform/deps.js';
import { dateLongue } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { pageComplements } from './complements-page.js';
import { pageConclusion } from './conclusion-page.js';
import { decisionsDe, elementsDe, FORMULAIRE_COMPLEMENTS, FORMULAIRE_CONCLUSION, FORMULAIRE_GRILLE, type SaisieGrille } from './recevabilite-form.js';
import { pageRecevabilite } from './recevabilite-page.js';
import { demandeOuverte } from './recevabilite-queries.js';
import { conclureRecevabilite, demanderComplements, enregistrerControles } from './recevabilite-service.js';

/** Admissibility: the checklist, requests for complements, the conclusion (spec 1, stage 5). */
export function routesRecevabilite(routeur: Routeur, deps: Deps): void {
  const examen = pageRecevabilite(deps);
  routeur.pageFormulaire(paths.dossiers.recevabilite, 'dossier.suivre', examen);
  routeur.post(paths.dossiers.recevabilite, 'recevabilite.conclure', { formulaire: FORMULAIRE_GRILLE, page: examen }, async (ctx, saisie, demande) => {
    await enregistrerControles(ctx, parametre(demande, 'dossierId'), { decisions: decisionsDe(saisie), version: saisie.version });
    if (saisie.suite === 'enregistrer') annoncer(demande, 'Vos contrôles sont enregistrés.');
    return suite(demande, saisie.suite);
  });

  const complements = pageComplements(deps);
  routeur.pageFormulaire(paths.dossiers.complements, 'recevabilite.conclure', complements);
  routeur.post(paths.dossiers.complements, 'recevabilite.conclure', { formulaire: FORMULAIRE_COMPLEMENTS, page: complements }, async (ctx, saisie, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await demanderComplements(ctx, dossierId, { elements: elementsDe(saisie), message: saisie.message });
    const ouverte = await demandeOuverte(ctx.db, dossierId);
    annoncer(demande, `La demande de compléments est envoyée. L’organisme a jusqu’au ${dateLongue(ouverte?.limite ?? '')} pour redéposer.`);
    return suite(demande, 'enregistrer');
  });

  const conclusion = pageConclusion(deps);
  routeur.pageFormulaire(paths.dossiers.recevabiliteConclusion, 'recevabilite.conclure', conclusion);
  routeur.post(paths.dossiers.recevabiliteConclusion, 'recevabilite.conclure', { formulaire: FORMULAIRE_CONCLUSION, page: conclusion }, async (ctx, saisie, demande) => {
    await conclureRecevabilite(ctx, parametre(demande, 'dossierId'), { conclusion: saisie.conclusion, motifs: saisie.motifs.split('\n') });
    annoncer(demande, saisie.conclusion === 'recevable' ? 'Le dossier est déclaré recevable. L’attestation est envoyée.' : 'Le dossier est déclaré irrecevable. La décision est envoyée.');
    return suite(demande, 'enregistrer');
  });
}

const SUITES = { enregistrer: paths.dossiers.recevabilite, complements: paths.dossiers.complements, conclusion: paths.dossiers.recevabiliteConclusion } as const;

const suite = (demande: Demande, apres: SaisieGrille['suite']): string => vers(SUITES[apres], { dossierId: parametre(demande, 'dossierId') });
