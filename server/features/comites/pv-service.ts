import { exigerApprobateur } from '../../domain/comites/seance.js';
import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import { instantLong } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { notifier } from '../notifications/notification-service.js';
import { etablirProcesVerbal } from './seance-service.js';
import { lireVue, lireVueEntiere, type VueSeance } from './seance-vue.js';

/** The closed session, locked, its minutes not approved yet. */
async function aApprouver(ctx: Contexte, seanceId: string): Promise<VueSeance> {
  await verrouiller(ctx.db('seances').where({ id: seanceId }), ctx.db).first('id');
  const vue = trouve(await lireVueEntiere(ctx.db, seanceId));
  if (vue.seance.etat !== 'close') throw new Refus('etat.incompatible', { objet: 'seance', etat: vue.seance.etat });
  if (vue.seance.pvApprouveLe !== null) throw new Refus('comite.pv_approuve');
  return vue;
}

/**
 * Corrects the report of a closed session before its minutes are approved; the minutes are established again, the earlier
 * draft stays. Only who may read the whole of it.
 * @throws Refus `comite.pv_approuve`, `comite.pv_ecarte`, `etat.incompatible`
 */
export async function corrigerCompteRendu(ctx: Contexte, seanceId: string, { compteRendu }: { readonly compteRendu: string }): Promise<void> {
  const vue = await aApprouver(ctx, seanceId);
  if (await estEcarte(ctx, seanceId)) throw new Refus('comite.pv_ecarte');
  await ctx.db('seances').where({ id: seanceId }).update({ compte_rendu: compteRendu });
  ctx.journaliser({ action: 'seance.corriger_pv', objet: 'seance', objetId: seanceId });
  await etablirProcesVerbal(ctx, { ...vue, seance: { ...vue.seance, compteRendu } }, compteRendu);
}

const estEcarte = async (ctx: Contexte, seanceId: string): Promise<boolean> => trouve(await lireVue(ctx.db, seanceId, ctx.acteur)).cachees.length > 0;

/**
 * Approves the minutes: they say by whom and when, and change no more.
 * @throws Refus `comite.pv_approuve`, and those of `exigerApprobateur`
 * @see issue 4, Comité
 */
export async function approuverProcesVerbal(ctx: Contexte, seanceId: string): Promise<void> {
  const { seance, membres } = await aApprouver(ctx, seanceId);
  const id = trouve(ctx.acteur.id);
  const president = membres.find((m) => m.id === seance.presidentId) ?? null;
  exigerApprobateur(
    { id, present: membres.some((m) => m.id === id && m.present), responsable: ctx.acteur.habilitations.has('responsable'), ecarte: await estEcarte(ctx, seanceId) },
    { closePar: seance.closePar, president },
  );
  await ctx.db('seances').where({ id: seanceId }).update({ pv_approuve_le: ctx.maintenant, pv_approuve_par: id });
  ctx.journaliser({ action: 'seance.approuver_pv', objet: 'seance', objetId: seanceId });
  const vue = trouve(await lireVueEntiere(ctx.db, seanceId));
  await etablirProcesVerbal(ctx, vue, vue.seance.compteRendu);
  await notifier(ctx, {
    personnes: membres.filter((m) => m.id !== id), cle: `pv-approuve:${seanceId}`, titre: `Comité du ${instantLong(seance.le)} : procès-verbal approuvé`, lien: vers(paths.seances.page, { seanceId }), dossierId: null,
    texte: `Bonjour,\n\nLe procès-verbal de la séance « ${seance.titre} » est approuvé par ${ctx.acteur.nom}. Il ne change plus.`,
  });
}
