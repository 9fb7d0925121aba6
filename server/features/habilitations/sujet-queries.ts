import type { Knex } from 'knex';
import type { Acteur } from '../../domain/habilitations/acteur.js';
import type { Sujet, SujetDossier } from '../../domain/habilitations/peut.js';
import type { ChargerSujet } from '../../web/routeur.js';

interface LigneDossier {
  id: string; organisme_id: string; etat: string; instructeur_id: string | null; controleur_id: string | null; papier_recu_le: string | null;
  deports: number | string; avis: number | string; scores: number | string; liens: number | string; fse: number | string;
}

/** Scores given for an examination already held no longer count as one's own when the dossier comes back before the committee. */
const DE_CET_EXAMEN = `(d.etat NOT IN ('en_instruction', 'instruit') OR NOT EXISTS (SELECT 1 FROM seance_dossiers sd JOIN seances s ON s.id = sd.seance_id
  WHERE sd.dossier_id = d.id AND s.etat = 'close' AND s.close_le >= notations.soumise_le))`;

/** Facts about a dossier that decide what `acteur` may do to it, in one query; null when there is no such dossier. */
export async function chargerSujetDossier(db: Knex, dossierId: string, acteur: Acteur): Promise<SujetDossier | null> {
  const personne_id = acteur.id ?? '';
  const compter = (table: string, nom: string): Knex.QueryBuilder =>
    db(table).count('*').whereRaw('??.dossier_id = d.id', [table]).where({ personne_id }).as(nom);
  const ligne: LigneDossier | undefined = await db('dossiers as d').where('d.id', dossierId)
    .select('d.id', 'd.organisme_id', 'd.etat', 'd.instructeur_id', 'd.controleur_id', 'd.papier_recu_le')
    .select(compter('deports', 'deports'), compter('avis_demandes', 'avis').whereNull('retire_le'), compter('notations', 'scores').whereNotNull('soumise_le').whereRaw(DE_CET_EXAMEN), compter('declarations_interets', 'liens'))
    .select(db('conventions').count('*').whereRaw('conventions.dossier_id = d.id').where({ financeur: 'fse' }).as('fse'))
    .first();
  if (ligne === undefined) return null;
  return {
    nature: 'dossier', id: ligne.id, organismeId: ligne.organisme_id, etat: ligne.etat, instructeurId: ligne.instructeur_id, controleurId: ligne.controleur_id,
    deporte: Number(ligne.deports) > 0, avisDemande: Number(ligne.avis) > 0, scoresSoumis: Number(ligne.scores) > 0, liensDeclares: Number(ligne.liens) > 0, papier: ligne.papier_recu_le !== null, operationFse: Number(ligne.fse) > 0,
  };
}

/** Loader of what a route is about, for the router. */
export function chargeurDeSujets(db: Knex): ChargerSujet {
  return async (nature, params, acteur): Promise<Sujet | null> => {
    switch (nature) {
      case 'dossier': return chargerSujetDossier(db, params['dossierId'] ?? '', acteur);
      case 'organisme': {
        const o = await db('organismes').where({ id: params['organismeId'] ?? '' }).first<{ id: string } | undefined>('id');
        return o ? { nature: 'organisme', id: o.id, organismeId: o.id } : null;
      }
      case 'appel': {
        const a = await db('appels').where({ id: params['appelId'] ?? '' }).first<{ id: string; etat: string } | undefined>('id', 'etat');
        return a ? { nature: 'appel', id: a.id, etat: a.etat } : null;
      }
      case 'seance': {
        const s = await db('seances').where({ id: params['seanceId'] ?? '' }).first<{ id: string } | undefined>('id');
        return s ? { nature: 'seance', id: s.id } : null;
      }
    }
  };
}
