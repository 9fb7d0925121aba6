import { Refus } from '../../domain/kernel/refus.js';
import { pluriel } from '../../platform/format.js';
import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { formulaireDeliberation, formulaireRecommande, formulaireVide, type SaisieDeliberation } from './decision-form.js';
import { pageDecisions } from './decision-page.js';
import { noterRecommande, notifierDecision } from './notification-service.js';
import { prendreDeliberation, reprendreDossier, type DecisionSaisie } from './decision-service.js';
import { routesImportDecisions } from './import-routes.js';
import { pageNotification } from './notification-page.js';

/** Décisions of a call, délibération, notification, resumption of postponed dossiers. */
export function routesDecisions(routeur: Routeur, deps: Deps): void {
  routesImportDecisions(routeur, deps);
  const page = pageDecisions(deps);
  routeur.pageFormulaire(paths.appels.decisions, 'decision.prendre', page);

  routeur.post(paths.appels.deliberation, 'decision.prendre', { formulaire: formulaireDeliberation, page }, async (ctx, saisie, demande) => {
    const appelId = parametre(demande, 'appelId');
    const decisions = decisionsPrises(saisie);
    await prendreDeliberation(ctx, { appelId, numero: saisie.numero, date: saisie.date, decisions }).catch(situer);
    annoncer(demande, `Délibération n° ${saisie.numero} enregistrée : ${pluriel(decisions.length, 'décision')}.`);
    return vers(paths.appels.decisions, { appelId });
  });

  const notification = pageNotification(deps);
  routeur.pageFormulaire(paths.dossiers.notification, 'dossier.voir', notification);
  routeur.post(paths.dossiers.notification, 'decision.notifier', { formulaire: formulaireRecommande, page: notification }, async (ctx, envoi, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await notifierDecision(ctx, dossierId, envoi);
    annoncer(demande, 'Décision notifiée : la lettre est dans le dossier et le porteur est prévenu.');
    return vers(paths.dossiers.notification, { dossierId });
  });

  routeur.post(paths.dossiers.recommande, 'decision.notifier', { formulaire: formulaireRecommande, page: notification }, async (ctx, { recommande }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await noterRecommande(ctx, dossierId, recommande);
    annoncer(demande, 'Le numéro de la lettre recommandée est enregistré.');
    return vers(paths.dossiers.notification, { dossierId });
  });

  routeur.post(paths.dossiers.reprise, 'decision.notifier', { formulaire: formulaireVide, page: notification }, async (ctx, _commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await reprendreDossier(ctx, dossierId);
    annoncer(demande, 'Le dossier est revenu en instruction.');
    return vers(paths.dossiers.page, { dossierId });
  });
}

/** Lines with an answer, as decisions. */
function decisionsPrises({ decisions }: SaisieDeliberation): DecisionSaisie[] {
  return Object.entries(decisions).flatMap(([dossierId, { sens, montant = 0, autres = {}, motif, motifCode }]) =>
    (sens === '' ? [] : [{ dossierId, sens, montantCents: montant, autres, motif, motifCode: motifCode === '' ? null : motifCode }]));
}

const CHAMPS: Readonly<Record<string, string>> = {
  'decision.motif_absent': 'motif', 'decision.montant_nul': 'montant', 'decision.montant_superieur_demande': 'montant', 'decision.plafond_depasse': 'montant',
  'decision.financeur_inconnu': 'montant', 'decision.partielle_sans_motif': 'motif', 'decision.organisme_de_l_agent': 'sens', 'decision.deja_dans_deliberation': 'sens',
};

/** Places a refusal about one dossier on the field of its line. */
function situer(erreur: unknown): never {
  if (!(erreur instanceof Refus)) throw erreur;
  const { dossierId, financeur } = erreur.donnees;
  const champ = CHAMPS[erreur.code];
  if (typeof dossierId !== 'string' || champ === undefined) throw erreur;
  const lieu = champ === 'montant' && typeof financeur === 'string' && financeur !== 'departement' ? `autres.${financeur}` : champ;
  throw new Refus(erreur.code, { ...erreur.donnees, champ: `decisions.${dossierId}.${lieu}` });
}
