import { SECTIONS, type ContenuSections, type SectionSaisie } from '../../server/domain/dossiers/contenu.js';
import { faitsPieces } from '../../server/domain/dossiers/evaluation.js';
import { piecesExigees } from '../../server/domain/dossiers/pieces-exigees.js';
import { PARAMETRES_VIERGES } from '../../server/domain/comites/simulation.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { taux } from '../../server/domain/kernel/taux.js';
import { contenuReference } from '../../server/features/appels/reference.js';
import { creerSeance, cloreSeance, inscrireDossiers, noterPresences, rendreAvisComite } from '../../server/features/comites/seance-service.js';
import { enregistrerSimulation } from '../../server/features/comites/simulation-service.js';
import { creerDossier, deposerDossier, retirerDossier } from '../../server/features/dossiers/dossier-service.js';
import { ajouterPieces } from '../../server/features/dossiers/pieces-service.js';
import { enregistrerSection } from '../../server/features/dossiers/section-service.js';
import { affecterDossier } from '../../server/features/instruction/affectation-service.js';
import { demanderAvis, rendreAvis } from '../../server/features/instruction/avis-service.js';
import { enregistrerInstruction, validerInstruction } from '../../server/features/instruction/instruction-service.js';
import { ecrireMessage } from '../../server/features/messagerie/message-service.js';
import { declarerLiens } from '../../server/features/notation/deport-service.js';
import { organismesADeclarer } from '../../server/features/notation/liens-queries.js';
import { enregistrerNotation, soumettreNotation } from '../../server/features/notation/notation-service.js';
import { demanderDelai, enregistrerReponse } from '../../server/features/recevabilite/complements-service.js';
import { conclureRecevabilite, demanderComplements, grilleConforme } from '../../server/features/recevabilite/recevabilite-service.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { atteint, montantRetenu, type DossierSeme, type Monde, type OrganismeSeme } from './monde.js';
import { ORGANISMES } from './personnages.js';
import { commencerLesPieces, garderLesPermanentes } from './pieces.js';
import { PROJETS, sectionsDe, type ProjetDemo } from './projets.js';
import type { Scene } from './scene.js';

/** From the first draft to the committee session. */
export async function jouerAvantDecision(scene: Scene, monde: Monde): Promise<DossierSeme[]> {
  const dossiers: DossierSeme[] = [];
  const [premier] = monde.organismes;
  const permanentes = premier === undefined ? new Map<string, string>() : await garderLesPermanentes(scene, premier);
  for (const [rang, projet] of PROJETS.entries()) dossiers.push(await deposer(scene, monde, projet, rang));
  for (const d of dossiers.filter((x) => x.projet.jusqua === 'brouillon' && x.organisme.id === premier?.id)) await commencerLesPieces(scene, d.id, d.organisme, permanentes);
  for (const d of dossiers) await recevoir(scene, monde, d);
  for (const d of dossiers.filter((x) => atteint(x.projet, 'instruction'))) await instruire(scene, monde, d);
  await declarerLesLiens(scene, monde);
  await noter(scene, monde, dossiers.filter((x) => atteint(x.projet, 'instruit')));
  await tenirComite(scene, monde, dossiers.filter((x) => atteint(x.projet, 'ajourne')));
  await preparerSecondeSeance(scene, monde, dossiers.filter((x) => x.projet.jusqua === 'instruit'));
  return dossiers;
}

async function deposer(scene: Scene, { organismes, appelId }: Monde, projet: ProjetDemo, rang: number): Promise<DossierSeme> {
  const organisme = organismes[projet.organisme];
  const fiche = ORGANISMES[projet.organisme];
  if (!organisme || !fiche) throw new Error(`unknown organisme ${projet.organisme}`);
  const signataire = fiche.signataire;
  const sections = sectionsDe(projet, { nom: `${signataire.prenom} ${signataire.nom}`, courriel: signataire.courriel, telephone: fiche.telephone });
  scene.le(`2022-01-${String(4 + rang).padStart(2, '0')}T14:20`);
  const id = await scene.par(organisme.signataireId, async (ctx) => {
    const dossierId = await creerDossier(ctx, appelId, organisme.id);
    const nommees = SECTIONS.filter((s): s is SectionSaisie => s !== 'pieces' && (projet.jusqua !== 'brouillon' || s === 'organisme' || s === 'projet'));
    for (const s of nommees) await enregistrerSection(ctx, dossierId, s, sections[s], 0);
    return dossierId;
  });
  if (projet.jusqua === 'brouillon') return { id, projet, organisme };
  await joindrePieces(scene, id, sections, organisme, fiche.nature);
  await scene.par(organisme.signataireId, (ctx) => deposerDossier(ctx, id));
  return { id, projet, organisme };
}

async function joindrePieces(scene: Scene, id: string, sections: ContenuSections, organisme: OrganismeSeme, nature: string): Promise<void> {
  const appel = contenuReference();
  const exigees = piecesExigees(appel, faitsPieces(sections, nature, appel)).filter((p) => p.obligatoire);
  const recus = await Promise.all(exigees.map((p) => scene.fichier(p.intitule, organisme.nom)));
  await scene.par(organisme.signataireId, async (ctx) => {
    for (const [i, p] of exigees.entries()) {
      const recu = recus[i];
      if (recu) await ajouterPieces(ctx, scene.deps.magasin, id, p.code, p.precision, [recu]);
    }
  });
}

async function recevoir(scene: Scene, { equipe }: Monde, { id, projet, organisme }: DossierSeme): Promise<void> {
  const par = equipe.instructeur;
  scene.le('2022-02-01T10:15');
  if (projet.jusqua === 'retire') {
    await scene.par(organisme.signataireId, (ctx) => retirerDossier(ctx, id, 'Le projet est reporté : le local n’est pas disponible.'));
  } else if (projet.jusqua === 'irrecevable') {
    await scene.par(par, (ctx) => conclureRecevabilite(ctx, id, { conclusion: 'irrecevable', motifs: ['Le projet est une manifestation ouverte à tous : il ne comporte pas d’accompagnement de bénéficiaires du RSA.'] }));
  } else if (projet.jusqua === 'complements') {
    await scene.par(par, (ctx) => demanderComplements(ctx, id, {
      elements: [{ cible: 'piece', code: 'comptes', precision: '', motif: 'perime', commentaire: 'Ces comptes sont ceux de 2019.' }, { cible: 'section', code: 'indicateurs', precision: '', motif: 'incomplet', commentaire: 'Précisez la cible d’assiduité.' }],
      message: 'Merci pour votre dossier. Deux éléments sont à reprendre avant de poursuivre.',
    }));
    await repondrePuisRedemander(scene, par, id, organisme);
  } else if (atteint(projet, 'recevable')) {
    await scene.par(par, async (ctx) => conclureRecevabilite(ctx, id, { conclusion: 'recevable', motifs: [], controles: await grilleConforme(ctx, id) }));
  }
}

/** A first round answered in part, a second one under way with more time asked for. */
async function repondrePuisRedemander(scene: Scene, instructeur: string, id: string, organisme: OrganismeSeme): Promise<void> {
  const indicateurs = { indicateurs: [{ intitule: 'Sorties vers l’emploi ou la formation', cible: '40 %', mesure: 'Enquête à six mois' }, { intitule: 'Assiduité', cible: '80 % des séances', mesure: 'Feuilles d’émargement signées' }] };
  await scene.le('2022-02-08T17:20').par(organisme.signataireId, async (ctx) => {
    await enregistrerSection(ctx, id, 'indicateurs', indicateurs, 1);
    await enregistrerReponse(ctx, id, 'La cible d’assiduité est précisée. Les comptes 2021 seront approuvés à la fin du mois.');
    await deposerDossier(ctx, id);
  });
  await scene.le('2022-02-09T09:40').par(instructeur, (ctx) => demanderComplements(ctx, id, {
    elements: [{ cible: 'piece', code: 'comptes', motif: 'perime', commentaire: 'Les comptes 2021 approuvés sont attendus.' }], message: 'Merci de votre réponse. Il ne manque plus que les comptes.',
  }));
  await scene.le('2022-02-15T18:05').par(organisme.signataireId, (ctx) => demanderDelai(ctx, id, { souhaite: jour('2022-03-04'), motif: 'L’assemblée générale approuve les comptes le 2 mars.' }));
}

async function instruire(scene: Scene, { equipe }: Monde, { id, projet, organisme }: DossierSeme): Promise<void> {
  const par = projet.organisme % 2 === 0 ? equipe.instructeur : equipe.instructeur2;
  await scene.le('2022-02-10T09:30').par(equipe.responsable, (ctx) => affecterDossier(ctx, id, par));
  await scene.le('2022-02-14T11:05').par(par, (ctx) => ecrireMessage(ctx, id, { texte: 'Bonjour, pouvez-vous préciser le rythme des entretiens individuels ?', prive: false }));
  const planning = await scene.fichier('Planning type des entretiens', organisme.nom);
  await scene.le('2022-02-15T16:40').par(organisme.signataireId, (ctx) => ecrireMessage(ctx, id, { texte: 'Bonjour, un entretien par semaine le premier mois, puis tous les quinze jours. Le planning type est joint.', prive: false }, { magasin: scene.deps.magasin, recus: [planning] }));
  await scene.le('2022-02-15T17:10').par(par, (ctx) => ecrireMessage(ctx, id, { texte: 'Appel à la directrice : le poste à mi-temps est pourvu depuis janvier. Vérifier le contrat au moment du bilan.', prive: true }));
  if (projet.territoires.includes('47-AN')) {
    await scene.le('2022-02-16T09:00').par(par, (ctx) => demanderAvis(ctx, id, { personneId: equipe.avis, question: 'Ce projet complète-t-il l’offre du PLIE sur l’agglomération ?', limite: '2022-03-04', auTitreDe: contenuReference().regles.concertationPrealable[0]?.partenaire ?? '' }));
    if (projet.jusqua !== 'instruction') await scene.le('2022-02-24T15:10').par(equipe.avis, (ctx) => rendreAvis(ctx, id, { sens: 'favorable', texte: 'Oui : le public visé n’est pas celui du PLIE, et les orientations croisées sont prévues.' }));
  }
  const chapitres = {
    besoin: `${projet.besoin} Le constat rejoint le diagnostic du programme départemental d’insertion.`, qualite: projet.methode, partenariat: 'Les partenaires cités ont confirmé leur participation.',
    moyens: 'L’équipe est qualifiée et déjà en poste.', budget: 'Le budget est cohérent avec les volumes prévus.', conclusion: 'Le projet répond à l’appel.',
  };
  await scene.le('2022-03-07T17:00').par(par, (ctx) => enregistrerInstruction(ctx, id, {
    rapport: chapitres, proposeCents: projet.jusqua === 'refuse' ? 0 : montantRetenu(projet) * 100, conclusion: projet.jusqua === 'refuse' ? 'defavorable' : 'favorable', transmettre: projet.jusqua !== 'instruction',
  }));
  if (projet.jusqua !== 'instruction') await scene.le('2022-03-09T10:00').par(equipe.responsable, (ctx) => validerInstruction(ctx, id));
}

/** Before opening the first dossier each member of the committee says that no link ties them to the organismes. */
async function declarerLesLiens(scene: Scene, { equipe, appelId }: Monde): Promise<void> {
  for (const [i, personne] of [equipe.comite1, equipe.comite2, equipe.comite3, equipe.comite4].entries()) {
    await scene.le(`2022-03-13T1${i}:00`).par(personne, async (ctx) => {
      const organismes = await organismesADeclarer(ctx.db, appelId, personne, []);
      await declarerLiens(ctx, appelId, organismes.map((o) => ({ organismeId: o.id, lien: false, precision: '' })));
    });
  }
}

async function noter(scene: Scene, { equipe }: Monde, dossiers: readonly DossierSeme[]): Promise<void> {
  const { criteres } = contenuReference();
  for (const [i, { id, projet }] of dossiers.entries()) {
    const notateurs = projet.jusqua === 'instruit' ? [equipe.comite1] : [equipe.comite1, equipe.comite2, equipe.comite3];
    for (const [j, personne] of notateurs.entries()) {
      const base = projet.jusqua === 'refuse' ? 2 : 3;
      const notes = criteres.map((c, k) => ({ critere: c.code, note: base + ((i * 5 + j * 3 + k * 7) % 11 < 2 + (i % 7) ? 1 : 0), commentaire: '' }));
      await scene.le(`2022-03-${String(14 + j)}T09:${String(10 + i)}`).par(personne, async (ctx) => {
        await enregistrerNotation(ctx, id, { notes, appreciation: projet.jusqua === 'refuse' ? 'Dépenses d’équipement, peu d’accompagnement.' : 'Projet utile et réaliste.' });
        await soumettreNotation(ctx, id);
      });
    }
  }
}

async function tenirComite(scene: Scene, { equipe, appelId }: Monde, dossiers: readonly DossierSeme[]): Promise<void> {
  const membres = [equipe.comite1, equipe.comite2, equipe.comite3, equipe.comite4];
  const seanceId = await scene.le('2022-03-18T10:00').par(equipe.responsable, async (ctx) => {
    const id = await creerSeance(ctx, { appelId, titre: 'Comité de sélection de mars 2022', le: instantDeParis('2022-03-24T14:00'), lieu: 'Hôtel du Département, salle Garonne', quorum: 3, membres });
    await inscrireDossiers(ctx, id, dossiers.map((d) => d.id));
    return id;
  });
  await scene.le('2022-03-24T14:10').par(equipe.responsable, async (ctx) => {
    await noterPresences(ctx, seanceId, membres.slice(0, 3));
    for (const { id, projet } of dossiers) {
      const avis = projet.jusqua === 'refuse' ? 'defavorable' : projet.jusqua === 'ajourne' ? 'ajourne' : 'favorable';
      await rendreAvisComite(ctx, seanceId, id, { avis, montantCents: avis === 'favorable' ? montantRetenu(projet) * 100 : 0, reserves: projet.jusqua === 'ajourne' ? 'Préciser le mode de garde et son agrément.' : projet.jusqua === 'refuse' ? 'L’appel ne finance pas l’achat d’équipement.' : '' });
    }
    await cloreSeance(ctx, seanceId, { compteRendu: 'Le comité a examiné les dossiers dans l’ordre du classement. Les montants proposés tiennent dans l’enveloppe.' });
  });
}

/** A second session to come, its agenda set and two simulations kept. */
async function preparerSecondeSeance(scene: Scene, { equipe, appelId }: Monde, dossiers: readonly DossierSeme[]): Promise<void> {
  const membres = [equipe.comite1, equipe.comite2, equipe.comite3, equipe.comite4];
  await scene.le('2022-03-25T09:00').par(equipe.responsable, async (ctx) => {
    const id = await creerSeance(ctx, {
      appelId, titre: 'Comité de sélection, seconde séance', le: instantDeParis('2022-06-16T14:00'), lieu: 'Hôtel du Département, salle Garonne', quorum: 3, membres, presidentId: equipe.comite1,
    });
    if (dossiers.length === 0) return;
    await inscrireDossiers(ctx, id, dossiers.map((d) => d.id));
    const simulation = { enveloppe: cents(3_000_000), arbitrages: new Map(), version: null };
    await enregistrerSimulation(ctx, id, null, { ...simulation, nom: 'Coupure stricte', methode: 'coupure', parametres: PARAMETRES_VIERGES });
    await enregistrerSimulation(ctx, id, null, { ...simulation, nom: 'Tous à 80 %', methode: 'taux', parametres: { ...PARAMETRES_VIERGES, taux: taux('0.8000') } });
  });
}
