import { createServer, type AddressInfo, type Socket } from 'node:net';

/** How a daemon of a test behaves: finds the word EICAR, hangs, closes, says it is full, or talks nonsense. */
export type Humeur = 'normal' | 'muet' | 'raccroche' | 'taille' | 'bavard' | 'sans_fin';

export interface ServeurClamd {
  readonly port: number;
  humeur: Humeur;
  /** Bytes of each file received whole. */
  readonly recus: Buffer[];
  fermer(): Promise<void>;
}

const COMMANDE = Buffer.from('zINSTREAM\0');

/** A TCP server that speaks clamd's INSTREAM, down to the chunk lengths. */
export async function lancerClamd(humeur: Humeur = 'normal'): Promise<ServeurClamd> {
  const prises = new Set<Socket>();
  const etat = { humeur, recus: [] as Buffer[] };
  const serveur = createServer((prise) => {
    prises.add(prise);
    prise.on('close', () => prises.delete(prise)).on('error', () => undefined);
    let recu = Buffer.alloc(0);
    prise.on('data', (m: Buffer) => {
      recu = Buffer.concat([recu, m]);
      if (etat.humeur === 'muet') return;
      if (etat.humeur === 'raccroche') return void prise.destroy();
      if (etat.humeur === 'taille') return void prise.end('INSTREAM size limit exceeded. ERROR\0');
      if (etat.humeur === 'bavard') return void prise.end('HTTP/1.1 200 OK\r\n\r\nstream: OK\0');
      if (etat.humeur === 'sans_fin') { for (let i = 0; i < 100; i += 1) prise.write('x'.repeat(1000)); return; }
      const fichier = lireFlux(recu);
      if (fichier === 'faux') return void prise.end('UNKNOWN COMMAND\0');
      if (fichier === null) return;
      etat.recus.push(fichier);
      prise.end(fichier.includes('EICAR') ? 'stream: Win.Test.EICAR_HDB-1 FOUND\0' : 'stream: OK\0');
    });
  });
  await new Promise<void>((resolve) => { serveur.listen(0, '127.0.0.1', resolve); });
  return Object.assign(etat, {
    port: (serveur.address() as AddressInfo).port,
    async fermer() {
      for (const p of prises) p.destroy();
      await new Promise((resolve) => { serveur.close(resolve); });
    },
  });
}

/** The file once its last, empty chunk is there; null before. */
function lireFlux(recu: Buffer): Buffer | 'faux' | null {
  if (!recu.subarray(0, COMMANDE.length).equals(COMMANDE.subarray(0, recu.length))) return 'faux';
  const morceaux: Buffer[] = [];
  for (let p = COMMANDE.length; p + 4 <= recu.length;) {
    const longueur = recu.readUInt32BE(p);
    if (longueur === 0) return Buffer.concat(morceaux);
    if (p + 4 + longueur > recu.length) return null;
    morceaux.push(recu.subarray(p + 4, p + 4 + longueur));
    p += 4 + longueur;
  }
  return null;
}
