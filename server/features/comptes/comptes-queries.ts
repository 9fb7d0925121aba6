import type { Knex } from 'knex';
import { HABILITATIONS, type Habilitation } from '../../domain/habilitations/acteur.js';
import { rechercher } from '../../platform/recherche.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';

/** An organisme of a person, with their place in it. */
export interface OrganismeDePersonne {
  readonly id: string;
  readonly nom: string;
  readonly role: string;
  readonly etat: string;
}

/** Organismes a person belongs to or asked to join, by name. */
export async function organismesDePersonne(db: Knex, personneId: string): Promise<OrganismeDePersonne[]> {
  return db('membres as m').join('organismes as o', 'o.id', 'm.organisme_id').where('m.personne_id', personneId)
    .orderBy('o.nom').limit(200).select<OrganismeDePersonne[]>('o.id', 'o.nom', 'm.role', 'm.etat');
}

/** One row of the administrator's list of accounts. */
export interface CompteListe {
  readonly id: string;
  readonly prenom: string;
  readonly nom: string;
  readonly courriel: string;
  readonly fonction: string;
  readonly actif: boolean;
  readonly confirme: boolean;
  readonly creeLe: string;
  readonly habilitations: readonly Habilitation[];
}

export const ETATS_DE_COMPTE = ['actif', 'a_confirmer', 'desactive'] as const;
export type EtatDeCompte = (typeof ETATS_DE_COMPTE)[number];

export interface FiltreComptes {
  readonly recherche: string;
  /** Accounts that hold this habilitation; `porteur` those that hold none. */
  readonly habilitation: Habilitation | 'porteur' | null;
  readonly etat: EtatDeCompte | null;
}

interface LigneCompte { id: string; prenom: string; nom: string; courriel: string; fonction: string; actif: boolean | number; confirme_le: string | null; cree_le: string }

const COLONNES = ['id', 'prenom', 'nom', 'courriel', 'fonction', 'actif', 'confirme_le', 'cree_le'] as const;

function filtrer(db: Knex, filtre: FiltreComptes): Knex.QueryBuilder {
  const q = rechercher(db, db('personnes as p'), ['p.prenom', 'p.nom', 'p.courriel'], filtre.recherche);
  if (filtre.habilitation !== null) {
    const code = filtre.habilitation;
    const tenues = db('habilitations as h').select(db.raw('1')).whereRaw('h.personne_id = p.id');
    if (code === 'porteur') q.whereNotExists(tenues);
    else q.whereExists(tenues.where('h.code', code));
  }
  if (filtre.etat === 'desactive') q.where('p.actif', false);
  if (filtre.etat === 'a_confirmer') q.where('p.actif', true).whereNull('p.confirme_le');
  if (filtre.etat === 'actif') q.where('p.actif', true).whereNotNull('p.confirme_le');
  return q;
}

/** A page of accounts, the newest first, with their habilitations; two queries. */
export async function listerComptes(db: Knex, filtre: FiltreComptes, sens: Sens, taille = 50): Promise<Tranche<CompteListe>> {
  const tranche = await lireTranche<LigneCompte>(filtrer(db, filtre).select(COLONNES.map((c) => `p.${c}`)), { colonne: 'p.id', cle: (l) => l.id, sens, taille });
  const tenues = await db('habilitations').whereIn('personne_id', tranche.lignes.map((l) => l.id)).select<{ personne_id: string; code: Habilitation }[]>('personne_id', 'code');
  return {
    ...tranche,
    lignes: tranche.lignes.map((l) => ({
      id: l.id, prenom: l.prenom, nom: l.nom, courriel: l.courriel, fonction: l.fonction, actif: Boolean(l.actif), confirme: l.confirme_le !== null, creeLe: l.cree_le,
      habilitations: HABILITATIONS.filter((code) => tenues.some((t) => t.personne_id === l.id && t.code === code)),
    })),
  };
}

/** How many accounts a filter finds. */
export async function compterComptes(db: Knex, filtre: FiltreComptes): Promise<number> {
  const ligne = await filtrer(db, filtre).count({ n: '*' }).first<{ n: number | string }>();
  return Number(ligne.n);
}

/** One account as its administrator sees it; null when there is none. */
export async function compteAdministre(db: Knex, id: string): Promise<(CompteListe & { readonly dossiersEnCharge: number }) | null> {
  const ligne = await db('personnes').where({ id }).first<LigneCompte | undefined>(...COLONNES);
  if (ligne === undefined) return null;
  const codes = await db('habilitations').where({ personne_id: id }).select<{ code: Habilitation }[]>('code');
  const charge = await db('dossiers').where((q) => void q.where({ instructeur_id: id }).orWhere({ controleur_id: id }))
    .whereNotIn('etat', ['retire', 'irrecevable', 'refuse']).count({ n: '*' }).first<{ n: number | string }>();
  return {
    id: ligne.id, prenom: ligne.prenom, nom: ligne.nom, courriel: ligne.courriel, fonction: ligne.fonction, actif: Boolean(ligne.actif),
    confirme: ligne.confirme_le !== null, creeLe: ligne.cree_le, habilitations: HABILITATIONS.filter((h) => codes.some((c) => c.code === h)),
    dossiersEnCharge: Number(charge.n),
  };
}
