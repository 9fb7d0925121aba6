import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** New identifier: UUID v7, whose order is the order of creation. */
export const nouvelId = (): string => v7();

const FORME = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True when `texte` has the form of an identifier; anything else is answered 404 before any query. */
export const estId = (texte: unknown): texte is string => typeof texte === 'string' && FORME.test(texte);

/** 64 random bits as sixteen hexadecimal figures: the seed of a draw. */
export const graineAleatoire = (): string => randomBytes(8).toString('hex');

/** 256 random bits as text fit for a link. */
export const jetonAleatoire = (): string => randomBytes(32).toString('base64url');

/** 32 signs that nobody mistakes for one another on paper. */
const SIGNES = '23456789abcdefghijkmnpqrstuvwxyz';

/** 60 random bits as twelve signs, for a link that is printed and may be typed; it opens nothing that must stay secret. */
export const jetonATaper = (): string => Array.from(randomBytes(12), (octet) => SIGNES.charAt(octet % SIGNES.length)).join('');

/** SHA-256 of text or bytes, in hexadecimal. */
export const sha256 = (contenu: string | Uint8Array): string => createHash('sha256').update(contenu).digest('hex');
