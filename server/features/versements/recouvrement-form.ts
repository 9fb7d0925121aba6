import Joi from 'joi';
import type { Jour } from '../../domain/kernel/jour.js';
import { PERIODES, type Periode } from '../../domain/versements/recouvrement.js';
import { entierSaisi, formulaire, jourSaisi, ligne, montantSaisi, texte } from '../../web/form-errors.js';

/** Money that came in on a title; cents. */
export interface SaisieEncaissement { readonly montant: number; readonly encaisseLe: Jour; readonly reference: string }

export const formulaireEncaissement = formulaire<SaisieEncaissement>({ montant: montantSaisi().required(), encaisseLe: jourSaisi().required(), reference: ligne(60).allow('').default('') });

/** Instalments agreed. */
export interface SaisieEcheancier { readonly nombre: number; readonly premiere: Jour; readonly periode: Periode; readonly motifEcheancier: string }

export const formulaireEcheancier = formulaire<SaisieEcheancier>({
  nombre: entierSaisi(1000).required(), premiere: jourSaisi().required(), periode: Joi.string().valid(...Object.keys(PERIODES)).required().messages({ '*': 'Choisissez une périodicité.' }), motifEcheancier: texte(1000).required(),
});

/** What is waived, in cents, and by which decision. */
export interface SaisieRemise { readonly montantRemis: number; readonly decision: string; readonly decideeLe: Jour; readonly motifRemise: string }

export const formulaireRemise = formulaire<SaisieRemise>({ montantRemis: montantSaisi().required(), decision: ligne(60).required(), decideeLe: jourSaisi().required(), motifRemise: texte(1000).required() });
