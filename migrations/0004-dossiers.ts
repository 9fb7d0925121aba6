import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** Dossiers, their sections, frozen versions, pieces, complements, messages and official documents. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('dossiers', (t) => {
    cle(t);
    reference(t, 'appel_id', 'appels');
    reference(t, 'organisme_id', 'organismes');
    t.integer('appel_version').notNullable();
    t.string('numero', 30);
    t.string('etat', 30).notNullable();
    t.string('titre', 200).notNullable().defaultTo('');
    t.integer('version').notNullable().defaultTo(0);
    montant(t, 'demande_cents');
    montant(t, 'cout_total_cents');
    montant(t, 'propose_cents', true);
    reference(t, 'instructeur_id', 'personnes', true);
    reference(t, 'controleur_id', 'personnes', true);
    instant(t, 'cree_le');
    instant(t, 'depose_le', true);
    instant(t, 'modifie_le');
    jour(t, 'notifie_le', true);
    jour(t, 'conserve_jusqu_au', true);
    t.unique(['appel_id', 'numero']);
    t.index(['appel_id', 'etat', 'depose_le']);
    t.index(['etat', 'modifie_le']);
    t.index(['organisme_id', 'modifie_le']);
  });
  await db.schema.createTable('dossier_sections', (t) => {
    reference(t, 'dossier_id', 'dossiers');
    t.string('section', 30).notNullable();
    t.text('contenu').notNullable();
    t.integer('version').notNullable();
    t.string('statut', 20).notNullable();
    reference(t, 'modifie_par', 'personnes', true);
    instant(t, 'modifie_le');
    t.primary(['dossier_id', 'section']);
  });
  await db.schema.createTable('dossier_versions', (t) => {
    reference(t, 'dossier_id', 'dossiers');
    t.integer('version').notNullable();
    t.text('contenu').notNullable();
    t.string('empreinte', 64).notNullable();
    reference(t, 'depose_par', 'personnes');
    instant(t, 'depose_le');
    t.primary(['dossier_id', 'version']);
  });
  await db.schema.createTable('pieces', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'fichier_id', 'fichiers');
    t.string('code', 40).notNullable();
    t.string('precision', 60).notNullable().defaultTo('');
    instant(t, 'ajoutee_le');
    instant(t, 'retiree_le', true);
    t.index(['dossier_id', 'code']);
  });
  await db.schema.createTable('demandes_complements', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    t.text('elements').notNullable();
    t.text('message').notNullable();
    jour(t, 'limite');
    reference(t, 'demande_par', 'personnes');
    instant(t, 'demande_le');
    instant(t, 'repondu_le', true);
  });
  await db.schema.createTable('messages', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    reference(t, 'auteur_id', 'personnes');
    t.boolean('prive').notNullable();
    t.text('texte').notNullable();
    instant(t, 'le');
    t.index(['dossier_id', 'le']);
  });
  await db.schema.createTable('documents', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers', true);
    t.string('objet_id', 36);
    t.string('type', 40).notNullable();
    t.string('titre', 200).notNullable();
    t.boolean('visible_porteur').notNullable();
    t.text('modele').notNullable();
    t.string('empreinte', 64).notNullable();
    reference(t, 'etabli_par', 'personnes', true);
    instant(t, 'etabli_le');
    t.index(['dossier_id', 'etabli_le']);
    t.index(['objet_id', 'type']);
  });
}
