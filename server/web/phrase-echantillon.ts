import type { Extrapolation, RegleEchantillonnage } from '../domain/service-fait/echantillon.js';
import { euros, pluriel, pourcent } from '../platform/format.js';

/** A rule of sampling in words, the same in the call, the convention and the control. */
export function phraseEchantillonnage({ seuilLignes, taux, minimum, extrapolation }: RegleEchantillonnage): string {
  const suite = extrapolation
    ? 'La part du montant tiré au sort qui n’est pas retenue est étendue aux dépenses qui n’ont pas été examinées.'
    : 'Les dépenses qui n’ont pas été examinées sont retenues telles qu’elles sont déclarées.';
  return `À partir de ${pluriel(seuilLignes, 'dépense déclarée', 'dépenses déclarées')}, le contrôle peut porter sur un échantillon tiré au sort : ${pourcent(taux)} des dépenses, et ${minimum} au moins. Le tirage est enregistré et peut être refait à l’identique. ${suite}`;
}

/** A draw in words: what was drawn, and the seed that gives it again. */
export const phraseTirage = ({ taille, population, graine }: { readonly taille: number; readonly population: number; readonly graine: string }): string =>
  `${pluriel(taille, 'dépense tirée', 'dépenses tirées')} au sort sur ${population} (graine ${graine}).`;

/** What the drawn lines say of the others, for one convention, in words. */
export function phraseExtrapolation({ controle, erreur, taux, lignes, reste, correction }: Extrapolation<string>): string {
  const trouve = erreur === 0 ? `Les ${euros(controle)} tirés au sort sont retenus en entier.` : `Sur ${euros(controle)} tirés au sort, ${euros(erreur)} ne sont pas retenus, soit ${pourcent(taux)}.`;
  if (lignes === 0) return `${trouve} Toutes les dépenses ont été examinées.`;
  const autres = `${pluriel(lignes, 'dépense non examinée', 'dépenses non examinées')} (${euros(reste)})`;
  return correction === 0 ? `${trouve} ${autres} : retenues telles qu’elles sont déclarées.` : `${trouve} Cette part est étendue à ${autres} : ${euros(correction)} n’en sont pas retenus.`;
}
