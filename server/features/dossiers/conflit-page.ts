import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { ContenuSections, SectionSaisie } from '../../domain/dossiers/contenu.js';
import { champsDifferents } from '../../domain/dossiers/differences.js';
import { valeurLisible } from '../../web/differences-lisibles.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { lireFormulaire } from '../../web/form-errors.js';
import { libelle } from '../../web/libelles.js';
import type { Noms } from '../../web/noms-appel.js';
import type { Saisie } from '../../web/saisie.js';
import type { SectionLue } from './dossier-queries.js';
import { formulaireSection } from './section-forms.js';
import { versSaisie } from './section-saisie.js';

/** A field whose stored value differs from the one just typed: both are shown and the writer chooses. */
export interface Conflit { readonly champ: string; readonly chemin: string; readonly saisie: string; readonly enregistre: string; readonly choix: 'moi' | 'autre' }

/** Fields somebody else saved otherwise while this section was being typed; none when the versions agree or the typing cannot be read. */
export function conflitsEntre(saisie: Saisie | null, stockee: SectionLue | undefined, section: SectionSaisie, appel: ContenuAppel, territoires: readonly string[], noms: Noms): Conflit[] {
  if (saisie === null || stockee === undefined || Number(saisie['version']) === stockee.version) return [];
  const tape = lire(saisie, section, appel, territoires);
  if (tape === null) return [];
  return champsDifferents(section, tape, stockee.contenu).map(({ champ, avant, apres }) => ({
    champ: libelle('champ', champ), chemin: champ, saisie: valeurLisible(champ, avant, noms), enregistre: valeurLisible(champ, apres, noms), choix: 'moi' as const,
  }));
}

function lire(saisie: Saisie, section: SectionSaisie, appel: ContenuAppel, territoires: readonly string[]): ContenuSections[SectionSaisie] | null {
  try {
    const { version: _version, suite: _suite, ...contenu } = lireFormulaire(formulaireSection(section, appel, territoires), saisie);
    return contenu;
  } catch (erreur) {
    if (erreur instanceof FormulaireInvalide) return null;
    throw erreur;
  }
}

/** What was typed, with the stored value of each field the writer chose to take from the other (`choix[champ]=autre`). */
export function appliquerChoix(saisie: Saisie, stocke: object | undefined): Saisie {
  const choix = saisie['choix'];
  if (typeof choix !== 'object' || choix === null || stocke === undefined) return saisie;
  const reprises = Object.entries(choix).filter(([champ, de]) => de === 'autre' && Object.hasOwn(stocke, champ)).map(([champ]) => champ);
  const enregistrees = versSaisie(stocke);
  return { ...saisie, ...Object.fromEntries(reprises.map((champ) => [champ, enCases(enregistrees[champ])])) };
}

/** A checkbox that is not ticked is absent from a form. */
const enCases = (valeur: unknown): unknown => (valeur === true ? 'oui' : valeur === false || valeur === null ? '' : typeof valeur === 'number' ? String(valeur) : Array.isArray(valeur) ? valeur.map(enRangee) : valeur);
const enRangee = (valeur: unknown): unknown => (typeof valeur === 'object' && valeur !== null ? Object.fromEntries(Object.entries(valeur).map(([c, v]) => [c, enCases(v)])) : valeur);
