import { FormulaireInvalide } from '../../server/web/errors.js';
import { lireFormulaire } from '../../server/web/form-errors.js';
import { objetSansNul } from '../../server/web/nettoyage.js';
import type { SchemaTrouve } from './formulaires.js';
import type { Tirage } from './saisies-hostiles.js';

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
export const COMPARES = /in \.(motDePasse|motDePasseActuel|retour|chemin|champs|documents\.n|personne) /;
