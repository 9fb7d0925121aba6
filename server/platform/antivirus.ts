import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { ConfigAntivirus } from './config.js';

/** What the antivirus says of a file. */
export type Verdict = { readonly sain: true } | { readonly sain: false; readonly nom: string };

/** No verdict: scanner down, slow, over its limits, or an answer that is not understood. The file must wait. */
export class AnalyseImpossible extends Error {
  constructor(readonly raison: string) {
    super(`antivirus: ${raison}`);
    this.name = 'AnalyseImpossible';
  }
}

export interface Antivirus {
  /** @throws AnalyseImpossible whenever there is no clear verdict */
  analyser(fichier: Readable): Promise<Verdict>;
}

const TRANCHE_MAX = 1 << 16;
const REPONSE_MAX = 4096;

/**
 * A clamd daemon, spoken to by INSTREAM: the file is sent as it is read, in chunks preceded by their length on four
 * bytes; an empty chunk ends it. After a file it could not have scanned in time, none is sent for as long as that lasted:
 * a daemon that hangs does not hold up the other background works.
 */
export function creerAntivirus({ hote, port, delaiMs }: ConfigAntivirus, maintenant: () => number = Date.now): Antivirus {
  let pauseJusqua = 0;
  return {
    async analyser(fichier) {
      if (maintenant() < pauseJusqua) {
        fichier.destroy();
        throw new AnalyseImpossible('en pause après un délai dépassé');
      }
      try {
        return lireReponse(await interroger(hote, port, delaiMs, fichier));
      } catch (erreur) {
        if (erreur instanceof AnalyseImpossible && erreur.raison === 'délai dépassé') pauseJusqua = maintenant() + delaiMs;
        throw erreur;
      } finally {
        fichier.destroy();
      }
    },
  };
}

function interroger(hote: string, port: number, delaiMs: number, fichier: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const prise = connect({ host: hote, port });
    let reponse = '';
    let fini = false;
    const finir = (action: () => void): void => {
      if (fini) return;
      fini = true;
      clearTimeout(minuterie);
      prise.destroy();
      fichier.destroy();
      action();
    };
    const echouer = (raison: string): void => finir(() => reject(new AnalyseImpossible(raison)));
    const minuterie = setTimeout(() => echouer('délai dépassé'), delaiMs);
    prise.setEncoding('utf8');
    prise.on('data', (texte: string) => {
      reponse += texte;
      if (reponse.length > REPONSE_MAX) echouer('réponse démesurée');
      else if (reponse.includes('\0')) finir(() => resolve(reponse.slice(0, reponse.indexOf('\0'))));
    });
    prise.on('error', (erreur) => (reponse === '' ? echouer(`${erreur.message || 'connexion refusée'}`.slice(0, 150)) : finir(() => resolve(reponse))));
    prise.on('close', () => (reponse === '' ? echouer('connexion fermée sans réponse') : finir(() => resolve(reponse))));
    prise.on('connect', () => void envoyer(prise, fichier).catch((erreur: unknown) => { if (!prise.destroyed) echouer(`lecture du fichier : ${String(erreur)}`.slice(0, 150)); }));
  });
}

async function envoyer(prise: Socket, fichier: Readable): Promise<void> {
  await ecrire(prise, Buffer.from('zINSTREAM\0'));
  for await (const morceau of fichier) {
    const octets = morceau as Buffer;
    for (let p = 0; p < octets.length; p += TRANCHE_MAX) {
      const tranche = octets.subarray(p, p + TRANCHE_MAX);
      const longueur = Buffer.alloc(4);
      longueur.writeUInt32BE(tranche.length);
      await ecrire(prise, Buffer.concat([longueur, tranche]));
    }
  }
  await ecrire(prise, Buffer.alloc(4));
}

/** Waits for room when the daemon reads slowly; a closed connection ends the wait, its own event says why. */
async function ecrire(prise: Socket, octets: Buffer): Promise<void> {
  if (prise.destroyed || prise.writableEnded || prise.write(octets)) return;
  await new Promise<void>((resolve) => { prise.once('drain', resolve); prise.once('close', resolve); });
}

function lireReponse(texte: string): Verdict {
  const reponse = texte.replace(/[\0\r\n]+$/, '');
  if (reponse === 'stream: OK') return { sain: true };
  const trouve = /^stream: (.{1,200}) FOUND$/.exec(reponse)?.[1];
  if (trouve !== undefined) return { sain: false, nom: trouve.replace(/[^\p{L}\p{N} ._:()/-]/gu, '') };
  throw new AnalyseImpossible(`réponse : ${reponse.replace(/[^\p{L}\p{N} ._:()/-]/gu, '').slice(0, 120)}`);
}
