import Joi from 'joi';
import { LETTRES, VARIABLES_DE, variablesInconnues, type Lettre, type TextesDeLettres } from '../../domain/appels/lettres.js';
import { VERSEURS, type ContenuAppel, type Delais, type ReglesAppel, type ReglesFse } from '../../domain/appels/contenu.js';
import type { SectionAppel } from '../../domain/appels/sections.js';
import { DECLENCHEURS, type PartEcheance } from '../../domain/conventions/echeancier.js';
import { DELAIS_PAR_DEFAUT } from '../../domain/echeances/limites.js';
import { NATURES_INELIGIBLES } from '../../domain/financements/nomenclature.js';
import type { EtatAppel } from '../../domain/etats/machines.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { taux, type Taux } from '../../domain/kernel/taux.js';
import type { RegleEchantillonnage } from '../../domain/service-fait/echantillon.js';
import { METHODES, type Methode } from '../../domain/service-fait/plafonds.js';
import { FormulaireInvalide } from '../../web/errors.js';
import { caseCochee, choixMultiples, entierSaisi, formulaire, jourSaisi, lireFormulaire, ligne, lignes, sauf, tauxSaisi, texte, type Formulaire } from '../../web/form-errors.js';
import { CONDITIONS_PIECE, NATURES_ORGANISME } from './appel-contenu.js';
import { codeAppel, enLignes, fermeture, moment, ouverture, type Moment } from './appel-form.js';
import { concertations, criteres, dispositifs, echeances, exigerRangeesEntieres, pieces, type RangeesSaisies } from './appel-rangees.js';
import type { AppelEcrit } from './appel-store.js';

/** What a saved section changes of a call; the state tells whether dossiers may already refer to its rows. */
export type Application = (appel: AppelEcrit, etat: EtatAppel) => AppelEcrit;

interface Definition<T> { readonly champs: Joi.PartialSchemaMap<T>; readonly appliquer: (saisi: T, appel: AppelEcrit, etat: EtatAppel) => AppelEcrit }

/** A section read from the body of its form. @throws FormulaireInvalide with one sentence per wrong field */
type LireSection = (corps: unknown) => Application;

function definir<T>({ champs, appliquer }: Definition<T>): LireSection {
  const schema = formulaire<T>(champs);
  return (corps) => {
    const saisi = lireFormulaire(schema, corps);
    return (appel, etat) => appliquer(saisi, appel, etat);
  };
}

const avec = (appel: AppelEcrit, contenu: Partial<ContenuAppel>): AppelEcrit => ({ ...appel, contenu: { ...appel.contenu, ...contenu } });
const avecRegles = (appel: AppelEcrit, regles: Partial<ReglesAppel>): AppelEcrit => avec(appel, { regles: { ...appel.contenu.regles, ...regles } });

const vide = (max: number): Joi.StringSchema => ligne(max).allow('').default('');
const zone = (max: number): Joi.StringSchema => texte(max).allow('').default('');
const codeLu = (): Joi.StringSchema => Joi.string().pattern(/^[a-z0-9_]{1,40}$/).allow('').default('');
const delai = (): Joi.AnySchema => entierSaisi(600).required();

interface IdentiteSaisie { readonly titre: string; readonly code: string; readonly ouvreLe: Moment; readonly fermeLe: Moment; readonly periode: { readonly debut: Jour; readonly fin: Jour; readonly dureeMaxMois: number } }

const identite = definir<IdentiteSaisie>({
  champs: {
    titre: ligne(200).required(), code: codeAppel(), ouvreLe: moment(), fermeLe: moment(),
    periode: Joi.object({ debut: jourSaisi().required(), fin: jourSaisi().required(), dureeMaxMois: entierSaisi(120).required() }).required(),
  },
  appliquer: (s, appel) => ({ ...avec(appel, { periodeOperations: s.periode }), titre: s.titre, code: s.code, ouvreLe: ouverture(s.ouvreLe), fermeLe: fermeture(s.fermeLe) }),
});

const presentation = definir<Record<'contexte' | 'objectifs' | 'attendus' | 'contact', string>>({
  champs: { contexte: zone(10_000), objectifs: zone(10_000), attendus: zone(10_000), contact: zone(2000) },
  appliquer: ({ attendus, ...s }, appel) => {
    const { attendus: _ancien, ...contenu } = appel.contenu;
    return { ...appel, contenu: { ...contenu, ...s, ...(attendus === '' ? {} : { attendus }) } };
  },
});

const sectionDispositifs = definir<Pick<RangeesSaisies, 'dispositifs'> & { readonly mesuresSocles: readonly string[]; readonly axes: readonly string[] }>({
  champs: {
    dispositifs: lignes(Joi.object({ numero: entierSaisi(999), intitule: vide(300), plusValues: enLignes(30) }), 40), mesuresSocles: enLignes(30), axes: enLignes(30),
  },
  appliquer: (s, appel, etat) => {
    exigerRangeesEntieres(s);
    return avec(appel, { dispositifs: dispositifs(s.dispositifs, etat === 'brouillon'), mesuresSocles: s.mesuresSocles, axes: s.axes });
  },
});

const publics = definir<Pick<RangeesSaisies, 'concertation'> & { readonly publics: readonly string[]; readonly territoires: readonly string[] }>({
  champs: {
    publics: enLignes(40), territoires: Joi.array().items(ligne(10)).single().unique().max(100).default([]),
    concertation: lignes(Joi.object({ territoire: vide(200), partenaire: vide(200) }), 40),
  },
  appliquer: (s, appel) => {
    exigerRangeesEntieres(s);
    return avec(avecRegles(appel, { concertationPrealable: concertations(s.concertation) }), { publics: s.publics, territoires: s.territoires });
  },
});

const sectionCriteres = definir<Pick<RangeesSaisies, 'criteres'> & { readonly comite: readonly string[] }>({
  champs: { criteres: lignes(Joi.object({ code: codeLu(), intitule: vide(300), poids: entierSaisi(1000), transversal: caseCochee() }), 60), comite: enLignes(30) },
  appliquer: (s, appel) => {
    exigerRangeesEntieres(s);
    return avec(appel, { criteres: criteres(s.criteres), comite: s.comite });
  },
});

const sectionPieces = definir<Pick<RangeesSaisies, 'pieces'>>({
  champs: {
    pieces: lignes(Joi.object({
      code: codeLu(), intitule: vide(300), obligatoire: caseCochee(), pour: choixMultiples(NATURES_ORGANISME), si: Joi.valid('', ...CONDITIONS_PIECE).default(''), parCofinanceur: caseCochee(), aide: vide(500),
    }), 60),
  },
  appliquer: (s, appel) => {
    exigerRangeesEntieres(s);
    return avec(appel, { pieces: pieces(s.pieces) });
  },
});

interface EchantillonnageSaisi extends Partial<Omit<RegleEchantillonnage, 'extrapolation'>> { readonly permis: boolean; readonly extrapolation: boolean }

const regles = definir<Pick<ReglesAppel, 'plafondHorsRsa' | 'ageMaxHorsRsa' | 'tauxMaxFse' | 'naturesIneligibles'> & { readonly echantillonnage: EchantillonnageSaisi }>({
  champs: {
    plafondHorsRsa: sauf(tauxSaisi().required(), taux('1'), 'Ce plafond reste inférieur à 100 %.'),
    ageMaxHorsRsa: entierSaisi(120).required(), tauxMaxFse: tauxSaisi().required(), naturesIneligibles: choixMultiples(NATURES_INELIGIBLES),
    echantillonnage: Joi.object({ permis: caseCochee(), seuilLignes: entierSaisi(10_000), taux: tauxSaisi(), minimum: entierSaisi(10_000), extrapolation: caseCochee() }).default({ permis: false, extrapolation: false }),
  },
  appliquer: ({ echantillonnage, ...s }, appel) => {
    const { echantillonnage: _ancien, ...anciennes } = appel.contenu.regles;
    return avec(appel, { regles: { ...anciennes, ...s, ...(echantillonnage.permis ? { echantillonnage: regleEchantillonnage(echantillonnage) } : {}) } });
  },
});

/** @throws FormulaireInvalide about what a call that allows sampling must say */
function regleEchantillonnage({ seuilLignes, taux, minimum, extrapolation }: EchantillonnageSaisi): RegleEchantillonnage {
  if (!seuilLignes || taux === undefined || !minimum) {
    const manques = Object.entries({ seuilLignes, taux, minimum }).filter(([, v]) => !v);
    throw new FormulaireInvalide(Object.fromEntries(manques.map(([champ]) => [`echantillonnage.${champ}`, 'Indiquez une valeur au-dessus de zéro, ou décochez le contrôle par échantillon.'])));
  }
  return { seuilLignes, taux, minimum, extrapolation };
}

const MANQUE_FSE = 'Indiquez cette valeur, ou décochez le versement du FSE+.';

interface FseSaisi extends Partial<Omit<ReglesFse, 'echeances'>> { readonly verse: boolean; readonly tauxIntervention: boolean }

const versements = definir<Pick<RangeesSaisies, 'echeances' | 'echeancesFse'> & { readonly methodeProratisation: Methode; readonly tauxIntervention: boolean; readonly seuilMouvementBudget?: Taux; readonly fse: FseSaisi }>({
  champs: {
    echeances: rangeesEcheances(), methodeProratisation: Joi.valid(...METHODES).required(), tauxIntervention: caseCochee(), seuilMouvementBudget: tauxSaisi(), echeancesFse: rangeesEcheances(),
    fse: Joi.object({ verse: caseCochee(), avance: tauxSaisi(), methodeProratisation: Joi.valid(...METHODES), tauxIntervention: caseCochee(), delaiPaiementJours: entierSaisi(365) })
      .default({ verse: false, tauxIntervention: false }),
  },
  appliquer: ({ echeances: rangees, echeancesFse, fse, methodeProratisation, tauxIntervention, seuilMouvementBudget }, appel) => {
    exigerRangeesEntieres({ echeances: rangees, echeancesFse });
    const { financeursVerseurs: _verseurs, fse: _fse, seuilMouvementBudget: _seuil, ...anciennes } = appel.contenu.regles;
    return avec(appel, { regles: { ...anciennes, methodeProratisation, tauxIntervention, echeances: echeances(rangees), ...(seuilMouvementBudget === undefined ? {} : { seuilMouvementBudget }), ...(fse.verse ? reglesFse(fse, echeances(echeancesFse)) : {}) } });
  },
});

function rangeesEcheances(): Joi.AnySchema {
  return lignes(Joi.object({ declencheur: Joi.valid(...DECLENCHEURS).empty(''), taux: tauxSaisi() }), 12);
}

/** @throws FormulaireInvalide about what a call that pays FSE+ must say */
function reglesFse({ avance, methodeProratisation, tauxIntervention, delaiPaiementJours }: FseSaisi, parts: readonly PartEcheance[]): Pick<ReglesAppel, 'financeursVerseurs' | 'fse'> {
  if (avance === undefined || methodeProratisation === undefined || delaiPaiementJours === undefined) {
    const manques = Object.entries({ avance, methodeProratisation, delaiPaiementJours }).filter(([, v]) => v === undefined);
    throw new FormulaireInvalide(Object.fromEntries(manques.map(([champ]) => [`fse.${champ}`, MANQUE_FSE])));
  }
  return { financeursVerseurs: [...VERSEURS], fse: { echeances: parts, avance, methodeProratisation, tauxIntervention, delaiPaiementJours } };
}

const delais = definir<{ readonly delais: Delais; readonly emargement: readonly string[] }>({
  champs: {
    delais: Joi.object({
      complementsJours: delai(), contradictoireJours: delai(), recoursMois: delai(), bilanFinalMois: delai(), publicationMois: delai(),
      conservationAnnees: delai(), conservationFseAnnees: delai(), conservationAideEtatAnnees: delai(),
    }).required(),
    emargement: enLignes(30),
  },
  appliquer: (s, appel) => avec(avecRegles(appel, { delais: sansDefautsNouveaux(s.delais, appel.contenu.regles.delais) }), { emargement: s.emargement }),
});

/** A limit that older calls left to its default is written only when it is another. */
function sansDefautsNouveaux({ publicationMois, conservationFseAnnees, ...autres }: Delais, anciens: Delais): Delais {
  const dit = (nom: 'publicationMois' | 'conservationFseAnnees', valeur: number | undefined): Partial<Delais> =>
    (valeur === undefined || (anciens[nom] === undefined && valeur === DELAIS_PAR_DEFAUT[nom]) ? {} : { [nom]: valeur });
  return { ...autres, ...dit('publicationMois', publicationMois), ...dit('conservationFseAnnees', conservationFseAnnees) };
}

/** The text of a letter, refused when it names a variable that this letter does not have. */
const texteDeLettre = (lettre: Lettre): Joi.AnySchema => zone(5000).custom((valeur: string, aide) => {
  const inconnues = variablesInconnues(valeur, lettre);
  if (inconnues.length === 0) return valeur;
  const permises = VARIABLES_DE[lettre].map((v) => `{{${v}}}`).join(', ');
  return aide.message({ custom: '{#phrase}' }, { phrase: `Ce texte nomme ${inconnues.length > 1 ? 'des variables inconnues' : 'une variable inconnue'} : ${inconnues.slice(0, 5).map((i) => i.slice(0, 40)).join(', ')}. Celles de ce courrier : ${permises}.` });
});

const lettres = definir<{ readonly lettres: Required<TextesDeLettres> }>({
  champs: { lettres: Joi.object(Object.fromEntries(LETTRES.map((l) => [l, texteDeLettre(l)]))).default({}) },
  appliquer: (s, appel) => {
    const { lettres: _anciennes, ...contenu } = appel.contenu;
    const remplies: TextesDeLettres = Object.fromEntries(Object.entries(s.lettres).filter(([, t]) => t !== ''));
    return { ...appel, contenu: { ...contenu, ...(Object.keys(remplies).length === 0 ? {} : { lettres: remplies }) } };
  },
});

/** How each section of a call is read from its form. */
export const LIRE_SECTION: Readonly<Record<SectionAppel, LireSection>> = {
  identite, presentation, dispositifs: sectionDispositifs, publics, criteres: sectionCriteres, pieces: sectionPieces, regles, versements, delais, lettres,
};

/** Body of any section; its own schema reads it. */
export const CORPS_DE_SECTION: Formulaire<Record<string, unknown>> = { schema: Joi.object<Record<string, unknown>>().unknown(true) };

/** Fingerprint of the section the person had before their eyes. @throws FormulaireInvalide when it is no fingerprint */
export function empreinteLue(corps: Readonly<Record<string, unknown>>): string {
  const { empreinte } = corps;
  if (typeof empreinte === 'string' && /^[0-9a-f]{64}$/.test(empreinte)) return empreinte;
  throw new FormulaireInvalide({});
}
