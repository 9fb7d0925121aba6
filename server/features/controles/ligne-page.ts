import type { Deps } from '../../platform/deps.js';
import { jourAParis } from '../../platform/clock.js';
import { dateCourte, euros } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteTape } from '../../web/saisie.js';
import { MOTIFS_REJET, sortDeLigne } from '../../domain/service-fait/lignes.js';
import { enteteDossier, filDuDossier, phraseDeJumelle, presenterDepense, type DepensePresentee, type EnteteDossier } from '../../web/presentation-bilan.js';
import type { LigneDeDepense } from '../../domain/bilans/lignes.js';
import type { Cents } from '../../domain/kernel/cents.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import { lireJumelles } from '../bilans/doublon-queries.js';
import { lireDossierASolder, type DossierASolder } from '../bilans/dossier-a-solder-queries.js';
import { montantASaisir } from '../../web/saisie.js';
import { fseAPart, horsEchantillon, lignesAControler, lignesAExaminer } from './controle-faits.js';
import { lireControle } from './controle-queries.js';
import { situer } from './controle-page.js';
import { presenterQuestions, type QuestionPresentee } from './question-page.js';
import { questionDeLaLigne } from './question-queries.js';

interface Choix { readonly valeur: string; readonly texte: string; readonly aide?: string }

interface DecisionTapee { readonly decision: string; readonly retenu: string; readonly motif: string; readonly constat: string }

export interface PageLigne extends EnteteDossier {
  readonly ligne: DepensePresentee;
  readonly faits: readonly { readonly terme: string; readonly valeur: string }[];
  readonly rangSurTotal: string;
  readonly precedente: string | null;
  readonly suivante: string | null;
  readonly retour: string;
  readonly action: string;
  readonly modifiable: boolean;
  readonly decisions: readonly Choix[];
  readonly motifs: readonly Choix[];
  readonly saisie: DecisionTapee;
  /** The decision of the FSE+ convention, when it may be another. */
  readonly fse: { readonly saisie: DecisionTapee; readonly decisions: readonly Choix[]; /** What it decided otherwise, in words; empty when it follows. */ readonly dit: string } | null;
  /** Chance did not draw this line. */
  readonly horsEchantillon: boolean;
  /** The porteur's answer may be read: it was sent, or its limit passed. */
  readonly reponseVisible: boolean;
  readonly alertes: readonly string[];
  /** Other lines, of this dossier or of another, that claim the same invoice or file. */
  readonly jumelles: readonly { readonly texte: string; readonly lien: string; readonly precision: string }[];
  readonly questions: readonly QuestionPresentee[];
  /** Where a question is asked or withdrawn; null when this person cannot now. */
  readonly actionQuestion: string | null;
  readonly enAttente: boolean;
  readonly saisieQuestion: { readonly question: string; readonly reponseAvant: string; readonly enErreur: boolean };
}

declare module '../../web/render.js' {
  interface Pages { 'controles/ligne': PageLigne }
}

const DECISIONS: readonly Choix[] = [
  { valeur: 'acceptee', texte: 'Acceptée', aide: 'Tout le montant est retenu.' },
  { valeur: 'partielle', texte: 'Retenue en partie', aide: 'Indiquez le montant retenu, le motif et votre constat.' },
  { valeur: 'rejetee', texte: 'Rejetée', aide: 'Rien n’est retenu : indiquez le motif et votre constat.' },
];

/** One expense line under control: its evidence, the decision, the porteur's answer. */
export const pageLigne = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierASolder(db, parametre(demande, 'dossierId')));
  const bilan = trouve(d.bilan);
  const lue = trouve(bilan.etat === 'brouillon' ? null : bilan.depenses.find((l) => l.id === parametre(demande, 'depenseId')));
  const controle = await lireControle(db, bilan.id);
  const situation = situer(demande, bilan, controle);
  const questions = (controle?.questions ?? []).filter((q) => q.depenseId === lue.id);
  const enAttente = questionDeLaLigne(questions, lue.id) !== null;
  const controlable = situation.modifiable && lignesAControler(d, bilan).includes(lue);
  const dossierId = d.dossier.id;
  const lien = (l: LigneDeDepense | undefined): string | null => (l === undefined ? null : vers(paths.controles.ligne, { dossierId, depenseId: l.id }));
  const rang = bilan.depenses.indexOf(lue);
  const dehors = horsEchantillon(bilan)(lue);
  const ligne = presenterDepense(d, lue, !dehors);
  const retour = vers(paths.controles.page, { dossierId });
  return render(demande, 'controles/ligne', {
    ...enteteDossier(demande, d), ligne, rangSurTotal: `Dépense ${rang + 1} sur ${bilan.depenses.length}`, precedente: lien(bilan.depenses[rang - 1]), suivante: lien(bilan.depenses[rang + 1]), retour,
    faits: [
      { terme: 'Poste', valeur: ligne.poste }, { terme: 'Montant déclaré', valeur: euros(lue.montant) }, { terme: 'Date de la dépense', valeur: dateCourte(lue.date) },
      ...(lue.fournisseur === '' ? [] : [{ terme: 'Fournisseur', valeur: lue.fournisseur }]), ...(lue.reference === '' ? [] : [{ terme: 'Référence', valeur: lue.reference }]),
      { terme: 'Acquittée le', valeur: lue.acquitteeLe === null ? 'Non indiqué' : dateCourte(lue.acquitteeLe) },
    ],
    action: vers(paths.controles.ligne, { dossierId, depenseId: lue.id }), modifiable: controlable && !enAttente,
    decisions: DECISIONS, motifs: choix('motif_rejet', MOTIFS_REJET), saisie: saisieDe(lue, lue, etat, ''), horsEchantillon: dehors, fse: fseAPart(d) ? fseDe(lue, etat) : null, reponseVisible: situation.clos || bilan.etat === 'conclu',
    alertes: alertesDe(lue, bilan, d.conventions[0]?.operation), enAttente, questions: presenterQuestions(bilan, questions, jourAParis(demande.maintenant)), saisieQuestion: saisieDeQuestion(etat),
    jumelles: await jumellesDe(db, d, lue),
    actionQuestion: controlable ? vers(paths.controles.question, { dossierId, depenseId: lue.id }) : null,
  }, { titre: lue.libelle, etat, fil: filDuDossier(demande, d, { texte: 'Contrôle de service fait', lien: retour }) });
};

const saisieDeQuestion = ({ saisie, erreurs }: EtatFormulaire): PageLigne['saisieQuestion'] => ({
  question: saisie === null ? '' : texteTape(saisie, 'question'), reponseAvant: saisie === null ? '' : texteTape(saisie, 'reponseAvant'), enErreur: 'question' in erreurs || 'reponseAvant' in erreurs,
});

function saisieDe({ montant }: LigneDeDepense, decision: { readonly retenu: Cents | null; readonly motif: string | null; readonly constat: string }, { saisie }: EtatFormulaire, groupe: '' | 'fse.'): DecisionTapee {
  // The form of a question on the same page holds none of these fields.
  if (saisie !== null && !('intention' in saisie)) return { decision: texteTape(saisie, `${groupe}decision`), retenu: texteTape(saisie, `${groupe}retenu`), motif: texteTape(saisie, `${groupe}motif`), constat: texteTape(saisie, `${groupe}constat`) };
  const sort = sortDeLigne(montant, decision.retenu);
  return { decision: sort === 'a_examiner' ? '' : sort, retenu: sort === 'partielle' ? montantASaisir(decision.retenu) : '', motif: decision.motif ?? '', constat: decision.constat };
}

const MEME: Choix = { valeur: 'meme', texte: 'La même', aide: 'Ce qui est décidé ci-dessus vaut pour les deux conventions.' };

function fseDe(l: LigneDeDepense, etat: EtatFormulaire): NonNullable<PageLigne['fse']> {
  const saisie = saisieDe(l, l.fse ?? { retenu: null, motif: null, constat: '' }, etat, 'fse.');
  return { saisie: saisie.decision === '' ? { ...saisie, decision: 'meme' } : saisie, decisions: [MEME, ...DECISIONS], dit: l.fse === null ? '' : `${euros(l.fse.retenu)} retenus${l.fse.motif === null ? '' : `, ${libelle('motif_rejet', l.fse.motif).toLowerCase()}`}. ${l.fse.constat}`.trim() };
}

/** Where the same thing is claimed, in every deposited bilan: a controller sees those of other organismes too. */
async function jumellesDe(db: Deps['db'], { dossier }: DossierASolder, l: LigneDeDepense): Promise<PageLigne['jumelles']> {
  const jumelles = (await lireJumelles(db, [l.id], { dossierId: dossier.id, organismeId: dossier.organismeId, portee: 'service' })).get(l.id) ?? [];
  return jumelles.map((j) => ({ texte: phraseDeJumelle(j), lien: vers(paths.controles.ligne, { dossierId: j.dossierId, depenseId: j.depenseId }), precision: j.memeBilan ? j.libelle : `${j.libelle} (${j.organisme})` }));
}

const designer = (rangs: readonly number[]): string => (rangs.length === 1 ? `la dépense ${rangs.join()}` : `les dépenses ${rangs.join(', ')}`);

/** What the machine notices on a line; the controller decides. */
function alertesDe(l: LigneDeDepense, bilan: BilanLu, operation: { readonly debut: string; readonly fin: string } | undefined): string[] {
  const memeMontant = bilan.depenses.filter((x) => x.id !== l.id && x.montant === l.montant && x.date === l.date).map((x) => x.rang);
  const empreintes = new Set(l.pieces.map((f) => f.sha256));
  const memePiece = bilan.depenses.filter((x) => x.id !== l.id && x.pieces.some((f) => empreintes.has(f.sha256))).map((x) => x.rang);
  return [
    ...(operation !== undefined && (l.date < operation.debut || l.date > operation.fin) ? ['La date est hors de la période de l’opération.'] : []),
    ...(l.pieces.length === 0 ? ['Aucun justificatif n’est joint.'] : []),
    ...(l.acquitteeLe === null ? ['La date d’acquittement n’est pas indiquée.'] : []),
    ...(memeMontant.length > 0 ? [`Même date et même montant que ${designer(memeMontant)}.`] : []),
    ...(memePiece.length > 0 ? [`Le même fichier justifie aussi ${designer(memePiece)}.`] : []),
  ];
}

/** Address of the next line to examine after this one, or of the control when none is left. */
export async function apresLaLigne({ db }: { db: Deps['db'] }, dossierId: string, depenseId: string): Promise<string> {
  const d = trouve(await lireDossierASolder(db, dossierId));
  const bilan = trouve(d.bilan);
  const ici = bilan.depenses.findIndex((l) => l.id === depenseId);
  const restantes = lignesAExaminer(d, bilan).filter((l) => l.id !== depenseId);
  const prochaine = restantes.find((l) => bilan.depenses.indexOf(l) > ici) ?? restantes[0];
  return prochaine === undefined ? vers(paths.controles.page, { dossierId }) : vers(paths.controles.ligne, { dossierId, depenseId: prochaine.id });
}
