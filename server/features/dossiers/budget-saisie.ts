import { OPTIONS_DE_COUT } from '../../domain/financements/conseil-forfaits.js';
import type { CodeForfait } from '../../domain/financements/nomenclature.js';
import { texteTape, type Saisie } from '../../web/saisie.js';
import { GROUPES_COLLABLES, lireCollage } from './collage.js';
import { cleOption } from './plan-page.js';
import { rangees } from './section-saisie.js';

/** Which button of a section was pressed; typing alone presses none. */
export type Etape = { readonly nature: 'rester' | 'liste' | 'coller' } | { readonly nature: 'forfait'; readonly option: readonly CodeForfait[] };

/** Reads the button from the form's `suite`: `rester`, `liste`, `coller`, or `forfait:reste_40`. */
export function etapeDemandee(corps: Saisie): Etape {
  const suite = texteTape(corps, 'suite');
  const option = suite.startsWith('forfait:') ? OPTIONS_DE_COUT.find((codes) => cleOption(codes) === suite.slice('forfait:'.length)) : undefined;
  if (option !== undefined) return { nature: 'forfait', option };
  return { nature: suite === 'liste' || suite === 'coller' ? suite : 'rester' };
}

/** The budget with these flat rates and no other. */
export const choisirForfaits = (saisie: Saisie, option: readonly CodeForfait[]): Saisie => ({ ...saisie, forfaits: [...option] });

/** Rows with what makes them more than empty: the lists of a row always carry a value. */
const remplie = (rangee: unknown): boolean => typeof rangee === 'object' && rangee !== null && ['libelle', 'montant'].some((c) => texteTape(rangee as Saisie, c).trim() !== '');

/** The budget with the rows pasted from a spreadsheet (`collage[depenses]`…) after those typed; the pasted text is then used up. */
export function ajouterCollage(saisie: Saisie): Saisie {
  const ajouts = GROUPES_COLLABLES.map((groupe) => [groupe, lireCollage(texteTape(saisie, `collage.${groupe}`), groupe)] as const).filter(([, lignes]) => lignes.length > 0);
  const groupes = ajouts.map(([groupe, lignes]) => [groupe, [...rangees(saisie[groupe]).filter(remplie), ...lignes]]);
  return { ...saisie, collage: undefined, ...Object.fromEntries(groupes) };
}
