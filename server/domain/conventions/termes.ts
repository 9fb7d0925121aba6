import type { ContenuAppel, ReglesAppel, ReglesFse } from '../appels/contenu.js';
import type { VersionDossier, Volume } from '../dossiers/contenu.js';
import { POSTES, type CodeForfait, type Financeur, type Poste, type Publics } from '../financements/nomenclature.js';
import { evaluerPlan } from '../financements/plan.js';
import { fractionDeCents, somme, type Cents } from '../kernel/cents.js';
import type { Jour } from '../kernel/jour.js';
import { dixMilliemes, DIX_MILLE, taux, type Taux } from '../kernel/taux.js';
import type { RegleEchantillonnage } from '../service-fait/echantillon.js';
import type { Methode } from '../service-fait/plafonds.js';
import { calculerEcheancier, type Echeance, type PartEcheance } from './echeancier.js';

/** What a convention freezes of the dossier and of the call; the balance is computed from these (spec 2.5). */
export interface TermesConvention {
  readonly financeur: Financeur;
  readonly titre: string;
  readonly methode: Methode;
  readonly tauxIntervention: boolean;
  readonly plafondHorsRsa: Taux;
  readonly echeances: readonly PartEcheance[];
  /** Share of the amount paid as an advance at the signature; absent for none. */
  readonly avance?: Taux;
  /** Days to pay a claim, where a rule sets them. */
  readonly delaiPaiementJours?: number;
  /** How its control may rest on a sample of the expense lines; absent, every line is examined. */
  readonly echantillonnage?: RegleEchantillonnage;
  /** Volume objectives with their weights. */
  readonly objectifs: readonly Volume[];
  readonly publicsPrevus: Publics;
  readonly operation: { readonly debut: Jour; readonly fin: Jour };
  /** D_p, the planned eligible cost, flat rates included; cents. */
  readonly depensesPrevuesCents: Cents;
  readonly forfaits: readonly CodeForfait[];
  /** Planned cost of each post, in cents; absent from conventions generated before avenants existed. */
  readonly postes?: Partial<Readonly<Record<Poste, Cents>>>;
}

/** Letter that ends a convention's number, by funder that pays through the product. */
const SUFFIXES: Partial<Readonly<Record<Financeur, string>>> = { departement: 'D', fse: 'F', etat: 'E' };

/** Number of a convention: `CONV-AAP-2022-0001-D`. */
export const numeroConvention = (numeroDossier: string, financeur: Financeur): string => `CONV-${numeroDossier}-${SUFFIXES[financeur] ?? financeur}`;

/** What a call proposes for FSE+ until it says otherwise: one payment claim after the final bilan, 30 % in advance, 80 days to pay. */
export const REGLES_FSE_PAR_DEFAUT: ReglesFse = {
  echeances: [{ declencheur: 'bilan', taux: taux('1') }], avance: taux('0.3'), methodeProratisation: 'montant', tauxIntervention: true, delaiPaiementJours: 80,
};

/** Funders that pay through the product for a call, the call's own first: one convention each (spec 1, Convention). */
export function financeursConventionnes({ financeur, financeursVerseurs = [] }: Pick<ReglesAppel, 'financeur' | 'financeursVerseurs'>): readonly Financeur[] {
  return [financeur, ...financeursVerseurs.filter((f) => f !== financeur)];
}

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
    financeur, titre: projet.titre, ...reglesDePaiement(regles, financeur), plafondHorsRsa: regles.plafondHorsRsa, ...(regles.echantillonnage === undefined ? {} : { echantillonnage: regles.echantillonnage }), objectifs: publics.volumes, publicsPrevus,
    operation: { debut: projet.debut, fin: projet.fin }, depensesPrevuesCents: plan.totalDepenses, forfaits: budget.forfaits, postes: parPoste(budget.depenses),
  };
}

const parPoste = (depenses: readonly { readonly poste: Poste; readonly montant: Cents }[]): Partial<Record<Poste, Cents>> =>
  Object.fromEntries(POSTES.filter((poste) => depenses.some((d) => d.poste === poste)).map((poste) => [poste, somme(depenses.filter((d) => d.poste === poste).map((d) => d.montant))]));

function reglesDePaiement(regles: ReglesAppel, financeur: Financeur): Pick<TermesConvention, 'methode' | 'tauxIntervention' | 'echeances' | 'avance' | 'delaiPaiementJours'> {
  if (financeur !== 'fse') return { methode: regles.methodeProratisation, tauxIntervention: regles.tauxIntervention, echeances: regles.echeances };
  const { methodeProratisation, tauxIntervention, echeances, avance, delaiPaiementJours } = regles.fse ?? REGLES_FSE_PAR_DEFAUT;
  return { methode: methodeProratisation, tauxIntervention, echeances, avance, delaiPaiementJours };
}

/**
 * The payment schedule of a convention: its advance, half up to the cent, then its instalments.
 * @throws Refus as `calculerEcheancier`
 * @see spec 2.4
 */
export function echeancierDeConvention(montant: Cents, { echeances, avance }: Pick<TermesConvention, 'echeances' | 'avance'>): readonly Echeance[] {
  return calculerEcheancier(montant, echeances, avance === undefined ? undefined : fractionDeCents(montant, dixMilliemes(avance), DIX_MILLE, 'demi_superieur'));
}
