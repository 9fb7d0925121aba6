import type { Knex } from 'knex';
import { nommeLaPersonne } from '../../domain/droits/mention.js';
import { CoffreFerme, type Coffre } from '../../platform/coffre.js';
import type { Demandeur } from './droits-coffre.js';
import { ouvrirJson } from './import-coffre.js';
import { LIEUX } from './import-queries.js';

/** A spreadsheet to be removed, and whether its rows are being read now. */
export interface TableauNommant { readonly id: string; readonly dossierId: string; readonly numero: string; readonly enCours: boolean }

/**
 * Spreadsheets that wait or were read less than a month ago, to be removed with a person: those of these operations, and those of any
 * operation whose rows, refused cells or first lines name the person; with the organismes whose kept headings do. What a withdrawn key
 * wrote names nobody any more.
 */
export async function tableauxQuiNomment(db: Knex, coffre: Coffre, personne: Demandeur, dossierIds: readonly string[]): Promise<{ imports: TableauNommant[]; organismes: string[] }> {
  const tous: { id: string; dossier_id: string; numero: string | null; etat: string | null; fini_le: string | null; cle_version: number; apercu_chiffre: string }[] = await db('participant_imports as i').join('dossiers as d', 'd.id', 'i.dossier_id')
    .leftJoin('travaux as t', 't.id', 'i.travail_id').orderBy('i.id').select('i.id', 'i.dossier_id', 'd.numero', 't.etat', 'i.fini_le', 'i.cle_version', 'i.apercu_chiffre');
  const nomme = (version: number, chiffre: string, lieu: string): boolean => dit(coffre, personne, { version: Number(version), chiffre }, lieu);
  const nommants = new Set(tous.filter((i) => dossierIds.includes(i.dossier_id) || nomme(i.cle_version, i.apercu_chiffre, LIEUX.apercu(i.id))).map((i) => i.id));
  const lots: { import_id: string; rang: number; cle_version: number; chiffre: string }[] = await db('participant_import_lots').whereNotIn('import_id', [...nommants]).select('import_id', 'rang', 'cle_version', 'chiffre');
  for (const l of lots) if (nomme(l.cle_version, l.chiffre, LIEUX.lot(l.import_id, Number(l.rang)))) nommants.add(l.import_id);
  const erreurs: { import_id: string; ligne: number; champ: string; cle_version: number; chiffre: string }[] = await db('participant_import_erreurs').whereNotIn('import_id', [...nommants]).select('import_id', 'ligne', 'champ', 'cle_version', 'chiffre');
  for (const e of erreurs) if (nomme(e.cle_version, e.chiffre, LIEUX.erreur(e.import_id, Number(e.ligne), e.champ))) nommants.add(e.import_id);
  const titres: { organisme_id: string; cle_version: number; chiffre: string }[] = await db('participant_correspondances').select('organisme_id', 'cle_version', 'chiffre');
  return {
    imports: tous.filter((i) => nommants.has(i.id)).map((i) => ({ id: i.id, dossierId: i.dossier_id, numero: i.numero ?? '', enCours: i.etat === 'en_attente' && i.fini_le === null })),
    organismes: titres.filter((t) => nomme(t.cle_version, t.chiffre, LIEUX.titres(t.organisme_id))).map((t) => t.organisme_id),
  };
}

/** Does a text kept encrypted name the person? A key that is no longer there says no. */
function dit(coffre: Coffre, personne: Demandeur, scelle: { readonly version: number; readonly chiffre: string }, lieu: string): boolean {
  try {
    return nommeLaPersonne(JSON.stringify(ouvrirJson<unknown>(coffre, lieu, scelle)), personne);
  } catch (erreur) {
    if (erreur instanceof CoffreFerme) return false;
    throw erreur;
  }
}
