import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** Versions of a control: what each had concluded before it was reopened. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('controles', (t) => { t.integer('version').notNullable().defaultTo(1); });
  await db.schema.createTable('controle_versions', (t) => {
    cle(t);
    reference(t, 'bilan_id', 'bilans');
    t.integer('version').notNullable();
    reference(t, 'controleur_id', 'personnes');
    t.text('constats').notNullable();
    t.text('resultat').notNullable();
    instant(t, 'provisoire_le', true);
    jour(t, 'reponse_avant_le', true);
    instant(t, 'repondu_le', true);
    t.text('reponse').notNullable();
    instant(t, 'conclu_le');
    jour(t, 'notifie_le');
    t.text('motif').notNullable();
    reference(t, 'rouvert_par', 'personnes', true);
    instant(t, 'rouvert_le');
    t.unique(['bilan_id', 'version']);
  });
}
