import { exigerModele, type NatureLettre, type TexteDeModele } from '../../domain/lettres/modele.js';
import { Refus } from '../../domain/kernel/refus.js';
import { estDoublon } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { lireModele } from './modele-queries.js';

/**
 * Writes the next version of a template; letters already established keep theirs. The same text makes no version.
 * @param lue version the author read
 * @returns the version in use afterwards
 * @throws Refus `lettre.variable_inconnue`, `lettre.variable_obligatoire`, `lettre.modifiee_entre_temps`
 */
export async function enregistrerModele(ctx: Contexte, nature: NatureLettre, { objet, texte, lue }: TexteDeModele & { readonly lue: number }): Promise<number> {
  exigerModele({ objet, texte }, nature);
  const actuel = await lireModele(ctx.db, nature);
  if (actuel.version !== lue) throw new Refus('lettre.modifiee_entre_temps', { version: actuel.version });
  if (actuel.objet === objet && actuel.texte === texte) return actuel.version;
  const version = actuel.version + 1;
  await ctx.db('lettre_modeles').insert({ nature, version, objet, texte, ecrit_par: ctx.acteur.id, ecrit_le: ctx.maintenant })
    .catch((erreur: unknown) => { throw estDoublon(erreur) ? new Refus('lettre.modifiee_entre_temps', { version }) : erreur; });
  ctx.journaliser({ action: 'lettre.modeler', objet: 'lettre', objetId: nature, donnees: { version, objet, texte } });
  return version;
}
