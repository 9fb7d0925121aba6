import Joi from 'joi';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { ContenuSections, SectionSaisie } from '../../domain/dossiers/contenu.js';
import { CODES_FORFAIT, FINANCEURS, NATURES, POSTES, STATUTS_RESSOURCE } from '../../domain/financements/nomenclature.js';
import { caseCochee, choixMultiples, entierSaisi, formulaire, jourSaisi, ligne, lignes, montantSaisi, texte, type Formulaire } from '../../web/form-errors.js';

const long = (): Joi.StringSchema => texte(8000).allow('').default('');
const court = (max = 200): Joi.StringSchema => ligne(max).allow('').default('');

/** Rows in which nothing was typed are dropped; `parlants` are the columns that count as typing. */
const lignesTapees = (objet: Joi.ObjectSchema, max: number, parlants: readonly string[]): Joi.ArraySchema =>
  lignes(objet, max).custom((rangs: Record<string, unknown>[]) => rangs.filter((r) => parlants.some((c) => r[c] !== undefined && r[c] !== '' && r[c] !== 0)));

type Champs = { readonly [S in SectionSaisie]: (appel: ContenuAppel, territoires: readonly string[]) => Joi.PartialSchemaMap<ContenuSections[S]> };

const CHAMPS: Champs = {
  organisme: () => ({
    contactNom: court(), contactFonction: court(), contactTelephone: court(30),
    contactCourriel: Joi.string().trim().lowercase().email({ tlds: false }).max(320).allow('').default(''),
    identiteConfirmee: caseCochee(), signataireDelegue: caseCochee(),
  }),
  projet: (appel, territoires) => ({
    titre: court(), dispositif: Joi.number().valid(...appel.dispositifs.map((d) => d.numero)).empty('').default(null),
    axe: Joi.string().valid(...appel.axes).allow('').default(''), mesures: choixMultiples(appel.mesuresSocles), territoires: choixMultiples(territoires),
    besoin: long(), objectifs: long(), methode: long(), partenariat: long(), equipe: long(), concertation: texte(4000).allow('').default(''),
    debut: jourSaisi().default(null), fin: jourSaisi().default(null), reconduction: caseCochee(),
  }),
  publics: (appel) => ({
    ciblePublics: choixMultiples(appel.publics), reperage: long(),
    rsa: entierSaisi().default(0), horsRsaMoins25: entierSaisi().default(0), horsRsaAutres: entierSaisi().default(0),
    volumes: lignesTapees(Joi.object({ intitule: court(), prevu: entierSaisi().default(0), unite: court(50), poids: entierSaisi(100).default(1) }), 20, ['intitule', 'prevu'])
      .custom((rangs: { poids: number }[]) => rangs.map((r) => ({ ...r, poids: Math.max(1, r.poids) }))),
  }),
  budget: () => ({
    depenses: lignesTapees(Joi.object({
      poste: Joi.string().valid(...POSTES).default('personnel_direct'), libelle: court(300), nature: Joi.string().valid(...NATURES).default('courante'), montant: montantSaisi().default(0),
      heures: entierSaisi(), quotite: entierSaisi(100_000),
    }), 300, ['libelle', 'montant']),
    ressources: lignesTapees(Joi.object({
      financeur: Joi.string().valid(...FINANCEURS).default('departement'), libelle: court(300), statut: Joi.string().valid(...STATUTS_RESSOURCE).default('sollicite'), montant: montantSaisi().default(0),
    }), 100, ['libelle', 'montant']),
    forfaits: choixMultiples(CODES_FORFAIT),
    valorisations: lignesTapees(Joi.object({ libelle: court(300), montant: montantSaisi().default(0) }), 50, ['libelle', 'montant']),
  }),
  indicateurs: () => ({
    indicateurs: lignesTapees(Joi.object({ intitule: court(300), cible: court(), mesure: court(300) }), 50, ['intitule', 'cible']),
  }),
  engagements: () => ({ contratRepublicain: caseCochee(), exactitude: caseCochee(), donneesPersonnelles: caseCochee(), aidesRecues: long() }),
};

/** What a section's form carries besides its fields. */
export interface Enregistrement { readonly version: number; readonly suite: string }

/**
 * Form of a section: every field may still be empty, since a section is saved as one types; what is missing
 * is told apart, by `manquesDeSection`.
 */
export function formulaireSection<S extends SectionSaisie>(section: S, appel: ContenuAppel, territoires: readonly string[]): Formulaire<ContenuSections[S] & Enregistrement> {
  return formulaire<ContenuSections[S] & Enregistrement>({
    ...CHAMPS[section](appel, territoires),
    version: Joi.number().integer().min(0).default(0),
    suite: Joi.string().max(60).allow('').default(''),
  });
}
