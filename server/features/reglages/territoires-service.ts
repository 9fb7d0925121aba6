import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { listerTerritoires, type TerritoireLu } from '../appels/appel-queries.js';
import { usageDuTerritoire, type NiveauTerritoire } from './territoires-queries.js';

/** A row of the settings: `avant` is the code it showed, empty for a new one; a row without code nor name is a removal. */
export interface RangeeTerritoire {
  readonly avant: string;
  readonly code: string;
  readonly nom: string;
  readonly niveau: NiveauTerritoire;
}

const estVide = (r: RangeeTerritoire): boolean => r.code === '' && r.nom === '';

/**
 * Applies the rows of the settings. Territories added meanwhile by somebody else are left as they are.
 * @returns how many territories were added, changed or removed
 * @throws Refus `territoire.sans_nom` when a row has a code and no name
 * @throws Refus `territoire.en_double` when two rows, or a new row and a territory already there, share a code
 * @throws Refus `territoire.utilise` when a call or a dossier names a code that would go
 */
export async function modifierTerritoires(ctx: Contexte, rangees: readonly RangeeTerritoire[]): Promise<number> {
  const enBase = new Map((await listerTerritoires(ctx.db)).map((t) => [t.code, t]));
  const gardees = rangees.map((r, rang) => ({ ...r, rang })).filter((r) => !estVide(r));
  for (const [i, r] of gardees.entries()) {
    if (r.nom === '') throw new Refus('territoire.sans_nom', { champ: `territoires.${r.rang}.nom` });
    const pris = gardees.slice(0, i).some((autre) => autre.code === r.code)
      || (r.code !== r.avant && enBase.has(r.code) && !rangees.some((autre) => autre.avant === r.code));
    if (pris) throw new Refus('territoire.en_double', { code: r.code, champ: `territoires.${r.rang}.code` });
  }
  const restent = new Set(gardees.map((r) => r.code));
  const partis: TerritoireLu[] = [];
  for (const [rang, { avant }] of rangees.entries()) {
    const territoire = enBase.get(avant);
    if (territoire === undefined || restent.has(avant)) continue;
    const usage = await usageDuTerritoire(ctx.db, avant);
    if (usage.appels + usage.dossiers > 0) throw new Refus('territoire.utilise', { code: avant, nom: territoire.nom, ...usage, champ: `territoires.${rang}.code` });
    partis.push(territoire);
  }
  const ecrits = gardees.map(({ code, nom, niveau }) => ({ code, nom, niveau }));
  await ctx.db('territoires').whereIn('code', partis.map((t) => t.code)).del();
  return ecrire(ctx, enBase, ecrits, partis);
}

/**
 * Adds territories, or gives those already there their new name and level; none is removed.
 * @returns how many were added or changed
 */
export async function chargerTerritoires(ctx: Contexte, territoires: readonly TerritoireLu[]): Promise<number> {
  const enBase = new Map((await listerTerritoires(ctx.db)).map((t) => [t.code, t]));
  return ecrire(ctx, enBase, territoires, []);
}

async function ecrire(ctx: Contexte, enBase: ReadonlyMap<string, TerritoireLu>, ecrits: readonly TerritoireLu[], partis: readonly TerritoireLu[]): Promise<number> {
  const decrire = (t: TerritoireLu | undefined): string => (t === undefined ? '' : `${t.nom} (${t.niveau})`);
  const changes = ecrits.filter((t) => decrire(enBase.get(t.code)) !== decrire(t));
  if (changes.length > 0) await ctx.db('territoires').insert(changes.map(({ code, nom, niveau }) => ({ code, nom, niveau }))).onConflict('code').merge();
  const donnees = Object.fromEntries([
    ...changes.map((t) => [t.code, `${decrire(enBase.get(t.code))} → ${decrire(t)}`.trim()]), ...partis.map((t) => [t.code, `${decrire(t)} →`]),
  ]) as Record<string, string>;
  const nombre = changes.length + partis.length;
  if (nombre > 0) ctx.journaliser({ action: 'territoires.modifier', objet: 'reglages', objetId: 'territoires', donnees });
  return nombre;
}
