import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cents } from '../../server/domain/kernel/cents.js';
import type { LigneSaisie } from '../../server/features/financements-amont/amont-form.js';
import { creerConventionAmont, enregistrerAvenant, enregistrerLigne, enregistrerRecette, importerTableau, reprendreTableau } from '../../server/features/financements-amont/amont-service.js';
import { ajouterIndicateur, enregistrerResultat, rattacherALaLigne } from '../../server/features/financements-amont/liens-amont-service.js';
import { lireIndicateurs } from '../../server/features/financements-amont/liens-amont-queries.js';
import type { Contexte } from '../../server/platform/unit-of-work.js';
import { lireTexte } from '../../server/platform/lecture-feuille.js';
import { RACINE } from '../../server/platform/racine.js';
import type { MondeDecide } from './monde.js';
import type { Scene } from './scene.js';

/** Amounts in whole euros; what is not given is an empty cell of the table. */
type Parts = Partial<Record<'budget' | 'etatPrenotifie' | 'etat' | 'departement' | 'report' | 'valorisation', number>>;

const ligne = (champs: Pick<LigneSaisie, 'annee' | 'nature' | 'theme' | 'intitule'> & Partial<Pick<LigneSaisie, 'imputation' | 'fiche'>>, parts: Parts): LigneSaisie => {
  const montant = (euros: number | undefined): number | null => (euros === undefined ? null : cents(euros * 100));
  return {
    imputation: '', fiche: '', ...champs, programmeFicheId: null, version: 0, autres: null, report: montant(parts.report), valorisation: montant(parts.valorisation),
    budget: montant(parts.budget), etatPrenotifie: montant(parts.etatPrenotifie), etat: montant(parts.etat), departement: montant(parts.departement),
  };
};

/** The agreement with the State, whose real table of 2020 is taken in, and the global grant of FSE+; the call's credits hang on a line of the first. */
export async function conclureEnAmont(scene: Scene, { equipe, appelId, dossiers }: MondeDecide): Promise<void> {
  scene.le('2022-06-14T10:00');
  await scene.par(equipe.finances, (ctx) => conventionDeLEtat(ctx, { appelId, sante: dossiers.find((d) => d.projet.titre.startsWith('Un référent santé'))?.id ?? null }));
  await scene.le('2023-02-06T10:00').par(equipe.finances, subventionGlobale);
}

async function conventionDeLEtat(ctx: Contexte, { appelId, sante }: { readonly appelId: string; readonly sante: string | null }): Promise<void> {
  const amontId = await creerConventionAmont(ctx, { source: 'etat', numero: 'CALPAE-47-2019', intitule: 'Convention d’appui à la lutte contre la pauvreté et d’accès à l’emploi', debut: 2019, fin: 2022, signeeLe: '2019-06-28' });
  const feuille = lireTexte(readFileSync(path.join(RACINE, 'seeds/reference/tableau-financier-2020.csv')));
  await reprendreTableau(ctx, amontId, await importerTableau(ctx, amontId, { annee: 2020, nom: 'tableau-financier-2020.csv', feuille }));
  await enregistrerAvenant(ctx, amontId, { annee: 2020, numero: '2020-1', objet: 'Fiches et crédits de l’année 2020', signeLe: '2020-09-21', theme: '', etatCents: null });
  await enregistrerAvenant(ctx, amontId, { annee: 2022, numero: '2022-1', objet: 'Fiches et crédits de l’année 2022', signeLe: '2022-05-30', theme: '', etatCents: null });
  const rsa = { annee: 2022, theme: 'Insertion des allocataires du RSA', imputation: '0304 50 19 19 07' };
  const global = await enregistrerLigne(ctx, amontId, null, ligne({ ...rsa, nature: 'socle', fiche: '4.1', intitule: 'Accompagnement global' }, { budget: 250_000, etatPrenotifie: 120_000, etat: 110_000, departement: 125_000, report: 15_000, valorisation: 20_000 }));
  const social = await enregistrerLigne(ctx, amontId, null, ligne({ annee: 2022, nature: 'initiative', theme: 'Initiatives locales', imputation: '0304 50 19 19 10', fiche: '6.2', intitule: 'Accompagnement social, santé/social' }, { budget: 60_000, etatPrenotifie: 30_000, etat: 30_000, departement: 30_000 }));
  await enregistrerRecette(ctx, amontId, { annee: 2022, nature: 'notifie', montantCents: cents(14_000_000), date: '2022-05-30', reference: 'Avenant 2022-1', ligneId: null });
  await enregistrerRecette(ctx, amontId, { annee: 2022, nature: 'recu', montantCents: cents(8_800_000), date: '2022-06-10', reference: 'Titre 2022-1873', ligneId: global });
  const enveloppe = await ctx.db('enveloppes').where({ appel_id: appelId, financeur: 'departement', annee: 2022 }).first<{ id: string }>('id');
  await rattacherALaLigne(ctx, amontId, global, { numero: '', dossierIds: [], enveloppeId: enveloppe.id });
  if (sante !== null) await rattacherALaLigne(ctx, amontId, social, { numero: '', dossierIds: [sante], enveloppeId: null });
  await suivreIndicateurs(ctx, amontId);
}

async function suivreIndicateurs(ctx: Contexte, amontId: string): Promise<void> {
  await ajouterIndicateur(ctx, amontId, { mesure: 'Insertion des allocataires du RSA', intitule: 'Nouveaux allocataires orientés en moins d’un mois', unite: '%', depart: 22, cible: 80 });
  await ajouterIndicateur(ctx, amontId, { mesure: 'Insertion des allocataires du RSA', intitule: 'Personnes en accompagnement global', unite: 'personnes', depart: 640, cible: 1000 });
  const [orientes, suivis] = await lireIndicateurs(ctx.db, amontId);
  for (const [indicateur, resultats] of [[orientes, [31, 48, 63]], [suivis, [655, 790, 870]]] as const) {
    for (const [i, valeur] of resultats.entries()) await enregistrerResultat(ctx, amontId, indicateur?.id ?? '', { annee: 2019 + i, valeur, commentaire: '' });
  }
}

async function subventionGlobale(ctx: Contexte): Promise<void> {
  const amontId = await creerConventionAmont(ctx, { source: 'fse', numero: 'FSE-2022-47', intitule: 'Subvention globale FSE+ 2022-2027', debut: 2022, fin: 2027, signeeLe: '2023-01-31' });
  for (const annee of [2022, 2023]) {
    await enregistrerLigne(ctx, amontId, null, ligne({ annee, nature: 'objectif', theme: 'OS H', intitule: 'Inclusion active des personnes éloignées de l’emploi' }, { budget: 900_000, etat: 540_000, departement: 360_000 }));
    await enregistrerLigne(ctx, amontId, null, ligne({ annee, nature: 'objectif', theme: 'OS L', intitule: 'Inclusion sociale des personnes exposées à la pauvreté' }, { budget: 200_000, etat: 120_000, departement: 80_000 }));
    await enregistrerLigne(ctx, amontId, null, ligne({ annee, nature: 'assistance', theme: 'Assistance technique', intitule: 'Gestion et contrôle de la subvention globale' }, { budget: 44_000, etat: 26_400, departement: 17_600 }));
  }
  await enregistrerRecette(ctx, amontId, { annee: 2022, nature: 'recu', montantCents: cents(3_300_000), date: '2023-02-03', reference: 'Préfinancement', ligneId: null });
}
