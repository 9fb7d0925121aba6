import { inflateSync } from 'node:zlib';

interface Table {
  readonly nom: string;
  readonly somme: number;
  readonly octets: Buffer;
}

/** Reads the tables of a WOFF 1.0 font (https://www.w3.org/TR/WOFF/, sections 3 to 5). */
function tables(woff: Buffer): Table[] {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('not a WOFF font');
  return Array.from({ length: woff.readUInt16BE(12) }, (_, i) => {
    const entree = 44 + 20 * i;
    const champ = (rang: number): number => woff.readUInt32BE(entree + 4 * rang);
    const [debut, comprimee, entiere, somme] = [champ(1), champ(2), champ(3), champ(4)];
    const brut = woff.subarray(debut, debut + comprimee);
    const octets = comprimee === entiere ? brut : inflateSync(brut);
    return { nom: woff.toString('latin1', entree, entree + 4), somme, octets };
  });
}

/**
 * The plain TrueType font inside a WOFF 1.0 one. fontkit inflates the glyph table of a WOFF again for each
 * glyph it reads; a letter takes six times less from this.
 * @throws Error when the file is no WOFF
 */
export function enSfnt(woff: Buffer): Buffer {
  const contenu = tables(woff);
  const entete = Buffer.alloc(12 + 16 * contenu.length);
  const ordre = Math.floor(Math.log2(contenu.length));
  woff.copy(entete, 0, 4, 8);
  [contenu.length, 16 * 2 ** ordre, ordre, 16 * (contenu.length - 2 ** ordre)].forEach((n, i) => {
    entete.writeUInt16BE(n, 4 + 2 * i);
  });
  const corps: Buffer[] = [];
  let position = entete.length;
  contenu.forEach(({ nom, somme, octets }, i) => {
    const entree = 12 + 16 * i;
    entete.write(nom, entree, 'latin1');
    [somme, position, octets.length].forEach((n, rang) => entete.writeUInt32BE(n, entree + 4 + 4 * rang));
    const bourrage = Buffer.alloc((4 - (octets.length % 4)) % 4);
    corps.push(octets, bourrage);
    position += octets.length + bourrage.length;
  });
  return Buffer.concat([entete, ...corps]);
}

/**
 * Code points of the Basic Multilingual Plane that a WOFF font has a glyph for.
 * Read from the font itself: the ranges published beside it promise more than it holds.
 * @throws Error when the file is no WOFF or has no format 4 character map
 * @see OpenType, `cmap` table, format 4
 */
export function lireCouverture(woff: Buffer): ReadonlySet<number> {
  const cmap = tables(woff).find((table) => table.nom === 'cmap')?.octets ?? Buffer.alloc(4);
  for (let i = 0; i < cmap.readUInt16BE(2); i += 1) {
    const debut = cmap.readUInt32BE(4 + 8 * i + 4);
    if (cmap.readUInt16BE(debut) === 4) return lireFormat4(cmap.subarray(debut));
  }
  throw new Error('no format 4 character map in the font');
}

function lireFormat4(format4: Buffer): ReadonlySet<number> {
  const codes = new Set<number>();
  const taille = format4.readUInt16BE(6);
  for (let s = 0; s < taille; s += 2) {
    const fin = format4.readUInt16BE(14 + s);
    const debut = format4.readUInt16BE(16 + taille + s);
    const delta = format4.readUInt16BE(16 + 2 * taille + s);
    const position = 16 + 3 * taille + s;
    const decalage = format4.readUInt16BE(position);
    for (let code = debut; code <= fin && code < 0xffff; code += 1) {
      const indirect = decalage === 0 ? code : format4.readUInt16BE(position + decalage + 2 * (code - debut));
      const glyphe = decalage !== 0 && indirect === 0 ? 0 : (indirect + delta) & 0xffff;
      if (glyphe !== 0) codes.add(code);
    }
  }
  return codes;
}
