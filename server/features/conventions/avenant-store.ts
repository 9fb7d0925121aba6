import type { Knex } from 'knex';
import type { Clauses } from '../../domain/conventions/avenant.js';

const colonnes = ({ montant, termes }: Clauses): Record<string, unknown> => ({ montant_cents: montant, depenses_prevues_cents: termes.depensesPrevuesCents, termes: JSON.stringify(termes) });

export interface AvenantAEcrire {
  readonly id: string;
  readonly conventionId: string;
  readonly rang: number;
  readonly numero: string;
  readonly versionBase: number;
  readonly clauses: Clauses;
  readonly motif: string;
  readonly deliberation: string;
  readonly preparePar: string;
  readonly prepareLe: string;
}

export async function insererAvenant(db: Knex.Transaction, a: AvenantAEcrire): Promise<void> {
  await db('avenants').insert({
    id: a.id, convention_id: a.conventionId, rang: a.rang, numero: a.numero, etat: 'brouillon', version_base: a.versionBase, ...colonnes(a.clauses), motif: a.motif, deliberation: a.deliberation,
    prepare_par: a.preparePar, prepare_le: a.prepareLe,
  });
}

export async function attacherExemplaireAvenant(db: Knex.Transaction, id: string, fichierId: string): Promise<void> {
  await db('avenants').where({ id }).update({ fichier_signe_id: fichierId });
}

/** The convention takes the clauses of its next version; the version it leaves and the new one are kept. */
export async function passerVersion(
  db: Knex.Transaction, conventionId: string, { version, avant, apres, avenantId, avantLe, le }: { version: number; avant: Clauses; apres: Clauses; avenantId: string; avantLe: string; le: string },
): Promise<void> {
  await db('convention_versions').insert({ convention_id: conventionId, version, ...colonnes(avant), prise_effet: avantLe }).onConflict(['convention_id', 'version']).ignore();
  await db('convention_versions').insert({ convention_id: conventionId, version: version + 1, ...colonnes(apres), prise_effet: le, avenant_id: avenantId });
  await db('conventions').where({ id: conventionId }).update({ ...colonnes(apres), version: version + 1 });
}
