import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** People, habilitations, one-use tokens, organismes and their members. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('personnes', (t) => {
    cle(t);
    t.string('courriel', 320).notNullable().unique();
    t.string('prenom', 100).notNullable();
    t.string('nom', 100).notNullable();
    t.string('fonction', 200).notNullable().defaultTo('');
    t.string('mot_de_passe', 200).notNullable();
    t.boolean('actif').notNullable().defaultTo(true);
    instant(t, 'confirme_le', true);
    instant(t, 'cree_le');
  });
  await db.schema.createTable('habilitations', (t) => {
    reference(t, 'personne_id', 'personnes');
    t.string('code', 40).notNullable();
    instant(t, 'accordee_le');
    t.primary(['personne_id', 'code']);
    t.index(['code']);
  });
  await db.schema.createTable('jetons', (t) => {
    t.string('empreinte', 64).primary();
    reference(t, 'personne_id', 'personnes');
    t.string('usage', 30).notNullable();
    instant(t, 'expire_le');
    instant(t, 'utilise_le', true);
  });
  await db.schema.createTable('reglages', (t) => {
    t.string('cle', 40).primary();
    t.text('valeur').notNullable();
    instant(t, 'modifie_le');
  });
  await db.schema.createTable('territoires', (t) => {
    t.string('code', 10).primary();
    t.string('nom', 100).notNullable();
    t.string('niveau', 20).notNullable();
  });
  await db.schema.createTable('organismes', (t) => {
    cle(t);
    t.string('siret', 14).notNullable().unique();
    t.string('nom', 200).notNullable();
    t.string('nature', 20).notNullable();
    t.string('forme_juridique', 100).notNullable();
    t.string('rna', 10);
    t.string('adresse', 300).notNullable();
    t.string('code_postal', 5).notNullable();
    t.string('commune', 100).notNullable();
    t.string('telephone', 30).notNullable().defaultTo('');
    t.string('representant_nom', 200).notNullable();
    t.string('representant_qualite', 100).notNullable();
    t.string('iban', 34).notNullable().defaultTo('');
    t.string('bic', 11).notNullable().defaultTo('');
    t.integer('version').notNullable().defaultTo(1);
    instant(t, 'cree_le');
  });
  await db.schema.createTable('membres', (t) => {
    cle(t);
    reference(t, 'organisme_id', 'organismes');
    reference(t, 'personne_id', 'personnes');
    t.string('role', 20).notNullable();
    t.string('etat', 20).notNullable();
    t.boolean('representant_legal').notNullable().defaultTo(false);
    jour(t, 'delegation_jusqu_au', true);
    instant(t, 'cree_le');
    t.unique(['organisme_id', 'personne_id']);
  });
}
