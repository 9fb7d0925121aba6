import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';

export interface Choix { readonly valeur: string; readonly texte: string }

/** Choices of the filters of the list. */
export interface OptionsDeListe {
  readonly appels: readonly Choix[];
  readonly instructeurs: readonly Choix[];
  readonly territoires: readonly Choix[];
  readonly dispositifs: readonly Choix[];
  readonly axes: readonly Choix[];
}

interface Ligne { genre: 'appel' | 'instructeur' | 'territoire'; valeur: string; texte: string; version: number }
type Nomenclature = Pick<ContenuAppel, 'dispositifs' | 'axes'>;

const NOMENCLATURES_MAX = 500;
/** A published version never changes: its dispositifs and axes are read once by each server. */
const nomenclatures = new Map<string, Nomenclature>();

const enFrancais = new Intl.Collator('fr');

/** Calls, instructeurs and territories in one query; the dispositifs and axes of the calls in a second, the first time a version is met. */
export async function lireOptions(db: Knex): Promise<OptionsDeListe> {
  const lignes = (await db('appels').whereNot('etat', 'brouillon').select(db.raw("'appel' as genre"), 'id as valeur', 'titre as texte', 'version')
    .unionAll([
      db('habilitations as h').join('personnes as p', 'p.id', 'h.personne_id').where({ 'h.code': 'instructeur', 'p.actif': true }).select(db.raw("'instructeur' as genre, p.id as valeur, p.prenom || ' ' || p.nom as texte, 0 as version")),
      db('territoires').select(db.raw("'territoire' as genre, code as valeur, nom as texte, 0 as version")),
    ])) as Ligne[];
  const de = (genre: Ligne['genre']): Choix[] => lignes.filter((l) => l.genre === genre).map(({ valeur, texte }) => ({ valeur, texte })).sort((a, b) => enFrancais.compare(a.texte, b.texte));
  // The newest call names a dispositif that several number alike.
  const versions = lignes.filter((l) => l.genre === 'appel').map((l) => ({ appel: l.valeur, version: Number(l.version) })).sort((a, b) => (a.appel < b.appel ? -1 : 1));
  const lues = await lireNomenclatures(db, versions);
  const dispositifs = new Map(lues.flatMap((n) => n.dispositifs.map((d) => [d.numero, d.intitule] as const)));
  return {
    appels: de('appel'), instructeurs: de('instructeur'), territoires: de('territoire'),
    dispositifs: [...dispositifs].sort(([a], [b]) => a - b).map(([numero, intitule]) => ({ valeur: String(numero), texte: `${numero}. ${intitule}` })),
    axes: [...new Set(lues.flatMap((n) => n.axes))].sort(enFrancais.compare).map((axe) => ({ valeur: axe, texte: axe })),
  };
}

async function lireNomenclatures(db: Knex, versions: readonly { readonly appel: string; readonly version: number }[]): Promise<Nomenclature[]> {
  const cle = (appel: string, version: number): string => `${appel}:${version}`;
  const inconnues = versions.filter((v) => !nomenclatures.has(cle(v.appel, v.version)));
  if (inconnues.length > 0) {
    const lignes = await db('appel_versions').whereIn(['appel_id', 'version'], inconnues.map((v) => [v.appel, v.version])).select<{ appel_id: string; version: number; contenu: string }[]>('appel_id', 'version', 'contenu');
    if (nomenclatures.size > NOMENCLATURES_MAX) nomenclatures.clear();
    for (const l of lignes) {
      const { dispositifs, axes } = JSON.parse(l.contenu) as ContenuAppel;
      nomenclatures.set(cle(l.appel_id, Number(l.version)), { dispositifs, axes });
    }
  }
  return versions.flatMap((v) => nomenclatures.get(cle(v.appel, v.version)) ?? []);
}
