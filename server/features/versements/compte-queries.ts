import type { Knex } from 'knex';

export interface CompteAccepte { readonly iban: string; readonly acceptePar: string | null; readonly accepteLe: string }

interface Ligne { iban: string; accepte_par: string | null; accepte_le: string }
const versCompte = (l: Ligne | undefined): CompteAccepte | null => (l === undefined ? null : { iban: l.iban, acceptePar: l.accepte_par, accepteLe: l.accepte_le });

/** The account of an organisme as it was agreed on; null when this IBAN never was. */
export const lireCompteAccepte = async (db: Knex, organismeId: string, iban: string): Promise<CompteAccepte | null> =>
  versCompte(await db('comptes_acceptes').where({ organisme_id: organismeId, iban }).first<Ligne | undefined>('iban', 'accepte_par', 'accepte_le'));

/** The last account an organisme was paid on. */
export const lireDernierCompte = async (db: Knex, organismeId: string): Promise<CompteAccepte | null> =>
  versCompte(await db('comptes_acceptes').where({ organisme_id: organismeId }).orderBy('accepte_le', 'desc').orderBy('id', 'desc').first<Ligne | undefined>('iban', 'accepte_par', 'accepte_le'));

/** The newest bank statement filed on the sheet of an organisme. */
export async function lireDernierRib(db: Knex, organismeId: string): Promise<{ id: string; fichierId: string; ajouteLe: string } | null> {
  const ligne = await db('organisme_pieces as x').join('fichiers as f', 'f.id', 'x.fichier_id').where({ 'x.organisme_id': organismeId, 'x.code': 'rib' }).whereNull('x.retiree_le').whereNotIn('f.analyse', ['en_quarantaine', 'en_attente'])
    .orderBy('x.ajoutee_le', 'desc').orderBy('x.id', 'desc').first<{ id: string; fichier_id: string; ajoutee_le: string } | undefined>('x.id', 'x.fichier_id', 'x.ajoutee_le');
  return ligne === undefined ? null : { id: ligne.id, fichierId: ligne.fichier_id, ajouteLe: ligne.ajoutee_le };
}
