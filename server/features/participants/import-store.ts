import type { Knex } from 'knex';
import type { TitresConnus } from '../../domain/importations/colonnes.js';
import type { ChampParticipant } from '../../domain/participants/importation.js';
import type { ApercuFeuille } from '../../platform/apercu-feuille.js';
import type { Coffre } from '../../platform/coffre.js';
import type { LigneClasseur } from '../../platform/lecture-classeur.js';
import { scellerJson } from './import-coffre.js';
import { LIEUX, type CelluleTrouvee } from './import-queries.js';
import type { ErreurDeCellule } from './import-rangee.js';

/** Encrypts what a spreadsheet shows before it is read, its name included. */
export function scellerApercu(coffre: Coffre, importId: string, nom: string, apercu: ApercuFeuille): { cle_version: number; apercu_chiffre: string } {
  const { cle_version, chiffre } = scellerJson(coffre, LIEUX.apercu(importId), { nom, apercu });
  return { cle_version, apercu_chiffre: chiffre };
}

/** Keeps rows that wait to be read, encrypted. */
export const insererLot = (db: Knex, coffre: Coffre, importId: string, rang: number, lignes: readonly LigneClasseur[]): Promise<unknown> =>
  db('participant_import_lots').insert({ import_id: importId, rang, ...scellerJson(coffre, LIEUX.lot(importId, rang), lignes) });

/** Removes rows once they are read. */
export const effacerLot = (db: Knex, importId: string, rang: number): Promise<number> => db('participant_import_lots').where({ import_id: importId, rang }).del();

const LIGNES_PAR_ORDRE = 200;

/** Keeps the cells that were refused; what they held and the sentence about it are encrypted. */
export async function insererErreurs(db: Knex.Transaction, coffre: Coffre, importId: string, erreurs: readonly (ErreurDeCellule & { readonly ligne: number })[]): Promise<void> {
  const lignes = erreurs.map(({ ligne, champ, colonne, trouve, attendu }) => {
    const trouvee: CelluleTrouvee = { trouve, attendu };
    return { import_id: importId, ligne, champ, colonne, ...scellerJson(coffre, LIEUX.erreur(importId, ligne, champ), trouvee) };
  });
  if (lignes.length > 0) await db.batchInsert('participant_import_erreurs', lignes, LIGNES_PAR_ORDRE);
}

/** Keeps the rows of people who were in the operation already and answer something else there. */
export async function insererConnus(db: Knex.Transaction, importId: string, connus: readonly { readonly ligne: number; readonly pseudonyme: string; readonly differences: readonly string[] }[]): Promise<void> {
  const lignes = connus.map(({ ligne, pseudonyme, differences }) => ({ import_id: importId, ligne, pseudonyme, differences: differences.join(' ') }));
  if (lignes.length > 0) await db.batchInsert('participant_import_connus', lignes, LIGNES_PAR_ORDRE);
}

/** Keeps the headings of an organisme for its next spreadsheet: encrypted, for a sheet without headings shows names there. */
export const retenirCorrespondance = (db: Knex, coffre: Coffre, organismeId: string, titres: TitresConnus<ChampParticipant>, le: string): Promise<unknown> =>
  db('participant_correspondances').insert({ organisme_id: organismeId, ...scellerJson(coffre, LIEUX.titres(organismeId), titres), modifiee_le: le }).onConflict('organisme_id').merge();

/** Removes imports with everything that waits or was refused in them. */
export async function effacerImports(db: Knex, ids: readonly string[]): Promise<void> {
  for (const table of ['participant_import_lots', 'participant_import_erreurs', 'participant_import_connus']) await db(table).whereIn('import_id', [...ids]).del();
  await db('participant_imports').whereIn('id', [...ids]).del();
}
