import { manquesDeLAppel, type Manque } from '../../domain/appels/completude.js';
import { SECTIONS_APPEL, type SectionAppel } from '../../domain/appels/sections.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import type { AppelEcrit } from './appel-store.js';

/** One part of a call in the list beside its editor. */
export interface Partie {
  readonly section: SectionAppel;
  readonly titre: string;
  readonly lien: string;
  readonly actif: boolean;
  readonly statut: 'complete' | 'erreur' | 'en_cours';
  readonly texte: string;
}

/** A reason why a call cannot be published, with the field to fill. */
export interface ManqueDit { readonly section: SectionAppel; readonly texte: string; readonly lien: string; readonly ancre: string }

/** Address of a section of a call's editor. */
export const versSection = (appelId: string, section: SectionAppel): string => vers(paths.appels.section, { appelId, section });

/** Every reason why what is being written cannot be published, in French, with the address of its field. */
export function direManques(appelId: string, appel: AppelEcrit, territoiresConnus: readonly string[]): ManqueDit[] {
  return manquesDeLAppel(appel, territoiresConnus).map(({ code, champ, section }: Manque) => {
    const ancre = `#${champ.replaceAll('.', '-')}`;
    return { section, texte: libelle('manque_appel', code), ancre, lien: versSection(appelId, section) + ancre };
  });
}

/**
 * The parts of a call with their state.
 * @param modifiees sections that differ from the published version
 */
export function partiesDeLAppel(appelId: string, manques: readonly ManqueDit[], modifiees: ReadonlySet<SectionAppel>, courante: SectionAppel | null): Partie[] {
  return SECTIONS_APPEL.map((section) => {
    const incomplete = manques.some((m) => m.section === section);
    const modifiee = modifiees.has(section);
    return {
      section, titre: libelle('section_appel', section), lien: versSection(appelId, section), actif: section === courante,
      statut: incomplete ? 'erreur' : modifiee ? 'en_cours' : 'complete', texte: incomplete ? 'À compléter' : modifiee ? 'Modifiée' : 'Complète',
    };
  });
}
