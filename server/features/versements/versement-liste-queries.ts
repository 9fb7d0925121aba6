import type { Knex } from 'knex';
import type { EtatVersement } from '../../domain/etats/machines.js';
import { rechercher } from '../../platform/recherche.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';
import { versementsParId, type VersementLu } from './versement-queries.js';

export interface FiltreVersements {
  /** Null for every state. */
  readonly etat: EtatVersement | null;
  /** Null for both. */
  readonly exigible: boolean | null;
  /** Words of a dossier number, a convention number, a bordereau or a name. */
  readonly recherche: string;
}

/** What waits for an act of the finances comes first, the nearest to its preparation before the others. */
const PRIORITE = `case v.etat when 'a_liquider' then (case when v.exigible then '1' else '6' end)
  when 'liquide' then '2' when 'valide' then '3' when 'mandate' then '4' when 'rejete' then '5' else '7' end`;

/** One text that gives the order of the list: priority, day it became due, id. */
const CLE = `(${PRIORITE}) || coalesce(v.exigible_le, '9999-12-31') || v.id`;

/** True for a key of the list, as it travels in a link. */
export const estCleDeListe = (valeur: unknown): boolean =>
  typeof valeur === 'string' && /^[1-7]\d{4}-\d{2}-\d{2}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(valeur);

/** Payments that have something to pay, filtered. */
function filtrer(db: Knex, { etat, exigible, recherche }: FiltreVersements): Knex.QueryBuilder {
  const requete = db('versements as v').join('conventions as c', 'c.id', 'v.convention_id').join('dossiers as d', 'd.id', 'c.dossier_id')
    .join('organismes as o', 'o.id', 'd.organisme_id').where('v.montant_cents', '>', 0);
  if (etat !== null) requete.where('v.etat', etat);
  if (exigible !== null) requete.where('v.exigible', exigible);
  return rechercher(db, requete, ['d.numero', 'c.numero', 'v.bordereau', 'd.titre', 'o.nom'], recherche);
}

/** One page of payments, those that wait for an act first; two queries. */
export async function listerVersements(db: Knex, filtre: FiltreVersements, sens: Sens, taille = 50): Promise<Tranche<VersementLu>> {
  const cles = filtrer(db, filtre).select('v.id').select(db.raw(`${CLE} as cle`)).as('l');
  const tranche = await lireTranche<{ id: string; cle: string }>(db.select('id', 'cle').from(cles), { colonne: 'cle', croissant: true, cle: (l) => l.cle, sens, taille });
  const lus = await versementsParId(db, tranche.lignes.map((l) => l.id));
  return { ...tranche, lignes: tranche.lignes.flatMap((l) => lus.get(l.id) ?? []) };
}

/** How many payments of one state, and how much, in cents. */
export interface ComptePar { readonly etat: EtatVersement; readonly exigible: boolean; readonly nombre: number; readonly montantCents: number }

/** Payments by state and by whether they are due, whatever state the filter asks for. */
export async function compterVersements(db: Knex, filtre: FiltreVersements): Promise<ComptePar[]> {
  const lignes = await filtrer(db, { ...filtre, etat: null }).groupBy('v.etat', 'v.exigible').select('v.etat', 'v.exigible').count({ nombre: '*' })
    .sum<{ etat: EtatVersement; exigible: boolean | number; nombre: number | string; total: number | string }[]>({ total: 'v.montant_cents' });
  return lignes.map((l) => ({ etat: l.etat, exigible: Boolean(l.exigible), nombre: Number(l.nombre), montantCents: Number(l.total) }));
}

const PAR_LOT = 500;

/** Every payment of the filter by bordereau then by age, in batches: the whole is never held in memory. */
export async function* versementsParLots(db: Knex, filtre: FiltreVersements): AsyncGenerator<readonly VersementLu[]> {
  const colonne = 'cle';
  for (let apres: string | undefined; ;) {
    const cles = filtrer(db, filtre).select('v.id').select(db.raw("coalesce(v.bordereau, '') || '/' || v.id as cle")).as('l');
    const tranche: Tranche<{ id: string; cle: string }> = await lireTranche(db.select('id', 'cle').from(cles), {
      colonne, croissant: true, cle: (l) => l.cle, sens: apres === undefined ? {} : { apres }, taille: PAR_LOT,
    });
    const lus = await versementsParId(db, tranche.lignes.map((l) => l.id));
    yield tranche.lignes.flatMap((l) => lus.get(l.id) ?? []);
    if (tranche.apres === null) return;
    apres = tranche.apres;
  }
}
