import Joi from 'joi';
import { DIMENSIONS, type PartVotee } from '../../domain/grand-livre/repartition.js';
import { cents } from '../../domain/kernel/cents.js';
import { entierSaisi, formulaire, jourSaisi, ligne, lignes, montantSaisi, texte } from '../../web/form-errors.js';
import type { Virement } from './enveloppe-service.js';

/** Parts by key (`axe:…`), each with its amount; rows without one are left out. */
export const formulaireRepartition = formulaire<{ parts: readonly { cle: string; montant: number | null }[]; reserve: number | null }>({
  parts: lignes(Joi.object({ cle: ligne(230).allow('').default(''), montant: montantSaisi().default(null) }), 60),
  reserve: montantSaisi().default(null),
});

/** Parts typed, in the words of the domain. */
export function partsDe({ parts, reserve }: { parts: readonly { cle: string; montant: number | null }[]; reserve: number | null }): PartVotee[] {
  const lues = parts.flatMap(({ cle, montant }): PartVotee[] => {
    const nature = DIMENSIONS.find((d) => cle.startsWith(`${d}:`));
    return nature === undefined || montant === null || montant === 0 ? [] : [{ nature, code: cle.slice(nature.length + 1), vote: cents(montant) }];
  });
  return [...lues, ...(reserve === null || reserve === 0 ? [] : [{ nature: 'reserve' as const, code: '', vote: cents(reserve) }])];
}

/** Payment credits by year. */
export const formulaireCredits = formulaire<{ credits: readonly { annee: number | null; montant: number | null }[] }>({
  credits: lignes(Joi.object({ annee: entierSaisi(2200).default(null), montant: montantSaisi().default(null) }), 12).unique((a: { annee: number | null }, b: { annee: number | null }) => a.annee !== null && a.annee === b.annee)
    .messages({ 'array.unique': 'Cette année figure deux fois.' }),
});

/** Where from, where to (`envelope|part`), how much, by which act. */
export const formulaireVirement = formulaire<{ de: string; vers: { enveloppeId: string; part: string }; montant: number; decision: string; decideLe: Virement['decideLe']; motif: string }>({
  de: ligne(230).allow('').default(''),
  vers: Joi.any().custom((valeur: unknown, aide) => {
    const lu = typeof valeur === 'string' ? /^([0-9a-f-]{36})\|(.{0,230})$/su.exec(valeur) : null;
    return lu === null ? aide.error('any.only') : { enveloppeId: lu[1], part: lu[2] };
  }).required() as Joi.AnySchema<{ enveloppeId: string; part: string }>,
  montant: montantSaisi().required(),
  decision: ligne(60).required(),
  decideLe: jourSaisi().required(),
  motif: texte(1000).required(),
});

export const formulaireReserve = formulaire<{ dossierId: string; sens: 'imputer' | 'retirer' }>({ dossierId: Joi.string().guid().required().messages({ 'string.guid': 'Choisissez un dossier.' }), sens: Joi.string().valid('imputer', 'retirer').default('imputer') });
