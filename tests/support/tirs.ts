import { composer, type Entree } from './composer-tirs.js';
import { ClientHttp, DELAI_MS, encoder, type ReponseBrute } from './client-http.js';
import type { FormulaireTrouve } from './formulaires.js';
import { ANONYME, type MondeDemo } from './monde-demo.js';
import { plantNu, Tirage } from './saisies-hostiles.js';
import { texteDe } from './visiteur.js';

/** A request that was badly answered, small enough to be read. */
export interface Faute { readonly formulaire: string; readonly qui: string; readonly quoi: string; readonly corps: string; readonly extrait: string }

/** What was sent and how it was answered; each part adds to what came before. */
export interface Bilan {
  /** Requests that met each form; those told that the form is no longer there are in `perimees`. */
  readonly requetes: Map<string, number>;
  readonly statuts: Map<number, number>;
  readonly fautes: Faute[];
  readonly perimees: number;
  /** Answers that came too late once, and in time when the same request was sent again: the machine was busy. */
  readonly tardives: number;
  readonly plusLentMs: number;
}

export interface OptionsTirs {
  /** Requests that each form must still meet, by its key. */
  readonly restants: ReadonlyMap<string, number>;
  readonly graine: number;
  readonly minutes?: number;
  /** Requests in flight, each to another form. */
  readonly largeur?: number;
  /** Requests to one form between two openings of the demonstration. */
  readonly parTour?: number;
  readonly signal?: AbortSignal;
  /** Told what each turn added. */
  readonly surTour?: (tour: Bilan) => void;
}

/** Answers in a row by which a form is known to be gone until the demonstration is opened again. */
const PERIMEES_DE_SUITE = 4;
/** Turns without meeting a form after which it is given up, and missing from the counts. */
const TOURS_SANS_RIEN = 25;

export const bilanVide = (): { -readonly [C in keyof Bilan]: Bilan[C] } => ({ requetes: new Map(), statuts: new Map(), fautes: [], perimees: 0, tardives: 0, plusLentMs: 0 });
export const compter = <C>(comptes: Map<C, number>, cle: C, n = 1): void => void comptes.set(cle, (comptes.get(cle) ?? 0) + n);

interface Cible {
  readonly f: FormulaireTrouve;
  readonly tirage: Tirage;
  restant: number;
  /** Turns in a row that did not meet it. */
  vides: number;
  /** Its last turn was cut short, by what it does itself or by what another form did: it gets a demonstration for itself. */
  seule: boolean;
}

/**
 * Sends hostile values to every form until each has met as many as it must, and collects what is answered badly instead
 * of stopping. The demonstration starts over at each turn, so that a dossier that moved on comes back to its stage.
 */
export async function tirer(monde: MondeDemo, formulaires: readonly FormulaireTrouve[], options: OptionsTirs): Promise<void> {
  const { largeur = 8, parTour = 10, graine, minutes = Infinity, signal, surTour } = options;
  const fin = performance.now() + minutes * 60_000;
  const encore = (): boolean => signal?.aborted !== true && performance.now() < fin;
  const jouer = async (cibles: readonly Cible[], n: number): Promise<void> => {
    const tour = bilanVide();
    const client = new ClientHttp(monde.app.adresse, largeur);
    const attente = [...cibles];
    const suivre = async (): Promise<void> => {
      for (let cible = attente.shift(); cible !== undefined && encore(); cible = attente.shift()) await viser({ monde, client, tour, f: cible.f, tirage: cible.tirage }, cible, n, encore);
    };
    await Promise.all(Array.from({ length: largeur }, suivre));
    client.fermer();
    await monde.rouvrir();
    surTour?.(tour);
  };
  let cibles: Cible[] = formulaires.map((f) => ({ f, tirage: new Tirage(graine ^ hacher(f.cle), true), restant: options.restants.get(f.cle) ?? 0, vides: 0, seule: false }));
  for (;;) {
    cibles = cibles.filter((c) => c.restant > 0 && c.vides < TOURS_SANS_RIEN);
    if (cibles.length === 0 || !encore()) return;
    const [seules, ensemble] = [cibles.filter((c) => c.seule), cibles.filter((c) => !c.seule)];
    if (ensemble.length > 0) await jouer(ensemble, parTour);
    for (const cible of seules) if (encore()) await jouer([cible], 3 * parTour);
  }
}

/** One turn of a form, and where it leaves it. */
async function viser(pas: Pas, cible: Cible, n: number, encore: () => boolean): Promise<void> {
  const { atteint, coupe } = await tirerSur(pas, Math.min(n, cible.restant), encore);
  cible.restant -= atteint;
  cible.vides = atteint > 0 ? 0 : cible.vides + 1;
  cible.seule = coupe;
}

interface Pas { readonly monde: MondeDemo; readonly client: ClientHttp; readonly tour: ReturnType<typeof bilanVide>; readonly f: FormulaireTrouve; readonly tirage: Tirage }

/** Sends up to `n` requests to one form, one after the other; answers how many met it, and whether it was gone before the end. */
async function tirerSur(pas: Pas, n: number, encore: () => boolean): Promise<{ atteint: number; coupe: boolean }> {
  const { f, tour, tirage } = pas;
  let [atteint, suite] = [0, 0];
  for (let i = 0; i < n && suite < PERIMEES_DE_SUITE && encore(); i += 1) {
    const entrees = composer(f, tirage);
    const { reponse, tardive } = await envoyerDeuxFois(pas, entrees);
    if (tardive) tour.tardives += 1;
    tour.plusLentMs = Math.max(tour.plusLentMs, reponse.ms);
    compter(tour.statuts, reponse.statut);
    const quoi = juger(reponse);
    if (quoi !== null) tour.fautes.push({ formulaire: f.cle, qui: f.qui, quoi, corps: resumer(entrees), extrait: plantNu(reponse.corps) ?? texteDe(reponse.corps).slice(0, 300) });
    suite = estPerime(reponse) ? suite + 1 : 0;
    // A value may itself be answered as unknown: it counts as soon as another shows that the form is still there.
    if (suite === 0) atteint = i + 1;
  }
  tour.perimees += suite;
  if (atteint > 0) compter(tour.requetes, f.cle, atteint);
  return { atteint, coupe: suite >= PERIMEES_DE_SUITE };
}

/** An answer that does not come in time is asked for once more: only a request that is slow twice is at fault. */
async function envoyerDeuxFois(pas: Pas, entrees: readonly Entree[]): Promise<{ reponse: ReponseBrute; tardive: boolean }> {
  const premiere = await envoyer(pas, entrees);
  if (premiere.statut !== 599 && premiere.ms < DELAI_MS) return { reponse: premiere, tardive: false };
  const seconde = await envoyer(pas, entrees);
  return { reponse: seconde, tardive: seconde.statut !== 599 && seconde.ms < DELAI_MS };
}

async function envoyer({ monde, client, f }: Pas, entrees: readonly Entree[]): Promise<ReponseBrute> {
  const visiteur = monde.visiteur(f.qui);
  const entetes = { cookie: visiteur.cookie };
  if (f.methode === 'get') {
    const requete = entrees.map(([n, v]) => `${encoder(n)}=${typeof v === 'string' ? encoder(v.slice(0, 1000)) : ''}`).join('&').slice(0, 12_000);
    return client.demander('GET', `${f.action.replace(/\?.*/, '')}?${requete}`, entetes);
  }
  const toutes: Entree[] = [['_csrf', visiteur.jetonCsrf ?? ''], ['_cle', crypto.randomUUID()], ...entrees];
  const { type, corps } = f.multipart ? await enMultipart(toutes) : { type: 'application/x-www-form-urlencoded', corps: Buffer.from(toutes.map(([n, v]) => `${encoder(n)}=${typeof v === 'string' ? encoder(v) : ''}`).join('&')) };
  const reponse = await client.demander('POST', f.action, { ...entetes, 'content-type': type }, corps);
  if (reponse.statut === 429) await monde.app.deps.db('limites').del();
  if (reponse.statut !== 303 || reponse.vers === null || f.qui === ANONYME) return reponse;
  // What was stored is shown on the next page.
  const suite = await client.demander('GET', reponse.vers.replace(/#.*/, ''), entetes);
  return suite.statut >= 500 || plantNu(suite.corps) !== null ? suite : { ...reponse, ms: Math.max(reponse.ms, suite.ms) };
}

async function enMultipart(entrees: readonly Entree[]): Promise<{ type: string; corps: Buffer }> {
  const formulaire = new FormData();
  for (const [nom, valeur] of entrees) formulaire.append(nom, valeur);
  const lu = new Response(formulaire);
  return { type: lu.headers.get('content-type') ?? '', corps: Buffer.from(await lu.arrayBuffer()) };
}

function juger(reponse: ReponseBrute): string | null {
  if (reponse.statut >= 500) return `status ${reponse.statut}`;
  if (reponse.ms >= DELAI_MS) return `answered in ${Math.round(reponse.ms)} ms`;
  return reponse.type.startsWith('text/html') && plantNu(reponse.corps) !== null ? 'unescaped' : null;
}

/** The form is no longer there for this person: its dossier moved on, or they lost their session. */
const estPerime = (r: ReponseBrute): boolean => [403, 404, 409].includes(r.statut) || (r.vers?.startsWith('/connexion') ?? false);

const resumer = (entrees: readonly Entree[]): string => JSON.stringify(entrees.map(([c, v]) => [c, typeof v === 'string' ? v.slice(0, 200) : v.name])).slice(0, 1500);

/** FNV-1a: gives each form draws of its own from one seed, whatever the others do. */
function hacher(texte: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < texte.length; i += 1) h = Math.imul(h ^ texte.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** @throws Error with every line of `lignes`, whole: an assertion would cut them short. */
export function aucune(lignes: readonly string[]): void {
  if (lignes.length > 0) throw new Error(lignes.slice(0, 12).join('\n\n'));
}

/** @throws Error that tells the first fault of each kind and form, with the request that makes it again */
export function sansFaute(fautes: readonly Faute[]): void {
  const premieres = new Map(fautes.map((f) => [`${f.quoi} ${f.formulaire}`, f]));
  aucune([...premieres.values()].map((f) => `${f.quoi} · ${f.qui} · ${f.formulaire.slice(0, 200)}\n  ${f.corps}\n  ${f.extrait}`));
}
