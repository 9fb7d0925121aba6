import Joi from 'joi';
import { HABILITATIONS, type Habilitation } from '../../domain/habilitations/acteur.js';
import { choixMultiples, formulaire, ligne } from '../../web/form-errors.js';
import { LONGUEUR_MAX, LONGUEUR_MIN } from './mot-de-passe.js';

const COURRIEL_MAX = 254;
const COURRIEL_VIDE = 'Saisissez l’adresse électronique.';

/** Sentence of a field left empty, so that the summary at the top of the page names it. */
const siVide = (message: string): Joi.LanguageMessages => ({ 'any.required': message, 'string.empty': message });

/** An e-mail address, in lower case; longer than any mail server accepts is refused. */
const courrielSaisi = (): Joi.StringSchema => ligne(COURRIEL_MAX).lowercase().email({ tlds: { allow: false } }).required().messages(siVide(COURRIEL_VIDE));

/** Password typed to sign in: any text, bounded. */
const motDePasseConnu = (): Joi.StringSchema => Joi.string().max(1000).required().messages(siVide('Saisissez le mot de passe.'));

/** Password being chosen. Spaces and accents are welcome; nothing is trimmed. */
const motDePasseChoisi = (): Joi.StringSchema => Joi.string().min(LONGUEUR_MIN).max(LONGUEUR_MAX).required().messages({
  ...siVide('Choisissez un mot de passe.'),
  'string.min': `Choisissez au moins ${LONGUEUR_MIN} caractères.`,
  'string.max': `Choisissez au plus ${LONGUEUR_MAX} caractères.`,
});

const identite = { prenom: ligne(100).required().messages(siVide('Saisissez le prénom.')), nom: ligne(100).required().messages(siVide('Saisissez le nom.')) };

const ACCORD = 'Cochez cette case pour ouvrir un compte.';

export interface SaisieInscription { prenom: string; nom: string; courriel: string; motDePasse: string; consentement: boolean; invitation: string | null }

export const formulaireInscription = formulaire<SaisieInscription>({
  ...identite,
  courriel: courrielSaisi(),
  motDePasse: motDePasseChoisi(),
  consentement: Joi.boolean().truthy('oui', 'on').valid(true).required().messages({
    'any.required': ACCORD, 'any.only': ACCORD, 'boolean.base': ACCORD,
  }),
  invitation: Joi.string().max(100).empty('').default(null),
});

export interface SaisieConnexion { courriel: string; motDePasse: string; retour?: string }

export const formulaireConnexion = formulaire<SaisieConnexion>({
  // Not checked as an address: a wrong one is simply not found, and the answer stays the same for all.
  courriel: ligne(320).lowercase().required().messages(siVide(COURRIEL_VIDE)),
  motDePasse: motDePasseConnu(),
  retour: Joi.string().max(500).allow('').empty(''),
});

export const formulaireOubli = formulaire<{ courriel: string }>({ courriel: courrielSaisi() });

export const formulaireNouveauMotDePasse = formulaire<{ motDePasse: string }>({ motDePasse: motDePasseChoisi() });

export const formulaireSansChamp = formulaire<Record<string, never>>({});

export interface SaisieIdentite { prenom: string; nom: string; fonction: string }

export const formulaireIdentite = formulaire<SaisieIdentite>({ ...identite, fonction: ligne(200).allow('').default('') });

export interface SaisieChangement { motDePasseActuel: string; motDePasse: string }

export const formulaireChangement = formulaire<SaisieChangement>({ motDePasseActuel: motDePasseConnu(), motDePasse: motDePasseChoisi() });

export interface SaisieInvitation extends SaisieIdentite { courriel: string; habilitations: Habilitation[] }

const UNE_HABILITATION = 'Cochez au moins une habilitation.';

export const formulaireInvitation = formulaire<SaisieInvitation>({
  ...identite,
  fonction: ligne(200).allow('').default(''),
  courriel: courrielSaisi(),
  habilitations: choixMultiples(HABILITATIONS).min(1).required().messages({ 'any.required': UNE_HABILITATION, 'array.min': UNE_HABILITATION }),
});

/** What an administrator does to an account, one at a time. */
export const OPERATIONS = ['habilitations', 'desactivation', 'reactivation', 'invitation'] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface SaisieGestion { operation: Operation; habilitations: Habilitation[] }

export const formulaireGestion = formulaire<SaisieGestion>({
  operation: Joi.string().valid(...OPERATIONS).required(),
  habilitations: choixMultiples(HABILITATIONS),
});
