import type { Knex } from 'knex';

/** What decides whether a dossier may be given to somebody. */
export interface DossierAAffecter {
  readonly id: string; readonly numero: string; readonly titre: string; readonly organisme: string; readonly etat: string;
  readonly instructeurId: string | null; readonly controleurId: string | null; readonly organismeId: string;
}

/** The dossiers of a selection that are still listed, by number. */
export async function lireAAffecter(db: Knex, ids: readonly string[]): Promise<DossierAAffecter[]> {
  const lignes = await db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').whereIn('d.id', [...ids]).whereNotNull('d.depose_le').orderBy('d.numero').orderBy('d.id')
    .select<{ id: string; numero: string | null; titre: string; organisme: string; etat: string; instructeur_id: string | null; controleur_id: string | null; organisme_id: string }[]>(
      'd.id', 'd.numero', 'd.titre', 'o.nom as organisme', 'd.etat', 'd.instructeur_id', 'd.controleur_id', 'd.organisme_id');
  return lignes.map((l) => ({
    id: l.id, numero: l.numero ?? 'Sans numéro', titre: l.titre, organisme: l.organisme, etat: l.etat, instructeurId: l.instructeur_id, controleurId: l.controleur_id, organismeId: l.organisme_id,
  }));
}

/** Memberships of some people in some organismes, as `personne:organisme`. */
export async function appartenancesDe(db: Knex, personnes: readonly string[], organismes: readonly string[]): Promise<ReadonlySet<string>> {
  const lignes = await db('membres').where({ etat: 'accepte' }).whereIn('personne_id', [...personnes]).whereIn('organisme_id', [...new Set(organismes)])
    .select<{ personne_id: string; organisme_id: string }[]>('personne_id', 'organisme_id');
  return new Set(lignes.map((l) => `${l.personne_id}:${l.organisme_id}`));
}
