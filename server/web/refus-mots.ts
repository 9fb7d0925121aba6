import type { Refus } from '../domain/kernel/refus.js';
import { euros } from '../platform/format.js';

type Donnees = Refus['donnees'];

/** Sentences of a family of refusals, by code, each written from the figures of the refusal. */
export type Messages = Readonly<Record<string, (d: Donnees) => string>>;

/** An amount of the refusal, in euros. */
export const montant = (d: Donnees, cle: string): string => euros(Number(d[cle] ?? 0));
