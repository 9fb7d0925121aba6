import type { Jour } from '../kernel/jour.js';
import type { PeriodeOperation, RealisationSaisie } from './contenu.js';
import type { NatureBilan } from './lignes.js';

export const CODES_ANOMALIE_BILAN = [
  'realisation_absente', 'volume_absent', 'publics_absents', 'recit_absent',
  'depenses_absentes', 'depense_sans_piece', 'depense_hors_periode', 'depense_non_acquittee', 'depense_doublon', 'temps_depasse', 'temps_incomplet', 'piece_non_rattachee',
  'ressource_sans_preuve', 'operation_en_cours', 'bilan_tardif',
] as const;
export type CodeAnomalieBilan = (typeof CODES_ANOMALIE_BILAN)[number];

/** Something missing or unusual; `bloquante` stops the deposit. */
export interface AnomalieBilan {
  readonly code: CodeAnomalieBilan;
  readonly gravite: 'bloquante' | 'avertissement';
  readonly partie: 'realisation' | 'depenses' | 'ressources' | 'bilan';
  /** Id of the resource concerned, or rank of the objective; null for the whole part. */
  readonly ligne: string | null;
  /** How many lines are concerned. */
  readonly nombre: number;
}

/** How many expense lines are concerned by each check; those of a post replaced by a flat rate need no evidence nor payment. */
export interface ComptesDepenses {
  readonly total: number;
  readonly sansPiece: number;
  readonly horsPeriode: number;
  readonly nonAcquittees: number;
  readonly doublons: number;
  readonly tempsDepasse: number;
  readonly tempsIncomplet: number;
}

/** What the checks look at. */
export interface BilanAVerifier {
  /** Number of objectives of the convention. */
  readonly objectifs: number;
  readonly realisation: RealisationSaisie | null;
  readonly nature: NatureBilan;
  readonly depenses: ComptesDepenses;
  /** Files that no line refers to. */
  readonly piecesLibres: number;
  readonly ressources: readonly { readonly id: string; readonly aPiece: boolean }[];
  readonly operation: PeriodeOperation;
  readonly limite: Jour;
  /** Day of the check. */
  readonly jour: Jour;
}

/**
 * Everything that stops the deposit of a bilan, then what is only worth a warning. An intermediate bilan is judged on what
 * was realised: its expenses and resources may still be completed, they never stop it.
 * @see spec 1 stage 13, spec 2.1 ("before the bilan a délibération or attestation for each"), 2.2
 */
export function anomaliesDeBilan(b: BilanAVerifier): readonly AnomalieBilan[] {
  const toutes = [...deLaRealisation(b), ...desDepenses(b), ...desRessources(b), ...duCalendrier(b)];
  return [...toutes.filter((a) => a.gravite === 'bloquante'), ...toutes.filter((a) => a.gravite === 'avertissement')];
}

/** True when nothing stops the deposit. */
export const bilanDeposable = (anomalies: readonly AnomalieBilan[]): boolean => anomalies.every((a) => a.gravite !== 'bloquante');

const anomalie = (gravite: AnomalieBilan['gravite'], code: CodeAnomalieBilan, partie: AnomalieBilan['partie'], { ligne = null, nombre = 1 }: { ligne?: string | null; nombre?: number } = {}): AnomalieBilan =>
  ({ code, gravite, partie, ligne, nombre });
const bloquante = (code: CodeAnomalieBilan, partie: AnomalieBilan['partie'], ligne: string | null = null): AnomalieBilan => anomalie('bloquante', code, partie, { ligne });

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

function desDepenses({ nature, depenses, piecesLibres, realisation }: BilanAVerifier): AnomalieBilan[] {
  const exigee = nature === 'final' ? 'bloquante' : 'avertissement';
  const compter = (gravite: AnomalieBilan['gravite'], code: CodeAnomalieBilan, nombre: number): AnomalieBilan[] => (nombre === 0 ? [] : [anomalie(gravite, code, 'depenses', { nombre })]);
  const libres = compter('avertissement', 'piece_non_rattachee', piecesLibres);
  if (depenses.total === 0) return [...(realisation?.nonExecution === true ? [] : [anomalie(exigee, 'depenses_absentes', 'depenses')]), ...libres];
  return [
    ...compter(exigee, 'depense_sans_piece', depenses.sansPiece), ...compter(exigee, 'depense_hors_periode', depenses.horsPeriode),
    ...compter('avertissement', 'depense_non_acquittee', depenses.nonAcquittees), ...compter('avertissement', 'depense_doublon', depenses.doublons),
    ...compter('avertissement', 'temps_depasse', depenses.tempsDepasse), ...compter('avertissement', 'temps_incomplet', depenses.tempsIncomplet), ...libres,
  ];
}

const desRessources = ({ nature, ressources }: BilanAVerifier): AnomalieBilan[] =>
  ressources.filter((r) => !r.aPiece).map((r) => anomalie(nature === 'final' ? 'bloquante' : 'avertissement', 'ressource_sans_preuve', 'ressources', { ligne: r.id }));

function duCalendrier({ nature, jour, limite, operation }: BilanAVerifier): AnomalieBilan[] {
  if (jour > limite) return [anomalie('avertissement', 'bilan_tardif', 'bilan')];
  return nature === 'final' && jour <= operation.fin ? [anomalie('avertissement', 'operation_en_cours', 'bilan')] : [];
}
