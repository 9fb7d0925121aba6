import { stat } from 'node:fs/promises';
import type { AnomalieAmont } from '../domain/financements-amont/anomalies.js';
import type { FeuilleBrute } from '../domain/financements-amont/grille.js';
import { decimalDepuisCents, type Cents } from '../domain/kernel/cents.js';
import { ClasseurRefuse } from '../platform/lecture-classeur.js';
import { formatDuNom, lireFeuille } from '../platform/lecture-feuille.js';
import { messageDeClasseur } from '../web/classeur-messages.js';
import { decrireLieu, ecrireValeur } from '../web/lieu-tableau.js';
import { UsageInvalide, type Ecrire, type Options } from './commande.js';

/**
 * Reads the one table named on the command line: CSV, XLSX or ODS.
 * @throws UsageInvalide when there is none or several, or when it is unreadable, no table, or beyond 10 MB or 20 000 lines
 */
export async function lireFeuilleNommee(options: Options): Promise<FeuilleBrute> {
  const [fichier, ...autres] = options['fichier'] ?? [];
  if (fichier === undefined || autres.length > 0) throw new UsageInvalide('Donnez un fichier CSV, XLSX ou ODS, et un seul.');
  const infos = await stat(fichier).catch(() => null);
  if (infos?.isFile() !== true) throw new UsageInvalide(`Fichier illisible : ${fichier}`);
  try {
    return await lireFeuille(fichier, formatDuNom(fichier));
  } catch (erreur) {
    if (erreur instanceof ClasseurRefuse) throw new UsageInvalide(`${fichier} : ${messageDeClasseur(erreur)}`);
    if (erreur instanceof Error && 'code' in erreur && erreur.code === 'EACCES') throw new UsageInvalide(`Fichier illisible : ${fichier}`);
    throw erreur;
  }
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
