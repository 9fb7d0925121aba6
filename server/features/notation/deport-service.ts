import { Refus } from '../../domain/kernel/refus.js';
import { ETATS_DE_DEPORT } from '../../domain/notation/feuille.js';
import { verrouiller } from '../../platform/database.js';
import { pluriel } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { FormulaireInvalide, trouve } from '../../web/errors.js';
import { agentsHabilites, lireDossier } from '../dossiers/dossier-queries.js';
import { ecrireAuxAgents, notifier } from '../notifications/notification-service.js';
import { paths, vers } from '../../web/paths.js';
import { organismesADeclarer, type OrganismeADeclarer } from './liens-queries.js';
import { lireDeport } from './notation-queries.js';
import { ecrireDeclarations, ecrireDeport } from './notation-store.js';

/**
 * Declares the acting person's conflict of interest on one dossier. Definitive: they no longer see scores nor discussion, their
 * scores no longer count, nor does their presence. The reason stays out of the journal, which more people read.
 * @throws Refus `deport.deja`, `deport.trop_tard` { etat }
 * @see spec 1, Users
 */
export async function declarerDeport(ctx: Contexte, dossierId: string, { motif }: { readonly motif: string }): Promise<void> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const personneId = trouve(ctx.acteur.id);
  if (!ETATS_DE_DEPORT.includes(dossier.etat)) throw new Refus('deport.trop_tard', { etat: dossier.etat });
  if (await lireDeport(ctx.db, dossierId, personneId)) throw new Refus('deport.deja');
  await ecrireDeport(ctx, dossierId, personneId, motif);
  ctx.journaliser({ action: 'notation.se_deporter', objet: 'deport', objetId: personneId, dossierId });
  await ecrireAuxAgents(ctx, (await agentsHabilites(ctx.db, 'responsable')).filter((a) => a.id !== personneId), dossierId, {
    cle: `deport:${dossierId}:${personneId}`, sujet: `Dossier ${dossier.numero ?? ''} : déport d’un membre du comité`,
    texte: `Bonjour,\n\n${ctx.acteur.nom} s’est déporté du dossier ${dossier.numero ?? ''}. Sa notation ne compte plus et sa présence n’entre pas dans le quorum de ce dossier.`,
  });
}

/** Answer of a person about one organisme; `precision` says what ties them to it. */
export interface ReponseLien { readonly organismeId: string; readonly lien: boolean | null; readonly precision: string }

/**
 * Declares, before the first dossier of a call is opened, whether a link ties the acting person to each organisme that
 * waits for an answer. A link withdraws them from every dossier of that organisme. Answers are kept with their date.
 * @throws FormulaireInvalide naming each organisme left without an answer, or a link left without a word about it;
 *   Refus `notation.liens_deja_declares` when nothing waits for an answer
 * @see issue 4, Notation
 */
export async function declarerLiens(ctx: Contexte, appelId: string, reponses: readonly ReponseLien[]): Promise<{ readonly organismes: number; readonly deports: number }> {
  const personneId = trouve(ctx.acteur.id);
  await verrouiller(ctx.db('personnes').where({ id: personneId }), ctx.db).first('id');
  const attendus = await organismesADeclarer(ctx.db, appelId, personneId, ctx.acteur.appartenances.map((a) => a.organismeId));
  if (attendus.length === 0) throw new Refus('notation.liens_deja_declares');
  exigerReponses(attendus, reponses);
  const lies = attendus.filter((o) => reponses.some((r) => r.organismeId === o.id && r.lien === true));
  await ecrireDeclarations(ctx, personneId, attendus.flatMap((o) => o.dossiers.map((d) => ({ dossierId: d.id, lien: lies.includes(o) }))));
  const deports = lies.flatMap((o) => o.dossiers.map((d) => ({ ...d, motif: reponses.find((r) => r.organismeId === o.id)?.precision ?? '' })));
  for (const d of deports) {
    await ecrireDeport(ctx, d.id, personneId, d.motif);
    ctx.journaliser({ action: 'notation.se_deporter', objet: 'deport', objetId: personneId, dossierId: d.id });
  }
  ctx.journaliser({ action: 'notation.declarer_liens', objet: 'appel', objetId: appelId, donnees: { organismes: attendus.length, dossiers: attendus.reduce((t, o) => t + o.dossiers.length, 0), deports: deports.length } });
  if (deports.length > 0) await annoncerDeports(ctx, appelId, deports.map((d) => d.numero));
  return { organismes: attendus.length, deports: deports.length };
}

function exigerReponses(attendus: readonly OrganismeADeclarer[], reponses: readonly ReponseLien[]): void {
  const erreurs: Record<string, string> = {};
  for (const [i, o] of attendus.entries()) {
    const reponse = reponses.find((r) => r.organismeId === o.id);
    if (reponse === undefined || reponse.lien === null) erreurs[`reponses.${i}.lien`] = `Répondez pour ${o.nom}.`;
    else if (reponse.lien && reponse.precision.trim() === '') erreurs[`reponses.${i}.precision`] = `Dites en une phrase ce qui vous lie à ${o.nom}.`;
  }
  if (Object.keys(erreurs).length > 0) throw new FormulaireInvalide(erreurs);
}

async function annoncerDeports(ctx: Contexte, appelId: string, numeros: readonly string[]): Promise<void> {
  await notifier(ctx, {
    personnes: (await agentsHabilites(ctx.db, 'responsable')).filter((a) => a.id !== ctx.acteur.id), cle: `deports:${appelId}:${ctx.acteur.id ?? ''}:${ctx.maintenant}`, dossierId: null, lien: vers(paths.appels.notation, { appelId }),
    titre: `Comité : ${ctx.acteur.nom} se déporte de ${pluriel(numeros.length, 'dossier')}`,
    texte: `Bonjour,\n\nEn déclarant ses liens avec les organismes, ${ctx.acteur.nom} s’est déporté de : ${numeros.join(', ')}. Sa présence n’entre pas dans le quorum de ces dossiers.`,
  });
}
