import { chargerTerritoires } from '../../features/appels/reference.js';
import { hacherMotDePasse, SANS_MOT_DE_PASSE } from '../../features/comptes/mot-de-passe.js';
import type { Instant } from '../../platform/clock.js';
import { estPostgres, type Base } from '../../platform/database.js';
import type { Magasin } from '../../platform/file-store.js';
import { Lot } from './ecriture.js';
import { hasard } from './hasard.js';
import { peupler, type MondeJeu } from './monde.js';
import { Parcours } from './parcours.js';

export interface Generation {
  readonly dossiers: number;
  readonly graine: number;
  /** Password of every account; none can sign in without it. */
  readonly motDePasse: string | null;
  readonly maintenant: Instant;
  /** Told as it goes: how many dossiers are written. */
  readonly avancer?: (faits: number) => void;
  /** Complete brouillons added on the open call for the first organisme, ready to be deposited. */
  readonly aDeposer?: number;
}

const PAR_LOT = 200;

/** Marks apart what a second generation adds to a base that already holds one. */
async function serieLibre(db: Base): Promise<string> {
  const ligne = await db('appels').where('code', 'like', 'JEU-%').count({ n: '*' }).first<{ n: number | string }>();
  return Number(ligne.n) === 0 ? '' : `-${Number(ligne.n)}`;
}

/**
 * Writes a believable base: agents, organismes, calls, dossiers in every state with what each state says happened, pieces
 * that share small stored files, a journal whose chain verifies.
 * @returns what was written, and the ids of the brouillons ready to be deposited
 */
export async function genererJeu(db: Base, magasin: Magasin, g: Generation): Promise<{ monde: MondeJeu; aDeposer: readonly string[] }> {
  await chargerTerritoires(db);
  const lot = new Lot();
  const h = hasard(g.graine);
  const monde = await peupler(lot, h, magasin, {
    dossiers: g.dossiers, maintenant: g.maintenant, motDePasse: g.motDePasse === null ? SANS_MOT_DE_PASSE : await hacherMotDePasse(g.motDePasse), serie: await serieLibre(db),
  });
  await lot.ecrire(db);
  const parcours = new Parcours(lot, h, monde);
  for (let faits = 0; faits < g.dossiers; faits += PAR_LOT) {
    for (let i = faits; i < Math.min(faits + PAR_LOT, g.dossiers); i += 1) parcours.ajouter((i + h.nombre()) / g.dossiers);
    await lot.ecrire(db);
    g.avancer?.(Math.min(faits + PAR_LOT, g.dossiers));
  }
  const aDeposer = await ajouterBrouillons(db, lot, parcours, monde, g.aDeposer ?? 0);
  for (const [appelId, valeur] of parcours.compteurs) lot.ajouter('compteurs', { nom: `dossiers:${appelId}`, valeur });
  await lot.ecrire(db);
  // Statistics: without them PostgreSQL judges a table it has just received as nearly empty.
  await db.raw(estPostgres(db) ? 'ANALYZE' : 'PRAGMA optimize');
  return { monde, aDeposer };
}

async function ajouterBrouillons(db: Base, lot: Lot, parcours: Parcours, monde: MondeJeu, nombre: number): Promise<string[]> {
  const [organisme, appel] = [monde.organismes[0], monde.appels.find((a) => a.ouvert)];
  const ids: string[] = [];
  for (let i = 0; i < nombre; i += 1) {
    ids.push(parcours.ajouter(1, { etat: 'brouillon', ...(organisme === undefined ? {} : { organisme }), ...(appel === undefined ? {} : { appel }) }));
    if (i % PAR_LOT === PAR_LOT - 1) await lot.ecrire(db);
  }
  await lot.ecrire(db);
  return ids;
}
