import { phaseDepot, type CalendrierAppel } from '../appels/ouverture.js';
import { Refus } from '../kernel/refus.js';
import type { ContenuSections, SectionSaisie } from './contenu.js';

/** How a dossier on paper reached the service. */
export const MODES_RECEPTION = ['courrier', 'remise'] as const;
export type ModeReception = (typeof MODES_RECEPTION)[number];

/** Code of the piece that holds the scanned original. */
export const PIECE_ORIGINAL = 'original_papier';

/**
 * Was a dossier received on paper at this moment within the call? The call may have closed since, the agent enters it
 * later; never published or archived, it takes nothing.
 */
export const recuATemps = (appel: CalendrierAppel, recuLe: string): boolean =>
  (appel.etat === 'publie' || appel.etat === 'clos') && phaseDepot({ ...appel, etat: 'publie' }, recuLe) === 'ouvert';

/**
 * Holds that a receipt may be entered: not in the future, while the call took deposits.
 * @throws Refus `papier.date_future`, `papier.hors_delai` with the opening and the closing
 */
export function exigerReception(appel: CalendrierAppel, recuLe: string, maintenant: string): void {
  if (recuLe > maintenant) throw new Refus('papier.date_future', { champ: 'jour' });
  if (!recuATemps(appel, recuLe)) throw new Refus('papier.hors_delai', { champ: 'jour', ouvreLe: appel.ouvreLe, fermeLe: appel.fermeLe });
}

const SAISIES: readonly SectionSaisie[] = ['organisme', 'projet', 'publics', 'budget', 'indicateurs', 'engagements'];

/** What the entry of a paper dossier still lacks: a section never saved, the title or a day of the project, the scanned original. */
export type ManqueSaisie = SectionSaisie | 'titre' | 'debut' | 'fin' | 'original';

/**
 * What stands between the entry of a paper dossier and its deposit. It is taken as it came: what the organisme left
 * blank does not stop it, the request for complements will ask for it.
 */
export function manquesDeSaisie(sections: Partial<ContenuSections>, pieces: readonly { readonly code: string }[]): ManqueSaisie[] {
  const { projet } = sections;
  return [
    ...SAISIES.filter((s) => sections[s] === undefined),
    ...(projet === undefined ? [] : (['titre', 'debut', 'fin'] as const).filter((c) => !projet[c])),
    ...(pieces.some((p) => p.code === PIECE_ORIGINAL) ? [] : ['original' as const]),
  ];
}

/** @throws Refus `papier.saisie_incomplete` with how many things are missing */
export function exigerSaisieSuffisante(sections: Partial<ContenuSections>, pieces: readonly { readonly code: string }[]): void {
  const manques = manquesDeSaisie(sections, pieces);
  if (manques.length > 0) throw new Refus('papier.saisie_incomplete', { nombre: manques.length, manques: manques.join(' ') });
}
