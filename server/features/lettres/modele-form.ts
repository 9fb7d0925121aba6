import { formulaire, ligne, texte, type Formulaire } from '../../web/form-errors.js';
import { entierSaisi } from '../../web/form-errors.js';

export interface SaisieModele {
  readonly objet: string;
  readonly texte: string;
  /** Version the author read. */
  readonly lue: number;
  /** Number of the dossier of the preview; empty for the last one. */
  readonly dossier: string;
}

export const formulaireModele: Formulaire<SaisieModele> = formulaire<SaisieModele>({
  objet: ligne(200).required(), texte: texte(20_000).required(), lue: entierSaisi().required(), dossier: ligne(40).allow('').default(''),
});
