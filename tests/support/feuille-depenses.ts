import { fichierDeTableau, type FormatTableau } from './tableau.js';

/** Headings of the expense spreadsheets of tests: none is the name of a field as the product writes it. */
export const TITRES = ['Rubrique', 'Objet de la dépense', 'Fournisseur', 'N° facture', 'Date facture', 'Payé le', 'Montant TTC', 'Salarié', 'Mois', 'Heures'] as const;

/** One planted error: the row of the sheet and what was put in which cell. */
export interface ErreurPlantee { readonly ligne: number; readonly colonne: number; readonly valeur: string; readonly attendu: string }

/** What may be planted: a column, a value that cannot be read, what the report must then expect. */
const FAUTES: readonly (readonly [colonne: number, valeur: string, attendu: string])[] = [
  [6, 'douze euros', 'un montant, par exemple'], [6, '-45,00', 'un montant supérieur à 0'], [6, '0', 'un montant supérieur à 0'], [6, '123 456 789 012,00', 'un montant de 99 999 999,99'],
  [4, '31/02/2022', 'une date, par exemple'], [4, '', 'une date, par exemple'], [5, 'hier', 'une date, par exemple'], [0, 'Divers', 'un poste de dépense'], [1, '', 'un libellé'],
  [8, '13/2022', 'un mois, par exemple'], [9, '900', 'un nombre d’heures'],
];

/** Rows of a spreadsheet of `n` expenses, headings first, with `fautes` rows that cannot be read, spread over it; always the same. */
export function lignesDeDepenses(n: number, fautes: number): { lignes: string[][]; plantees: ErreurPlantee[] } {
  const postes = ['Fonctionnement direct', 'Prestations', 'Participants', 'Personnel direct'];
  const lignes = Array.from({ length: n }, (_, i) => {
    const [mois, jour] = [String((i % 12) + 1).padStart(2, '0'), String((i % 27) + 1).padStart(2, '0')];
    const poste = postes[i % 4] ?? '';
    const paie = poste === 'Personnel direct';
    return [poste, `Dépense ${i + 1}`, paie ? '' : `Fournisseur ${i % 37}`, paie ? '' : `F-${i + 1}`, `${jour}/${mois}/2022`, `${jour}/${mois}/2022`, `${100 + (i % 900)},${String(i % 100).padStart(2, '0')}`,
      paie ? `Salarié ${i % 50}` : '', paie ? `${mois}/2022` : '', paie ? '3,5' : ''];
  });
  const pas = Math.floor(n / Math.max(1, fautes));
  const plantees = Array.from({ length: fautes }, (_, k) => {
    const rang = k * pas + (k % Math.max(1, pas));
    const [colonne = 0, valeur = '', attendu = ''] = FAUTES[k % FAUTES.length] ?? [];
    const ligne = lignes[rang];
    if (ligne !== undefined) ligne[colonne] = valeur;
    return { ligne: rang + 2, colonne, valeur, attendu };
  });
  return { lignes: [[...TITRES], ...lignes], plantees };
}

/** The rows as a file of each format. */
export const fichierDeDepenses = (format: FormatTableau, lignes: readonly (readonly string[])[]): Promise<File> => fichierDeTableau('dépenses', format, lignes);
