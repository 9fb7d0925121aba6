import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cents, decimalDepuisCents } from '../domain/kernel/cents.js';
import { lettreDeColonne, type ColonneFeuille, type Feuille, type TypeColonne, type ValeurCellule } from './feuille.js';
import { lectureRapide } from './heure-de-paris.js';
import { zip, type EntreeZip } from './zip.js';

/** Limits of the format (Microsoft, « Excel specifications and limits »). */
const LIGNES_MAX = 1_048_576;
const CARACTERES_MAX = 32_767;

/**
 * Writes tables as the sheets of an Office Open XML workbook (ECMA-376) while their rows are read: typed cells, so that no text is
 * ever run as a formula, header row frozen, filters on every column. Memory does not grow with the rows.
 * @throws RangeError past 1 048 575 rows
 */
export async function ecrireXlsx(sortie: Writable, ...feuilles: readonly Feuille[]): Promise<void> {
  await pipeline(Readable.from(zip(classeur(feuilles))), sortie);
}

function* classeur(feuilles: readonly Feuille[]): Generator<EntreeZip> {
  yield { nom: '[Content_Types].xml', contenu: [types(feuilles.length)] };
  yield { nom: '_rels/.rels', contenu: [LIENS] };
  yield { nom: 'xl/workbook.xml', contenu: [classeurXml(feuilles.map((f) => f.feuille))] };
  yield { nom: 'xl/_rels/workbook.xml.rels', contenu: [liensClasseur(feuilles.length)] };
  yield { nom: 'xl/styles.xml', contenu: [STYLES] };
  for (const [i, feuille] of feuilles.entries()) yield { nom: `xl/worksheets/sheet${i + 1}.xml`, contenu: feuilleXml(feuille) };
}

const LARGEURS: Readonly<Record<TypeColonne, number>> = { texte: 28, montant: 16, jour: 12, instant: 17, nombre: 12 };
/** Index of each type's style in `cellXfs`. */
const STYLE: Readonly<Record<TypeColonne, number>> = { texte: 2, montant: 3, jour: 4, instant: 5, nombre: 0 };

async function* feuilleXml({ colonnes, lignes, aRemplir = 0 }: Feuille): AsyncGenerator<string> {
  const lettres = colonnes.map((_, i) => lettreDeColonne(i));
  let rang = 1;
  let bloc = `${ENTETE}<worksheet xmlns="${ESPACE}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${cols(colonnes, aRemplir > 0)}<sheetData>`
    + `<row r="1">${colonnes.map((c, i) => texteXml(`${lettres[i] ?? ''}1`, 1, c.titre)).join('')}</row>`;
  for await (const ligne of lignes) {
    rang += 1;
    if (rang > LIGNES_MAX) throw new RangeError('more rows than a sheet holds');
    let cellules = '';
    for (let i = 0; i < colonnes.length; i += 1) cellules += celluleXml(`${lettres[i] ?? ''}${rang}`, colonnes[i]?.type ?? 'texte', ligne[i] ?? null);
    bloc += `<row r="${rang}">${cellules}</row>`;
    if (bloc.length < 65_536) continue;
    yield bloc;
    bloc = '';
  }
  yield `${bloc}</sheetData>${colonnes.length === 0 ? '' : `<autoFilter ref="A1:${lettres.at(-1) ?? 'A'}${rang}"/>`}${listes(colonnes, aRemplir)}</worksheet>`;
}

/** Lists offered in the cells to be filled; another answer may still be typed. */
function listes(colonnes: readonly ColonneFeuille[], aRemplir: number): string {
  const offertes = colonnes.flatMap(({ choix }, i) => (choix === undefined || aRemplir === 0 ? [] : [[lettreDeColonne(i), choix] as const]));
  return offertes.length === 0 ? '' : `<dataValidations count="${offertes.length}">${offertes.map(([lettre, choix]) =>
    `<dataValidation type="list" allowBlank="1" sqref="${lettre}2:${lettre}${aRemplir + 1}"><formula1>${echapper(choix)}</formula1></dataValidation>`).join('')}</dataValidations>`;
}

const cols = (colonnes: readonly ColonneFeuille[], aRemplir: boolean): string => (colonnes.length === 0 ? ''
  : `<cols>${colonnes.map((c, i) => `<col min="${i + 1}" max="${i + 1}" width="${c.largeur ?? LARGEURS[c.type]}"${aRemplir ? ` style="${STYLE[c.type]}"` : ''} customWidth="1"/>`).join('')}</cols>`);

function celluleXml(ref: string, type: TypeColonne, valeur: ValeurCellule): string {
  if (valeur === null || valeur === '') return '';
  const nombre = (v: string | number): string => `<c r="${ref}" s="${STYLE[type]}"><v>${v}</v></c>`;
  switch (type) {
    case 'texte': return texteXml(ref, STYLE.texte, String(valeur));
    case 'montant': return nombre(decimalDepuisCents(cents(Number(valeur))));
    case 'jour': return nombre(serie(`${String(valeur)}T00:00`));
    case 'instant': return nombre(serie(lectureRapide(String(valeur))));
    case 'nombre': return nombre(Number(valeur));
  }
}

/** Days since 30 December 1899, the origin of spreadsheets. */
const serie = (lecture: string): number => Math.round(((Date.parse(`${lecture}:00.000Z`) - ORIGINE) / 86_400_000) * 1e6) / 1e6;
const ORIGINE = Date.UTC(1899, 11, 30);

const texteXml = (ref: string, style: number, texte: string): string => `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${echapper(texte)}</t></is></c>`;

/** Text as XML 1.0 allows it; `_x0041_` would be read as a character by spreadsheets, hence its first underscore is escaped. */
function echapper(texte: string): string {
  const court = texte.length > CARACTERES_MAX ? `${texte.slice(0, CARACTERES_MAX - 1)}…` : texte;
  return court.replace(/[^\P{Cc}\t\n]|\p{Cs}|[\uFFFE\uFFFF]/gu, '').replace(/_(?=x[0-9a-f]{4}_)/giu, '_x005F_').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const ESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PAQUET = 'http://schemas.openxmlformats.org/package/2006';
const CONTENU = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const rangs = (feuilles: number): number[] => Array.from({ length: feuilles }, (_, i) => i + 1);

const types = (feuilles: number): string => `${ENTETE}<Types xmlns="${PAQUET}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`
  + `<Override PartName="/xl/workbook.xml" ContentType="${CONTENU}.sheet.main+xml"/>${rangs(feuilles).map((i) => `<Override PartName="/xl/worksheets/sheet${i}.xml" ContentType="${CONTENU}.worksheet+xml"/>`).join('')}`
  + `<Override PartName="/xl/styles.xml" ContentType="${CONTENU}.styles+xml"/></Types>`;
const LIENS = `${ENTETE}<Relationships xmlns="${PAQUET}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
const liensClasseur = (feuilles: number): string => `${ENTETE}<Relationships xmlns="${PAQUET}/relationships">${rangs(feuilles).map((i) => `<Relationship Id="rId${i}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${i}.xml"/>`).join('')}`
  + `<Relationship Id="rId${feuilles + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;

/** A sheet's name holds at most 31 characters and none of `[]:*?/\`. */
const nomXml = (nom: string): string => echapper(nom.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31)).replaceAll('"', '&quot;');
const classeurXml = (noms: readonly string[]): string =>
  `${ENTETE}<workbook xmlns="${ESPACE}" xmlns:r="${OFFICE}"><sheets>${noms.map((nom, i) => `<sheet name="${nomXml(nom)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`;

const STYLES = `${ENTETE}<styleSheet xmlns="${ESPACE}"><numFmts count="3"><numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;€&quot;"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/><numFmt numFmtId="166" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>`
  + '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
  + '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE6EEEF"/></patternFill></fill></fills>'
  + '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
  + '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'
  + [49, 164, 165, 166].map((f) => `<xf numFmtId="${f}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`).join('')
  + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';
