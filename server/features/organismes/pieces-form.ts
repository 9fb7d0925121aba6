import type { Jour } from '../../domain/kernel/jour.js';
import { formulaire, jourSaisi, ligne } from '../../web/form-errors.js';

/** A new permanent piece; the file itself comes in field `fichier`. */
export const formulairePermanente = formulaire<{ code: string; valableJusquAu: Jour | null }>({ code: ligne(40).required(), valableJusquAu: jourSaisi().default(null) });

/** A file in the place of another; it comes in field `fichierRemplacant`. */
export const formulaireRemplacement = formulaire<{ nouvelleValidite: Jour | null }>({ nouvelleValidite: jourSaisi().default(null) });
