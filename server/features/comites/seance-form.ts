import Joi from 'joi';
import { AVIS_COMITE, type AvisComite } from '../../domain/comites/avis.js';
import { caseCochee, entierSaisi, formulaire, heureSaisie, jourSaisi, ligne, lignes, montantSaisi, texte } from '../../web/form-errors.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MEMBRES_MAX = 100;
const DOSSIERS_MAX = 500;

const id = (): Joi.StringSchema => Joi.string().pattern(UUID);
const ids = (max: number): Joi.ArraySchema => Joi.array().items(id()).single().unique().max(max).default([]);

/** A session as typed; `jour` and `heure` on the clocks of Paris. */
export interface SaisieModification {
  readonly titre: string;
  readonly jour: string;
  readonly heure: string;
  readonly lieu: string;
  readonly quorum: number;
  readonly membres: readonly string[];
  readonly dureeMinutes: number;
  readonly presidentId: string | null;
}
export interface SaisieSeance extends SaisieModification { readonly appelId: string }

/** Lengths of a session, in minutes. */
export const DUREES = [60, 90, 120, 150, 180, 240, 300, 360, 480] as const;

const PREPARATION: Joi.PartialSchemaMap<SaisieModification> = {
  titre: ligne(200).required(),
  jour: jourSaisi().required(),
  heure: heureSaisie().required(),
  lieu: ligne(200).required(),
  quorum: entierSaisi(MEMBRES_MAX).required(),
  membres: ids(MEMBRES_MAX).min(1).messages({ 'array.min': 'Choisissez au moins un membre.' }),
  dureeMinutes: Joi.number().valid(...DUREES).empty('').default(180),
  presidentId: id().empty('').default(null),
};

export const formulaireSeance = formulaire<SaisieSeance>({
  appelId: id().required().messages({ 'string.empty': 'Choisissez un appel.', 'string.pattern.base': 'Choisissez un appel.' }), ...PREPARATION,
});
export const formulaireModification = formulaire<SaisieModification>(PREPARATION);

/** Order of the agenda: a number beside each dossier, or a whole order at once. */
export interface SaisieOrdre { readonly places: readonly { readonly dossierId: string; readonly place: number }[]; readonly selon: 'places' | 'classement' | 'numero' }

export const formulaireOrdre = formulaire<SaisieOrdre>({
  places: lignes(Joi.object({ dossierId: id().required(), place: entierSaisi(DOSSIERS_MAX).default(DOSSIERS_MAX) }), DOSSIERS_MAX), selon: Joi.string().valid('places', 'classement', 'numero').default('places'),
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
