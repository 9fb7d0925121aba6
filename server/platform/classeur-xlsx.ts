import path from 'node:path';
import { ClasseurRefuse } from './classeur-refuse.js';
import { allonger, nombreEcrit, Rangees, type LigneClasseur, type LimitesClasseur } from './classeur-rangees.js';
import { lireXml, parcourirXml, type Attributs, type Document, type EcouteXml } from './classeur-xml.js';

/** Texts shared by the cells of a workbook, all sheets together: they alone are held whole. */
const TEXTES_MAX = 32 << 20;
const STYLES_MAX = 65_536;
const COLONNES_MAX = 16_384;

/** How a style shows its number. */
type Nature = 'nombre' | 'jour' | 'heure';

const sansPrefixe = (nom: string): string => nom.slice(nom.indexOf(':') + 1);

/**
 * Rows of one sheet of an Office Open XML workbook (ECMA-376), as they are inflated.
 * @param feuille name of the sheet; the first one that is not hidden when it is not given
 * @throws ClasseurRefuse
 */
export async function* lireXlsx(document: Document, feuille: string | undefined, limites: LimitesClasseur): AsyncGenerator<LigneClasseur> {
  const { principal, feuilles, en1904 } = await lireClasseurXlsx(document);
  const voulue = feuille === undefined ? feuilles.find((f) => !f.cachee) ?? feuilles[0] : feuilles.find((f) => f.nom === feuille);
  const liens = await lireLiens(document, principal);
  const cible = voulue === undefined ? undefined : liens.find((l) => l.id === voulue.lien)?.cible;
  const lieu = (fin: string): string | undefined => liens.find((l) => l.type.endsWith(fin))?.cible;
  const textes = await lireTextes(document, lieu('/sharedStrings'));
  const rangees = new Rangees(limites);
  const ecoute = new EcouteFeuille(rangees, textes, await lireStyles(document, lieu('/styles')), en1904);
  const flux = cible === undefined ? null : await document.partie(cible);
  if (flux === null) throw new ClasseurRefuse('feuille');
  for await (const _ of parcourirXml(flux, ecoute)) yield* rangees.prendre();
}

interface Lien { readonly id: string; readonly type: string; readonly cible: string }

/** Where a part's links lead, as names of parts. */
async function lireLiens(document: Document, partie: string): Promise<Lien[]> {
  const { dir, base } = path.posix.parse(partie);
  const flux = await document.partie(path.posix.join(dir, '_rels', `${base}.rels`));
  if (flux === null) throw new ClasseurRefuse('format');
  const liens: Lien[] = [];
  await lireXml(flux, {
    ouvrir: (nom, { Id = '', Type = '', Target = '' }) => {
      if (sansPrefixe(nom) !== 'Relationship' || liens.length >= ENTREES_MAX) return;
      liens.push({ id: Id, type: Type, cible: path.posix.join('/', dir, Target.startsWith('/') ? path.posix.relative(`/${dir}`, Target) : Target).slice(1) });
    },
    fermer: () => undefined,
  });
  return liens;
}

const ENTREES_MAX = 4000;

interface FeuilleXlsx { readonly nom: string; readonly lien: string; readonly cachee: boolean }

async function lireClasseurXlsx(document: Document): Promise<{ principal: string; feuilles: FeuilleXlsx[]; en1904: boolean }> {
  const principal = (await lireLiens(document, '')).find((l) => l.type.endsWith('/officeDocument'))?.cible;
  const flux = principal === undefined ? null : await document.partie(principal);
  if (principal === undefined || flux === null) throw new ClasseurRefuse('format');
  const feuilles: FeuilleXlsx[] = [];
  let en1904 = false;
  await lireXml(flux, {
    ouvrir: (balise, a) => {
      const nom = sansPrefixe(balise);
      if (nom === 'workbookPr') en1904 = vrai(a['date1904']);
      if (nom === 'sheet' && feuilles.length < ENTREES_MAX) feuilles.push({ nom: a['name'] ?? '', lien: a['r:id'] ?? Object.entries(a).find(([k]) => k.endsWith(':id'))?.[1] ?? '', cachee: (a['state'] ?? 'visible') !== 'visible' });
    },
    fermer: () => undefined,
  });
  return { principal, feuilles, en1904 };
}

const vrai = (v: string | undefined): boolean => v === '1' || v === 'true';

/** Texts of a run of marks `t`, those that tell how Japanese is read aside. */
class EcouteTexte {
  texteLu = '';
  private dansT = false;
  private phonetique = false;

  ouvrir(nom: string): void {
    if (nom === 'rPh') this.phonetique = true;
    if (nom === 't') this.dansT = !this.phonetique;
  }

  fermer(nom: string): void {
    if (nom === 'rPh') this.phonetique = false;
    if (nom === 't') this.dansT = false;
  }

  texte(t: string): void {
    if (this.dansT) this.texteLu = allonger(this.texteLu, t);
  }

  /** The text gathered, control characters written `_x000D_` read back. */
  prendre(): string {
    const lu = this.texteLu.replace(/_x([0-9a-f]{4})_/giu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    this.texteLu = '';
    return lu;
  }
}

async function lireTextes(document: Document, partie: string | undefined): Promise<readonly string[]> {
  const flux = partie === undefined ? null : await document.partie(partie);
  if (flux === null) return [];
  const textes: string[] = [];
  const courant = new EcouteTexte();
  let total = 0;
  await lireXml(flux, {
    ouvrir: (balise) => courant.ouvrir(sansPrefixe(balise)),
    texte: (t) => courant.texte(t),
    fermer: (balise) => {
      const nom = sansPrefixe(balise);
      courant.fermer(nom);
      if (nom !== 'si') return;
      const texte = courant.prendre();
      total += texte.length + 16;
      if (total > TEXTES_MAX) throw new ClasseurRefuse('trop_grand', TEXTES_MAX);
      textes.push(texte);
    },
  });
  return textes;
}

/** Built-in formats that show a day or an hour (ECMA-376, part 1, 18.8.30). */
function natureDuFormat(id: number): Nature {
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return 'heure';
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? 'jour' : 'nombre';
}

/** What a format written by its author shows: letters outside quotes, brackets and escapes. */
function natureDuCode(code: string): Nature {
  const lettres = code.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, '').split(';')[0]?.toLowerCase() ?? '';
  if (/[yd]|j|a{2}/.test(lettres.replace(/am\/pm|a\/p/g, ''))) return 'jour';
  return /[hs]/.test(lettres) ? 'heure' : /m/.test(lettres) ? 'jour' : 'nombre';
}

async function lireStyles(document: Document, partie: string | undefined): Promise<readonly Nature[]> {
  const flux = partie === undefined ? null : await document.partie(partie);
  if (flux === null) return [];
  const formats = new Map<number, Nature>();
  const styles: Nature[] = [];
  let dansXfs = false;
  await lireXml(flux, {
    ouvrir: (balise, a) => {
      const nom = sansPrefixe(balise);
      if (nom === 'cellXfs') dansXfs = true;
      if (nom === 'numFmt' && formats.size < STYLES_MAX) formats.set(Number(a['numFmtId']), natureDuCode(a['formatCode'] ?? ''));
      if (nom !== 'xf' || !dansXfs || styles.length >= STYLES_MAX) return;
      const id = Number(a['numFmtId'] ?? 0);
      styles.push(formats.get(id) ?? natureDuFormat(id));
    },
    fermer: (balise) => { if (sansPrefixe(balise) === 'cellXfs') dansXfs = false; },
  });
  return styles;
}

/** Column of a reference, from 0: `C12` is 2. */
function colonneDe(reference: string): number {
  let n = 0;
  for (const c of reference) {
    const code = c.charCodeAt(0) & ~32;
    if (code < 65 || code > 90) break;
    n = n * 26 + code - 64;
    if (n > COLONNES_MAX) throw new ClasseurRefuse('abime');
  }
  return n - 1;
}

/** Reads the cells of a sheet; a class because each mark moves the same row, column and cell. */
class EcouteFeuille implements EcouteXml {
  private ligne = 0;
  private colonne = -1;
  private type = 'n';
  private style = 0;
  private valeur = '';
  private dansV = false;
  private readonly enLigne = new EcouteTexte();

  constructor(private readonly rangees: Rangees, private readonly textes: readonly string[], private readonly styles: readonly Nature[], private readonly en1904: boolean) {}

  ouvrir(balise: string, a: Attributs): void {
    const nom = sansPrefixe(balise);
    this.enLigne.ouvrir(nom);
    if (nom === 'row') this.ouvrirLigne(a['r']);
    else if (nom === 'c') this.ouvrirCellule(a);
    else if (nom === 'v') this.dansV = true;
  }

  texte(t: string): void {
    if (this.dansV) this.valeur = allonger(this.valeur, t);
    else this.enLigne.texte(t);
  }

  fermer(balise: string): void {
    const nom = sansPrefixe(balise);
    this.enLigne.fermer(nom);
    if (nom === 'v') this.dansV = false;
    else if (nom === 'c') this.rangees.poser(this.colonne, this.lue(), this.ligne);
    else if (nom === 'row') this.rangees.finir(this.ligne);
  }

  private ouvrirLigne(r: string | undefined): void {
    const numero = r === undefined ? this.ligne + 1 : Number(r);
    if (!Number.isSafeInteger(numero) || numero <= this.ligne) throw new ClasseurRefuse('abime');
    this.ligne = numero;
    this.colonne = -1;
  }

  private ouvrirCellule(a: Attributs): void {
    const colonne = a['r'] === undefined ? this.colonne + 1 : colonneDe(a['r']);
    if (colonne <= this.colonne || colonne >= COLONNES_MAX) throw new ClasseurRefuse('abime');
    [this.colonne, this.type, this.style, this.valeur] = [colonne, a['t'] ?? 'n', Number(a['s'] ?? 0), ''];
  }

  private lue(): string {
    const enLigne = this.enLigne.prendre();
    switch (this.type) {
      case 's': return this.textes[Number(this.valeur)] ?? '';
      case 'inlineStr': return enLigne;
      case 'b': return this.valeur === '' ? '' : vrai(this.valeur) ? 'vrai' : 'faux';
      case 'd': return this.valeur.slice(0, 10);
      case 'n': return this.nombre();
      default: return this.valeur;
    }
  }

  private nombre(): string {
    const nature = this.styles[this.style] ?? 'nombre';
    const n = Number(this.valeur);
    if (this.valeur === '' || nature === 'nombre' || !Number.isFinite(n) || n < 0 || n > SERIE_MAX) return this.valeur === '' ? '' : nombreEcrit(this.valeur);
    // Lotus took 1900 for a leap year and every workbook does since: days before 1 March 1900 are one late.
    const jours = this.en1904 ? n + 1462 : n < 61 ? n + 1 : n;
    const iso = new Date(ORIGINE + Math.round(jours * 1440) * 60_000).toISOString();
    return nature === 'heure' && n < 1 ? iso.slice(11, 16) : iso.slice(0, 10);
  }
}

/** 31 December 9999. */
const SERIE_MAX = 2_958_465;
/** Day 0 of workbooks, seen from 1 March 1900 on. */
const ORIGINE = Date.UTC(1899, 11, 30);
