import { ajouterJours, joursEntre, type Jour } from '../kernel/jour.js';

/** Kinds of work that may wait for somebody, in the order of a grant's life. */
export const NATURES_TACHE = [
  'deposer', 'complements', 'ajustement_repondre', 'contradictoire', 'question_controle', 'convention_porteur', 'avenant_porteur', 'bilan_intermediaire', 'bilan', 'suite_visite', 'participants_suivi', 'participants_fiches', 'rembourser', 'recours_possible', 'delegation', 'piece_perimee', 'membre',
  'message', 'note', 'saisie_papier', 'recevabilite', 'prolongation', 'affecter', 'instruire', 'ajustement_traiter', 'valider_instruction', 'avis', 'declarer_liens', 'noter', 'inscrire', 'seance', 'seance_tenir', 'decider', 'reprendre', 'notifier', 'ajustement_demander', 'recours',
  'convention_preparer', 'convention_signer', 'avenant_demande', 'avenant_valider', 'avenant_signer', 'liasse_regarder', 'liquider', 'valider_versement', 'mandater', 'payer', 'reprendre_versement', 'encaisser', 'valider_bilan', 'designer_controleur', 'controler', 'conclure', 'participants_retard', 'droits', 'clore_appel', 'courriels',
] as const;
export type NatureTache = (typeof NATURES_TACHE)[number];

/** When something must be done: by the end of a day, or at a moment of it (ISO UTC). */
export interface Echeance { readonly jour: Jour; readonly instant: string | null }

/** One thing that waits for one person. */
export interface Tache {
  /** The same each time it is read, for a calendar: `complements-0190…`. */
  readonly cle: string;
  readonly nature: NatureTache;
  /** Number of the dossier; null when it has none or when the task is of no dossier. */
  readonly numero: string | null;
  readonly titre: string;
  readonly organisme: string;
  readonly precision: string;
  readonly echeance: Echeance | null;
  readonly lien: string;
}

export const RUBRIQUES_TACHE = ['en_retard', 'cette_semaine', 'plus_tard', 'sans_echeance'] as const;
export type RubriqueTache = (typeof RUBRIQUES_TACHE)[number];

/** Now, as deadlines are compared with it. */
export interface Maintenant { readonly jour: Jour; readonly instant: string }

/** Days that count as « cette semaine », today included: those of a week to come, whatever day it starts. */
const SEMAINE_JOURS = 7;

/** Last day of « cette semaine ». */
export const finDeSemaine = (jour: Jour): Jour => ajouterJours(jour, SEMAINE_JOURS - 1);

/** A day is late from the next one on; a moment as soon as it is over. */
export function estEnRetard(echeance: Echeance, maintenant: Maintenant): boolean {
  return echeance.instant === null ? echeance.jour < maintenant.jour : echeance.instant < maintenant.instant;
}

/** Where a task stands on the page. */
export function rubriqueDe(echeance: Echeance | null, maintenant: Maintenant): RubriqueTache {
  if (echeance === null) return 'sans_echeance';
  if (estEnRetard(echeance, maintenant)) return 'en_retard';
  return echeance.jour <= finDeSemaine(maintenant.jour) ? 'cette_semaine' : 'plus_tard';
}

/** Whole days until a deadline; negative once its day is over. */
export const joursAvant = (echeance: Echeance, maintenant: Maintenant): number => joursEntre(maintenant.jour, echeance.jour);

/** The nearest deadline first, a moment before the end of its day; without a deadline last; then the order of a grant's life. */
export function comparerTaches(a: Tache, b: Tache): number {
  return cmp(cleDeTri(a.echeance), cleDeTri(b.echeance)) || NATURES_TACHE.indexOf(a.nature) - NATURES_TACHE.indexOf(b.nature) || cmp(a.cle, b.cle);
}

const cleDeTri = (e: Echeance | null): string => (e === null ? '~' : `${e.jour} ${e.instant ?? '~'}`);
const cmp = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Tasks under their headings, the empty ones left out, each once and in its order. */
export function classer(taches: readonly Tache[], maintenant: Maintenant): { readonly rubrique: RubriqueTache; readonly taches: readonly Tache[] }[] {
  const uniques = [...new Map(taches.map((t) => [t.cle, t])).values()].sort(comparerTaches);
  return RUBRIQUES_TACHE.map((rubrique) => ({ rubrique, taches: uniques.filter((t) => rubriqueDe(t.echeance, maintenant) === rubrique) })).filter((g) => g.taches.length > 0);
}
