import type { Deps } from '../../platform/deps.js';
import { servirCsv } from '../../platform/csv.js';
import { jourAParis } from '../../platform/clock.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { parametre, type Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { lignesPourLaComptabilite } from './versement-export.js';
import type { Formulaire } from '../../web/form-errors.js';
import { routesEchanges } from './echange-routes.js';
import { routesRecouvrement } from './recouvrement-routes.js';
import { formulaireConfirmation, formulaireMotif, formulairePaiement, formulaireRetenue, formulaireSuspension } from './versement-form.js';
import { filtreDe, pageListe } from './versement-liste-page.js';
import { pageVersement } from './versement-page.js';
import * as service from './versement-service.js';

const ids = (demande: Demande): [string, string] => [parametre(demande, 'dossierId'), parametre(demande, 'versementId')];
const adresse = (demande: Demande): string => vers(paths.versements.page, { dossierId: parametre(demande, 'dossierId'), versementId: parametre(demande, 'versementId') });

/** Payments from their schedule to their date of payment, their export to accounting, titles of recovery. */
export function routesVersements(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.versements.liste, 'versement.lister', pageListe(deps));
  routeur.get(paths.versements.exportCsv, 'versement.lister', (demande) => {
    const filtre = filtreDe(demande.query);
    const choisi = demande.query['etat'] === undefined ? { ...filtre, etat: 'mandate' as const } : filtre;
    return servirCsv(demande.res, `versements-${jourAParis(demande.maintenant)}.csv`, lignesPourLaComptabilite(deps.db, choisi));
  });
  routeur.pageFormulaire(paths.versements.page, 'dossier.suivre', pageVersement(deps));
  acheminement(routeur, deps);
  arrets(routeur, deps);
  precautions(routeur, deps);
  routesEchanges(routeur, deps);
  routesRecouvrement(routeur, deps);
}

function acheminement(routeur: Routeur, deps: Deps): void {
  const page = pageVersement(deps);
  const confirmation = { formulaire: formulaireConfirmation, page };
  routeur.post(paths.versements.liquidation, 'versement.liquider', confirmation, async (ctx, _, demande) => {
    await service.liquider(ctx, ...ids(demande));
    annoncer(demande, 'Versement liquidé : le certificat est établi. Une autre personne doit maintenant le valider.');
    return adresse(demande);
  });
  routeur.post(paths.versements.validation, 'versement.valider', confirmation, async (ctx, _, demande) => {
    await service.valider(ctx, ...ids(demande));
    annoncer(demande, 'Versement validé : il peut être mandaté.');
    return adresse(demande);
  });
  routeur.post(paths.versements.confirmation, 'versement.valider', confirmation, async (ctx, _, demande) => {
    await service.confirmer(ctx, ...ids(demande));
    annoncer(demande, 'Seconde validation donnée : le versement peut être mandaté.');
    return adresse(demande);
  });
  routeur.post(paths.versements.mandatement, 'versement.payer', confirmation, async (ctx, _, demande) => {
    annoncer(demande, `Versement mandaté, bordereau ${await service.mandater(ctx, ...ids(demande))}.`);
    return adresse(demande);
  });
  routeur.post(paths.versements.paiement, 'versement.payer', { formulaire: formulairePaiement, page }, async (ctx, commande, demande) => {
    await service.payer(ctx, ...ids(demande), commande);
    annoncer(demande, 'Paiement enregistré : l’organisme est prévenu.');
    return adresse(demande);
  });
}

function arrets(routeur: Routeur, deps: Deps): void {
  const page = pageVersement(deps);
  routeur.post(paths.versements.rejet, 'versement.valider', { formulaire: formulaireMotif, page }, async (ctx, commande, demande) => {
    await service.rejeter(ctx, ...ids(demande), commande);
    annoncer(demande, 'Versement rejeté.');
    return adresse(demande);
  });
  routeur.post(paths.versements.reprise, 'versement.liquider', { formulaire: formulaireConfirmation, page }, async (ctx, _, demande) => {
    await service.reprendre(ctx, ...ids(demande));
    annoncer(demande, 'Versement repris : il est de nouveau à liquider.');
    return adresse(demande);
  });
}

/** A new account, the limit of payment, what is held back. */
function precautions(routeur: Routeur, deps: Deps): void {
  const page = pageVersement(deps);
  const poster = <T>(chemin: string, formulaire: Formulaire<T>, cas: (ctx: Contexte, ids: [string, string], commande: T) => Promise<void>, annonce: string): void =>
    routeur.post(chemin, 'versement.liquider', { formulaire, page }, async (ctx, commande, demande) => {
      await cas(ctx, ids(demande), commande);
      annoncer(demande, annonce);
      return adresse(demande);
    });
  poster(paths.versements.compte, formulaireConfirmation, (ctx, i) => service.accepterCompte(ctx, ...i), 'Compte accepté : une autre personne peut liquider le versement.');
  poster(paths.versements.suspension, formulaireSuspension, (ctx, i, c) => service.suspendreDelai(ctx, ...i, { motif: c.motifSuspension }), 'Délai de paiement suspendu.');
  poster(paths.versements.finSuspension, formulaireConfirmation, (ctx, i) => service.reprendreDelai(ctx, ...i), 'Le délai de paiement court de nouveau.');
  poster(paths.versements.retenue, formulaireRetenue, (ctx, i, c) => service.retenir(ctx, ...i, { montantCents: c.montant, motif: c.motifRetenue }), 'Montant retenu : il est reporté sur le versement suivant.');
}
