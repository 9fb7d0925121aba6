import type { Knex } from 'knex';
import { cle, instant } from './colonnes.js';

/** Ground shared by every feature: journal, outbox, sequences, replayed requests, sessions. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('journal', (t) => {
    t.bigInteger('rang').primary();
    instant(t, 'le');
    t.string('acteur_id', 36);
    t.string('acteur_nom', 200).notNullable();
    t.string('action', 80).notNullable();
    t.string('objet', 40).notNullable();
    t.string('objet_id', 36).notNullable();
    t.string('dossier_id', 36);
    t.string('de', 40);
    t.string('vers', 40);
    t.text('motif');
    t.text('donnees').notNullable();
    t.string('empreinte_precedente', 64).notNullable();
    t.string('empreinte', 64).notNullable().unique();
    t.index(['dossier_id', 'rang']);
    t.index(['objet', 'objet_id', 'rang']);
  });
  await db.schema.createTable('journal_tete', (t) => {
    t.integer('id').primary();
    t.bigInteger('rang').notNullable();
    t.string('empreinte', 64).notNullable();
  });
  await db('journal_tete').insert({ id: 1, rang: 0, empreinte: '0'.repeat(64) });
  await journalEnAjoutSeul(db);

  await db.schema.createTable('outbox', (t) => {
    cle(t);
    t.string('cle', 200).notNullable().unique();
    t.string('destinataire', 320).notNullable();
    t.string('sujet', 300).notNullable();
    t.text('texte').notNullable();
    t.string('dossier_id', 36);
    t.string('etat', 20).notNullable();
    t.integer('tentatives').notNullable().defaultTo(0);
    instant(t, 'prochaine_tentative');
    instant(t, 'reserve_jusqua', true);
    instant(t, 'cree_le');
    instant(t, 'envoye_le', true);
    t.text('derniere_erreur');
    t.index(['etat', 'prochaine_tentative']);
    t.index(['dossier_id', 'cree_le']);
  });
  await db.schema.createTable('compteurs', (t) => {
    t.string('nom', 100).primary();
    t.integer('valeur').notNullable();
  });
  await db.schema.createTable('requetes_traitees', (t) => {
    t.string('cle', 100).primary();
    t.string('acteur_id', 36);
    t.string('chemin', 300).notNullable();
    t.string('reponse', 500).notNullable();
    instant(t, 'le');
    t.index(['le']);
  });
  await db.schema.createTable('limites', (t) => {
    t.string('cle', 200).primary();
    t.integer('points').notNullable();
    t.bigInteger('expire_ms').notNullable();
  });
  await db.schema.createTable('sessions', (t) => {
    t.string('empreinte', 64).primary();
    t.text('contenu').notNullable();
    instant(t, 'expire_le');
    t.index(['expire_le']);
  });
}

async function journalEnAjoutSeul(db: Knex): Promise<void> {
  if (db.client.config.client === 'pg') {
    await db.raw(`CREATE FUNCTION journal_ajout_seul() RETURNS trigger AS $$
      BEGIN RAISE EXCEPTION 'le journal est en ajout seul'; END $$ LANGUAGE plpgsql`);
    await db.raw(`CREATE TRIGGER journal_immuable BEFORE UPDATE OR DELETE ON journal
      FOR EACH ROW EXECUTE FUNCTION journal_ajout_seul()`);
    await db.raw(`CREATE TRIGGER journal_indelebile BEFORE TRUNCATE ON journal
      FOR EACH STATEMENT EXECUTE FUNCTION journal_ajout_seul()`);
    return;
  }
  for (const operation of ['UPDATE', 'DELETE']) {
    await db.raw(`CREATE TRIGGER journal_${operation.toLowerCase()} BEFORE ${operation} ON journal
      BEGIN SELECT RAISE(ABORT, 'le journal est en ajout seul'); END`);
  }
}
