import type { Knex } from 'knex';
import { cle, instant, montant, reference } from './colonnes.js';

/** Double-entry ledger, append-only; what `engagements` held is moved into it. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('ecritures', (t) => {
    cle(t);
    instant(t, 'le');
    t.string('nature', 30).notNullable();
    t.string('libelle', 300).notNullable();
    t.string('objet', 40).notNullable();
    t.string('objet_id', 36).notNullable();
    t.string('cle', 200).notNullable().unique();
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'convention_id', 'conventions', true);
    reference(t, 'corrige_id', 'ecritures', true);
    reference(t, 'acteur_id', 'personnes', true);
    t.index(['objet', 'objet_id']);
    t.index(['le', 'id']);
  });
  await db.schema.createTable('mouvements', (t) => {
    t.string('ecriture_id', 36).notNullable().references('id').inTable('ecritures');
    t.integer('rang').notNullable();
    t.string('compte', 20).notNullable();
    t.string('enveloppe_id', 36).notNullable().references('id').inTable('enveloppes');
    t.string('convention_id', 36).references('id').inTable('conventions');
    montant(t, 'montant_cents');
    t.primary(['ecriture_id', 'rang']);
    t.index(['enveloppe_id', 'compte', 'montant_cents']);
    t.index(['convention_id', 'compte', 'montant_cents']);
  });
  await reprendreEngagements(db);
  await enAjoutSeul(db);
}

async function reprendreEngagements(db: Knex): Promise<void> {
  await db.raw(`INSERT INTO ecritures (id, le, nature, libelle, objet, objet_id, cle, dossier_id)
    SELECT id, le, nature, 'Reprise', 'dossier', dossier_id, 'reprise:' || id, dossier_id FROM engagements`);
  for (const [rang, compte, signe] of [[1, 'disponible', '-'], [2, 'engage', '']]) {
    await db.raw(`INSERT INTO mouvements (ecriture_id, rang, compte, enveloppe_id, montant_cents)
      SELECT id, ${rang ?? ''}, '${compte ?? ''}', enveloppe_id, ${signe ?? ''}montant_cents FROM engagements`);
  }
  await db.schema.dropTable('engagements');
}

async function enAjoutSeul(db: Knex): Promise<void> {
  const postgres = db.client.config.client === 'pg';
  if (postgres) {
    await db.raw(`CREATE FUNCTION grand_livre_ajout_seul() RETURNS trigger AS $$
      BEGIN RAISE EXCEPTION 'le grand livre est en ajout seul'; END $$ LANGUAGE plpgsql`);
  }
  for (const table of ['ecritures', 'mouvements']) {
    if (postgres) {
      await db.raw(`CREATE TRIGGER ${table}_immuable BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION grand_livre_ajout_seul()`);
      await db.raw(`CREATE TRIGGER ${table}_indelebile BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION grand_livre_ajout_seul()`);
      continue;
    }
    for (const operation of ['UPDATE', 'DELETE']) {
      await db.raw(`CREATE TRIGGER ${table}_${operation.toLowerCase()} BEFORE ${operation} ON ${table}
        BEGIN SELECT RAISE(ABORT, 'le grand livre est en ajout seul'); END`);
    }
  }
}
