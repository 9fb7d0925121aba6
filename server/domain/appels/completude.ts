import { partsCompletes } from '../conventions/echeancier.js';
import { moisEntre, ajouterJours } from '../kernel/jour.js';
import { dixMilliemes, DIX_MILLE } from '../kernel/taux.js';
import type { ContenuAppel } from './contenu.js';
import { LETTRES, variablesInconnues } from './lettres.js';
import { sectionDuChamp, SECTIONS_APPEL, type SectionAppel } from './sections.js';

/** What keeps a call from being published. */
export type CodeManque =
  | 'contexte_vide' | 'objectifs_vides' | 'contact_vide'
  | 'fermeture_avant_ouverture' | 'periode_inversee' | 'periode_trop_longue' | 'duree_incoherente'
  | 'dispositif_absent' | 'dispositif_en_double' | 'axe_absent' | 'public_absent' | 'territoire_absent' | 'territoire_inconnu'
  | 'critere_absent' | 'critere_en_double' | 'poids_nul' | 'piece_en_double' | 'piece_sans_code'
  | 'echeances_incompletes' | 'echeances_fse_incompletes' | 'avance_fse_entiere' | 'delai_nul' | 'comite_absent' | 'variable_inconnue';

/** One reason, with the field of the form it stands on and its section. */
export interface Manque { readonly code: CodeManque; readonly champ: string; readonly section: SectionAppel }

export interface AppelAPublier {
  readonly ouvreLe: string;
  readonly fermeLe: string;
  readonly contenu: ContenuAppel;
}

/**
 * Every reason why a call cannot be published, in the order of the form; empty when it is complete.
 * @param territoiresConnus codes of the collectivity's territories
 * @see spec 1, stage 1; spec 2.4 (the schedule sums to exactly 1)
 */
export function manquesDeLAppel({ ouvreLe, fermeLe, contenu }: AppelAPublier, territoiresConnus: readonly string[]): readonly Manque[] {
  return [
    ...(fermeLe <= ouvreLe ? [manque('fermeture_avant_ouverture', 'fermeLe.jour')] : []),
    ...operations(contenu), ...textes(contenu), ...listes(contenu, territoiresConnus), ...criteres(contenu), ...pieces(contenu), ...regles(contenu), ...lettres(contenu),
  ];
}

const manque = (code: CodeManque, champ: string): Manque => ({ code, champ, section: sectionDuChamp(champ) });

/** Sections in which nothing is missing. */
export const sectionsCompletes = (manques: readonly Manque[]): readonly SectionAppel[] => SECTIONS_APPEL.filter((s) => !manques.some((m) => m.section === s));

/** Operations of a call last at most two years. */
const PERIODE_MAX_MOIS = 24;

function* textes({ contexte, objectifs, contact }: ContenuAppel): Generator<Manque> {
  if (contexte.trim() === '') yield manque('contexte_vide', 'contexte');
  if (objectifs.trim() === '') yield manque('objectifs_vides', 'objectifs');
  if (contact.trim() === '') yield manque('contact_vide', 'contact');
}

function* operations({ periodeOperations: { debut, fin, dureeMaxMois } }: ContenuAppel): Generator<Manque> {
  if (fin < debut) yield manque('periode_inversee', 'periode.fin');
  else if (moisEntre(debut, fin) >= PERIODE_MAX_MOIS) yield manque('periode_trop_longue', 'periode.fin');
  else if (dureeMaxMois < 1 || dureeMaxMois > Math.max(1, moisEntre(debut, ajouterJours(fin, 1)))) yield manque('duree_incoherente', 'periode.dureeMaxMois');
}

function* listes(contenu: ContenuAppel, connus: readonly string[]): Generator<Manque> {
  if (contenu.dispositifs.length === 0) yield manque('dispositif_absent', 'dispositifs.0.intitule');
  if (enDouble(contenu.dispositifs.map((d) => String(d.numero)))) yield manque('dispositif_en_double', 'dispositifs.0.intitule');
  if (contenu.axes.length === 0) yield manque('axe_absent', 'axes');
  if (contenu.publics.length === 0) yield manque('public_absent', 'publics');
  if (contenu.territoires.length === 0) yield manque('territoire_absent', 'territoires');
  if (contenu.territoires.some((code) => !connus.includes(code))) yield manque('territoire_inconnu', 'territoires');
}

function* regles({ regles: { echeances, delais, fse, financeursVerseurs = [] } }: ContenuAppel): Generator<Manque> {
  if (!partsCompletes(echeances)) yield manque('echeances_incompletes', 'echeances.0.taux');
  if (financeursVerseurs.includes('fse') && fse !== undefined) {
    if (!partsCompletes(fse.echeances)) yield manque('echeances_fse_incompletes', 'echeancesFse.0.taux');
    if (dixMilliemes(fse.avance) > DIX_MILLE) yield manque('avance_fse_entiere', 'fse.avance');
    if (fse.delaiPaiementJours < 1) yield manque('delai_nul', 'fse.delaiPaiementJours');
  }
  for (const [nom, valeur] of Object.entries(delais)) if (valeur < 1) yield manque('delai_nul', `delais.${nom}`);
}

function* criteres({ criteres: liste, comite }: ContenuAppel): Generator<Manque> {
  if (liste.length === 0) yield manque('critere_absent', 'criteres.0.intitule');
  if (enDouble(liste.map((c) => c.code)) || enDouble(liste.map((c) => c.intitule.toLowerCase()))) yield manque('critere_en_double', 'criteres.0.intitule');
  for (const [i, c] of liste.entries()) if (!(c.poids > 0)) yield manque('poids_nul', `criteres.${i}.poids`);
  if (comite.length === 0) yield manque('comite_absent', 'comite');
}

function* pieces({ pieces: liste }: ContenuAppel): Generator<Manque> {
  if (enDouble(liste.map((p) => p.code))) yield manque('piece_en_double', 'pieces.0.intitule');
  for (const [i, p] of liste.entries()) if (p.code === '') yield manque('piece_sans_code', `pieces.${i}.intitule`);
}

function* lettres({ lettres: textesDeLettres = {} }: ContenuAppel): Generator<Manque> {
  for (const lettre of LETTRES) if (variablesInconnues(textesDeLettres[lettre] ?? '', lettre).length > 0) yield manque('variable_inconnue', `lettres.${lettre}`);
}

const enDouble = (valeurs: readonly string[]): boolean => new Set(valeurs).size < valeurs.length;
