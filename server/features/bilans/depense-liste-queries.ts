import type { Knex } from 'knex';
import type { ComptesDepenses } from '../../domain/bilans/anomalies.js';
import { HEURES_ANNUELLES_CENTIEMES } from '../../domain/bilans/temps.js';
import type { PeriodeOperation } from '../../domain/bilans/contenu.js';
import type { LigneDeDepense } from '../../domain/bilans/lignes.js';
import { postesRemplaces } from '../../domain/financements/forfaits.js';
import type { CodeForfait, Poste } from '../../domain/financements/nomenclature.js';
import { cents, type Cents } from '../../domain/kernel/cents.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';
import { COLONNES_DEPENSE, lirePieces, versDepense, type LigneDepense } from './depense-queries.js';
import { enDouble, type Voisinage } from './doublon-queries.js';

/** What may be wrong with an expense line: each is a filter of the list and a count before the deposit. */
export const DRAPEAUX_DEPENSE = ['sans_piece', 'hors_periode', 'non_acquittee', 'doublon', 'temps_depasse', 'temps_incomplet'] as const;
export type DrapeauDepense = (typeof DRAPEAUX_DEPENSE)[number];

/** What decides the flags of the lines of a bilan. */
export interface FaitsDesLignes extends Voisinage {
  readonly forfaits: readonly CodeForfait[];
  readonly operation: PeriodeOperation | null;
  readonly jour: Jour;
}

/** One post of a bilan: how many lines and how much. */
export interface SommeDePoste { readonly poste: Poste; readonly montant: Cents; readonly lignes: number }

/** Sums of a bilan per post; one query, served by an index. */
export async function sommerParPoste(db: Knex, bilanId: string): Promise<SommeDePoste[]> {
  const lignes = await db('bilan_depenses').where({ bilan_id: bilanId }).groupBy('poste').select('poste').count({ lignes: '*' })
    .sum<{ poste: Poste; lignes: number | string; montant: number | string }[]>({ montant: 'montant_cents' });
  return lignes.map((l) => ({ poste: l.poste, montant: cents(Number(l.montant)), lignes: Number(l.lignes) }));
}

/** A condition on the line `d`, written once for the list, its filters and the counts. */
function condition(db: Knex, drapeau: DrapeauDepense, f: FaitsDesLignes): Knex.Raw {
  const auForfait = [...postesRemplaces(f.forfaits)];
  const horsForfait = auForfait.length === 0 ? db.raw('1 = 1') : db.raw(`d.poste not in (${auForfait.map(() => '?').join(', ')})`, auForfait);
  switch (drapeau) {
    case 'sans_piece': return db.raw('(? and not exists (select 1 from bilan_depense_pieces x where x.depense_id = d.id))', [horsForfait]);
    case 'hors_periode': return f.operation === null ? db.raw('(1 = 0)') : db.raw('(d.date < ? or d.date > ?)', [f.operation.debut, f.operation.fin]);
    case 'non_acquittee': return db.raw('(? and (d.acquittee_le is null or d.acquittee_le > ?))', [horsForfait, f.jour]);
    case 'doublon': return enDouble(db, f);
    case 'temps_depasse': return db.raw(`exists (select 1 from bilan_depenses h join bilans hb on hb.id = h.bilan_id join dossiers hd on hd.id = hb.dossier_id
      where h.salarie_cle = d.salarie_cle and substr(h.mois, 1, 4) = substr(d.mois, 1, 4) and hd.organisme_id = ? and (h.bilan_id = ? or (hb.dossier_id <> ? and hb.nature = 'final'))
      group by h.salarie_cle having sum(h.heures_centiemes) > ?)`, [f.organismeId, f.bilanId, f.dossierId, HEURES_ANNUELLES_CENTIEMES]);
    case 'temps_incomplet': return db.raw("((d.salarie <> '' or d.heures_centiemes is not null) and (d.salarie = '' or d.mois is null or d.heures_centiemes is null))");
  }
}

/** How many lines of a bilan carry each flag; one query. */
export async function compterLesDrapeaux(db: Knex, f: FaitsDesLignes): Promise<ComptesDepenses> {
  const requete = db('bilan_depenses as d').where('d.bilan_id', f.bilanId).count({ total: '*' });
  for (const drapeau of DRAPEAUX_DEPENSE) requete.select(db.raw('coalesce(sum(case when ? then 1 else 0 end), 0) as ??', [condition(db, drapeau, f), drapeau]));
  const comptes = await requete.first<Record<DrapeauDepense | 'total', number | string>>();
  const n = (cle: DrapeauDepense | 'total'): number => Number(comptes[cle]);
  return {
    total: n('total'), sansPiece: n('sans_piece'), horsPeriode: n('hors_periode'), nonAcquittees: n('non_acquittee'), doublons: n('doublon'), tempsDepasse: n('temps_depasse'), tempsIncomplet: n('temps_incomplet'),
  };
}

/** The lines of a bilan that carry a flag, with their flags, by id; one query. */
export async function lireDrapeaux(db: Knex, f: FaitsDesLignes): Promise<ReadonlyMap<string, readonly DrapeauDepense[]>> {
  const lignes: (LigneAvecDrapeaux & { id: string })[] = await avecDrapeaux(db, db('bilan_depenses as d').where('d.bilan_id', f.bilanId).select('d.id'), f);
  return new Map(lignes.map((l): [string, readonly DrapeauDepense[]] => [l.id, drapeauxDe(l)]).filter(([, drapeaux]) => drapeaux.length > 0));
}

type LigneAvecDrapeaux = Record<DrapeauDepense, boolean | number>;

/** The lines `d` of a query, each with its flags as columns. */
function avecDrapeaux(db: Knex, requete: Knex.QueryBuilder, f: FaitsDesLignes): Knex.QueryBuilder {
  for (const drapeau of DRAPEAUX_DEPENSE) requete.select(db.raw('(case when ? then 1 else 0 end) as ??', [condition(db, drapeau, f), drapeau]));
  return requete;
}

const drapeauxDe = (l: LigneAvecDrapeaux): readonly DrapeauDepense[] => DRAPEAUX_DEPENSE.filter((x) => Number(l[x]) === 1);

/** What narrows the list of expenses. */
export interface FiltreDepenses {
  readonly poste: Poste | null;
  readonly drapeau: DrapeauDepense | null;
  readonly recherche: string;
}

/** A line of the list, with what may be wrong with it. */
export interface DepenseListee extends LigneDeDepense { readonly drapeaux: readonly DrapeauDepense[] }

type LigneListee = LigneDepense & LigneAvecDrapeaux;

/** A page of the expense lines of a bilan in their order; two queries whatever their number. */
export async function listerDepenses(db: Knex, f: FaitsDesLignes, filtre: FiltreDepenses, sens: Sens, taille: number): Promise<Tranche<DepenseListee>> {
  const requete = avecDrapeaux(db, filtrer(db, f, filtre).leftJoin('fichiers as r', 'r.id', 'd.reponse_fichier_id').select(...COLONNES_DEPENSE), f);
  const tranche = await lireTranche<LigneListee>(requete, { colonne: 'd.rang', croissant: true, cle: (l) => String(l.rang), sens, taille });
  const pieces = await lirePieces(db, tranche.lignes.map((l) => l.id));
  return { ...tranche, lignes: tranche.lignes.map((l) => ({ ...versDepense(l, pieces.get(l.id) ?? []), drapeaux: drapeauxDe(l) })) };
}

function filtrer(db: Knex, f: FaitsDesLignes, { poste, drapeau, recherche }: FiltreDepenses): Knex.QueryBuilder {
  const requete = db('bilan_depenses as d').where('d.bilan_id', f.bilanId);
  if (poste !== null) requete.where('d.poste', poste);
  if (drapeau !== null) requete.whereRaw('?', [condition(db, drapeau, f)]);
  if (recherche !== '') {
    const motif = `%${recherche.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
    requete.whereRaw("(lower(d.libelle) like ? escape '\\' or lower(d.fournisseur) like ? escape '\\' or lower(d.reference) like ? escape '\\')", [motif, motif, motif]);
  }
  return requete;
}

/** How many lines a filter keeps, and how much they amount to; one query. */
export async function totaliserFiltre(db: Knex, f: FaitsDesLignes, filtre: FiltreDepenses): Promise<{ lignes: number; montant: Cents }> {
  const l = await filtrer(db, f, filtre).count({ lignes: '*' }).sum({ montant: 'd.montant_cents' }).first<{ lignes: number | string; montant: number | string | null }>();
  return { lignes: Number(l.lignes), montant: cents(Number(l.montant ?? 0)) };
}

/** One line of a bilan with its evidence, or null; two queries. */
export async function lireUneDepense(db: Knex, bilanId: string, id: string): Promise<LigneDeDepense | null> {
  const l = await db('bilan_depenses as d').leftJoin('fichiers as r', 'r.id', 'd.reponse_fichier_id').where({ 'd.id': id, 'd.bilan_id': bilanId }).first<LigneDepense | undefined>(...COLONNES_DEPENSE);
  return l === undefined ? null : versDepense(l, (await lirePieces(db, [id])).get(id) ?? []);
}
