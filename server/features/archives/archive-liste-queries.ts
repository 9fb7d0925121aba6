import type { Knex } from 'knex';
import type { Jour } from '../../domain/kernel/jour.js';
import { instant, type Instant } from '../../platform/clock.js';
import { rechercher } from '../../platform/recherche.js';
import { lireTranche, type Sens, type Tranche } from '../../platform/tranche.js';

export interface FiltreArchives {
  /** Whether the last day of keeping is behind; null for both. */
  readonly echeance: 'passee' | 'a_venir' | null;
  /** Whether an archive was made; null for both. */
  readonly archive: 'avec' | 'sans' | null;
  readonly recherche: string;
  readonly aujourdhui: Jour;
}

/** A dossier whose accounts are cleared, with its last day of keeping. */
export interface DossierClos { readonly id: string; readonly numero: string; readonly titre: string; readonly organisme: string; readonly jusquau: string; readonly archiveeLe: Instant | null }

interface Ligne { id: string; numero: string | null; titre: string; organisme: string; conserve_jusqu_au: string; archivee_le: string | null; cle: string }

const CLE = 'd.conserve_jusqu_au || d.id';

/** True for a key of the list, as it travels in a link. */
export const estCleDArchive = (valeur: unknown): boolean => typeof valeur === 'string' && /^\d{4}-\d{2}-\d{2}[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(valeur);

function filtrer(db: Knex, { echeance, archive, recherche, aujourdhui }: FiltreArchives): Knex.QueryBuilder {
  const requete = db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').whereNotNull('d.conserve_jusqu_au');
  if (echeance !== null) requete.where('d.conserve_jusqu_au', echeance === 'passee' ? '<' : '>=', aujourdhui);
  const prete = db('archives as a').whereRaw('a.dossier_id = d.id').whereNotNull('a.prete_le').select(db.raw('1'));
  if (archive === 'avec') requete.whereExists(prete);
  if (archive === 'sans') requete.whereNotExists(prete);
  return rechercher(db, requete, ['d.numero', 'd.titre', 'o.nom'], recherche);
}

/** One page of closed dossiers by last day of keeping; one query. */
export async function listerDossiersClos(db: Knex, filtre: FiltreArchives, sens: Sens, taille = 50): Promise<Tranche<DossierClos>> {
  const lignes = filtrer(db, filtre).select('d.id', 'd.numero', 'd.titre', 'o.nom as organisme', 'd.conserve_jusqu_au', db.raw(`${CLE} as cle`))
    .select(db('archives as a').whereRaw('a.dossier_id = d.id').max('a.prete_le').as('archivee_le')).as('l');
  const tranche = await lireTranche<Ligne>(db.select('*').from(lignes), { colonne: 'cle', croissant: true, cle: (l) => l.cle, sens, taille });
  return {
    ...tranche,
    lignes: tranche.lignes.map((l) => ({ id: l.id, numero: l.numero ?? '', titre: l.titre, organisme: l.organisme, jusquau: l.conserve_jusqu_au, archiveeLe: l.archivee_le === null ? null : instant(l.archivee_le) })),
  };
}

/** How many closed dossiers the filter keeps. */
export async function compterDossiersClos(db: Knex, filtre: FiltreArchives): Promise<number> {
  const ligne = (await filtrer(db, filtre).count({ n: '*' }).first()) as { n: number | string };
  return Number(ligne.n);
}
