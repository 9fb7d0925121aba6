import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Express } from 'express';
import Handlebars from 'handlebars';
import { dateCourte, dateLongue, euros, instantLong, nombre, pluriel, pourcent, tailleFichier } from '../platform/format.js';
import { RACINE } from '../platform/racine.js';
import { Gabarits, type Helper } from './gabarits.js';
import { ancreDe } from './glossaire.js';
import { libelle, propre } from './libelles.js';

type Teinte = 'grey' | 'blue' | 'teal' | 'green' | 'yellow' | 'orange' | 'red' | 'purple';

/**
 * Colours of the states, by family: grey is at rest, blue is received, teal is in progress, yellow waits for somebody,
 * purple is ready for the next person, green is a good end, orange and red want attention.
 */
const COULEURS: Readonly<Record<string, Readonly<Record<string, Teinte>>>> = {
  appel: { brouillon: 'grey', publie: 'green', clos: 'purple', archive: 'grey' },
  dossier: {
    brouillon: 'grey', depose: 'blue', complements_demandes: 'yellow', recevable: 'teal', irrecevable: 'red', en_instruction: 'teal', instruit: 'purple',
    examine: 'purple', attribue: 'green', refuse: 'red', ajourne: 'orange', notifie: 'green', retire: 'grey',
  },
  publication: { publiee: 'green', a_republier: 'orange', en_retard: 'red', a_publier: 'yellow' },
  etat_application: { active: 'green', expiree: 'orange', revoquee: 'grey' },
  convention: { a_signer: 'yellow', signee: 'blue', en_execution: 'teal', soldee: 'green', resiliee: 'red' },
  versement: { a_liquider: 'yellow', liquide: 'blue', valide: 'teal', mandate: 'purple', paye: 'green', rejete: 'red' },
  reversement: { emis: 'orange', encaisse: 'green', annule: 'grey' },
  risque: { faible: 'grey', moyen: 'yellow', eleve: 'red' },
  echeance_reversement: { a_venir: 'grey', partielle: 'yellow', en_retard: 'red', soldee: 'green' },
  bilan: { brouillon: 'grey', depose: 'blue', en_controle: 'teal', contradictoire: 'yellow', conclu: 'green' },
  demande_droits: { recue: 'blue', trouvee: 'blue', introuvable: 'orange', repondue: 'green', refusee: 'red' },
  recours: { depose: 'blue', accepte: 'green', rejete: 'red', sans_suite: 'grey' },
  seance: { preparee: 'yellow', close: 'green' },
  ajustement: { brouillon: 'grey', envoye: 'yellow', conteste: 'orange', accepte: 'green', retire: 'grey' },
  notation: { a_declarer: 'orange', a_venir: 'grey', a_noter: 'yellow', brouillon: 'blue', soumise: 'green', deport: 'grey' },
  avis: { favorable: 'green', favorable_avec_reserves: 'yellow', defavorable: 'red', ajourne: 'orange' },
  decision: { attribue: 'green', refuse: 'red', ajourne: 'orange' },
  pouvoir: { representant: 'green', delegation: 'green', delegation_absente: 'orange', delegation_a_venir: 'blue', delegation_echue: 'red', redacteur: 'grey' },
  invitation: { envoyee: 'blue', expiree: 'orange' },
  compte: { actif: 'green', a_confirmer: 'yellow', desactive: 'grey' },
  courriel: { en_attente: 'blue', envoye: 'green', abandonne: 'red' },
  phase_depot: { non_publie: 'grey', a_venir: 'blue', ouvert: 'green', ferme: 'grey' },
  analyse: { en_attente: 'yellow', infectee: 'red', saine: 'green', sans_objet: 'grey' },
  validite: { sans_fin: 'green', valable: 'green', bientot_perimee: 'yellow', perimee: 'red' },
  controle: { ok: 'green', alerte: 'yellow', bloquant: 'red' },
  ligne_recevabilite: { conforme: 'green', non_conforme: 'red', sans_objet: 'grey' },
  recevabilite: { recevable: 'green', irrecevable: 'red' },
  statut_ressource: { sollicite: 'yellow', acquis: 'green' },
  motif_complement: { manquant: 'red', incomplet: 'orange', incorrect: 'orange', perime: 'yellow' },
  etat_piece: { absente: 'red', infectee: 'red', perimee: 'orange', en_analyse: 'blue', valable: 'green' },
  etat_ronde: { attente: 'blue', depassee: 'red', repondue: 'green', close: 'grey' },
  suite_element: { modifie: 'green', inchange: 'grey', a_faire: 'yellow' },
  liasse: { en_cours: 'blue', lue: 'green', refusee: 'red' },
  etat_page: { a_lire: 'grey', reconnue: 'blue', a_part: 'yellow', attachee: 'green', ecartee: 'grey' },
  avenant: { brouillon: 'grey', a_signer: 'yellow', signe: 'green', abandonne: 'red' },
  statut_obligation: { faite: 'green', echue: 'grey', en_retard: 'red', proche: 'yellow', a_venir: 'blue' },
  sort_ligne: { a_examiner: 'yellow', hors_echantillon: 'grey', acceptee: 'green', partielle: 'orange', rejetee: 'red' },
  etat_programme: { a_lancer: 'grey', en_cours: 'teal', realisee: 'green', suspendue: 'orange', abandonnee: 'red' },
  cadre: { PDI: 'blue', PTI: 'purple' },
  effet_chargement: { ajout: 'green', modification: 'yellow', inchange: 'grey', conservee: 'orange' },
  fiche_participant: { complete: 'green', incomplete: 'orange' },
  jauge_participants: { vide: 'grey', bon: 'green', alerte: 'orange', depasse: 'red' },
  statut_section: { a_commencer: 'grey', en_cours: 'blue', complete: 'green', erreur: 'red' },
};

const nomDeChamp = (chemin: unknown): string => {
  const [tete = '', ...suite] = String(chemin).split('.');
  return tete + suite.map((s) => `[${s}]`).join('');
};
const idDeChamp = (chemin: unknown): string => String(chemin).replaceAll('.', '-');

interface OptionsHelper { readonly data: { readonly root: { readonly erreurs?: Readonly<Record<string, string>> } } }

/** ` aria-describedby` of a field: its hint, its error, its count of characters. */
function decritPar(chemin: unknown, aide: unknown, ...reste: unknown[]): Handlebars.SafeString {
  const { data } = reste.at(-1) as OptionsHelper;
  const compte = reste.length > 1 && Boolean(reste[0]);
  const enErreur = data.root.erreurs?.[String(chemin)] !== undefined;
  const suffixes = [compte && 'info', Boolean(aide) && 'aide', enErreur && 'erreur'].filter((s) => typeof s === 'string');
  if (suffixes.length === 0) return new Handlebars.SafeString('');
  const ids = suffixes.map((s) => `${Handlebars.escapeExpression(idDeChamp(chemin))}-${s}`).join(' ');
  return new Handlebars.SafeString(` aria-describedby="${ids}"${enErreur ? ' aria-invalid="true"' : ''}`);
}

/** Share of `maximum`, from 0 to 100 with one decimal, for the width of a bar. */
function part(valeur: unknown, maximum: unknown): number {
  const rapport = (100 * Number(valeur)) / Number(maximum);
  return Number.isFinite(rapport) ? Math.round(Math.min(100, Math.max(0, rapport)) * 10) / 10 : 0;
}

/** Helpers only format and compare; a page's decisions are taken in its presenter. */
const helpers = {
  euros: (cents: unknown) => (cents === null || cents === undefined ? '' : euros(Number(cents))),
  nombre: (n: unknown) => nombre(Number(n)),
  pourcent: (taux: unknown) => pourcent(String(taux)),
  dateLongue: (j: unknown) => (j ? dateLongue(String(j).slice(0, 10)) : ''),
  dateCourte: (j: unknown) => (j ? dateCourte(String(j).slice(0, 10)) : ''),
  instantLong: (i: unknown) => (i ? instantLong(String(i)) : ''),
  taille: (octets: unknown) => tailleFichier(Number(octets)),
  pluriel: (n: unknown, singulier: unknown, plurielle: unknown) =>
    pluriel(Number(n), String(singulier), typeof plurielle === 'string' ? plurielle : undefined),
  libelle: (domaine: unknown, code: unknown) => libelle(String(domaine), String(code ?? '')),
  egal: (a: unknown, b: unknown) => a === b,
  ou: (...valeurs: unknown[]) => valeurs.slice(0, -1).find(Boolean) ?? false,
  et: (...valeurs: unknown[]) => valeurs.slice(0, -1).every(Boolean),
  non: (a: unknown) => !a,
  contient: (liste: unknown, valeur: unknown) => (Array.isArray(liste) ? liste.includes(valeur) : liste === valeur),
  champ: (...morceaux: unknown[]) => morceaux.slice(0, -1).join('.'),
  nomDeChamp,
  idDeChamp,
  decritPar,
  concat: (...morceaux: unknown[]) => morceaux.slice(0, -1).join(''),
  plus: (a: unknown, b: unknown) => Number(a) + Number(b),
  part,
  depasse: (valeur: unknown, maximum: unknown) => Number(maximum) > 0 && Number(valeur) > Number(maximum),
  renseigne: (v: unknown) => v !== null && v !== undefined && v !== '',
  /** True when an option is the value of its field, or one of its values; a typed `2` chooses the code 2. */
  choisi: (option: unknown, valeur: unknown) =>
    (Array.isArray(valeur) ? valeur : [valeur]).some((v) => v !== null && v !== undefined && String(v) === String(option)),
  joindre: (...morceaux: unknown[]) => morceaux.slice(0, -1).filter(Boolean).join(' '),
  couleurEtat: (domaine: unknown, code: unknown) => propre(propre(COULEURS, String(domaine)), String(code)) ?? 'grey',
  /** True when a contact is a mail address and nothing else. */
  estCourriel: (contact: unknown) => /^[^\s@<>"]+@[^\s@<>"]+$/.test(String(contact ?? '')),
  ancre: (terme: unknown) => ancreDe(String(terme)),
  paragraphes: (t: unknown) => String(t ?? '').split(/\n+/).filter((p) => p.trim() !== ''),
};

/** Several helpers bear the name of a field; called without a parameter, `{{libelle}}` gives the field of the context. */
function laisserLesChamps(liste: Readonly<Record<string, unknown>>): Record<string, Helper> {
  const proteger = ([nom, valeur]: [string, unknown]): [string, Helper] => {
    const helper = valeur as Helper;
    return [nom, function (...parametres) {
      if (parametres.length > 1) return helper.apply(this, parametres);
      return typeof this === 'object' && this !== null && Object.hasOwn(this, nom) ? (this as Record<string, unknown>)[nom] : undefined;
    }];
  };
  return Object.fromEntries(Object.entries(liste).map(proteger));
}

/**
 * Addresses of the built assets by their plain names.
 * @throws Error when they have not been built
 */
function lireActifs(): (nom: unknown) => string {
  const chemin = path.join(RACINE, 'public/assets/manifest.json');
  let manifeste: Readonly<Record<string, string>>;
  try {
    manifeste = JSON.parse(readFileSync(chemin, 'utf8')) as Record<string, string>;
  } catch (cause) {
    throw new Error(`${chemin} is missing or unreadable: build the assets first (tsx scripts/assets.ts)`, { cause });
  }
  return (nom) => {
    const fichier = manifeste[String(nom)];
    if (fichier === undefined) throw new Error(`no asset named ${String(nom)} in ${chemin}`);
    return `/assets/${fichier}`;
  };
}

/**
 * Installs Handlebars with its components, layouts and helpers. A component sees its own parameters and `@root`, nothing
 * of the place that calls it; its lines are never indented, which would change what a text area holds.
 */
export function installerHandlebars(app: Express, racine: string): void {
  const gabarits = gabaritsDe(racine);
  app.engine('hbs', (chemin, options, suite) => {
    try {
      suite(null, gabarits.ecrire(chemin, options));
    } catch (erreur) {
      suite(erreur);
    }
  });
  app.set('view engine', 'hbs');
  app.set('views', path.join(racine, 'pages'));
}

const connus = new Map<string, Gabarits>();

/** One set of templates for a folder of views, whatever the number of applications in the process: each is compiled once. */
function gabaritsDe(racine: string): Gabarits {
  const gabarits = connus.get(racine) ?? new Gabarits(racine, laisserLesChamps({ ...helpers, actif: lireActifs() }));
  connus.set(racine, gabarits);
  return gabarits;
}
