import { effetsDuChargement, type EffetChargement, type ObjectifLu } from '../../domain/programme/chargement.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { lireCommeFichier } from './programme-queries.js';
import { ecrireObjectifs, ouvrirProgramme } from './programme-store.js';

/** A programme to load: its years identify it. */
export interface ChargementProgramme {
  readonly debut: number;
  readonly fin: number;
  readonly objectifs: readonly ObjectifLu[];
}

/**
 * Loads the programme of these years: its objectives and fiches are added, or given their new title, agreement and place; none is
 * removed, and what was written in a fiche stays. Loading the same again changes nothing.
 * @returns what was done to each objective and fiche
 * @throws Refus `programme.annees_inversees`
 */
export async function chargerProgramme(ctx: Contexte, { debut, fin, objectifs }: ChargementProgramme): Promise<readonly EffetChargement[]> {
  if (fin < debut || fin - debut > 20) throw new Refus('programme.annees_inversees', { champ: 'fin' });
  const id = await ouvrirProgramme(ctx.db, { id: ctx.nouvelId(), titre: `Programme d’insertion ${debut}-${fin}`, debut, fin, creeLe: ctx.maintenant });
  const effets = effetsDuChargement((await lireCommeFichier(ctx.db, { debut, fin })).objectifs, objectifs);
  const changes = effets.filter((e) => e.effet === 'ajout' || e.effet === 'modification');
  if (changes.length === 0) return effets;
  await ecrireObjectifs(ctx.db, id, objectifs, { nouvelId: ctx.nouvelId, le: ctx.maintenant });
  ctx.journaliser({
    action: 'programme.charger', objet: 'programme', objetId: id,
    donnees: { debut, fin, ajouts: changes.filter((e) => e.effet === 'ajout').length, modifications: changes.filter((e) => e.effet === 'modification').length },
  });
  return effets;
}
