/** Which agreement a fiche belongs to: the programme départemental (PDI) or the pacte territorial (PTI). */
export const CADRES = ['PDI', 'PTI'] as const;
export type Cadre = (typeof CADRES)[number];

/** What a fiche-action says, in the order it is printed. */
export const SECTIONS_FICHE = [
  'contexte', 'objectifs', 'publics', 'modalites', 'partenaires', 'pilote', 'financements', 'territoire', 'calendrier', 'reussite', 'vigilance', 'evaluation',
] as const;
export type SectionFiche = (typeof SECTIONS_FICHE)[number];

/** How far a fiche or an action is. */
export const ETATS_PROGRAMME = ['a_lancer', 'en_cours', 'realisee', 'suspendue', 'abandonnee'] as const;
export type EtatProgramme = (typeof ETATS_PROGRAMME)[number];

/** Actions of a fiche by how far they are; what is abandoned no longer counts in the whole. */
export interface Avancement {
  readonly realisees: number;
  readonly enCours: number;
  /** Actions that were not abandoned. */
  readonly total: number;
}

/** Counts the actions of a fiche, or of several, by their state. */
export function avancement(etats: readonly EtatProgramme[]): Avancement {
  const compter = (etat: EtatProgramme): number => etats.filter((e) => e === etat).length;
  return { realisees: compter('realisee'), enCours: compter('en_cours'), total: etats.length - compter('abandonnee') };
}
