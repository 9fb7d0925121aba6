import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { ContenuSections, LigneDepense, LigneRessource, SectionBudget } from '../../domain/dossiers/contenu.js';
import { evaluerBudget } from '../../domain/dossiers/evaluation.js';
import { prevoirSoldes } from '../../domain/dossiers/prevision.js';
import { conseillerForfaits, type OptionComparee } from '../../domain/financements/conseil-forfaits.js';
import { postesRemplaces } from '../../domain/financements/forfaits.js';
import { FINANCEURS, POSTES } from '../../domain/financements/nomenclature.js';
import type { Anomalie, EvaluationPlan } from '../../domain/financements/plan.js';
import { moins, somme, ZERO, type Cents } from '../../domain/kernel/cents.js';
import { euros, pluriel, pourcent } from '../../platform/format.js';
import { graphiqueEmpile, type GraphiqueEmpile } from '../../web/graphique.js';
import { libelle } from '../../web/libelles.js';

/** Totals and anomalies of the plan, beside the form; amounts in cents. */
export interface PagePlan {
  readonly totalDepenses: number;
  readonly totalRessources: number;
  readonly ecart: number;
  readonly equilibre: boolean;
  readonly sens: string;
  readonly demandee: number;
  readonly plafonnee: number;
  readonly tauxIntervention: string;
  readonly forfaits: readonly { nom: string; assiette: number; montant: number }[];
  readonly anomalies: readonly AnomalieLisible[];
}

/** An anomaly in words; `groupe` and `rang` name the row that causes it, counted from 0 among the rows stored. */
export interface AnomalieLisible { readonly lieu: string; readonly texte: string; readonly bloquante: boolean; readonly groupe: string | null; readonly rang: number }

/** One way to claim the budget, in words; amounts in cents. */
export interface OptionLisible {
  readonly valeur: string;
  readonly nom: string;
  readonly total: number;
  readonly forfaitaire: number;
  readonly remplace: number;
  readonly gain: string;
  readonly preuves: string;
  readonly possible: boolean;
  readonly choisie: boolean;
  readonly conseillee: boolean;
}

/** What the budget leads to: the chart of its financing, the flat rates that could serve, what would be due. */
export interface EtudesBudget {
  readonly graphique: GraphiqueEmpile;
  readonly options: readonly OptionLisible[];
  readonly conseil: string;
  readonly previsions: readonly { pourcentage: string; du: number; perte: number; maximum: number; cause: string }[];
}

const RANG = /^(depenses|ressources)\[(\d+)\]/;

/** An anomaly in words, with the row that causes it. */
export function decrireAnomalie(a: Anomalie): AnomalieLisible {
  const [, groupe = null, rang = '0'] = RANG.exec(a.champ) ?? [];
  const lieu = groupe === null ? libelle('lieu_anomalie', a.champ) : `${groupe === 'depenses' ? 'Dépense' : 'Ressource'}, ligne ${Number(rang) + 1}`;
  return { lieu, texte: libelle('anomalie', a.code), bloquante: a.gravite === 'bloquante', groupe, rang: Number(rang) };
}

/** An evaluated plan as pages show it. */
export function versPagePlan(plan: EvaluationPlan): PagePlan {
  return {
    totalDepenses: plan.totalDepenses, totalRessources: plan.totalRessources, ecart: plan.ecart, equilibre: plan.equilibre, demandee: plan.subvention.demandee, plafonnee: plan.subvention.plafonnee,
    sens: plan.ecart > 0 ? `Il manque ${euros(plan.ecart)} de ressources.` : plan.ecart < 0 ? `Il manque ${euros(moins(ZERO, plan.ecart))} de dépenses.` : '',
    tauxIntervention: pourcent(plan.tauxIntervention), forfaits: plan.forfaits.map((f) => ({ nom: libelle('forfait', f.code), assiette: f.assiette, montant: f.montant })), anomalies: plan.anomalies.map(decrireAnomalie),
  };
}

/** Totals of the budget as stored, by the rules of the call; null before its first save. */
export function planDe(sections: Partial<ContenuSections>, appel: ContenuAppel): PagePlan | null {
  return sections.budget === undefined ? null : versPagePlan(evaluerBudget(sections.budget, sections.publics, appel));
}

/** Chart, adviser and forecast of a stored budget; null while nothing is typed in it. */
export function etudesDe(sections: Partial<ContenuSections>, appel: ContenuAppel): EtudesBudget | null {
  const { budget, publics } = sections;
  if (budget === undefined || budget.depenses.length + budget.ressources.length === 0) return null;
  const conseil = conseillerForfaits(budget.depenses);
  const actuelle = cleOption(budget.forfaits);
  return {
    graphique: graphiqueDuBudget(budget, appel),
    options: conseil.options.map((o) => decrireOption(o, actuelle, conseil.conseillee)), conseil: decrireConseil(conseil.conseillee),
    previsions: prevoirSoldes(budget, publics, appel).map((p) => ({
      pourcentage: `${p.pourcentage}`, du: p.du, perte: p.perte, maximum: p.du + p.perte,
      cause: p.perte === 0 ? 'La subvention est due en entier.' : `Limitée par : ${libelle('plafond', p.contraignant).toLowerCase()}.`,
    })),
  };
}

/** One text for a set of flat rates, as the button that chooses it carries it; `reel` for none. */
export const cleOption = (codes: readonly string[]): string => (codes.length === 0 ? 'reel' : [...codes].sort().join('+'));

const nomOption = (codes: readonly string[]): string => (codes.length === 0 ? 'Coûts réels' : codes.map((c) => libelle('forfait_court', c)).join(' et '));

function decrireOption(o: OptionComparee, actuelle: string, conseillee: OptionComparee | null): OptionLisible {
  const signe = o.gain > 0 ? '+' : '';
  return {
    valeur: cleOption(o.codes), nom: nomOption(o.codes), total: o.total, forfaitaire: o.forfaitaire, remplace: o.remplace, gain: o.codes.length === 0 ? '' : `${signe}${euros(o.gain)}`,
    preuves: o.codes.length === 0 ? 'Justificatif de chaque dépense' : o.lignesSansPreuve === 0 ? 'Aucune ligne concernée' : `${pluriel(o.lignesSansPreuve, 'ligne')} sans justificatif : ${o.postesSansPreuve.map((p) => libelle('poste', p).toLowerCase()).join(', ')}`,
    possible: !o.sansAssiette, choisie: cleOption(o.codes) === actuelle, conseillee: o === conseillee,
  };
}

function decrireConseil(o: OptionComparee | null): string {
  if (o === null) return 'Saisissez vos dépenses réelles : la comparaison se fera d’elle-même.';
  if (o.codes.length === 0) return 'Pour ce budget, les coûts réels comptent davantage que chaque forfait.';
  const preuves = o.lignesSansPreuve === 0 ? '' : ` et vous dispense des justificatifs de ${pluriel(o.lignesSansPreuve, 'ligne')}`;
  return o.gain === 0 ? `« ${nomOption(o.codes)} » compte autant que vos coûts réels${preuves}.` : `« ${nomOption(o.codes)} » compte ${euros(o.gain)} de plus que vos coûts réels${preuves}.`;
}

function graphiqueDuBudget(budget: SectionBudget, appel: ContenuAppel): GraphiqueEmpile {
  const plan = evaluerBudget(budget, undefined, appel);
  const parPoste = (poste: string): Cents => somme(budget.depenses.filter((d: LigneDepense) => d.poste === poste).map((d) => d.montant));
  const parFinanceur = (financeur: string): Cents => somme(budget.ressources.filter((r: LigneRessource) => r.financeur === financeur).map((r) => r.montant));
  const remplaces = postesRemplaces(plan.forfaits.map((f) => f.code));
  return graphiqueEmpile('Dépenses et ressources du projet', [
    { nom: 'Dépenses', parts: [...POSTES.filter((p) => !remplaces.has(p)).map((p) => ({ nom: libelle('poste', p), valeur: parPoste(p) })), ...plan.forfaits.map((f) => ({ nom: libelle('forfait_court', f.code), valeur: f.montant }))] },
    { nom: 'Ressources', parts: FINANCEURS.map((f) => ({ nom: libelle('financeur', f), valeur: parFinanceur(f) })) },
  ]);
}
