import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** Extensions of the contradictory period: asked by the porteur and answered, or granted of the controller's own accord. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('contradictoire_prolongations', (t) => {
    cle(t);
    reference(t, 'bilan_id', 'bilans');
    t.integer('version').notNullable();
    jour(t, 'avant');
    jour(t, 'souhaite', true);
    t.text('motif').notNullable().defaultTo('');
    reference(t, 'demandee_par', 'personnes', true);
    instant(t, 'demandee_le', true);
    t.string('reponse', 20);
    jour(t, 'apres', true);
    t.text('reponse_motif').notNullable().defaultTo('');
    reference(t, 'repondue_par', 'personnes', true);
    instant(t, 'repondue_le', true);
  });
  await db.raw('CREATE UNIQUE INDEX contradictoire_prolongations_en_attente ON contradictoire_prolongations (bilan_id) WHERE reponse IS NULL');
}
