import { cents, fractionDeCents } from '../../domain/kernel/cents.js';

export interface Personnes { readonly rsa: number; readonly total: number }

/** A deposited dossier as the dashboard counts it; amounts in cents. */
export interface DossierPilote {
  readonly id: string;
  readonly etat: string;
  readonly demandeCents: number;
  readonly proposeCents: number;
  /** By the decision in force. */
  readonly attribueCents: number;
  readonly payeCents: number;
  readonly recouvreCents: number;
  readonly dispositif: number | null;
  readonly territoires: readonly string[];
  readonly prevues: Personnes;
  /** What the concluded control retained; null before. */
  readonly conclu: { readonly realisees: Personnes; readonly duCents: number } | null;
}

/** Sums of a group of dossiers; amounts in cents. */
export interface Groupe {
  readonly dossiers: number;
  readonly demandeCents: number;
  /** Proposed and not decided yet (spec 2.7, in committee). */
  readonly proposeCents: number;
  readonly attribueCents: number;
  readonly payeCents: number;
  readonly recouvreCents: number;
  /** People planned by awarded dossiers. */
  readonly prevues: Personnes;
  readonly coutPrevuCents: number | null;
  /** Concluded controls alone: planned and realised of the same dossiers, and what is due to them. */
  readonly conclus: { readonly dossiers: number; readonly prevues: Personnes; readonly realisees: Personnes; readonly duCents: number; readonly coutCents: number | null };
}

const EN_COMITE = ['instruit', 'examine'];

/** Sums a group of dossiers. A cost per person is null when there is nobody, half up to the cent. */
export function grouper(dossiers: readonly DossierPilote[]): Groupe {
  const attribues = dossiers.filter((d) => d.attribueCents > 0);
  const conclus = dossiers.flatMap((d) => (d.conclu === null ? [] : [{ prevues: d.prevues, ...d.conclu }]));
  const attribueCents = total(dossiers, (d) => d.attribueCents);
  const [prevues, realisees, duCents] = [compter(attribues.map((d) => d.prevues)), compter(conclus.map((c) => c.realisees)), total(conclus, (c) => c.duCents)];
  return {
    dossiers: dossiers.length, attribueCents, prevues,
    demandeCents: total(dossiers, (d) => d.demandeCents), proposeCents: total(dossiers.filter((d) => EN_COMITE.includes(d.etat)), (d) => d.proposeCents),
    payeCents: total(dossiers, (d) => d.payeCents), recouvreCents: total(dossiers, (d) => d.recouvreCents), coutPrevuCents: coutParPersonne(attribueCents, prevues.total),
    conclus: { dossiers: conclus.length, prevues: compter(conclus.map((c) => c.prevues)), realisees, duCents, coutCents: coutParPersonne(duCents, realisees.total) },
  };
}

/** Dossiers of each key, in the order keys are first met. */
export function repartirPar<C>(dossiers: readonly DossierPilote[], cle: (d: DossierPilote) => C): ReadonlyMap<C, readonly DossierPilote[]> {
  const groupes = new Map<C, DossierPilote[]>();
  for (const d of dossiers) {
    const groupe = groupes.get(cle(d));
    if (groupe === undefined) groupes.set(cle(d), [d]);
    else groupe.push(d);
  }
  return groupes;
}

const total = <T>(liste: readonly T[], valeur: (x: T) => number): number => liste.reduce((n, x) => n + valeur(x), 0);
const compter = (liste: readonly Personnes[]): Personnes => ({ rsa: total(liste, (p) => p.rsa), total: total(liste, (p) => p.total) });
const coutParPersonne = (montant: number, personnes: number): number | null => (personnes === 0 ? null : fractionDeCents(cents(montant), 1, personnes, 'demi_superieur'));
