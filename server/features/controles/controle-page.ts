import { peut } from '../../domain/habilitations/peut.js';
import type { Habilitation } from '../../domain/habilitations/acteur.js';
import { somme, type Cents } from '../../domain/kernel/cents.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { contradictoireClos } from '../../domain/service-fait/contradictoire.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, dateLongue, euros, instantLong, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteTape } from '../../web/saisie.js';
import { enteteDossier, etapesDuBilan, filDuDossier, presenterDepense, recapituler, type DepensePresentee, type EnteteDossier, type Etape, type RecapBilan } from '../../web/presentation-bilan.js';
import type { LigneDeDepense } from '../../domain/bilans/lignes.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import { faitsDesLignes } from '../bilans/bilan-saisie-queries.js';
import { lireDrapeaux, type DrapeauDepense } from '../bilans/depense-liste-queries.js';
import { lireDossierASolder, type DossierASolder } from '../bilans/dossier-a-solder-queries.js';
import { presenterSolde, type SoldePresente } from '../../web/presentation-solde.js';
import { agentsHabilites, type Agent } from '../dossiers/dossier-queries.js';
import { fseAPart, horsEchantillon, lignesAControler, lignesAExaminer, soldesRetenus, totalRetenu } from './controle-faits.js';
import { lireControle, type ControleLu } from './controle-queries.js';
import { presenterEchantillon, type EchantillonPresente } from './echantillon-presentation.js';
import { delaiFse } from './delai-fse.js';
import { lireIrregularites, type IrregulariteLue } from './irregularite-service.js';
import { demandeEnAttente } from './prolongation-queries.js';
import { presenterProlongations, type ProlongationsPresentees } from './prolongation-presentation.js';
import { questionDeLaLigne, questionsEnAttente, type Question } from './question-queries.js';
import { presenterRetenue, type RetenuePresentee } from './retenue-presentation.js';
import { lireMouvements, presenterSoldesFiges, type MouvementsLus } from './soldes-figes.js';

interface LigneControlee extends DepensePresentee { readonly lien: string; readonly actionAccepter: string | null; /** May be accepted with others. */ readonly cochable: boolean; /** What the product noticed, in words. */ readonly alertes: string; readonly reponduParPorteur: boolean; /** Where the question on this line stands, empty without one. */ readonly question: string; /** What FSE+ retains otherwise; null when it follows. */ readonly fseCents: Cents | null }

export interface PageControle extends EnteteDossier {
  readonly etatBilan: string;
  readonly sansBilan: boolean;
  /** The bilan is deposited: its content may be read. */
  readonly visible: boolean;
  readonly etapes: readonly Etape[];
  readonly resume: readonly { readonly terme: string; readonly valeur: string }[];
  readonly designation: { readonly action: string; readonly personnes: readonly { valeur: string; texte: string }[]; readonly valeur: string; readonly changement: boolean } | null;
  readonly ouverture: string | null;
  readonly attente: string | null;
  readonly modifiable: boolean;
  /** Some line may be accepted from the list. */
  readonly acceptable: boolean;
  /** The form that accepts several lines; null when none may be. */
  readonly acceptation: { readonly action: string; readonly sansAlerte: number } | null;
  readonly lignes: readonly LigneControlee[];
  readonly echantillon: EchantillonPresente | null;
  readonly totaux: { readonly declareCents: Cents; readonly retenuCents: Cents; /** For the FSE+ convention, when it decides otherwise on some line. */ readonly retenuFseCents: Cents | null; readonly aExaminer: number };
  readonly recap: RecapBilan | null;
  readonly retenue: RetenuePresentee | null;
  readonly reponse: { readonly texte: string; readonly le: string; readonly acceptees: boolean } | null;
  readonly provisoire: { readonly action: string; readonly pret: boolean; readonly manque: string; readonly jours: number } | null;
  readonly prolongations: ProlongationsPresentees | null;
  readonly definitif: { readonly action: string; readonly soldes: readonly string[] } | null;
  readonly soldes: readonly SoldePresente[];
  readonly irregularites: readonly IrregulariteAffichee[];
  readonly saisie: { readonly declareeLe: string; readonly reference: string };
}

interface IrregulariteAffichee { readonly phrase: string; readonly suite: string; /** Where its report is recorded; null when it is, or when this person may not. */ readonly action: string | null }

declare module '../../web/render.js' {
  interface Pages { 'controles/page': PageControle }
}

/** The control of a dossier: designation, lines, what is retained, the balance as it moves, conclusions. */
export const pageControle = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireDossierASolder(db, parametre(demande, 'dossierId')));
  const controle = d.bilan === null ? null : await lireControle(db, d.bilan.id);
  const designe = peut(demande.acteur, 'controle.designer', demande.sujet).permis && d.bilan !== null && d.bilan.etat !== 'conclu';
  const agents = designe ? await agentsHabilites(db, HABILITATION) : [];
  const mouvements = d.bilan?.etat === 'conclu' ? await lireMouvements(db, d.dossier.id) : null;
  const drapeaux = d.bilan === null || d.bilan.etat === 'brouillon' ? new Map<string, readonly DrapeauDepense[]>() : await lireDrapeaux(db, faitsDesLignes(d, d.bilan.id, jourAParis(demande.maintenant), 'service'));
  const irregularites = d.bilan?.etat === 'conclu' ? await lireIrregularites(db, d.bilan.id) : [];
  return render(demande, 'controles/page', presenter({ demande, d, controle, etat, agents, designe, mouvements, drapeaux, irregularites }), {
    titre: 'Contrôle de service fait', etat, large: true, fil: filDuDossier(demande, d),
  });
};

const HABILITATION: Habilitation = 'controleur';

interface Vue { readonly demande: Demande; readonly d: DossierASolder; readonly controle: ControleLu | null; readonly etat: EtatFormulaire; readonly agents: readonly Agent[]; readonly designe: boolean; readonly mouvements: MouvementsLus | null; readonly drapeaux: ReadonlyMap<string, readonly DrapeauDepense[]>; readonly irregularites: readonly IrregulariteLue[] }

function presenter(vue: Vue): PageControle {
  const { demande, d, controle } = vue;
  const { bilan } = d;
  const dossierId = d.dossier.id;
  const base = {
    ...enteteDossier(demande, d), etatBilan: bilan?.etat ?? '', sansBilan: bilan === null, visible: false, etapes: [], resume: [], designation: designation(vue), ouverture: null, attente: null,
    modifiable: false, acceptable: false, acceptation: null, lignes: [], echantillon: null, totaux: { declareCents: somme([]), retenuCents: somme([]), retenuFseCents: null, aExaminer: 0 }, recap: null, retenue: null, reponse: null, provisoire: null, prolongations: null, definitif: null, soldes: [], irregularites: [], saisie: { declareeLe: '', reference: '' },
  };
  if (bilan === null) return base;
  const situation = situer(demande, bilan, controle);
  const commun = { ...base, etapes: etapesDuBilan(bilan, controle), resume: [...resumer(d, bilan), ...delaiEnMots(d, bilan, controle, jourAParis(demande.maintenant))],
    irregularites: vue.irregularites.map((i) => irregulariteAffichee(i, dossierId, situation.mene)), saisie: { declareeLe: vue.etat.saisie === null ? '' : texteTape(vue.etat.saisie, 'declareeLe'), reference: vue.etat.saisie === null ? '' : texteTape(vue.etat.saisie, 'reference') }, prolongations: controle === null ? null : presenterProlongations(controle, { bilan, etat: vue.etat, action: situation.mene ? vers(paths.controles.prolongation, { dossierId }) : null, jour: jourAParis(demande.maintenant) }), attente: attendre(demande, d, bilan, controle, situation), ouverture: situation.ouvrable ? vers(paths.controles.ouverture, { dossierId }) : null };
  return bilan.etat === 'brouillon' ? commun : { ...commun, visible: true, recap: recapituler(d, bilan), ...enCours(vue, bilan, situation) };
}

/** What this person may do now. */
interface Situation { readonly mene: boolean; readonly ouvrable: boolean; readonly modifiable: boolean; readonly clos: boolean }

/** Who works on the control now, and whether it may move: while it is open, then again once the contradictory period is over. */
export function situer(demande: Demande, bilan: BilanLu, controle: ControleLu | null): Situation {
  const mene = peut(demande.acteur, 'controle.mener', demande.sujet).permis;
  const limite = controle?.reponseAvantLe ?? null;
  const clos = limite !== null && demandeEnAttente(controle?.prolongations ?? []) === null && contradictoireClos({ limite, repondu: controle?.reponduLe != null }, jourAParis(demande.maintenant));
  return { mene, clos, ouvrable: mene && bilan.etat === 'depose', modifiable: mene && (bilan.etat === 'en_controle' || (bilan.etat === 'contradictoire' && clos)) };
}

function designation({ d, agents, designe, etat }: Vue): PageControle['designation'] {
  if (!designe) return null;
  const possibles = agents.filter((a) => a.id !== d.dossier.instructeurId);
  return {
    action: vers(paths.controles.designation, { dossierId: d.dossier.id }), changement: d.dossier.controleurId !== null,
    personnes: possibles.map((a) => ({ valeur: a.id, texte: a.fonction === '' ? a.nom : `${a.nom}, ${a.fonction}` })),
    valeur: etat.saisie === null ? d.dossier.controleurId ?? '' : texteTape(etat.saisie, 'personneId'),
  };
}

const resumer = (d: DossierASolder, bilan: BilanLu): PageControle['resume'] => [
  { terme: 'Contrôleur', valeur: d.dossier.controleurNom ?? 'À désigner' },
  { terme: 'Instructeur', valeur: d.dossier.instructeurNom ?? 'Aucun' },
  ...d.conventions.map((c) => ({ terme: `Convention ${c.numero}`, valeur: euros(c.conditions.montant) })),
  { terme: 'Opération', valeur: d.conventions[0] === undefined ? '' : `du ${dateLongue(d.conventions[0].operation.debut)} au ${dateLongue(d.conventions[0].operation.fin)}` },
  { terme: 'Bilan', valeur: bilan.deposeLe === null ? `attendu avant le ${dateLongue(bilan.limite)}` : `déposé le ${instantLong(bilan.deposeLe)} par ${bilan.deposePar ?? ''} ; limite : ${dateLongue(bilan.limite)}` },
];

/** Until when an FSE+ claim is to be paid, as long as its control lasts. */
function delaiEnMots(d: DossierASolder, bilan: BilanLu, controle: ControleLu | null, jour: Jour): PageControle['resume'] {
  const delai = bilan.etat === 'conclu' ? null : delaiFse(d, bilan, controle, jour);
  if (delai === null) return [];
  const pauses = delai.suspendus === 0 ? '' : `, suspendus ${pluriel(delai.suspendus, 'jour')}`;
  return [{ terme: 'Paiement FSE+', valeur: delai.limite === null ? `délai de ${delai.jours} jours suspendu : le porteur est attendu` : `au plus tard le ${dateLongue(delai.limite)} (${delai.jours} jours${pauses})` }];
}

const irregulariteAffichee = (i: IrregulariteLue, dossierId: string, mene: boolean): IrregulariteAffichee => ({
  phrase: `Convention ${i.convention} : ${euros(i.depensesCents)} de dépenses déclarées et non retenues, soit ${euros(i.contributionCents)} de contribution européenne.`,
  suite: i.declareeLe !== null ? `Déclarée le ${dateLongue(i.declareeLe)} par ${i.declareePar}, référence ${i.reference}.` : i.aDeclarer ? 'À déclarer : le seuil de 10 000 € de contribution européenne est atteint.' : 'Sous le seuil de 10 000 € de contribution européenne : pas de déclaration.',
  action: i.declareeLe === null && i.aDeclarer && mene ? vers(paths.controles.irregularite, { dossierId, irregulariteId: i.id }) : null,
});

/** Why nothing can be done now, or null. */
function attendre(demande: Demande, d: DossierASolder, bilan: BilanLu, controle: ControleLu | null, { mene, clos }: Situation): string | null {
  if (bilan.etat === 'brouillon') {
    const retard = jourAParis(demande.maintenant) > bilan.limite;
    return retard ? `Le bilan n’est pas déposé ; il était attendu au plus tard le ${dateLongue(bilan.limite)}.` : `Le porteur prépare son bilan, attendu au plus tard le ${dateLongue(bilan.limite)}.`;
  }
  if (bilan.etat === 'conclu') return null;
  if (d.dossier.controleurId === null) return 'Le bilan est déposé. Un responsable doit désigner le contrôleur.';
  if (bilan.etat === 'contradictoire' && demandeEnAttente(controle?.prolongations ?? []) !== null) return `Le porteur demande plus de temps pour répondre. Le contrôle reprendra après la réponse à cette demande.`;
  if (bilan.etat === 'contradictoire' && !clos && controle?.reponseAvantLe != null) return `Le porteur peut répondre jusqu’au ${dateLongue(controle.reponseAvantLe)} inclus. Le contrôle reprendra à sa réponse, ou après cette date.`;
  return mene ? null : `${d.dossier.controleurNom ?? 'Le contrôleur désigné'} mène ce contrôle : vous pouvez le lire.`;
}

function enCours({ d, controle, etat, mouvements, drapeaux }: Vue, bilan: BilanLu, { modifiable, clos }: Situation): Partial<PageControle> {
  const restantes = lignesAExaminer(d, bilan);
  const controlees = lignesAControler(d, bilan);
  const constats = controle?.constats ?? null;
  const questions = controle?.questions ?? [];
  const hors = horsEchantillon(bilan);
  const lignes = bilan.depenses.map((l) => ligneControlee(d, l, { aDecider: !hors(l), modifiable, clos, questions, drapeaux: drapeaux.get(l.id) ?? [] }));
  const soldes = controle === null ? [] : mouvements !== null && controle.resultat !== null
    ? presenterSoldesFiges(controle.resultat, mouvements)
    : soldesRetenus(d, bilan, controle).map((s) => presenterSolde(s.convention, s));
  return {
    modifiable, acceptable: modifiable && restantes.length > 0, soldes, lignes,
    acceptation: lignes.some((l) => l.cochable) ? { action: vers(paths.controles.acceptation, { dossierId: d.dossier.id }), sansAlerte: lignes.filter((l) => l.cochable && l.alertes === '').length } : null,
    echantillon: controle === null ? null : presenterEchantillon(d, bilan, controle, modifiable), totaux: { declareCents: somme(controlees.map((l) => l.montant)), ...retenus(d, bilan, controle), aExaminer: restantes.length },
    retenue: constats === null ? null : presenterRetenue(d, bilan, constats, etat, modifiable),
    reponse: controle?.reponduLe == null ? null : { texte: controle.reponse, le: controle.reponduLe, acceptees: controle.constats.acceptees },
    provisoire: modifiable && bilan.etat === 'en_controle' ? provisoire(d, { restantes: restantes.length, attendues: questionsEnAttente(questions).length, retenue: constats?.realisation != null }) : null,
    definitif: modifiable && bilan.etat === 'contradictoire' ? { action: vers(paths.controles.definitif, { dossierId: d.dossier.id }), soldes: soldes.map(phraseSolde) } : null,
  };
}

/** Totals retained so far: by the first convention, and by FSE+ when it decides otherwise. */
function retenus(d: DossierASolder, bilan: BilanLu, controle: ControleLu | null): Pick<PageControle['totaux'], 'retenuCents' | 'retenuFseCents'> {
  const [convention] = d.conventions;
  if (controle === null || convention === undefined) return { retenuCents: somme(lignesAControler(d, bilan).map((l) => l.montant)), retenuFseCents: null };
  const aPart = fseAPart(d) && bilan.depenses.some((l) => l.fse !== null);
  return { retenuCents: totalRetenu(d, bilan, controle, convention.financeur), retenuFseCents: aPart ? totalRetenu(d, bilan, controle, 'fse') : null };
}

function ligneControlee(d: DossierASolder, lue: LigneDeDepense, { aDecider, modifiable, clos, questions, drapeaux }: { /** A decision awaits it. */ readonly aDecider: boolean; readonly modifiable: boolean; readonly clos: boolean; readonly questions: readonly Question[]; readonly drapeaux: readonly DrapeauDepense[] }): LigneControlee {
  const l = presenterDepense(d, lue, aDecider);
  const lien = vers(paths.controles.ligne, { dossierId: d.dossier.id, depenseId: l.id });
  const attendue = questionDeLaLigne(questions, l.id);
  const acceptable = modifiable && !l.auForfait && l.sort === 'a_examiner' && attendue === null;
  const repondue = l.sort === 'a_examiner' && questions.some((q) => q.depenseId === l.id && q.repondueLe !== null);
  return { ...l, fseCents: lue.fse?.retenu ?? null, lien, actionAccepter: acceptable ? lien : null, cochable: acceptable, alertes: l.auForfait ? '' : drapeaux.map((x) => libelle('drapeau_depense', x)).join(', '), reponduParPorteur: clos && (l.reponse !== '' || l.reponsePiece !== null), question: attendue !== null ? `En attente de réponse, jusqu’au ${dateCourte(attendue.limite)}` : repondue ? 'Réponse reçue à votre question' : '' };
}

function provisoire(d: DossierASolder, { restantes, attendues, retenue }: { readonly restantes: number; readonly attendues: number; readonly retenue: boolean }): PageControle['provisoire'] {
  const manques = [...(restantes > 0 ? [`${pluriel(restantes, 'dépense')} à examiner${attendues > 0 ? `, dont ${attendues} en attente d’une réponse du porteur` : ''}`] : []), ...(retenue ? [] : ['réalisation et ressources à retenir'])];
  return {
    action: vers(paths.controles.provisoire, { dossierId: d.dossier.id }), pret: manques.length === 0, manque: manques.join(', '), jours: d.appel.regles.delais.contradictoireJours,
  };
}

const phraseSolde = (s: SoldePresente): string =>
  `Convention ${s.numero} : ${euros(s.duCents)} dus, ${s.aReverser ? `${euros(s.aReverserCents)} à reverser` : `${euros(s.soldeCents)} à verser`}.`;
