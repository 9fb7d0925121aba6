import type { Knex } from 'knex';
import { cle, instant, montant, reference } from './colonnes.js';

/** Calls, their frozen versions, their envelopes; the files every feature attaches. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('appels', (t) => {
    cle(t);
    t.string('code', 60).notNullable().unique();
    t.string('titre', 200).notNullable();
    t.string('etat', 20).notNullable();
    instant(t, 'ouvre_le');
    instant(t, 'ferme_le');
    t.integer('version').notNullable().defaultTo(1);
    t.text('contenu').notNullable();
    instant(t, 'cree_le');
    instant(t, 'publie_le', true);
    t.index(['etat', 'ferme_le']);
  });
  await db.schema.createTable('appel_versions', (t) => {
    reference(t, 'appel_id', 'appels');
    t.integer('version').notNullable();
    t.text('contenu').notNullable();
    t.string('motif', 1000).notNullable();
    instant(t, 'publie_le');
    t.primary(['appel_id', 'version']);
  });
  await db.schema.createTable('enveloppes', (t) => {
    cle(t);
    reference(t, 'appel_id', 'appels');
    t.string('financeur', 30).notNullable();
    t.integer('annee').notNullable();
    montant(t, 'vote_cents');
    t.unique(['appel_id', 'financeur', 'annee']);
  });
  await db.schema.createTable('fichiers', (t) => {
    cle(t);
    t.string('nom', 255).notNullable();
    t.string('type_mime', 100).notNullable();
    t.bigInteger('taille').notNullable();
    t.string('sha256', 64).notNullable();
    t.string('cle_stockage', 64).notNullable().unique();
    reference(t, 'depose_par', 'personnes', true);
    instant(t, 'depose_le');
  });
}
