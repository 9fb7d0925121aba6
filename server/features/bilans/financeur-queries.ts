import type { Knex } from 'knex';
import type { Financeur } from '../../domain/financements/nomenclature.js';
import { lireVersionDossier } from '../dossiers/dossier-queries.js';

/** Money the organisme gives itself needs no letter. */
const SANS_LETTRE: readonly Financeur[] = ['fonds_propres'];

/**
 * Funders of the financing plan whose délibération or attestation the final bilan does not hold yet, those that pay through the
 * product left out: a letter of intent is enough at the deposit, not before the balance (spec 2.1).
 */
export async function lireFinanceursSansPreuve(db: Knex, dossierId: string): Promise<Financeur[]> {
  const version = await lireVersionDossier(db, dossierId);
  if (version === null) return [];
  const conventionnes = await db('conventions').where({ dossier_id: dossierId }).pluck<Financeur[]>('financeur');
  const prouves = await db('bilan_ressources as r').join('bilans as b', 'b.id', 'r.bilan_id').where({ 'b.dossier_id': dossierId, 'b.nature': 'final' }).whereNotNull('r.fichier_id').distinct().pluck<Financeur[]>('r.financeur');
  const attendus = version.sections.budget.ressources.filter((r) => r.montant > 0 && !SANS_LETTRE.includes(r.financeur) && !conventionnes.includes(r.financeur)).map((r) => r.financeur);
  return [...new Set(attendus)].filter((f) => !prouves.includes(f));
}
