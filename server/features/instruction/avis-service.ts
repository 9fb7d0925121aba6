import { estConsultable, exigerConsultation, exigerRelance, type SensAvis } from '../../domain/instruction/avis.js';
import { Refus } from '../../domain/kernel/refus.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { agentsHabilites, lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { lireAvisDe, lireAvisObligatoires, listerAvis, type AvisLu } from './avis-queries.js';
import { membresDe } from './instruction-queries.js';
import { ecrireDispense, insererDemandeAvis, noterRelance, repondreAvis, retirerDemande } from './avis-store.js';

/**
 * Asks a partner for a confidential opinion on a dossier, by a given day; the porteur never knows.
 * @param demande `auTitreDe` names the partner whose required avis this is, empty when the call requires none of it
 * @throws Refus those of `exigerConsultation`, `avis.titre_inconnu`
 * @see spec 1, stage 6
 */
export async function demanderAvis(ctx: Contexte, dossierId: string, { personneId, question, limite, auTitreDe = '' }: { readonly personneId: string; readonly question: string; readonly limite: string; readonly auTitreDe?: string }): Promise<void> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const partenaire = (await agentsHabilites(ctx.db, 'avis')).find((a) => a.id === personneId);
  const demandes = await listerAvis(ctx.db, dossierId);
  if (auTitreDe !== '' && !(await lireAvisObligatoires(ctx.db, dossier, demandes)).requis.some((r) => r.partenaire === auTitreDe)) throw new Refus('avis.titre_inconnu', { champ: 'auTitreDe' });
  exigerConsultation({
    etat: dossier.etat, habilite: partenaire !== undefined, membre: (await membresDe(ctx.db, dossier.organismeId)).has(personneId),
    dejaConsulte: demandes.some((a) => a.personneId === personneId && (a.retireLe === null || a.renduLe !== null)), aujourdhui: jourAParis(ctx.maintenant), limite,
  });
  const id = ctx.nouvelId();
  await insererDemandeAvis(ctx.db, { id, dossierId, personneId, question, limite, demandePar: ctx.acteur.id ?? '', demandeLe: ctx.maintenant, auTitreDe: auTitreDe === '' ? null : auTitreDe });
  ctx.journaliser({ action: 'avis.demander', objet: 'avis', objetId: id, dossierId, donnees: { personneId, limite, ...(auTitreDe === '' ? {} : { auTitreDe }) } });
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

async function ouvrir(ctx: Contexte, dossierId: string, avisId: string): Promise<{ readonly dossier: DossierLu; readonly avis: AvisLu }> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  return { dossier: trouve(await lireDossier(ctx.db, dossierId)), avis: trouve((await listerAvis(ctx.db, dossierId)).find((a) => a.id === avisId)) };
}

/**
 * Reminds a partner by hand, once a day at most.
 * @throws Refus those of `exigerRelance`, `avis.dossier_avance`; Introuvable when the request is not of this dossier
 */
export async function relancerAvis(ctx: Contexte, dossierId: string, avisId: string): Promise<void> {
  const { dossier, avis } = await ouvrir(ctx, dossierId, avisId);
  if (!estConsultable(dossier.etat)) throw new Refus('avis.dossier_avance');
  const jourDe = (le: string): ReturnType<typeof jourAParis> => jourAParis(instant(le));
  exigerRelance({ rendu: avis.renduLe !== null, retire: avis.retireLe !== null, demandeLe: jourDe(avis.demandeLe), relanceLe: avis.relanceLe === null ? null : jourDe(avis.relanceLe) }, jourAParis(ctx.maintenant));
  await rappelerAvis(ctx, dossier, avis);
}

/** Sends a reminder and counts it; `rappel` names an automatic one. */
export async function rappelerAvis(ctx: Contexte, dossier: DossierLu, avis: AvisLu, rappel?: string): Promise<void> {
  await noterRelance(ctx.db, avis.id, ctx.maintenant, rappel);
  ctx.journaliser({ action: 'avis.relancer', objet: 'avis', objetId: avis.id, dossierId: dossier.id, donnees: { limite: avis.limite, ...(rappel === undefined ? {} : { rappel }) } });
  const depasse = avis.limite < jourAParis(ctx.maintenant);
  await ecrireAuxAgents(ctx, [{ id: avis.personneId }], dossier.id, {
    cle: `avis-rappel:${avis.id}:${avis.relances + 1}`, sujet: `Rappel : votre avis ${depasse ? 'était attendu' : 'est attendu'} le ${dateLongue(avis.limite)} sur le dossier ${dossier.numero ?? ''}`,
    texte: `Bonjour ${avis.personneNom},\n\nVotre avis sur le dossier ${dossier.numero ?? ''} (${dossier.organismeNom}, « ${dossier.titre} ») ${depasse ? 'était attendu' : 'est attendu'} le ${dateLongue(avis.limite)} au plus tard. La question est sur Passerelle, rubrique « Avis ».`,
  });
}

/**
 * Takes a consultation back: from now on the partner no longer sees the dossier. An answer already given is kept.
 * @throws Refus `avis.deja_retire`; Introuvable when the request is not of this dossier
 */
export async function retirerAvis(ctx: Contexte, dossierId: string, avisId: string, motif: string): Promise<void> {
  const { dossier, avis } = await ouvrir(ctx, dossierId, avisId);
  if (!(await retirerDemande(ctx.db, avisId, ctx.maintenant, motif))) throw new Refus('avis.deja_retire');
  ctx.journaliser({ action: 'avis.retirer', objet: 'avis', objetId: avisId, dossierId, motif, donnees: { personneId: avis.personneId } });
  await ecrireAuxAgents(ctx, [{ id: avis.personneId }], dossierId, {
    cle: `avis-retrait:${avisId}:${ctx.maintenant}`, sujet: `Dossier ${dossier.numero ?? ''} : votre avis n’est plus demandé`,
    texte: `Bonjour ${avis.personneNom},\n\nLa demande d’avis sur le dossier ${dossier.numero ?? ''} est retirée. Le dossier ne vous est plus ouvert.`,
  });
}

/**
 * Gives up an avis the call requires, with its reason: the instruction may then be validated without it.
 * @throws Refus `avis.titre_inconnu` when the call does not require it here
 */
export async function dispenserAvis(ctx: Contexte, dossierId: string, { partenaire, motif }: { readonly partenaire: string; readonly motif: string }): Promise<void> {
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (!(await lireAvisObligatoires(ctx.db, dossier, [])).requis.some((r) => r.partenaire === partenaire)) throw new Refus('avis.titre_inconnu', { champ: 'partenaire' });
  await ecrireDispense(ctx.db, { dossierId, partenaire, motif, par: ctx.acteur.id ?? '', le: ctx.maintenant });
  ctx.journaliser({ action: 'avis.dispenser', objet: 'dossier', objetId: dossierId, dossierId, motif, donnees: { partenaire } });
}
