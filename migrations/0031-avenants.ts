import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** What changes a signed convention: who approves an avenant, requests of the porteur, budget moves, termination. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('conventions', (t) => {
    jour(t, 'resiliee_le', true);
  });
  await db.schema.alterTable('avenants', (t) => {
    t.text('motif_abandon').notNullable().defaultTo('');
    t.index(['etat']);
  });
  await db.schema.createTable('demandes_avenant', (t) => {
    cle(t);
    reference(t, 'convention_id', 'conventions');
    t.text('texte').notNullable();
    reference(t, 'demandee_par', 'personnes');
    instant(t, 'demandee_le');
    t.text('reponse').notNullable().defaultTo('');
    reference(t, 'traitee_par', 'personnes', true);
    instant(t, 'traitee_le', true);
    t.index(['convention_id', 'demandee_le']);
    t.index(['traitee_le']);
  });
  await db.schema.createTable('mouvements_budget', (t) => {
    reference(t, 'convention_id', 'conventions');
    t.integer('rang').notNullable();
    t.integer('version').notNullable();
    t.text('avant').notNullable();
    t.text('apres').notNullable();
    t.text('motif').notNullable();
    reference(t, 'declare_par', 'personnes');
    instant(t, 'declare_le');
    t.primary(['convention_id', 'rang']);
  });
}
