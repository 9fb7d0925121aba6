import { Refus } from '../../domain/kernel/refus.js';
import { contradictoireClos } from '../../domain/service-fait/contradictoire.js';
import { jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import type { BilanLu } from '../bilans/bilan-queries.js';
import { lireDossierASolder, type DossierASolder } from '../bilans/dossier-a-solder-queries.js';
import { lireControle, type ControleLu } from './controle-queries.js';
import { demandeEnAttente } from './prolongation-queries.js';

/** A bilan and its control, held until the transaction ends. */
export interface ControleTenu { readonly d: DossierASolder; readonly bilan: BilanLu; readonly controle: ControleLu | null }

/** Loads a dossier's bilan and control and holds them until the transaction ends. @throws Introuvable when there is no bilan */
export async function tenirLeControle(ctx: Contexte, dossierId: string): Promise<ControleTenu> {
  await verrouiller(ctx.db('bilans').where({ dossier_id: dossierId, nature: 'final' }), ctx.db).first('id');
  const d = trouve(await lireDossierASolder(ctx.db, dossierId));
  const bilan = trouve(d.bilan);
  return { d, bilan, controle: await lireControle(ctx.db, bilan.id) };
}

/** @throws Refus `controle.contradictoire_en_cours` with the limit, as long as the porteur may answer; `prolongation.a_repondre` while an extension is asked. */
export function exigerContradictoireClos({ reponseAvantLe, reponduLe, prolongations }: ControleLu, ctx: Contexte): void {
  if (demandeEnAttente(prolongations) !== null) throw new Refus('prolongation.a_repondre');
  if (reponseAvantLe === null || contradictoireClos({ limite: reponseAvantLe, repondu: reponduLe !== null }, jourAParis(ctx.maintenant))) return;
  throw new Refus('controle.contradictoire_en_cours', { limite: reponseAvantLe });
}

/** The control, when its controller may work on it now. @throws Refus otherwise */
export function exigerControleOuvert({ bilan, controle }: ControleTenu, ctx: Contexte): ControleLu {
  if (controle === null || (bilan.etat !== 'en_controle' && bilan.etat !== 'contradictoire')) {
    throw new Refus('etat.incompatible', { objet: 'bilan', etat: bilan.etat, transition: 'controler' });
  }
  if (bilan.etat === 'contradictoire') exigerContradictoireClos(controle, ctx);
  return controle;
}
