import type { PartEcheance } from '../conventions/echeancier.js';
import type { Methode } from '../service-fait/plafonds.js';
import type { Jour } from '../kernel/jour.js';
import type { Taux } from '../kernel/taux.js';
import type { RegleEchantillonnage } from '../service-fait/echantillon.js';
import type { TextesDeLettres } from './lettres.js';

/** Aim of the call, with what the Département expects beyond common law. */
export interface Dispositif { readonly numero: number; readonly intitule: string; readonly plusValues: readonly string[] }

/** Selection criterion scored 0–5; its order breaks ties. */
export interface Critere { readonly code: string; readonly intitule: string; readonly poids: number; readonly transversal?: boolean }

export type ConditionPiece = 'signataire_non_representant' | 'forfait' | 'reconduction';

/** Piece asked of the porteur, with the cases in which it is asked. */
export interface PieceDemandee {
  readonly code: string;
  readonly intitule: string;
  readonly obligatoire: boolean;
  /** Kinds of organisme concerned; all when absent. */
  readonly pour?: readonly string[];
  readonly si?: ConditionPiece;
  /** One for each solicited co-funder. */
  readonly parCofinanceur?: boolean;
  /** One or two sentences for the porteur: what is accepted, where to find it. */
  readonly aide?: string;
}

/** Limits of spec 1, each configurable per call. */
export interface Delais {
  readonly complementsJours: number;
  readonly contradictoireJours: number;
  readonly recoursMois: number;
  readonly bilanFinalMois: number;
  readonly conservationAnnees: number;
  readonly conservationAideEtatAnnees: number;
  /** Absent from calls written before it could be set: 5 years. */
  readonly conservationFseAnnees?: number;
  /** Absent from calls written before it could be set: 3 months. */
  readonly publicationMois?: number;
}

export const VERSEURS = ['departement', 'fse'] as const;
/** A funder that may pay through the product: each signs its own convention (spec 1, Convention). */
export type Verseur = (typeof VERSEURS)[number];

/** How FSE+ pays when a call pays it too (spec 2.4, 2.5). */
export interface ReglesFse {
  readonly echeances: readonly PartEcheance[];
  /** Share of the amount paid as an advance at the signature, deducted from the instalments in order; zero for none. */
  readonly avance: Taux;
  readonly methodeProratisation: Methode;
  readonly tauxIntervention: boolean;
  /** Days to pay a claim, from its deposit (regulation (EU) 2021/1060, art. 74(1)(b)). */
  readonly delaiPaiementJours: number;
}

/** Financial rules frozen at publication (spec 2). */
export interface ReglesAppel {
  readonly financeur: 'departement';
  /** Funders that pay through the product; absent, the call's `financeur` alone. */
  readonly financeursVerseurs?: readonly Verseur[];
  /** Share of the planned cost that may move between posts on the porteur's declaration, without an avenant; absent for none. */
  readonly seuilMouvementBudget?: Taux;
  /** How the control may rest on a sample of the expense lines; absent, every line is examined. */
  readonly echantillonnage?: RegleEchantillonnage;
  /** Rules of FSE+ when it is among them. */
  readonly fse?: ReglesFse;
  readonly plafondHorsRsa: Taux;
  readonly ageMaxHorsRsa: number;
  readonly tauxMaxFse: Taux;
  readonly echeances: readonly PartEcheance[];
  readonly methodeProratisation: Methode;
  readonly tauxIntervention: boolean;
  readonly naturesIneligibles: readonly string[];
  readonly delais: Delais;
  readonly concertationPrealable: readonly { readonly territoire: string; readonly partenaire: string }[];
}

/** The whole text and rules of a call: what a version freezes. */
export interface ContenuAppel {
  readonly contexte: string;
  readonly objectifs: string;
  /** What a good project brings, in the words of the service. */
  readonly attendus?: string;
  readonly contact: string;
  readonly periodeOperations: { readonly debut: Jour; readonly fin: Jour; readonly dureeMaxMois: number };
  readonly mesuresSocles: readonly string[];
  readonly axes: readonly string[];
  readonly dispositifs: readonly Dispositif[];
  readonly publics: readonly string[];
  /** Codes of the territories open to projects. */
  readonly territoires: readonly string[];
  readonly regles: ReglesAppel;
  readonly criteres: readonly Critere[];
  readonly pieces: readonly PieceDemandee[];
  readonly comite: readonly string[];
  readonly emargement: readonly string[];
  /** Paragraphs the service adds to its official letters; see `lettres.ts`. */
  readonly lettres?: TextesDeLettres;
}
