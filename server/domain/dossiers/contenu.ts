import type { CodeForfait, Financeur, Nature, Poste, StatutRessource } from '../financements/nomenclature.js';
import type { Cents } from '../kernel/cents.js';
import type { Jour } from '../kernel/jour.js';

/** Sections of a dossier, in the order of the task list (spec 1, stage 3). */
export const SECTIONS = ['organisme', 'projet', 'publics', 'budget', 'indicateurs', 'pieces', 'engagements'] as const;
export type Section = (typeof SECTIONS)[number];

/** Contact for this dossier; the identity itself comes from the organisme. */
export interface SectionOrganisme {
  readonly contactNom: string;
  readonly contactFonction: string;
  readonly contactCourriel: string;
  readonly contactTelephone: string;
  /** The organisme's identity, address and bank details were read again and are right. */
  readonly identiteConfirmee: boolean;
  /** The person who will deposit is not the legal representative and holds a delegation. */
  readonly signataireDelegue: boolean;
}

export interface SectionProjet {
  readonly titre: string;
  readonly dispositif: number;
  readonly axe: string;
  readonly mesures: readonly string[];
  readonly besoin: string;
  readonly objectifs: string;
  readonly methode: string;
  readonly partenariat: string;
  readonly territoires: readonly string[];
  readonly debut: Jour;
  readonly fin: Jour;
  readonly equipe: string;
  /** Prior consultation of the partner the call names, when the territory asks it. */
  readonly concertation: string;
  readonly reconduction: boolean;
}

/** A measurable objective; the realisation rate is computed from these (spec 2.5). */
export interface Volume { readonly intitule: string; readonly prevu: number; readonly unite: string; readonly poids: number }

export interface SectionPublics {
  readonly ciblePublics: readonly string[];
  readonly rsa: number;
  readonly horsRsaMoins25: number;
  readonly horsRsaAutres: number;
  readonly reperage: string;
  readonly volumes: readonly Volume[];
}

export interface LigneDepense {
  readonly poste: Poste;
  readonly libelle: string;
  readonly nature: Nature;
  readonly montant: Cents;
  /** Hours on the operation behind a staff line, over its whole length; absent when not given. */
  readonly heures?: number;
  /** Share of full-time behind those hours, in percent: 50 for half-time, 150 for one and a half; absent for one full-time. */
  readonly quotite?: number;
}
export interface LigneRessource { readonly financeur: Financeur; readonly libelle: string; readonly statut: StatutRessource; readonly montant: Cents }
export interface LigneValorisation { readonly libelle: string; readonly montant: Cents }

export interface SectionBudget {
  readonly depenses: readonly LigneDepense[];
  readonly ressources: readonly LigneRessource[];
  readonly forfaits: readonly CodeForfait[];
  /** Contributions in kind, on both sides in equal amounts, outside the totals. */
  readonly valorisations: readonly LigneValorisation[];
}

export interface Indicateur { readonly intitule: string; readonly cible: string; readonly mesure: string }
export interface SectionIndicateurs { readonly indicateurs: readonly Indicateur[] }

export interface SectionEngagements {
  readonly contratRepublicain: boolean;
  readonly exactitude: boolean;
  /** Other aid received in the last three years; empty text when none. */
  readonly aidesRecues: string;
  readonly donneesPersonnelles: boolean;
}

/** Content of each section that has fields of its own (`pieces` is made of files). */
export interface ContenuSections {
  readonly organisme: SectionOrganisme;
  readonly projet: SectionProjet;
  readonly publics: SectionPublics;
  readonly budget: SectionBudget;
  readonly indicateurs: SectionIndicateurs;
  readonly engagements: SectionEngagements;
}
export type SectionSaisie = keyof ContenuSections;

/** Identity of the organisme as frozen at deposit. */
export interface OrganismeFige {
  readonly id: string;
  readonly siret: string;
  readonly nom: string;
  readonly nature: string;
  readonly formeJuridique: string;
  readonly rna: string | null;
  readonly adresse: string;
  readonly codePostal: string;
  readonly commune: string;
  readonly representantNom: string;
  readonly representantQualite: string;
  readonly iban: string;
  readonly bic: string;
}

export interface PieceFigee {
  readonly code: string;
  readonly precision: string;
  readonly nom: string;
  readonly sha256: string;
  readonly taille: number;
  readonly fichierId: string;
  /** Last day of validity, for a piece that has one. */
  readonly valableJusquAu?: string | null;
}

/** What a deposit freezes: never edited, a correction makes the next version. */
export interface VersionDossier {
  readonly numero: string;
  readonly organisme: OrganismeFige;
  readonly sections: ContenuSections;
  readonly pieces: readonly PieceFigee[];
}
