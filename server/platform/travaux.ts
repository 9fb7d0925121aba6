import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { SYSTEME, type Acteur } from '../domain/habilitations/acteur.js';
import { instant, jourAParis, lectureDeParis, type Horloge, type Instant } from './clock.js';
import { estPostgres, type Base } from './database.js';
import { nouvelId } from './ids.js';
import { attenteAvantReprise } from './outbox.js';
import type { Contexte, UniteDeTravail } from './unit-of-work.js';

/** Work to do after the commit. `cle` names it once and for all: the same key is never stored twice. */
export interface Commande {
  readonly nature: string;
  readonly cle: string;
  /** What the person who asked reads beside the progress bar. */
  readonly titre: string;
  readonly charge: object;
  /** How many steps there will be, when it is known. */
  readonly total?: number;
  /** Not before this moment. */
  readonly apres?: Instant;
}

/** Where one step leaves the work: another step follows (`total`: how many there are in all, once it is known), or it is over (`suite`: the page that shows the result). */
export type Etape = { readonly reste: true; readonly total?: number } | { readonly reste: false; readonly suite?: string };

/**
 * One nature of work, done step by step. `preparer` runs outside any transaction (a network call, a large file);
 * `etape` runs in a transaction in which the progress is written too: a step is done and counted, or neither, and a
 * work cut by a crash goes on from the step that was not counted.
 */
export interface Executant<C = unknown, P = unknown> {
  readonly nature: string;
  preparer?(charge: C, fait: number): Promise<P>;
  etape(ctx: Contexte, charge: C, fait: number, prepare: P): Promise<Etape>;
}

/** A work done again at each hour or each day (Paris), by one server only. */
export interface Periodique {
  readonly nature: string;
  readonly titre: string;
  readonly cadence: 'heure' | 'jour';
}

/** Every nature of work the product knows, and those that come back. */
export interface Atelier {
  readonly executants: readonly Executant[];
  readonly periodiques: readonly Periodique[];
}

/** An executant as a workshop keeps it: its charge is read back from JSON. */
export const executant = <C, P = undefined>(e: Executant<C, P>): Executant => e;

const TENTATIVES_MAX = 8;
const DUREE_RESERVATION_MS = 60_000;
const plus = (le: Instant, ms: number): Instant => instant(new Date(Date.parse(le) + ms));

/** Stores a work in the transaction of the use case; a key already known is left as it is. @returns the id of the work of that key. */
export async function programmer(ctx: Pick<Contexte, 'db' | 'maintenant' | 'nouvelId' | 'acteur'>, c: Commande): Promise<string> {
  const id = ctx.nouvelId();
  await ctx.db('travaux').insert({
    id, nature: c.nature, cle: c.cle.slice(0, 200), titre: c.titre.slice(0, 200), charge: JSON.stringify(c.charge), etat: 'en_attente', fait: 0, total: c.total ?? null, tentatives: 0,
    prochaine_tentative: c.apres ?? ctx.maintenant, demande_par: ctx.acteur.id, cree_le: ctx.maintenant,
  }).onConflict('cle').ignore();
  const ligne = await ctx.db('travaux').where({ cle: c.cle.slice(0, 200) }).first<{ id: string }>('id');
  return ligne.id;
}

interface Reserve { readonly id: string; readonly nature: string; readonly charge: string; readonly fait: number; readonly demande_par: string | null; readonly jusqua: Instant }

/** What runs the works: the natures it knows, the transactions, and who asked for a work. */
export interface OutilsAtelier {
  readonly db: Base;
  readonly horloge: Horloge;
  readonly uniteDeTravail: UniteDeTravail;
  readonly log: Logger;
  readonly atelier: Atelier;
  readonly chargerActeur: (personneId: string, le: Instant) => Promise<Acteur | null>;
}

async function reserver({ db, horloge }: OutilsAtelier): Promise<Reserve | null> {
  const maintenant = horloge.maintenant();
  const jusqua = plus(maintenant, DUREE_RESERVATION_MS);
  const dus = (k: Knex): Knex.QueryBuilder => k('travaux').where({ etat: 'en_attente' }).where('prochaine_tentative', '<=', maintenant)
    .where((q) => void q.whereNull('reserve_jusqua').orWhere('reserve_jusqua', '<', maintenant)).orderBy('prochaine_tentative').orderBy('id');
  if ((await dus(db).first('id')) === undefined) return null;
  return db.transaction(async (trx) => {
    const choix = dus(trx);
    const ligne = await (estPostgres(trx) ? choix.forUpdate().skipLocked() : choix).first<Omit<Reserve, 'jusqua'> | undefined>('id', 'nature', 'charge', 'fait', 'demande_par');
    if (ligne === undefined) return null;
    await trx('travaux').where({ id: ligne.id }).update({ reserve_jusqua: jusqua });
    return { ...ligne, fait: Number(ligne.fait), jusqua };
  });
}

/**
 * Runs the works that are due, one at a time, until none is left or `arret` says so.
 * @returns how many works were taken.
 */
export async function travailler(outils: OutilsAtelier, arret: () => boolean = () => false): Promise<number> {
  await programmerPeriodiques(outils);
  let pris = 0;
  while (!arret()) {
    const reserve = await reserver(outils);
    if (reserve === null) return pris;
    pris += 1;
    try {
      await executer(outils, reserve, arret);
    } catch (erreur) {
      await remettreAPlusTard(outils, reserve, erreur);
    }
  }
  return pris;
}

async function executer(outils: OutilsAtelier, reserve: Reserve, arret: () => boolean): Promise<void> {
  const faiseur = outils.atelier.executants.find((e) => e.nature === reserve.nature);
  if (faiseur === undefined) throw new Error(`nobody knows how to do ${reserve.nature}`);
  const charge: unknown = JSON.parse(reserve.charge);
  const acteur = (reserve.demande_par === null ? null : await outils.chargerActeur(reserve.demande_par, outils.horloge.maintenant())) ?? SYSTEME;
  let { fait, jusqua } = reserve;
  while (!arret()) {
    const prepare = await faiseur.preparer?.(charge, fait);
    const prochain = plus(outils.horloge.maintenant(), DUREE_RESERVATION_MS);
    const etape = await outils.uniteDeTravail(acteur, async (ctx) => {
      await compter(ctx.db, reserve.id, fait, jusqua, prochain);
      const faite = await faiseur.etape(ctx, charge, fait, prepare);
      if (!faite.reste) await ctx.db('travaux').where({ id: reserve.id }).update({ etat: 'fini', suite: faite.suite?.slice(0, 500) ?? null, fini_le: ctx.maintenant, reserve_jusqua: null, derniere_erreur: null });
      else if (faite.total !== undefined) await ctx.db('travaux').where({ id: reserve.id }).update({ total: faite.total });
      return faite;
    });
    if (!etape.reste) return;
    fait += 1;
    jusqua = prochain;
  }
  await outils.db('travaux').where({ id: reserve.id, reserve_jusqua: jusqua }).update({ reserve_jusqua: null });
}

/** Counts one step, and holds that this server still has the work: another may have taken it after a long stop. */
async function compter(trx: Knex.Transaction, id: string, fait: number, jusqua: Instant, prochain: Instant): Promise<void> {
  const n = await trx('travaux').where({ id, etat: 'en_attente', fait, reserve_jusqua: jusqua }).update({ fait: fait + 1, reserve_jusqua: prochain, tentatives: 0 });
  if (n !== 1) throw new TravailPerdu();
}

class TravailPerdu extends Error {}

async function remettreAPlusTard({ db, horloge, log }: OutilsAtelier, { id, nature }: Reserve, erreur: unknown): Promise<void> {
  if (erreur instanceof TravailPerdu) return;
  log.error({ err: erreur, travail: id, nature }, 'travail interrompu');
  const ligne = await db('travaux').where({ id }).first<{ tentatives: number }>('tentatives');
  const faites = Number(ligne.tentatives) + 1;
  await db('travaux').where({ id }).update({
    tentatives: faites, reserve_jusqua: null, etat: faites >= TENTATIVES_MAX ? 'abandonne' : 'en_attente',
    prochaine_tentative: plus(horloge.maintenant(), attenteAvantReprise(faites)), derniere_erreur: (erreur instanceof Error ? erreur.message : String(erreur)).slice(0, 500),
  });
}

async function programmerPeriodiques({ db, horloge, atelier }: OutilsAtelier): Promise<void> {
  const maintenant = horloge.maintenant();
  const cles = atelier.periodiques.map((p) => ({ ...p, cle: `${p.nature}:${p.cadence === 'jour' ? jourAParis(maintenant) : lectureDeParis(maintenant).slice(0, 13)}` }));
  const connues = await db('travaux').whereIn('cle', cles.map((c) => c.cle)).select<{ cle: string }[]>('cle');
  for (const { nature, titre, cle } of cles.filter((c) => !connues.some((k) => k.cle === c.cle))) {
    await db('travaux').insert({
      id: nouvelId(), nature, cle, titre, charge: '{}', etat: 'en_attente', fait: 0, tentatives: 0, prochaine_tentative: maintenant, cree_le: maintenant,
    }).onConflict('cle').ignore();
  }
}

/** Works through what is due every `periodeMs` until the returned function is called. */
export function ouvrirAtelier(outils: OutilsAtelier, periodeMs = 1500): () => Promise<void> {
  let arret = false;
  let enCours: Promise<unknown> = Promise.resolve();
  let occupe = false;
  const passer = async (): Promise<void> => {
    if (occupe) return;
    occupe = true;
    await travailler(outils, () => arret).catch((erreur: unknown) => outils.log.error({ err: erreur }, 'atelier interrompu'));
    occupe = false;
  };
  const minuterie = setInterval(() => { enCours = passer(); }, periodeMs);
  minuterie.unref();
  return async () => {
    arret = true;
    clearInterval(minuterie);
    await enCours;
  };
}
