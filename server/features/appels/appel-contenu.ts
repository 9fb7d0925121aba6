import Joi from 'joi';
import { VERSEURS, type ContenuAppel } from '../../domain/appels/contenu.js';
import { LETTRES } from '../../domain/appels/lettres.js';
import { DECLENCHEURS } from '../../domain/conventions/echeancier.js';
import { NATURES_INELIGIBLES } from '../../domain/financements/nomenclature.js';
import { lireJour } from '../../domain/kernel/jour.js';
import { lireTaux } from '../../domain/kernel/taux.js';
import { METHODES } from '../../domain/service-fait/plafonds.js';

/** Conditions under which a piece is asked for, and natures of organisme, as a call names them. */
export const CONDITIONS_PIECE = ['signataire_non_representant', 'forfait', 'reconduction'] as const;
export const NATURES_ORGANISME = ['association', 'entreprise', 'public'] as const;

const jour = Joi.string().custom((valeur: string, aide) => lireJour(valeur) ?? aide.error('any.invalid'));
const taux = Joi.string().custom((valeur: string, aide) => lireTaux(valeur) ?? aide.error('any.invalid'));
const texte = Joi.string().allow('').max(20_000);
const ligne = Joi.string().max(500);
const lignes = Joi.array().items(ligne).max(60);
const entier = Joi.number().integer().min(0).max(600);

const echeances = Joi.array().items(Joi.object({ declencheur: Joi.valid(...DECLENCHEURS), taux })).max(12);

const regles = Joi.object({
  financeur: Joi.valid('departement'), financeursVerseurs: Joi.array().items(Joi.valid(...VERSEURS)).optional(),
  fse: Joi.object({ echeances, avance: taux, methodeProratisation: Joi.valid(...METHODES), tauxIntervention: Joi.boolean(), delaiPaiementJours: entier }).optional(), plafondHorsRsa: taux, ageMaxHorsRsa: entier, tauxMaxFse: taux,
  echeances, methodeProratisation: Joi.valid(...METHODES), tauxIntervention: Joi.boolean(), seuilMouvementBudget: taux.optional(),
  echantillonnage: Joi.object({ seuilLignes: Joi.number().integer().min(1).max(10_000), taux, minimum: Joi.number().integer().min(1).max(10_000), extrapolation: Joi.boolean() }).optional(),
  naturesIneligibles: Joi.array().items(Joi.valid(...NATURES_INELIGIBLES)),
  delais: Joi.object({
    complementsJours: entier, contradictoireJours: entier, recoursMois: entier, bilanFinalMois: entier, conservationAnnees: entier, conservationAideEtatAnnees: entier,
    conservationFseAnnees: entier.optional(), publicationMois: entier.optional(),
  }),
  concertationPrealable: Joi.array().items(Joi.object({ territoire: ligne, partenaire: ligne })).max(40),
});

/** Shape of a call's content, wherever it comes from: a file, a form, an import. */
export const CHAMPS_CONTENU: Joi.PartialSchemaMap<ContenuAppel> = {
  contexte: texte, objectifs: texte, attendus: texte.optional(), contact: texte,
  periodeOperations: Joi.object({ debut: jour, fin: jour, dureeMaxMois: entier }),
  mesuresSocles: lignes, axes: lignes, publics: lignes, territoires: lignes, comite: lignes, emargement: lignes,
  dispositifs: Joi.array().items(Joi.object({ numero: entier, intitule: ligne, plusValues: lignes })).max(40),
  regles,
  criteres: Joi.array().items(Joi.object({ code: Joi.string().max(40), intitule: ligne, poids: Joi.number().min(0).max(1000), transversal: Joi.boolean().optional() })).max(60),
  pieces: Joi.array().items(Joi.object({
    code: Joi.string().max(40), intitule: ligne, obligatoire: Joi.boolean(), parCofinanceur: Joi.boolean().optional(),
    pour: Joi.array().items(Joi.valid(...NATURES_ORGANISME)).optional(), si: Joi.valid(...CONDITIONS_PIECE).optional(), aide: ligne.optional(),
  })).max(60),
  lettres: Joi.object(Object.fromEntries(LETTRES.map((l) => [l, texte.optional()]))).optional(),
};

/**
 * Reads a whole content from outside, every part required.
 * @throws Joi.ValidationError naming the first part that is wrong
 */
export function lireContenu<T extends object>(valeur: unknown, autresChamps: Joi.PartialSchemaMap<T>): ContenuAppel & T {
  const schema = Joi.object({ ...CHAMPS_CONTENU, ...autresChamps }).prefs({ presence: 'required', stripUnknown: true });
  return Joi.attempt(valeur, schema) as ContenuAppel & T;
}
