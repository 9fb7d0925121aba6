import type { NomAgent } from './personnages.js';
import { ETAPES, type EtapeDemo, type ProjetDemo } from './projets.js';

/** Ids of the demonstration's agents. */
export type Equipe = Readonly<Record<NomAgent, string>>;

/** A demonstration organisme with the ids its story needs. */
export interface OrganismeSeme { readonly id: string; readonly signataireId: string; readonly nom: string }

export interface Monde { readonly equipe: Equipe; readonly organismes: readonly OrganismeSeme[]; readonly appelId: string }

/** A demonstration dossier under way. */
export interface DossierSeme { readonly id: string; readonly projet: ProjetDemo; readonly organisme: OrganismeSeme }

/** True when the project goes at least as far as `etape`. */
export const atteint = (p: ProjetDemo, etape: EtapeDemo): boolean => ETAPES.indexOf(p.jusqua) >= ETAPES.indexOf(etape);

/** Amount the committee and the Commission permanente retain, whole euros. */
export const montantRetenu = (p: ProjetDemo): number => (p.jusqua === 'solde' ? p.demande : Math.floor((p.demande * 9) / 10_000) * 1000);

/** Amount that FSE+ brings through the call, whole euros; zero for most. */
export const montantFse = (p: ProjetDemo): number => p.autres.reduce((n, [financeur, , , montant]) => n + (financeur === 'fse' ? montant : 0), 0);

export interface MondeDecide extends Monde { readonly dossiers: readonly DossierSeme[] }
