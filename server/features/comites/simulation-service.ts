import { METHODES_SIMULATION, type MethodeSimulation, type ParametresSimulation } from '../../domain/comites/simulation.js';
import { SEANCE } from '../../domain/etats/machines.js';
import type { Cents } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import { estDoublon, type Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireSimulations } from './simulation-queries.js';
import { lireVue } from './seance-vue.js';

const SIMULATIONS_MAX = 12;

/** A simulation to keep; `version` is the one it was read at, null for a new one. */
export interface SimulationAEnregistrer {
  readonly nom: string;
  readonly enveloppe: Cents;
  readonly methode: MethodeSimulation;
  readonly parametres: ParametresSimulation;
  readonly arbitrages: ReadonlyMap<string, Cents>;
  readonly version: number | null;
}

/**
 * Keeps a simulation with its session, under a name of its own; with `id`, changes it.
 * @returns its id. @throws Refus `comite.simulation_nom`, `comite.simulation_modifiee`, `comite.simulation_masquee` when part of
 *   the agenda is hidden from the acting person, `comite.simulations_trop` { maximum }, `etat.incompatible` once it is closed
 * @see issue 4, Comité
 */
export async function enregistrerSimulation(ctx: Contexte, seanceId: string, id: string | null, s: SimulationAEnregistrer): Promise<string> {
  await exigerBureauOuvert(ctx, seanceId);
  const existantes = await lireSimulations(ctx.db, seanceId);
  if (existantes.some((x) => x.id !== id && x.nom.toLowerCase() === s.nom.toLowerCase())) throw new Refus('comite.simulation_nom', { champ: 'nom' });
  const valeurs = {
    nom: s.nom, enveloppe_cents: s.enveloppe, methode: METHODES_SIMULATION.find((m) => m === s.methode), parametres: JSON.stringify(s.parametres), arbitrages: JSON.stringify(Object.fromEntries(s.arbitrages)),
    modifiee_par: trouve(ctx.acteur.id), modifiee_le: ctx.maintenant,
  };
  const cle = id ?? ctx.nouvelId();
  if (id === null) {
    if (existantes.length >= SIMULATIONS_MAX) throw new Refus('comite.simulations_trop', { maximum: SIMULATIONS_MAX });
    await inserer(ctx, { id: cle, seance_id: seanceId, version: 1, ...valeurs });
  } else {
    const stockee = trouve(existantes.find((x) => x.id === id));
    if (s.version !== null && s.version !== stockee.version) throw new Refus('comite.simulation_modifiee');
    await ctx.db('seance_simulations').where({ id, seance_id: seanceId }).update({ ...valeurs, version: stockee.version + 1 });
  }
  ctx.journaliser({ action: 'seance.simuler', objet: 'seance', objetId: seanceId, donnees: { simulation: s.nom, methode: s.methode, enveloppe: s.enveloppe } });
  return cle;
}

async function inserer(ctx: Contexte, ligne: Record<string, unknown>): Promise<void> {
  try {
    await ctx.db('seance_simulations').insert(ligne);
  } catch (erreur) {
    if (estDoublon(erreur)) throw new Refus('comite.simulation_nom', { champ: 'nom' });
    throw erreur;
  }
}

/** Removes a simulation of an open session. @throws Refus as `enregistrerSimulation` */
export async function supprimerSimulation(ctx: Contexte, seanceId: string, id: string): Promise<void> {
  await exigerBureauOuvert(ctx, seanceId);
  const simulation = trouve((await lireSimulations(ctx.db, seanceId)).find((x) => x.id === id));
  await ctx.db('seance_simulations').where({ id, seance_id: seanceId }).delete();
  ctx.journaliser({ action: 'seance.supprimer_simulation', objet: 'seance', objetId: seanceId, donnees: { simulation: simulation.nom } });
}

/** The session, locked and open, the whole of whose agenda the acting person may see. */
async function exigerBureauOuvert(ctx: Contexte, seanceId: string): Promise<void> {
  const ligne = trouve(await verrouiller(ctx.db('seances').where({ id: seanceId }), ctx.db).first<{ etat: string } | undefined>('etat'));
  if (ligne.etat !== SEANCE.initial) throw new Refus('etat.incompatible', { objet: 'seance', etat: ligne.etat });
  const vue = trouve(await lireVue(ctx.db, seanceId, ctx.acteur));
  if (vue.cachees.length + vue.sansScores.length > 0) throw new Refus('comite.simulation_masquee');
}
