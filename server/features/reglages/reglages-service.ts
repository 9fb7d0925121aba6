import type { Contexte } from '../../platform/unit-of-work.js';
import { lireMarque, type Marque } from './marque-queries.js';

/** Replaces the collectivity's settings; the journal keeps what changed, before and after. */
export async function enregistrerMarque(ctx: Contexte, marque: Marque): Promise<void> {
  const avant = await lireMarque(ctx.db);
  const changes = (Object.keys(marque) as (keyof Marque)[]).filter((cle) => avant[cle] !== marque[cle]);
  await ctx.db('reglages').insert({ cle: 'collectivite', valeur: JSON.stringify(marque), modifie_le: ctx.maintenant }).onConflict('cle').merge();
  if (changes.length === 0) return;
  ctx.journaliser({
    action: 'reglages.modifier', objet: 'reglages', objetId: 'collectivite',
    donnees: Object.fromEntries(changes.map((cle) => [cle, `${avant[cle]} → ${marque[cle]}`])),
  });
}
