import Joi from 'joi';
import { isValidBIC, isValidIBAN } from 'ibantools';
import { NATURES_ORGANISME, type NatureOrganisme } from '../../domain/organismes/nature.js';
import { ROLES_PORTEUR, type RolePorteur } from '../../domain/habilitations/acteur.js';
import { estRna } from '../../domain/kernel/rna.js';
import { estSiret, normaliserSiret } from '../../domain/kernel/siret.js';
import { caseCochee, formulaire, jourSaisi, ligne } from '../../web/form-errors.js';

/** Identity, address and bank details of an organisme (spec 1, stage 2). */
export interface IdentiteOrganisme {
  readonly siret: string;
  readonly nom: string;
  readonly nature: NatureOrganisme;
  readonly formeJuridique: string;
  readonly rna: string | null;
  readonly adresse: string;
  readonly codePostal: string;
  readonly commune: string;
  readonly telephone: string;
  readonly representantNom: string;
  readonly representantQualite: string;
  readonly iban: string;
  readonly bic: string;
}

const sansEspaces = (valeur: string): string => valeur.replace(/[\s\u00a0\u202f.-]/g, '').toUpperCase();

const verifie = (max: number, normaliser: (v: string) => string, valide: (v: string) => boolean, message: string): Joi.StringSchema =>
  ligne(max).custom((valeur: string, aide) => {
    const net = normaliser(valeur);
    return net === '' || valide(net) ? net : aide.message({ custom: message });
  });

const champsCommuns = {
  nom: ligne(200).required(),
  nature: Joi.string().valid(...NATURES_ORGANISME).required(),
  formeJuridique: ligne(100).required(),
  rna: verifie(20, sansEspaces, estRna, 'Un numéro RNA commence par W, suivi de 9 chiffres.').empty('').default(null),
  adresse: ligne(300).required(),
  codePostal: ligne(5).pattern(/^\d{5}$/).required().messages({ 'string.pattern.base': 'Un code postal compte 5 chiffres.' }),
  commune: ligne(100).required(),
  telephone: ligne(30).allow('').default(''),
  representantNom: ligne(200).required(),
  representantQualite: ligne(100).required(),
  iban: verifie(60, sansEspaces, isValidIBAN, 'Cet IBAN n’est pas valide : vérifiez chaque caractère sur votre RIB.').allow('').default(''),
  bic: verifie(20, sansEspaces, isValidBIC, 'Un BIC compte 8 ou 11 caractères, par exemple AGRIFRPP.').allow('').default(''),
};

/** First declaration of an organisme, by its SIRET. */
export const formulaireCreation = formulaire<IdentiteOrganisme & { representant: boolean }>({
  siret: verifie(30, normaliserSiret, estSiret, 'Ce SIRET n’est pas valide : il compte 14 chiffres et une clé de contrôle.').required(),
  ...champsCommuns,
  representant: caseCochee(),
});

/** Change of an organisme; the SIRET stays. */
export const formulaireModification = formulaire<Omit<IdentiteOrganisme, 'siret'> & { version: number }>({
  ...champsCommuns,
  version: Joi.number().integer().min(1).required(),
});

/** Request to join an organisme already known. */
export interface DecisionMembre { readonly decision: 'accepter' | 'refuser' | 'retirer' | 'changer'; readonly role: RolePorteur; readonly delegationJusquAu: string | null }

export const formulaireMembre = formulaire<DecisionMembre>({
  decision: Joi.string().valid('accepter', 'refuser', 'retirer', 'changer').required(),
  role: Joi.string().valid(...ROLES_PORTEUR).default('redacteur'),
  delegationJusquAu: jourSaisi().default(null),
});

export const formulaireInvitation = formulaire<{ courriel: string; role: RolePorteur }>({
  courriel: Joi.string().trim().lowercase().email({ tlds: false }).max(320).required(),
  role: Joi.string().valid(...ROLES_PORTEUR).required(),
});
