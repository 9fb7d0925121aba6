import type { Knex } from 'knex';
import { CHAPITRES, CHAPITRES_VIERGES, type Chapitres } from '../../domain/instruction/rapport.js';

/** What the instruction says of a dossier, for those who score and examine it; amount in cents. */
export interface RapportLu {
  readonly chapitres: Chapitres;
  readonly conclusion: string | null;
  readonly proposeCents: number | null;
}

interface Ligne { dossier_id: string; rapport: string; propose_cents: number | string | null; conclusion: string | null }

/** Instruction reports by dossier, in one query; a dossier without one is absent. */
export async function lireRapports(db: Knex, dossierIds: readonly string[]): Promise<Map<string, RapportLu>> {
  const lignes = await db('instructions').whereIn('dossier_id', [...dossierIds]).select<Ligne[]>('dossier_id', 'rapport', 'propose_cents', 'conclusion');
  return new Map(lignes.map((l) => {
    const { chapitres = {} } = JSON.parse(l.rapport) as { chapitres?: Partial<Chapitres> };
    return [l.dossier_id, { chapitres: { ...CHAPITRES_VIERGES, ...chapitres }, conclusion: l.conclusion, proposeCents: l.propose_cents === null ? null : Number(l.propose_cents) }];
  }));
}

/** Chapters that hold something, in order. */
export const chapitresRemplis = ({ chapitres }: RapportLu): { code: string; texte: string }[] =>
  CHAPITRES.filter((c) => chapitres[c].trim() !== '').map((code) => ({ code, texte: chapitres[code] }));
