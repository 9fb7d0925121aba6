import Joi from 'joi';
import { formulaire, jourSaisi, montantSaisi, texte } from '../../web/form-errors.js';

/** A confirmation: nothing but the button. */
export const formulaireConfirmation = formulaire<object>({});

/** Day on which accounting paid. */
export const formulairePaiement = formulaire<{ payeLe: string }>({ payeLe: jourSaisi().required() });

/** Why a payment is rejected. */
export const formulaireMotif = formulaire<{ motif: string }>({ motif: texte(1000).required() });

/** What is held back of a payment, and why. */
export const formulaireRetenue = formulaire<{ montant: number; motifRetenue: string }>({ montant: montantSaisi().required(), motifRetenue: texte(1000).required() });

/** Why the limit of payment is interrupted. */
export const formulaireSuspension = formulaire<{ motifSuspension: string }>({ motifSuspension: texte(1000).required() });

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Payments chosen for one bordereau. */
export const formulaireLot = formulaire<{ versements: string[] }>({ versements: Joi.array().items(Joi.string().pattern(UUID)).single().max(500).default([]) });
