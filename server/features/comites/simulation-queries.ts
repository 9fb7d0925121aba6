import type { Knex } from 'knex';
import { PARAMETRES_VIERGES, type MethodeSimulation, type ParametresSimulation } from '../../domain/comites/simulation.js';
import { cents, type Cents } from '../../domain/kernel/cents.js';

/** A simulation kept with its session. */
export interface SimulationLue {
  readonly id: string;
  readonly nom: string;
  readonly enveloppe: Cents;
  readonly methode: MethodeSimulation;
  readonly parametres: ParametresSimulation;
  readonly arbitrages: ReadonlyMap<string, Cents>;
  readonly version: number;
  readonly modifieePar: string;
  readonly modifieeLe: string;
}

interface Ligne { id: string; nom: string; enveloppe_cents: number | string; methode: MethodeSimulation; parametres: string; arbitrages: string; version: number | string; prenom: string; nom_personne: string; modifiee_le: string }

/** Simulations of a session, the first made first. */
export async function lireSimulations(db: Knex, seanceId: string): Promise<SimulationLue[]> {
  const lignes = await db('seance_simulations as x').join('personnes as p', 'p.id', 'x.modifiee_par').where('x.seance_id', seanceId).orderBy('x.id').select<Ligne[]>('x.*', 'p.prenom', 'p.nom as nom_personne');
  return lignes.map((l) => ({
    id: l.id, nom: l.nom, enveloppe: cents(Number(l.enveloppe_cents)), methode: l.methode, parametres: { ...PARAMETRES_VIERGES, ...(JSON.parse(l.parametres) as Partial<ParametresSimulation>) },
    arbitrages: new Map(Object.entries(JSON.parse(l.arbitrages) as Record<string, number>).map(([id, montant]) => [id, cents(montant)])), version: Number(l.version),
    modifieePar: `${l.prenom} ${l.nom_personne}`, modifieeLe: l.modifiee_le,
  }));
}
