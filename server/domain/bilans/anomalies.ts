import type { CodeForfait, Poste } from '../financements/nomenclature.js';
import { postesRemplaces } from '../financements/forfaits.js';
import type { Jour } from '../kernel/jour.js';
import type { PeriodeOperation, RealisationSaisie } from './contenu.js';

export const CODES_ANOMALIE_BILAN = [
  'realisation_absente', 'volume_absent', 'publics_absents', 'recit_absent',
  'depenses_absentes', 'depense_sans_piece', 'depense_hors_periode', 'depense_non_acquittee',
  'ressource_sans_preuve', 'operation_en_cours', 'bilan_tardif',
] as const;
export type CodeAnomalieBilan = (typeof CODES_ANOMALIE_BILAN)[number];

/** Something missing or unusual; `bloquante` stops the deposit. */
export interface AnomalieBilan {
  readonly code: CodeAnomalieBilan;
  readonly gravite: 'bloquante' | 'avertissement';
  readonly partie: 'realisation' | 'depenses' | 'ressources' | 'bilan';
  /** Id of the line concerned, or rank of the objective; null for the whole part. */
  readonly ligne: string | null;
}

/** What the checks look at. */
export interface BilanAVerifier {
  /** Number of objectives of the convention. */
  readonly objectifs: number;
  readonly realisation: RealisationSaisie | null;
  readonly depenses: readonly { readonly id: string; readonly poste: Poste; readonly date: Jour; readonly acquitteeLe: Jour | null; readonly aPiece: boolean }[];
  readonly ressources: readonly { readonly id: string; readonly aPiece: boolean }[];
  readonly forfaits: readonly CodeForfait[];
  readonly operation: PeriodeOperation;
  readonly limite: Jour;
  /** Day of the check. */
  readonly jour: Jour;
}

/**
 * Everything that stops the deposit of a bilan, then what is only worth a warning. Lines of a post replaced by a
 * flat rate need no evidence: the flat rate stands for it.
 * @see spec 1 stage 13, spec 2.1 ("before the bilan a délibération or attestation for each"), 2.2
 */
export function anomaliesDeBilan(b: BilanAVerifier): readonly AnomalieBilan[] {
  const toutes = [...deLaRealisation(b), ...desDepenses(b), ...desRessources(b), ...duCalendrier(b)];
  return [...toutes.filter((a) => a.gravite === 'bloquante'), ...toutes.filter((a) => a.gravite === 'avertissement')];
}

/** True when nothing stops the deposit. */
export const bilanDeposable = (anomalies: readonly AnomalieBilan[]): boolean => anomalies.every((a) => a.gravite !== 'bloquante');

const bloquante = (code: CodeAnomalieBilan, partie: AnomalieBilan['partie'], ligne: string | null = null): AnomalieBilan => ({ code, gravite: 'bloquante', partie, ligne });
const avertissement = (code: CodeAnomalieBilan, partie: AnomalieBilan['partie'], ligne: string | null = null): AnomalieBilan => ({ code, gravite: 'avertissement', partie, ligne });

function deLaRealisation({ realisation, objectifs }: BilanAVerifier): AnomalieBilan[] {
  if (realisation === null) return [bloquante('realisation_absente', 'realisation')];
  const trouvees = realisation.recit === '' ? [bloquante('recit_absent', 'realisation')] : [];
  if (realisation.nonExecution) return trouvees;
  for (let rang = 0; rang < objectifs; rang += 1) {
    if ((realisation.volumes[rang] ?? null) === null) trouvees.push(bloquante('volume_absent', 'realisation', String(rang)));
  }
  if (Object.values(realisation.publics).some((n) => n === null)) trouvees.push(bloquante('publics_absents', 'realisation'));
  return trouvees;
}

function desDepenses({ depenses, realisation, operation, forfaits, jour }: BilanAVerifier): AnomalieBilan[] {
  if (depenses.length === 0) return realisation?.nonExecution === true ? [] : [bloquante('depenses_absentes', 'depenses')];
  const remplaces = postesRemplaces(forfaits);
  return depenses.flatMap(({ id, poste, date, acquitteeLe, aPiece }) => {
    const trouvees: AnomalieBilan[] = [];
    const auForfait = remplaces.has(poste);
    if (!aPiece && !auForfait) trouvees.push(bloquante('depense_sans_piece', 'depenses', id));
    if (date < operation.debut || date > operation.fin) trouvees.push(bloquante('depense_hors_periode', 'depenses', id));
    if (!auForfait && (acquitteeLe === null || acquitteeLe > jour)) trouvees.push(avertissement('depense_non_acquittee', 'depenses', id));
    return trouvees;
  });
}

const desRessources = ({ ressources }: BilanAVerifier): AnomalieBilan[] =>
  ressources.filter((r) => !r.aPiece).map((r) => bloquante('ressource_sans_preuve', 'ressources', r.id));

function duCalendrier({ jour, limite, operation }: BilanAVerifier): AnomalieBilan[] {
  if (jour > limite) return [avertissement('bilan_tardif', 'bilan')];
  return jour <= operation.fin ? [avertissement('operation_en_cours', 'bilan')] : [];
}
