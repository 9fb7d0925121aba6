import { estConsultable, exigerConsultation, type SensAvis } from '../../domain/instruction/avis.js';
import { Refus } from '../../domain/kernel/refus.js';
import { jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { agentsHabilites, lireDossier } from '../dossiers/dossier-queries.js';
import { lireAvisDe } from './avis-queries.js';
import { membresDe } from './instruction-queries.js';
import { insererDemandeAvis, repondreAvis } from './avis-store.js';

/**
 * Asks a partner for a confidential opinion on a dossier, by a given day; the porteur never knows.
 * @throws Refus those of `exigerConsultation`
 * @see spec 1, stage 6
 */
export async function demanderAvis(ctx: Contexte, dossierId: string, { personneId, question, limite }: { readonly personneId: string; readonly question: string; readonly limite: string }): Promise<void> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const partenaire = (await agentsHabilites(ctx.db, 'avis')).find((a) => a.id === personneId);
  exigerConsultation({
    etat: dossier.etat, habilite: partenaire !== undefined, membre: (await membresDe(ctx.db, dossier.organismeId)).has(personneId),
    dejaConsulte: (await lireAvisDe(ctx.db, dossierId, personneId)) !== null, aujourdhui: jourAParis(ctx.maintenant), limite,
  });
  const id = ctx.nouvelId();
  await insererDemandeAvis(ctx.db, { id, dossierId, personneId, question, limite, demandePar: ctx.acteur.id ?? '', demandeLe: ctx.maintenant });
  ctx.journaliser({ action: 'avis.demander', objet: 'avis', objetId: id, dossierId, donnees: { personneId, limite } });
  await ecrireAuxAgents(ctx, partenaire === undefined ? [] : [partenaire], dossierId, {
    cle: `avis:${id}`, sujet: `Votre avis est demandé sur le dossier ${dossier.numero ?? ''}`,
    texte: `Bonjour ${partenaire?.nom ?? ''},\n\n${ctx.acteur.nom} vous demande un avis sur le dossier ${dossier.numero ?? ''} (${dossier.organismeNom}, « ${dossier.titre} »), avant le ${dateLongue(limite)}.\n\nLa question et le dossier sont sur Passerelle, rubrique « Avis ». Votre réponse est confidentielle : l’organisme ne la verra pas.`,
  });
}

/**
 * Answers one's own consultation, once.
 * @throws Introuvable when the person was not asked; Refus `avis.deja_rendu`, `avis.dossier_avance`
 */
export async function rendreAvis(ctx: Contexte, dossierId: string, { sens, texte }: { readonly sens: SensAvis; readonly texte: string }): Promise<void> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const avis = trouve(await lireAvisDe(ctx.db, dossierId, ctx.acteur.id ?? ''));
  if (avis.renduLe !== null) throw new Refus('avis.deja_rendu');
  if (!estConsultable(dossier.etat)) throw new Refus('avis.dossier_avance');
  if (!(await repondreAvis(ctx.db, avis.id, { sens, texte, renduLe: ctx.maintenant }))) throw new Refus('avis.deja_rendu');
  ctx.journaliser({ action: 'avis.rendre', objet: 'avis', objetId: avis.id, dossierId, donnees: { sens } });
  const agents = [...(await agentsHabilites(ctx.db, 'instructeur')), ...(await agentsHabilites(ctx.db, 'responsable'))]
    .filter((a) => a.id === avis.demandeParId || a.id === dossier.instructeurId);
  await ecrireAuxAgents(ctx, agents, dossierId, {
    cle: `avis-rendu:${avis.id}`, sujet: `Dossier ${dossier.numero ?? ''} : un avis est rendu`,
    texte: `Bonjour,\n\n${avis.personneNom} a rendu son avis sur le dossier ${dossier.numero ?? ''} (${dossier.organismeNom}). Il est dans le dossier, rubrique « Instruction ».`,
  });
}
