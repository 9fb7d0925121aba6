import { lireBudgetFiche, verifierBudgetFiche } from '../domain/financements-amont/budget-fiche.js';
import { cents, type Cents } from '../domain/kernel/cents.js';
import { lireMontantSaisi } from '../platform/format.js';
import { UsageInvalide, type Commande, type Options } from './commande.js';
import { exiger } from './options.js';
import { imprimer, lireFeuilleNommee } from './feuille-cli.js';

/** Checks the detailed budget of a fiche (spec 2.6) and prints what it found as JSON; no database is opened. */
export const verifierBudgetDeFiche: Commande = async (_config, options, ecrire) => {
  const budget = lireBudget(options);
  const fiche = lireBudgetFiche(await lireFeuilleNommee(options), lireMontantSaisi);
  return imprimer(ecrire, verifierBudgetFiche(fiche, budget));
};

/** `--budget 70000.00`: the budget of the fiche in the funding table. @throws UsageInvalide */
function lireBudget(options: Options): Cents | null {
  if (options['budget'] === undefined) return null;
  const montant = lireMontantSaisi(exiger(options, 'budget'));
  if (montant === null || montant < 0) throw new UsageInvalide('--budget doit être un montant, par exemple 70000.00.');
  return cents(montant);
}
