import type { Knex } from 'knex';
import { lireTrancheTriee, type Cle, type Tranche } from '../../platform/tranche.js';
import { lignesDeMesure, mesureDe, type CodeMesure } from './mesures.js';
import type { FiltrePilotage } from './pilotage-filtre.js';

/** A dossier behind a figure; `valeurs` holds the columns of the measure in their order: cents, counts, ten-thousandths or days. */
export interface DossierDerriere {
  readonly id: string; readonly numero: string; readonly titre: string; readonly etat: string; readonly organisme: string; readonly organismeId: string; readonly appel: string; readonly valeurs: readonly number[];
}

interface Ligne { readonly id: string; readonly numero: string | null; readonly titre: string; readonly etat: string; readonly organisme: string; readonly organisme_id: string; readonly appel: string; readonly [colonne: string]: unknown }

/** Count and totals of the dossiers behind a figure, one total a column. */
export interface TotauxDerriere { readonly nombre: number; readonly totaux: readonly number[] }

/** Count and totals behind a figure, in one query. */
export async function compterDerriere(db: Knex, filtre: FiltrePilotage, code: CodeMesure): Promise<TotauxDerriere> {
  const { colonnes } = mesureDe(code);
  const [ligne] = await lignesDeMesure(db, filtre, code).select<Readonly<Record<string, number | string | null>>[]>(db.raw(['count(*) as nombre', ...colonnes.map((c) => `sum(b.${c.code}) as ${c.code}`)].join(', ')));
  return { nombre: Number(ligne?.['nombre'] ?? 0), totaux: colonnes.map((c) => Number(ligne?.[c.code] ?? 0)) };
}

const PAR_PAGE = 50;

/** One page of the dossiers behind a figure, those that weigh most first, in one query. */
export async function listerDerriere(db: Knex, filtre: FiltrePilotage, code: CodeMesure, sens: { readonly apres?: Cle; readonly avant?: Cle }, taille = PAR_PAGE): Promise<Tranche<DossierDerriere>> {
  const { colonnes } = mesureDe(code);
  const [premiere] = colonnes;
  const requete = lignesDeMesure(db, filtre, code).join('dossiers as f', 'f.id', 'b.id').join('organismes as o', 'o.id', 'f.organisme_id').join('appels as p', 'p.id', 'f.appel_id')
    .select('b.id', 'f.numero', 'f.titre', 'f.etat', 'o.nom as organisme', 'o.id as organisme_id', 'p.titre as appel', ...colonnes.map((c) => `b.${c.code}`));
  const tranche = await lireTrancheTriee<Ligne>(requete, { colonne: `b.${premiere.code}`, id: 'b.id', croissant: false, cle: (l) => ({ valeur: Number(l[premiere.code]), id: l.id }), sens, taille });
  return {
    ...tranche, lignes: tranche.lignes.map((l) => ({
      id: l.id, numero: l.numero ?? '', titre: l.titre, etat: l.etat, organisme: l.organisme, organismeId: l.organisme_id, appel: l.appel, valeurs: colonnes.map((c) => Number(l[c.code])),
    })),
  };
}

const PAR_LOT = 1000;

/** Every dossier behind a figure, read in batches. */
export async function* parcourirDerriere(db: Knex, filtre: FiltrePilotage, code: CodeMesure): AsyncGenerator<DossierDerriere> {
  for (let apres: Cle | null = null; ;) {
    const { lignes }: Tranche<DossierDerriere> = await listerDerriere(db, filtre, code, apres === null ? {} : { apres }, PAR_LOT);
    yield* lignes;
    const derniere = lignes.at(-1);
    if (derniere === undefined || lignes.length < PAR_LOT) return;
    apres = { valeur: derniere.valeurs[0] ?? 0, id: derniere.id };
  }
}
