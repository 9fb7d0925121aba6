import type { Knex } from 'knex';
import { cle, instant, reference } from './colonnes.js';

/** Files and documents of messages, what each person has read, notifications, how each wants their mails, calendar links. */
export async function up(db: Knex): Promise<void> {
  await messagerie(db);
  await db.schema.createTable('notifications', (t) => {
    cle(t);
    t.string('personne_id', 36).notNullable().references('id').inTable('personnes');
    t.string('cle', 200).notNullable();
    t.string('titre', 300).notNullable();
    t.text('texte').notNullable();
    t.string('lien', 300).notNullable();
    reference(t, 'dossier_id', 'dossiers', true);
    t.boolean('officiel').notNullable();
    // '1' and the id while unread, '0' and the id once read: one index orders the list, unread first, and counts them.
    t.string('rang', 37).notNullable();
    // 'attend' until a daily mail has told it, then 'fait'; 'non' when it was mailed at once or is not to be mailed.
    t.string('recapitulatif', 10).notNullable();
    instant(t, 'cree_le');
    instant(t, 'lue_le', true);
    t.unique(['personne_id', 'cle']);
    t.index(['personne_id', 'rang']);
    t.index(['recapitulatif', 'personne_id', 'cree_le']);
  });
  await db.schema.alterTable('personnes', (t) => {
    t.string('rythme_courriels', 20);
  });
  await db.schema.createTable('calendriers', (t) => {
    t.string('personne_id', 36).primary().references('id').inTable('personnes');
    t.string('empreinte', 64).notNullable().unique();
    instant(t, 'cree_le');
    instant(t, 'lu_le', true);
  });
}

async function messagerie(db: Knex): Promise<void> {
  await db.schema.alterTable('messages', (t) => {
    // Which side wrote, and as what, at that moment: memberships and functions change later.
    t.string('cote', 20);
    t.string('qualite', 200);
    t.index(['dossier_id', 'prive', 'id']);
  });
  const membre = db('membres as m').join('dossiers as d', 'd.organisme_id', 'm.organisme_id').select(db.raw('1')).whereRaw('d.id = messages.dossier_id and m.personne_id = messages.auteur_id');
  await db('messages').update({ cote: 'service' });
  await db('messages').whereExists(membre).update({ cote: 'porteur' });
  await db.schema.createTable('message_fichiers', (t) => {
    t.string('message_id', 36).notNullable().references('id').inTable('messages');
    reference(t, 'fichier_id', 'fichiers');
    t.integer('rang').notNullable();
    t.primary(['message_id', 'fichier_id']);
  });
  await db.schema.createTable('message_documents', (t) => {
    t.string('message_id', 36).notNullable().references('id').inTable('messages');
    reference(t, 'document_id', 'documents');
    t.integer('rang').notNullable();
    t.primary(['message_id', 'document_id']);
  });
  await db.schema.createTable('lectures', (t) => {
    t.string('personne_id', 36).notNullable().references('id').inTable('personnes');
    reference(t, 'dossier_id', 'dossiers');
    // Id of the last message of the thread, and of the last private note, that were shown to this person.
    t.string('lu_jusqua', 36);
    t.string('notes_lues_jusqua', 36);
    t.primary(['personne_id', 'dossier_id']);
  });
}
