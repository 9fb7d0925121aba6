import { jour } from '../../server/domain/kernel/jour.js';
import { enregistrerRealisation, deposerBilan } from '../../server/features/bilans/bilan-service.js';
import { ajouterDepense } from '../../server/features/bilans/depense-service.js';
import { apercevoirDepenses } from '../../server/features/bilans/import-lecture.js';
import { deposerFeuille } from '../../server/features/bilans/import-service.js';
import { ouvrirIntermediaire } from '../../server/features/bilans/intermediaire-service.js';
import { rangerFichier } from '../../server/features/documents/fichier-service.js';
import type { NatureBilan } from '../../server/domain/bilans/lignes.js';
import type { Poste } from '../../server/domain/financements/nomenclature.js';
import { coffreDesParticipants } from '../../server/features/participants/participant-coffre.js';
import { apercevoirParticipants, feuilleRecue } from '../../server/features/participants/import-lecture.js';
import { deposerTableau } from '../../server/features/participants/import-service.js';
import type { DossierSeme, MondeDecide } from './monde.js';
import type { Scene } from './scene.js';

const DEPENSES: readonly (readonly [Poste, string, number])[] = [
  ['personnel_direct', 'Bulletins de paie, juillet à mars', 40], ['fonctionnement_direct', 'Loyers et déplacements, juillet à mars', 40], ['prestations', 'Factures des intervenants', 30],
];

const FEUILLE: readonly (readonly string[])[] = [
  ['Objet de la dépense', 'Poste', 'Fournisseur', 'N° facture', 'Date facture', 'Payé le', 'Montant TTC'],
  ['Loyer d’avril 2023', 'Fonctionnement direct', 'SCI des Cordeliers', '2023-04', '03/04/2023', '05/04/2023', '450,00'],
  ['Atelier « se présenter »', 'Prestations', 'Coopérative Voix haute', 'F-1187', '14/04/2023', '28/04/2023', '620,00'],
  ['Fournitures des ateliers', 'Fonctionnement direct', 'Papeterie du Pin', 'A-20931', '18/04/2023', '18/04/2023', '87,35'],
  ['Cartes de transport, avril', 'Participants', 'Régie des transports', 'T-4410', '30/04/2023', '02/05/2023', '264,00'],
];

const PERSONNES: readonly (readonly string[])[] = [
  ['Prénom', 'Nom', 'Né(e) le', 'Sexe', 'Date d’entrée'],
  ['Josiane', 'Ferrero', '11/08/1971', 'Femme', '05/09/2022'], ['Alain', 'Despeyroux', '02/02/1968', 'Homme', '05/09/2022'], ['Yasmina', 'Khelifi', '27/10/1985', 'Femme', '03/10/2022'],
];

/** Operations of two years that FSE+ pays in two bilans: one intermediate bilan is written, with a spreadsheet to describe; the other is deposited. */
export async function rendreAMiParcours(scene: Scene, { dossiers }: Pick<MondeDecide, 'dossiers'>): Promise<void> {
  const [redige, depose] = dossiers.filter((d) => d.projet.periode !== undefined);
  if (redige === undefined || depose === undefined) throw new Error('two operations of two years are expected');
  for (const d of [redige, depose]) await ecrireIntermediaire(scene, d);
  await deposerUneFeuille(scene.le('2023-05-09T17:40'), redige, 'intermediaire', 'Dépenses d’avril');
  await scene.le('2023-05-04T16:15').par(depose.organisme.signataireId, (ctx) => deposerBilan(ctx, depose.id, 'intermediaire'));
  await laisserUnTableau(scene.le('2023-05-12T11:20'), redige);
}

async function ecrireIntermediaire(scene: Scene, { id, projet, organisme }: DossierSeme): Promise<void> {
  await scene.le('2023-04-03T06:00').par(null, (ctx) => ouvrirIntermediaire(ctx, id));
  const preuve = await scene.fichier(`Justificatifs à mi-parcours, ${projet.titre}`, organisme.nom);
  const rsa = Math.floor(projet.personnes * 0.55);
  const jeunes = Math.min(projet.jeunes, 1);
  await scene.le('2023-04-20T14:00').par(organisme.signataireId, async (ctx) => {
    await enregistrerRealisation(ctx, id, {
      volumes: [rsa + jeunes], publics: { rsa, horsRsaMoins25: jeunes, horsRsaAutres: 0 }, indicateurs: ['18 % à ce jour', '81 %'], nonExecution: false,
      recit: 'Les entrées se sont faites en deux vagues, en septembre et en janvier. La troisième étape commence en mai.',
    }, { nature: 'intermediaire' });
    const fichierId = await rangerFichier(ctx, scene.deps.magasin, preuve);
    for (const [i, [poste, libelle, part]] of DEPENSES.entries()) {
      await ajouterDepense(ctx, id, { poste, libelle, date: jour('2023-03-31'), acquitteeLe: jour('2023-04-12'), montantCents: (projet.depenses[i] ?? 0) * part, fichierIds: [fichierId] }, 'intermediaire');
    }
  });
}

/** A spreadsheet of expenses received, whose columns nobody has described yet. */
export async function deposerUneFeuille(scene: Scene, { id, organisme }: DossierSeme, nature: NatureBilan, titre: string): Promise<void> {
  const recu = await scene.feuille(titre, FEUILLE);
  const apercu = await apercevoirDepenses(recu.chemin, 'csv');
  await scene.par(organisme.signataireId, async (ctx) => deposerFeuille(ctx, id, nature, { fichierId: await rangerFichier(ctx, scene.deps.magasin, recu), apercu }));
}

/** A spreadsheet of participants received, whose columns nobody has described yet. */
async function laisserUnTableau(scene: Scene, { id, organisme }: DossierSeme): Promise<void> {
  const recu = await scene.feuille('Entrées de septembre et octobre', PERSONNES);
  const apercu = await apercevoirParticipants(recu.chemin, 'csv');
  await scene.par(organisme.signataireId, (ctx) => deposerTableau(ctx, coffreDesParticipants(scene.deps), id, feuilleRecue(recu, apercu)));
}
