import type { Knex } from 'knex';
import type { TermesConvention } from '../../domain/conventions/termes.js';
import type { ConventionEssentielle } from '../../domain/donnees-essentielles/scdl.js';
import { limitePublication, SEUIL_PUBLICATION } from '../../domain/echeances/limites.js';
import { cents, type Cents } from '../../domain/kernel/cents.js';
import { ajouterMois, jour, type Jour } from '../../domain/kernel/jour.js';
import { lireTrancheTriee, type Cle, type CoupeTriee, type Tranche } from '../../platform/tranche.js';

/** A convention whose data are to be published; amounts in cents. */
export interface ConventionAPublier extends ConventionEssentielle {
  readonly id: string;
  readonly dossierId: string;
  readonly dossierNumero: string;
  readonly numero: string;
  readonly limite: Jour;
  readonly publieCents: Cents | null;
  readonly publieeLe: Jour | null;
}

export const ETATS_DE_PUBLICATION = ['a_faire', 'faites'] as const;

/** What the list shows: signed in that year, to be published or done; null for all. */
export interface FiltrePublication {
  readonly annee: number | null;
  readonly etat: (typeof ETATS_DE_PUBLICATION)[number] | null;
}

interface Ligne {
  id: string; dossier_id: string; numero: string; montant_cents: number | string; termes: string; signature: string; dossier_numero: string; deliberation: string | null;
  nom: string; siret: string; rna: string | null; appel: string; mois: number | string | null; limite_bilan: string | null; premier: string | null; dernier: string | null;
  publie_cents: number | string | null; publiee_le: string | null;
}

/** The same expression as its index: the later of both signatures. */
const SIGNATURE = 'CASE WHEN c.signee_porteur_le > c.signee_financeur_le THEN c.signee_porteur_le ELSE c.signee_financeur_le END';

function requete(db: Knex, { annee, etat }: FiltrePublication): Knex.QueryBuilder {
  const q = db('conventions as c').leftJoin('publications as p', 'p.convention_id', 'c.id')
    .whereNotNull('c.signee_financeur_le').whereNotNull('c.signee_porteur_le').where('c.montant_cents', '>', SEUIL_PUBLICATION);
  if (annee !== null) void q.whereRaw(`${SIGNATURE} between ? and ?`, [`${annee}-01-01`, `${annee}-12-31`]);
  if (etat === 'a_faire') void q.where((w) => void w.whereNull('p.convention_id').orWhereRaw('p.montant_cents <> c.montant_cents'));
  if (etat === 'faites') void q.whereRaw('p.montant_cents = c.montant_cents');
  return q;
}

function detail(db: Knex, filtre: FiltrePublication): Knex.QueryBuilder {
  const paiement = (bord: 'min' | 'max'): Knex.QueryBuilder => db('versements as v').whereRaw('v.convention_id = c.id').where('v.etat', 'paye')[bord]('v.paye_le').as(bord === 'min' ? 'premier' : 'dernier');
  return requete(db, filtre).join('dossiers as d', 'd.id', 'c.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id').join('appels as a', 'a.id', 'd.appel_id')
    .leftJoin('decisions as k', (j) => void j.on('k.dossier_id', 'd.id').andOnVal('k.en_vigueur', true)).leftJoin('deliberations as l', 'l.id', 'k.deliberation_id')
    .leftJoin('bilans as b', (j) => void j.on('b.dossier_id', 'd.id').andOnVal('b.nature', 'final'))
    .select('c.id', 'c.dossier_id', 'c.numero', 'c.montant_cents', 'c.termes', db.raw(`${SIGNATURE} as signature`), 'd.numero as dossier_numero', 'l.numero as deliberation', 'o.nom', 'o.siret', 'o.rna', 'a.titre as appel',
      'b.limite as limite_bilan', 'p.montant_cents as publie_cents', 'p.publiee_le', paiement('min'), paiement('max'));
}

function versConvention(l: Ligne): ConventionAPublier {
  const termes = JSON.parse(l.termes) as TermesConvention;
  const [signature, montant] = [jour(l.signature), cents(Number(l.montant_cents))];
  const prevue = l.limite_bilan === null ? ajouterMois(termes.operation.fin, 6) : jour(l.limite_bilan);
  const debut = l.premier === null ? signature : jour(l.premier);
  const derniere = [debut, prevue, ...(l.dernier === null ? [] : [jour(l.dernier)])].reduce((a, b) => (a > b ? a : b));
  return {
    id: l.id, dossierId: l.dossier_id, dossierNumero: l.dossier_numero, numero: l.numero, dateConvention: signature, referenceDecision: l.deliberation ?? '', beneficiaire: { nom: l.nom, siret: l.siret, rna: l.rna }, objet: termes.titre, montant,
    echeances: termes.echeances, versements: { debut, fin: derniere }, dispositif: l.appel, limite: limitePublication(signature, montant) ?? signature,
    publieCents: l.publie_cents === null ? null : cents(Number(l.publie_cents)), publieeLe: l.publiee_le === null ? null : jour(l.publiee_le),
  };
}

const PAGE = 50;

/** One page of the conventions to publish, the latest signed first. */
export async function listerPublications(db: Knex, filtre: FiltrePublication, sens: CoupeTriee<unknown>['sens'], taille = PAGE): Promise<Tranche<ConventionAPublier>> {
  const tranche = await lireTrancheTriee<Ligne>(detail(db, filtre), { colonne: db.raw(SIGNATURE), id: 'c.id', croissant: false, cle: (l) => ({ valeur: l.signature, id: l.id }), sens, taille });
  return { ...tranche, lignes: tranche.lignes.map(versConvention) };
}

const PAR_LOT = 500;

/** Every convention of the filter, read in batches: memory does not grow with the file. */
export async function* parcourirPublications(db: Knex, filtre: FiltrePublication): AsyncGenerator<ConventionAPublier> {
  for (let apres: Cle | undefined; ;) {
    const { lignes }: Tranche<ConventionAPublier> = await listerPublications(db, filtre, apres === undefined ? {} : { apres }, PAR_LOT);
    yield* lignes;
    const derniere = lignes.at(-1);
    if (derniere === undefined || lignes.length < PAR_LOT) return;
    apres = { valeur: derniere.dateConvention, id: derniere.id };
  }
}

export interface ComptePublications { readonly toutes: number; readonly aFaire: number; readonly enRetard: number; readonly annees: readonly number[] }

/** Counts of the list, and the years in which conventions were signed. @param seuil last day of signature whose limit has passed */
export async function compterPublications(db: Knex, seuil: Jour): Promise<ComptePublications> {
  const aFaire = 'p.convention_id is null or p.montant_cents <> c.montant_cents';
  const lignes = await requete(db, { annee: null, etat: null }).groupByRaw(`substr(${SIGNATURE}, 1, 4)`)
    .select<{ annee: string; toutes: number | string; a_faire: number | string; en_retard: number | string }[]>(
      db.raw(`substr(${SIGNATURE}, 1, 4) as annee`), db.raw('count(*) as toutes'), db.raw(`sum(case when ${aFaire} then 1 else 0 end) as a_faire`),
      db.raw(`sum(case when p.convention_id is null and ${SIGNATURE} < ? then 1 else 0 end) as en_retard`, [seuil]));
  const total = (champ: 'toutes' | 'a_faire' | 'en_retard'): number => lignes.reduce((n, l) => n + Number(l[champ]), 0);
  return { toutes: total('toutes'), aFaire: total('a_faire'), enRetard: total('en_retard'), annees: lignes.map((l) => Number(l.annee)).sort((a, b) => b - a) };
}
