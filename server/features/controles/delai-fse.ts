import type { Jour } from '../../domain/kernel/jour.js';
import { DELAI_FSE_JOURS, delaiDePaiement, type DelaiDePaiement, type Pause } from '../../domain/service-fait/delai-de-paiement.js';
import { instant, jourAParis } from '../../platform/clock.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import type { DossierASolder } from '../bilans/dossier-a-solder-queries.js';
import type { ControleLu } from './controle-queries.js';

const leJour = (texte: string): Jour => jourAParis(instant(texte));

/** When the porteur is awaited: from a question to its answer, and during the contradictory period. */
function pausesDe({ questions, provisoireLe, reponduLe, reponseAvantLe }: ControleLu, aujourdhui: Jour): Pause[] {
  const attentes = questions.map((q): Pause => ({ debut: leJour(q.poseeLe), fin: q.repondueLe === null && q.retireeLe === null ? null : leJour(q.repondueLe ?? q.retireeLe ?? '') }));
  if (provisoireLe === null || reponseAvantLe === null) return attentes;
  const fin = reponduLe !== null ? leJour(reponduLe) : reponseAvantLe < aujourdhui ? reponseAvantLe : null;
  return [...attentes, { debut: leJour(provisoireLe), fin }];
}

/** Where the limit to pay the FSE+ claim of a deposited bilan stands; null without such a convention. @see regulation (EU) 2021/1060, art. 74(1)(b) */
export function delaiFse({ conventions, appel }: DossierASolder, { deposeLe }: BilanLu, controle: ControleLu | null, aujourdhui: Jour): DelaiDePaiement & { readonly jours: number } | null {
  if (deposeLe === null || !conventions.some((c) => c.financeur === 'fse')) return null;
  const jours = appel.regles.fse?.delaiPaiementJours ?? DELAI_FSE_JOURS;
  return { jours, ...delaiDePaiement(leJour(deposeLe), jours, controle === null ? [] : pausesDe(controle, aujourdhui), aujourdhui) };
}
