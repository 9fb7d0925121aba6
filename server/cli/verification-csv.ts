import { readFile, stat } from 'node:fs/promises';
import type { AnomalieAmont } from '../domain/financements-amont/anomalies.js';
import type { FeuilleBrute } from '../domain/financements-amont/grille.js';
import { decimalDepuisCents, type Cents } from '../domain/kernel/cents.js';
import { nombre } from '../platform/format.js';
import { CsvRefuse, decoderCsv, lireCsv } from '../platform/lecture-csv.js';
import { decrireLieu, ecrireValeur } from '../web/lieu-tableau.js';
import { UsageInvalide, type Ecrire, type Options } from './commande.js';

const MO_MAX = 10;
const BORNES = { lignes: 20_000, cellulesParLigne: 200 } as const;

/**
 * Reads the one CSV file named on the command line.
 * @throws UsageInvalide when there is none or several, or when it is unreadable, no CSV, or beyond 10 MB or 20 000 lines
 */
export async function lireFeuille(options: Options): Promise<FeuilleBrute> {
  const [fichier, ...autres] = options['fichier'] ?? [];
  if (fichier === undefined || autres.length > 0) throw new UsageInvalide('Donnez un fichier CSV, et un seul.');
  const octets = await lireOctets(fichier);
  try {
    return lireCsv(decoderCsv(octets), BORNES);
  } catch (erreur) {
    throw erreur instanceof CsvRefuse ? new UsageInvalide(`${fichier} : ${RAISONS[erreur.raison]}`) : erreur;
  }
}

const RAISONS: Readonly<Record<CsvRefuse['raison'], string>> = {
  binaire: 'ce n’est pas un fichier CSV. Depuis un tableur, enregistrez la feuille au format CSV.',
  lignes: `plus de ${nombre(BORNES.lignes)} lignes.`,
  cellules: `une ligne a plus de ${BORNES.cellulesParLigne} cellules.`,
};

async function lireOctets(fichier: string): Promise<Buffer> {
  const illisible = (): never => { throw new UsageInvalide(`Fichier illisible : ${fichier}`); };
  const infos = await stat(fichier).catch(illisible);
  if (!infos.isFile()) return illisible();
  if (infos.size > MO_MAX << 20) throw new UsageInvalide(`${fichier} : plus de ${MO_MAX} Mo.`);
  return readFile(fichier).catch(illisible);
}

/**
 * Prints the result of a check as JSON, amounts with two decimals and a point.
 * @returns the exit code: 0 without any anomaly, 1 with one, a warning included
 */
export function imprimer<C extends string>(ecrire: Ecrire, verification: { readonly lignes: number; readonly totaux: Readonly<Record<C, Cents>>; readonly anomalies: readonly AnomalieAmont[] }): number {
  const { lignes, totaux, anomalies } = verification;
  ecrire(JSON.stringify({
    lignes,
    totaux: Object.fromEntries(Object.entries<Cents>(totaux).map(([colonne, total]) => [colonne, decimalDepuisCents(total)])),
    anomalies: anomalies.map(({ code, lieu, attendu, trouve }) => ({ code, lieu: decrireLieu(lieu), attendu: ecrireValeur(attendu), trouve: ecrireValeur(trouve) })),
  }, null, 2));
  return anomalies.length === 0 ? 0 : 1;
}
