import { POSTES, type Financeur } from '../../server/domain/financements/nomenclature.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { prendreDeliberation } from '../../server/features/decisions/decision-service.js';
import { demanderLettres, etablirLettres, terminerLot } from '../../server/features/lettres/lot-service.js';
import { enregistrerModele } from '../../server/features/lettres/modele-service.js';
import { modeleLivre } from '../../server/features/lettres/modeles-livres.js';
import { clausesDe, preparerAvenant, signerAvenant, validerAvenant } from '../../server/features/conventions/avenant-service.js';
import { lireConvention } from '../../server/features/conventions/convention-queries.js';
import { declarerMouvement } from '../../server/features/conventions/mouvement-service.js';
import { genererConventions, enregistrerSignature, transmettreExemplaire } from '../../server/features/conventions/convention-service.js';
import { rangerFichier } from '../../server/features/documents/fichier-service.js';
import { deposerRecours } from '../../server/features/recours/recours-service.js';
import { enregistrerVisite } from '../../server/features/suivi/suivi-service.js';
import { liquider, mandater, payer, valider } from '../../server/features/versements/versement-service.js';
import { numeriserUnRetour } from './liasse.js';
import { atteint, montantFse, montantRetenu, type DossierSeme, type MondeDecide } from './monde.js';
import type { ProjetDemo } from './projets.js';
import type { Scene } from './scene.js';

/** From the délibération to the first payment. */
export async function jouerApresDecision(scene: Scene, monde: MondeDecide): Promise<void> {
  const decides = monde.dossiers.filter((d) => atteint(d.projet, 'ajourne'));
  const attendent = decides.filter((d) => d.projet.jusqua === 'attribue');
  await deliberer(scene, monde, { numero: '2022-CP-0412', date: '2022-04-08', dossiers: decides.filter((d) => !attendent.includes(d)) });
  await ecrireLesLettres(scene, monde);
  await deliberer(scene, monde, { numero: '2022-CP-0538', date: '2022-05-06', dossiers: attendent });
  for (const d of decides.filter((x) => x.projet.jusqua === 'refuse')) {
    await scene.le('2022-05-10T18:20').par(d.organisme.signataireId, (ctx) => deposerRecours(ctx, d.id, { contre: 'refus', texte: 'Les véhicules seraient loués et non achetés : nous demandons un nouvel examen de notre dossier sur cette base.' }));
  }
  for (const d of decides.filter((x) => atteint(x.projet, 'convention'))) await conventionner(scene, monde, d);
}

interface DeliberationSemee { readonly numero: string; readonly date: string; readonly dossiers: readonly DossierSeme[] }

async function deliberer(scene: Scene, { equipe, appelId }: MondeDecide, { numero, date, dossiers }: DeliberationSemee): Promise<void> {
  if (dossiers.length === 0) return;
  await scene.le(`${date}T16:00`).par(equipe.responsable, (ctx) => prendreDeliberation(ctx, {
    appelId, numero, date,
    decisions: dossiers.map(({ id, projet }) => ({
      dossierId: id, sens: projet.jusqua === 'refuse' ? 'refuse' : projet.jusqua === 'ajourne' ? 'ajourne' : 'attribue', montantCents: ['refuse', 'ajourne'].includes(projet.jusqua) ? 0 : montantRetenu(projet) * 100,
      ...(montantFse(projet) > 0 ? { autres: { fse: montantFse(projet) * 100 } } : {}),
      motifCode: projet.jusqua === 'refuse' ? 'hors_priorites' as const : null, motif: motifDe(projet),
    })),
  }));
}

/** The template of one letter rewritten by the service, then every decision notified in one batch. */
async function ecrireLesLettres(scene: Scene, { equipe, appelId }: MondeDecide): Promise<void> {
  scene.le('2022-04-11T10:00');
  const refus = modeleLivre('refus');
  await scene.par(equipe.responsable, (ctx) => enregistrerModele(ctx, 'refus', { objet: refus.objet, texte: `${refus.texte}\nLe service reste à votre disposition pour préparer une prochaine demande : {{contact}}.`, lue: 0 }));
  const lotId = await scene.le('2022-04-15T09:00').par(equipe.responsable, (ctx) => demanderLettres(ctx, appelId));
  for (let etape = 0; await scene.par(equipe.responsable, (ctx) => etablirLettres(ctx, lotId, etape)); etape += 1);
  await scene.par(equipe.responsable, (ctx) => terminerLot(ctx, lotId));
}

function motifDe(projet: ProjetDemo): string {
  if (projet.jusqua === 'refuse') return 'Le projet porte sur des achats d’équipement que l’appel ne finance pas.';
  if (projet.jusqua === 'ajourne') return 'Le mode de garde et son agrément restent à préciser.';
  return montantRetenu(projet) === projet.demande ? '' : 'Les frais de communication et une partie des déplacements ne sont pas retenus : ils dépassent ceux des projets comparables.';
}

async function conventionner(scene: Scene, { equipe }: MondeDecide, { id, projet, organisme }: DossierSeme): Promise<void> {
  const [conventionId, conventionFse] = await scene.le('2022-04-20T10:00').par(equipe.responsable, (ctx) => genererConventions(ctx, id));
  if (conventionId === undefined || !atteint(projet, 'signee')) return;
  if (projet.jusqua === 'signee') await numeriserUnRetour(scene.le('2022-04-28T14:10'), equipe.responsable, conventionId);
  else await transmettre(scene.le('2022-04-27T11:30'), { id, organisme }, conventionId, 'Convention signée');
  await signer(scene.le('2022-05-05T15:00'), equipe, id, conventionId);
  if (conventionFse !== undefined) {
    await transmettre(scene.le('2022-04-27T11:40'), { id, organisme }, conventionFse, 'Convention FSE+ signée');
    await signer(scene.le('2022-05-05T15:10'), equipe, id, conventionFse);
    await verser(scene, equipe, { dossierId: id, financeur: 'fse', rang: 1, mois: '2022-05' });
  }
  if (projet.jusqua === 'signee') await modifier(scene, equipe, { id, projet, organisme }, conventionId, 'baisse');
  if (!atteint(projet, 'execution')) return;
  await verser(scene, equipe, { dossierId: id, financeur: 'departement', rang: 1, mois: '2022-05' });
  if (projet.jusqua === 'execution' && projet.periode === undefined) {
    await modifier(scene, equipe, { id, projet, organisme }, conventionId, 'prolongation');
    await deplacerUnPeu(scene, id, organisme.signataireId, conventionId);
  }
  await scene.le('2022-10-06T17:00').par(equipe.responsable, (ctx) => enregistrerVisite(ctx, id, {
    nature: 'visite', date: '2022-10-04', participants: 'L’instructrice, la directrice et deux participants', constats: 'L’action se déroule comme prévu ; les feuilles d’émargement sont tenues.', suites: 'Transmettre les feuilles du troisième trimestre.',
  }));
}

/** One avenant that gives three more months, signed; one that lowers the amount by a tenth, which its organisme has still to sign. */
async function modifier(scene: Scene, { responsable }: MondeDecide['equipe'], { id, organisme }: DossierSeme, conventionId: string, sens: 'baisse' | 'prolongation'): Promise<void> {
  const convention = await lireConvention(scene.deps.db, id, conventionId);
  if (convention === null) throw new Error('no convention');
  const { montant, termes } = clausesDe(convention);
  const revision = {
    montant: sens === 'baisse' ? cents(Math.floor(montant / 1000) * 900) : montant, fin: sens === 'prolongation' ? jour('2023-03-31') : termes.operation.fin,
    volumes: termes.objectifs.map((o) => o.prevu), publics: termes.publicsPrevus, postes: termes.postes ?? {},
  };
  const motif = sens === 'baisse' ? 'Un des ateliers prévus n’ouvrira pas : la subvention est réduite d’autant.' : 'Les orientations ont tardé : l’opération se poursuit jusqu’à la fin de mars 2023.';
  const avenantId = await scene.le('2022-09-12T10:00').par(responsable, (ctx) => preparerAvenant(ctx, id, conventionId, { revision, motif, deliberation: '' }));
  await scene.le('2022-09-14T09:00').par(responsable, (ctx) => validerAvenant(ctx, id, conventionId, avenantId));
  if (sens === 'baisse') return;
  const exemplaire = await scene.fichier('Avenant signé', organisme.nom);
  await scene.le('2022-09-28T15:00').par(responsable, async (ctx) => signerAvenant(ctx, id, conventionId, avenantId, { signePorteurLe: '2022-09-20', signeFinanceurLe: '2022-09-28', fichierId: await rangerFichier(ctx, scene.deps.magasin, exemplaire) }));
}

/** The organisme moves 400 € between two posts, below the threshold of the call. */
async function deplacerUnPeu(scene: Scene, dossierId: string, signataireId: string, conventionId: string): Promise<void> {
  const postes = (await lireConvention(scene.deps.db, dossierId, conventionId))?.termes.postes ?? {};
  const [de, vers] = POSTES.filter((p) => p !== 'personnel_direct' && (postes[p] ?? 0) >= 40_000);
  if (de === undefined || vers === undefined) throw new Error('no two posts to move between');
  await scene.le('2022-11-08T11:20').par(signataireId, (ctx) => declarerMouvement(ctx, dossierId, conventionId, {
    motif: 'Un atelier prévu dans nos locaux est confié à un intervenant extérieur.', postes: { ...postes, [de]: cents((postes[de] ?? 0) - 40_000), [vers]: cents((postes[vers] ?? 0) + 40_000) },
  }));
}

/** The organisme sends the copy it signed. */
async function transmettre(scene: Scene, { id, organisme }: Pick<DossierSeme, 'id' | 'organisme'>, conventionId: string, titre: string): Promise<void> {
  const exemplaire = await scene.fichier(titre, organisme.nom);
  await scene.par(organisme.signataireId, async (ctx) => transmettreExemplaire(ctx, id, conventionId, await rangerFichier(ctx, scene.deps.magasin, exemplaire)));
}

const signer = (scene: Scene, { responsable }: MondeDecide['equipe'], id: string, conventionId: string): Promise<void> =>
  scene.par(responsable, (ctx) => enregistrerSignature(ctx, id, conventionId, { signeePorteurLe: '2022-04-27', signeeFinanceurLe: '2022-05-05' }));

/** An instalment of a dossier, and the month (`AAAA-MM`) in which it is paid. */
export interface VersementSeme { readonly dossierId: string; readonly financeur: Financeur; readonly rang: number; readonly mois: string }

/** Takes an instalment through preparation, approval, batch and payment. */
export async function verser(scene: Scene, { finances: gestionnaire, finances2: valideur }: MondeDecide['equipe'], { dossierId, financeur, rang, mois }: VersementSeme): Promise<void> {
  const versement = await scene.deps.db('versements as v').join('conventions as c', 'c.id', 'v.convention_id').where({ 'c.dossier_id': dossierId, 'c.financeur': financeur, 'v.rang': rang }).first<{ id: string } | undefined>('v.id');
  if (versement === undefined) throw new Error(`no instalment ${rang} for ${dossierId}`);
  await scene.le(`${mois}-10T09:20`).par(gestionnaire, (ctx) => liquider(ctx, dossierId, versement.id));
  await scene.le(`${mois}-12T14:00`).par(valideur, (ctx) => valider(ctx, dossierId, versement.id));
  await scene.le(`${mois}-13T10:00`).par(valideur, (ctx) => mandater(ctx, dossierId, versement.id));
  await scene.le(`${mois}-24T10:00`).par(gestionnaire, (ctx) => payer(ctx, dossierId, versement.id, { payeLe: `${mois}-23` }));
}
