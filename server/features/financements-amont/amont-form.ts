import Joi from 'joi';
import { SOURCES, type Source } from '../../domain/financements-amont/execution.js';
import { entierSaisi, formulaire, jourSaisi, ligne, montantSaisi, quantiteFacultative, quantiteSaisie, texte } from '../../web/form-errors.js';

const annee = (): Joi.AnySchema<number> => entierSaisi(2100).required();
const montantFacultatif = (): Joi.AnySchema<number | null> => montantSaisi().default(null);

export interface ConventionSaisie { readonly source: Source; readonly numero: string; readonly intitule: string; readonly debut: number; readonly fin: number; readonly signeeLe: string | null }
export const formulaireConvention = formulaire<ConventionSaisie>({
  source: Joi.string().valid(...SOURCES).required(), numero: ligne(60).required(), intitule: ligne(200).required(), debut: annee(), fin: annee(), signeeLe: jourSaisi().default(null),
});

export interface AvenantSaisi { readonly annee: number; readonly numero: string; readonly objet: string; readonly signeLe: string | null; readonly theme: string; readonly etatCents: number | null }
export const formulaireAvenant = formulaire<AvenantSaisi>({
  annee: annee(), numero: ligne(40).required(), objet: texte(2000).required(), signeLe: jourSaisi().default(null), theme: ligne(200).allow('').default(''), etatCents: montantFacultatif(),
});

export const NATURES_RECETTE = ['notifie', 'recu'] as const;
export interface RecetteSaisie { readonly annee: number; readonly nature: (typeof NATURES_RECETTE)[number]; readonly montantCents: number; readonly date: string; readonly reference: string; readonly ligneId: string | null }
export const formulaireRecette = formulaire<RecetteSaisie>({
  annee: annee(), nature: Joi.string().valid(...NATURES_RECETTE).required(), montantCents: montantSaisi().required(), date: jourSaisi().required(), reference: ligne(100).allow('').default(''),
  ligneId: Joi.string().guid().empty('').default(null),
});

export const formulaireTableau = formulaire<{ annee: number }>({ annee: annee() });

export const NATURES_LIGNE = ['socle', 'initiative', 'theme', 'objectif', 'assistance'] as const;
export type NatureLigne = (typeof NATURES_LIGNE)[number];
export interface LigneSaisie {
  readonly annee: number; readonly nature: NatureLigne; readonly theme: string; readonly imputation: string; readonly fiche: string; readonly intitule: string;
  readonly budget: number | null; readonly etatPrenotifie: number | null; readonly etat: number | null; readonly departement: number | null; readonly report: number | null; readonly autres: number | null;
  readonly valorisation: number | null; readonly programmeFicheId: string | null; readonly version: number;
}
export const formulaireLigne = formulaire<LigneSaisie>({
  annee: annee(), nature: Joi.string().valid(...NATURES_LIGNE).required(), theme: ligne(200).required(), imputation: ligne(60).allow('').default(''), fiche: ligne(20).allow('').default(''), intitule: ligne(300).required(),
  budget: montantFacultatif(), etatPrenotifie: montantFacultatif(), etat: montantFacultatif(), departement: montantFacultatif(), report: montantFacultatif(), autres: montantFacultatif(), valorisation: montantFacultatif(),
  programmeFicheId: Joi.string().guid().empty('').default(null), version: entierSaisi().required(),
});

export interface LienSaisi { readonly numero: string; readonly dossierIds: readonly string[]; readonly enveloppeId: string | null }
export const formulaireLien = formulaire<LienSaisi>({
  numero: ligne(30).allow('').default(''), dossierIds: Joi.array().items(Joi.string().guid()).single().unique().max(100).default([]), enveloppeId: Joi.string().guid().empty('').default(null),
});
export interface RetraitSaisi { readonly dossierId: string | null; readonly enveloppeId: string | null }
export const formulaireRetrait = formulaire<RetraitSaisi>({ dossierId: Joi.string().guid().empty('').default(null), enveloppeId: Joi.string().guid().empty('').default(null) });

export interface IndicateurSaisi { readonly mesure: string; readonly intitule: string; readonly unite: string; readonly depart: number | null; readonly cible: number }
export const formulaireIndicateur = formulaire<IndicateurSaisi>({
  mesure: ligne(300).required(), intitule: ligne(300).required(), unite: ligne(60).allow('').default(''), depart: quantiteFacultative().default(null),
  cible: quantiteSaisie().required(),
});
export interface ResultatSaisi { readonly annee: number; readonly valeur: number; readonly commentaire: string }
export const formulaireResultat = formulaire<ResultatSaisi>({
  annee: annee(), valeur: quantiteSaisie().required(), commentaire: texte(2000).allow('').default(''),
});
