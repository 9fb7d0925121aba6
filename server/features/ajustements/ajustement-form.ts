import Joi from 'joi';
import { cents, type Cents } from '../../domain/kernel/cents.js';
import { formulaire, ligne, lignes, montantSaisi, texte } from '../../web/form-errors.js';

const LIGNES_MAX = 400;
const enCents = (): Joi.AnySchema<Cents> => montantSaisi().custom((n: number) => cents(n)) as Joi.AnySchema<Cents>;
const place = { groupe: Joi.string().valid('depenses', 'ressources').required(), rang: Joi.number().integer().min(0).max(LIGNES_MAX).required() };
const proposee = Joi.object({ ...place, propose: enCents().required(), motif: ligne(500).allow('').default('') });
const repondue = Joi.object({ ...place, accord: Joi.string().valid('oui', 'non').default('oui'), souhaite: enCents().default(null), commentaire: texte(2000).allow('').default('') });

interface Place { readonly groupe: 'depenses' | 'ressources'; readonly rang: number }
export interface LigneProposeeSaisie extends Place { readonly propose: Cents; readonly motif: string }
export interface LigneRepondueSaisie extends Place { readonly accord: 'oui' | 'non'; readonly souhaite: Cents | null; readonly commentaire: string }

export interface SaisieTour { readonly version: number; readonly suite: 'enregistrer' | 'envoyer'; readonly message: string; readonly lignes: readonly LigneProposeeSaisie[] }
export const FORMULAIRE_TOUR = formulaire<SaisieTour>({
  version: Joi.number().integer().min(1).required(), suite: Joi.string().valid('enregistrer', 'envoyer').default('enregistrer'), message: texte(5000).allow('').default(''), lignes: lignes(proposee, LIGNES_MAX),
});

export interface SaisieReponse { readonly reponse: string; readonly suite: 'accepter' | 'repondre'; readonly lignes: readonly LigneRepondueSaisie[] }
export const FORMULAIRE_REPONSE = formulaire<SaisieReponse>({
  reponse: texte(5000).allow('').default(''), suite: Joi.string().valid('accepter', 'repondre').default('repondre'), lignes: lignes(repondue, LIGNES_MAX),
});

/** What is typed on either side, to be added up and not kept. */
export const FORMULAIRE_CALCUL = formulaire<{ readonly lignes: readonly unknown[] }>({
  lignes: lignes(Joi.object({ propose: montantSaisi().default(null), souhaite: montantSaisi().default(null) }).unknown(true), LIGNES_MAX),
});
