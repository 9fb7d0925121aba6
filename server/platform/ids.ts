import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** New identifier: UUID v7, whose order is the order of creation. */
export const nouvelId = (): string => v7();

const FORME = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True when `texte` has the form of an identifier; anything else is answered 404 before any query. */
export const estId = (texte: unknown): texte is string => typeof texte === 'string' && FORME.test(texte);

/** 256 random bits as text fit for a link. */
export const jetonAleatoire = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of text or bytes, in hexadecimal. */
export const sha256 = (contenu: string | Uint8Array): string => createHash('sha256').update(contenu).digest('hex');
