import Joi from 'joi';
import { isValidBIC, isValidIBAN } from 'ibantools';
import { MODES_RECEPTION, type ModeReception } from '../../domain/dossiers/papier.js';
import { estRna } from '../../domain/kernel/rna.js';
import { estSiret, normaliserSiret } from '../../domain/kernel/siret.js';
import { NATURES_ORGANISME } from '../../domain/organismes/nature.js';
import { instantDeParis } from '../../platform/clock.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { formulaire, jourSaisi, ligne } from '../../web/form-errors.js';
import type { Reception } from '../dossiers/dossier-service.js';
import type { IdentiteLue } from './depot-papier-service.js';

export const SIRET_INVALIDE = 'Ce SIRET n’est pas valide : il compte 14 chiffres et une clé de contrôle.';

/** A SIRET typed by a person, without its spaces; null when it is not one. */
export function lireSiret(saisi: unknown): string | null {
  const net = typeof saisi === 'string' ? normaliserSiret(saisi.slice(0, 30)) : '';
  return estSiret(net) ? net : null;
}

const net = (valeur: string): string => valeur.replace(/[\s\u00a0\u202f.-]/g, '').toUpperCase();
const verifie = (valide: (v: string) => boolean, message: string): Joi.StringSchema =>
  ligne(60).custom((valeur: string, aide) => (net(valeur) === '' || valide(net(valeur)) ? net(valeur) : aide.message({ custom: message }))).allow('').default('');
const libre = (max: number): Joi.StringSchema => ligne(max).allow('').default('');

interface Recu { readonly jour: string; readonly heure: string; readonly mode: ModeReception }
/** Identity fields, empty when the organisme is known. */
type IdentiteSaisie = { readonly [C in keyof Omit<IdentiteLue, 'siret'>]: string };
export type SaisieNouveau = Recu & IdentiteSaisie & { readonly siret: string };
export type SaisieCorrection = Recu & IdentiteSaisie & { readonly avecIdentite: string };

const HEURE = /^([01]?\d|2[0-3])\s*[h:]\s*([0-5]\d)?$/i;

const recu = {
  jour: jourSaisi().required(),
  heure: ligne(10).pattern(HEURE).required().messages({ 'string.pattern.base': 'Saisissez une heure, par exemple 14 h 30.' }),
  mode: Joi.string().valid(...MODES_RECEPTION).required(),
};

const identite = {
  nom: libre(200), nature: Joi.string().valid('', ...NATURES_ORGANISME).default(''), formeJuridique: libre(100), adresse: libre(300), commune: libre(100), telephone: libre(30),
  codePostal: ligne(5).pattern(/^\d{5}$/).allow('').default('').messages({ 'string.pattern.base': 'Un code postal compte 5 chiffres.' }),
  representantNom: libre(200), representantQualite: libre(100),
  rna: verifie(estRna, 'Un numéro RNA commence par W, suivi de 9 chiffres.'),
  iban: verifie(isValidIBAN, 'Cet IBAN n’est pas valide : vérifiez chaque caractère.'),
  bic: verifie(isValidBIC, 'Un BIC compte 8 ou 11 caractères, par exemple AGRIFRPP.'),
};

/** Entry of a paper dossier: its receipt, its organisme by SIRET, the identity of one that is not known. */
export const FORMULAIRE_NOUVEAU = formulaire<SaisieNouveau>({
  ...recu, ...identite, siret: ligne(30).custom((v: string, aide) => lireSiret(v) ?? aide.message({ custom: SIRET_INVALIDE })).required(),
});

/** Correction of a receipt, and of the identity when the page carried it. */
export const FORMULAIRE_CORRECTION = formulaire<SaisieCorrection>({ ...recu, ...identite, avecIdentite: libre(3) });

/** Moment of receipt, on the clocks of Paris. */
export function receptionDe({ jour, heure, mode }: Recu): Reception {
  const [, h = '0', m = '00'] = HEURE.exec(heure) ?? [];
  return { recuLe: instantDeParis(`${jour}T${h.padStart(2, '0')}:${m}`), mode };
}

/** Address of the legal representative to invite. */
export const FORMULAIRE_INVITATION = formulaire<{ courriel: string }>({ courriel: Joi.string().trim().lowercase().email({ tlds: false }).max(320).required() });

const REQUIS = ['nom', 'nature', 'formeJuridique', 'adresse', 'codePostal', 'commune', 'representantNom', 'representantQualite'] as const;

/**
 * Identity of an organisme from the form.
 * @throws FormulaireInvalide for each field it needs and lacks
 */
export function identiteDe(saisie: IdentiteSaisie): Omit<IdentiteLue, 'siret'> {
  const absents = REQUIS.filter((c) => saisie[c] === '');
  if (absents.length > 0) throw new FormulaireInvalide(Object.fromEntries(absents.map((c) => [c, 'Renseignez ce champ.'])));
  const nature = NATURES_ORGANISME.find((n) => n === saisie.nature);
  if (nature === undefined) throw new FormulaireInvalide({ nature: 'Choisissez une des réponses proposées.' });
  const { nom, formeJuridique, rna, adresse, codePostal, commune, telephone, representantNom, representantQualite, iban, bic } = saisie;
  return { nom, nature, formeJuridique, rna: rna === '' ? null : rna, adresse, codePostal, commune, telephone, representantNom, representantQualite, iban, bic };
}
