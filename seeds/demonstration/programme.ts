import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lireProgramme } from '../../server/domain/programme/chargement.js';
import { SECTIONS_FICHE } from '../../server/domain/programme/fiche.js';
import { enregistrerBeneficiaires } from '../../server/features/pilotage/beneficiaires-service.js';
import { chargerProgramme } from '../../server/features/programme/chargement-service.js';
import { ajouterSuite, enregistrerComite, noterFaite } from '../../server/features/programme/comite-service.js';
import { lireSuites } from '../../server/features/programme/comite-queries.js';
import { enregistrerAction, enregistrerSection, piloterFiche } from '../../server/features/programme/fiche-service.js';
import { rattacherDossiers } from '../../server/features/programme/liens-service.js';
import { lireTexte } from '../../server/platform/lecture-feuille.js';
import { RACINE } from '../../server/platform/racine.js';
import type { MondeDecide } from './monde.js';
import { FICHES_ECRITES } from './programme-textes.js';
import type { Scene } from './scene.js';

/** The real programme 2023-2027, three of its fiches written, dossiers that carry them, two committees. */
export async function ecrireLeProgramme(scene: Scene, { equipe, dossiers }: MondeDecide): Promise<void> {
  const { db, magasin } = scene.deps;
  const { objectifs } = lireProgramme(lireTexte(readFileSync(path.join(RACINE, 'seeds/reference/programme-2023-2027.csv'))));
  await scene.le('2023-01-16T09:00').par(equipe.responsable, (ctx) => chargerProgramme(ctx, { debut: 2023, fin: 2027, objectifs }));
  const fiches = new Map((await db('programme_fiches').select<{ id: string; numero: string }[]>('id', 'numero')).map((f) => [f.numero, f.id]));
  for (const { numero, etat, cadre, axes, dispositifs, parties, actions, titres } of FICHES_ECRITES) {
    const ficheId = fiches.get(numero) ?? '';
    const portes = dossiers.filter((d) => titres.some((t) => d.projet.titre.startsWith(t))).map((d) => d.id);
    await scene.le('2023-01-23T10:00').par(equipe.responsable, async (ctx) => {
      for (const [i, section] of SECTIONS_FICHE.entries()) await enregistrerSection(ctx, ficheId, section, { texte: parties[i] ?? '', version: 0 });
      await piloterFiche(ctx, ficheId, { etat, cadre, piloteId: equipe.responsable, axes, dispositifs, version: 1 });
      for (const a of actions) await enregistrerAction(ctx, ficheId, null, { ...a, version: 0 });
      if (portes.length > 0) await rattacherDossiers(ctx, { ficheId, dossierIds: portes, actionId: null });
    });
  }
  const nombres = [['47', 9480], ['47-AN', 4130], ['47-MT', 2610], ['47-VF', 2740]] as const;
  await scene.par(equipe.responsable, (ctx) => enregistrerBeneficiaires(ctx, { annee: 2022, nombres: nombres.map(([territoire, nombre]) => ({ territoire, nombre })) }));
  const programmeId = (await db('programmes').first<{ id: string }>('id')).id;
  const signe = await scene.fichier('Compte rendu du comité de pilotage', 'le Département');
  const comiteId = await scene.le('2023-03-16T17:00').par(equipe.responsable, (ctx) => enregistrerComite(ctx, magasin, programmeId, {
    nature: 'pilotage', date: '2023-03-14', participants: 'Hélène Marty, élue en charge du développement social\nClaire Delmas, responsable des politiques d’insertion\nReprésentants de la DDETS, de France Travail, de la CAF et de la MSA',
    compteRendu: 'Le comité constate le lancement des fiches 2.2, 3.1 et 4.2.\nIl demande que l’aller-vers soit étendu au Fumélois avant l’été et que les entreprises soient associées au suivi du cumul RSA et emploi saisonnier.',
  }, signe));
  await scene.le('2023-03-17T09:00').par(equipe.responsable, async (ctx) => {
    await ajouterSuite(ctx, comiteId, { texte: 'Étendre les permanences d’aller-vers au Fumélois', responsable: 'Mathieu Doumenc', echeance: '2023-06-30', ficheId: fiches.get('3.1') ?? null });
    await ajouterSuite(ctx, comiteId, { texte: 'Réunir les employeurs agricoles et la MSA', responsable: 'Claire Delmas', echeance: '2023-05-15', ficheId: fiches.get('4.2') ?? null });
  });
  await scene.le('2023-05-11T15:00').par(equipe.responsable, async (ctx) => {
    const suite = (await lireSuites(ctx.db, comiteId)).find((s) => s.echeance === '2023-05-15');
    if (suite !== undefined) await noterFaite(ctx, comiteId, suite.id);
    await enregistrerComite(ctx, magasin, programmeId, {
      nature: 'technique', date: '2023-05-10', participants: 'Claire Delmas, Inès Lacaze, Mathieu Doumenc, référents des quatre territoires', compteRendu: 'Point sur les entrées par territoire. Le tableau des orientations est partagé chaque mois.',
    }, null);
  });
}
