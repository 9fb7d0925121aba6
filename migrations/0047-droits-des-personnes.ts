import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** What persons ask about their data. Who asks is encrypted, and emptied when it is no longer of use; nothing else names them. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('droits_demandes', (t) => {
    cle(t);
    t.string('numero', 12).notNullable().unique();
    t.string('nature', 20).notNullable();
    t.string('etat', 20).notNullable();
    t.string('canal', 20).notNullable();
    t.string('verification', 20).notNullable();
    jour(t, 'recue_le');
    jour(t, 'limite_le');
    jour(t, 'prolongee_le', true);
    t.string('prolongation_motif', 20);
    jour(t, 'repondue_le', true);
    t.string('moyen', 20);
    t.string('refus_motif', 20);
    t.integer('cle_version');
    t.text('chiffre');
    instant(t, 'oubliee_le', true);
    reference(t, 'creee_par', 'personnes');
    instant(t, 'creee_le');
    t.index(['repondue_le', 'limite_le', 'id']);
    t.index(['cle_version', 'id']);
  });
  // The record and not a foreign key towards it: it may be removed while the register stays.
  await db.schema.createTable('droits_fiches', (t) => {
    t.string('demande_id', 36).notNullable().references('id').inTable('droits_demandes');
    t.string('participant_id', 36).notNullable();
    t.string('dossier_id', 36).notNullable().references('id').inTable('dossiers');
    // What was done of it: `transmise` over this version, `effacee`, `gardee` until a day; null before.
    t.string('sort', 20);
    t.integer('version');
    jour(t, 'jusquau', true);
    instant(t, 'traitee_le', true);
    t.primary(['demande_id', 'participant_id']);
    t.index(['participant_id']);
    t.index(['dossier_id', 'sort']);
  });
}
