import Joi from 'joi';
import { CADRES, ETATS_PROGRAMME, type Cadre, type EtatProgramme } from '../../domain/programme/fiche.js';
import { entierSaisi, formulaire, jourSaisi, ligne, texte } from '../../web/form-errors.js';

const identifiant = (): Joi.StringSchema => Joi.string().guid().empty('');
const annee = (): Joi.AnySchema<number> => entierSaisi(2100).required();

/** Years of a programme whose file is joined; without them, those of the file's name. */
export interface EnvoiProgramme { readonly debut: number | null; readonly fin: number | null }
export const formulaireEnvoi = formulaire<EnvoiProgramme>({ debut: entierSaisi(2100).default(null), fin: entierSaisi(2100).default(null) });

/** The programme that was shown, sent back as it was read. */
export interface ConfirmationProgramme { readonly debut: number; readonly fin: number; readonly contenu: string }
export const formulaireConfirmation = formulaire<ConfirmationProgramme>({ debut: annee(), fin: annee(), contenu: Joi.string().max(190_000).required() });

export interface SectionSaisie { readonly texte: string; readonly version: number }
export const formulaireSection = formulaire<SectionSaisie>({ texte: texte(10_000).allow('').default(''), version: entierSaisi().required() });

export interface PilotageSaisi {
  readonly etat: EtatProgramme; readonly cadre: Cadre; readonly piloteId: string | null; readonly axes: readonly string[]; readonly dispositifs: readonly number[]; readonly version: number;
}
export const formulairePilotage = formulaire<PilotageSaisi>({
  etat: Joi.string().valid(...ETATS_PROGRAMME).required(), cadre: Joi.string().valid(...CADRES).required(), piloteId: identifiant().default(null),
  axes: Joi.array().items(ligne(200)).single().unique().max(50).default([]), dispositifs: Joi.array().items(Joi.number().integer().min(0).max(1000)).single().unique().max(50).default([]),
  version: entierSaisi().required(),
});

export interface ActionSaisie {
  readonly intitule: string; readonly pilote: string; readonly etat: EtatProgramme; readonly debut: string | null; readonly fin: string | null; readonly avancement: string; readonly version: number;
}
export const formulaireAction = formulaire<ActionSaisie>({
  intitule: ligne(300).required(), pilote: ligne(200).allow('').default(''), etat: Joi.string().valid(...ETATS_PROGRAMME).required(),
  debut: jourSaisi().default(null), fin: jourSaisi().default(null), avancement: texte(5000).allow('').default(''), version: entierSaisi().required(),
});

export interface LienSaisi { readonly dossierIds: readonly string[]; readonly actionId: string | null }
export const formulaireLien = formulaire<LienSaisi>({ dossierIds: Joi.array().items(Joi.string().guid()).single().unique().min(1).max(30).required().messages({ 'any.required': 'Cochez au moins un dossier.' }), actionId: identifiant().default(null) });
export const formulaireDelier = formulaire<{ dossierId: string }>({ dossierId: Joi.string().guid().required() });

export interface FicheChoisie { readonly ficheId: string }
export const formulaireFiche = formulaire<FicheChoisie>({ ficheId: Joi.string().guid().required().messages({ 'string.guid': 'Choisissez une fiche.', 'string.empty': 'Choisissez une fiche.' }) });

export const NATURES_COMITE = ['pilotage', 'technique'] as const;
export type NatureComite = (typeof NATURES_COMITE)[number];
export interface ComiteSaisi { readonly nature: NatureComite; readonly date: string; readonly participants: string; readonly compteRendu: string }
export const formulaireComite = formulaire<ComiteSaisi>({
  nature: Joi.string().valid(...NATURES_COMITE).required(), date: jourSaisi().required(), participants: texte(2000).required(), compteRendu: texte(20_000).required(),
});

export interface SuiteSaisie { readonly texte: string; readonly responsable: string; readonly echeance: string | null; readonly ficheId: string | null }
export const formulaireSuite = formulaire<SuiteSaisie>({ texte: ligne(500).required(), responsable: ligne(200).allow('').default(''), echeance: jourSaisi().default(null), ficheId: identifiant().default(null) });
