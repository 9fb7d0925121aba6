import type { ContenuAppel, ReglesAppel } from '../appels/contenu.js';
import type { VersionDossier, Volume } from '../dossiers/contenu.js';
import type { CodeForfait, Financeur, Publics } from '../financements/nomenclature.js';
import { evaluerPlan } from '../financements/plan.js';
import type { Cents } from '../kernel/cents.js';
import type { Jour } from '../kernel/jour.js';
import type { Taux } from '../kernel/taux.js';
import type { Methode } from '../service-fait/plafonds.js';
import type { PartEcheance } from './echeancier.js';

/** What a convention freezes of the dossier and of the call; the balance is computed from these (spec 2.5). */
export interface TermesConvention {
  readonly financeur: Financeur;
  readonly titre: string;
  readonly methode: Methode;
  readonly tauxIntervention: boolean;
  readonly plafondHorsRsa: Taux;
  readonly echeances: readonly PartEcheance[];
  /** Volume objectives with their weights. */
  readonly objectifs: readonly Volume[];
  readonly publicsPrevus: Publics;
  readonly operation: { readonly debut: Jour; readonly fin: Jour };
  /** D_p, the planned eligible cost, flat rates included; cents. */
  readonly depensesPrevuesCents: Cents;
  readonly forfaits: readonly CodeForfait[];
}

/** Letter that ends a convention's number, by funder that pays through the product. */
const SUFFIXES: Partial<Readonly<Record<Financeur, string>>> = { departement: 'D', fse: 'F', etat: 'E' };

/** Number of a convention: `CONV-AAP-2022-0001-D`. */
export const numeroConvention = (numeroDossier: string, financeur: Financeur): string => `CONV-${numeroDossier}-${SUFFIXES[financeur] ?? financeur}`;

/** Funders that pay through the product for a call: one convention each (spec 1, Convention). */
export const financeursConventionnes = (regles: ReglesAppel): readonly Financeur[] => [regles.financeur];

/**
 * The terms of a convention, from the frozen dossier and the version of the call it answered.
 * @see spec 2.5 (inputs)
 */
export function termesDe(version: VersionDossier, appel: ContenuAppel, financeur: Financeur): TermesConvention {
  const { projet, publics, budget } = version.sections;
  const { regles } = appel;
  const publicsPrevus = { rsa: publics.rsa, horsRsaMoins25: publics.horsRsaMoins25, horsRsaAutres: publics.horsRsaAutres };
  const plan = evaluerPlan({
    regles: { plafondHorsRsa: regles.plafondHorsRsa, tauxMaxFse: regles.tauxMaxFse, forfaits: budget.forfaits, financeur: regles.financeur },
    depenses: budget.depenses, ressources: budget.ressources, publics: publicsPrevus,
  });
  return {
    financeur, titre: projet.titre, methode: regles.methodeProratisation, tauxIntervention: regles.tauxIntervention,
    plafondHorsRsa: regles.plafondHorsRsa, echeances: regles.echeances, objectifs: publics.volumes, publicsPrevus,
    operation: { debut: projet.debut, fin: projet.fin }, depensesPrevuesCents: plan.totalDepenses, forfaits: budget.forfaits,
  };
}
