export const SECTIONS_APPEL = ['identite', 'presentation', 'dispositifs', 'publics', 'criteres', 'pieces', 'regles', 'versements', 'delais', 'lettres'] as const;
/** A part of a call that is written and saved on its own. */
export type SectionAppel = (typeof SECTIONS_APPEL)[number];

/** First name of a field of the form, or of a part of the content, and the section it stands in. */
const SECTION_DE: Readonly<Record<string, SectionAppel>> = {
  titre: 'identite', code: 'identite', ouvreLe: 'identite', fermeLe: 'identite', periode: 'identite', periodeOperations: 'identite',
  contexte: 'presentation', objectifs: 'presentation', attendus: 'presentation', contact: 'presentation',
  dispositifs: 'dispositifs', mesuresSocles: 'dispositifs', axes: 'dispositifs',
  publics: 'publics', territoires: 'publics', concertation: 'publics', concertationPrealable: 'publics',
  criteres: 'criteres', comite: 'criteres', pieces: 'pieces',
  echeances: 'versements', echeancesFse: 'versements', financeursVerseurs: 'versements', fse: 'versements', methodeProratisation: 'versements', tauxIntervention: 'versements', seuilMouvementBudget: 'versements',
  delais: 'delais', emargement: 'delais', lettres: 'lettres',
};

/**
 * Section of a field (`criteres.0.poids`) or of a place of the content (`regles.echeances`); what is unknown stands with
 * the financial rules.
 */
export function sectionDuChamp(chemin: string): SectionAppel {
  const [tete = '', suite = ''] = chemin.split('.');
  return SECTION_DE[tete === 'regles' && suite !== '' ? suite : tete] ?? 'regles';
}
