import { Writable } from 'node:stream';
import { ecrireXlsx } from '../../server/platform/xlsx.js';
import { zip } from './fichiers-hostiles.js';

const TYPES = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ods: 'application/vnd.oasis.opendocument.spreadsheet' } as const;

export type FormatTableau = keyof typeof TYPES;

/** Rows, headings first, as a file of each format, as a browser sends it. */
export async function fichierDeTableau(nom: string, format: FormatTableau, lignes: readonly (readonly string[])[]): Promise<File> {
  const octets = format === 'csv' ? Buffer.from(`\uFEFF${lignes.map((l) => l.map((c) => `"${c.replaceAll('"', '""')}"`).join(';')).join('\r\n')}\r\n`) : format === 'xlsx' ? await enXlsx(lignes) : enOds(lignes);
  return new File([new Uint8Array(octets)], `${nom}.${format}`, { type: TYPES[format] });
}

async function enXlsx(lignes: readonly (readonly string[])[]): Promise<Buffer> {
  const morceaux: Buffer[] = [];
  const sortie = new Writable({ write(m: Buffer, _c, suite) { morceaux.push(Buffer.from(m)); suite(); } });
  const [titres = [], ...corps] = lignes;
  async function* rangees(): AsyncGenerator<readonly string[]> { for (const l of corps) yield await Promise.resolve(l); }
  await ecrireXlsx(sortie, { feuille: 'Tableau', colonnes: titres.map((titre) => ({ titre, type: 'texte' as const })), lignes: rangees() });
  return Buffer.concat(morceaux);
}

const echapper = (t: string): string => t.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function enOds(lignes: readonly (readonly string[])[]): Buffer {
  const rangees = lignes.map((l) => `<table:table-row>${l.map((c) => (c === '' ? '<table:table-cell/>' : `<table:table-cell office:value-type="string"><text:p>${echapper(c)}</text:p></table:table-cell>`)).join('')}</table:table-row>`).join('');
  return zip([
    { nom: 'mimetype', contenu: TYPES.ods, stocke: true },
    { nom: 'META-INF/manifest.xml', contenu: '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>' },
    { nom: 'content.xml', contenu: `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Tableau">${rangees}</table:table></office:spreadsheet></office:body></office:document-content>` },
  ]);
}
