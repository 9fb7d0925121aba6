import type { Knex } from 'knex';
import { exigerDemandeValable, exigerLimiteAcceptable, exigerProlongation, type ElementDemande } from '../../domain/recevabilite/complements.js';
import { limiteComplements } from '../../domain/echeances/limites.js';
import { DOSSIER } from '../../domain/etats/machines.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { clePiece } from '../../domain/recevabilite/etat-piece.js';
import { perimetreDe } from '../../domain/recevabilite/perimetre.js';
import { instant, jourAParis, type Instant } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { nomsDe } from '../../web/noms-appel.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { etablirDocument } from '../documents/document-service.js';
import { champsDeLaVersion, remettreCommeDepose } from '../dossiers/copie-service.js';
import { agentsHabilites, lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { lettreComplements, type Sujet } from './recevabilite-documents.js';
import { demandeOuverte, lireExamen, listerDemandes, listerProlongations, type DemandeComplements, type Examen } from './recevabilite-queries.js';
import { cloreSansReponse, ecrireLimite, ecrireReponse, insererDemande, insererProlongation, repondreProlongation } from './recevabilite-store.js';

export interface Complements {
  readonly elements: readonly ElementDemande[];
  readonly message: string;
  /** Last day to answer; the call's own limit when absent. */
  readonly limite?: Jour;
  /** Why it is not the call's limit. */
  readonly motifLimite?: string;
}

const verrou = (ctx: Contexte, dossierId: string): Promise<unknown> => verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');

/** What a letter of this stage is about, on this day, signed by the acting person. */
export const sujetDe = async (ctx: { readonly db: Knex; readonly maintenant: Instant; readonly acteur: { readonly nom: string } }, { dossier, version, appel }: Examen): Promise<Sujet> =>
  ({ dossier, version, appel, marque: await lireMarque(ctx.db), le: jourAParis(ctx.maintenant), par: ctx.acteur.nom });

/**
 * Holds that this request can be sent now; nothing is written.
 * @returns its last day. @throws Refus `complements.*`
 */
export function exigerComplements({ lignes, appel }: Examen, { elements, limite, motifLimite = '' }: Complements, aujourdhui: Jour): Jour {
  exigerDemandeValable(elements, lignes.flatMap((l) => (l.nature === 'piece' ? [clePiece(l)] : [])));
  const delaiAppel = appel.regles.delais.complementsJours;
  const retenue = limite ?? limiteComplements(aujourdhui, delaiAppel);
  exigerLimiteAcceptable(retenue, motifLimite, { demande: aujourdhui, delaiAppel });
  return retenue;
}

/**
 * Asks the porteur for complements: the dossier opens again for those elements alone, with a day to answer by.
 * @throws Refus `complements.*`, `etat.incompatible`
 * @see spec 1, stage 5 and time limits
 */
export async function demanderComplements(ctx: Contexte, dossierId: string, commande: Complements): Promise<void> {
  await verrou(ctx, dossierId);
  const examen = await lireExamen(ctx.db, dossierId);
  const { dossier, version, appel, territoires } = examen;
  const { elements, message } = commande;
  const limite = exigerComplements(examen, commande, jourAParis(ctx.maintenant));
  const numero = (await listerDemandes(ctx.db, dossierId)).length + 1;
  const id = ctx.nouvelId();
  await changerEtat(ctx, DOSSIER, 'demander_complements', { id: dossierId, donnees: { demande: id, numero, limite, elements: elements.map((e) => `${e.cible}:${clePiece({ code: e.code, precision: e.precision ?? '' })}:${e.motif}`).join(' ') } });
  await insererDemande(ctx.db, {
    id, dossierId, elements, message, limite, limiteMotif: limite === limiteComplements(jourAParis(ctx.maintenant), appel.regles.delais.complementsJours) ? '' : commande.motifLimite ?? '',
    version: dossier.version, demandePar: ctx.acteur.id ?? '', demandeLe: ctx.maintenant,
  });
  await remettreCommeDepose(ctx, dossierId, version, perimetreDe({ elements, exigeesAuDepot: [], exigeesMaintenant: [] }));
  await etablirDocument(ctx, {
    type: 'demande_complements', titre: `Demande de compléments n° ${numero}`, dossierId, objetId: id, visiblePorteur: true, reference: dossier.numero ?? '',
    blocs: lettreComplements(await sujetDe(ctx, examen), { numero, elements, message, limite }, nomsDe(appel, territoires)),
  });
  await ecrireAuPorteur(ctx, dossier, {
    cle: `complements:${id}`, sujet: `Dossier ${dossier.numero ?? ''} : des compléments vous sont demandés`,
    texte: `Bonjour,\n\nL’examen de votre dossier « ${dossier.titre} » (${dossier.numero ?? ''}) demande des compléments ou des corrections.\n\nCe qui est demandé est indiqué dans le dossier sur Passerelle. Corrigez ces éléments, puis redéposez le dossier le ${dateLongue(limite)} au plus tard.`,
  });
}

async function enAttente(ctx: Contexte, dossierId: string): Promise<{ dossier: DossierLu; demande: DemandeComplements }> {
  await verrou(ctx, dossierId);
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const demande = dossier.etat === 'complements_demandes' ? await demandeOuverte(ctx.db, dossierId) : null;
  if (demande === null) throw new Refus('etat.incompatible', { objet: 'dossier', etat: dossier.etat });
  return { dossier, demande };
}

const delaiDemande = async (ctx: Contexte, dossierId: string, demandeId: string): Promise<string | null> =>
  (await listerProlongations(ctx.db, dossierId)).find((p) => p.demandeId === demandeId && p.reponse === null)?.id ?? null;

/** The agent who follows the dossier, else who asked; the responsables when neither has an active account. */
export async function agentsDeLaDemande(ctx: Pick<Contexte, 'db'>, dossier: DossierLu, demande: { readonly demandeParId: string }): Promise<{ id: string; courriel: string }[]> {
  const suivi = await ctx.db('personnes').where({ id: dossier.instructeurId ?? demande.demandeParId, actif: true }).select<{ id: string; courriel: string }[]>('id', 'courriel');
  return suivi.length > 0 ? suivi : agentsHabilites(ctx.db, 'responsable');
}

/**
 * The porteur asks for more time, once at a time.
 * @throws Refus `etat.incompatible`, `complements.delai_deja_demande`, `complements.prolongation_hors_bornes`
 */
export async function demanderDelai(ctx: Contexte, dossierId: string, { souhaite, motif }: { readonly souhaite: Jour; readonly motif: string }): Promise<void> {
  const { dossier, demande } = await enAttente(ctx, dossierId);
  if (await delaiDemande(ctx, dossierId, demande.id)) throw new Refus('complements.delai_deja_demande');
  exigerProlongation(souhaite, { ...faitsDelai(ctx, demande), champ: 'souhaite' });
  const id = ctx.nouvelId();
  await insererProlongation(ctx.db, { id, demandeId: demande.id, souhaite, motif, demandeePar: ctx.acteur.id, demandeeLe: ctx.maintenant });
  ctx.journaliser({ action: 'complements.demander_delai', objet: 'demande_complements', objetId: demande.id, dossierId, motif, donnees: { souhaite, limite: demande.limite } });
  await ecrireAuxAgents(ctx, await agentsDeLaDemande(ctx, dossier, demande), dossierId, {
    cle: `delai:${id}`, sujet: `Dossier ${dossier.numero ?? ''} : un délai est demandé`,
    texte: `Bonjour,\n\n${dossier.organismeNom} demande à répondre jusqu’au ${dateLongue(souhaite)} à la demande de compléments n° ${demande.numero} (limite : ${dateLongue(demande.limite)}).\n\nAccordez ou refusez ce délai dans le dossier, rubrique « Compléments ».`,
  });
}

const faitsDelai = (ctx: Contexte, demande: DemandeComplements): { limite: Jour; demande: Jour; aujourdhui: Jour } =>
  ({ limite: jour(demande.limite), demande: jourAParis(instant(demande.demandeLe)), aujourdhui: jourAParis(ctx.maintenant) });

/**
 * An agent gives more time to answer, asked or not; reminders start again from the new day.
 * @throws Refus `etat.incompatible`, `complements.prolongation_hors_bornes`
 */
export async function accorderDelai(ctx: Contexte, dossierId: string, { limite, motif }: { readonly limite: Jour; readonly motif: string }): Promise<void> {
  const { dossier, demande } = await enAttente(ctx, dossierId);
  exigerProlongation(limite, { ...faitsDelai(ctx, demande), champ: 'limite' });
  const demandee = await delaiDemande(ctx, dossierId, demande.id);
  const id = demandee ?? ctx.nouvelId();
  if (demandee === null) await insererProlongation(ctx.db, { id, demandeId: demande.id, souhaite: null, motif: '', demandeePar: null, demandeeLe: null });
  await repondreProlongation(ctx.db, id, { reponse: 'accordee', avant: demande.limite, apres: limite, motif, par: ctx.acteur.id, le: ctx.maintenant });
  await ecrireLimite(ctx.db, demande.id, limite);
  ctx.journaliser({ action: 'complements.prolonger', objet: 'demande_complements', objetId: demande.id, dossierId, ...(motif === '' ? {} : { motif }), donnees: { avant: demande.limite, apres: limite } });
  await ecrireAuPorteur(ctx, dossier, {
    cle: `prolongation:${id}`, sujet: `Dossier ${dossier.numero ?? ''} : vous avez jusqu’au ${dateLongue(limite)}`,
    texte: `Bonjour,\n\nLe délai pour répondre à la demande de compléments n° ${demande.numero} sur le dossier « ${dossier.titre} » est prolongé jusqu’au ${dateLongue(limite)} inclus.${motif === '' ? '' : `\n\n${motif}`}`,
  });
}

/**
 * An agent refuses the time asked for: the limit in force stays.
 * @throws Refus `etat.incompatible`, `complements.aucun_delai_demande`, `complements.refus_sans_motif`
 */
export async function refuserDelai(ctx: Contexte, dossierId: string, motif: string): Promise<void> {
  const { dossier, demande } = await enAttente(ctx, dossierId);
  const id = await delaiDemande(ctx, dossierId, demande.id);
  if (id === null) throw new Refus('complements.aucun_delai_demande');
  if (motif.trim() === '') throw new Refus('complements.refus_sans_motif', { champ: 'motif' });
  await repondreProlongation(ctx.db, id, { reponse: 'refusee', avant: demande.limite, apres: null, motif, par: ctx.acteur.id, le: ctx.maintenant });
  ctx.journaliser({ action: 'complements.refuser_delai', objet: 'demande_complements', objetId: demande.id, dossierId, motif, donnees: { limite: demande.limite } });
  await ecrireAuPorteur(ctx, dossier, {
    cle: `prolongation:${id}`, sujet: `Dossier ${dossier.numero ?? ''} : délai supplémentaire refusé`,
    texte: `Bonjour,\n\nLe délai demandé pour répondre à la demande de compléments n° ${demande.numero} n’est pas accordé. La limite reste le ${dateLongue(demande.limite)}.\n\n${motif}`,
  });
}

/**
 * Keeps what the porteur writes with the answer; it goes with the new deposit.
 * @throws Refus `etat.incompatible`
 */
export async function enregistrerReponse(ctx: Contexte, dossierId: string, texte: string): Promise<void> {
  const { demande } = await enAttente(ctx, dossierId);
  await ecrireReponse(ctx.db, demande.id, texte);
  ctx.journaliser({ action: 'complements.repondre', objet: 'demande_complements', objetId: demande.id, dossierId });
}

/**
 * An agent closes a request left without an answer once its day has passed: the examination goes on with the deposited version.
 * @throws Refus `etat.incompatible`, `complements.delai_en_cours` with the limit
 */
export async function reprendreSansReponse(ctx: Contexte, dossierId: string, motif: string): Promise<void> {
  const { dossier, demande } = await enAttente(ctx, dossierId);
  if (jourAParis(ctx.maintenant) <= jour(demande.limite)) throw new Refus('complements.delai_en_cours', { limite: demande.limite });
  const { version } = await lireExamen(ctx.db, dossierId);
  await changerEtat(ctx, DOSSIER, 'reprendre_sans_reponse', {
    id: dossierId, ...(motif === '' ? {} : { motif }), champs: await champsDeLaVersion(ctx, dossier, version), donnees: { demande: demande.id, numero: demande.numero, limite: demande.limite },
  });
  const pendante = await delaiDemande(ctx, dossierId, demande.id);
  if (pendante !== null) await repondreProlongation(ctx.db, pendante, { reponse: 'refusee', avant: demande.limite, apres: null, motif: 'L’examen a repris.', par: ctx.acteur.id, le: ctx.maintenant });
  await cloreSansReponse(ctx.db, demande.id, { par: ctx.acteur.id ?? '', le: ctx.maintenant, motif });
  await ecrireAuPorteur(ctx, dossier, {
    cle: `complements:reprise:${demande.id}`, sujet: `Dossier ${dossier.numero ?? ''} : l’examen reprend sans votre réponse`,
    texte: `Bonjour,\n\nLa demande de compléments n° ${demande.numero} sur le dossier « ${dossier.titre} » est restée sans réponse au ${dateLongue(demande.limite)}. Le dossier est examiné tel que vous l’avez déposé : vous ne pouvez plus le modifier.${motif === '' ? '' : `\n\n${motif}`}`,
  });
}
