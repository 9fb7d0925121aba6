import Joi from 'joi';
import { jour } from '../../domain/kernel/jour.js';
import {
  DUREES_CHOMAGE, NIVEAUX, OUI_NON, OUI_NON_NSP, SEXES, SITUATIONS_SUIVI, STATUTS_EMPLOI, type Fiche, type Sexe,
} from '../../domain/participants/questionnaire.js';
import { entierSaisi, formulaire, jourSaisi, ligne, type Formulaire } from '../../web/form-errors.js';
import type { EntitesSaisies, ParticipantSaisi } from './participant-service.js';

/** What makes a person found again: name, first name and day of birth. */
export interface PersonneCherchee { readonly nom: string; readonly prenom: string; readonly naissance: string }

const PERSONNE = { nom: ligne(100).required(), prenom: ligne(100).required(), naissance: jourSaisi().required() };
const reponse = (codes: readonly string[]): Joi.StringSchema => Joi.string().valid(...codes).empty('').default(null);
const jourFacultatif = (): Joi.AnySchema<string | null> => jourSaisi().default(null);

const REPONSES = {
  statut: reponse(STATUTS_EMPLOI), dureeChomage: reponse(DUREES_CHOMAGE), formation: reponse(OUI_NON), niveau: reponse(NIVEAUX),
  handicap: reponse(OUI_NON_NSP), paysTiers: reponse(OUI_NON_NSP), origine: reponse(OUI_NON_NSP), minorite: reponse(OUI_NON_NSP), logement: reponse(OUI_NON_NSP), rural: reponse(OUI_NON_NSP),
  situationSortie: reponse(STATUTS_EMPLOI), formationSortie: reponse(OUI_NON), qualification: reponse(OUI_NON), situationSuivi: reponse(SITUATIONS_SUIVI), amelioration: reponse(OUI_NON),
};

/** A record as it travels in the form: days as texts. */
export type Saisie = PersonneCherchee & Omit<Fiche, 'naissance' | 'entree' | 'sortie' | 'suiviLe' | 'sexe'> & {
  readonly courriel: string; readonly telephone: string; readonly adresse: string; readonly sexe: Sexe; readonly entree: string; readonly sortie: string | null; readonly suiviLe: string | null;
  /** Version of the record that was read; 0 for a new one. */
  readonly version: number;
};

/** A participant: who, at entry, at exit, six months after. */
export const formulaireParticipant: Formulaire<Saisie> = formulaire<Saisie>({
  ...PERSONNE, courriel: ligne(200).email({ tlds: false }).allow('').default('').messages({ 'string.email': 'Saisissez une adresse électronique, par exemple nom@exemple.fr.' }),
  telephone: ligne(30).allow('').default(''), adresse: ligne(300).allow('').default(''),
  sexe: Joi.string().valid(...SEXES).required(), entree: jourSaisi().required(), sortie: jourFacultatif(), suiviLe: jourFacultatif(), ...REPONSES,
  version: Joi.number().integer().min(0).max(1_000_000).default(0),
});

/** A person to be found in an operation, or in all of them. */
export const formulairePersonne: Formulaire<PersonneCherchee> = formulaire<PersonneCherchee>(PERSONNE);

/** Entities that an operation supports. */
export const formulaireEntites: Formulaire<EntitesSaisies> = formulaire<EntitesSaisies>({ administrations: entierSaisi(100_000).required(), entreprises: entierSaisi(100_000).required() });

/** What was typed, parted between who it is and what they answer. */
export function participantSaisi({ nom, prenom, naissance, courriel, telephone, adresse, version: _version, entree, sortie, suiviLe, ...reponses }: Saisie): ParticipantSaisi {
  const ne = jour(naissance);
  return {
    identite: { nom, prenom, naissance: ne, courriel, telephone, adresse },
    fiche: { ...reponses, naissance: ne, entree: jour(entree), sortie: sortie === null ? null : jour(sortie), suiviLe: suiviLe === null ? null : jour(suiviLe) },
  };
}
