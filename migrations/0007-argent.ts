import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** Payments, recoveries, bilans, their expenses and resources, service-fait control. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('versements', (t) => {
    cle(t);
    reference(t, 'convention_id', 'conventions');
    t.integer('rang').notNullable();
    t.string('declencheur', 30).notNullable();
    montant(t, 'montant_cents');
    t.string('etat', 20).notNullable();
    t.boolean('exigible').notNullable().defaultTo(false);
    jour(t, 'exigible_le', true);
    reference(t, 'liquide_par', 'personnes', true);
    instant(t, 'liquide_le', true);
    reference(t, 'valide_par', 'personnes', true);
    instant(t, 'valide_le', true);
    t.string('bordereau', 40);
    instant(t, 'mandate_le', true);
    jour(t, 'paye_le', true);
    t.text('motif_rejet').notNullable().defaultTo('');
    t.unique(['convention_id', 'rang']);
    t.index(['etat', 'exigible_le']);
    t.check('valide_par is null or valide_par <> liquide_par', [], 'deux_personnes');
  });
  await db.schema.createTable('reversements', (t) => {
    cle(t);
    reference(t, 'convention_id', 'conventions');
    t.string('numero', 40).notNullable().unique();
    montant(t, 'montant_cents');
    t.string('etat', 20).notNullable();
    t.text('motif').notNullable();
    reference(t, 'emis_par', 'personnes');
    instant(t, 'emis_le');
    jour(t, 'encaisse_le', true);
  });
  await db.schema.createTable('bilans', (t) => {
    cle(t);
    reference(t, 'dossier_id', 'dossiers');
    t.string('nature', 20).notNullable();
    t.string('etat', 20).notNullable();
    t.text('contenu').notNullable();
    t.integer('version').notNullable().defaultTo(1);
    jour(t, 'limite');
    instant(t, 'ouvert_le');
    instant(t, 'depose_le', true);
    reference(t, 'depose_par', 'personnes', true);
    t.unique(['dossier_id', 'nature']);
  });
  await db.schema.createTable('bilan_depenses', (t) => {
    cle(t);
    reference(t, 'bilan_id', 'bilans');
    t.integer('rang').notNullable();
    t.string('poste', 30).notNullable();
    t.string('libelle', 300).notNullable();
    jour(t, 'date');
    jour(t, 'acquittee_le', true);
    montant(t, 'montant_cents');
    reference(t, 'fichier_id', 'fichiers', true);
    montant(t, 'retenu_cents', true);
    t.string('motif', 40);
    t.text('constat').notNullable().defaultTo('');
    t.text('reponse').notNullable().defaultTo('');
    reference(t, 'reponse_fichier_id', 'fichiers', true);
    t.unique(['bilan_id', 'rang']);
  });
  await db.schema.createTable('bilan_ressources', (t) => {
    cle(t);
    reference(t, 'bilan_id', 'bilans');
    t.string('financeur', 30).notNullable();
    t.string('libelle', 300).notNullable();
    montant(t, 'montant_cents');
    reference(t, 'fichier_id', 'fichiers', true);
  });
  await db.schema.createTable('controles', (t) => {
    t.string('bilan_id', 36).primary().references('id').inTable('bilans');
    reference(t, 'controleur_id', 'personnes');
    t.text('constats').notNullable();
    t.text('resultat');
    instant(t, 'provisoire_le', true);
    jour(t, 'reponse_avant_le', true);
    instant(t, 'repondu_le', true);
    t.text('reponse').notNullable().defaultTo('');
    instant(t, 'conclu_le', true);
    jour(t, 'notifie_le', true);
  });
}
