import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { evaluerPlan } from '../../domain/financements/plan.js';
import { calculerSolde } from '../../domain/service-fait/solde.js';
import { lireDemandePlan, repondrePlan } from '../../domain/simulations/contrat-plan.js';
import { lireDemandeSolde, repondreSolde } from '../../domain/simulations/contrat-solde.js';
import type { Lecture } from '../../domain/simulations/lecture.js';
import { paths } from '../../web/paths.js';
import type { PorteApi, ReponseApi, Routeur } from '../../web/routeur.js';

/** 256 kB and 100 requests a second per address (spec 3). */
const TAILLE_MAX = 256 * 1024;
const PAR_SECONDE = 100;

/**
 * The two stateless JSON calculators of spec 3. Their throttle counts in memory, for each server on its own: it
 * protects the process from a flood of computations, and a row in the database for each call would cost more than
 * the call it counts. (What must be counted together by every server, such as sign-in tries, uses `creerFrein`.)
 */
export function routesApi(routeur: Routeur): void {
  const porte: PorteApi = { frein: freinEnMemoire(PAR_SECONDE), tailleMax: TAILLE_MAX };
  routeur.api(paths.api.plan, 'public.lire', porte, (corps) => repondre(lireDemandePlan(corps), (demande) => repondrePlan(evaluerPlan(demande))));
  routeur.api(paths.api.solde, 'public.lire', porte, (corps) => repondre(lireDemandeSolde(corps), (demande) => repondreSolde(calculerSolde(demande))));
}

function repondre<T>(lecture: Lecture<T>, calculer: (demande: T) => object): ReponseApi {
  return lecture.ok
    ? { statut: 200, corps: calculer(lecture.demande) }
    : { statut: 400, corps: { erreur: { code: 'requete_invalide', details: lecture.details } } };
}

/** Throttle of one server: at most `parSeconde` calls a second from one address. */
export function freinEnMemoire(parSeconde: number): PorteApi['frein'] {
  const compteur = new RateLimiterMemory({ points: parSeconde, duration: 1 });
  return async (adresse) => {
    try {
      await compteur.consume(adresse);
      return 0;
    } catch (refus) {
      if (refus instanceof RateLimiterRes) return Math.max(1, Math.ceil(refus.msBeforeNext / 1000));
      throw refus;
    }
  };
}
