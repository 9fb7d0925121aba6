import Joi from 'joi';
import type { Publics } from '../../domain/financements/nomenclature.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { MOTIFS_REJET, type MotifRejet } from '../../domain/service-fait/lignes.js';
import { caseCochee, entierSaisi, formulaire, jourSaisi, ligne, lignes, montantSaisi, quantiteFacultative, texte } from '../../web/form-errors.js';

export const formulaireDesignation = formulaire<{ readonly personneId: string }>({
  personneId: Joi.string().guid().required().messages({ '*': 'Choisissez un contrôleur.' }),
});

const DECISIONS = ['acceptee', 'partielle', 'rejetee'] as const;
export type Decision = (typeof DECISIONS)[number];

interface DecisionSaisie<D> {
  readonly decision: D;
  /** Amount retained, cents; only for a line retained in part. */
  readonly retenu: number | null;
  readonly motif: MotifRejet | null;
  readonly constat: string;
}

/** Decision on an expense line, and that of the FSE+ convention: the same, unless said otherwise. */
export interface SaisieDecision extends DecisionSaisie<Decision> {
  readonly fse: DecisionSaisie<'meme' | Decision>;
  /** Where to go next: the next line to examine, or back to the list. */
  readonly suite: 'suivante' | 'liste';
}

const champsDeDecision = (): Joi.PartialSchemaMap<Omit<DecisionSaisie<string>, 'decision'>> => ({
  retenu: Joi.when('decision', { is: 'partielle', then: montantSaisi().required().messages({ 'any.required': 'Indiquez le montant retenu.' }), otherwise: Joi.any().strip() }),
  motif: Joi.string().valid(...MOTIFS_REJET).empty('').default(null),
  constat: texte(5000).allow('').default(''),
});

export const formulaireDecision = formulaire<SaisieDecision>({
  decision: Joi.string().valid(...DECISIONS).required().messages({ '*': 'Choisissez une décision.' }),
  ...champsDeDecision(),
  fse: Joi.object({ decision: Joi.string().valid('meme', ...DECISIONS).default('meme'), ...champsDeDecision() }).default({ decision: 'meme', retenu: null, motif: null, constat: '' }),
  suite: Joi.string().valid('suivante', 'liste').default('suivante'),
});

const personnes = (qui: string): Joi.AnySchema<number> => entierSaisi(100_000).required().messages({ 'any.required': `Indiquez le nombre ${qui}, 0 s’il n’y en a pas.` });

/** Lines accepted together: those chosen, or all those on which nothing was noticed. */
export interface SaisieAcceptation { readonly intention: 'choisies' | 'sans_alerte'; readonly depenses: readonly string[] }

export const formulaireAcceptation = formulaire<SaisieAcceptation>({
  intention: Joi.string().valid('choisies', 'sans_alerte').required(),
  depenses: Joi.array().items(Joi.string().guid()).single().max(10_000).default([]),
});

/** When an irregularity was reported, and under which reference. */
export const formulaireIrregularite = formulaire<{ readonly declareeLe: Jour; readonly reference: string }>({ declareeLe: jourSaisi().required(), reference: ligne(60).required() });

/** What the controller retains of the realisation and of the resources; cents. */
export interface SaisieRetenue {
  readonly volumes: readonly (number | null)[];
  readonly publics: Publics;
  readonly nonExecution: boolean;
  readonly ressources: readonly { readonly id: string; readonly retenu: number }[];
  readonly commentaire: string;
}

export const formulaireRetenue = formulaire<SaisieRetenue>({
  volumes: Joi.array().items(quantiteFacultative()).max(100).default([]),
  publics: Joi.object({ rsa: personnes('de bénéficiaires du RSA'), horsRsaMoins25: personnes('de personnes hors RSA de moins de 25 ans'), horsRsaAutres: personnes('de personnes hors RSA de 25 ans ou plus') }).required(),
  nonExecution: caseCochee(),
  ressources: lignes(Joi.object({ id: Joi.string().guid().required(), retenu: montantSaisi().required().messages({ 'any.required': 'Indiquez le montant retenu de cette ressource, 0 si elle est écartée.' }) }), 200),
  commentaire: texte(5000).allow('').default(''),
});

/** The porteur's answer: to one line, or the whole, or acceptance. */
export interface SaisieReponse {
  readonly intention: 'ligne' | 'envoyer' | 'accepter';
  readonly depenseId: string;
  readonly texte: string;
  readonly reponse: string;
}

export const formulaireReponse = formulaire<SaisieReponse>({
  intention: Joi.string().valid('ligne', 'envoyer', 'accepter').required(),
  depenseId: Joi.when('intention', { is: 'ligne', then: Joi.string().guid().required(), otherwise: Joi.any().strip() }),
  texte: texte(5000).allow('').default(''),
  reponse: texte(10_000).allow('').default(''),
});

/** A question on an expense line, or its withdrawal. */
export const formulaireQuestion = formulaire<{ readonly intention: 'poser' | 'retirer'; readonly question: string; readonly reponseAvant: Jour }>({
  intention: Joi.string().valid('poser', 'retirer').required(),
  question: Joi.when('intention', { is: 'poser', then: texte(2000).required(), otherwise: Joi.any().strip() }),
  reponseAvant: Joi.when('intention', { is: 'poser', then: jourSaisi().required(), otherwise: Joi.any().strip() }),
});

/** The porteur's answer to a question. */
export const formulaireReponseQuestion = formulaire<{ readonly questionId: string; readonly reponse: string }>({
  questionId: Joi.string().guid().required(),
  reponse: texte(5000).allow('').default(''),
});

/** More time to answer, asked by the porteur. */
export const formulaireDemandeProlongation = formulaire<{ readonly jusquau: Jour; readonly motifProlongation: string }>({
  jusquau: jourSaisi().required(),
  motifProlongation: texte(2000).required(),
});

/** The controller's answer, or an extension of their own accord; the day counts only when granted. */
export const formulaireProlongation = formulaire<{ readonly sens: 'accorder' | 'refuser'; readonly jusquau: Jour | null; readonly motifProlongation: string }>({
  sens: Joi.string().valid('accorder', 'refuser').required(),
  jusquau: Joi.when('sens', { is: 'accorder', then: jourSaisi().required(), otherwise: Joi.any().empty(Joi.any()).default(null) }),
  motifProlongation: texte(2000).allow('').default(''),
});
