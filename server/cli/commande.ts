import type { ConfigCli } from '../platform/config.js';

/** Options of a command: each may be given several times. */
export type Options = Readonly<Record<string, readonly string[] | undefined>>;

export type Ecrire = (ligne: string) => void;

/** A command: 0 when it went well, anything else when it did not. */
export type Commande = (config: ConfigCli, options: Options, ecrire: Ecrire) => Promise<number>;

/** A command given in a wrong way; the message is for the person who typed it. */
export class UsageInvalide extends Error {}
