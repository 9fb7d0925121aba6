import Joi from 'joi';
import { MOTIFS_COMPLEMENT, type ElementDemande, type MotifComplement } from '../../domain/recevabilite/complements.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { RESULTATS_LIGNE, type DecisionLigne, type ResultatLigne } from '../../domain/recevabilite/grille.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { formulaire, jourSaisi, ligne, lignes, texte } from '../../web/form-errors.js';

const cle = ligne(120).required();
const commentaire = texte(2000).allow('').default('');

export const SUITES_GRILLE = ['enregistrer', 'complements', 'conclusion'] as const;

/** The checklist as one goes: every line, decided or not, then where to go. */
export interface SaisieGrille {
  readonly version: number;
  readonly suite: (typeof SUITES_GRILLE)[number];
  readonly lignes: readonly { readonly cle: string; readonly resultat: ResultatLigne | ''; readonly commentaire: string }[];
}

export const FORMULAIRE_GRILLE = formulaire<SaisieGrille>({
  version: Joi.number().integer().min(0).required(),
  suite: Joi.string().valid(...SUITES_GRILLE).default('enregistrer'),
  lignes: lignes(Joi.object({ cle, resultat: Joi.string().valid('', ...RESULTATS_LIGNE).default(''), commentaire }), 120),
});

export const decisionsDe = ({ lignes: saisies }: SaisieGrille): DecisionLigne[] =>
  saisies.map((l) => ({ cle: l.cle, resultat: l.resultat === '' ? null : l.resultat, commentaire: l.commentaire }));

/** A request for complements: one row per piece and section, those without a motive are not asked for. */
export interface SaisieComplements {
  readonly elements: readonly { readonly cle: string; readonly motif: MotifComplement | ''; readonly commentaire: string }[];
  readonly message: string;
  readonly limite?: Jour;
  readonly motifLimite: string;
  /** From the preview: back to the form, or on. */
  readonly etape: 'apercu' | 'modifier';
}

export const FORMULAIRE_COMPLEMENTS = formulaire<SaisieComplements>({
  elements: lignes(Joi.object({ cle, motif: Joi.string().valid('', ...MOTIFS_COMPLEMENT).default(''), commentaire }), 120),
  message: texte(5000).allow('').default(''),
  limite: jourSaisi(),
  motifLimite: ligne(1000).allow('').default(''),
  etape: Joi.string().valid('apercu', 'modifier').default('apercu'),
});

/** More time: asked for by the porteur. */
export const FORMULAIRE_DELAI = formulaire<{ souhaite: Jour; motif: string }>({ souhaite: jourSaisi().required(), motif: ligne(1000).required() });

/** More time: given or refused by an agent. */
export interface SaisieProlongation { readonly decision: 'accorder' | 'refuser'; readonly limite?: Jour; readonly motif: string }

export const FORMULAIRE_PROLONGATION = formulaire<SaisieProlongation>({
  decision: Joi.string().valid('accorder', 'refuser').required(), limite: jourSaisi(), motif: ligne(1000).allow('').default(''),
});

/** @throws FormulaireInvalide when time is given without a day */
export function limiteDe({ limite }: SaisieProlongation): Jour {
  if (limite === undefined) throw new FormulaireInvalide({ limite: 'Renseignez ce champ.' });
  return limite;
}

export const FORMULAIRE_REPRISE = formulaire<{ motifReprise: string }>({ motifReprise: ligne(1000).allow('').default('') });
export const FORMULAIRE_REPONSE = formulaire<{ reponse: string }>({ reponse: texte(5000).allow('').default('') });

/**
 * Elements asked for, from the rows of the form.
 * @throws FormulaireInvalide on a comment without a motive, or a motive that must be explained and is not
 */
export function elementsDe({ elements }: SaisieComplements): ElementDemande[] {
  const erreurs: Record<string, string> = {};
  for (const [i, e] of elements.entries()) {
    if (e.motif === '' && e.commentaire !== '') erreurs[`elements.${i}.motif`] = 'Choisissez le motif de cette demande, ou effacez son explication.';
    if (e.motif !== '' && e.motif !== 'manquant' && e.commentaire === '') erreurs[`elements.${i}.commentaire`] = 'Expliquez ce qui est à corriger : l’organisme ne lira que ces mots.';
  }
  if (Object.keys(erreurs).length > 0) throw new FormulaireInvalide(erreurs);
  return elements.flatMap(({ cle: c, motif, commentaire: mots }) => {
    const [cible, code = '', precision = ''] = c.split(':');
    if (motif === '' || (cible !== 'piece' && cible !== 'section')) return [];
    return [{ cible, code, ...(precision === '' ? {} : { precision }), motif, commentaire: mots }];
  });
}

export interface SaisieConclusion {
  readonly conclusion: 'recevable' | 'irrecevable';
  readonly motifs: string;
}

export const FORMULAIRE_CONCLUSION = formulaire<SaisieConclusion>({
  conclusion: ligne(20).valid('recevable', 'irrecevable').required(),
  motifs: texte(8000).allow('').default(''),
});
