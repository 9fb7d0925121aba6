import Joi from 'joi';
import { isValidBIC, isValidIBAN } from 'ibantools';
import { NATURES_ORGANISME, type NatureOrganisme } from '../../domain/organismes/nature.js';
import { ROLES_PORTEUR, type RolePorteur } from '../../domain/habilitations/acteur.js';
import type { Jour } from '../../domain/kernel/jour.js';
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

/** What any member may change; the SIRET stays, the legal representative has a page of their own. */
export type ProfilModifiable = Omit<IdentiteOrganisme, 'siret' | 'representantNom' | 'representantQualite'>;

/** A code as it is stored: capitals, without spaces, dots nor dashes. */
export const sansEspaces = (valeur: string): string => valeur.replace(/[\s\u00a0\u202f.-]/g, '').toUpperCase();

const verifie = (max: number, normaliser: (v: string) => string, valide: (v: string) => boolean, message: string): Joi.StringSchema =>
  ligne(max).custom((valeur: string, aide) => {
    const net = normaliser(valeur);
    return net === '' || valide(net) ? net : aide.message({ custom: message });
  });

export const SIRET_INVALIDE = 'Ce SIRET n’est pas valide : il compte 14 chiffres et une clé de contrôle.';
const RNA_RESERVE = 'Le numéro RNA ne concerne que les associations : videz ce champ, ou changez la nature.';

const champsCommuns = {
  nom: ligne(200).required(),
  nature: Joi.string().valid(...NATURES_ORGANISME).required(),
  formeJuridique: ligne(100).required(),
  rna: Joi.when('nature', {
    is: 'association',
    then: verifie(20, sansEspaces, estRna, 'Un numéro RNA commence par W, suivi de 9 chiffres.').empty('').default(null),
    otherwise: Joi.valid(null, '').empty('').default(null).messages({ 'any.only': RNA_RESERVE }),
  }),
  adresse: ligne(300).required(),
  codePostal: ligne(5).pattern(/^\d{5}$/).required().messages({ 'string.pattern.base': 'Un code postal compte 5 chiffres.' }),
  commune: ligne(100).required(),
  telephone: ligne(30).allow('').default(''),
  iban: verifie(60, sansEspaces, isValidIBAN, 'Cet IBAN n’est pas valide : vérifiez chaque caractère sur votre RIB.').allow('').default(''),
  bic: verifie(20, sansEspaces, isValidBIC, 'Un BIC compte 8 ou 11 caractères, par exemple AGRIFRPP.').allow('').default(''),
};

/** First declaration of an organisme, by its SIRET. */
export const formulaireCreation = formulaire<IdentiteOrganisme & { representant: boolean }>({
  siret: verifie(30, normaliserSiret, estSiret, SIRET_INVALIDE).required(),
  ...champsCommuns,
  representantNom: ligne(200).required(),
  representantQualite: ligne(100).required(),
  representant: caseCochee(),
});

/** Change of an organisme over the version its author read. */
export const formulaireModification = formulaire<ProfilModifiable & { version: number }>({
  ...champsCommuns,
  version: Joi.number().integer().min(1).required(),
});

/** What a signataire decides of a member; `accepter` and `refuser` answer a request to join. */
export interface DecisionMembre { readonly decision: 'accepter' | 'refuser' | 'retirer' | 'changer'; readonly role: RolePorteur }

export const formulaireMembre = formulaire<DecisionMembre>({
  decision: Joi.string().valid('accepter', 'refuser', 'retirer', 'changer').required(),
  role: Joi.string().valid(...ROLES_PORTEUR).default('redacteur'),
});

/** Days of a delegation; its signed file comes with the form. */
export const formulaireDelegation = formulaire<{ du: Jour; jusquAu: Jour }>({ du: jourSaisi().required(), jusquAu: jourSaisi().required() });

/** Who becomes the legal representative: a member by id, or somebody without an account (`autre`). */
export interface NouveauRepresentant { readonly personne: string; readonly nom: string; readonly qualite: string; readonly delegationsConfirmees: boolean }

export const formulaireRepresentant = formulaire<NouveauRepresentant>({
  personne: Joi.string().max(40).required().messages({ 'any.required': 'Choisissez une personne.', 'string.empty': 'Choisissez une personne.' }),
  nom: ligne(200).allow('').default(''),
  qualite: ligne(100).required(),
  delegationsConfirmees: caseCochee(),
});

export const formulaireInvitation = formulaire<{ courriel: string; role: RolePorteur }>({
  courriel: Joi.string().trim().lowercase().email({ tlds: false }).max(254).required(),
  role: Joi.string().valid(...ROLES_PORTEUR).required(),
});

/** An invitation already sent: sent again with a new link, or cancelled. */
export const formulaireInvitationEnvoyee = formulaire<{ intention: 'renvoyer' | 'annuler' }>({ intention: Joi.string().valid('renvoyer', 'annuler').required() });
