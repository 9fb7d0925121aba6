import type { Financeur } from '../financements/nomenclature.js';

export const ARTICLES = [
  'objet', 'duree', 'montant', 'versements', 'objectifs', 'obligations', 'suivi', 'bilan', 'controle', 'reversement', 'conservation', 'transparence', 'modification', 'resiliation', 'litiges',
] as const;
/** An article of every convention. */
export type CodeArticle = (typeof ARTICLES)[number];

export const ARTICLES_FSE = ['fse_eligibilite', 'fse_participants', 'fse_publicite', 'fse_audit'] as const;
/** An article of the conventions of FSE+ alone. */
export type CodeArticleFse = (typeof ARTICLES_FSE)[number];

/** Articles of a convention in their order, from which their numbers come: those of FSE+ follow the evidence. */
export function articlesDe(financeur: Financeur): readonly (CodeArticle | CodeArticleFse)[] {
  if (financeur !== 'fse') return ARTICLES;
  return ARTICLES.flatMap((code) => (code === 'suivi' ? [code, ...ARTICLES_FSE] : [code]));
}
