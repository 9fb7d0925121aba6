import Joi from 'joi';
import { POSTES, type Poste } from '../../domain/financements/nomenclature.js';
import type { Cents } from '../../domain/kernel/cents.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { entierSaisi, formulaire, jourSaisi, ligne, montantSaisi, quantiteSaisie, texte, type Formulaire } from '../../web/form-errors.js';

export interface SaisieAvenant {
  readonly motif: string;
  readonly deliberation: string;
  readonly fin: Jour;
  readonly montant: Cents;
  readonly volumes: readonly number[];
  readonly publics: { readonly rsa: number; readonly horsRsaMoins25: number; readonly horsRsaAutres: number };
  readonly postes: Partial<Record<Poste, Cents>>;
}

/** Planned amounts by post; a post left empty is not planned. */
const postes = (): Joi.AnySchema => Joi.object(Object.fromEntries(POSTES.map((p) => [p, montantSaisi()]))).default({});
const personnes = (): Joi.AnySchema => entierSaisi(1_000_000).required();

/** What an avenant changes. */
export const formulaireAvenant: Formulaire<SaisieAvenant> = formulaire<SaisieAvenant>({
  motif: texte(2000).required(), deliberation: ligne(120).allow('').default(''), fin: jourSaisi().required(), montant: montantSaisi().required(),
  volumes: Joi.array().items(quantiteSaisie()).max(60).default([]).messages({ 'array.sparse': 'Indiquez la quantité prévue.' }),
  publics: Joi.object({ rsa: personnes(), horsRsaMoins25: personnes(), horsRsaAutres: personnes() }).required(),
  postes: postes(),
});

/** What a porteur moves between posts, and why. */
export interface SaisieMouvement { readonly motif: string; readonly postes: Partial<Record<Poste, Cents>> }

export const formulaireMouvement: Formulaire<SaisieMouvement> = formulaire<SaisieMouvement>({ motif: texte(2000).required(), postes: postes() });

export const formulaireAbandon: Formulaire<{ motifAbandon: string }> = formulaire<{ motifAbandon: string }>({ motifAbandon: texte(1000).required() });

export const formulaireDemande: Formulaire<{ texte: string }> = formulaire<{ texte: string }>({ texte: texte(2000).required() });

export const formulaireReponse: Formulaire<{ reponse: string }> = formulaire<{ reponse: string }>({ reponse: texte(2000).required() });

export const formulaireSignatureAvenant: Formulaire<{ signePorteurLe: string; signeFinanceurLe: string }> = formulaire<{ signePorteurLe: string; signeFinanceurLe: string }>({
  signePorteurLe: jourSaisi().required(), signeFinanceurLe: jourSaisi().required(),
});
