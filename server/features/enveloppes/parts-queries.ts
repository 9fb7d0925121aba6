import type { Knex } from 'knex';
import { partDuDossier, type FaitsDePart, type NatureDePart, type PartVotee } from '../../domain/grand-livre/repartition.js';
import { cents, somme, ZERO, type Cents } from '../../domain/kernel/cents.js';

interface LignePart { enveloppe_id: string; nature: NatureDePart; code: string; vote_cents: number | string }

/** Parts of envelopes, by envelope, in their order. */
export async function lireParts(db: Knex, enveloppeIds: readonly string[]): Promise<ReadonlyMap<string, readonly PartVotee[]>> {
  const lignes = await db('enveloppe_parts').whereIn('enveloppe_id', [...enveloppeIds]).orderBy('nature').orderBy('code').select<LignePart[]>('*');
  const parts = new Map<string, PartVotee[]>();
  for (const l of lignes) parts.set(l.enveloppe_id, [...(parts.get(l.enveloppe_id) ?? []), { nature: l.nature, code: l.code, vote: cents(Number(l.vote_cents)) }]);
  return parts;
}

interface LigneFaits { axe: string | null; dispositif: number | string | null; innovant: boolean | number; territoire: string | null; nombre: number | string | null }

const faitsDe = (l: LigneFaits): FaitsDePart => ({
  axe: l.axe, dispositif: l.dispositif === null ? null : Number(l.dispositif), innovant: Boolean(l.innovant), territoires: Number(l.nombre ?? 0) === 1 && l.territoire !== null ? [l.territoire] : [],
});

const territoires = (db: Knex): Knex.QueryBuilder => db('dossier_territoires').groupBy('dossier_id').select('dossier_id').min({ territoire: 'territoire' }).count({ nombre: '*' });

/** What is committed on each part of an envelope, net of releases, by key of part; one query, grouped by the database. */
export async function engagesParPart(db: Knex, enveloppeId: string, parts: readonly PartVotee[]): Promise<ReadonlyMap<string, Cents>> {
  const lignes = await db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').join('dossiers as d', 'd.id', 'x.dossier_id').leftJoin(territoires(db).as('t'), 't.dossier_id', 'd.id')
    .where({ 'm.enveloppe_id': enveloppeId, 'm.compte': 'disponible' }).groupBy('d.axe', 'd.dispositif', 'd.innovant', 't.territoire', 't.nombre')
    .select('d.axe', 'd.dispositif', 'd.innovant', 't.territoire', 't.nombre').sum<(LigneFaits & { total: number | string })[]>({ total: 'm.montant_cents' });
  const engages = new Map<string, Cents>();
  for (const l of lignes) {
    const cle = partDuDossier(parts, faitsDe(l));
    engages.set(cle, somme([engages.get(cle) ?? ZERO, cents(-Number(l.total))]));
  }
  return engages;
}

/** What decides the part each dossier is paid from. */
export async function faitsDesDossiers(db: Knex, ids: readonly string[]): Promise<ReadonlyMap<string, FaitsDePart>> {
  const lignes = await db('dossiers as d').leftJoin(territoires(db).whereIn('dossier_id', [...ids]).as('t'), 't.dossier_id', 'd.id').whereIn('d.id', [...ids])
    .select<(LigneFaits & { id: string })[]>('d.id', 'd.axe', 'd.dispositif', 'd.innovant', 't.territoire', 't.nombre');
  return new Map(lignes.map((l) => [l.id, faitsDe(l)]));
}
