import { POSTES, type Poste } from '../financements/nomenclature.js';
import { cents, fractionDeCents, somme, ZERO, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';
import { dixMilliemes, DIX_MILLE, type Taux } from '../kernel/taux.js';
import { reviser, type Clauses } from './avenant.js';

/** Planned amounts by post. */
export type Postes = Partial<Readonly<Record<Poste, Cents>>>;

/** What moves from some posts to others: the sum of what posts gain. */
export const deplace = (avant: Postes, apres: Postes): Cents =>
  somme(POSTES.map((p) => cents(Math.max(0, (apres[p] ?? ZERO) - (avant[p] ?? ZERO)))));

/** Most that may move on a declaration alone, truncated to the cent. */
export const plafondDesMouvements = ({ termes }: Clauses, seuil: Taux): Cents => fractionDeCents(termes.depensesPrevuesCents, dixMilliemes(seuil), DIX_MILLE, 'tronque');

/**
 * The clauses after a move between posts that is only declared: the planned cost stays, and what moved since the version in
 * force was signed, earlier declarations included, stays under the threshold of the call. Two small moves are one larger move.
 * @param signes posts of the version in force as it was signed
 * @throws Refus `mouvement.sans_changement`, `mouvement.cout_change` { avant, apres }, `mouvement.au_dessus_du_seuil` { deplace, plafond }
 * @see issue 4, Convention (« moves under a threshold set by the call need only be declared »)
 */
export function deplacerEntrePostes(clauses: Clauses, signes: Postes, postes: Postes, seuil: Taux): Clauses {
  const { montant, termes } = clauses;
  const apres = reviser(clauses, { montant, fin: termes.operation.fin, volumes: termes.objectifs.map((o) => o.prevu), publics: termes.publicsPrevus, postes });
  // With the estimates behind flat rates, which the form does not ask for.
  const voulus = apres.termes.postes ?? {};
  if (deplace(termes.postes ?? {}, voulus) === 0 && deplace(voulus, termes.postes ?? {}) === 0) throw new Refus('mouvement.sans_changement');
  if (apres.termes.depensesPrevuesCents !== termes.depensesPrevuesCents) {
    throw new Refus('mouvement.cout_change', { avant: termes.depensesPrevuesCents, apres: apres.termes.depensesPrevuesCents });
  }
  const [total, plafond] = [deplace(signes, voulus), plafondDesMouvements(clauses, seuil)];
  if (total > plafond) throw new Refus('mouvement.au_dessus_du_seuil', { deplace: total, plafond });
  return apres;
}
