import { roleDans } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import { pluriel } from '../../platform/format.js';
import { programmer } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { lireAppelDeDecision, lireDossiersDecides } from '../decisions/decision-queries.js';
import { aNotifierPar, notifierDecision } from '../decisions/notification-service.js';
import { notifier } from '../notifications/notification-service.js';
import { lireLettres, lireLot, listerLots, type LettreDuLot } from './lot-queries.js';

/** Nature of the background work that establishes a batch of letters. */
export const ETABLIR_LOT = 'lettres.etablir';
/** Letters established by one step. */
export const LETTRES_PAR_ETAPE = 5;

export interface ChargeLot { readonly lotId: string }

/**
 * Orders the letters of every decision of a call that waits for its notification; a batch still being established is answered
 * instead of another. @returns its id
 * @throws Refus `decision.rien_a_notifier`
 * @see issue 4, Décision
 */
export async function demanderLettres(ctx: Contexte, appelId: string): Promise<string> {
  trouve(await verrouiller(ctx.db('appels').where({ id: appelId }), ctx.db).first<{ id: string } | undefined>('id'));
  const appel = trouve(await lireAppelDeDecision(ctx.db, appelId));
  const enCours = (await listerLots(ctx.db, appelId)).find((l) => l.pretLe === null && l.etat === 'en_attente');
  if (enCours !== undefined) return enCours.id;
  const decisions = aNotifierPar(ctx.acteur, await lireDossiersDecides(ctx.db, appelId));
  if (decisions.length === 0) throw new Refus('decision.rien_a_notifier');
  const id = ctx.nouvelId();
  const travail = await programmer(ctx, { nature: ETABLIR_LOT, cle: `lettres:${id}`, titre: `Lettres : ${appel.titre}`, charge: { lotId: id }, total: Math.ceil(decisions.length / LETTRES_PAR_ETAPE) + 1 });
  await ctx.db('lots_lettres').insert({ id, appel_id: appelId, demande_par: trouve(ctx.acteur.id), demande_le: ctx.maintenant, travail_id: travail });
  const lignes = decisions.map((d, i) => ({ lot_id: id, rang: i + 1, decision_id: d.id }));
  for (let debut = 0; debut < lignes.length; debut += 50) await ctx.db('lot_lettres').insert(lignes.slice(debut, debut + 50));
  ctx.journaliser({ action: 'lettre.demander', objet: 'appel', objetId: appelId, donnees: { lot: id, lettres: decisions.length } });
  return id;
}

/**
 * Establishes the letters of one step and notifies their decisions, in the transaction that counts the step: killed half-way, the
 * batch goes on with the first letter that was not established. A decision notified or withdrawn meanwhile is left out, with its reason.
 * @returns false when none was left
 */
export async function etablirLettres(ctx: Contexte, lotId: string, etape: number): Promise<boolean> {
  const de = etape * LETTRES_PAR_ETAPE + 1;
  const lettres = await lireLettres(ctx.db, lotId, { de, a: de + LETTRES_PAR_ETAPE - 1 });
  for (const lettre of lettres.filter((l) => l.documentId === null && l.ecart === null)) {
    const ecart = await ecartDe(ctx, lettre);
    const issue = ecart === null ? { document_id: await notifierDecision(ctx, lettre.dossierId) } : { ecart };
    await ctx.db('lot_lettres').where({ lot_id: lotId, rang: lettre.rang }).update(issue);
  }
  return lettres.length > 0;
}

async function ecartDe(ctx: Contexte, lettre: LettreDuLot): Promise<string | null> {
  const dossier = await verrouiller(ctx.db('dossiers').where({ id: lettre.dossierId }), ctx.db).first<{ etat: string } | undefined>('etat');
  const decision = await ctx.db('decisions').where({ id: lettre.decisionId }).first<{ en_vigueur: boolean | number; notifiee_le: string | null } | undefined>('en_vigueur', 'notifiee_le');
  if (decision === undefined || !decision.en_vigueur) return 'retiree';
  if (decision.notifiee_le !== null || (dossier?.etat !== 'attribue' && dossier?.etat !== 'refuse')) return 'deja_notifiee';
  return roleDans(ctx.acteur, lettre.organismeId) === null ? null : 'organisme_de_l_agent';
}

/** Ends a batch and tells the person who asked for it. @returns the page that shows it */
export async function terminerLot(ctx: Contexte, lotId: string): Promise<string> {
  const lot = trouve(await lireLot(ctx.db, lotId));
  const lettres = (await lireLettres(ctx.db, lotId)).filter((l) => l.documentId !== null).length;
  await ctx.db('lots_lettres').where({ id: lotId, pret_le: null }).update({ pret_le: ctx.maintenant });
  const suite = vers(paths.appels.lot, { appelId: lot.appelId, lotId });
  await notifier(ctx, {
    personnes: [{ id: lot.demandeurId }], cle: `lettres:${lotId}`, titre: `${pluriel(lettres, 'lettre établie', 'lettres établies')} : ${lot.appelTitre}`, lien: suite, dossierId: null,
    texte: 'Bonjour,\n\nLes lettres que vous avez demandées sont établies et les porteurs sont prévenus. Téléchargez-les en PDF ou en DOCX sur Passerelle.',
  });
  return suite;
}
