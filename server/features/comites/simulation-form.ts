import Joi from 'joi';
import { METHODES_SIMULATION, type MethodeSimulation } from '../../domain/comites/simulation.js';
import type { Taux } from '../../domain/kernel/taux.js';
import { formulaire, ligne, lignes, montantSaisi, tauxSaisi } from '../../web/form-errors.js';

/** Multiples amounts may be rounded down to, in cents. */
export const ARRONDIS = [1, 100, 1000, 10_000, 50_000, 100_000] as const;

/** Envelope and method as typed; amounts in cents, null when left empty. */
export interface SaisieExploration {
  readonly enveloppe?: number;
  readonly methode: MethodeSimulation;
  readonly taux: Taux | null;
  readonly plancher: number | null;
  readonly plafond: number | null;
  readonly arrondi: number;
}

const EXPLORATION: Joi.PartialSchemaMap<SaisieExploration> = {
  enveloppe: montantSaisi(), methode: Joi.string().valid(...METHODES_SIMULATION).empty('').default('coupure'),
  taux: Joi.when('methode', { is: 'taux', then: tauxSaisi().default('1.0000'), otherwise: tauxSaisi().default(null) }), plancher: montantSaisi().default(null), plafond: montantSaisi().default(null),
  arrondi: Joi.number().valid(...ARRONDIS).empty('').default(100),
};

/** The desk's form: nothing is stored. */
export const formulaireExploration = formulaire<SaisieExploration>(EXPLORATION);

export interface SaisieSimulation extends SaisieExploration {
  readonly enveloppe: number;
  readonly nom: string;
  readonly version: number | null;
  /** Amounts set by hand; `montant` null leaves the method decide. */
  readonly arbitrages: readonly { readonly dossierId: string; readonly montant: number | null }[];
}

export const formulaireSimulation = formulaire<SaisieSimulation>({
  ...EXPLORATION, enveloppe: montantSaisi().required(), nom: ligne(120).required(), version: Joi.number().integer().min(1).empty('').default(null),
  arbitrages: lignes(Joi.object({ dossierId: ligne(36).required(), montant: montantSaisi().default(null) }), 1000),
});
