import type { VersionDossier } from '../dossiers/contenu.js';
import { differencesEntre } from '../dossiers/differences.js';

type Element = { readonly cible: 'piece' | 'section'; readonly code: string; readonly precision?: string };

/**
 * Which of the things asked for changed between two contents of a dossier, in their order.
 * @see spec 1, stage 5 (rounds of complements)
 */
export function elementsChanges(elements: readonly Element[], avant: VersionDossier, apres: VersionDossier): boolean[] {
  const { champs, pieces } = differencesEntre(avant, apres);
  return elements.map((e) => (e.cible === 'section' ? champs.some((c) => c.section === e.code) : pieces.some((p) => p.code === e.code && p.precision === (e.precision ?? ''))));
}

/** Sections on which each rule looks: a rule is to be read again when one of them changed. */
const SECTIONS_DE_REGLE: Readonly<Record<string, readonly string[]>> = {
  periode: ['projet'], duree: ['projet'], dispositif: ['projet'], territoire: ['projet'], concertation: ['projet'], publics: ['publics', 'budget'], plan: ['budget'], cofinancements: ['budget'], engagements: ['engagements'],
};

/** Section to ask for again when a rule is broken; null where no section can mend it. */
export const sectionDeRegle = (code: string): string | null => SECTIONS_DE_REGLE[code]?.[0] ?? null;

/** Keys of the checklist (`regle:periode`, `piece:rib`) whose object changed between two deposits. */
export function lignesChangees(lignes: readonly { readonly cle: string; readonly nature: string; readonly code: string; readonly precision?: string }[], avant: VersionDossier, apres: VersionDossier): ReadonlySet<string> {
  const { champs, pieces } = differencesEntre(avant, apres);
  const sections = new Set<string>(champs.map((c) => c.section));
  return new Set(lignes.filter((l) => (l.nature === 'piece'
    ? pieces.some((p) => p.code === l.code && p.precision === (l.precision ?? ''))
    : (SECTIONS_DE_REGLE[l.code] ?? []).some((s) => sections.has(s)))).map((l) => l.cle));
}
