import { Decimal } from 'decimal.js';
import type { ContenuAppel } from '../appels/contenu.js';
import { ZERO, moins, type Cents } from '../kernel/cents.js';
import type { Taux } from '../kernel/taux.js';
import { calculerSolde, type CodePlafond } from '../service-fait/solde.js';
import type { SectionBudget, SectionPublics } from './contenu.js';
import { evaluerBudget } from './evaluation.js';

/** Shares of the planned volumes a porteur is shown before depositing, in percent. */
export const REALISATIONS_PREVUES = [60, 80, 100] as const;

/** What would be due for one share of the planned volumes; amounts in cents. */
export interface Prevision {
  readonly pourcentage: number;
  readonly tauxRealisation: Taux;
  readonly du: Cents;
  /** M − du. */
  readonly perte: Cents;
  readonly contraignant: CodePlafond;
}

/**
 * Amount due at each share of the planned volumes, when everything else comes as planned: the subsidy asked is granted,
 * the expenses and the other resources are those of the budget, the people are in the planned proportions.
 * @returns empty when nothing is asked, no volume is planned or the call has no schedule
 * @see spec 2.5
 */
export function prevoirSoldes(budget: SectionBudget, publics: SectionPublics | undefined, appel: ContenuAppel, pourcentages: readonly number[] = REALISATIONS_PREVUES): Prevision[] {
  const plan = evaluerBudget(budget, publics, appel);
  const montant = plan.subvention.demandee;
  const volumes = (publics?.volumes ?? []).filter((v) => v.prevu > 0);
  if (montant === 0 || volumes.length === 0 || publics === undefined || appel.regles.echeances.length === 0) return [];
  const { regles } = appel;
  return pourcentages.map((pourcentage) => {
    const solde = calculerSolde({
      convention: {
        montant, depensesPrevues: plan.totalDepenses, methode: regles.methodeProratisation, tauxIntervention: regles.tauxIntervention, plafondHorsRsa: regles.plafondHorsRsa, echeances: regles.echeances,
      },
      verse: ZERO,
      realisation: {
        volumes: volumes.map((v) => ({ prevu: v.prevu, realise: new Decimal(v.prevu).times(pourcentage).div(100).toFixed(), poids: v.poids })),
        publics: { rsa: publics.rsa, horsRsaMoins25: publics.horsRsaMoins25, horsRsaAutres: publics.horsRsaAutres }, nonExecution: false,
      },
      depensesRetenues: plan.totalDepenses, autresRessources: moins(plan.totalRessources, montant),
    });
    return { pourcentage, tauxRealisation: solde.tauxRealisation, du: solde.du, perte: moins(montant, solde.du), contraignant: solde.contraignant };
  });
}
