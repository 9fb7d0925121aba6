import type { Knex } from 'knex';

type Table = Knex.CreateTableBuilder;

/** Text primary key: UUID v7, so that a key's order is the order of creation. */
export const cle = (t: Table): void => void t.string('id', 36).primary();

/** Text foreign key towards `table.id`, indexed, required unless said otherwise. */
export function reference(t: Table, colonne: string, table: string, facultative = false): void {
  const c = t.string(colonne, 36).references('id').inTable(table).index();
  if (!facultative) c.notNullable();
}

/** ISO-8601 UTC instant kept as text, the same in both databases. */
export const instant = (t: Table, colonne: string, facultatif = false): void => {
  const c = t.string(colonne, 24);
  if (!facultatif) c.notNullable();
};

/** Calendar day `AAAA-MM-JJ` kept as text. */
export const jour = (t: Table, colonne: string, facultatif = false): void => {
  const c = t.string(colonne, 10);
  if (!facultatif) c.notNullable();
};

/** Amount in whole cents. */
export const montant = (t: Table, colonne: string, facultatif = false): void => {
  const c = t.bigInteger(colonne);
  if (!facultatif) c.notNullable().defaultTo(0);
};
