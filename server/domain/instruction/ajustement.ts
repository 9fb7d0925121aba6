import type { ContenuAppel } from '../appels/contenu.js';
import type { SectionBudget, SectionPublics } from '../dossiers/contenu.js';
import { evaluerBudget } from '../dossiers/evaluation.js';
import type { Financeur, Poste } from '../financements/nomenclature.js';
import type { EvaluationPlan } from '../financements/plan.js';
import { cents, somme, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';

/** When a budget is adjusted: before the committee, or once the amount voted is below the amount asked. */
export const ETAPES_AJUSTEMENT = ['instruction', 'attribution'] as const;
export type EtapeAjustement = (typeof ETAPES_AJUSTEMENT)[number];

/** What the porteur says of a line: accepted, or contested with why and, if they have one, the amount they want. */
export interface ReponseLigne { readonly accord: boolean; readonly souhaite: Cents | null; readonly commentaire: string }

/** A line of the deposited budget in an adjustment: asked, proposed with its reason, answered, kept once both agree. */
export interface LigneAjustee {
  readonly groupe: 'depenses' | 'ressources';
  /** Its place in the group of the deposited budget. */
  readonly rang: number;
  readonly rubrique: Poste | Financeur;
  readonly libelle: string;
  readonly demande: Cents;
  readonly propose: Cents;
  readonly motif: string;
  readonly reponse: ReponseLigne | null;
  readonly retenu: Cents | null;
}

export interface FaitsAjustement {
  readonly etape: EtapeAjustement;
  /** The deposited budget, whose lines the adjustment follows. */
  readonly budget: SectionBudget;
  readonly publics: SectionPublics;
  readonly appel: ContenuAppel;
  /** Amount voted for the funder that runs the call, null before the decision. */
  readonly voteCents: Cents | null;
}

export const estModifiee = (l: Pick<LigneAjustee, 'demande' | 'propose'>): boolean => l.propose !== l.demande;

/**
 * The first round of an adjustment: each line at the amount in force, asked or kept before; once an amount is voted, the
 * lines of the call's funder bear the cut, the last first.
 * @param enVigueur the budget kept by a former adjustment, the deposited one otherwise
 */
export function ouvrirAjustement({ budget, appel, voteCents }: Pick<FaitsAjustement, 'budget' | 'appel' | 'voteCents'>, enVigueur: SectionBudget = budget): LigneAjustee[] {
  const ligne = (groupe: LigneAjustee['groupe'], rang: number, rubrique: Poste | Financeur, libelle: string, demande: Cents, propose: Cents): LigneAjustee =>
    ({ groupe, rang, rubrique, libelle, demande, propose, motif: propose === demande ? '' : 'Montant retenu auparavant.', reponse: null, retenu: null });
  const lignes = [
    ...budget.depenses.map((d, i) => ligne('depenses', i, d.poste, d.libelle, d.montant, enVigueur.depenses[i]?.montant ?? d.montant)),
    ...budget.ressources.map((r, i) => ligne('ressources', i, r.financeur, r.libelle, r.montant, enVigueur.ressources[i]?.montant ?? r.montant)),
  ];
  return voteCents === null ? lignes : porterLaBaisse(lignes, appel.regles.financeur, voteCents);
}

function porterLaBaisse(lignes: readonly LigneAjustee[], financeur: Financeur, voteCents: Cents): LigneAjustee[] {
  let reste: number = voteCents;
  return lignes.map((l) => {
    if (l.groupe !== 'ressources' || l.rubrique !== financeur) return l;
    const propose = cents(Math.min(reste, l.propose));
    reste -= propose;
    return propose === l.propose ? l : { ...l, propose, motif: 'Montant voté par la Commission permanente.' };
  });
}

export type Colonne = 'demande' | 'propose' | 'souhaite' | 'retenu';

/** Amount of a line in a column; a column not reached yet reads as the one before. */
const montantDe = (l: LigneAjustee, colonne: Colonne): Cents => {
  if (colonne === 'demande') return l.demande;
  if (colonne === 'retenu') return l.retenu ?? l.propose;
  return colonne === 'souhaite' && l.reponse?.accord === false ? (l.reponse.souhaite ?? l.propose) : l.propose;
};

/** The budget as one column of the adjustment reads it; flat rates and contributions in kind stay those of the deposit. */
export function budgetAjuste(budget: SectionBudget, lignes: readonly LigneAjustee[], colonne: Colonne): SectionBudget {
  const montant = (groupe: LigneAjustee['groupe'], rang: number, defaut: Cents): Cents => {
    const ligne = lignes.find((l) => l.groupe === groupe && l.rang === rang);
    return ligne === undefined ? defaut : montantDe(ligne, colonne);
  };
  return {
    ...budget, depenses: budget.depenses.map((d, i) => ({ ...d, montant: montant('depenses', i, d.montant) })), ressources: budget.ressources.map((r, i) => ({ ...r, montant: montant('ressources', i, r.montant) })),
  };
}

/** Totals, flat rates and anomalies of one column, by the rules of the call (spec 2.1 to 2.3). */
export const evaluerAjustement = (lignes: readonly LigneAjustee[], { budget, publics, appel }: FaitsAjustement, colonne: Colonne): EvaluationPlan =>
  evaluerBudget(budgetAjuste(budget, lignes, colonne), publics, appel);

/** Amount of the funder that runs the call in one column. */
export const montantDuFinanceur = (lignes: readonly LigneAjustee[], financeur: Financeur, colonne: Colonne): Cents =>
  somme(lignes.filter((l) => l.groupe === 'ressources' && l.rubrique === financeur).map((l) => montantDe(l, colonne)));

/**
 * Holds that an adjustment can be sent to the porteur: something changes, each change has its reason, and the call's
 * funder gives no more than was asked, before the vote, and exactly what was voted, after it. Before the vote the plan
 * must hold; after it the porteur says how the cut is borne.
 * @throws Refus `ajustement.sans_changement`, `ajustement.sans_motif` (`champ` the line), `ajustement.depasse_demande`, `ajustement.montant_vote`, `ajustement.plan_bloque`
 * @see spec 1, stage 6; spec 2.1
 */
export function exigerEnvoyable(lignes: readonly LigneAjustee[], faits: FaitsAjustement): void {
  if (!lignes.some(estModifiee)) throw new Refus('ajustement.sans_changement');
  const sansMotif = lignes.findIndex((l) => estModifiee(l) && l.motif.trim() === '');
  if (sansMotif >= 0) throw new Refus('ajustement.sans_motif', { champ: `lignes.${sansMotif}.motif` });
  exigerMontantDuFinanceur(lignes, faits, 'propose');
  if (faits.etape === 'instruction') exigerPlanTenable(lignes, faits, 'propose');
}

function exigerMontantDuFinanceur(lignes: readonly LigneAjustee[], { appel, voteCents }: FaitsAjustement, colonne: Colonne): void {
  const [demande, propose] = [montantDuFinanceur(lignes, appel.regles.financeur, 'demande'), montantDuFinanceur(lignes, appel.regles.financeur, colonne)];
  if (propose > demande) throw new Refus('ajustement.depasse_demande', { propose, demande });
  if (voteCents !== null && propose !== voteCents) throw new Refus('ajustement.montant_vote', { propose, vote: voteCents });
}

function exigerPlanTenable(lignes: readonly LigneAjustee[], faits: FaitsAjustement, colonne: Colonne): void {
  const bloquantes = evaluerAjustement(lignes, faits, colonne).anomalies.filter((a) => a.gravite === 'bloquante');
  if (bloquantes.length > 0) throw new Refus('ajustement.plan_bloque', { anomalies: [...new Set(bloquantes.map((a) => a.code))].join(',') });
}

export interface ReponseSaisie extends ReponseLigne { readonly groupe: LigneAjustee['groupe']; readonly rang: number }

/**
 * The lines with what the porteur answers. A line that no answer names is accepted as proposed.
 * @returns the lines, and whether everything is accepted: the proposed amounts are then kept
 * @throws Refus `ajustement.sans_commentaire` (`champ` the line) when a line is contested without a word;
 * `ajustement.plan_bloque` when everything is accepted of a plan that does not hold
 */
export function repondre(lignes: readonly LigneAjustee[], reponses: readonly ReponseSaisie[], faits: FaitsAjustement): { readonly lignes: LigneAjustee[]; readonly accepte: boolean } {
  const repondues = lignes.map((l, i): LigneAjustee => {
    const r = reponses.find((x) => x.groupe === l.groupe && x.rang === l.rang);
    const accord = r?.accord ?? true;
    if (!accord && r?.commentaire.trim() === '') throw new Refus('ajustement.sans_commentaire', { champ: `lignes.${i}.commentaire` });
    return { ...l, reponse: { accord, souhaite: accord ? null : (r?.souhaite ?? null), commentaire: r?.commentaire.trim() ?? '' } };
  });
  const accepte = repondues.every((l) => l.reponse?.accord === true);
  if (!accepte) return { lignes: repondues, accepte };
  exigerPlanTenable(repondues, faits, 'propose');
  return { lignes: repondues.map((l) => ({ ...l, retenu: l.propose })), accepte };
}

/**
 * The lines kept at the amounts the porteur wants, when the service agrees to all of them.
 * @throws Refus `ajustement.depasse_demande`, `ajustement.montant_vote`, `ajustement.plan_bloque`
 */
export function retenirLesSouhaits(lignes: readonly LigneAjustee[], faits: FaitsAjustement): LigneAjustee[] {
  exigerMontantDuFinanceur(lignes, faits, 'souhaite');
  exigerPlanTenable(lignes, faits, 'souhaite');
  return lignes.map((l) => ({ ...l, retenu: montantDe(l, 'souhaite') }));
}

/** The lines of the next round: what the porteur wants is proposed again, to be changed or sent; reasons stay where the amount does. */
export const tourSuivant = (lignes: readonly LigneAjustee[]): LigneAjustee[] => lignes.map((l) => {
  const propose = montantDe(l, 'souhaite');
  return { ...l, propose, motif: propose === l.propose ? l.motif : '', reponse: null, retenu: null };
});
