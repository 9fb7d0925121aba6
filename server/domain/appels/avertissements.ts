import { joursEntre, type Jour } from '../kernel/jour.js';
import type { ContenuAppel } from './contenu.js';
import type { SectionAppel } from './sections.js';

/** What deserves a second look before publication and does not prevent it. */
export type CodeAvertissement =
  | 'ouverture_passee' | 'depot_court' | 'fermeture_non_ouvree' | 'operations_avant_decision'
  | 'attendus_vides' | 'lettre_intention_absente' | 'estimatif_absent' | 'rib_absent'
  | 'critere_unique' | 'enveloppe_absente';

export interface Avertissement { readonly code: CodeAvertissement; readonly section: SectionAppel | null }

/** A call with its dates as days of Paris, and what surrounds it. */
export interface AppelARelire {
  readonly ouvre: Jour;
  readonly ferme: Jour;
  /** Instants, to tell whether the opening is past. */
  readonly ouvreLe: string;
  readonly maintenant: string;
  /** True on Saturdays, Sundays and public holidays. */
  readonly estChome: (j: Jour) => boolean;
  /** Credits voted for this call, in cents. */
  readonly voteCents: number;
  readonly contenu: ContenuAppel;
}

/** Deposits shorter than this leave associations no time to meet their board, days. */
const DEPOT_COURT = 30;

/**
 * Every warning on a call about to be published, in the order of its sections.
 * @see spec 2.1 (letters of intent, estimate of flat rates)
 */
export function avertissementsDeLAppel(appel: AppelARelire): Avertissement[] {
  return [...dates(appel), ...contenu(appel.contenu), ...(appel.voteCents === 0 ? [{ code: 'enveloppe_absente', section: null } as const] : [])];
}

function* dates({ ouvre, ferme, ouvreLe, maintenant, estChome, contenu: { periodeOperations } }: AppelARelire): Generator<Avertissement> {
  const avertir = (code: CodeAvertissement): Avertissement => ({ code, section: 'identite' });
  if (ouvreLe < maintenant) yield avertir('ouverture_passee');
  if (ferme >= ouvre && joursEntre(ouvre, ferme) < DEPOT_COURT) yield avertir('depot_court');
  if (estChome(ferme)) yield avertir('fermeture_non_ouvree');
  if (periodeOperations.debut <= ferme) yield avertir('operations_avant_decision');
}

function* contenu({ attendus = '', pieces, criteres }: ContenuAppel): Generator<Avertissement> {
  if (attendus.trim() === '') yield { code: 'attendus_vides', section: 'presentation' };
  if (criteres.length === 1) yield { code: 'critere_unique', section: 'criteres' };
  if (!pieces.some((p) => p.parCofinanceur === true)) yield { code: 'lettre_intention_absente', section: 'pieces' };
  if (!pieces.some((p) => p.si === 'forfait')) yield { code: 'estimatif_absent', section: 'pieces' };
  if (!pieces.some((p) => p.code === 'rib')) yield { code: 'rib_absent', section: 'pieces' };
}
