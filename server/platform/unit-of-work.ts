import type { Knex } from 'knex';
import type { Acteur } from '../domain/habilitations/acteur.js';
import type { Base } from './database.js';
import { estDoublon, estPostgres } from './database.js';
import type { Horloge, Instant } from './clock.js';
import { nouvelId, sha256 } from './ids.js';
import { ecrireAuJournal, type Fait } from './journal.js';
import { deposerCourriels, type Courriel } from './outbox.js';

/** What a use case works with: its transaction, who acts, when, and what it leaves behind. */
export interface Contexte {
  readonly db: Knex.Transaction;
  readonly acteur: Acteur;
  readonly maintenant: Instant;
  readonly nouvelId: () => string;
  /** Absolute address of a path of the product, for a mail. */
  readonly adresse: (chemin: string) => string;
  /** Adds a row to the journal, written just before the commit. */
  journaliser(fait: Fait): void;
  /** Adds a mail to the outbox, sent after the commit. */
  envoyer(courriel: Courriel): void;
}

/** A state-changing request, recognised when it comes back. */
export interface Requete {
  /** Idempotency key carried by the form. */
  readonly cle: string;
  readonly chemin: string;
}

export type UniteDeTravail = <T>(acteur: Acteur, cas: (ctx: Contexte) => Promise<T>) => Promise<T>;

/**
 * Runs one use case in one transaction; its journal rows and mails commit with it or not at all.
 * A PostgreSQL deadlock or serialization failure is replayed up to three times.
 * @param baseUrl public address of the product, without a final slash
 */
export function creerUniteDeTravail(db: Base, horloge: Horloge, baseUrl: string): UniteDeTravail {
  return async (acteur, cas) => {
    for (let essai = 1; ; essai += 1) {
      try {
        return await executer(db, horloge, baseUrl, acteur, cas);
      } catch (erreur) {
        if (essai >= 3 || !estRejouable(erreur)) throw erreur;
      }
    }
  };
}

async function executer<T>(db: Base, horloge: Horloge, baseUrl: string, acteur: Acteur, cas: (ctx: Contexte) => Promise<T>): Promise<T> {
  return db.transaction(async (trx) => {
    const faits: Fait[] = [];
    const courriels: Courriel[] = [];
    const maintenant = horloge.maintenant();
    const resultat = await cas({
      db: trx, acteur, maintenant, nouvelId, adresse: (chemin) => baseUrl + chemin,
      journaliser: (fait) => void faits.push(fait),
      envoyer: (courriel) => void courriels.push(courriel),
    });
    await deposerCourriels(trx, courriels, maintenant);
    await ecrireAuJournal(trx, faits, { id: acteur.id, nom: acteur.nom }, maintenant);
    return resultat;
  });
}

function estRejouable(erreur: unknown): boolean {
  const code = typeof erreur === 'object' && erreur !== null && 'code' in erreur ? erreur.code : undefined;
  return code === '40001' || code === '40P01' || code === 'SQLITE_BUSY';
}

/** Thrown inside a use case when its request was already carried out; `reponse` is the address answered then. */
export class RequeteDejaTraitee extends Error {
  constructor(readonly reponse: string) {
    super('requete.deja_traitee');
    this.name = 'RequeteDejaTraitee';
  }
}

/**
 * Runs `cas` once for its idempotency key: the key is written first, inside the transaction, so that of fifty
 * identical requests one does the work and the others get its answer.
 * @returns the address the browser is sent to.
 */
export async function uneSeuleFois(ctx: Contexte, requete: Requete, cas: () => Promise<string>): Promise<string> {
  const cle = sha256(`${ctx.acteur.id ?? 'anonyme'}:${requete.cle}`);
  const ligne = { cle, acteur_id: ctx.acteur.id, chemin: requete.chemin.slice(0, 300), reponse: '', le: ctx.maintenant };
  const insertion = ctx.db('requetes_traitees').insert(ligne).onConflict('cle').ignore();
  if (!(await aInsere(insertion, ctx.db, cle))) {
    const faite = await ctx.db('requetes_traitees').where({ cle }).first<{ reponse: string }>('reponse');
    throw new RequeteDejaTraitee(faite.reponse);
  }
  const reponse = await cas();
  await ctx.db('requetes_traitees').where({ cle }).update({ reponse: reponse.slice(0, 500) });
  return reponse;
}

async function aInsere(insertion: Knex.QueryBuilder, db: Knex.Transaction, cle: string): Promise<boolean> {
  if (estPostgres(db)) return ((await insertion.returning('cle')) as unknown[]).length === 1;
  const avant = await db('requetes_traitees').where({ cle }).first<{ cle: string } | undefined>('cle');
  await insertion;
  return avant === undefined;
}

/** Next value of a gapless sequence: the row stays locked until the transaction ends. */
export async function prochainNumero(ctx: Contexte, nom: string): Promise<number> {
  const rows = await ctx.db('compteurs').insert({ nom, valeur: 1 }).onConflict('nom')
    .merge({ valeur: ctx.db.raw('compteurs.valeur + 1') }).returning<{ valeur: number }[]>('valeur');
  const valeur = rows[0]?.valeur;
  if (valeur === undefined) throw new Error(`sequence ${nom} returned nothing`);
  return Number(valeur);
}

export { estDoublon };
