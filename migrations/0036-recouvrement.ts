import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** How a title of recovery is settled: instalments agreed, money received in several times, waivers with their decision. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('reversements', (t) => {
    jour(t, 'prochaine_limite', true);
    t.index(['etat', 'prochaine_limite']);
  });
  await db.schema.createTable('reversement_accords', (t) => {
    cle(t);
    reference(t, 'reversement_id', 'reversements');
    t.integer('rang').notNullable();
    montant(t, 'reste_cents');
    t.text('motif').notNullable();
    reference(t, 'convenu_par', 'personnes');
    instant(t, 'convenu_le');
    t.unique(['reversement_id', 'rang']);
  });
  await db.schema.createTable('reversement_echeances', (t) => {
    reference(t, 'accord_id', 'reversement_accords');
    t.integer('rang').notNullable();
    jour(t, 'limite');
    montant(t, 'montant_cents');
    t.primary(['accord_id', 'rang']);
  });
  await db.schema.createTable('reversement_encaissements', (t) => {
    cle(t);
    reference(t, 'reversement_id', 'reversements');
    montant(t, 'montant_cents');
    jour(t, 'recu_le');
    t.text('reference').notNullable();
    reference(t, 'enregistre_par', 'personnes');
    instant(t, 'enregistre_le');
  });
  await db.schema.createTable('reversement_remises', (t) => {
    cle(t);
    reference(t, 'reversement_id', 'reversements');
    montant(t, 'montant_cents');
    t.string('decision', 60).notNullable();
    jour(t, 'decidee_le');
    t.text('motif').notNullable();
    reference(t, 'fichier_id', 'fichiers', true);
    reference(t, 'enregistre_par', 'personnes', true);
    instant(t, 'enregistre_le');
  });
  await db.raw(`insert into reversement_encaissements (id, reversement_id, montant_cents, recu_le, reference, enregistre_par, enregistre_le)
    select id, id, montant_cents, encaisse_le, '', emis_par, emis_le from reversements where etat = 'encaisse' and encaisse_le is not null`);
  await db.raw(`insert into reversement_remises (id, reversement_id, montant_cents, decision, decidee_le, motif, enregistre_par, enregistre_le)
    select e.id, r.id, r.montant_cents, '', substr(e.le, 1, 10), e.libelle, e.acteur_id, e.le from ecritures e join reversements r on r.id = e.objet_id where e.objet = 'reversement' and e.nature = 'remise'`);
}
