import { FormulaireInvalide } from '../../server/web/errors.js';
import { lireFormulaire } from '../../server/web/form-errors.js';
import { objetSansNul } from '../../server/web/nettoyage.js';
import { pdf } from './depot-http.js';
import { explorer, recenserSchemas, type Champ, type FormulaireTrouve, type OptionsExploration, type SchemaTrouve } from './formulaires.js';
import { formulairesCaches } from './formulaires-caches.js';
import { ANONYME, MondeDemo } from './monde-demo.js';
import { NOMS_TORDUS, plantNu, Tirage } from './saisies-hostiles.js';
import { texteDe, type Reponse } from './visiteur.js';

/** A request that was badly answered, small enough to be read. */
export interface Faute { readonly formulaire: string; readonly qui: string; readonly quoi: string; readonly corps: string; readonly extrait: string }

export interface Bilan { readonly requetes: ReadonlyMap<string, number>; readonly statuts: ReadonlyMap<number, number>; readonly fautes: readonly Faute[]; readonly reouvertures: number; readonly plusLentMs: number }

export interface OptionsTirs {
  /** Requests to each form. */
  readonly cas: number;
  /** Time for all of them, minutes, shared evenly between the forms; none when absent. */
  readonly minutes?: number;
  /** Times the demonstration may be started over because forms no longer answer. */
  readonly reouvertures: number;
}

type Entree = readonly [nom: string, valeur: string | File];
const DELAI_MS = 10_000;

/** Sends `cas` requests of hostile values to every form, in turns, and collects what is answered badly instead of stopping. */
export async function tirer(monde: MondeDemo, formulaires: readonly FormulaireTrouve[], tirage: Tirage, { cas, minutes, reouvertures }: OptionsTirs): Promise<Bilan> {
  const fin = minutes === undefined ? Infinity : performance.now() + minutes * 60_000;
  const requetes = new Map(formulaires.map((f) => [f.cle, 0]));
  const [statuts, fautes] = [new Map<number, number>(), [] as Faute[]];
  let [faites, plusLentMs] = [0, 0];
  const tour = 5;
  for (let debut = 0; debut < cas && performance.now() < fin; debut += tour) {
    let epuises = 0;
    for (const f of formulaires) {
      let suite = 0;
      for (let n = debut; n < Math.min(cas, debut + tour) && performance.now() < fin && suite < 3; n += 1) {
        const entrees = composer(f, tirage);
        const avant = performance.now();
        const reponse = await tirerUneFois(monde, f, entrees);
        plusLentMs = Math.max(plusLentMs, performance.now() - avant);
        statuts.set(reponse.statut, (statuts.get(reponse.statut) ?? 0) + 1);
        requetes.set(f.cle, (requetes.get(f.cle) ?? 0) + 1);
        const faute = juger(reponse);
        if (faute !== null) fautes.push({ formulaire: f.cle.slice(0, 200), qui: f.qui, quoi: faute, corps: JSON.stringify(entrees.map(([c, v]) => [c, typeof v === 'string' ? v.slice(0, 200) : v.name])).slice(0, 1500), extrait: plantNu(reponse.corps) ?? texteDe(reponse.corps).slice(0, 300) });
        suite = estPerime(reponse) ? suite + 1 : 0;
      }
      if (suite >= 3) epuises += 1;
    }
    if (epuises > 0 && faites < reouvertures) { faites += 1; await monde.rouvrir(); }
  }
  return { requetes, statuts, fautes, reouvertures: faites, plusLentMs };
}

async function tirerUneFois(monde: MondeDemo, f: FormulaireTrouve, entrees: readonly Entree[]): Promise<Reponse> {
  const visiteur = monde.visiteur(f.qui);
  if (f.methode === 'get') {
    const requete = new URLSearchParams(entrees.map(([n, v]): [string, string] => [n, typeof v === 'string' ? v.slice(0, 1000) : ''])).toString().slice(0, 12_000);
    return visiteur.demander(`${f.action.replace(/\?.*/, '')}?${requete}`, { method: 'GET', signal: AbortSignal.timeout(DELAI_MS) }).catch(panne);
  }
  const jetons: Entree[] = [['_csrf', visiteur.jetonCsrf ?? ''], ['_cle', crypto.randomUUID()]];
  const corps = f.multipart ? new FormData() : new URLSearchParams();
  for (const [nom, valeur] of [...jetons, ...entrees]) corps.append(nom, valeur as string);
  const reponse = await visiteur.demander(f.action, { method: 'POST', body: corps, signal: AbortSignal.timeout(DELAI_MS) }).catch(panne);
  if (reponse.statut === 429) await monde.app.deps.db('limites').del();
  if (reponse.statut !== 303 || reponse.vers === null || f.qui === ANONYME) return reponse;
  // What was stored is shown on the next page.
  const suite = await visiteur.demander(reponse.vers.replace(/#.*/, ''), { method: 'GET', signal: AbortSignal.timeout(DELAI_MS) }).catch(panne);
  return suite.statut >= 500 || plantNu(suite.corps) !== null ? suite : reponse;
}

const panne = (cause: unknown): Reponse => ({ statut: 599, corps: `no answer within ${DELAI_MS} ms or connection lost: ${String(cause)}`, octets: new Uint8Array(), entetes: new Headers(), vers: null });

function juger(reponse: Reponse): string | null {
  if (reponse.statut >= 500) return `status ${reponse.statut}`;
  return (reponse.entetes.get('content-type') ?? '').startsWith('text/html') && plantNu(reponse.corps) !== null ? 'unescaped' : null;
}

/** The form is no longer there for this person: its dossier moved on, or they lost their session. */
const estPerime = (r: Reponse): boolean => [403, 404, 409].includes(r.statut) || (r.vers?.startsWith('/connexion') ?? false);

/** A request to a form: every field hostile, or a single one among plausible ones, so that some are accepted and stored. */
function composer(f: FormulaireTrouve, tirage: Tirage): Entree[] {
  const textes = f.champs.filter((c) => c.genre === 'texte');
  const seul = tirage.sur(2) ? null : textes.length === 0 ? null : tirage.parmi(textes);
  const boutons = f.champs.filter((c) => c.genre === 'bouton');
  const bouton = boutons.length === 0 || tirage.sur(3) ? null : tirage.parmi(boutons);
  return f.champs.flatMap((champ): Entree[] => {
    if (champ.genre === 'bouton') return champ === bouton ? [[champ.nom, tirage.sur(6) ? tirage.saisie() : tirage.parmi(champ.valeurs)]] : [];
    const hostile = seul === null ? !tirage.sur(8) : champ === seul;
    if (!hostile) return plausible(champ, tirage);
    if (tirage.sur(25)) return [];
    const nom = tirage.sur(20) ? tirage.parmi(NOMS_TORDUS)(champ.nom) : champ.nom;
    return valeurs(champ, tirage).map((v): Entree => [nom, v]);
  });
}

function valeurs(champ: Champ, tirage: Tirage): (string | File)[] {
  switch (champ.genre) {
    case 'texte': return tirage.sur(30) ? [tirage.saisie(), tirage.saisie()] : [tirage.saisie()];
    case 'cache': return [tirage.sur(4) ? tirage.saisie() : champ.valeurs[0] ?? ''];
    case 'choix': return [tirage.sur(3) ? tirage.saisie() : tirage.parmi(champ.valeurs)];
    case 'case': return tirage.sur(3) ? [tirage.saisie(), tirage.parmi(champ.valeurs)] : champ.valeurs.filter(() => tirage.sur(2));
    case 'fichier': return tirage.sur(3) ? [new File([tirage.saisie().slice(0, 500)], nomDeFichier(tirage.saisie()))] : [renommer(pdf(), nomDeFichier(tirage.saisie()))];
    case 'bouton': return [];
  }
}

const nomDeFichier = (saisie: string): string => `${saisie.slice(0, 150)}.pdf`;
const renommer = (fichier: File, nom: string): File => new File([fichier], nom, { type: fichier.type });

/** A value a person might give, whatever the field is about; what the page already held when it held something. */
export function plausible(champ: Champ, tirage: Tirage): Entree[] {
  const [premiere = ''] = champ.valeurs;
  switch (champ.genre) {
    case 'cache': return [[champ.nom, premiere]];
    case 'choix': return [[champ.nom, champ.valeurs.find((v) => v !== '') ?? '']];
    case 'case': return champ.valeurs.map((v): Entree => [champ.nom, v]);
    case 'fichier': return tirage.sur(3) ? [] : [[champ.nom, pdf('une-piece')]];
    case 'bouton': return [];
    case 'texte': return [[champ.nom, premiere !== '' ? premiere : deviner(champ.nom)]];
  }
}

function deviner(nom: string): string {
  if (/siret/i.test(nom)) return '78237124900015';
  if (/courriel/i.test(nom)) return 'nom@exemple.test';
  if (/heure/i.test(nom)) return '12:00';
  if (/jour|date|le$|limite|debut|fin|^du$|jusquAu|souhaite|echeance/i.test(nom)) return '12/06/2023';
  if (/montant|cents|cout|propose|prevu|rsa|quorum|annee|note|retenu|horsRsa|delai|taux|poids|nombre/i.test(nom)) return '12';
  return 'Un texte';
}

/** A form read in more than that has an expression that some text makes it go over again and again. */
const LENT_MS = 2000;

/** Long texts of a body, by their path, with how they begin: enough to make them again. */
function longueurs(corps: unknown, chemin: string): string[] {
  if (typeof corps === 'string') return corps.length > 5000 ? [`${chemin} (${corps.length} × ${JSON.stringify(corps.slice(0, 3))})`] : [];
  return typeof corps === 'object' && corps !== null ? Object.entries(corps).flatMap(([nom, v]) => longueurs(v, `${chemin}.${nom}`)) : [];
}

/** Gives `cas` hostile bodies to a schema, every field at once; answers what is neither parsed nor refused as a form is, or takes long. */
export function eprouverSchema({ nom, schema }: SchemaTrouve, cas: number, tirage: Tirage): string[] {
  const description = schema.describe() as Description;
  const fautes = new Map<string, string>();
  for (let n = 0; n < cas; n += 1) {
    const corps = objetSansNul(inventer(description, tirage));
    const debut = performance.now();
    try {
      for (const defaut of defauts(lireFormulaire({ schema }, corps), '')) fautes.set(defaut.quoi, `${nom} · ${defaut.quoi} : ${JSON.stringify(defaut.valeur).slice(0, 120)}`);
    } catch (erreur) {
      if (erreur instanceof FormulaireInvalide && Object.values(erreur.erreurs).every((e) => typeof e === 'string' && e !== '')) continue;
      fautes.set(String(erreur).slice(0, 80), `${nom} · ${String(erreur).slice(0, 200)} : ${JSON.stringify(corps).slice(0, 600)}`);
    } finally {
      const duree = performance.now() - debut;
      if (duree > LENT_MS) fautes.set('slow', `${nom} · ${duree.toFixed(0)} ms for ${longueurs(corps, '').join(', ')}`);
    }
  }
  return [...fautes.values()];
}

interface Description {
  readonly type?: string;
  readonly keys?: Readonly<Record<string, Description>>;
  readonly items?: readonly Description[];
  readonly patterns?: readonly { readonly rule: Description }[];
  readonly matches?: readonly { readonly schema?: Description }[];
  readonly allow?: readonly unknown[];
  readonly flags?: { readonly only?: boolean };
}

/** A body of that description in which every field is hostile, now and then not of the kind it should be. */
function inventer(d: Description, tirage: Tirage): unknown {
  if (d.type === 'object' && (d.keys !== undefined || d.patterns !== undefined)) {
    const champs = Object.entries(d.keys ?? {}).filter(() => !tirage.sur(20)).map(([nom, sous]): [string, unknown] => [nom, tirage.sur(40) ? forme(tirage) : inventer(sous, tirage)]);
    const libres = (d.patterns ?? []).flatMap((p) => [tirage.saisie().slice(0, 40), 'x', 'C1'].map((nom): [string, unknown] => [nom, inventer(p.rule, tirage)]));
    return Object.fromEntries([...champs, ...libres]);
  }
  const [item] = d.items ?? [];
  if (d.type === 'array' && item !== undefined) return tirage.sur(10) ? forme(tirage) : Array.from({ length: tirage.entier(3) }, () => inventer(item, tirage));
  const [autre] = d.matches ?? [];
  if (autre?.schema !== undefined) return inventer(autre.schema, tirage);
  const permises = (d.allow ?? []).filter((v) => typeof v === 'string');
  if (d.flags?.only === true && permises.length > 0 && !tirage.sur(3)) return tirage.parmi(permises);
  return tirage.sur(12) ? forme(tirage) : tirage.saisie();
}

/** What a body parser gives for a bent name. */
function forme(tirage: Tirage): unknown {
  switch (tirage.entier(6)) {
    case 0: return [];
    case 1: return [tirage.saisie(), tirage.saisie()];
    case 2: return { [tirage.parmi(['0', 'x', 'constructor', 'toString', '999999', tirage.saisie().slice(0, 30)])]: tirage.saisie() };
    case 3: return [[tirage.saisie()], { a: [tirage.saisie()] }];
    case 4: return { 0: { 0: tirage.saisie() }, 7: {} };
    default: return [{}];
  }
}

/** What no accepted value may hold: a control character, an endless text, a number that is none. */
function defauts(valeur: unknown, chemin: string): { quoi: string; valeur: unknown }[] {
  if (typeof valeur === 'string') {
    const quoi = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(valeur) ? 'control character' : /\p{Cs}/u.test(valeur) ? 'lone surrogate' : valeur.length > 60_000 ? 'endless text' : null;
    return quoi === null ? [] : [{ quoi: `${quoi} in ${chemin}`, valeur }];
  }
  if (typeof valeur === 'number') return Number.isFinite(valeur) && Math.abs(valeur) <= Number.MAX_SAFE_INTEGER ? [] : [{ quoi: `number out of bounds in ${chemin}`, valeur: String(valeur) }];
  if (typeof valeur !== 'object' || valeur === null) return [];
  return Object.entries(valeur).flatMap(([nom, v]) => defauts(v, `${chemin}.${/^\d+$/.test(nom) ? 'n' : nom}`));
}

/** Secrets are compared or hashed, ids and addresses looked up or checked by their own rule: none is written as it is. */
const COMPARES = /in \.(motDePasse|motDePasseActuel|retour|chemin|champs|documents\.n|personne) /;

/** @throws Error with every line of `lignes`, whole: an assertion would cut them short. */
export function aucune(lignes: readonly string[]): void {
  if (lignes.length > 0) throw new Error(lignes.slice(0, 12).join('\n\n'));
}

/** @throws Error that tells the first fault of each kind and form, with the request that makes it again */
export function sansFaute(fautes: readonly Faute[]): void {
  const premieres = new Map(fautes.map((f) => [`${f.quoi} ${f.formulaire}`, f]));
  aucune([...premieres.values()].map((f) => `${f.quoi} · ${f.qui} · ${f.formulaire}\n  ${f.corps}\n  ${f.extrait}`));
}

export interface EpreuveDeFormulaires extends OptionsTirs {
  readonly gens?: readonly string[];
  readonly exploration: OptionsExploration;
  /** Hostile bodies given to each schema without HTTP. */
  readonly casDirects: number;
  readonly graine: number;
}

export interface ResultatEpreuve extends Bilan { readonly formulaires: readonly FormulaireTrouve[]; readonly schemas: number; readonly sansAdresse: readonly string[]; readonly defauts: readonly string[] }

/** Finds every form of the demonstration, gives hostile bodies to its schemas, then sends them over HTTP. */
export async function eprouverFormulaires({ gens, exploration, casDirects, graine, ...tirs }: EpreuveDeFormulaires): Promise<ResultatEpreuve> {
  const tirage = new Tirage(graine, true);
  const { resultat: { monde, montres }, schemas } = await recenserSchemas(async () => {
    const monde = await MondeDemo.creer(gens);
    return { monde, montres: (await explorer(monde, exploration)).formulaires };
  });
  try {
    const formulaires = [...montres, ...await formulairesCaches(monde, montres, schemas)];
    await monde.rouvrir();
    const atteints = new Set(formulaires.map((f) => f.patron));
    const sansAdresse = schemas.filter((s) => s.nom.startsWith('POST ') && !s.nom.includes(':section') && !atteints.has(s.nom.slice(5))).map((s) => s.nom);
    const defauts = schemas.flatMap((s) => eprouverSchema(s, casDirects, tirage)).filter((d) => !COMPARES.test(d));
    return { ...await tirer(monde, formulaires, tirage, tirs), formulaires, schemas: schemas.length, sansAdresse, defauts };
  } finally {
    await monde.fermer();
  }
}
