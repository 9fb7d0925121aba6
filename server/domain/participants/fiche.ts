import { ajouterMois, type Jour } from '../kernel/jour.js';
import { Refus, type DonneesDeRefus } from '../kernel/refus.js';
import { ageLe } from './age.js';
import { QUESTIONS_LIBRES, type Fiche, type QuestionLibre } from './questionnaire.js';

/** A question of a record. */
export type Champ = keyof Fiche;

/**
 * Compulsory questions at entry that have no answer yet: those from which point 1.1 is counted, with gender and age, which no record
 * lacks, and the training followed at entry, without which a training at exit would be no result. Those of point 1.2 are not among
 * them: disability and minorities are special categories of data, and all of them are given voluntarily.
 * @see regulation (EU) 2021/1057, annex I, points 1.1 and 1.2; regulation (EU) 2016/679, article 9; decision 0032
 */
export function manquesEntree(f: Fiche): Champ[] {
  const exigees: readonly Champ[] = ['statut', ...(f.statut === 'chomeur' ? ['dureeChomage' as const] : []), 'formation', 'niveau'];
  return exigees.filter((champ) => f[champ] === null);
}

/** Questions of point 1.2 that nobody has answered, be it by a refusal: to be asked, though the person counts without them. */
export const questionsSansReponse = (f: Readonly<Record<QuestionLibre, unknown>>): QuestionLibre[] => QUESTIONS_LIBRES.filter((champ) => f[champ] === null);

/** Every compulsory answer at entry is there: the person counts in the indicators. */
export const entreeComplete = (f: Fiche): boolean => manquesEntree(f).length === 0;

/**
 * Compulsory answers that lack: at entry, then at exit for who has left. The record is incomplete as long as there is one; the
 * follow-up at six months, asked of those who can be reached, never makes it so.
 * @see regulation (EU) 2021/1057, annex I
 */
export function manquesDe(f: Fiche): Champ[] {
  const sortie: readonly Champ[] = f.sortie === null ? [] : ['situationSortie', 'formationSortie', 'qualification'];
  return [...manquesEntree(f), ...sortie.filter((champ) => f[champ] === null)];
}

/** Months between leaving and the follow-up. */
const MOIS_AVANT_SUIVI = 6;

/** Day from which the situation after six months is asked; null as long as the person is there. @see annex I */
export const suiviDu = ({ sortie }: Pick<Fiche, 'sortie'>): Jour | null => (sortie === null ? null : ajouterMois(sortie, MOIS_AVANT_SUIVI));

/** Nobody that old enters an operation: a mistyped year. */
const AGE_MAX = 110;

/** What dates are compared with: today, and the period of the operation. */
export interface Cadre { readonly aujourdhui: Jour; readonly operation: { readonly debut: Jour; readonly fin: Jour } }

/** A contradiction inside a record, on the field that shows it. */
export interface Anomalie { readonly code: CodeAnomalie; readonly champ: Champ; readonly donnees?: DonneesDeRefus }
export type CodeAnomalie = 'participant.naissance' | 'participant.entree_future' | 'participant.entree_hors_operation' | 'participant.sortie_avant_entree' | 'participant.sortie_future'
  | 'participant.sortie_sans_date' | 'participant.suivi_trop_tot' | 'participant.suivi_futur' | 'participant.suivi_sans_sortie';

/** What contradicts itself in a record, field by field; what lacks is no contradiction. */
export function anomaliesDe(f: Fiche, { aujourdhui, operation }: Cadre): Anomalie[] {
  const trouvees: Anomalie[] = [];
  const relever = (si: boolean, champ: Champ, code: CodeAnomalie, donnees?: DonneesDeRefus): void => { if (si) trouvees.push({ champ, code, ...(donnees === undefined ? {} : { donnees }) }); };
  const age = ageLe(f.naissance, f.entree);
  relever(age < 0 || age > AGE_MAX, 'naissance', 'participant.naissance');
  relever(f.entree > aujourdhui, 'entree', 'participant.entree_future');
  relever(f.entree < operation.debut || f.entree > operation.fin, 'entree', 'participant.entree_hors_operation', { ...operation });
  relever(f.sortie === null && [f.situationSortie, f.formationSortie, f.qualification].some((r) => r !== null), 'sortie', 'participant.sortie_sans_date');
  relever(f.sortie !== null && f.sortie < f.entree, 'sortie', 'participant.sortie_avant_entree', { entree: f.entree });
  relever(f.sortie !== null && f.sortie > aujourdhui, 'sortie', 'participant.sortie_future');
  const du = suiviDu(f);
  relever(f.sortie === null && f.suiviLe !== null, 'suiviLe', 'participant.suivi_sans_sortie');
  relever(du !== null && f.suiviLe !== null && f.suiviLe < du, 'suiviLe', 'participant.suivi_trop_tot', { du });
  relever(f.suiviLe !== null && f.suiviLe > aujourdhui, 'suiviLe', 'participant.suivi_futur');
  return trouvees;
}

/** Holds that a record does not contradict itself. @throws Refus of the first anomaly, on its field */
export function exigerCoherence(f: Fiche, cadre: Cadre): void {
  const [premiere] = anomaliesDe(f, cadre);
  if (premiere !== undefined) throw new Refus(premiere.code, { ...premiere.donnees, champ: premiere.champ });
}

/** The record without answers to questions that do not arise: length of unemployment of who is not unemployed, progress of who had no job. */
export const sansReponsesVaines = (f: Fiche): Fiche => ({
  ...f, dureeChomage: f.statut === 'chomeur' ? f.dureeChomage : null, amelioration: f.statut === 'salarie' || f.statut === 'independant' ? f.amelioration : null,
});
