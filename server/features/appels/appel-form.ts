import Joi from 'joi';
import type { Critere, Dispositif, PieceDemandee, ReglesAppel } from '../../domain/appels/contenu.js';
import { DECLENCHEURS, type Declencheur } from '../../domain/conventions/echeancier.js';
import { NATURES_INELIGIBLES } from '../../domain/financements/nomenclature.js';
import type { Jour } from '../../domain/kernel/jour.js';
import type { Taux } from '../../domain/kernel/taux.js';
import { METHODES, type Methode } from '../../domain/service-fait/plafonds.js';
import { instantDeParis } from '../../platform/clock.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { caseCochee, choixMultiples, entierSaisi, formulaire, jourSaisi, ligne, lignes, montantSaisi, tauxSaisi, texte } from '../../web/form-errors.js';
import { CONDITIONS_PIECE, NATURES_ORGANISME } from './appel-contenu.js';
import type { AppelEcrit } from './appel-store.js';

interface Moment { readonly jour: Jour; readonly heure: string }
interface DispositifSaisi { readonly intitule: string; readonly plusValues: readonly string[] }
interface EcheanceSaisie { readonly declencheur?: Declencheur; readonly taux?: Taux }
interface CritereSaisi { readonly code: string; readonly intitule: string; readonly poids?: number; readonly transversal: boolean }
interface PieceSaisie { readonly code: string; readonly intitule: string; readonly obligatoire: boolean; readonly pour: readonly string[]; readonly si: '' | (typeof CONDITIONS_PIECE)[number]; readonly parCofinanceur: boolean }

/** The form of a call, field by field. */
export interface AppelSaisi {
  readonly code: string;
  readonly titre: string;
  readonly ouvreLe: Moment;
  readonly fermeLe: Moment;
  readonly contexte: string;
  readonly objectifs: string;
  readonly contact: string;
  readonly periode: { readonly debut: Jour; readonly fin: Jour; readonly dureeMaxMois: number };
  readonly mesuresSocles: readonly string[];
  readonly axes: readonly string[];
  readonly publics: readonly string[];
  readonly comite: readonly string[];
  readonly emargement: readonly string[];
  readonly territoires: readonly string[];
  readonly dispositifs: readonly DispositifSaisi[];
  readonly plafondHorsRsa: Taux;
  readonly ageMaxHorsRsa: number;
  readonly tauxMaxFse: Taux;
  readonly echeances: readonly EcheanceSaisie[];
  readonly methodeProratisation: Methode;
  readonly tauxIntervention: boolean;
  readonly naturesIneligibles: readonly string[];
  readonly delais: ReglesAppel['delais'];
  readonly concertation: readonly { readonly territoire: string; readonly partenaire: string }[];
  readonly criteres: readonly CritereSaisi[];
  readonly pieces: readonly PieceSaisie[];
  /** What the person had before their eyes, and why a published call changes. */
  readonly empreinte: string;
  readonly motif: string;
}

/** One item per line. */
const enLignes = (max: number): Joi.AnySchema => texte(20_000).allow('').default('').custom((valeur: string, aide) => {
  const items = valeur.split('\n').map((l) => l.replace(/^[-•–]\s*/u, '').trim()).filter((l) => l !== '');
  if (items.length > max) return aide.message({ custom: `Il y a trop de lignes : ${max} au plus.` });
  return items.some((l) => l.length > 300) ? aide.message({ custom: 'Une ligne est trop longue : 300 caractères au plus.' }) : items;
});

/** An hour typed `9:00`, `9 h`, `23h59` → `HH:MM`. */
const heureSaisie = (): Joi.AnySchema => Joi.string().trim().max(10).required().custom((valeur: string, aide) => {
  const lu = /^([01]?\d|2[0-3])\s*[h:]\s*([0-5]\d)?$/iu.exec(valeur);
  return lu === null ? aide.message({ custom: 'Saisissez une heure, par exemple 23:59.' }) : `${(lu[1] ?? '').padStart(2, '0')}:${lu[2] ?? '00'}`;
});

const moment = (): Joi.ObjectSchema => Joi.object({ jour: jourSaisi().required(), heure: heureSaisie() }).required();
const vide = (max: number): Joi.StringSchema => ligne(max).allow('').default('');
const codeLu = (): Joi.StringSchema => Joi.string().pattern(/^[a-z0-9_]{1,40}$/).allow('').default('');
const delai = (): Joi.AnySchema => entierSaisi(600).required();
const rangee = (champs: Joi.SchemaMap): Joi.ObjectSchema => Joi.object(champs);

export const FORMULAIRE_APPEL = formulaire<AppelSaisi>({
  code: ligne(60).pattern(/^[A-Z0-9][A-Z0-9-]*$/).required().messages({ 'string.pattern.base': 'Saisissez des capitales, des chiffres et des tirets, par exemple AAP-INSERTION-2024.' }),
  titre: ligne(200).required(), ouvreLe: moment(), fermeLe: moment(),
  contexte: texte(10_000).allow('').default(''), objectifs: texte(10_000).allow('').default(''), contact: texte(2000).allow('').default(''),
  periode: Joi.object({ debut: jourSaisi().required(), fin: jourSaisi().required(), dureeMaxMois: entierSaisi(120).required() }).required(),
  mesuresSocles: enLignes(30), axes: enLignes(30), publics: enLignes(40), comite: enLignes(30), emargement: enLignes(30),
  territoires: Joi.array().items(ligne(10)).single().unique().max(100).default([]),
  dispositifs: lignes(rangee({ intitule: vide(300), plusValues: enLignes(30) }), 40),
  plafondHorsRsa: tauxSaisi().required().invalid('1.0000').messages({ 'any.invalid': 'Ce plafond reste inférieur à 100 %.' }),
  ageMaxHorsRsa: entierSaisi(120).required(), tauxMaxFse: tauxSaisi().required(),
  echeances: lignes(rangee({ declencheur: Joi.valid(...DECLENCHEURS).empty(''), taux: tauxSaisi() }), 12),
  methodeProratisation: Joi.valid(...METHODES).required(), tauxIntervention: caseCochee(),
  naturesIneligibles: choixMultiples(NATURES_INELIGIBLES),
  delais: Joi.object({
    complementsJours: delai(), contradictoireJours: delai(), recoursMois: delai(), bilanFinalMois: delai(), conservationAnnees: delai(), conservationAideEtatAnnees: delai(),
  }).required(),
  concertation: lignes(rangee({ territoire: vide(200), partenaire: vide(200) }), 40),
  criteres: lignes(rangee({ code: codeLu(), intitule: vide(300), poids: entierSaisi(1000), transversal: caseCochee() }), 60),
  pieces: lignes(rangee({
    code: codeLu(), intitule: vide(300), obligatoire: caseCochee(), pour: choixMultiples(NATURES_ORGANISME), si: Joi.valid('', ...CONDITIONS_PIECE).default(''), parCofinanceur: caseCochee(),
  }), 60),
  empreinte: Joi.string().hex().length(64).allow('').default(''),
  motif: texte(1000).allow('').default(''),
});

/**
 * What the form says, as a call is written: empty rows are left out, the closing holds to the end of its minute.
 * @throws FormulaireInvalide when a row is half filled
 */
export function enAppel(s: AppelSaisi): AppelEcrit {
  exigerRangeesEntieres(s);
  return {
    code: s.code, titre: s.titre, ouvreLe: instantDeParis(`${s.ouvreLe.jour}T${s.ouvreLe.heure}:00`), fermeLe: instantDeParis(`${s.fermeLe.jour}T${s.fermeLe.heure}:59`),
    contenu: {
      contexte: s.contexte, objectifs: s.objectifs, contact: s.contact, periodeOperations: s.periode,
      mesuresSocles: s.mesuresSocles, axes: s.axes, dispositifs: dispositifs(s), publics: s.publics, territoires: s.territoires, regles: regles(s),
      criteres: criteres(s), pieces: pieces(s), comite: s.comite, emargement: s.emargement,
    },
  };
}

function regles(s: AppelSaisi): ReglesAppel {
  return {
    financeur: 'departement', plafondHorsRsa: s.plafondHorsRsa, ageMaxHorsRsa: s.ageMaxHorsRsa, tauxMaxFse: s.tauxMaxFse,
    echeances: s.echeances.flatMap(({ declencheur, taux }) => (declencheur && taux ? [{ declencheur, taux }] : []))
      .sort((a, b) => DECLENCHEURS.indexOf(a.declencheur) - DECLENCHEURS.indexOf(b.declencheur)),
    methodeProratisation: s.methodeProratisation, tauxIntervention: s.tauxIntervention, naturesIneligibles: s.naturesIneligibles, delais: s.delais,
    concertationPrealable: s.concertation.filter((c) => c.territoire !== ''),
  };
}

const dispositifs = (s: AppelSaisi): Dispositif[] =>
  s.dispositifs.filter((d) => d.intitule !== '').map((d, i) => ({ numero: i + 1, intitule: d.intitule, plusValues: d.plusValues }));

function criteres(s: AppelSaisi): Critere[] {
  const remplis = s.criteres.filter((c) => c.intitule !== '');
  const codes = codesUniques(remplis);
  return remplis.map((c, i) => ({ code: codes[i] ?? '', intitule: c.intitule, poids: c.poids ?? 0, ...(c.transversal ? { transversal: true } : {}) }));
}

function pieces(s: AppelSaisi): PieceDemandee[] {
  const remplies = s.pieces.filter((p) => p.intitule !== '');
  const codes = codesUniques(remplies);
  return remplies.map((p, i) => ({
    code: codes[i] ?? '', intitule: p.intitule, obligatoire: p.obligatoire,
    ...(p.pour.length > 0 && p.pour.length < NATURES_ORGANISME.length ? { pour: p.pour } : {}),
    ...(p.si === '' ? {} : { si: p.si }), ...(p.parCofinanceur ? { parCofinanceur: true } : {}),
  }));
}

/** Rows keep their code, by which dossiers refer to them; a new row is named after its title. */
function codesUniques(rangees: readonly { readonly code: string; readonly intitule: string }[]): string[] {
  const pris = new Set(rangees.map((r) => r.code).filter((c) => c !== ''));
  return rangees.map(({ code, intitule }) => {
    if (code !== '') return code;
    const racine = intitule.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '').slice(0, 34) || 'ligne';
    let libre = racine;
    for (let n = 2; pris.has(libre); n += 1) libre = `${racine}_${n}`;
    pris.add(libre);
    return libre;
  });
}

const A_REMPLIR = 'Renseignez ce champ, ou videz toute la ligne.';

function exigerRangeesEntieres(s: AppelSaisi): void {
  const erreurs: Record<string, string> = {};
  const exiger = (manque: boolean, champ: string): void => { if (manque) erreurs[champ] = A_REMPLIR; };
  s.dispositifs.forEach((d, i) => exiger(d.intitule === '' && d.plusValues.length > 0, `dispositifs.${i}.intitule`));
  s.echeances.forEach((e, i) => {
    exiger(e.declencheur !== undefined && e.taux === undefined, `echeances.${i}.taux`);
    exiger(e.declencheur === undefined && e.taux !== undefined, `echeances.${i}.declencheur`);
  });
  s.criteres.forEach((c, i) => {
    exiger(c.intitule === '' && (c.poids !== undefined || c.transversal), `criteres.${i}.intitule`);
    exiger(c.intitule !== '' && c.poids === undefined, `criteres.${i}.poids`);
  });
  s.concertation.forEach((c, i) => {
    exiger(c.territoire === '' && c.partenaire !== '', `concertation.${i}.territoire`);
    exiger(c.territoire !== '' && c.partenaire === '', `concertation.${i}.partenaire`);
  });
  s.pieces.forEach((p, i) => exiger(p.intitule === '' && (p.pour.length > 0 || p.si !== ''), `pieces.${i}.intitule`));
  if (Object.keys(erreurs).length > 0) throw new FormulaireInvalide(erreurs);
}

export const FORMULAIRE_ENVELOPPE = formulaire<{ financeur: string; annee: number; montant: number }>({
  financeur: Joi.valid('departement', 'etat', 'fse').required(),
  annee: entierSaisi(2100).required().custom((n: number, aide) => (n < 2000 ? aide.message({ custom: 'Saisissez une année entre 2000 et 2100.' }) : n)),
  montant: montantSaisi().required(),
});

/** A confirmation: the box that names the consequence was ticked. */
export const FORMULAIRE_CONFIRMATION = formulaire<{ confirme: true }>({
  confirme: Joi.valid('oui').required().custom(() => true).messages({ 'any.required': 'Cochez la case pour confirmer.', 'any.only': 'Cochez la case pour confirmer.' }),
});

export const FORMULAIRE_VIDE = formulaire<Record<string, never>>({});
