import type { Knex } from 'knex';
import { SITUATIONS, type Situation } from '../../domain/notation/feuille.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';

/** A dossier as the list of one scorer shows it; amounts in cents. */
export interface DossierANoter {
  readonly id: string;
  readonly numero: string;
  readonly titre: string;
  readonly etat: string;
  readonly organismeNom: string;
  readonly appelId: string;
  readonly appelCode: string;
  readonly demandeCents: number;
  readonly proposeCents: number | null;
  readonly situation: Situation;
}

interface Ligne {
  id: string; numero: string | null; titre: string; etat: string; organisme_nom: string; appel_id: string; appel_code: string; demande_cents: number | string; propose_cents: number | string | null; situation: Situation;
}

const EN_COURS = ['en_instruction', 'instruit'];

/** Where the person stands on each dossier; the same words as `estVerrouillee`. */
const SITUATION = `CASE
  WHEN x.personne_id IS NOT NULL THEN 'deport'
  WHEN i.personne_id IS NULL AND d.etat IN ('en_instruction', 'instruit') THEN 'a_declarer'
  WHEN n.soumise_le IS NOT NULL AND (d.etat NOT IN ('en_instruction', 'instruit') OR e.close_le IS NULL OR n.soumise_le > e.close_le) THEN 'soumise'
  WHEN d.etat = 'en_instruction' THEN 'a_venir'
  WHEN n.personne_id IS NOT NULL THEN 'brouillon'
  ELSE 'a_noter' END`;

/** Dossiers a scorer has to do with: being examined, or examined with their scores or their withdrawal; never those of their own organismes. */
function requete(db: Knex, personneId: string, organismes: readonly string[]): Knex.QueryBuilder {
  const examens = db('seance_dossiers as sd').join('seances as s', 's.id', 'sd.seance_id').where('s.etat', 'close').groupBy('sd.dossier_id')
    .select('sd.dossier_id').max({ close_le: 's.close_le' });
  return db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').join('appels as a', 'a.id', 'd.appel_id')
    .leftJoin('notations as n', (j) => void j.on('n.dossier_id', 'd.id').andOnVal('n.personne_id', personneId))
    .leftJoin('deports as x', (j) => void j.on('x.dossier_id', 'd.id').andOnVal('x.personne_id', personneId))
    .leftJoin('declarations_interets as i', (j) => void j.on('i.dossier_id', 'd.id').andOnVal('i.personne_id', personneId))
    .leftJoin(examens.as('e'), 'e.dossier_id', 'd.id')
    .whereNotIn('d.organisme_id', [...organismes]).whereNotIn('d.etat', ['brouillon', 'retire'])
    .where((q) => void q.whereIn('d.etat', EN_COURS).orWhereNotNull('n.soumise_le').orWhereNotNull('x.personne_id'))
    .select('d.id', 'd.numero', 'd.titre', 'd.etat', 'o.nom as organisme_nom', 'a.id as appel_id', 'a.code as appel_code', 'd.demande_cents', 'd.propose_cents').select(db.raw(`${SITUATION} as situation`));
}

/** One page of the dossiers in one of `situations`, the last created first. */
export async function listerDossiersANoter(
  db: Knex, personneId: string, organismes: readonly string[], situations: readonly Situation[], sens: Sens,
): Promise<Tranche<DossierANoter>> {
  const lignes = db.from(requete(db, personneId, organismes).as('t')).whereIn('situation', [...situations]).select('*');
  const tranche = await lireTranche<Ligne>(lignes, { colonne: 'id', cle: (l) => l.id, sens, taille: 50 });
  return {
    ...tranche, lignes: tranche.lignes.map((l) => ({
      id: l.id, numero: l.numero ?? '', titre: l.titre, etat: l.etat, organismeNom: l.organisme_nom, appelId: l.appel_id, appelCode: l.appel_code,
      demandeCents: Number(l.demande_cents), proposeCents: l.propose_cents === null ? null : Number(l.propose_cents), situation: l.situation,
    })),
  };
}

/** Number of dossiers in each situation. */
export async function compterParSituation(db: Knex, personneId: string, organismes: readonly string[]): Promise<Readonly<Record<Situation, number>>> {
  const lignes = await db.from(requete(db, personneId, organismes).as('t')).groupBy('situation').select('situation').count<{ situation: Situation; nombre: number | string }[]>({ nombre: '*' });
  const nombres = new Map(lignes.map((l) => [l.situation, Number(l.nombre)]));
  return Object.fromEntries(SITUATIONS.map((s) => [s, nombres.get(s) ?? 0])) as Record<Situation, number>;
}
