import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/**
 * Rounds of complements with their versions, their answer, their reminders and the time given; paper dossiers.
 * Columns that refer to a person are added as SQL: SQLite rebuilds a whole table for a foreign key added otherwise.
 */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('demandes_complements', (t) => {
    t.integer('version_demandee');
    t.integer('version_reponse');
    jour(t, 'limite_initiale', true);
    t.string('limite_motif', 1000);
    t.text('reponse');
    t.text('cloture_motif');
    t.string('rappel', 20);
    t.index(['repondu_le', 'limite']);
  });
  await db.raw('alter table demandes_complements add column cloture_par varchar(36) references personnes (id)');
  await db.raw(`update demandes_complements set limite_initiale = limite,
    version_demandee = (select max(v.version) from dossier_versions v where v.dossier_id = demandes_complements.dossier_id and v.depose_le <= demandes_complements.demande_le),
    version_reponse = (select min(v.version) from dossier_versions v where v.dossier_id = demandes_complements.dossier_id and v.depose_le = demandes_complements.repondu_le)`);
  await db.schema.createTable('prolongations', (t) => {
    cle(t);
    reference(t, 'demande_id', 'demandes_complements');
    jour(t, 'souhaite', true);
    t.text('motif').notNullable();
    reference(t, 'demandee_par', 'personnes', true);
    instant(t, 'demandee_le', true);
    t.string('reponse', 20);
    jour(t, 'avant', true);
    jour(t, 'apres', true);
    t.text('reponse_motif');
    reference(t, 'repondue_par', 'personnes', true);
    instant(t, 'repondue_le', true);
  });
  await db.schema.alterTable('dossiers', (t) => {
    instant(t, 'papier_recu_le', true);
    t.string('papier_mode', 20);
    t.index(['papier_recu_le']);
  });
  await db.raw('alter table dossiers add column papier_saisi_par varchar(36) references personnes (id)');
}
