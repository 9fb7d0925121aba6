import type { CodeAnomalie, Gravite } from '../financements/anomalies.js';
import {
  CODES_FORFAIT,
  FINANCEURS,
  NATURES,
  POSTES,
  STATUTS_RESSOURCE,
  type CodeForfait,
} from '../financements/nomenclature.js';
import type { DemandePlan, DepensePrevue, EvaluationPlan, ReglesPlan, RessourcePrevue } from '../financements/plan.js';
import { decimalDepuisCents } from '../kernel/cents.js';
import { taux } from '../kernel/taux.js';
import {
  lireChamps,
  lireCorps,
  lireFacultatif,
  lireListe,
  lireTexte,
  parmi,
  type Erreurs,
  type Lecture,
} from './lecture.js';
import { lireMontantDePlan, lirePart, lirePlafond, lirePublics } from './valeurs.js';

/** What stands for the keys of `regles` left out (spec 3). */
export const REGLES_PAR_DEFAUT: ReglesPlan = {
  plafondHorsRsa: taux('0.1000'),
  tauxMaxFse: taux('0.6000'),
  forfaits: [],
};

/** The answer of `POST /api/simulations/plan`: amounts and rates as decimal strings (spec 3). */
export interface ReponsePlan {
  readonly totalDepenses: string;
  readonly totalRessources: string;
  readonly ecart: string;
  readonly equilibre: boolean;
  readonly forfaits: readonly { readonly code: CodeForfait; readonly assiette: string; readonly montant: string }[];
  readonly subvention: { readonly demandee: string; readonly tauxHorsRsa: string; readonly plafonnee: string };
  readonly tauxIntervention: string;
  readonly anomalies: readonly { readonly code: CodeAnomalie; readonly gravite: Gravite; readonly champ: string }[];
}

/**
 * Reads the untrusted body of `POST /api/simulations/plan`. Never throws on any JSON value.
 * @returns the request, or every fault with its field
 * @see spec 3
 */
export function lireDemandePlan(corps: unknown): Lecture<DemandePlan> {
  return lireCorps(corps, lirePlan);
}

/**
 * The exact JSON answer to a plan.
 * @see spec 3
 */
export function repondrePlan(evaluation: EvaluationPlan): ReponsePlan {
  const { subvention } = evaluation;
  return {
    totalDepenses: decimalDepuisCents(evaluation.totalDepenses),
    totalRessources: decimalDepuisCents(evaluation.totalRessources),
    ecart: decimalDepuisCents(evaluation.ecart),
    equilibre: evaluation.equilibre,
    forfaits: evaluation.forfaits.map(({ code, assiette, montant }) => ({
      code,
      assiette: decimalDepuisCents(assiette),
      montant: decimalDepuisCents(montant),
    })),
    subvention: {
      demandee: decimalDepuisCents(subvention.demandee),
      tauxHorsRsa: subvention.tauxHorsRsa,
      plafonnee: decimalDepuisCents(subvention.plafonnee),
    },
    tauxIntervention: evaluation.tauxIntervention,
    anomalies: evaluation.anomalies.map(({ code, gravite, champ }) => ({ code, gravite, champ })),
  };
}

function lirePlan(corps: unknown, champ: string, erreurs: Erreurs): DemandePlan {
  const champs = lireChamps(corps, champ, ['regles', 'depenses', 'ressources', 'publics'], erreurs);
  if (champs === null) return { regles: REGLES_PAR_DEFAUT, depenses: [], ressources: [], publics: PERSONNE };
  return {
    regles: lireFacultatif(champs.get('regles'), 'regles', erreurs, REGLES_PAR_DEFAUT, lireRegles),
    depenses: lireListe(champs.get('depenses'), 'depenses', erreurs, lireDepense),
    ressources: lireListe(champs.get('ressources'), 'ressources', erreurs, lireRessource),
    publics: lirePublics(champs.get('publics'), 'publics', erreurs),
  };
}

const PERSONNE = { rsa: 0, horsRsaMoins25: 0, horsRsaAutres: 0 };

function lireRegles(valeur: unknown, champ: string, erreurs: Erreurs): ReglesPlan {
  const champs = lireChamps(valeur, champ, ['plafondHorsRsa', 'tauxMaxFse', 'forfaits'], erreurs);
  if (champs === null) return REGLES_PAR_DEFAUT;
  const { plafondHorsRsa, tauxMaxFse, forfaits } = REGLES_PAR_DEFAUT;
  return {
    plafondHorsRsa: lireFacultatif(
      champs.get('plafondHorsRsa'),
      `${champ}.plafondHorsRsa`,
      erreurs,
      plafondHorsRsa,
      lirePlafond,
    ),
    tauxMaxFse: lireFacultatif(champs.get('tauxMaxFse'), `${champ}.tauxMaxFse`, erreurs, tauxMaxFse, lirePart),
    forfaits: lireFacultatif(champs.get('forfaits'), `${champ}.forfaits`, erreurs, forfaits, lireForfaits),
  };
}

function lireForfaits(valeur: unknown, champ: string, erreurs: Erreurs): readonly CodeForfait[] {
  return lireListe(valeur, champ, erreurs, parmi(CODES_FORFAIT));
}

function lireDepense(valeur: unknown, champ: string, erreurs: Erreurs): DepensePrevue {
  const champs = lireChamps(valeur, champ, ['poste', 'libelle', 'montant', 'nature'], erreurs);
  if (champs === null) return { poste: 'indirectes', libelle: '', montant: null, nature: 'courante' };
  return {
    poste: parmi(POSTES)(champs.get('poste'), `${champ}.poste`, erreurs),
    libelle: lireTexte(champs.get('libelle'), `${champ}.libelle`, erreurs),
    montant: lireMontantDePlan(champs.get('montant'), `${champ}.montant`, erreurs),
    nature: lireFacultatif(champs.get('nature'), `${champ}.nature`, erreurs, 'courante', parmi(NATURES)),
  };
}

function lireRessource(valeur: unknown, champ: string, erreurs: Erreurs): RessourcePrevue {
  const champs = lireChamps(valeur, champ, ['financeur', 'statut', 'montant'], erreurs);
  if (champs === null) return { financeur: 'prive', statut: 'sollicite', montant: null };
  return {
    financeur: parmi(FINANCEURS)(champs.get('financeur'), `${champ}.financeur`, erreurs),
    statut: parmi(STATUTS_RESSOURCE)(champs.get('statut'), `${champ}.statut`, erreurs),
    montant: lireMontantDePlan(champs.get('montant'), `${champ}.montant`, erreurs),
  };
}
