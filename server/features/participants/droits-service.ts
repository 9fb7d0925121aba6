import {
  exigerIdentiteVerifiee, exigerMotif, exigerProlongeable, limiteDeReponse, type CanalDroit, type MotifProlongation, type MotifRefus, type MoyenReponse, type NatureDroit, type Verification,
} from '../../domain/droits/demande.js';
import { peutFranchir } from '../../domain/etats/machine.js';
import { DEMANDE_DROITS } from '../../domain/etats/machines.js';
import { ajouterJours, type Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { cleDePersonne } from '../../domain/participants/identite.js';
import { jourAParis } from '../../platform/clock.js';
import type { Coffre } from '../../platform/coffre.js';
import { verrouiller } from '../../platform/database.js';
import { prochainNumero, type Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { changerEtat } from '../etats/changer-etat.js';
import { scellerDemandeur, type Demandeur } from './droits-coffre.js';
import { fichesTrouvees, lireDemande, trouverPartout, type DemandeLue, type FicheTrouvee } from './droits-queries.js';
import { exigerCoffre } from './participant-coffre.js';

/** A request as it is typed the day it is entered. */
export interface DemandeSaisie { readonly nature: NatureDroit; readonly canal: CanalDroit; readonly recueLe: Jour; readonly verification: Verification; readonly demandeur: Demandeur }

const OBJET = DEMANDE_DROITS.nom;

/**
 * Enters what a person asks about their data; once the service knows who asks, the person is looked for at once. @returns its id
 * @throws Refus `participant.sans_cle`, `droits.recue_future`, `droits.precision_absente`
 * @see regulation (EU) 2016/679, articles 12 and 15 to 20
 */
export async function recevoirDemande(ctx: Contexte, coffre: Coffre, { nature, canal, recueLe, verification, demandeur }: DemandeSaisie): Promise<string> {
  exigerCoffre(coffre);
  if (recueLe > jourAParis(ctx.maintenant)) throw new Refus('droits.recue_future', { champ: 'recueLe' });
  if (nature === 'rectification' && demandeur.precision === '') throw new Refus('droits.precision_absente', { champ: 'precision' });
  const annee = recueLe.slice(0, 4);
  const [id, rang, limiteLe] = [ctx.nouvelId(), await prochainNumero(ctx, `droits:${annee}`), limiteDeReponse(recueLe, false)];
  const numero = `${annee}-${String(rang).padStart(3, '0')}`;
  await ctx.db('droits_demandes').insert({
    id, numero, nature, canal, verification, etat: DEMANDE_DROITS.initial, recue_le: recueLe, limite_le: limiteLe, ...scellerDemandeur(coffre, id, demandeur), creee_par: trouve(ctx.acteur.id), creee_le: ctx.maintenant,
  });
  ctx.journaliser({ action: 'droits.recevoir', objet: OBJET, objetId: id, donnees: { numero, nature, canal, verification, recueLe, limiteLe } });
  if (verification !== 'a_verifier') await chercher(ctx, coffre, trouve(await lireDemande(ctx.db, coffre, id)));
  return id;
}

/** Locks a request, so that two people never answer it at once, and reads it. @throws Introuvable */
export async function tenirDemande(ctx: Contexte, coffre: Coffre, id: string): Promise<DemandeLue> {
  await verrouiller(ctx.db('droits_demandes').where({ id }), ctx.db).first('id');
  return trouve(await lireDemande(ctx.db, coffre, id));
}

/** Finds the records of the person in every operation, by the keyed fingerprint of each of their names. */
async function chercher(ctx: Contexte, coffre: Coffre, { id, numero, etat, demandeur }: DemandeLue): Promise<void> {
  const trouvees = demandeur === null ? [] : await trouverPartout(ctx.db, empreintesDe(coffre, demandeur));
  for (const t of trouvees) await ctx.db('droits_fiches').insert({ demande_id: id, ...t }).onConflict(['demande_id', 'participant_id']).ignore();
  const donnees = { numero, fiches: trouvees.length };
  if (trouvees.length > 0) await changerEtat(ctx, DEMANDE_DROITS, 'trouver', { id, donnees });
  else if (peutFranchir(DEMANDE_DROITS, 'ne_pas_trouver', etat)) await changerEtat(ctx, DEMANDE_DROITS, 'ne_pas_trouver', { id, donnees });
  else ctx.journaliser({ action: 'droits.chercher', objet: OBJET, objetId: id, donnees });
}

/** Fingerprints of a person by every key, under each name they bear. */
export const empreintesDe = (coffre: Coffre, { nom, autreNom, prenom, naissance }: Pick<Demandeur, 'nom' | 'autreNom' | 'prenom' | 'naissance'>): string[] =>
  [nom, autreNom].filter((n) => n !== '').flatMap((n) => coffre.toutesLesEmpreintes(cleDePersonne({ nom: n, prenom, naissance })));

/** Records how the service made sure who asks, then looks for the person. @throws Refus `etat.incompatible`; Introuvable */
export async function verifierDemandeur(ctx: Contexte, coffre: Coffre, id: string, verification: Exclude<Verification, 'a_verifier'>): Promise<void> {
  const d = await tenirDemande(ctx, coffre, id);
  if (d.etat !== 'recue') throw new Refus('etat.incompatible', { objet: OBJET, etat: d.etat, transition: 'verifier' });
  await ctx.db('droits_demandes').where({ id }).update({ verification });
  ctx.journaliser({ action: 'droits.verifier', objet: OBJET, objetId: id, donnees: { numero: d.numero, verification } });
  await chercher(ctx, coffre, d);
}

/** Who the person is, as it is typed again when nobody was found under the first spelling. */
export type PersonneRecherchee = Pick<Demandeur, 'nom' | 'autreNom' | 'prenom' | 'naissance'>;

/** Corrects who is looked for, and looks again. @throws Refus `droits.identite_a_verifier`, `etat.incompatible`; Introuvable */
export async function chercherDeNouveau(ctx: Contexte, coffre: Coffre, id: string, personne: PersonneRecherchee): Promise<void> {
  const d = await tenirDemande(ctx, coffre, id);
  exigerIdentiteVerifiee(d);
  if (d.etat !== 'introuvable' || d.demandeur === null) throw new Refus('etat.incompatible', { objet: OBJET, etat: d.etat, transition: 'trouver' });
  const demandeur = { ...d.demandeur, ...personne };
  await ctx.db('droits_demandes').where({ id }).update(scellerDemandeur(coffre, id, demandeur));
  await chercher(ctx, coffre, { ...d, demandeur });
}

/** Gives the service two more months, for a reason that is told to the person. @throws those of `exigerProlongeable`; Introuvable */
export async function prolongerDemande(ctx: Contexte, coffre: Coffre, id: string, motif: MotifProlongation): Promise<void> {
  const d = await tenirDemande(ctx, coffre, id);
  const aujourdhui = jourAParis(ctx.maintenant);
  exigerProlongeable({ ...d, prolongee: d.prolongation !== null }, aujourdhui);
  const limiteLe = limiteDeReponse(d.recueLe, true);
  await ctx.db('droits_demandes').where({ id }).update({ prolongee_le: aujourdhui, prolongation_motif: motif, limite_le: limiteLe });
  ctx.journaliser({ action: 'droits.prolonger', objet: OBJET, objetId: id, donnees: { numero: d.numero, motif, limiteLe } });
}

/** Journals that the data of a person were given out, in which form. */
export function noterCommunication(ctx: Contexte, { id, numero }: Pick<DemandeLue, 'id' | 'numero'>, forme: 'pdf' | 'json', fiches: number): void {
  ctx.journaliser({ action: 'droits.communiquer', objet: OBJET, objetId: id, donnees: { numero, forme, fiches } });
}

/** How and when an answer left. */
export interface Envoi { readonly le: Jour; readonly moyen: MoyenReponse }

/**
 * Records that the person was answered; an erasure that left nothing destroys who asked at once.
 * @throws Refus `droits.identite_a_verifier`, `droits.fiches_a_traiter`, `droits.correction_attendue`, `droits.reponse_datee`, `etat.incompatible`; Introuvable
 * @see article 12.3
 */
export async function repondreDemande(ctx: Contexte, coffre: Coffre, id: string, envoi: Envoi): Promise<void> {
  const d = await tenirDemande(ctx, coffre, id);
  exigerIdentiteVerifiee(d);
  const fiches = await fichesTrouvees(ctx.db, id, jourAParis(ctx.maintenant));
  const manque = suiteManquante(d, fiches);
  if (manque !== null) throw manque;
  await clore(ctx, d, 'repondre', envoi, null);
  if (fiches.length > 0 && fiches.every((f) => f.pseudonyme === null) && d.nature === 'effacement') await oublierDemandes(ctx, [id]);
}

/** What is still to be done of the records before the person may be told so, or null. @returns a Refus `droits.fiches_a_traiter` or `droits.correction_attendue` */
export function suiteManquante({ nature }: Pick<DemandeLue, 'nature'>, fiches: readonly FicheTrouvee[]): Refus | null {
  if (nature === 'acces' || nature === 'portabilite') return null;
  if (fiches.some((f) => f.sort === null && f.pseudonyme !== null)) return new Refus('droits.fiches_a_traiter');
  return fiches.some(estAttendue) ? new Refus('droits.correction_attendue') : null;
}

/** Is the organisme still to correct this record? */
export const estAttendue = ({ sort, version, pseudonyme }: FicheTrouvee): boolean => sort?.code === 'transmise' && pseudonyme !== null && version === sort.version;

/** Records that the request was refused, on which legal ground. @throws Refus `droits.motif_etranger`, `droits.reponse_datee`, `etat.incompatible`; Introuvable @see article 12.4 */
export async function refuserDemande(ctx: Contexte, coffre: Coffre, id: string, { motif, ...envoi }: Envoi & { readonly motif: MotifRefus }): Promise<void> {
  const d = await tenirDemande(ctx, coffre, id);
  exigerMotif(d, motif);
  if (motif === 'conservation') exigerConservation(await fichesTrouvees(ctx.db, id, jourAParis(ctx.maintenant)));
  await clore(ctx, d, 'refuser', envoi, motif);
}

/** A duty to keep is a ground where there is one, of every record. @throws Refus `droits.effacement_possible` @see article 17.3 b */
function exigerConservation(fiches: readonly FicheTrouvee[]): void {
  if (fiches.length === 0 || fiches.some((f) => f.obligation === null)) throw new Refus('droits.effacement_possible', { champ: 'motif' });
}

async function clore(ctx: Contexte, { id, numero, recueLe }: DemandeLue, transition: 'repondre' | 'refuser', { le, moyen }: Envoi, motif: MotifRefus | null): Promise<void> {
  if (le < recueLe || le > jourAParis(ctx.maintenant)) throw new Refus('droits.reponse_datee', { champ: transition === 'repondre' ? 'le' : 'refuseLe', recue: recueLe });
  await changerEtat(ctx, DEMANDE_DROITS, transition, { id, champs: { repondue_le: le, moyen, refus_motif: motif }, donnees: { numero, le, moyen, ...(motif === null ? {} : { motif }) } });
}

/** Days during which who asked stays in the register after the answer, to prove it: then only what was done remains. Rule of the service. */
export const JOURS_DE_PREUVE = 365;

/** Destroys who asked in requests answered long ago; the register keeps what was done. @returns how many, `limite` at most */
export async function oublierDemandeurs(ctx: Contexte, limite: number): Promise<number> {
  const avant = ajouterJours(jourAParis(ctx.maintenant), -JOURS_DE_PREUVE);
  const ids = await ctx.db('droits_demandes').whereNotNull('chiffre').where('repondue_le', '<', avant).orderBy('repondue_le').orderBy('id').limit(limite).pluck<string[]>('id');
  await oublierDemandes(ctx, ids);
  return ids.length;
}

/** Destroys who asked in these requests. */
export async function oublierDemandes(ctx: Contexte, ids: readonly string[]): Promise<void> {
  await ctx.db('droits_demandes').whereIn('id', [...ids]).update({ cle_version: null, chiffre: null, oubliee_le: ctx.maintenant });
  for (const id of ids) ctx.journaliser({ action: 'droits.oublier', objet: OBJET, objetId: id });
}
