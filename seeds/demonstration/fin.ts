import { jour } from '../../server/domain/kernel/jour.js';
import { ajouterDepense } from '../../server/features/bilans/depense-service.js';
import { ajouterRessource, deposerBilan, enregistrerRealisation } from '../../server/features/bilans/bilan-service.js';
import { conclureControle, emettreProvisoire } from '../../server/features/controles/conclusions-service.js';
import { repondreContradictoire } from '../../server/features/controles/contradictoire-service.js';
import { designerControleur, ouvrirControle, retenirRealisation, statuerDepense } from '../../server/features/controles/controle-service.js';
import { rangerFichier } from '../../server/features/documents/fichier-service.js';
import type { Poste } from '../../server/domain/financements/nomenclature.js';
import { verser } from './apres-decision.js';
import { lireAccord } from '../../server/features/versements/recouvrement-queries.js';
import { echelonnerReversement, encaisserReversement } from '../../server/features/versements/recouvrement-service.js';
import { atteint, type DossierSeme, type MondeDecide } from './monde.js';
import type { ProjetDemo } from './projets.js';
import type { Scene } from './scene.js';

const POSTES: readonly Poste[] = ['personnel_direct', 'fonctionnement_direct', 'prestations', 'participants'];

/** From the bilan to the paid balance. */
export async function jouerLaFin(scene: Scene, monde: MondeDecide): Promise<void> {
  for (const d of monde.dossiers.filter((x) => atteint(x.projet, 'execution') && (x.projet.periode?.[1] ?? '2022') < '2023')) await rendreBilan(scene, monde, d);
  for (const d of monde.dossiers.filter((x) => atteint(x.projet, 'controle'))) await controler(scene, monde, d);
}

/** Who came: recipients of RSA, and young people outside it. */
const accueillis = ({ personnes, jeunes, realise = 0.82 }: ProjetDemo): { readonly rsa: number; readonly jeunes: number } => ({ rsa: Math.floor(personnes * realise), jeunes: Math.min(jeunes, 2) });

async function rendreBilan(scene: Scene, { equipe }: MondeDecide, { id, projet, organisme }: DossierSeme): Promise<void> {
  const facture = await scene.fichier(`Justificatifs acquittés, ${projet.titre}`, organisme.nom);
  const attestation = await scene.fichier('Attestation de financement', organisme.nom);
  const { rsa, jeunes } = accueillis(projet);
  const fini = atteint(projet, 'bilan');
  await scene.le('2023-02-20T10:00').par(organisme.signataireId, async (ctx) => {
    await enregistrerRealisation(ctx, id, {
      volumes: [rsa + jeunes], publics: { rsa, horsRsaMoins25: jeunes, horsRsaAutres: 0 }, indicateurs: ['46 %', '78 %'], nonExecution: false,
      recit: 'L’action s’est tenue toute l’année. Les entrées ont été plus lentes au premier trimestre, faute d’orientations.',
    });
    const preuve = await rangerFichier(ctx, scene.deps.magasin, facture);
    for (const [i, poste] of POSTES.entries()) {
      const prevu = projet.depenses[i] ?? 0;
      if (prevu > 0) await ajouterDepense(ctx, id, { poste, libelle: `${['Bulletins de paie', 'Loyers et déplacements', 'Factures des intervenants', 'Transport des participants'][i] ?? ''} 2022`, date: jour('2022-11-30'), acquitteeLe: jour('2022-12-15'), montantCents: prevu * 96, fichierIds: [preuve] });
    }
    const lettre = await rangerFichier(ctx, scene.deps.magasin, attestation);
    for (const [financeur, libelle, , montant] of projet.autres.filter(([f]) => f !== 'fse')) await ajouterRessource(ctx, id, { financeur, libelle, montantCents: montant * 100, fichierId: lettre });
    if (fini) await deposerBilan(ctx, id);
  });
  if (fini) await scene.le('2023-03-01T09:00').par(equipe.responsable, (ctx) => designerControleur(ctx, id, equipe.controleur));
}

async function controler(scene: Scene, { equipe }: MondeDecide, d: DossierSeme): Promise<void> {
  const { id, projet, organisme } = d;
  await scene.le('2023-03-13T09:00').par(equipe.controleur, (ctx) => ouvrirControle(ctx, id));
  const lignes = await scene.deps.db('bilan_depenses as x').join('bilans as b', 'b.id', 'x.bilan_id').where({ 'b.dossier_id': id }).orderBy('x.rang').select<{ id: string; poste: Poste; montant_cents: number | string }[]>('x.id', 'x.poste', 'x.montant_cents');
  const ressources = await scene.deps.db('bilan_ressources as r').join('bilans as b', 'b.id', 'r.bilan_id').where({ 'b.dossier_id': id }).select<{ id: string; montant_cents: number | string }[]>('r.id', 'r.montant_cents');
  const { rsa, jeunes } = accueillis(projet);
  await scene.le('2023-03-20T16:00').par(equipe.controleur, async (ctx) => {
    for (const [i, l] of lignes.entries()) {
      const montant = Number(l.montant_cents);
      const rejet = i === lignes.length - 1 && !atteint(projet, 'conclu');
      if (l.poste === projet.ecarte) await statuerDepense(ctx, id, l.id, { retenuCents: 0, motif: 'non_justifiee', constat: 'Aucune feuille d’émargement des sessions n’a été produite.' });
      else await statuerDepense(ctx, id, l.id, rejet ? { retenuCents: Math.floor(montant / 2), motif: 'non_justifiee', constat: 'La moitié des titres de transport manque.' } : { retenuCents: montant, motif: null, constat: '' });
    }
    await retenirRealisation(ctx, id, {
      volumes: [rsa + jeunes], publics: { rsa, horsRsaMoins25: jeunes, horsRsaAutres: 0 }, nonExecution: false, commentaire: 'Volumes rapprochés des feuilles d’émargement.',
      ressources: Object.fromEntries(ressources.map((r) => [r.id, Number(r.montant_cents)])),
    });
  });
  if (!atteint(projet, 'contradictoire')) return;
  await scene.le('2023-04-03T10:00').par(equipe.controleur, (ctx) => emettreProvisoire(ctx, id));
  if (!atteint(projet, 'conclu')) return;
  await scene.le('2023-04-12T11:00').par(organisme.signataireId, (ctx) => repondreContradictoire(ctx, id, { reponse: '', accepte: true }));
  await scene.le('2023-04-24T15:00').par(equipe.controleur, (ctx) => conclureControle(ctx, id));
  if (atteint(projet, 'solde')) await verser(scene, equipe, { dossierId: id, financeur: 'departement', rang: 2, mois: '2023-05' });
  else await recouvrer(scene, equipe, id);
}

/** The title of what was paid in excess: six instalments agreed, the first of them received. */
async function recouvrer(scene: Scene, { finances }: MondeDecide['equipe'], dossierId: string): Promise<void> {
  const titre = await scene.deps.db('reversements as r').join('conventions as c', 'c.id', 'r.convention_id').where({ 'c.dossier_id': dossierId }).first<{ id: string } | undefined>('r.id');
  if (titre === undefined) throw new Error('nothing to recover');
  await scene.le('2023-05-02T10:00').par(finances, (ctx) => echelonnerReversement(ctx, dossierId, titre.id, { nombre: 6, premiere: jour('2023-05-10'), periode: 'mensuelle', motif: 'L’association perd un financement cette année ; elle propose six mensualités.' }));
  const echeance = (await lireAccord(scene.deps.db, titre.id))?.echeances[0];
  if (echeance === undefined) throw new Error('no instalment');
  await scene.le('2023-05-11T09:30').par(finances, (ctx) => encaisserReversement(ctx, dossierId, titre.id, { montantCents: echeance.montant, recuLe: jour('2023-05-10'), reference: 'VIR 20230510-118' }));
}
