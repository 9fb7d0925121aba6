import Joi from 'joi';
import { AVIS_COMITE, type AvisComite } from '../../domain/comites/avis.js';
import { caseCochee, entierSaisi, formulaire, jourSaisi, ligne, montantSaisi, texte } from '../../web/form-errors.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MEMBRES_MAX = 100;
const DOSSIERS_MAX = 500;

const id = (): Joi.StringSchema => Joi.string().pattern(UUID);
const ids = (max: number): Joi.ArraySchema => Joi.array().items(id()).single().unique().max(max).default([]);

const HEURE = /^([01]?\d|2[0-3])\s*[h:.]\s*([0-5]\d)?$/i;

/** Hour typed by a person (`14:05`, `14 h 05`, `9h`) → `HH:MM`. */
const heureSaisie = (): Joi.StringSchema => ligne(10).custom((valeur: string, aide) => {
  const lue = HEURE.exec(valeur);
  return lue === null ? aide.message({ custom: 'Saisissez une heure, par exemple 14:30.' }) : `${(lue[1] ?? '').padStart(2, '0')}:${lue[2] ?? '00'}`;
});

/** A session as typed; `jour` and `heure` on the clocks of Paris. */
export interface SaisieSeance {
  readonly appelId: string;
  readonly titre: string;
  readonly jour: string;
  readonly heure: string;
  readonly lieu: string;
  readonly quorum: number;
  readonly membres: readonly string[];
}

export const formulaireSeance = formulaire<SaisieSeance>({
  appelId: id().required().messages({ 'string.empty': 'Choisissez un appel.', 'string.pattern.base': 'Choisissez un appel.' }),
  titre: ligne(200).required(),
  jour: jourSaisi().required(),
  heure: heureSaisie().required(),
  lieu: ligne(200).required(),
  quorum: entierSaisi(MEMBRES_MAX).required(),
  membres: ids(MEMBRES_MAX).min(1).messages({ 'array.min': 'Choisissez au moins un membre.' }),
});

/** Agenda: dossiers to add (or all of them), or one to take off. */
export interface SaisieOrdreDuJour {
  readonly dossiers: readonly string[];
  readonly tous: boolean;
  readonly retirer: string | null;
}

export const formulaireOrdreDuJour = formulaire<SaisieOrdreDuJour>({
  dossiers: ids(DOSSIERS_MAX), tous: caseCochee(), retirer: id().empty('').default(null),
});

export const formulairePresences = formulaire<{ presents: readonly string[] }>({ presents: ids(MEMBRES_MAX) });

export interface SaisieAvis { readonly avis: AvisComite; readonly montant?: number; readonly reserves: string }

export const formulaireAvis = formulaire<SaisieAvis>({
  avis: Joi.string().valid(...AVIS_COMITE).required().messages({ 'any.required': 'Choisissez l’avis du comité.' }),
  montant: Joi.when('avis', { is: Joi.valid('favorable', 'favorable_avec_reserves'), then: montantSaisi().required(), otherwise: Joi.any().strip() }),
  reserves: texte(3000).allow('').default(''),
});

export const formulaireCloture = formulaire<{ compteRendu: string }>({ compteRendu: texte(20_000).required() });
