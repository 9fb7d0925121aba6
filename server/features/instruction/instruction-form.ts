import Joi from 'joi';
import { CHAPITRES, CONCLUSIONS, type Chapitre, type ConclusionInstruction } from '../../domain/instruction/rapport.js';
import { SENS_AVIS, type SensAvis } from '../../domain/instruction/avis.js';
import { formulaire, jourSaisi, ligne, montantSaisi, texte } from '../../web/form-errors.js';

const LONGUEUR_CHAPITRE = 20_000;

export interface SaisieInstruction {
  readonly version: number;
  readonly suite: 'enregistrer' | 'transmettre';
  readonly rapport: Readonly<Record<Chapitre, string>>;
  readonly propose: number | null;
  readonly conclusion: ConclusionInstruction | '';
}

const chapitre = texte(LONGUEUR_CHAPITRE).allow('').default('');

export const FORMULAIRE_INSTRUCTION = formulaire<SaisieInstruction>({
  version: Joi.number().integer().min(0).required(),
  suite: Joi.string().valid('enregistrer', 'transmettre').default('enregistrer'),
  rapport: Joi.object(Object.fromEntries(CHAPITRES.map((c) => [c, chapitre]))).default({}),
  propose: montantSaisi().default(null),
  conclusion: Joi.string().valid('', ...CONCLUSIONS).default(''),
});

export interface SaisieValidation {
  readonly versionLue: number;
  readonly decision: 'valider' | 'renvoyer';
  readonly commentaire: string;
}

const SANS_RAISON = 'Dites à l’instructeur ce qui est à reprendre.';

export const FORMULAIRE_VALIDATION = formulaire<SaisieValidation>({
  versionLue: Joi.number().integer().min(0).required(),
  decision: Joi.string().valid('valider', 'renvoyer').required(),
  commentaire: Joi.when('decision', {
    is: 'renvoyer', then: texte(5000).required().messages({ 'any.required': SANS_RAISON, 'string.empty': SANS_RAISON }), otherwise: texte(5000).allow('').default(''),
  }),
});

export interface SaisieAffectation { readonly instructeurId: string; readonly motif: string }
export const FORMULAIRE_AFFECTATION = formulaire<SaisieAffectation>({ instructeurId: ligne(36).required(), motif: texte(1000).allow('').default('') });

export interface SaisieDemandeAvis { readonly personneId: string; readonly question: string; readonly limite: string; readonly auTitreDe: string }
export const FORMULAIRE_DEMANDE_AVIS = formulaire<SaisieDemandeAvis>({
  personneId: ligne(36).required(), question: texte(5000).required(), limite: jourSaisi().required(), auTitreDe: ligne(200).allow('').default(''),
});

export interface SaisieRetraitAvis { readonly avisId: string; readonly raison: string }
export const FORMULAIRE_RETRAIT_AVIS = formulaire<SaisieRetraitAvis>({ avisId: ligne(36).required(), raison: texte(1000).required() });

export interface SaisieDispense { readonly partenaire: string; readonly motif: string }
export const FORMULAIRE_DISPENSE = formulaire<SaisieDispense>({ partenaire: ligne(200).required(), motif: texte(2000).required() });

export interface SaisieAvis { readonly sens: SensAvis; readonly texte: string }
export const FORMULAIRE_AVIS = formulaire<SaisieAvis>({ sens: ligne(30).valid(...SENS_AVIS).required(), texte: texte(10_000).required() });
