import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** Questions of the controller on an expense line: the line is parked while one waits for its answer. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('depense_questions', (t) => {
    cle(t);
    reference(t, 'bilan_id', 'bilans');
    reference(t, 'depense_id', 'bilan_depenses');
    t.text('question').notNullable();
    jour(t, 'limite');
    reference(t, 'posee_par', 'personnes');
    instant(t, 'posee_le');
    t.text('reponse').notNullable().defaultTo('');
    reference(t, 'fichier_id', 'fichiers', true);
    reference(t, 'repondue_par', 'personnes', true);
    instant(t, 'repondue_le', true);
    instant(t, 'retiree_le', true);
  });
  await db.raw('CREATE UNIQUE INDEX depense_questions_en_attente ON depense_questions (depense_id) WHERE repondue_le IS NULL AND retiree_le IS NULL');
}
