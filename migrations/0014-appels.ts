import type { Knex } from 'knex';
import { instant, reference } from './colonnes.js';

/**
 * Versions of a call keep their title and dates too; the changes to a published call wait in a working copy until they are
 * published; the moment a call was closed early.
 */
export async function up(db: Knex): Promise<void> {
  await db.schema.alterTable('appel_versions', (t) => {
    t.string('titre', 200);
    instant(t, 'ouvre_le', true);
    instant(t, 'ferme_le', true);
  });
  await db.schema.alterTable('appels', (t) => instant(t, 'clos_le', true));
  await db.schema.createTable('appel_modifications', (t) => {
    t.string('appel_id', 36).primary().references('id').inTable('appels');
    t.string('titre', 200).notNullable();
    instant(t, 'ouvre_le');
    instant(t, 'ferme_le');
    t.text('contenu').notNullable();
    instant(t, 'modifie_le');
    reference(t, 'modifie_par', 'personnes', true);
  });
  const courante = (colonne: string): Knex.Raw => db.raw(`(select a.${colonne} from appels a where a.id = appel_versions.appel_id)`);
  await db('appel_versions').whereExists(db('appels as a').whereRaw('a.id = appel_versions.appel_id and a.version = appel_versions.version').select(db.raw('1')))
    .update({ titre: courante('titre'), ouvre_le: courante('ouvre_le'), ferme_le: courante('ferme_le') });
}
