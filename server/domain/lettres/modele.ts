import { Refus } from '../kernel/refus.js';
import { remplacer, trouverInconnues, type VariableInconnue } from './variables.js';

export const NATURES_LETTRE = [
  'attribution', 'attribution_partielle', 'refus', 'ajournement', 'recours_accepte', 'recours_rejete', 'recours_classe', 'envoi_convention',
] as const;
/** Kinds of letter whose text agents write; what the law wants is added by the product after it. */
export type NatureLettre = (typeof NATURES_LETTRE)[number];

export const VARIABLES_LETTRE = [
  'numero', 'titre', 'organisme', 'representant', 'appel', 'depose_le', 'debut', 'fin', 'montant_demande', 'montant_attribue', 'montants_par_financeur', 'montant_non_retenu',
  'motifs', 'deliberation_numero', 'deliberation_date', 'acte_conteste', 'recours_depose_le', 'reponse', 'conventions', 'collectivite', 'service', 'contact',
] as const;
/** What the text of a letter may name between double braces. */
export type VariableLettre = (typeof VARIABLES_LETTRE)[number];

const DOSSIER = ['numero', 'titre', 'organisme', 'representant', 'appel', 'depose_le', 'debut', 'fin', 'montant_demande', 'collectivite', 'service', 'contact'] as const satisfies readonly VariableLettre[];
const DELIBERATION = ['deliberation_numero', 'deliberation_date'] as const satisfies readonly VariableLettre[];
const RECOURS = ['acte_conteste', 'recours_depose_le', 'reponse'] as const satisfies readonly VariableLettre[];

/** Variables that have a value in each kind of letter. */
export const VARIABLES_DE_NATURE: Readonly<Record<NatureLettre, readonly VariableLettre[]>> = {
  attribution: [...DOSSIER, ...DELIBERATION, 'montant_attribue', 'montants_par_financeur', 'motifs'],
  attribution_partielle: [...DOSSIER, ...DELIBERATION, 'montant_attribue', 'montants_par_financeur', 'montant_non_retenu', 'motifs'],
  refus: [...DOSSIER, ...DELIBERATION, 'motifs'],
  ajournement: [...DOSSIER, ...DELIBERATION, 'motifs'],
  recours_accepte: [...DOSSIER, ...RECOURS], recours_rejete: [...DOSSIER, ...RECOURS], recours_classe: [...DOSSIER, ...RECOURS],
  envoi_convention: [...DOSSIER, ...DELIBERATION, 'montant_attribue', 'montants_par_financeur', 'conventions'],
};

/** What must be named in a letter for it to say what the law wants it to (code des relations entre le public et l’administration, art. L. 211-5). */
const OBLIGATOIRES: Partial<Readonly<Record<NatureLettre, readonly VariableLettre[]>>> = {
  attribution: ['montant_attribue'], attribution_partielle: ['montant_attribue', 'motifs'], refus: ['motifs'], ajournement: ['motifs'],
  recours_accepte: ['reponse'], recours_rejete: ['reponse'], recours_classe: ['reponse'],
};

/** Text of each variable, formatted for people. */
export type ValeursLettre = Partial<Readonly<Record<VariableLettre, string>>>;

/** A template as its author writes it: the subject heads the letter, the text follows. */
export interface TexteDeModele { readonly objet: string; readonly texte: string }

export interface FauteDeModele extends VariableInconnue { readonly champ: 'objet' | 'texte' }

/** What a template of this kind names and may not. */
export function fautesDeModele({ objet, texte }: TexteDeModele, nature: NatureLettre): FauteDeModele[] {
  const permises = VARIABLES_DE_NATURE[nature];
  return [...trouverInconnues(objet, permises).map((f) => ({ ...f, champ: 'objet' as const })), ...trouverInconnues(texte, permises).map((f) => ({ ...f, champ: 'texte' as const }))];
}

/**
 * Holds that a template may be used.
 * @throws Refus `lettre.variable_inconnue` { champ, ecrit, ligne, colonne, nombre }, `lettre.variable_obligatoire` { champ, variable }
 */
export function exigerModele(modele: TexteDeModele, nature: NatureLettre): void {
  const fautes = fautesDeModele(modele, nature);
  const [premiere] = fautes;
  if (premiere !== undefined) throw new Refus('lettre.variable_inconnue', { ...premiere, nombre: fautes.length });
  const nommees = new Set([...modele.texte.matchAll(/\{\{([^{}]*)\}\}/gu)].map((m) => (m[1] ?? '').trim()));
  const absente = (OBLIGATOIRES[nature] ?? []).find((v) => !nommees.has(v));
  if (absente !== undefined) throw new Refus('lettre.variable_obligatoire', { champ: 'texte', variable: absente });
}

/** A part of a letter's text: a heading (`# …`), a list (`- …`), or a paragraph. */
export type PartieDeTexte = { readonly type: 'titre' | 'paragraphe'; readonly texte: string } | { readonly type: 'liste'; readonly elements: readonly string[] };

/**
 * The text of a letter, its variables replaced. One line is one paragraph; a line that starts with `# ` is a heading, with `- ` an
 * entry of a list. A paragraph that only named a variable without content is left out. What a value holds is never read as marks.
 */
export function composerTexte({ texte }: TexteDeModele, nature: NatureLettre, valeurs: ValeursLettre): PartieDeTexte[] {
  const parties: PartieDeTexte[] = [];
  for (const ligne of texte.split('\n').map((l) => l.trim())) {
    const marque = /^(#|-)\s+/u.exec(ligne);
    const rempli = remplacer(marque === null ? ligne : ligne.slice(marque[0].length), VARIABLES_DE_NATURE[nature], valeurs).trim();
    if (rempli === '') continue;
    const derniere = parties.at(-1);
    if (marque?.[1] === '#') parties.push({ type: 'titre', texte: rempli });
    else if (marque === null) parties.push({ type: 'paragraphe', texte: rempli });
    else if (derniere?.type === 'liste') parties[parties.length - 1] = { type: 'liste', elements: [...derniere.elements, rempli] };
    else parties.push({ type: 'liste', elements: [rempli] });
  }
  return parties;
}

/** The subject of a letter, its variables replaced. */
export const composerObjet = ({ objet }: TexteDeModele, nature: NatureLettre, valeurs: ValeursLettre): string => remplacer(objet, VARIABLES_DE_NATURE[nature], valeurs);
