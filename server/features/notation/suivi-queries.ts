import type { Knex } from 'knex';
import { lireEcartes } from './notation-queries.js';

/** Where each scorer stands on each dossier to score of a call; nothing of the scores. */
export interface AvancementDossier {
  readonly id: string;
  readonly numero: string;
  readonly organismeId: string;
  readonly organismeNom: string;
  /** Scorers by what they have done; a scorer in none of them has still to start. */
  readonly soumises: readonly string[];
  readonly brouillons: readonly string[];
  readonly ecartes: readonly string[];
  readonly declares: readonly string[];
}

interface LigneFeuille { dossier_id: string; personne_id: string; soumise_le: string | null; close_le: string | null }

/** Progress of the scoring of a call, by number of dossier; six queries whatever their number. */
export async function lireAvancement(db: Knex, appelId: string): Promise<AvancementDossier[]> {
  const dossiers: { id: string; numero: string | null; organisme_id: string; nom: string }[] = await db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').where({ 'd.appel_id': appelId, 'd.etat': 'instruit' })
    .orderBy('d.numero').orderBy('d.id').limit(1000).select('d.id', 'd.numero', 'd.organisme_id', 'o.nom');
  const ids = dossiers.map((d) => d.id);
  const examens = db('seance_dossiers as sd').join('seances as s', 's.id', 'sd.seance_id').where('s.etat', 'close').groupBy('sd.dossier_id').select('sd.dossier_id').max({ close_le: 's.close_le' });
  const feuilles: LigneFeuille[] = await db('notations as n').leftJoin(examens.as('e'), 'e.dossier_id', 'n.dossier_id').whereIn('n.dossier_id', ids).select('n.dossier_id', 'n.personne_id', 'n.soumise_le', 'e.close_le');
  const declarations = await db('declarations_interets').whereIn('dossier_id', ids).select<{ dossier_id: string; personne_id: string }[]>('dossier_id', 'personne_id');
  const ecartes = await lireEcartes(db, ids);
  const deCetExamen = (f: LigneFeuille): boolean => f.soumise_le !== null && (f.close_le === null || f.soumise_le > f.close_le);
  return dossiers.map((d) => {
    const siennes = feuilles.filter((f) => f.dossier_id === d.id);
    return {
      id: d.id, numero: d.numero ?? '', organismeId: d.organisme_id, organismeNom: d.nom, soumises: siennes.filter(deCetExamen).map((f) => f.personne_id),
      brouillons: siennes.filter((f) => !deCetExamen(f)).map((f) => f.personne_id), ecartes: (ecartes.get(d.id) ?? []).map((e) => e.personneId),
      declares: declarations.filter((x) => x.dossier_id === d.id).map((x) => x.personne_id),
    };
  });
}

/** What one scorer still has to do on a call. */
export interface ResteEvaluateur { readonly aDeclarer: number; readonly aNoter: number; readonly brouillons: number; readonly soumises: number; readonly ecartes: number }

/** Counts of one scorer over the dossiers of a call. */
export function resteDe(avancement: readonly AvancementDossier[], personneId: string): ResteEvaluateur {
  const compte = { aDeclarer: 0, aNoter: 0, brouillons: 0, soumises: 0, ecartes: 0 };
  for (const d of avancement) {
    if (d.ecartes.includes(personneId)) compte.ecartes += 1;
    else if (d.soumises.includes(personneId)) compte.soumises += 1;
    else if (!d.declares.includes(personneId)) compte.aDeclarer += 1;
    else if (d.brouillons.includes(personneId)) compte.brouillons += 1;
    else compte.aNoter += 1;
  }
  return compte;
}
