import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Secret keys by version; the highest is the one that encrypts, the others only read what they encrypted. */
export type ClesDeCoffre = ReadonlyMap<number, Uint8Array>;

/** Reads `1:<64 hexadecimal digits>,2:…`, whose form was checked; empty: no key. */
export const lireCles = (texte: string): ClesDeCoffre =>
  new Map(texte.split(',').filter((c) => c !== '').map((c): [number, Uint8Array] => { const [version = '', cle = ''] = c.split(':'); return [Number(version), Buffer.from(cle, 'hex')]; }));

/** What was encrypted, with the version of the key that did it. */
export interface Scelle { readonly version: number; readonly chiffre: string }

/** Raised when what is read was not encrypted by these keys for this place, or was changed since. */
export class CoffreFerme extends Error {}

const NONCE = 12;
const SCEAU = 16;

/**
 * Encrypts texts at rest (AES-256-GCM, one random nonce each) and makes keyed fingerprints by which an equal text is found without
 * being read. The keys of each use are derived from the secret ones, so that none serves twice.
 * @param usage name of what is kept: two uses never read one another
 */
export class Coffre {
  private readonly chiffrement: ReadonlyMap<number, Uint8Array>;
  private readonly empreintes: ReadonlyMap<number, Uint8Array>;

  constructor(cles: ClesDeCoffre, usage: string) {
    const deriver = (role: string): Map<number, Uint8Array> => new Map([...cles].map(([v, cle]) => [v, new Uint8Array(hkdfSync('sha256', cle, '', `passerelle:${usage}:${role}`, 32))]));
    this.chiffrement = deriver('chiffrement');
    this.empreintes = deriver('empreinte');
  }

  /** False when no key was configured: nothing can be kept. */
  get ouvert(): boolean { return this.chiffrement.size > 0; }

  /** Version of the key that encrypts now. */
  get version(): number { return Math.max(...this.chiffrement.keys()); }

  /** Encrypts `clair` for one place (`lieu`, such as the id of its row): read elsewhere it does not open. @throws CoffreFerme without a key */
  sceller(clair: string, lieu: string): Scelle {
    const nonce = randomBytes(NONCE);
    const chiffreur = createCipheriv('aes-256-gcm', this.cle(this.chiffrement, this.version), nonce);
    chiffreur.setAAD(Buffer.from(lieu, 'utf8'));
    const corps = Buffer.concat([chiffreur.update(clair, 'utf8'), chiffreur.final()]);
    return { version: this.version, chiffre: Buffer.concat([nonce, chiffreur.getAuthTag(), corps]).toString('base64') };
  }

  /** Reads what `sceller` encrypted for the same place. @throws CoffreFerme when the key is unknown or anything was changed */
  ouvrir({ version, chiffre }: Scelle, lieu: string): string {
    const octets = Buffer.from(chiffre, 'base64');
    const dechiffreur = createDecipheriv('aes-256-gcm', this.cle(this.chiffrement, version), octets.subarray(0, NONCE), { authTagLength: SCEAU });
    dechiffreur.setAAD(Buffer.from(lieu, 'utf8'));
    dechiffreur.setAuthTag(octets.subarray(NONCE, NONCE + SCEAU));
    try {
      return Buffer.concat([dechiffreur.update(octets.subarray(NONCE + SCEAU)), dechiffreur.final()]).toString('utf8');
    } catch (cause) {
      throw new CoffreFerme('this text was not encrypted here by this key, or was changed', { cause });
    }
  }

  /** Fingerprint of a text by the key in force; the same text always gives the same, and nobody without the key can try texts. */
  empreinte(texte: string): string { return this.empreinteDe(texte, this.version); }

  /** Fingerprints of a text by every key, the one in force first: what an older key wrote is found too. */
  toutesLesEmpreintes(texte: string): string[] {
    return [...this.empreintes.keys()].sort((a, b) => b - a).map((v) => this.empreinteDe(texte, v));
  }

  private empreinteDe(texte: string, version: number): string {
    return createHmac('sha256', this.cle(this.empreintes, version)).update(texte, 'utf8').digest('hex');
  }

  private cle(cles: ReadonlyMap<number, Uint8Array>, version: number): Uint8Array {
    const cle = cles.get(version);
    if (cle === undefined) throw new CoffreFerme(`no key of version ${version}`);
    return cle;
  }
}
