import type { Knex } from 'knex';
import { cle, instant, jour, reference } from './colonnes.js';

/** Delegations of signature with their file and first day; invitations to join an organisme, one open per address. */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('membres', (t) => { jour(t, 'delegation_du', true); });
  // Written by hand: knex rebuilds the whole table of SQLite to add a foreign key.
  await db.raw('ALTER TABLE membres ADD COLUMN delegation_fichier_id varchar(36) REFERENCES fichiers (id)');
  // Until now nothing parted a legal representative from another signataire: those who sign without a delegation keep doing so.
  await db('membres').where({ role: 'signataire', etat: 'accepte', representant_legal: false }).whereNull('delegation_jusqu_au').update({ representant_legal: true });
  await db('membres').whereNot({ etat: 'accepte' }).update({ representant_legal: false, delegation_jusqu_au: null });
  await db.schema.createTable('invitations', (t) => {
    cle(t);
    reference(t, 'organisme_id', 'organismes');
    t.string('courriel', 320).notNullable();
    t.string('role', 20).notNullable();
    t.string('empreinte', 64).notNullable().unique();
    reference(t, 'invite_par', 'personnes');
    // Who signed up from the link; becomes a member once the address is confirmed.
    reference(t, 'promise_a', 'personnes', true);
    instant(t, 'cree_le');
    instant(t, 'expire_le');
    instant(t, 'acceptee_le', true);
    instant(t, 'annulee_le', true);
  });
  await db.raw('CREATE UNIQUE INDEX invitations_ouverte ON invitations (organisme_id, courriel) WHERE acceptee_le IS NULL AND annulee_le IS NULL');
}
