/** A column of a table; `largeur` is its weight among the columns (1 where another column has one). */
export interface Colonne {
  titre: string;
  alignement?: 'gauche' | 'droite';
  largeur?: number;
}

/** One block of a document, in reading order. A line break in a `texte` starts a new line. */
export type Bloc =
  | { type: 'titre'; niveau: 1 | 2 | 3; texte: string }
  | { type: 'paragraphe'; texte: string; gras?: boolean; discret?: boolean }
  | { type: 'liste'; elements: string[]; ordonnee?: boolean }
  | { type: 'definitions'; entrees: { terme: string; valeur: string }[] }
  | { type: 'tableau'; legende?: string; colonnes: Colonne[]; lignes: string[][]; totaux?: string[] }
  | { type: 'encadre'; titre: string; texte: string }
  | { type: 'adresse'; lignes: string[] }
  | { type: 'signature'; lieu: string; date: string; qualite: string; nom?: string }
  /** QR code that opens `contenu`, its side in points, with words beside it. */
  | { type: 'code'; contenu: string; cote: number; titre: string; texte: string }
  | { type: 'saut_de_page' };

/**
 * An official document as data, frozen as JSON and rendered on demand.
 * `date` is shown as it is written; `creeLe` is an ISO instant, kept as the file's creation date
 * so that the same model always gives the same bytes.
 */
export interface DocumentModele {
  titre: string;
  reference?: string;
  emetteur: { nom: string; service?: string; adresse?: string };
  date: string;
  creeLe: string;
  /** When each page bears a code: the document's number in it, and what the foot of the page recalls besides the reference. */
  codeDePage?: { numero: string; rappel: string };
  blocs: Bloc[];
}

/** The block of one type. */
export type BlocDe<T extends Bloc['type']> = Extract<Bloc, { type: T }>;
