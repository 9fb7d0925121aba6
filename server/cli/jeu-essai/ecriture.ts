import type { Knex } from 'knex';
import { ecrireHistorique, type Entree } from '../../platform/journal.js';

/** Tables in the order their foreign keys ask for. */
const TABLES = [
  'personnes', 'habilitations', 'territoires', 'organismes', 'membres', 'appels', 'appel_versions', 'enveloppes', 'fichiers', 'seances', 'seance_membres', 'deliberations', 'compteurs',
  'dossiers', 'dossier_territoires', 'dossier_textes', 'dossier_sections', 'dossier_versions', 'pieces', 'demandes_complements', 'recevabilites', 'instructions', 'avis_demandes', 'messages',
  'seance_dossiers', 'decisions', 'conventions', 'versements', 'ecritures', 'mouvements', 'bilans',
] as const;
export type TableJeu = (typeof TABLES)[number];

export type Valeur = string | number | boolean | null;
export type Rangee = Readonly<Record<string, Valeur>>;

/** Both databases take 32 766 parameters at least. */
const PARAMETRES_MAX = 30_000;

/** Rows kept until there are enough of them to be written in few statements, with the journal of what they tell. */
export class Lot {
  private readonly rangees = new Map<TableJeu, Rangee[]>();
  private readonly entrees: Entree[] = [];

  /** Keeps a row; those of one table have the same columns. */
  ajouter(table: TableJeu, rangee: Rangee): void {
    const deja = this.rangees.get(table);
    if (deja === undefined) this.rangees.set(table, [rangee]);
    else deja.push(rangee);
  }

  journaliser(entree: Entree): void {
    this.entrees.push(entree);
  }

  /** Writes what was kept, in one transaction, the journal in the order of time. */
  async ecrire(db: Knex): Promise<void> {
    await db.transaction(async (trx) => {
      for (const table of TABLES) await inserer(trx, table, this.rangees.get(table) ?? []);
      await ecrireHistorique(trx, this.entrees.sort((a, b) => (a.le < b.le ? -1 : a.le > b.le ? 1 : 0)));
    });
    this.rangees.clear();
    this.entrees.length = 0;
  }
}

async function inserer(trx: Knex.Transaction, table: TableJeu, rangees: readonly Rangee[]): Promise<void> {
  const [premiere] = rangees;
  if (premiere === undefined) return;
  const colonnes = Object.keys(premiere);
  const parEnvoi = Math.floor(PARAMETRES_MAX / colonnes.length);
  const places = `(${colonnes.map(() => '?').join(',')})`;
  for (let debut = 0; debut < rangees.length; debut += parEnvoi) {
    const lot = rangees.slice(debut, debut + parEnvoi);
    await trx.raw(`INSERT INTO ${table} (${colonnes.join(',')}) VALUES ${lot.map(() => places).join(',')}`, lot.flatMap((r) => colonnes.map((c) => r[c] ?? null)));
  }
}
