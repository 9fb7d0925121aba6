import { cents } from '../../server/domain/kernel/cents.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { listerAjustements } from '../../server/features/ajustements/ajustement-queries.js';
import { enregistrerTour, ouvrirTour, type LigneProposee } from '../../server/features/ajustements/ajustement-service.js';
import { demanderNouveauMotDePasse } from '../../server/features/comptes/inscription-service.js';
import { demanderAvenant } from '../../server/features/conventions/demande-avenant-service.js';
import { ajouterSuite } from '../../server/features/suivi/suite-service.js';
import { enregistrerVisite } from '../../server/features/suivi/suivi-service.js';
import { creerVue } from '../../server/features/vues/vues-service.js';
import { lectureDeParis } from '../../server/platform/clock.js';
import type { DossierSeme, Equipe, MondeDecide } from './monde.js';
import { deposerUneFeuille } from './mi-parcours.js';
import { AGENTS } from './personnages.js';
import type { EtapeDemo } from './projets.js';
import type { Scene } from './scene.js';

/** What both sides have in hand on the day the demonstration is looked at. */
export async function laisserDuTravail(scene: Scene, { equipe, dossiers }: Pick<MondeDecide, 'equipe' | 'dossiers'>): Promise<void> {
  const [examine, attribue, fini, enCours] = [exiger(dossiers, 'instruction'), exiger(dossiers, 'attribue'), exiger(dossiers, 'execution'), dossiers.find((d) => d.projet.periode !== undefined)];
  if (enCours === undefined) throw new Error('an operation under way is expected');
  await ajuster(scene.le('2022-03-08T09:40'), equipe.instructeur2, examine, {
    envoyer: false, message: '',
    lignes: [{ groupe: 'depenses', rang: 2, propose: cents(400_000), motif: 'La plateforme partagée existe déjà au Département : seule sa formation est retenue.' }, { groupe: 'ressources', rang: 0, propose: cents(1_700_000), motif: 'Suit la baisse des prestations.' }],
  });
  await ajuster(scene.le('2022-05-12T11:00'), equipe.instructeur2, attribue, {
    envoyer: true, message: 'La Commission permanente a voté 16 000 €. Nous proposons de porter la baisse sur le fonctionnement du camion.',
    lignes: [{ groupe: 'depenses', rang: 1, propose: cents(450_000), motif: 'Le carburant est pris en charge par la commune d’accueil.' }],
  });
  await deposerUneFeuille(scene.le('2023-03-02T15:30'), fini, 'final', 'Dépenses du dernier trimestre');
  await visiter(scene, equipe, enCours);
  await demanderDuTemps(scene, enCours);
  await garderDesVues(scene, equipe);
  await scene.le(lectureDeParis(scene.deps.horloge.maintenant())).par(null, (ctx) => demanderNouveauMotDePasse(ctx, { courriel: AGENTS.avis.courriel, baseUrl: scene.deps.config.baseUrl }));
}

function exiger(dossiers: readonly DossierSeme[], jusqua: EtapeDemo): DossierSeme {
  const trouve = dossiers.find((d) => d.projet.jusqua === jusqua);
  if (trouve === undefined) throw new Error(`no dossier stops at ${jusqua}`);
  return trouve;
}

interface TourSeme { readonly envoyer: boolean; readonly message: string; readonly lignes: readonly LigneProposee[] }

/** A round on the budget of a dossier: some lines proposed lower, the others as they stand. */
async function ajuster(scene: Scene, instructeurId: string, { id }: DossierSeme, { envoyer, message, lignes }: TourSeme): Promise<void> {
  await scene.par(instructeurId, (ctx) => ouvrirTour(ctx, id));
  const tour = (await listerAjustements(scene.deps.db, id)).at(-1);
  if (tour === undefined) throw new Error('no round');
  await scene.par(instructeurId, (ctx) => enregistrerTour(ctx, id, { version: tour.version, lignes, message, envoyer }));
}

/** A visit that asks something of each side. */
async function visiter(scene: Scene, { instructeur }: Equipe, { id }: DossierSeme): Promise<void> {
  const visiteId = await scene.le('2023-04-18T16:30').par(instructeur, (ctx) => enregistrerVisite(ctx, id, {
    nature: 'visite', date: '2023-04-17', participants: 'L’instructrice, la présidente, le binôme d’accompagnement, quatre participantes',
    constats: 'Le groupe de janvier est assidu. L’affichage du cofinancement européen manque dans la salle de Boé. Deux dossiers individuels n’ont pas de contrat d’engagement.', suites: '',
  }));
  await scene.le('2023-04-18T16:40').par(instructeur, async (ctx) => {
    await ajouterSuite(ctx, id, visiteId, { constat: 'Poser l’affiche du cofinancement européen dans la salle de Boé et en envoyer une photo.', responsable: 'Simone Bertrand', partie: 'porteur', echeance: jour('2023-05-31') });
    await ajouterSuite(ctx, id, visiteId, { constat: 'Fournir le modèle de contrat d’engagement en vigueur.', responsable: 'Inès Lacaze', partie: 'service', echeance: jour('2023-05-26') });
  });
}

async function demanderDuTemps(scene: Scene, { id, organisme }: DossierSeme): Promise<void> {
  const { id: conventionId } = await scene.deps.db('conventions').where({ dossier_id: id, financeur: 'departement' }).first<{ id: string }>('id');
  await scene.le('2023-05-11T18:10').par(organisme.signataireId, (ctx) => demanderAvenant(ctx, id, conventionId, 'Deux participantes sont en congé de maternité. Nous souhaitons accueillir deux personnes de plus et déplacer 1 500 € des prestations vers les participants.'));
}

/** Views of the list of dossiers: one of the service, one of an instructeur who opens it by default. */
async function garderDesVues(scene: Scene, { responsable, instructeur }: Equipe): Promise<void> {
  await scene.le('2022-03-01T09:00').par(responsable, (ctx) => creerVue(ctx, { liste: 'dossiers', requete: 'etat=depose&tri=ancien', nom: 'À prendre en charge', partagee: true, parDefaut: false }));
  await scene.le('2022-03-01T09:20').par(instructeur, (ctx) => creerVue(ctx, { liste: 'dossiers', requete: 'etat=notifie', nom: 'Mes dossiers notifiés', partagee: false, parDefaut: false }));
}
