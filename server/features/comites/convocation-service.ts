import { exigerQuorumPossible } from '../../domain/comites/seance.js';
import { Refus } from '../../domain/kernel/refus.js';
import { SEANCE } from '../../domain/etats/machines.js';
import type { Instant } from '../../platform/clock.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { lireAppel } from '../appels/appel-queries.js';
import { agentsHabilites, type Agent } from '../dossiers/dossier-queries.js';
import { notifier } from '../notifications/notification-service.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { invitation, lettreDeConvocation, type OrigineConvocation } from './convocation.js';
import { lireMembres, lireSeance, type SeanceLue } from './seance-queries.js';
import { ajusterMembres, ecrireSeance, modifierSeanceEnBase } from './seance-store.js';

/** A session as it is prepared; `le` its beginning. */
export interface SeanceAPreparer {
  readonly titre: string;
  readonly le: Instant;
  readonly lieu: string;
  readonly quorum: number;
  readonly membres: readonly string[];
  /** 3 hours when absent. */
  readonly dureeMinutes?: number;
  /** Member who chairs it; null or absent when nobody is named. */
  readonly presidentId?: string | null;
}
export interface SeanceACreer extends SeanceAPreparer { readonly appelId: string }

const DUREE_MINUTES = 180;

/**
 * Opens a session and calls its members by mail, with the event for their calendar.
 * @returns the session's id. @throws Refus `comite.appel_brouillon`, `comite.membre_non_habilite`, `comite.quorum_impossible`,
 *   `comite.president_absent`
 */
export async function creerSeance(ctx: Contexte, s: SeanceACreer): Promise<string> {
  const appel = trouve(await lireAppel(ctx.db, s.appelId));
  if (appel.etat === 'brouillon') throw new Refus('comite.appel_brouillon', { champ: 'appelId' });
  const membres = await membresHabilites(ctx, s.membres);
  verifier(s, membres);
  const id = await ecrireSeance(ctx, { ...s, dureeMinutes: s.dureeMinutes ?? DUREE_MINUTES, presidentId: s.presidentId ?? null }, membres.map((m) => m.id));
  ctx.journaliser({ action: 'seance.creer', objet: 'seance', objetId: id, vers: SEANCE.initial, donnees: { appel: appel.code, le: s.le, quorum: s.quorum, membres: membres.length } });
  await convoquer(ctx, trouve(await lireSeance(ctx.db, id)), membres, 'convocation');
  return id;
}

async function membresHabilites(ctx: Contexte, ids: readonly string[], deja: readonly Agent[] = []): Promise<Agent[]> {
  const habilites = new Map([...deja, ...(await agentsHabilites(ctx.db, 'comite'))].map((a) => [a.id, a]));
  const membres = [...new Set(ids)].map((id) => habilites.get(id));
  if (membres.some((m) => m === undefined)) throw new Refus('comite.membre_non_habilite', { champ: 'membres' });
  return membres.filter((m) => m !== undefined);
}

function verifier(s: SeanceAPreparer, membres: readonly Agent[]): void {
  exigerQuorumPossible(s.quorum, membres.length);
  if (s.presidentId && !membres.some((m) => m.id === s.presidentId)) throw new Refus('comite.president_absent', { champ: 'presidentId' });
}

/**
 * Changes an open session. When its date, length, place or title change every member is called again, and the event of their
 * calendar replaced; a member added is called, a member taken off is told and the event leaves their calendar.
 * @throws Refus as `creerSeance`, and `etat.incompatible` once it is closed
 * @see issue 4, Comité
 */
export async function modifierSeance(ctx: Contexte, seanceId: string, s: SeanceAPreparer): Promise<void> {
  await verrouiller(ctx.db('seances').where({ id: seanceId }), ctx.db).first('id');
  const avant = trouve(await lireSeance(ctx.db, seanceId));
  if (avant.etat !== SEANCE.initial) throw new Refus('etat.incompatible', { objet: 'seance', etat: avant.etat });
  const anciens = await lireMembres(ctx.db, seanceId);
  const membres = await membresHabilites(ctx, s.membres, anciens);
  verifier(s, membres);
  const dureeMinutes = s.dureeMinutes ?? avant.dureeMinutes;
  const change = avant.le !== s.le || avant.lieu !== s.lieu || avant.titre !== s.titre || avant.dureeMinutes !== dureeMinutes;
  const retires = anciens.filter((m) => !membres.some((x) => x.id === m.id));
  const ajoutes = membres.filter((m) => !anciens.some((x) => x.id === m.id));
  const sequence = avant.sequence + (change || retires.length > 0 || ajoutes.length > 0 ? 1 : 0);
  await modifierSeanceEnBase(ctx, seanceId, { ...s, dureeMinutes, presidentId: s.presidentId ?? null, sequence });
  await ajusterMembres(ctx, seanceId, ajoutes.map((m) => m.id), retires.map((m) => m.id));
  ctx.journaliser({ action: 'seance.modifier', objet: 'seance', objetId: seanceId, donnees: { le: s.le, lieu: s.lieu, quorum: s.quorum, ajoutes: ajoutes.length, retires: retires.length, sequence } });
  const apres = trouve(await lireSeance(ctx.db, seanceId));
  await convoquer(ctx, apres, ajoutes, 'convocation');
  await convoquer(ctx, apres, retires, 'retrait');
  if (change) await convoquer(ctx, apres, membres.filter((m) => !ajoutes.includes(m)), 'modification');
}

/** Who calls a session, as calendars show it. */
export async function origineDe(ctx: Pick<Contexte, 'db' | 'adresse' | 'maintenant'>, seanceId: string, expediteur: { readonly courriel: string }): Promise<OrigineConvocation> {
  const marque = await lireMarque(ctx.db);
  return { lien: ctx.adresse(vers(paths.seances.page, { seanceId })), ecritLe: ctx.maintenant, organisateur: { nom: `${marque.nom}, ${marque.service}`, courriel: expediteur.courriel } };
}

async function convoquer(ctx: Contexte, seance: SeanceLue, personnes: readonly { readonly id: string; readonly nom: string }[], nature: 'convocation' | 'modification' | 'retrait'): Promise<void> {
  if (personnes.length === 0) return;
  const noms = new Map(personnes.map((p) => [p.id, p.nom]));
  const origine = await origineDe(ctx, seance.id, ctx.acteur);
  await notifier(ctx, {
    personnes, cle: `seance:${seance.id}:${seance.sequence}:${nature}`, ...lettreDeConvocation(seance, nature), lien: nature === 'retrait' ? paths.seances.liste : vers(paths.seances.page, { seanceId: seance.id }),
    dossierId: null, officiel: true, piece: (a) => invitation(seance, origine, { nom: noms.get(a.id) ?? '', courriel: a.courriel }, nature === 'retrait'),
  });
}
