import type { Knex } from 'knex';
import { verrouiller } from './database.js';
import type { Instant } from './clock.js';
import { sha256 } from './ids.js';

/** One thing that happened; written in the transaction that made it happen. */
export interface Fait {
  readonly action: string;
  readonly objet: string;
  readonly objetId: string;
  readonly dossierId?: string;
  readonly de?: string;
  readonly vers?: string;
  readonly motif?: string;
  readonly donnees?: Readonly<Record<string, unknown>>;
}

export interface Auteur {
  readonly id: string | null;
  readonly nom: string;
}

/** A row of the journal as it is stored, but its own hash. */
export interface LigneJournal {
  rang: number;
  le: string;
  acteur_id: string | null;
  acteur_nom: string;
  action: string;
  objet: string;
  objet_id: string;
  dossier_id: string | null;
  de: string | null;
  vers: string | null;
  motif: string | null;
  donnees: string;
  empreinte_precedente: string;
}

/** Hash of one row: every column in a fixed order, the previous hash first. */
export function empreinteDe(l: LigneJournal): string {
  return sha256(JSON.stringify([
    l.empreinte_precedente, l.rang, l.le, l.acteur_id, l.acteur_nom, l.action, l.objet, l.objet_id,
    l.dossier_id, l.de, l.vers, l.motif, l.donnees,
  ]));
}

/** One thing that happened, with who did it and when. */
export interface Entree { readonly fait: Fait; readonly auteur: Auteur; readonly le: Instant }

/**
 * Appends `faits` to the chain. The head row is locked first, so that concurrent transactions queue
 * for the short end of their work and the chain has one order.
 */
export async function ecrireAuJournal(trx: Knex.Transaction, faits: readonly Fait[], auteur: Auteur, le: Instant): Promise<void> {
  await ecrireHistorique(trx, faits.map((fait) => ({ fait, auteur, le })));
}

/** Appends things that several people did at several moments, in their order, as an import or a generated base needs it. */
export async function ecrireHistorique(trx: Knex.Transaction, entrees: readonly Entree[]): Promise<void> {
  if (entrees.length === 0) return;
  const tete = await verrouiller(trx('journal_tete').where({ id: 1 }), trx).first<{ rang: number | string; empreinte: string }>();
  let rang = Number(tete.rang);
  let precedente = tete.empreinte;
  const lignes = entrees.map(({ fait, auteur, le }) => {
    rang += 1;
    const ligne: LigneJournal = {
      rang, le, acteur_id: auteur.id, acteur_nom: auteur.nom, action: fait.action, objet: fait.objet, objet_id: fait.objetId,
      dossier_id: fait.dossierId ?? null, de: fait.de ?? null, vers: fait.vers ?? null, motif: fait.motif ?? null,
      donnees: JSON.stringify(fait.donnees ?? {}), empreinte_precedente: precedente,
    };
    precedente = empreinteDe(ligne);
    return { ...ligne, empreinte: precedente };
  });
  for (let debut = 0; debut < lignes.length; debut += 50) await trx('journal').insert(lignes.slice(debut, debut + 50));
  await trx('journal_tete').where({ id: 1 }).update({ rang, empreinte: precedente });
}

export type EtatJournal = { intact: true; lignes: number } | { intact: false; rang: number; raison: 'empreinte' | 'chaine' | 'tete' };

/** Recomputes the whole chain by pages of 1 000 rows and names the first broken row. */
export async function verifierJournal(db: Knex): Promise<EtatJournal> {
  let precedente = '0'.repeat(64);
  let rang = 0;
  for (;;) {
    const page = await db('journal').where('rang', '>', rang).orderBy('rang').limit(1000)
      .select<(LigneJournal & { empreinte: string })[]>('*');
    for (const brute of page) {
      const ligne = { ...brute, rang: Number(brute.rang) };
      if (ligne.rang !== rang + 1 || ligne.empreinte_precedente !== precedente) return { intact: false, rang: rang + 1, raison: 'chaine' };
      if (empreinteDe(ligne) !== ligne.empreinte) return { intact: false, rang: ligne.rang, raison: 'empreinte' };
      precedente = ligne.empreinte;
      rang = ligne.rang;
    }
    if (page.length < 1000) break;
  }
  const tete = await db('journal_tete').where({ id: 1 }).first<{ rang: number | string; empreinte: string }>();
  if (Number(tete.rang) !== rang || tete.empreinte !== precedente) return { intact: false, rang: rang + 1, raison: 'tete' };
  return { intact: true, lignes: rang };
}
