import Joi from 'joi';
import { ANONYME as PERSONNE } from '../../server/domain/habilitations/acteur.js';
import { pourraitFaire } from '../../server/domain/habilitations/peut.js';
import { chargerActeur } from '../../server/features/habilitations/acteur-queries.js';
import { Routeur, type RouteDeclaree } from '../../server/web/routeur.js';
import type { ApplicationDeTest } from './application.js';
import type { Reponse, Visiteur } from './visiteur.js';

/** What a browser would send for a field, and how. */
export interface Champ {
  readonly nom: string;
  /** `texte` typed, `cache` hidden, `choix` list or radios, `case` checkboxes, `bouton`, `fichier`. */
  readonly genre: 'texte' | 'cache' | 'choix' | 'case' | 'bouton' | 'fichier';
  /** Current value of a text, every option of a choice. */
  readonly valeurs: readonly string[];
}

export interface FormulaireTrouve {
  /** Method, pattern of the address and fields: what makes it another form. */
  readonly cle: string;
  readonly patron: string;
  readonly qui: string;
  readonly methode: 'get' | 'post';
  readonly action: string;
  readonly multipart: boolean;
  readonly champs: readonly Champ[];
}

const ENTITES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': '\'', '#x60': '`', '#x3D': '=', '#39': '\'' };
const decoder = (html: string): string => html.replace(/&(#?\w+);/g, (tout, nom: string) => ENTITES[nom] ?? tout);

function attributs(balise: string): ReadonlyMap<string, string> {
  return new Map([...balise.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].slice(1).map(([, nom = '', valeur = '']) => [nom, decoder(valeur)]));
}

/** Forms of a page written by the product's own templates (attributes between double quotes). */
export function formulairesDe(html: string): { methode: 'get' | 'post'; action: string; multipart: boolean; champs: Champ[] }[] {
  return [...html.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/g)].flatMap(([tout, dedans = '']) => {
    const a = attributs(/^<form\b[^>]*>/.exec(tout)?.[0] ?? '');
    const id = a.get('id');
    const dehors = id === undefined ? '' : [...html.matchAll(new RegExp(`<(?:input|button)\\b[^>]*\\sform="${id}"[^>]*>`, 'g'))].map((m) => m[0]).join('');
    const action = (a.get('action') ?? '').replace(/#.*/, '');
    const champs = champsDe(dedans + dehors);
    const autres = [...dedans.matchAll(/<button\b[^>]*\sformaction="([^"]*)"/g)].map((m) => decoder(m[1] ?? ''));
    const methode = a.get('method') === 'post' ? 'post' as const : 'get' as const;
    return [action, ...autres].map((vers) => ({ methode, action: vers, multipart: a.get('enctype') === 'multipart/form-data', champs }));
  });
}

function champsDe(html: string): Champ[] {
  const champs = new Map<string, { nom: string; genre: Champ['genre']; valeurs: string[] }>();
  const ajouter = (nom: string | undefined, genre: Champ['genre'], valeurs: readonly string[]): void => {
    if (nom === undefined || nom === '' || nom === '_csrf' || nom === '_cle') return;
    const deja = champs.get(`${genre} ${nom}`);
    if (deja === undefined) champs.set(`${genre} ${nom}`, { nom, genre, valeurs: [...valeurs] });
    else deja.valeurs.push(...valeurs);
  };
  for (const [balise] of html.matchAll(/<(?:input|button)\b[^>]*>/g)) {
    const a = attributs(balise);
    const type = balise.startsWith('<button') ? 'bouton' : a.get('type') ?? 'text';
    ajouter(a.get('name'), GENRES[type] ?? 'texte', [a.get('value') ?? '']);
  }
  for (const [, balise = '', contenu = ''] of html.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g)) ajouter(attributs(`<textarea ${balise}>`).get('name'), 'texte', [decoder(contenu).trim()]);
  for (const [, balise = '', contenu = ''] of html.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    ajouter(attributs(`<select ${balise}>`).get('name'), 'choix', [...contenu.matchAll(/<option\b[^>]*>/g)].map(([o]) => attributs(o).get('value') ?? ''));
  }
  return [...champs.values()];
}
const GENRES: Readonly<Record<string, Champ['genre']>> = { hidden: 'cache', radio: 'choix', checkbox: 'case', file: 'fichier', bouton: 'bouton', submit: 'bouton' };

/** The declared route an address belongs to, the ids alone left open; `/x/:dossierId/sections/projet`. */
export function reconnaitre(routes: readonly RouteDeclaree[], methode: 'get' | 'post', chemin: string): string | null {
  for (const route of routes) {
    if (route.methode !== methode) continue;
    const noms = [...route.chemin.matchAll(/:(\w+)/g)].map((m) => m[1] ?? '');
    const lu = new RegExp(`^${route.chemin.replaceAll('.', '\\.').replace(/:\w+/g, '([^/]+)')}$`).exec(chemin);
    if (lu !== null) return noms.reduce((patron, nom, i) => (nom.endsWith('Id') || nom === 'jeton' ? patron : patron.replace(`:${nom}`, lu[i + 1] ?? '')), route.chemin);
  }
  return null;
}

/** An application and who is signed in, by the beginning of their address; `anonyme` is nobody. */
export interface Monde { readonly app: ApplicationDeTest; readonly visiteurs: ReadonlyMap<string, Visiteur> }

export interface OptionsExploration {
  /** Pages read at most for one address pattern by one person; twice as many are tried. */
  readonly parPatron: number;
  /** Persons at most who read the same page. */
  readonly parPage: number;
  /** Looks at every answer; files are asked for as well when it is given. */
  readonly voir?: (qui: string, chemin: string, reponse: Reponse) => void | Promise<void>;
}

export interface Exploration { readonly formulaires: readonly FormulaireTrouve[]; readonly pages: number; readonly lues: ReadonlySet<string> }

/**
 * Follows the links of the product as each person, from its home page and from every declared address their
 * habilitations may open, and keeps each form once. Reads only.
 * @throws Error on an answer of 500 and more
 */
export async function explorer(monde: Monde, { parPatron, parPage, voir }: OptionsExploration): Promise<Exploration> {
  const { routes } = monde.app.serveur.application;
  const ids = await identifiants(monde);
  const trouves = new Map<string, FormulaireTrouve>();
  const lecteurs = new Map<string, number>();
  const lues = new Set<string>();
  let pages = 0;
  for (const [qui, visiteur] of monde.visiteurs) {
    const ouvertes = await routesOuvertes(monde, qui);
    const [vues, essais, bonnes] = [new Set<string>(), new Map<string, number>(), new Map<string, number>()];
    const compter = (compteur: Map<string, number>, cle: string): number => { const n = (compteur.get(cle) ?? 0) + 1; compteur.set(cle, n); return n; };
    const file = ['/', ...ouvertes.flatMap((r) => remplir(r.chemin, ids))];
    for (let chemin = file.shift(); chemin !== undefined; chemin = file.shift()) {
      const nu = chemin.replace(/[?#].*/, '');
      const patron = reconnaitre(ouvertes, 'get', nu);
      if (patron === null || vues.has(chemin) || (voir === undefined && FICHIERS.test(nu)) || (lecteurs.get(chemin) ?? 0) >= parPage) continue;
      if ((bonnes.get(patron) ?? 0) >= parPatron || compter(essais, patron) > 2 * parPatron) continue;
      vues.add(chemin);
      const reponse = await visiteur.demander(chemin, { method: 'GET' });
      pages += 1;
      if (reponse.statut >= 500) throw new Error(`${qui} GET ${chemin} : ${reponse.statut}`);
      await voir?.(qui, chemin, reponse);
      if (reponse.statut !== 200 || !(reponse.entetes.get('content-type') ?? '').startsWith('text/html')) continue;
      compter(lecteurs, chemin);
      compter(bonnes, patron);
      lues.add(patron);
      for (const f of formulairesDe(reponse.corps)) retenir(trouves, routes, qui, nu, f);
      file.push(...[...reponse.corps.matchAll(/<a\b[^>]*\shref="(\/[^"]*)/g)].map((m) => decoder(m[1] ?? '').replace(/#.*/, '')));
    }
  }
  return { formulaires: [...trouves.values()], pages, lues };
}
const FICHIERS = /\.(pdf|csv|xlsx|ics|css|json)$|\/(fichier|contenu)$|\/fichiers\//;

/** Declared routes that this person could be allowed on something; the others would be refused whatever the address. */
export async function routesOuvertes({ app }: Monde, qui: string, methode: 'get' | 'post' = 'get'): Promise<RouteDeclaree[]> {
  const { db } = app.deps;
  const personne = await db('personnes').where('courriel', 'like', `${qui}@%`).first<{ id: string } | undefined>('id');
  const acteur = (personne === undefined ? null : await chargerActeur(db, personne.id, app.horloge.maintenant())) ?? PERSONNE;
  return app.serveur.application.routes.filter((r) => r.methode === methode && pourraitFaire(acteur, r.action));
}

function retenir(trouves: Map<string, FormulaireTrouve>, routes: readonly RouteDeclaree[], qui: string, page: string, f: ReturnType<typeof formulairesDe>[number]): void {
  const action = f.action === '' ? page : f.action;
  const patron = reconnaitre(routes, f.methode, action.replace(/\?.*/, ''));
  if (patron === null || patron === '/deconnexion') return;
  const cle = `${f.methode} ${patron} ${[...new Set(f.champs.map((c) => c.nom.replace(/\[\d+\]/g, '[]').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')))].sort().join(' ')}`;
  if (!trouves.has(cle)) trouves.set(cle, { ...f, action, cle, patron, qui });
}

const SECTIONS = ['organisme', 'projet', 'publics', 'budget', 'indicateurs', 'engagements', 'pieces'];

/** Addresses of a pattern filled with what the demonstration holds; none when a parameter is only known from links. */
function remplir(patron: string, ids: Readonly<Record<string, readonly string[]>>): string[] {
  const noms = [...patron.matchAll(/:(\w+)/g)].map((m) => m[1] ?? '');
  if (noms.some((n) => ids[n] === undefined)) return [];
  return noms.reduce<string[]>((chemins, nom) => chemins.flatMap((c) => (ids[nom] ?? []).map((id) => c.replace(`:${nom}`, id))), [patron]);
}

async function identifiants({ app: { deps: { db } } }: Monde): Promise<Record<string, string[]>> {
  const tous = async (table: string): Promise<string[]> => (await db(table).select<{ id: string }[]>('id')).map((l) => l.id);
  return { dossierId: (await tous('dossiers')).reverse(), appelId: await tous('appels'), organismeId: await tous('organismes'), seanceId: await tous('seances'), personneId: (await tous('personnes')).slice(0, 3), section: SECTIONS, version: ['1'], natureLettre: ['refus'] };
}

/** A schema of the product and where it was met. */
export interface SchemaTrouve { readonly nom: string; readonly schema: Joi.ObjectSchema; readonly multipart?: boolean }

/**
 * Listens to what the product declares and validates while `pendant` runs: every form given to a route, and those made
 * at the moment of reading, as the sections of a call.
 */
export async function recenserSchemas<T>(pendant: () => Promise<T>): Promise<{ resultat: T; schemas: readonly SchemaTrouve[] }> {
  const schemas = new Map<string, SchemaTrouve>();
  const clesDe = (schema: Joi.ObjectSchema): string => (schema.$_terms['keys'] as readonly { readonly key: string }[] | null)?.map((k) => k.key).sort().join(' ') ?? '';
  const noter = (nom: string, schema: Joi.ObjectSchema, multipart = false): void => {
    const cles = clesDe(schema);
    if (cles !== '' && !schemas.has(`${nom} ${cles}`)) schemas.set(`${nom} ${cles}`, { nom: nom === '' ? cles : nom, schema, multipart });
  };
  const connu = (schema: Joi.ObjectSchema): boolean => [...schemas.values()].some((s) => s.schema === schema);
  const [postLibre, base] = [Object.getOwnPropertyDescriptor(Routeur.prototype, 'postLibre'), prototypeDeJoi()];
  const [declarer, valider] = [postLibre?.value as Routeur['postLibre'], (Object.getOwnPropertyDescriptor(base, 'validate')?.value) as (...args: unknown[]) => Joi.ValidationResult];
  Routeur.prototype.postLibre = function (chemin, action, envoi, traiter) {
    noter(`POST ${chemin}`, envoi.formulaire.schema, envoi.fichiers !== undefined);
    declarer.call(this, chemin, action, envoi as never, traiter as never);
  };
  base.validate = function (...args) {
    if (this.type === 'object' && !connu(this as unknown as Joi.ObjectSchema)) noter('', this as unknown as Joi.ObjectSchema);
    return valider.apply(this, args);
  };
  try {
    return { resultat: await pendant(), schemas: [...schemas.values()] };
  } finally {
    Routeur.prototype.postLibre = declarer;
    base.validate = valider;
  }
}

/** Where joi keeps `validate`, common to schemas of every type. */
function prototypeDeJoi(): Joi.AnySchema {
  let objet: unknown = Joi.object();
  while (!Object.hasOwn(objet as object, 'validate')) objet = Object.getPrototypeOf(objet);
  return objet as Joi.AnySchema;
}
