import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { refuser } from './fichier-refuse.js';
import type { Octets } from './octets.js';

/** One file of a zip, as its central directory and its local header both tell it. */
export interface EntreeZip {
  readonly nom: string;
  readonly deflate: boolean;
  readonly compresse: number;
  readonly taille: number;
  readonly crc: number;
  /** Where its bytes start. */
  readonly position: number;
}

/** What may still be inflated, nested documents included; shared by a whole inspection. */
export interface Budget { reste: number }

const ENTREES_MAX = 4000;
const REPERTOIRE_MAX = 4 << 20;
/** An office document of 20 MB holds far less text than that; beyond, nobody could open it either. */
export const TOTAL_MAX = 150 << 20;
const RATIO_MAX = 120;
const RATIO_DES = 10 << 20;
const FIN = 22;

interface Repertoire { readonly position: number; readonly taille: number; readonly nombre: number }

async function trouverRepertoire(s: Octets): Promise<Repertoire> {
  const queue = await s.lire(Math.max(0, s.taille - 65_557), 65_557);
  const rang = queue.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (rang < 0 || queue.length - rang < FIN) refuser('abime');
  const fin = queue.subarray(rang);
  if (fin.length !== FIN || fin.readUInt16LE(20) !== 0) refuser('polyglotte');
  const [disques, nombre, taille, position] = [fin.readUInt32LE(4), fin.readUInt16LE(10), fin.readUInt32LE(12), fin.readUInt32LE(16)];
  if (disques !== 0 || nombre !== fin.readUInt16LE(8) || nombre === 0xffff || position === 0xffffffff) refuser('structure');
  if (nombre > ENTREES_MAX || taille > REPERTOIRE_MAX) refuser('bombe');
  const ecart = s.taille - FIN - (position + taille);
  const zip64 = ecart === 76 && (await s.lire(position + taille, 4)).toString('latin1') === 'PK\u0006\u0006';
  if (ecart !== 0 && !zip64) refuser(ecart < 0 ? 'abime' : 'structure');
  return { position, taille, nombre };
}

interface Brute extends Omit<EntreeZip, 'position'> { readonly entete: number }

function lireEntree(r: Buffer, p: number): { brute: Brute; suivant: number } {
  if (p + 46 > r.length || r.readUInt32LE(p) !== 0x02014b50) refuser('structure');
  const [indicateurs, methode, crc, compresse, taille] = [r.readUInt16LE(p + 8), r.readUInt16LE(p + 10), r.readUInt32LE(p + 16), r.readUInt32LE(p + 20), r.readUInt32LE(p + 24)];
  const [longueurNom, extra, commentaire, entete] = [r.readUInt16LE(p + 28), r.readUInt16LE(p + 30), r.readUInt16LE(p + 32), r.readUInt32LE(p + 42)];
  if ((indicateurs & 0x2041) !== 0) refuser('mot_de_passe');
  if ((methode !== 0 && methode !== 8) || (methode === 0 && compresse !== taille)) refuser('structure');
  const nom = r.toString('utf8', p + 46, p + 46 + longueurNom);
  // A name that leaves its folder has no reason to be in a document.
  if (nom === '' || nom.startsWith('/') || /[\\\0]|(^|\/)\.\.(\/|$)|^[a-z]:/i.test(nom)) refuser('structure');
  return { brute: { nom, deflate: methode === 8, crc, compresse, taille, entete }, suivant: p + 46 + longueurNom + extra + commentaire };
}

function borner(entrees: readonly Brute[], budget: Budget): void {
  const total = entrees.reduce((t, e) => t + e.taille, 0);
  const compresse = entrees.reduce((t, e) => t + e.compresse, 0);
  if (total > budget.reste || (total > RATIO_DES && total > compresse * RATIO_MAX)) refuser('bombe');
  budget.reste -= total;
}

/**
 * Reads the directory of a zip that must be nothing but that zip: it starts at the first byte, its files follow each
 * other without overlap nor hidden bytes, headers agree, and what it says it holds stays within `budget`.
 * @throws FichierRefuse `abime`, `polyglotte`, `structure`, `mot_de_passe`, `bombe`
 */
export async function lireZip(s: Octets, budget: Budget): Promise<EntreeZip[]> {
  const repertoire = await trouverRepertoire(s);
  const octets = await s.lire(repertoire.position, repertoire.taille);
  const brutes: Brute[] = [];
  let p = 0;
  for (let i = 0; i < repertoire.nombre; i += 1) {
    const { brute, suivant } = lireEntree(octets, p);
    brutes.push(brute);
    p = suivant;
  }
  if (p !== octets.length || brutes.length === 0) refuser('structure');
  if (new Set(brutes.map((b) => b.nom.toLowerCase())).size !== brutes.length) refuser('structure');
  borner(brutes, budget);
  return situer(s, brutes, repertoire.position);
}

async function situer(s: Octets, brutes: readonly Brute[], fin: number): Promise<EntreeZip[]> {
  const positions = new Map<string, number>();
  let attendu = 0;
  for (const b of [...brutes].sort((x, y) => x.entete - y.entete)) {
    // A data descriptor of 12 to 24 bytes may follow a file; less than nothing is an overlap, the way of modern bombs.
    if (b.entete < attendu) refuser('bombe');
    if (b.entete - attendu > (attendu === 0 ? 0 : 24)) refuser('polyglotte');
    const local = await s.lire(b.entete, 30);
    if (local.length < 30 || local.readUInt32LE(0) !== 0x04034b50) refuser('structure');
    const nom = await s.lire(b.entete + 30, local.readUInt16LE(26));
    if (nom.toString('utf8') !== b.nom || local.readUInt16LE(8) !== (b.deflate ? 8 : 0)) refuser('structure');
    const position = b.entete + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    positions.set(b.nom, position);
    attendu = position + b.compresse;
  }
  if (attendu > fin) refuser('bombe');
  if (fin - attendu > 24) refuser('polyglotte');
  return brutes.map(({ entete: _, ...b }) => ({ ...b, position: positions.get(b.nom) ?? 0 }));
}

/**
 * Gives the plain bytes of one file to `lire`, a piece at a time, and holds that they are as many as announced.
 * @throws FichierRefuse `bombe` one byte above what was announced; `abime` when bytes are missing or wrong
 */
export async function parcourir(s: Octets, e: EntreeZip, lire: (morceau: Buffer) => void): Promise<void> {
  let [sortis, somme, refus] = [0, 0, null as unknown];
  const tirer = async (flux: AsyncIterable<Buffer>): Promise<void> => {
    for await (const morceau of flux) {
      sortis += morceau.length;
      try {
        if (sortis > e.taille) refuser('bombe');
        somme = crc32(morceau, somme);
        lire(morceau);
      } catch (erreur) {
        refus = erreur;
        return;
      }
    }
  };
  const source = Readable.from(tranches(s, e));
  const issue = await (e.deflate ? pipeline(source, createInflateRaw(), tirer) : pipeline(source, tirer)).catch((erreur: unknown) => erreur);
  // Ended early, a stream fails in its own words: the reason it was ended is the one that counts.
  if (refus instanceof Error) throw refus;
  if (issue instanceof Error && 'code' in issue && String(issue.code).startsWith('Z_')) refuser('abime');
  if (issue instanceof Error) throw issue;
  if (sortis !== e.taille || somme !== e.crc) refuser('abime');
}

async function* tranches(s: Octets, e: EntreeZip): AsyncGenerator<Buffer> {
  for (let p = 0; p < e.compresse; p += 1 << 16) yield await s.lire(e.position + p, Math.min(1 << 16, e.compresse - p));
}
