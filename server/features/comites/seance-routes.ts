import { instantDeParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import type { DocumentModele } from '../../platform/pdf.js';
import { instantLong, pluriel } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { dernierDocument } from '../documents/document-queries.js';
import { servirPdf } from '../documents/document-routes.js';
import { lireRapports } from '../notation/rapport-queries.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { pageAvis } from './avis-page.js';
import { lignesDuLivret, livret } from './livret.js';
import { extraireProcesVerbal } from './seance-documents.js';
import { formulaireAvis, formulaireCloture, formulaireOrdreDuJour, formulairePresences, formulaireSeance } from './seance-form.js';
import { pageNouvelle, pageSeance, pageSeances } from './seance-page.js';
import { dossiersAInscrire, lireContenus, lireSeance } from './seance-queries.js';
import { cloreSeance, creerSeance, desinscrireDossier, inscrireDossiers, noterPresences, rendreAvisComite } from './seance-service.js';
import { lireVue } from './seance-vue.js';

/** Sessions of the selection committee: preparation, examination of each dossier, booklet, minutes. */
export function routesSeances(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.seances.liste, 'seance.lister', pageSeances(deps));
  preparation(routeur, deps);
  ordreDuJour(routeur, deps);
  examen(routeur, deps);
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
  routeur.get(paths.seances.livret, 'seance.voir', async (demande) => {
    await servirPdf(demande.res, await composerLivret(deps, demande));
  });
  routeur.get(paths.seances.procesVerbal, 'seance.voir', async (demande) => {
    const seanceId = parametre(demande, 'seanceId');
    const modele = trouve(await dernierDocument(deps.db, seanceId, 'proces_verbal'));
    const { cachees } = trouve(await lireVue(deps.db, seanceId, demande.acteur));
    await servirPdf(demande.res, cachees.length === 0 ? modele : extraireProcesVerbal(modele, cachees.map((l) => l.numero)));
  });
}

/** The booklet as this person may read it: drawn on demand, never stored. */
async function composerLivret({ db }: Deps, demande: Demande): Promise<DocumentModele> {
  const vue = trouve(await lireVue(db, parametre(demande, 'seanceId'), demande.acteur));
  const lignes = lignesDuLivret(vue);
  const ids = lignes.map((l) => l.id);
  const [contenus, rapports, marque] = [await lireContenus(db, ids), await lireRapports(db, ids), await lireMarque(db)];
  return {
    titre: 'Livret du comité', emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse }, date: instantLong(demande.maintenant), creeLe: demande.maintenant,
    blocs: livret(vue, lignes.map((ligne) => ({ ligne, version: contenus.get(ligne.id), rapport: rapports.get(ligne.id) }))),
  };
}
