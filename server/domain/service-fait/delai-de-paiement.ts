import { ajouterJours, joursEntre, type Jour } from '../kernel/jour.js';

/** Days in which a beneficiary of FSE+ is paid, from the deposit of its claim, unless the call says fewer. */
export const DELAI_FSE_JOURS = 80;

/** Days on which the limit stands still, from the first to the last, both counted; `fin` null while it lasts. */
export interface Pause { readonly debut: Jour; readonly fin: Jour | null }

/** Where the limit stands: `limite` null while it is paused, `suspendus` the days it stood still so far. */
export interface DelaiDePaiement { readonly limite: Jour | null; readonly suspendus: number }

/**
 * Last day to pay the claim deposited with a bilan. The limit stands still while the porteur is awaited; a day on which it is
 * awaited twice counts once.
 * @see regulation (EU) 2021/1060, art. 74(1)(b); issue 5, CSF (80-day limit with its pauses)
 */
export function delaiDePaiement(depose: Jour, jours: number, pauses: readonly Pause[], aujourdhui: Jour): DelaiDePaiement {
  const enPause = pauses.some((p) => p.fin === null);
  let [suspendus, jusqua] = [0, ajouterJours(depose, -1)];
  for (const { debut, fin } of [...pauses].sort((a, b) => (a.debut < b.debut ? -1 : 1))) {
    const premier = debut > jusqua ? debut : ajouterJours(jusqua, 1);
    const dernier = fin ?? aujourdhui;
    if (dernier < premier) continue;
    suspendus += joursEntre(premier, dernier) + 1;
    jusqua = dernier;
  }
  return { limite: enPause ? null : ajouterJours(depose, jours + suspendus), suspendus };
}
