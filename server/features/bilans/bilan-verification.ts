import type { Knex } from 'knex';
import { anomaliesDeBilan, type AnomalieBilan } from '../../domain/bilans/anomalies.js';
import type { Jour } from '../../domain/kernel/jour.js';
import type { EnteteDeBilan } from './bilan-queries.js';
import { faitsDesLignes } from './bilan-saisie-queries.js';
import { compterLesDrapeaux } from './depense-liste-queries.js';
import type { CadreDuBilan } from './dossier-a-solder-queries.js';
import { compterPiecesLibres } from './piece-queries.js';

/** What is missing or unusual in a bilan, on the day given (spec 1 stage 13); two queries however many lines there are. */
export async function verifierBilan(db: Knex, d: CadreDuBilan, bilan: EnteteDeBilan, jour: Jour): Promise<readonly AnomalieBilan[]> {
  const [convention] = d.conventions;
  if (convention === undefined) return [];
  return anomaliesDeBilan({
    nature: bilan.nature, objectifs: convention.objectifs.length, realisation: bilan.contenu.realisation, operation: convention.operation, limite: bilan.limite, jour,
    depenses: await compterLesDrapeaux(db, faitsDesLignes(d, bilan.id, jour)), piecesLibres: await compterPiecesLibres(db, bilan.id),
    ressources: bilan.ressources.map((r) => ({ id: r.id, aPiece: r.piece !== null })),
  });
}
