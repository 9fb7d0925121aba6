import type { Knex } from 'knex';
import { fichesDe, parIndicateur, type Comptage, type LigneIndicateur } from '../../domain/participants/agregats.js';
import { pourraitFaire } from '../../domain/habilitations/peut.js';
import type { Acteur } from '../../domain/habilitations/acteur.js';
import { publie, publierLigne } from '../../domain/participants/publication.js';
import type { Sexe } from '../../domain/participants/questionnaire.js';
import { libelle } from '../../web/libelles.js';
import { lireOptions, type Choix } from '../dossiers/liste-options-queries.js';
import { AUCUN, DIMENSIONS_TOTAUX, estEntites, TITRES_TOTAUX, type DemandeTotaux, type DimensionTotaux, type FiltreTotaux, type MesureTotaux } from './totaux-filtre.js';
import { compterJauges, lireChoixTotaux, lireEntitesDe, lireTotaux, listerOperations, repartirTotaux, type Entites, type LigneTotaux, type OperationComptee } from './totaux-queries.js';

/** A figure by gender; entities have a total alone. */
export interface ChiffreParSexe { readonly parSexe: Readonly<Record<Sexe, number>> | null; readonly total: number | null }

/** What the people of a filter, or of a line of a breakdown, add up to. */
export interface Somme {
  readonly indicateurs: readonly LigneIndicateur[];
  readonly entites: Entites | null;
  readonly fiches: number;
  readonly incompletes: number;
}

export interface LigneRepartie extends Somme { readonly cle: string; readonly nom: string }

/** Everything the page of totals says, rounded already when it may leave the service. */
export interface TableauTotaux {
  readonly ensemble: Somme;
  readonly lignes: readonly LigneRepartie[];
  readonly jauges: { readonly operations: number; readonly depassees: number; readonly alertes: number };
  readonly aSurveiller: readonly OperationComptee[];
}

/** Names of what totals filter and break down. */
export interface NomsTotaux { readonly appels: readonly Choix[]; readonly dispositifs: readonly Choix[]; readonly fiches: readonly Choix[]; readonly annees: readonly Choix[] }

/** Are the figures exact for this reader: they work on the operations, and did not ask for the version that may be published. */
export const estExact = (acteur: Acteur, { arrondi }: DemandeTotaux): boolean => !arrondi && pourraitFaire(acteur, 'indicateurs.exacts');

export async function lireNomsTotaux(db: Knex): Promise<NomsTotaux> {
  const { appels, dispositifs } = await lireOptions(db);
  const { fiches, annees } = await lireChoixTotaux(db);
  return { appels, dispositifs, fiches: fiches.map((f) => ({ valeur: f.id, texte: f.nom })), annees: annees.map((a) => ({ valeur: String(a), texte: String(a) })) };
}

const JAUGES_MONTREES = 10;

/** The totals of a filter and one breakdown of them: a constant number of queries, whatever the number of participants. */
export async function lireTableauTotaux(db: Knex, { filtre, par }: DemandeTotaux, noms: NomsTotaux, exact: boolean): Promise<TableauTotaux> {
  const sommer = exact ? sommeDe : (groupes: readonly Comptage[], entites: Entites | null): Somme => publierSomme(sommeDe(groupes, entites));
  const ensemble = sommer(await lireTotaux(db, filtre), await lireEntitesDe(db, filtre));
  const lignes = ordonner(par, (await repartirTotaux(db, filtre, par)).map((l: LigneTotaux) => ({ cle: l.cle, nom: nommer(par, l.cle, noms), ...sommer(l.groupes, l.entites) })));
  return { ensemble, lignes, jauges: await compterJauges(db, filtre, exact), aSurveiller: (await listerOperations(db, { filtre, mesure: 'incompletes', exact }, {}, JAUGES_MONTREES)).lignes };
}

const sommeDe = (groupes: readonly Comptage[], entites: Entites | null): Somme => ({ indicateurs: parIndicateur(groupes), entites, ...fichesDe(groupes) });

const publierSomme = ({ indicateurs, entites, fiches, incompletes }: Somme): Somme => ({
  indicateurs: indicateurs.map(publierLigne), fiches: publie(fiches), incompletes: publie(incompletes),
  entites: entites === null ? null : { administrations: publie(entites.administrations), entreprises: publie(entites.entreprises) },
});

/** One measure of a sum, by gender when it counts people; records are not broken down. */
export function chiffreDe({ indicateurs, entites, fiches, incompletes }: Somme, mesure: MesureTotaux): ChiffreParSexe {
  if (estEntites(mesure)) return { parSexe: null, total: entites === null ? null : mesure === 'EECO18' ? entites.administrations : entites.entreprises };
  if (mesure === 'fiches' || mesure === 'incompletes') return { parSexe: null, total: mesure === 'fiches' ? fiches : incompletes };
  const ligne = indicateurs.find((l) => l.indicateur === mesure);
  return ligne === undefined ? { parSexe: null, total: null } : { parSexe: ligne, total: ligne.total };
}

/** What a measure counts, in words. */
export const titreMesure = (mesure: MesureTotaux): string =>
  (mesure === 'fiches' ? 'Fiches de participants' : mesure === 'incompletes' ? 'Fiches incomplètes' : `${mesure} · ${libelle('indicateur_fse', mesure)}`);

const SANS: Readonly<Record<DimensionTotaux, string>> = { appel: 'Sans appel', dispositif: 'Sans dispositif', fiche: 'Sans fiche-action', annee: 'Sans année' };
const CHOIX: Readonly<Record<DimensionTotaux, keyof NomsTotaux>> = { appel: 'appels', dispositif: 'dispositifs', fiche: 'fiches', annee: 'annees' };

const nommer = (par: DimensionTotaux, cle: string, noms: NomsTotaux): string => (cle === AUCUN ? SANS[par] : noms[CHOIX[par]].find((c) => c.valeur === cle)?.texte ?? cle);

/** What the filters keep, in words. */
export const criteresTotaux = (filtre: FiltreTotaux, noms: NomsTotaux): { nom: string; valeur: string }[] =>
  DIMENSIONS_TOTAUX.filter((d) => filtre[d] !== '').map((d) => ({ nom: TITRES_TOTAUX[d], valeur: nommer(d, filtre[d], noms) }));

const enFrancais = new Intl.Collator('fr', { numeric: true });

/** Lines by name, years the newest first, what has no value last. */
function ordonner(par: DimensionTotaux, lignes: readonly LigneRepartie[]): LigneRepartie[] {
  const rang = ({ cle }: LigneRepartie): number => (cle === AUCUN ? 1 : 0);
  return [...lignes].sort((a, b) => rang(a) - rang(b) || (par === 'annee' ? Number(b.cle) - Number(a.cle) : enFrancais.compare(a.nom, b.nom)));
}
