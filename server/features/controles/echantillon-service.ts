import { Refus } from '../../domain/kernel/refus.js';
import { ALGORITHME, regleCommune, tailleEchantillon, tirer, type RegleEchantillonnage } from '../../domain/service-fait/echantillon.js';
import { graineAleatoire } from '../../platform/ids.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { lignesAControler } from './controle-faits.js';
import { exigerControleOuvert, tenirLeControle } from './controle-tenu.js';

/**
 * Draws by lot the expense lines that the control will examine, once, before any decision, where each convention of the
 * dossier allows it. The seed is kept: whoever draws again finds the same lines.
 * @returns how many lines were drawn
 * @throws Refus `echantillon.deja_tire`, `echantillon.controle_commence`, `echantillon.non_prevu`, `echantillon.sous_le_seuil`, `etat.incompatible`
 * @see issue 5, CSF
 */
export async function tirerEchantillon(ctx: Contexte, dossierId: string): Promise<number> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const { echantillon } = exigerControleOuvert(tenu, ctx);
  const { d, bilan } = tenu;
  if (echantillon !== null) throw new Refus('echantillon.deja_tire');
  const lignes = lignesAControler(d, bilan);
  if (lignes.some((l) => l.retenu !== null)) throw new Refus('echantillon.controle_commence');
  const regle = regleCommune(d.conventions.map((c) => c.echantillonnage));
  if (regle === null) throw new Refus('echantillon.non_prevu');
  const graine = graineAleatoire();
  const tirees = tirer(lignes, graine, tailleEchantillon(regle, lignes.length));
  await ecrire(ctx, bilan.id, { regle, graine, population: lignes.length, tirees });
  ctx.journaliser({
    action: 'controle.tirer_echantillon', objet: 'bilan', objetId: bilan.id, dossierId,
    donnees: { ...regle, algorithme: ALGORITHME, graine, population: lignes.length, taille: tirees.length, rangs: lignes.filter((l) => tirees.includes(l.id)).map((l) => l.rang) },
  });
  return tirees.length;
}

interface Tirage { readonly regle: RegleEchantillonnage; readonly graine: string; readonly population: number; readonly tirees: readonly string[] }

async function ecrire({ db, acteur, maintenant }: Contexte, bilanId: string, { regle, graine, population, tirees }: Tirage): Promise<void> {
  await db('echantillons').insert({ bilan_id: bilanId, regle: JSON.stringify(regle), algorithme: ALGORITHME, graine, population, taille: tirees.length, tire_par: acteur.id, tire_le: maintenant });
  for (let i = 0; i < tirees.length; i += 500) await db('bilan_depenses').where({ bilan_id: bilanId }).whereIn('id', tirees.slice(i, i + 500)).update({ tiree: true });
}
