import type { Knex } from 'knex';
import { cle, instant, reference } from './colonnes.js';

/** Work done in the background, step by step, taken up again where it stood after a crash. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('travaux', (t) => {
    cle(t);
    t.string('nature', 60).notNullable();
    t.string('cle', 200).notNullable().unique();
    t.string('titre', 200).notNullable();
    t.text('charge').notNullable();
    t.string('etat', 20).notNullable();
    t.integer('fait').notNullable().defaultTo(0);
    t.integer('total');
    t.string('suite', 500);
    t.integer('tentatives').notNullable().defaultTo(0);
    instant(t, 'prochaine_tentative');
    instant(t, 'reserve_jusqua', true);
    reference(t, 'demande_par', 'personnes', true);
    instant(t, 'cree_le');
    instant(t, 'fini_le', true);
    t.text('derniere_erreur');
    t.index(['etat', 'prochaine_tentative']);
    t.index(['demande_par', 'cree_le']);
  });
}
