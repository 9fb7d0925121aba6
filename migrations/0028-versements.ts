import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** Payments in depth: second approval, accepted accounts, limit of payment and its interruptions, bordereaux, answers of accounting. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('bordereaux', (t) => {
    cle(t);
    t.string('numero', 40).notNullable().unique();
    reference(t, 'etabli_par', 'personnes');
    instant(t, 'etabli_le');
    t.text('modele').notNullable();
    t.index(['etabli_le', 'id']);
  });
  await db.schema.createTable('versement_suspensions', (t) => {
    cle(t);
    reference(t, 'versement_id', 'versements');
    jour(t, 'debut');
    jour(t, 'fin', true);
    t.text('motif').notNullable();
    reference(t, 'suspendu_par', 'personnes');
    t.unique(['versement_id', 'debut']);
  });
  await db.schema.createTable('comptes_acceptes', (t) => {
    cle(t);
    reference(t, 'organisme_id', 'organismes');
    t.string('iban', 34).notNullable();
    reference(t, 'accepte_par', 'personnes', true);
    instant(t, 'accepte_le');
    reference(t, 'fichier_id', 'fichiers', true);
    t.unique(['organisme_id', 'iban']);
  });
  await db.schema.createTable('retours_comptables', (t) => {
    cle(t);
    t.string('nom', 255).notNullable();
    t.string('sha256', 64).notNullable().unique();
    reference(t, 'recu_par', 'personnes');
    instant(t, 'recu_le');
    t.text('resultat').notNullable();
    t.index(['recu_le', 'id']);
  });
  await completerVersements(db);
}

async function completerVersements(db: Knex): Promise<void> {
  // Written by hand: knex rebuilds the whole table of SQLite to add a foreign key or a check.
  await db.raw(`ALTER TABLE versements ADD COLUMN confirme_par varchar(36) REFERENCES personnes (id)
    CHECK (confirme_par IS NULL OR (confirme_par <> liquide_par AND confirme_par <> valide_par))`);
  await db.schema.alterTable('versements', (t) => {
    instant(t, 'confirme_le', true);
    jour(t, 'limite_le', true);
    t.index(['etat', 'limite_le']);
    t.index(['bordereau']);
  });
  // What was agreed until now was so on the account of the organisme.
  await db.raw(`INSERT INTO comptes_acceptes (id, organisme_id, iban, accepte_le)
    SELECT o.id, o.id, o.iban, o.cree_le FROM organismes o WHERE o.iban <> ''
      AND EXISTS (SELECT 1 FROM dossiers d JOIN conventions c ON c.dossier_id = d.id WHERE d.organisme_id = o.id AND c.signee_financeur_le IS NOT NULL)`);
}
