import { anomaliesDeBilan, type AnomalieBilan } from '../../domain/bilans/anomalies.js';
import type { Jour } from '../../domain/kernel/jour.js';
import type { BilanLu } from './bilan-queries.js';
import type { DossierASolder } from './dossier-a-solder-queries.js';

/** What is missing or unusual in a bilan, on the day given (spec 1 stage 13). */
export function verifierBilan(d: DossierASolder, bilan: BilanLu, jour: Jour): readonly AnomalieBilan[] {
  const [convention] = d.conventions;
  if (convention === undefined) return [];
  return anomaliesDeBilan({
    objectifs: convention.objectifs.length, realisation: bilan.contenu.realisation, forfaits: d.forfaits, operation: convention.operation, limite: bilan.limite, jour,
    depenses: bilan.depenses.map((l) => ({ id: l.id, poste: l.poste, date: l.date, acquitteeLe: l.acquitteeLe, aPiece: l.pieces.length > 0 })),
    ressources: bilan.ressources.map((r) => ({ id: r.id, aPiece: r.piece !== null })),
  });
}
