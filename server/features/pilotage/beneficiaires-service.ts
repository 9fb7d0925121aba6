import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { listerTerritoires } from '../appels/appel-queries.js';

/** RSA recipients of each territory in one year, as typed; null where the count is not known. */
export interface SaisieBeneficiaires { readonly annee: number; readonly nombres: readonly { readonly territoire: string; readonly nombre: number | null }[] }

/** Writes the RSA recipients of a year; a count left empty is removed. @throws Introuvable for a territory that does not exist */
export async function enregistrerBeneficiaires(ctx: Contexte, { annee, nombres }: SaisieBeneficiaires): Promise<void> {
  const connus = await listerTerritoires(ctx.db);
  for (const { territoire, nombre } of nombres) {
    trouve(connus.find((t) => t.code === territoire));
    if (nombre === null) await ctx.db('territoire_beneficiaires').where({ territoire, annee }).del();
    else await ctx.db('territoire_beneficiaires').insert({ territoire, annee, nombre }).onConflict(['territoire', 'annee']).merge(['nombre']);
  }
  ctx.journaliser({ action: 'beneficiaires.enregistrer', objet: 'reglages', objetId: 'beneficiaires', donnees: { annee, ...Object.fromEntries(nombres.map((n) => [n.territoire, n.nombre])) } });
}
