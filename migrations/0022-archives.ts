import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** Archives of dossiers, kept in parts as they are composed; the State-aid regime a subsidy is given under. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('archives', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'demandee_par', 'personnes', true);
    instant(t, 'demandee_le');
    reference(t, 'travail_id', 'travaux', true);
    // What its later parts will hold: known once its first part, the data, was read.
    t.text('plan');
    instant(t, 'prete_le', true);
    t.bigInteger('taille');
    t.integer('fichiers');
    t.string('empreinte', 64);
    t.string('empreinte_manifeste', 64);
    t.index(['dossier_id', 'demandee_le']);
  });
  await db.schema.createTable('archive_parties', (t) => {
    reference(t, 'archive_id', 'archives');
    t.integer('rang').notNullable();
    reference(t, 'fichier_id', 'fichiers');
    t.text('entrees').notNullable();
    t.primary(['archive_id', 'rang']);
  });
  await db.schema.alterTable('dossiers', (t) => {
    t.string('aide_etat_regime', 30);
    t.string('aide_etat_reference', 100);
    jour(t, 'aide_etat_octroi', true);
  });
  await db.raw('CREATE INDEX dossiers_conservation ON dossiers (conserve_jusqu_au, id) WHERE conserve_jusqu_au IS NOT NULL');
}
