import Joi from 'joi';
import { DECLENCHEURS, partsCompletes, type Declencheur, type PartEcheance } from '../../domain/conventions/echeancier.js';
import { CODES_FORFAIT, FINANCEURS, NATURES, POSTES, STATUTS_RESSOURCE, type CodeForfait, type Financeur, type Nature, type Poste, type Publics, type StatutRessource } from '../../domain/financements/nomenclature.js';
import type { DemandePlan } from '../../domain/financements/plan.js';
import { cents } from '../../domain/kernel/cents.js';
import { taux, type Taux } from '../../domain/kernel/taux.js';
import { METHODES, type DemandeSolde, type Methode } from '../../domain/service-fait/plafonds.js';
import { lireQuantite } from '../../domain/service-fait/quantite.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { caseCochee, choixMultiples, entierSaisi, formulaire, ligne, lignes, montantSaisi, sauf, tauxSaisi } from '../../web/form-errors.js';

interface EcheanceSaisie { readonly declencheur?: Declencheur; readonly taux?: Taux }
/** `rang`: number of the row in the browser, where rows can be taken out. */
interface DepenseSaisie { readonly rang?: number; readonly poste?: Poste; readonly libelle: string; readonly nature: Nature; readonly montant?: number }
interface RessourceSaisie { readonly rang?: number; readonly financeur?: Financeur; readonly statut: StatutRessource; readonly montant?: number }
interface VolumeSaisi { readonly intitule: string; readonly prevu?: string; readonly realise?: string; readonly poids?: string }

export interface PlanSaisi {
  readonly plafondHorsRsa: Taux;
  readonly tauxMaxFse: Taux;
  readonly forfaits: readonly CodeForfait[];
  readonly depenses: readonly DepenseSaisie[];
  readonly ressources: readonly RessourceSaisie[];
  readonly publics: Publics;
  readonly echeances: readonly EcheanceSaisie[];
}

export interface SoldeSaisi {
  readonly montant: number;
  readonly depensesPrevues: number;
  readonly methode: Methode;
  readonly tauxIntervention: boolean;
  readonly plafondHorsRsa: Taux;
  readonly echeances: readonly EcheanceSaisie[];
  readonly verse: number;
  readonly volumes: readonly VolumeSaisi[];
  readonly publics: Publics;
  readonly nonExecution: boolean;
  readonly depensesRetenues: number;
  readonly autresRessources: number;
}

/** A volume typed by a person (`32`, `1 250,5`) → decimal text of the domain. */
const quantiteFacultative = (): Joi.AnySchema<string> => Joi.any().custom((valeur: unknown, aide) => {
  const texte = (typeof valeur === 'string' ? valeur : '').slice(0, 40).replace(/\s/gu, '').replace(',', '.');
  return typeof lireQuantite(texte) === 'string' ? aide.message({ custom: 'Saisissez un nombre, par exemple 40 ou 12,5.' }) : texte;
}).empty('') as Joi.AnySchema<string>;

const publics = (): Joi.ObjectSchema => Joi.object({ rsa: entierSaisi().default(0), horsRsaMoins25: entierSaisi().default(0), horsRsaAutres: entierSaisi().default(0) }).required();
const echeances = (): Joi.ArraySchema => lignes(Joi.object({ declencheur: Joi.valid(...DECLENCHEURS).empty(''), taux: tauxSaisi() }), 12);
const plafond = (): Joi.AnySchema => sauf(tauxSaisi().required(), taux('1'), 'Ce plafond reste inférieur à 100 %.');
const libelle = (): Joi.StringSchema => ligne(200).allow('').default('');

/** Which calculator is asked. */
export const FORMULAIRE_CALCUL = formulaire<{ calcul: 'plan' | 'solde' }>({ calcul: Joi.valid('plan', 'solde').required() });

export const FORMULAIRE_PLAN = formulaire<PlanSaisi>({
  plafondHorsRsa: plafond(), tauxMaxFse: tauxSaisi().required(), forfaits: choixMultiples(CODES_FORFAIT),
  depenses: lignes(Joi.object({ rang: entierSaisi(1000), poste: Joi.valid(...POSTES).empty(''), libelle: libelle(), nature: Joi.valid(...NATURES).empty('').default('courante'), montant: montantSaisi() }), 200),
  ressources: lignes(Joi.object({ rang: entierSaisi(1000), financeur: Joi.valid(...FINANCEURS).empty(''), statut: Joi.valid(...STATUTS_RESSOURCE).empty('').default('sollicite'), montant: montantSaisi() }), 100),
  publics: publics(), echeances: echeances(),
});

export const FORMULAIRE_SOLDE = formulaire<SoldeSaisi>({
  montant: montantSaisi().required(), depensesPrevues: montantSaisi().required(), methode: Joi.valid(...METHODES).required(), tauxIntervention: caseCochee(),
  plafondHorsRsa: plafond(), echeances: echeances(), verse: montantSaisi().default(0),
  volumes: lignes(Joi.object({ intitule: libelle(), prevu: quantiteFacultative(), realise: quantiteFacultative(), poids: quantiteFacultative() }), 60),
  publics: publics(), nonExecution: caseCochee(), depensesRetenues: montantSaisi().required(), autresRessources: montantSaisi().default(0),
});

/** A plan as the domain takes it, with the place of each of its lines in the form. */
export interface PlanLu { readonly demande: DemandePlan; readonly rangsDepenses: readonly number[]; readonly rangsRessources: readonly number[]; readonly echeances: readonly PartEcheance[] }

/**
 * Reads a typed plan; rows without an amount are left out.
 * @param parRang number the rows as the browser does (its page stays), not as they follow one another (a new page)
 * @throws FormulaireInvalide when a row has an amount and no post, or the shares do not make 100 %
 */
export function enDemandePlan(s: PlanSaisi, parRang: boolean): PlanLu {
  const erreurs: Record<string, string> = {};
  const rangDe = (saisi: number | undefined, i: number): number => (parRang ? saisi ?? i : i);
  const depenses = s.depenses.flatMap(({ poste, libelle: nom, nature, montant, rang: saisi }, i) => {
    if (montant === undefined) return [];
    const rang = rangDe(saisi, i);
    if (poste === undefined) erreurs[`depenses.${i}.poste`] = 'Choisissez le poste de cette dépense.';
    return [{ rang, ligne: { poste: poste ?? 'indirectes', libelle: nom, nature, montant: cents(montant) } as const }];
  });
  const ressources = s.ressources.flatMap(({ financeur, statut, montant, rang: saisi }, i) => {
    if (montant === undefined) return [];
    const rang = rangDe(saisi, i);
    if (financeur === undefined) erreurs[`ressources.${i}.financeur`] = 'Choisissez le financeur.';
    return [{ rang, ligne: { financeur: financeur ?? 'prive', statut, montant: cents(montant) } as const }];
  });
  const parts = lireEcheances(s.echeances, erreurs);
  refuserSi(erreurs);
  const regles = { plafondHorsRsa: s.plafondHorsRsa, tauxMaxFse: s.tauxMaxFse, forfaits: s.forfaits };
  return {
    demande: { regles, depenses: depenses.map((d) => d.ligne), ressources: ressources.map((r) => r.ligne), publics: s.publics },
    rangsDepenses: depenses.map((d) => d.rang), rangsRessources: ressources.map((r) => r.rang), echeances: parts,
  };
}

/**
 * Reads a typed balance; rows without a planned volume are left out.
 * @throws FormulaireInvalide when the shares do not make 100 % or a weight is zero
 */
export function enDemandeSolde(s: SoldeSaisi): DemandeSolde {
  const erreurs: Record<string, string> = {};
  const volumes = s.volumes.flatMap(({ prevu, realise = '0', poids = '1' }, rang) => {
    if (prevu === undefined) {
      if (realise !== '0') erreurs[`volumes.${rang}.prevu`] = 'Indiquez le volume prévu.';
      return [];
    }
    if (Number(poids) === 0) erreurs[`volumes.${rang}.poids`] = 'Le poids doit être supérieur à 0.';
    return [{ prevu, realise, poids }];
  });
  const parts = lireEcheances(s.echeances, erreurs);
  refuserSi(erreurs);
  return {
    convention: {
      montant: cents(s.montant), depensesPrevues: cents(s.depensesPrevues), methode: s.methode, tauxIntervention: s.tauxIntervention, plafondHorsRsa: s.plafondHorsRsa, echeances: parts,
    },
    verse: cents(s.verse), realisation: { volumes, publics: s.publics, nonExecution: s.nonExecution },
    depensesRetenues: cents(s.depensesRetenues), autresRessources: cents(s.autresRessources),
  };
}

function lireEcheances(saisies: readonly EcheanceSaisie[], erreurs: Record<string, string>): PartEcheance[] {
  const parts = saisies.flatMap(({ declencheur, taux }, i) => {
    if (declencheur !== undefined && taux === undefined) erreurs[`echeances.${i}.taux`] = 'Indiquez la part de cette échéance.';
    if (declencheur === undefined && taux !== undefined) erreurs[`echeances.${i}.declencheur`] = 'Choisissez l’échéance.';
    return declencheur !== undefined && taux !== undefined ? [{ declencheur, taux }] : [];
  });
  if (!partsCompletes(parts)) erreurs['echeances.0.taux'] ??= 'Les parts des échéances doivent faire exactement 100 %.';
  return parts;
}

function refuserSi(erreurs: Readonly<Record<string, string>>): void {
  if (Object.keys(erreurs).length > 0) throw new FormulaireInvalide(erreurs);
}
