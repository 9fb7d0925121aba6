import { Agent, request, type OutgoingHttpHeaders } from 'node:http';

/** What a request was answered; 599 when it was not, with the reason as a body. */
export interface ReponseBrute { readonly statut: number; readonly corps: string; readonly type: string; readonly vers: string | null; readonly ms: number }

/** Longest wait for an answer before it counts as none. */
export const DELAI_MS = 10_000;

/**
 * Sends requests over connections that stay open, and keeps no cookie: each is sent as its `entetes` say. Lighter than
 * `fetch`, which costs as much as the server it asks.
 */
export class ClientHttp {
  private readonly agent: Agent;
  private readonly hote: string;
  private readonly port: number;

  constructor(adresse: string, largeur: number) {
    const { hostname, port } = new URL(adresse);
    [this.hote, this.port] = [hostname, Number(port)];
    this.agent = new Agent({ keepAlive: true, maxSockets: largeur });
  }

  demander(methode: 'GET' | 'POST', chemin: string, entetes: OutgoingHttpHeaders, corps: Buffer | null = null): Promise<ReponseBrute> {
    const debut = performance.now();
    return new Promise((resolve) => {
      const finir = (statut: number, texte: string, type = '', vers: string | null = null): void => {
        clearTimeout(garde);
        resolve({ statut, corps: texte, type, vers, ms: performance.now() - debut });
      };
      const demande = request({ agent: this.agent, host: this.hote, port: this.port, method: methode, path: chemin, headers: corps === null ? entetes : { ...entetes, 'content-length': corps.length } }, (reponse) => {
        const morceaux: Buffer[] = [];
        reponse.on('data', (m: Buffer) => void morceaux.push(m));
        reponse.on('error', (cause) => finir(599, `answer cut: ${String(cause)}`));
        reponse.on('end', () => finir(reponse.statusCode ?? 599, Buffer.concat(morceaux).toString('utf8'), reponse.headers['content-type'], reponse.headers.location ?? null));
      });
      const garde = setTimeout(() => demande.destroy(new Error(`no answer within ${DELAI_MS} ms`)), DELAI_MS);
      demande.on('error', (cause) => finir(599, String(cause)));
      demande.end(corps ?? undefined);
    });
  }

  fermer(): void { this.agent.destroy(); }
}

/** URL encoding that keeps half surrogates, as three bytes that are no UTF-8; `URLSearchParams` would mend them. */
export function encoder(texte: string): string {
  if (!DEMI_CODET.test(texte)) return encodeURIComponent(texte);
  return texte.replace(/[\s\S]/gu, (c) => (DEMI_CODET.test(c) ? octetsDe(c.charCodeAt(0)) : encodeURIComponent(c)));
}
const DEMI_CODET = /\p{Cs}/u;

const octetsDe = (code: number): string => [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)].map((o) => `%${o.toString(16)}`).join('');
