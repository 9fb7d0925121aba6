import { Refus } from '../kernel/refus.js';

/** Chapters of the instruction report, in order (spec 1, stage 6). */
export const CHAPITRES = ['besoin', 'qualite', 'partenariat', 'moyens', 'budget', 'conclusion'] as const;
export type Chapitre = (typeof CHAPITRES)[number];
export type Chapitres = Readonly<Record<Chapitre, string>>;

export const CONCLUSIONS = ['favorable', 'favorable_avec_reserves', 'defavorable'] as const;
export type ConclusionInstruction = (typeof CONCLUSIONS)[number];

export const CHAPITRES_VIERGES: Chapitres = { besoin: '', qualite: '', partenariat: '', moyens: '', budget: '', conclusion: '' };

/** A report as it stands, amounts in cents. */
export interface Instruction {
  readonly chapitres: Chapitres;
  readonly proposeCents: number | null;
  readonly conclusion: ConclusionInstruction | null;
}

export type ManqueDuRapport = 'chapitres' | 'conclusion' | 'montant';

/** What keeps a report from being handed over or validated; empty when it is complete. */
export function manquesDuRapport({ chapitres, proposeCents, conclusion }: Instruction): ManqueDuRapport[] {
  return [
    ...(CHAPITRES.some((c) => chapitres[c].trim() === '') ? ['chapitres' as const] : []),
    ...(conclusion === null ? ['conclusion' as const] : []),
    ...(proposeCents === null ? ['montant' as const] : []),
  ];
}

/**
 * Holds that a report is complete.
 * @throws Refus `instruction.incomplete` with `manques`, codes parted by commas
 */
export function exigerRapportComplet(instruction: Instruction): void {
  const manques = manquesDuRapport(instruction);
  if (manques.length > 0) throw new Refus('instruction.incomplete', { manques: manques.join(',') });
}
