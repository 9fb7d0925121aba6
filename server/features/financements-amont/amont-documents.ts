import { feuilleRecapitulative, TITRES_RECAPITULATIF, totauxDesLignes } from '../../domain/financements-amont/recapitulatif.js';
import { COLONNES_TABLEAU } from '../../domain/financements-amont/tableau.js';
import type { Feuille, ValeurCellule } from '../../platform/feuille.js';
import { dateLongue, euros } from '../../platform/format.js';
import type { DocumentModele } from '../../platform/pdf.js';
import type { Marque } from '../reglages/marque-queries.js';
import type { ConventionAmont, LigneLue } from './amont-queries.js';

/** The recapitulative table as a workbook: amounts are numbers, an empty cell stays empty, the last row is TOTAL. */
export function feuilleDuTableau(annee: number, lignes: readonly LigneLue[]): Feuille {
  const [totaux, montants] = [totauxDesLignes(lignes), new Set<string>(TITRES_RECAPITULATIF.slice(4))];
  // A figure that cannot be read would be no number: its column is then text, as the document gave it.
  const texte = new Set(COLONNES_TABLEAU.filter((c) => lignes.some((l) => l.illisibles[c] !== undefined)));
  const bruts = feuilleRecapitulative(lignes).lignes.slice(1);
  const corps = lignes.map((l, i): ValeurCellule[] => [l.theme, l.imputation, l.fiche ?? '*', l.intitule, ...COLONNES_TABLEAU.map((c, j) => (texte.has(c) ? bruts[i]?.cellules[4 + j] ?? '' : l.montants[c]))]);
  const total: ValeurCellule[] = ['TOTAL', '', '', '', ...COLONNES_TABLEAU.map((c, j) => (texte.has(c) ? bruts.at(-1)?.cellules[4 + j] ?? '' : totaux[c]))];
  return {
    feuille: `Tableau financier ${annee}`,
    colonnes: TITRES_RECAPITULATIF.map((titre, i) => ({ titre, type: montants.has(titre) && !texte.has(COLONNES_TABLEAU[i - 4] ?? 'budget') ? 'montant' as const : 'texte' as const })),
    lignes: enFlux([...corps, total]),
  };
}

async function* enFlux(lignes: readonly (readonly ValeurCellule[])[]): AsyncGenerator<readonly ValeurCellule[]> {
  for (const ligne of lignes) yield await Promise.resolve(ligne);
}

/** The recapitulative table as a document, with the sums of its lines. */
export function documentDuTableau(convention: ConventionAmont, annee: number, lignes: readonly LigneLue[], { marque, jour, creeLe }: { readonly marque: Marque; readonly jour: string; readonly creeLe: string }): DocumentModele {
  const totaux = totauxDesLignes(lignes);
  return {
    titre: `Tableau financier ${annee}`, reference: convention.numero, emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse }, date: dateLongue(jour), creeLe,
    blocs: [
      { type: 'paragraphe', texte: convention.intitule },
      {
        type: 'tableau', legende: 'Récapitulatif par fiche', colonnes: [{ titre: 'Fiche', largeur: 4 }, ...TITRES_RECAPITULATIF.slice(4).map((titre) => ({ titre, alignement: 'droite' as const, largeur: 2 }))],
        lignes: lignes.map((l) => [`${l.fiche ?? 'Thème'} ${l.intitule}\n${l.theme}\n${l.imputation}`, ...COLONNES_TABLEAU.map((c) => l.illisibles[c] ?? (l.montants[c] === null ? '' : euros(l.montants[c])))]),
        totaux: ['TOTAL', ...COLONNES_TABLEAU.map((c) => euros(totaux[c]))],
      },
    ],
  };
}
