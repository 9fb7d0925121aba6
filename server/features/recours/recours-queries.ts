import type { Knex } from 'knex';
import { ACTES_CONTESTABLES, acteContestable, type ActeContestable, type CalendrierRecours, type NatureActe } from '../../domain/recours/recours.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { instant, jourAParis } from '../../platform/clock.js';

/** A recours as stored; `limite` is the last day it could be lodged. */
export interface RecoursLu {
  readonly id: string;
  readonly contre: NatureActe;
  readonly etat: string;
  readonly texte: string;
  readonly limite: string;
  readonly deposeLe: string;
  readonly deposePar: string;
  readonly reponse: string;
  readonly reponduLe: string | null;
}

interface Ligne {
  id: string; contre: string; etat: string; texte: string; limite: string; depose_le: string; prenom: string; nom: string; reponse: string; repondu_le: string | null;
}

/** `refus:2` is the second recours against a refusal, after an accepted one led to a new decision. */
export const contreDe = (stocke: string): NatureActe => {
  const nature = ACTES_CONTESTABLES.find((a) => a === stocke.split(':')[0]);
  if (nature === undefined) throw new Error(`unknown act ${stocke}`);
  return nature;
};

/** Recours of a dossier, oldest first. */
export async function listerRecours(db: Knex, dossierId: string): Promise<RecoursLu[]> {
  const lignes = await db('recours as r').join('personnes as p', 'p.id', 'r.depose_par').where('r.dossier_id', dossierId).orderBy('r.depose_le').orderBy('r.id')
    .select<Ligne[]>('r.id', 'r.contre', 'r.etat', 'r.texte', 'r.limite', 'r.depose_le', 'p.prenom', 'p.nom', 'r.reponse', 'r.repondu_le');
  return lignes.map((l) => ({
    id: l.id, contre: contreDe(l.contre), etat: l.etat, texte: l.texte, limite: l.limite, deposeLe: l.depose_le, deposePar: `${l.prenom} ${l.nom}`, reponse: l.reponse, reponduLe: l.repondu_le,
  }));
}

/** Files joined to the recours of a dossier, by recours. */
export async function lireFichiersDesRecours(db: Knex, dossierId: string): Promise<Map<string, { id: string; nom: string; taille: number }[]>> {
  const lignes = await db('recours_fichiers as x').join('recours as r', 'r.id', 'x.recours_id').join('fichiers as f', 'f.id', 'x.fichier_id').where('r.dossier_id', dossierId).orderBy('f.id')
    .select<{ recours_id: string; id: string; nom: string; taille: number | string }[]>('x.recours_id', 'f.id', 'f.nom', 'f.taille');
  const lus = new Map<string, { id: string; nom: string; taille: number }[]>();
  for (const l of lignes) lus.set(l.recours_id, [...lus.get(l.recours_id) ?? [], { id: l.id, nom: l.nom, taille: Number(l.taille) }]);
  return lus;
}

interface DossierNotifie { readonly id: string; readonly etat: string; readonly notifieLe: string | null }

/**
 * Acts of a dossier notified to the porteur and open to a recours gracieux, or whose time has run out (spec 1):
 * a notified refusal, an irrecevabilité, final CSF conclusions.
 */
export async function lireActesContestables(db: Knex, dossier: DossierNotifie, aujourdhui: Jour, calendrier: CalendrierRecours): Promise<ActeContestable[]> {
  const jours = await Promise.all(ACTES_CONTESTABLES.map(async (contre) => ({ contre, notifieLe: await LIRE_NOTIFICATION[contre](db, dossier) })));
  return jours.flatMap(({ contre, notifieLe }) => (notifieLe === null ? [] : [acteContestable(contre, notifieLe, aujourdhui, calendrier)]));
}

const LIRE_NOTIFICATION: Readonly<Record<NatureActe, (db: Knex, dossier: DossierNotifie) => Promise<Jour | null>>> = {
  async refus(db, { id, etat, notifieLe }) {
    if (etat !== 'notifie' || notifieLe === null) return null;
    const refus = await db('decisions').where({ dossier_id: id, en_vigueur: true, sens: 'refuse' }).first<{ id: string } | undefined>('id');
    return refus ? jour(notifieLe) : null;
  },
  async irrecevabilite(db, { id, etat }) {
    if (etat !== 'irrecevable') return null;
    const ligne = await db('recevabilites').where({ dossier_id: id, conclusion: 'irrecevable' }).first<{ conclu_le: string | null } | undefined>('conclu_le');
    return ligne?.conclu_le ? jourAParis(instant(ligne.conclu_le)) : null;
  },
  async conclusions_csf(db, { id }) {
    const ligne = await db('controles as c').join('bilans as b', 'b.id', 'c.bilan_id').where({ 'b.dossier_id': id }).whereNotNull('c.notifie_le')
      .orderBy('c.notifie_le', 'desc').first<{ notifie_le: string } | undefined>('c.notifie_le');
    return ligne ? jour(ligne.notifie_le) : null;
  },
};
