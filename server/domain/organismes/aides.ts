import type { Financeur } from '../financements/nomenclature.js';
import { maximum, moins, somme, ZERO, type Cents } from '../kernel/cents.js';
import { dixMilliemes, DIX_MILLE, formaterTaux, type Taux } from '../kernel/taux.js';
import type { CodePlafond } from '../service-fait/plafonds.js';

/** What the control of service fait concluded on an aid. */
export interface AideControlee { readonly du: Cents; readonly tauxRealisation: Taux; readonly contraignant: CodePlafond }

/** An aid granted to an organisme by one funder for one dossier; amounts in cents. */
export interface Aide {
  /** Year of the décision, else of the convention. */
  readonly annee: number;
  readonly appelId: string;
  readonly appelTitre: string;
  readonly financeur: Financeur;
  readonly accorde: Cents;
  readonly paye: Cents;
  readonly recouvre: Cents;
  /** Null until the control is concluded. */
  readonly controle: AideControlee | null;
}

export interface TotalAides {
  readonly operations: number;
  readonly accorde: Cents;
  readonly paye: Cents;
  readonly reduit: Cents;
  readonly recouvre: Cents;
  /** Concluded controls, and the plain mean of their realisation rates; null when there is none. */
  readonly controlees: number;
  readonly tauxMoyen: Taux | null;
}

export interface GroupeAides extends TotalAides { readonly annee: number; readonly appelId: string; readonly appelTitre: string; readonly financeur: Financeur }

/** What the control took off an aid: granted less due, never negative, zero until the control is concluded. */
export const reductionDe = ({ accorde, controle }: Pick<Aide, 'accorde' | 'controle'>): Cents => (controle === null ? ZERO : maximum(ZERO, moins(accorde, controle.du)));

/** Totals of aids. The mean rate weighs every operation the same: it speaks of how they are led, not of how much they were given. */
export function totaliserAides(aides: readonly Aide[]): TotalAides {
  const taux = aides.flatMap(({ controle }) => (controle === null ? [] : [controle.tauxRealisation]));
  const total = (de: (a: Aide) => Cents): Cents => somme(aides.map(de));
  return {
    operations: aides.length, accorde: total((a) => a.accorde), paye: total((a) => a.paye), reduit: total(reductionDe), recouvre: total((a) => a.recouvre), controlees: taux.length,
    tauxMoyen: taux.length === 0 ? null : formaterTaux(taux.reduce((n, t) => n + dixMilliemes(t), 0n), DIX_MILLE * BigInt(taux.length)),
  };
}

/** Aids by year, call and funder, the last year first; calls and funders stand in the order they are given. */
export function grouperAides(aides: readonly Aide[]): GroupeAides[] {
  const groupes = new Map<string, [Aide, ...Aide[]]>();
  for (const aide of aides) {
    const cle = [aide.annee, aide.appelId, aide.financeur].join('|');
    const groupe = groupes.get(cle);
    if (groupe === undefined) groupes.set(cle, [aide]);
    else groupe.push(aide);
  }
  return [...groupes.values()]
    .map(([a, ...suite]) => ({ annee: a.annee, appelId: a.appelId, appelTitre: a.appelTitre, financeur: a.financeur, ...totaliserAides([a, ...suite]) }))
    .sort((x, y) => y.annee - x.annee);
}
