/** Why a received file is not taken; the sentence is written by the web layer. */
export type MotifFichier =
  | 'vide' | 'trop_grand' | 'nom_trompeur' | 'nom_chemin' | 'nom_controle' | 'nom_long' | 'extension' | 'type_inconnu' | 'photo_heic' | 'ancien_format'
  | 'page_web' | 'executable' | 'macros' | 'archive' | 'mot_de_passe' | 'bombe' | 'polyglotte' | 'abime' | 'structure' | 'pdf_actif' | 'fichier_incorpore' | 'image_geante' | 'feuille_attendue';

/** A file that is not taken: its motive, and what was found. */
export class FichierRefuse extends Error {
  constructor(readonly motif: MotifFichier, readonly detail = '') {
    super(`file refused: ${motif} ${detail}`);
    this.name = 'FichierRefuse';
  }
}

/** Refuses the file being read. @throws FichierRefuse always */
export function refuser(motif: MotifFichier, detail = ''): never {
  throw new FichierRefuse(motif, detail);
}
