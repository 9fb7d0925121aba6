import type { Knex } from 'knex';
import { anneeDeParisSql } from '../../platform/jours-sql.js';
import { estId } from '../../platform/ids.js';
import { lireCle, lireTrancheTriee, type Tranche } from '../../platform/tranche.js';
import { chiffresFiltres, depuis, SOMMES, versGroupe, type Groupe, type LigneDeSommes } from './pilotage-chiffres.js';
import { AUCUN, type Dimension, type FiltrePilotage } from './pilotage-filtre.js';

/** One line of a breakdown: the value of its dimension, its name when the database holds it, its sums. */
export interface LigneRepartie { readonly cle: string; readonly nom: string | null; readonly groupe: Groupe }

type Ligne = LigneDeSommes & { readonly cle: string | number | null; readonly nom: string | null };

/** Organismes shown on one page. */
const ORGANISMES_PAR_PAGE = 50;

const COLONNES: Readonly<Record<Exclude<Dimension, 'territoire' | 'organisme'>, string>> = { appel: 'b.appel_id', annee: anneeDeParisSql('b.depose_le'), etat: 'b.etat', axe: 'b.axe', dispositif: 'b.dispositif' };

const versLigne = (l: Ligne): LigneRepartie => ({ cle: l.cle === null ? AUCUN : String(l.cle), nom: l.nom, groupe: versGroupe(l) });

/** The dossiers of a filter broken down along a dimension that has few values, in one query. A dossier counts in each territory it covers. */
export async function repartir(db: Knex, filtre: FiltrePilotage, par: Exclude<Dimension, 'organisme'>): Promise<LigneRepartie[]> {
  const q = depuis(db, chiffresFiltres(db, filtre));
  if (par === 'territoire') {
    void q.leftJoin('dossier_territoires as x', 'x.dossier_id', 'b.id').groupBy('x.territoire').select('x.territoire as cle');
    if (filtre.territoire !== '' && filtre.territoire !== AUCUN) void q.where('x.territoire', filtre.territoire);
  } else {
    void q.groupByRaw(COLONNES[par]).select(db.raw(`${COLONNES[par]} as cle`));
  }
  return (await q.select<Ligne[]>(db.raw(`null as nom, ${SOMMES}`))).map(versLigne);
}

/** Organismes of the dossiers of a filter, those that were awarded most first, one page of them. */
export async function repartirParOrganisme(db: Knex, filtre: FiltrePilotage, place: { readonly apres?: unknown; readonly avant?: unknown }): Promise<Tranche<LigneRepartie>> {
  const [apres, avant] = [lireCle(place.apres, 'nombre', estId), lireCle(place.avant, 'nombre', estId)];
  const groupes = depuis(db, chiffresFiltres(db, filtre)).groupBy('b.organisme_id').select(db.raw(`b.organisme_id as cle, ${SOMMES}`));
  const tranche = await lireTrancheTriee<Ligne>(db.from(groupes.as('g')).join('organismes as o', 'o.id', 'g.cle').select('g.*', 'o.nom'), {
    colonne: 'g.attribue', id: 'g.cle', croissant: false, cle: (l) => ({ valeur: Number(l['attribue']), id: String(l.cle) }), taille: ORGANISMES_PAR_PAGE,
    sens: avant !== null ? { avant } : apres !== null ? { apres } : {},
  });
  return { ...tranche, lignes: tranche.lignes.map(versLigne) };
}
