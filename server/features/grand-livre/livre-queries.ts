import type { Knex } from 'knex';
import type { Compte, Nature } from '../../domain/grand-livre/plan.js';
import { lireTrancheTriee, type Cle, type CoupeTriee, type Tranche } from '../../platform/tranche.js';

/** Whose movements are read: those of one convention, or of one envelope. */
export type Portee = { readonly conventionId: string } | { readonly enveloppeId: string };

export interface FiltreLivre { readonly portee: Portee; readonly compte: Compte | null; readonly nature: Nature | null }

/** One movement with its entry; amount in cents, positive when it enters the account. */
export interface MouvementLu {
  readonly cle: Cle;
  readonly le: string;
  readonly nature: Nature;
  readonly libelle: string;
  readonly dossierId: string;
  readonly dossierNumero: string;
  readonly compte: Compte;
  readonly annee: number;
  readonly montantCents: number;
  readonly acteur: string;
  /** Does this entry correct another one? */
  readonly corrige: boolean;
}

interface Ligne { le: string; place: string; nature: Nature; libelle: string; dossier_id: string; numero: string | null; compte: Compte; annee: number; montant_cents: number | string; prenom: string | null; nom: string | null; corrige_id: string | null }

const PLACE = "m.ecriture_id || '-' || substr('0000' || m.rang, -4)";
const PLACE_PG = "m.ecriture_id || '-' || lpad(m.rang::text, 4, '0')";

function requete(db: Knex, { portee, compte, nature }: FiltreLivre): Knex.QueryBuilder {
  const place = db.client.config.client === 'pg' ? PLACE_PG : PLACE;
  const lignes = db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').join('enveloppes as e', 'e.id', 'm.enveloppe_id').join('dossiers as d', 'd.id', 'x.dossier_id').leftJoin('personnes as p', 'p.id', 'x.acteur_id')
    .where('conventionId' in portee ? { 'm.convention_id': portee.conventionId } : { 'm.enveloppe_id': portee.enveloppeId })
    .select('x.le', 'x.nature', 'x.libelle', 'x.dossier_id', 'd.numero', 'm.compte', 'e.annee', 'm.montant_cents', 'p.prenom', 'p.nom', 'x.corrige_id', db.raw(`${place} as place`));
  if (compte !== null) void lignes.where('m.compte', compte);
  if (nature !== null) void lignes.where('x.nature', nature);
  return db.select('*').from(lignes.as('l'));
}

const versMouvement = (l: Ligne): MouvementLu => ({
  cle: { valeur: l.le, id: l.place }, le: l.le, nature: l.nature, libelle: l.libelle, dossierId: l.dossier_id, dossierNumero: l.numero ?? '', compte: l.compte, annee: Number(l.annee),
  montantCents: Number(l.montant_cents), acteur: `${l.prenom ?? ''} ${l.nom ?? ''}`.trim(), corrige: l.corrige_id !== null,
});

/** One page of movements, newest first. */
export async function lireMouvements(db: Knex, filtre: FiltreLivre, sens: CoupeTriee<Ligne>['sens'], taille = 50): Promise<Tranche<MouvementLu>> {
  const tranche = await lireTrancheTriee<Ligne>(requete(db, filtre), { colonne: 'le', id: 'place', croissant: false, cle: (l) => ({ valeur: l.le, id: l.place }), sens, taille });
  return { ...tranche, lignes: tranche.lignes.map(versMouvement) };
}

const PAR_LOT = 500;

/** Every movement of the filter, oldest first, in batches: the whole is never held in memory. */
export async function* mouvementsParLots(db: Knex, filtre: FiltreLivre): AsyncGenerator<readonly MouvementLu[]> {
  for (let apres: Cle | undefined; ;) {
    const { lignes } = await lireTrancheTriee<Ligne>(requete(db, filtre), { colonne: 'le', id: 'place', croissant: true, cle: (l) => ({ valeur: l.le, id: l.place }), sens: apres === undefined ? {} : { apres }, taille: PAR_LOT });
    const lus = lignes.map(versMouvement);
    yield lus;
    apres = lus.at(-1)?.cle;
    if (apres === undefined || lus.length < PAR_LOT) return;
  }
}

/** What the ledger of a convention or an envelope is titled and led to. */
export interface TitreDuLivre { readonly titre: string; readonly dossierId: string | null; readonly appelId: string; readonly financeur: string; readonly annee: number | null }

/** The convention or the envelope a ledger is about; null when there is none. */
export async function lireTitreDuLivre(db: Knex, portee: Portee): Promise<TitreDuLivre | null> {
  if ('conventionId' in portee) {
    const c = await db('conventions as c').join('dossiers as d', 'd.id', 'c.dossier_id').where('c.id', portee.conventionId)
      .first<{ numero: string; dossier_id: string; appel_id: string; financeur: string } | undefined>('c.numero', 'c.dossier_id', 'd.appel_id', 'c.financeur');
    return c === undefined ? null : { titre: c.numero, dossierId: c.dossier_id, appelId: c.appel_id, financeur: c.financeur, annee: null };
  }
  const e = await db('enveloppes as e').join('appels as a', 'a.id', 'e.appel_id').where('e.id', portee.enveloppeId)
    .first<{ code: string; appel_id: string; financeur: string; annee: number } | undefined>('a.code', 'e.appel_id', 'e.financeur', 'e.annee');
  return e === undefined ? null : { titre: e.code, dossierId: null, appelId: e.appel_id, financeur: e.financeur, annee: Number(e.annee) };
}

/** Balance of each account of a convention or an envelope, in cents; accounts nothing ever moved are left out. */
export async function soldesDuLivre(db: Knex, portee: Portee): Promise<{ compte: Compte; montantCents: number }[]> {
  const lignes = await db('mouvements').where('conventionId' in portee ? { convention_id: portee.conventionId } : { enveloppe_id: portee.enveloppeId }).groupBy('compte').select('compte')
    .sum<{ compte: Compte; total: number | string }[]>({ total: 'montant_cents' });
  return lignes.map((l) => ({ compte: l.compte, montantCents: Number(l.total) }));
}
