/** Why a page of a scanned bundle waits for a person. */
export const RAISONS_A_PART = ['vierge', 'sans_code', 'illisible', 'inconnue', 'pas_a_signer', 'organisme_de_l_agent', 'en_double', 'incomplete'] as const;
export type RaisonAPart = (typeof RAISONS_A_PART)[number];

/** `reconnue` waits for the other pages of its copy; `a_part` for a person; `attachee` and `ecartee` are over. */
export type EtatDePage = 'a_lire' | 'reconnue' | 'a_part' | 'attachee' | 'ecartee';

/** A page of a bundle, from 1; `numero`, `rang` and `pages` are what its code, or a person, says: which page of how many of which document. */
export interface PageDeLiasse {
  readonly page: number;
  readonly etat: EtatDePage;
  readonly raison: RaisonAPart | '';
  readonly numero: string | null;
  readonly rang: number | null;
  readonly pages: number | null;
  /** Degrees clockwise that put it upright. */
  readonly rotation: number;
}

/** A whole copy found in a bundle: its pages of the bundle in the order of the document. */
export interface Exemplaire { readonly numero: string; readonly feuilles: readonly PageDeLiasse[] }

/** Below this share of dark dots nothing is printed on a page: dust and noise of a scanner. */
const ENCRE_VIERGE = 0.0005;

export const estVierge = (encre: number): boolean => encre < ENCRE_VIERGE;

interface CodeLu { readonly numero: string; readonly rang: number; readonly pages: number }

/** What the product knows of the document a code names; `aSigner` false once its signatures are recorded. */
export interface DocumentVise { readonly aSigner: boolean; readonly organismeDeLAgent: boolean }

/**
 * What becomes of a page that was read: kept, or set aside with its reason. A page already found in the bundle is not taken twice.
 * @param vise the document its code names; null when there is none of that number
 */
export function rangerPage(code: CodeLu | null, encre: number, vise: DocumentVise | null, autres: readonly PageDeLiasse[]): RaisonAPart | null {
  if (code === null) return estVierge(encre) ? 'vierge' : 'sans_code';
  if (vise === null) return 'inconnue';
  if (vise.organismeDeLAgent) return 'organisme_de_l_agent';
  if (!vise.aSigner) return 'pas_a_signer';
  return autres.some((p) => p.numero === code.numero && p.rang === code.rang && (p.etat === 'reconnue' || p.etat === 'attachee')) ? 'en_double' : null;
}

/** Copies of which every page is there and none is attached yet, by number. */
export function exemplairesComplets(feuilles: readonly PageDeLiasse[]): Exemplaire[] {
  return parNumero(feuilles).filter(({ feuilles: f }) => manquantes(f).length === 0);
}

/** Copies of which a page is missing, by number, with what is missing. */
export function exemplairesIncomplets(feuilles: readonly PageDeLiasse[]): (Exemplaire & { readonly manquantes: readonly number[] })[] {
  return parNumero(feuilles).map((e) => ({ ...e, manquantes: manquantes(e.feuilles) })).filter((e) => e.manquantes.length > 0);
}

/** Pages that count for a copy: recognised, or recognised and waiting because another one is missing. */
const attendue = (p: PageDeLiasse): boolean => p.numero !== null && p.rang !== null && (p.etat === 'reconnue' || (p.etat === 'a_part' && p.raison === 'incomplete'));

function parNumero(feuilles: readonly PageDeLiasse[]): Exemplaire[] {
  const utiles = feuilles.filter(attendue);
  const numeros = [...new Set(utiles.map((p) => p.numero ?? ''))].sort();
  return numeros.map((numero) => ({ numero, feuilles: utiles.filter((p) => p.numero === numero).sort((a, b) => (a.rang ?? 0) - (b.rang ?? 0)) }));
}

function manquantes(feuilles: readonly PageDeLiasse[]): number[] {
  const total = Math.max(...feuilles.map((p) => p.pages ?? 0));
  const presentes = new Set(feuilles.map((p) => p.rang));
  return Array.from({ length: total }, (_, i) => i + 1).filter((rang) => !presentes.has(rang));
}
