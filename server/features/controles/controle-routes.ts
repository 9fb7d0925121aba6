import type { Deps } from '../../platform/deps.js';
import { dateLongue, euros, pluriel } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { parametre, type Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { formulaireVide } from '../../web/form-errors.js';
import { fichierDuChamp, rangerFichier } from '../documents/fichier-service.js';
import { formulaireAcceptation, formulaireDecision, formulaireDemandeProlongation, formulaireDesignation, formulaireIrregularite, formulaireProlongation, formulaireQuestion, formulaireReponse, formulaireReponseQuestion, formulaireRetenue, type Decision, type SaisieDecision } from './controle-form.js';
import { pageControle } from './controle-page.js';
import {
  accepterDepenses, conclureControle, designerControleur, emettreProvisoire, ouvrirControle, repondreContradictoire, repondreLigne, retenirRealisation, statuerDepense, type DecisionDepense,
} from './controle-service.js';
import { pageEchantillon } from './echantillon-page.js';
import { tirerEchantillon } from './echantillon-service.js';
import { declarerIrregularite } from './irregularite-service.js';
import { pageQuestions } from './question-page.js';
import { poserQuestion, repondreQuestion, retirerQuestion } from './question-service.js';
import { demanderProlongation, repondreProlongation } from './prolongation-service.js';
import { pageContradictoire } from './contradictoire-page.js';
import { apresLaLigne, pageLigne } from './ligne-page.js';
import { pageControles } from './liste-page.js';
import { pageSolde } from './solde-page.js';

/** Service-fait control: work list, designation, lines, conclusions, contradictory period, balance. */
export function routesControles(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.controles.liste, 'controle.lister', pageControles(deps));
  routeur.get(paths.bilans.solde, 'dossier.voir', pageSolde(deps));
  routesDuControle(routeur, deps);
  routesDesConclusions(routeur, deps);
  routesDuContradictoire(routeur, deps);
  routesDesQuestions(routeur, deps);
  routesDesIrregularites(routeur, deps);
}

function routesDuControle(routeur: Routeur, deps: Deps): void {
  const page = pageControle(deps);
  routeur.pageFormulaire(paths.controles.page, 'controle.lire', page);
  routeur.post(paths.controles.designation, 'controle.designer', { formulaire: formulaireDesignation, page }, async (ctx, { personneId }, demande) => {
    await designerControleur(ctx, parametre(demande, 'dossierId'), personneId);
    return revenir(demande, 'Contrôleur désigné.');
  });
  routeur.post(paths.controles.ouverture, 'controle.mener', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    await ouvrirControle(ctx, parametre(demande, 'dossierId'));
    return revenir(demande, 'Contrôle ouvert.');
  });
  routeur.post(paths.controles.realisation, 'controle.mener', { formulaire: formulaireRetenue, page }, async (ctx, { volumes, ressources, ...reste }, demande) => {
    await retenirRealisation(ctx, parametre(demande, 'dossierId'), {
      ...reste, volumes: volumes.map((v) => v ?? 0), ressources: Object.fromEntries(ressources.map((r) => [r.id, r.retenu])),
    });
    return revenir(demande, 'Réalisation et ressources retenues enregistrées.');
  });

  routeur.get(paths.controles.echantillon, 'controle.lire', pageEchantillon(deps));
  routeur.post(paths.controles.echantillon, 'controle.mener', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    const taille = await tirerEchantillon(ctx, parametre(demande, 'dossierId'));
    return revenir(demande, `${pluriel(taille, 'dépense tirée', 'dépenses tirées')} au sort.`);
  });
  routeur.post(paths.controles.acceptation, 'controle.mener', { formulaire: formulaireAcceptation, page }, async (ctx, { intention, depenses }, demande) => {
    const { lignes, montantCents } = await accepterDepenses(ctx, parametre(demande, 'dossierId'), intention === 'choisies' ? depenses : 'sans_alerte');
    annoncer(demande, `${pluriel(lignes, 'dépense acceptée', 'dépenses acceptées')}, ${euros(montantCents)} en tout.`);
    return `${vers(paths.controles.page, { dossierId: parametre(demande, 'dossierId') })}#lignes`;
  });

  const ligne = pageLigne(deps);
  routeur.pageFormulaire(paths.controles.ligne, 'controle.lire', ligne);
  routeur.post(paths.controles.ligne, 'controle.mener', { formulaire: formulaireDecision, page: ligne }, async (ctx, commande, demande) => {
    const [dossierId, depenseId] = [parametre(demande, 'dossierId'), parametre(demande, 'depenseId')];
    await statuer(ctx, dossierId, depenseId, commande);
    annoncer(demande, 'Décision enregistrée.');
    return commande.suite === 'suivante' ? apresLaLigne(ctx, dossierId, depenseId) : `${vers(paths.controles.page, { dossierId })}#lignes`;
  });
}

/** A decision typed on the line's page, as the service takes it. */
function statuer(ctx: Contexte, dossierId: string, depenseId: string, { decision, fse, ...reste }: SaisieDecision): Promise<void> {
  return statuerDepense(ctx, dossierId, depenseId, { ...lire(decision, reste), fse: fse.decision === 'meme' ? null : lire(fse.decision, fse) });
}

const lire = (decision: Decision, { retenu, motif, constat }: Pick<SaisieDecision, 'retenu' | 'motif' | 'constat'>): DecisionDepense =>
  (decision === 'acceptee' ? { retenuCents: 'tout', motif: null, constat } : { retenuCents: decision === 'rejetee' ? 0 : retenu ?? 0, motif, constat });

function routesDesConclusions(routeur: Routeur, deps: Deps): void {
  const page = pageControle(deps);
  routeur.post(paths.controles.provisoire, 'controle.mener', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    await emettreProvisoire(ctx, parametre(demande, 'dossierId'));
    return revenir(demande, 'Conclusions provisoires émises : le porteur est prévenu et peut répondre.');
  });
  routeur.post(paths.controles.prolongation, 'controle.mener', { formulaire: formulaireProlongation, page }, async (ctx, { sens, jusquau, motifProlongation }, demande) => {
    const apres = sens === 'accorder' ? jusquau : null;
    await repondreProlongation(ctx, parametre(demande, 'dossierId'), { apres, motif: motifProlongation });
    return revenir(demande, apres === null ? 'Prolongation refusée : le porteur est prévenu.' : `Délai de réponse prolongé jusqu’au ${dateLongue(apres)} : le porteur est prévenu.`);
  });
  routeur.post(paths.controles.definitif, 'controle.mener', { formulaire: formulaireVide, page }, async (ctx, _commande, demande) => {
    await conclureControle(ctx, parametre(demande, 'dossierId'));
    return revenir(demande, 'Contrôle conclu : les conclusions sont notifiées et le solde est transmis aux finances.');
  });
}

/** What is reported of irregularities on EU money. */
function routesDesIrregularites(routeur: Routeur, deps: Deps): void {
  routeur.post(paths.controles.irregularite, 'controle.mener', { formulaire: formulaireIrregularite, page: pageControle(deps) }, async (ctx, declaration, demande) => {
    await declarerIrregularite(ctx, parametre(demande, 'dossierId'), parametre(demande, 'irregulariteId'), declaration);
    return revenir(demande, 'Déclaration de l’irrégularité enregistrée.');
  });
}

function routesDuContradictoire(routeur: Routeur, deps: Deps): void {
  const page = pageContradictoire(deps);
  routeur.pageFormulaire(paths.bilans.contradictoire, 'bilan.rediger', page);
  routeur.post(paths.bilans.contradictoire, 'contradictoire.repondre', { formulaire: formulaireReponse, page, fichiers: true }, async (ctx, commande, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    if (commande.intention === 'ligne') {
      const recu = fichierDuChamp(demande.fichiers, 'piece');
      const fichierId = recu === null ? null : await rangerFichier(ctx, deps.magasin, recu);
      await repondreLigne(ctx, dossierId, { depenseId: commande.depenseId, reponse: commande.texte, fichierId });
      annoncer(demande, 'Réponse enregistrée. Envoyez l’ensemble quand vous avez terminé.');
    } else {
      await repondreContradictoire(ctx, dossierId, { reponse: commande.reponse, accepte: commande.intention === 'accepter' });
      annoncer(demande, commande.intention === 'accepter' ? 'Conclusions acceptées.' : 'Réponse envoyée au contrôleur.');
    }
    return vers(paths.bilans.contradictoire, { dossierId });
  });
  routeur.post(paths.bilans.prolongation, 'contradictoire.repondre', { formulaire: formulaireDemandeProlongation, page }, async (ctx, { jusquau, motifProlongation }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    await demanderProlongation(ctx, dossierId, { souhaite: jusquau, motif: motifProlongation });
    annoncer(demande, 'Demande envoyée au contrôleur. Tant qu’il n’a pas répondu, la date limite ne change pas.');
    return vers(paths.bilans.contradictoire, { dossierId });
  });
}

function routesDesQuestions(routeur: Routeur, deps: Deps): void {
  routeur.post(paths.controles.question, 'controle.mener', { formulaire: formulaireQuestion, page: pageLigne(deps) }, async (ctx, { intention, question, reponseAvant }, demande) => {
    const [dossierId, depenseId] = [parametre(demande, 'dossierId'), parametre(demande, 'depenseId')];
    if (intention === 'retirer') await retirerQuestion(ctx, dossierId, depenseId);
    else await poserQuestion(ctx, dossierId, depenseId, { question, limite: reponseAvant });
    annoncer(demande, intention === 'retirer' ? 'Question retirée : la dépense peut être jugée.' : 'Question envoyée : la dépense attend la réponse du porteur.');
    return vers(paths.controles.ligne, { dossierId, depenseId });
  });
  const page = pageQuestions(deps);
  routeur.pageFormulaire(paths.bilans.questions, 'bilan.rediger', page);
  routeur.post(paths.bilans.questions, 'bilan.rediger', { formulaire: formulaireReponseQuestion, page, fichiers: true }, async (ctx, { questionId, reponse }, demande) => {
    const dossierId = parametre(demande, 'dossierId');
    const recu = fichierDuChamp(demande.fichiers, 'piece');
    await repondreQuestion(ctx, dossierId, { questionId, reponse, fichierId: recu === null ? null : await rangerFichier(ctx, deps.magasin, recu) });
    annoncer(demande, 'Réponse envoyée au contrôleur.');
    return vers(paths.bilans.questions, { dossierId });
  });
}

function revenir(demande: Demande, message: string): string {
  annoncer(demande, message);
  return vers(paths.controles.page, { dossierId: parametre(demande, 'dossierId') });
}
