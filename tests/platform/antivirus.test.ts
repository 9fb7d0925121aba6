import { createServer, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { AnalyseImpossible, creerAntivirus, type Antivirus, type Verdict } from '../../server/platform/antivirus.js';
import { lancerClamd, type ServeurClamd } from '../support/serveur-clamd.js';

const fichier = (texte: string): Readable => Readable.from([Buffer.from(texte)]);

async function raison(promesse: Promise<Verdict>): Promise<string> {
  return promesse.then(() => 'a verdict', (erreur: unknown) => (erreur instanceof AnalyseImpossible ? erreur.raison : String(erreur)));
}

describe('antivirus', () => {
  let clamd: ServeurClamd;
  let antivirus: Antivirus;
  let maintenant = 0;
  beforeEach(async () => {
    clamd = await lancerClamd();
    maintenant = 1_000_000;
    antivirus = creerAntivirus({ hote: '127.0.0.1', port: clamd.port, delaiMs: 1500 }, () => maintenant);
  });
  afterEach(() => clamd.fermer());

  it('sends the file whole and reads the two clear answers', async () => {
    expect(await antivirus.analyser(fichier('bonjour'))).to.deep.equal({ sain: true });
    expect(await antivirus.analyser(fichier('x EICAR x'))).to.deep.equal({ sain: false, nom: 'Win.Test.EICAR_HDB-1' });
    const gros = Buffer.alloc(3_000_000, 'abc');
    await antivirus.analyser(Readable.from([gros.subarray(0, 200_000), gros.subarray(200_000)]));
    expect(clamd.recus[2]?.equals(gros)).to.equal(true);
    expect(await antivirus.analyser(fichier(''))).to.deep.equal({ sain: true });
  });

  it('takes nothing but a clear answer for one: full, hung up, talkative, endless', async () => {
    clamd.humeur = 'taille';
    expect(await raison(antivirus.analyser(fichier('bonjour')))).to.contain('size limit exceeded');
    clamd.humeur = 'raccroche';
    expect(await raison(antivirus.analyser(fichier('bonjour')))).to.match(/fermée sans réponse|ECONNRESET|EPIPE/);
    clamd.humeur = 'bavard';
    expect(await raison(antivirus.analyser(fichier('bonjour')))).to.contain('réponse : HTTP');
    clamd.humeur = 'sans_fin';
    expect(await raison(antivirus.analyser(fichier('bonjour')))).to.equal('réponse démesurée');
  });

  it('waits no longer than told, then lets as much time go by before it tries again', async () => {
    clamd.humeur = 'muet';
    expect(await raison(antivirus.analyser(fichier('bonjour')))).to.equal('délai dépassé');
    clamd.humeur = 'normal';
    expect(await raison(antivirus.analyser(fichier('bonjour')))).to.contain('en pause');
    maintenant += 1501;
    expect(await antivirus.analyser(fichier('bonjour'))).to.deep.equal({ sain: true });
  });

  it('says that nobody listens, and that a file could not be read', async () => {
    const libre = createServer().listen(0);
    const { port } = libre.address() as AddressInfo;
    await new Promise((resolve) => { libre.close(resolve); });
    expect(await raison(creerAntivirus({ hote: '127.0.0.1', port, delaiMs: 300 }).analyser(fichier('x')))).to.contain('ECONNREFUSED');
    const casse = new Readable({ read() { this.destroy(new Error('disk')); } });
    expect(await raison(antivirus.analyser(casse))).to.contain('lecture du fichier');
  });
});
