import Joi from 'joi';
import { cents, decimalDepuisCents } from '../../domain/kernel/cents.js';
import { estSiret, normaliserSiret } from '../../domain/kernel/siret.js';
import { formulaire, ligne, montantSaisi, texte } from '../../web/form-errors.js';
import { CONTRASTE_MIN, contrasteAvecBlanc, estCouleur } from './couleur.js';
import type { Marque } from './marque-queries.js';

const couleur = Joi.string().trim().lowercase().max(7).custom((valeur: string, aide) => {
  if (!estCouleur(valeur)) return aide.error('couleur.forme');
  return contrasteAvecBlanc(valeur) < CONTRASTE_MIN ? aide.error('couleur.contraste') : valeur;
}).required().messages({
  'couleur.forme': 'Saisissez une couleur sous la forme #0b4f5c.',
  'couleur.contraste': 'Cette couleur est trop claire : un texte blanc ne s’y lirait pas (contraste d’au moins 4,5 exigé par le RGAA).',
});

/** The collectivity's settings; nothing of them stands in the code (spec 1). */
export const formulaireReglages = formulaire<Marque>({
  nom: ligne(150).required(),
  code: Joi.string().trim().uppercase().pattern(/^(?:\d{2,3}|2[AB])$/).allow('').default('')
    .messages({ 'string.pattern.base': 'Saisissez le code du département : deux ou trois chiffres, 2A ou 2B.' }),
  siret: Joi.string().trim().max(30).custom((valeur: string, aide) => { const n = normaliserSiret(valeur); return estSiret(n) ? n : aide.error('siret.invalide'); }).allow('').default('')
    .messages({ 'siret.invalide': 'Saisissez les 14 chiffres du SIRET ; la clé de contrôle ne correspond pas.' }),
  service: ligne(150).required(),
  direction: ligne(150).allow('').default(''),
  adresse: texte(400).allow('').default(''),
  juridiction: ligne(200).required(),
  contact: ligne(254).lowercase().email({ tlds: { allow: false } }).allow('').default(''),
  seuilDoubleValidation: montantSaisi().custom((valeur: number) => decimalDepuisCents(cents(valeur))).default(''),
  couleur,
});
