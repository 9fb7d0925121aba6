import { Refus } from '../kernel/refus.js';

/** One allowed change of state. `par` names who makes it, in the words of the habilitations. */
export interface Transition<E extends string> {
  readonly de: readonly E[];
  readonly vers: E;
  readonly par: string;
}

/** A state machine as data: buttons, guards, documentation and tests read it. */
export interface Machine<E extends string, T extends string> {
  readonly nom: string;
  readonly initial: E;
  readonly transitions: Readonly<Record<T, Transition<E>>>;
}

/** Declares a machine with its states and transitions inferred. */
export const machine = <E extends string, T extends string>(m: Machine<E, T>): Machine<E, T> => m;

/**
 * State reached from `etat` by `nom`.
 * @throws Refus `etat.incompatible` with the machine, the state and the transition.
 */
export function franchir<E extends string, T extends string>(m: Machine<E, T>, nom: T, etat: E): E {
  const transition = m.transitions[nom];
  if (!transition.de.includes(etat)) throw new Refus('etat.incompatible', { objet: m.nom, etat, transition: nom });
  return transition.vers;
}

/** True when the transition may start from this state. */
export const peutFranchir = <E extends string, T extends string>(m: Machine<E, T>, nom: T, etat: string): boolean =>
  (m.transitions[nom].de as readonly string[]).includes(etat);
