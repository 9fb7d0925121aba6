import { jour, type Jour } from '../../domain/kernel/jour.js';
import { jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { conservationsDesDossiers, type ConservationLue } from '../conservation/conservation-queries.js';
import { dossiersAPurger, fichesAPurger, type Passage } from './purge-queries.js';
import { anonymiserFiches } from './participant-store.js';

/** Operations looked at together; most of those whose day is over are due. */
const PAR_PAGE = 50;

/**
 * Destroys who took part in one operation whose longest duty to keep is over: identities, pseudonyms, days and answers go, what is
 * counted stays. The day is computed again from the agreements, for one may have lived again since it was fixed; a person whose request
 * is not answered yet waits for the answer. What is left to do is what still names somebody: cut short, a run goes on, and a second one
 * does nothing.
 * @param taille records of one transaction, at most
 * @returns how many were destroyed; 0 when nothing is due
 * @see spec 1, time limits (keeping of evidence); regulation (EU) 2016/679, article 5.1 e
 */
export async function purgerLot(ctx: Contexte, taille: number): Promise<number> {
  const aujourdhui = jourAParis(ctx.maintenant);
  let depuis: Passage | null = null;
  for (;;) {
    const page: Passage[] = await dossiersAPurger(ctx.db, aujourdhui, depuis, PAR_PAGE);
    const du = await premierDu(ctx, page, aujourdhui);
    if (du !== null) return purger(ctx, du.id, du.jusquau, du.regle, taille);
    depuis = page.at(-1) ?? null;
    if (depuis === null || page.length < PAR_PAGE) return 0;
  }
}

interface Du { readonly id: string; readonly jusquau: Jour; readonly regle: string }

/** The first of these operations that is due by its agreements too, locked. */
async function premierDu(ctx: Contexte, page: readonly Passage[], aujourdhui: Jour): Promise<Du | null> {
  const lues = await conservationsDesDossiers(ctx.db, page.map((p) => p.id), aujourdhui);
  const candidat = page.find((p) => echue(lues.get(p.id), aujourdhui) !== null);
  if (candidat === undefined) return null;
  await verrouiller(ctx.db('dossiers').where({ id: candidat.id }), ctx.db).first('id');
  const echeance = echue((await conservationsDesDossiers(ctx.db, [candidat.id], aujourdhui)).get(candidat.id), aujourdhui);
  return echeance === null ? null : { id: candidat.id, ...echeance };
}

const echue = (c: ConservationLue | undefined, aujourdhui: Jour): Omit<Du, 'id'> | null =>
  (c === undefined || !c.definitive || c.jusquau === null || c.regle === null || c.jusquau >= aujourdhui ? null : { jusquau: jour(c.jusquau), regle: c.regle });

async function purger(ctx: Contexte, dossierId: string, jusquau: Jour, regle: string, taille: number): Promise<number> {
  const ids = await fichesAPurger(ctx.db, dossierId, taille);
  await anonymiserFiches(ctx.db, ids, ctx.maintenant);
  if (ids.length > 0) ctx.journaliser({ action: 'participant.purger', objet: 'dossier', objetId: dossierId, dossierId, donnees: { fiches: ids.length, jusquau, regle } });
  return ids.length;
}
