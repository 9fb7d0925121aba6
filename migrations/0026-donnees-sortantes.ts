import type { Knex } from 'knex';
import { cle, instant, jour, montant, reference } from './colonnes.js';

/** Publication of essential data, and applications that read the JSON API. */
export async function up(db: Knex): Promise<void> {
  await db.schema.createTable('publications', (t) => {
    t.string('convention_id', 36).primary().references('id').inTable('conventions');
    montant(t, 'montant_cents');
    jour(t, 'publiee_le');
    reference(t, 'saisie_par', 'personnes');
  });
  // The later signature orders the list of what is to be published.
  await db.raw('CREATE INDEX conventions_signature ON conventions ((CASE WHEN signee_porteur_le > signee_financeur_le THEN signee_porteur_le ELSE signee_financeur_le END), id) WHERE signee_financeur_le IS NOT NULL');
  await db.schema.createTable('applications', (t) => {
    cle(t);
    t.string('nom', 120).notNullable();
    t.string('contact', 254).notNullable();
    t.string('empreinte', 64).notNullable().unique();
    t.text('portees').notNullable();
    jour(t, 'expire_le');
    reference(t, 'creee_par', 'personnes');
    instant(t, 'creee_le');
    instant(t, 'revoquee_le', true);
    instant(t, 'vue_le', true);
  });
}
