import type { Knex } from 'knex';
import { estPostgres } from '../server/platform/database.js';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** Envelopes in depth: their parts, yearly payment credits, transfers with their decision. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('enveloppe_parts', (t) => {
    reference(t, 'enveloppe_id', 'enveloppes');
    t.string('nature', 20).notNullable();
    t.string('code', 200).notNullable();
    montant(t, 'vote_cents');
    t.primary(['enveloppe_id', 'nature', 'code']);
  });
  await db.schema.createTable('credits_paiement', (t) => {
    reference(t, 'enveloppe_id', 'enveloppes');
    t.integer('annee').notNullable();
    montant(t, 'vote_cents');
    t.primary(['enveloppe_id', 'annee']);
  });
  await db.schema.createTable('virements_credits', (t) => {
    cle(t);
    reference(t, 'de_enveloppe_id', 'enveloppes');
    t.string('de_part', 230).notNullable();
    reference(t, 'vers_enveloppe_id', 'enveloppes');
    t.string('vers_part', 230).notNullable();
    montant(t, 'montant_cents');
    t.string('decision', 60).notNullable();
    jour(t, 'decide_le');
    t.text('motif').notNullable();
    reference(t, 'saisi_par', 'personnes');
    instant(t, 'le');
  });
  await db.raw(`ALTER TABLE dossiers ADD COLUMN innovant boolean NOT NULL DEFAULT ${estPostgres(db) ? 'false' : '0'}`);
}
