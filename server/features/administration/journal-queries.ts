import type { Knex } from 'knex';
import { verifierJournal, type EtatJournal } from '../../platform/journal.js';
import { rechercher } from '../../platform/recherche.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';

/** One act as the journal tells it. */
export interface Acte {
  readonly rang: number;
  readonly le: string;
  readonly auteur: string;
  readonly action: string;
  readonly objet: string;
  /** Name of the person acted upon, when the object is a person. */
  readonly personne: string | null;
  /** Number of the dossier concerned; null before its deposit, or when there is none. */
  readonly numero: string | null;
  readonly de: string | null;
  readonly vers: string | null;
  readonly motif: string | null;
  readonly donnees: Readonly<Record<string, unknown>>;
}

export interface FiltreJournal {
  readonly numero: string;
  /** Words of the author's name. */
  readonly auteur: string;
  readonly action: string;
  /** Acts of this person and on this person. */
  readonly personneId: string | null;
}

interface LigneActe {
  rang: number | string; le: string; acteur_nom: string; action: string; objet: string; prenom: string | null; nom: string | null; numero: string | null;
  de: string | null; vers: string | null; motif: string | null; donnees: string;
}

const depuisLigne = (l: LigneActe): Acte => ({
  rang: Number(l.rang), le: l.le, auteur: l.acteur_nom, action: l.action, objet: l.objet, personne: l.nom === null ? null : `${l.prenom ?? ''} ${l.nom}`, numero: l.numero,
  de: l.de, vers: l.vers, motif: l.motif, donnees: JSON.parse(l.donnees) as Record<string, unknown>,
});

/** A page of the journal, the latest act first; one query. */
export async function lireJournal(db: Knex, filtre: FiltreJournal, sens: Sens, taille = 50): Promise<Tranche<Acte>> {
  const q = db('journal as j')
    .leftJoin('dossiers as d', 'd.id', 'j.dossier_id')
    .leftJoin('personnes as p', (j) => void j.on('p.id', 'j.objet_id').andOnVal('j.objet', 'personne'))
    .select('j.rang', 'j.le', 'j.acteur_nom', 'j.action', 'j.objet', 'p.prenom', 'p.nom', 'd.numero', 'j.de', 'j.vers', 'j.motif', 'j.donnees');
  if (filtre.numero !== '') q.whereIn('j.dossier_id', db('dossiers').where({ numero: filtre.numero }).select('id'));
  if (filtre.personneId !== null) {
    const id = filtre.personneId;
    q.where((ou) => void ou.where('j.acteur_id', id).orWhere((et) => void et.where('j.objet', 'personne').where('j.objet_id', id)));
  }
  rechercher(db, q, ['j.acteur_nom'], filtre.auteur);
  rechercher(db, q, ['j.action'], filtre.action);
  const tranche = await lireTranche<LigneActe>(q, { colonne: 'j.rang', cle: (l) => String(l.rang), sens, taille });
  return { ...tranche, lignes: tranche.lignes.map(depuisLigne) };
}

/** Name of a person, null when unknown. */
export async function nomDePersonne(db: Knex, id: string): Promise<string | null> {
  const p = await db('personnes').where({ id }).first<{ prenom: string; nom: string } | undefined>('prenom', 'nom');
  return p ? `${p.prenom} ${p.nom}` : null;
}

/**
 * Verdict on the whole chain. An act written between the reading of the last row and of the head looks like a
 * broken head: the chain is then read again.
 */
export async function verdictDuJournal(db: Knex): Promise<EtatJournal> {
  for (let essai = 1; ; essai += 1) {
    const etat = await verifierJournal(db);
    if (etat.intact || etat.raison !== 'tete' || essai === 3) return etat;
  }
}
