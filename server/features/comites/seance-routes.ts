import { cents, type Cents } from '../../domain/kernel/cents.js';
import { instantDeParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { parametre } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { dernierDocument } from '../documents/document-queries.js';
import { servirPdf } from '../documents/document-routes.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { pageAvis } from './avis-page.js';
import { demandeDe, pageBureau, pageSimulation } from './bureau-page.js';
import { fichierCalendrier } from './convocation.js';
import { creerSeance, modifierSeance } from './convocation-service.js';
import { avancementLivret, pageLivrets, servirLivret } from './livret-page.js';
import { demanderLivret } from './livret-service.js';
import { approuverProcesVerbal, corrigerCompteRendu } from './pv-service.js';
import { extraireProcesVerbal, masquerMoyennes } from './seance-documents.js';
import { formulaireAvis, formulaireCloture, formulaireModification, formulaireOrdre, formulaireOrdreDuJour, formulairePresences, formulaireSeance, type SaisieOrdre } from './seance-form.js';
import { pageModification, pageNouvelle } from './preparation-page.js';
import { pageSeance, pageSeances } from './seance-page.js';
import { dossiersAInscrire, lireDossiersInscrits, lireSeance } from './seance-queries.js';
import { cloreSeance, desinscrireDossier, inscrireDossiers, noterPresences, ordonnerDossiers, rendreAvisComite } from './seance-service.js';
import { lireVue } from './seance-vue.js';
import { formulaireSimulation, type SaisieSimulation } from './simulation-form.js';
import { enregistrerSimulation, supprimerSimulation, type SimulationAEnregistrer } from './simulation-service.js';

/** Sessions of the selection committee: preparation, examination of each dossier, booklet, minutes. */
export function routesSeances(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.seances.liste, 'seance.lister', pageSeances(deps));
  preparation(routeur, deps);
  ordreDuJour(routeur, deps);
  examen(routeur, deps);
  simulations(routeur, deps);
  procesVerbal(routeur, deps);
  documents(routeur, deps);
}

function preparation(routeur: Routeur, deps: Deps): void {
  const nouvelle = pageNouvelle(deps);
  routeur.pageFormulaire(paths.seances.nouvelle, 'seance.preparer', nouvelle);
  routeur.post(paths.seances.nouvelle, 'seance.preparer', { formulaire: formulaireSeance, page: nouvelle }, async (ctx, { jour, heure, ...saisie }, demande) => {
    const seanceId = await creerSeance(ctx, { ...saisie, le: instantDeParis(`${jour}T${heure}`) });
    annoncer(demande, 'Séance préparée : ses membres sont prévenus par courriel. Inscrivez maintenant les dossiers.');
    return vers(paths.seances.page, { seanceId });
  });
  routeur.pageFormulaire(paths.seances.page, 'seance.voir', pageSeance(deps));
  const modification = pageModification(deps);
  routeur.pageFormulaire(paths.seances.modifier, 'seance.tenir', modification);
  routeur.post(paths.seances.modifier, 'seance.tenir', { formulaire: formulaireModification, page: modification }, async (ctx, { jour, heure, ...saisie }, demande) => {
    const seanceId = parametre(demande, 'seanceId');
    await modifierSeance(ctx, seanceId, { ...saisie, le: instantDeParis(`${jour}T${heure}`) });
    annoncer(demande, 'Séance modifiée. Les membres concernés reçoivent leur convocation à jour.');
    return vers(paths.seances.page, { seanceId });
  });
  routeur.get(paths.seances.convocation, 'seance.voir', async (demande) => {
    const seance = trouve(await lireSeance(deps.db, parametre(demande, 'seanceId')));
    const marque = await lireMarque(deps.db);
    const lien = deps.config.baseUrl + vers(paths.seances.page, { seanceId: seance.id });
    demande.res.attachment('comite.ics').type('text/calendar; charset=utf-8').send(fichierCalendrier(seance, { lien, ecritLe: demande.maintenant, organisateur: { nom: marque.nom, courriel: demande.acteur.courriel } }));
  });
}

function ordreDuJour(routeur: Routeur, deps: Deps): void {
  const page = pageSeance(deps);
  routeur.post(paths.seances.dossiers, 'seance.tenir', { formulaire: formulaireOrdreDuJour, page }, async (ctx, { dossiers, tous, retirer }, demande) => {
    const seanceId = parametre(demande, 'seanceId');
    const retour = vers(paths.seances.page, { seanceId });
    if (retirer !== null) {
      await desinscrireDossier(ctx, seanceId, retirer);
      annoncer(demande, 'Dossier retiré de l’ordre du jour : il pourra être inscrit à une autre séance.');
      return retour;
    }
    const { appelId } = trouve(await lireSeance(ctx.db, seanceId));
    const ids = tous ? (await dossiersAInscrire(ctx.db, appelId)).map((d) => d.id) : dossiers;
    await inscrireDossiers(ctx, seanceId, ids);
    annoncer(demande, `${pluriel(ids.length, 'dossier inscrit', 'dossiers inscrits')} à l’ordre du jour.`);
    return retour;
  });
  routeur.post(paths.seances.ordre, 'seance.tenir', { formulaire: formulaireOrdre, page }, async (ctx, { places, selon }, demande) => {
    const seanceId = parametre(demande, 'seanceId');
    await ordonnerDossiers(ctx, seanceId, await ordreDemande(ctx, seanceId, places, selon));
    annoncer(demande, 'Ordre du jour enregistré.');
    return vers(paths.seances.page, { seanceId });
  });
  routeur.post(paths.seances.presences, 'seance.tenir', { formulaire: formulairePresences, page }, async (ctx, { presents }, demande) => {
    const seanceId = parametre(demande, 'seanceId');
    await noterPresences(ctx, seanceId, presents);
    annoncer(demande, `Présences relevées : ${pluriel(presents.length, 'membre présent', 'membres présents')}.`);
    return vers(paths.seances.page, { seanceId });
  });
  routeur.post(paths.seances.cloture, 'seance.tenir', { formulaire: formulaireCloture, page }, async (ctx, commande, demande) => {
    const seanceId = parametre(demande, 'seanceId');
    await cloreSeance(ctx, seanceId, commande);
    annoncer(demande, 'Séance close : les dossiers attendent la décision de la Commission permanente. Le procès-verbal est établi.');
    return vers(paths.seances.page, { seanceId });
  });
}

/** The order asked for: that of the numbers typed, the ranking as this person sees it, or the numbers of the dossiers. */
async function ordreDemande(ctx: Contexte, seanceId: string, places: SaisieOrdre['places'], selon: SaisieOrdre['selon']): Promise<string[]> {
  if (selon === 'places') return [...places].sort((a, b) => a.place - b.place).map((p) => p.dossierId);
  if (selon === 'numero') return (await lireDossiersInscrits(ctx.db, seanceId)).map((d) => d.id);
  return trouve(await lireVue(ctx.db, seanceId, ctx.acteur)).classees.map((l) => l.id);
}

function examen(routeur: Routeur, deps: Deps): void {
  const page = pageAvis(deps);
  routeur.pageFormulaire(paths.seances.avis, 'seance.voir', page);
  routeur.post(paths.seances.avis, 'seance.tenir', { formulaire: formulaireAvis, page }, async (ctx, { avis, montant, reserves }, demande) => {
    const [seanceId, dossierId] = [parametre(demande, 'seanceId'), parametre(demande, 'dossierId')];
    await rendreAvisComite(ctx, seanceId, dossierId, { avis, montantCents: montant ?? 0, reserves });
    annoncer(demande, 'Avis enregistré. Il reste modifiable jusqu’à la clôture de la séance.');
    return vers(paths.seances.page, { seanceId });
  });
}

function documents(routeur: Routeur, deps: Deps): void {
  const livrets = pageLivrets(deps);
  routeur.pageFormulaire(paths.seances.livrets, 'seance.voir', livrets);
  routeur.post(paths.seances.livrets, 'seance.voir', { formulaire: formulaireVide, page: livrets }, async (ctx, _commande, demande) => {
    const seanceId = parametre(demande, 'seanceId');
    await demanderLivret(ctx, seanceId);
    annoncer(demande, 'Le livret est en cours de composition : vous serez prévenu quand il sera prêt.');
    return vers(paths.seances.livrets, { seanceId });
  });
  routeur.get(paths.seances.livretAvancement, 'seance.voir', avancementLivret(deps));
  routeur.get(paths.seances.livret, 'seance.voir', servirLivret(deps));
  routeur.get(paths.seances.procesVerbal, 'seance.voir', async (demande) => {
    const seanceId = parametre(demande, 'seanceId');
    const modele = trouve(await dernierDocument(deps.db, seanceId, 'proces_verbal'));
    const { cachees, sansScores } = trouve(await lireVue(deps.db, seanceId, demande.acteur));
    const aNoter = sansScores.filter((l) => ['en_instruction', 'instruit'].includes(l.etat)).map((l) => l.numero);
    const lisible = masquerMoyennes(modele, aNoter);
    await servirPdf(demande.res, cachees.length === 0 ? lisible : extraireProcesVerbal(lisible, cachees.map((l) => l.numero)));
  });
}

function procesVerbal(routeur: Routeur, deps: Deps): void {
  const page = pageSeance(deps);
  routeur.post(paths.seances.compteRendu, 'seance.tenir', { formulaire: formulaireCloture, page }, async (ctx, commande, demande) => {
    const seanceId = parametre(demande, 'seanceId');
    await corrigerCompteRendu(ctx, seanceId, commande);
    annoncer(demande, 'Compte rendu corrigé : le projet de procès-verbal est établi de nouveau.');
    return vers(paths.seances.page, { seanceId });
  });
  routeur.post(paths.seances.approbation, 'seance.approuver', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    const seanceId = parametre(demande, 'seanceId');
    await approuverProcesVerbal(ctx, seanceId);
    annoncer(demande, 'Procès-verbal approuvé : il ne change plus.');
    return vers(paths.seances.page, { seanceId });
  });
}

function simulations(routeur: Routeur, deps: Deps): void {
  const bureau = pageBureau(deps);
  routeur.pageFormulaire(paths.seances.bureau, 'seance.voir', bureau);
  routeur.post(paths.seances.bureau, 'seance.tenir', { formulaire: formulaireSimulation, page: bureau }, async (ctx, saisie, demande) => {
    const seanceId = parametre(demande, 'seanceId');
    const simulationId = await enregistrerSimulation(ctx, seanceId, null, enSimulation(saisie));
    annoncer(demande, `Simulation « ${saisie.nom} » conservée. Vous pouvez maintenant arbitrer dossier par dossier.`);
    return vers(paths.seances.simulation, { seanceId, simulationId });
  });
  const page = pageSimulation(deps);
  routeur.pageFormulaire(paths.seances.simulation, 'seance.voir', page);
  routeur.post(paths.seances.simulation, 'seance.tenir', { formulaire: formulaireSimulation, page }, async (ctx, saisie, demande) => {
    const [seanceId, simulationId] = [parametre(demande, 'seanceId'), parametre(demande, 'simulationId')];
    await enregistrerSimulation(ctx, seanceId, simulationId, enSimulation(saisie));
    annoncer(demande, 'Simulation enregistrée.');
    return vers(paths.seances.simulation, { seanceId, simulationId });
  });
  routeur.post(paths.seances.simulationRetrait, 'seance.tenir', { formulaire: formulaireVide }, async (ctx, _commande, demande) => {
    const seanceId = parametre(demande, 'seanceId');
    await supprimerSimulation(ctx, seanceId, parametre(demande, 'simulationId'));
    annoncer(demande, 'Simulation supprimée.');
    return vers(paths.seances.bureau, { seanceId });
  });
}

const enSimulation = (s: SaisieSimulation): SimulationAEnregistrer => {
  const arbitrages = new Map(s.arbitrages.flatMap((a): [string, Cents][] => (a.montant === null ? [] : [[a.dossierId, cents(a.montant)]])));
  return { nom: s.nom, version: s.version, ...demandeDe(s, cents(s.enveloppe), arbitrages) };
};
