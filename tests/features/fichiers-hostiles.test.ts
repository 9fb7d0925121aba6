import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { appelReferencePublie } from '../support/appel.js';
import { comptesDeTest } from '../support/comptes.js';
import { HONNETES, HOSTILES } from '../support/corpus-hostile.js';
import { declarerOrganisme } from '../support/depot-http.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const FRONTIERE = '----passerelle-hostile';

describe('hostile files', function () {
  this.timeout(60_000);
  let app: ApplicationDeTest;
  let porteur: Visiteur;
  let dossier: string;
  let jeton: string;

  const fichiers = (): string[] => readdirSync(app.deps.config.filesDir, { recursive: true, encoding: 'utf8' }).filter((f) => statSync(path.join(app.deps.config.filesDir, f)).isFile());
  const lignes = async (): Promise<number> => Number((await app.deps.db('fichiers').count({ n: '*' }).first<{ n: number | string }>()).n);

  before(async () => {
    app = await lancerApplication('2022-01-10T09:00', { tailleMaxFichier: 1 << 20 });
    await comptesDeTest(app);
    const appelId = (await appelReferencePublie(app)).id;
    porteur = new Visiteur(app.adresse);
    await porteur.connecter('signataire@passerelle.test');
    dossier = await porteur.reussir(`/appels/${appelId}/dossiers`, { organismeId: await declarerOrganisme(porteur) });
    jeton = /name="_csrf" value="([^"]+)"/.exec((await porteur.lire(`${dossier}/pieces`)).corps)?.[1] ?? '';
  });
  after(() => app.fermer());

  /** Written by hand: a browser would clean some of these names itself. */
  const poster = async (nom: string, contenu: Buffer, champ = 'statuts') => {
    const simple = (n: string, v: string): string => `--${FRONTIERE}\r\nContent-Disposition: form-data; name="${n}"\r\n\r\n${v}\r\n`;
    const affiche = nom.replaceAll('\r', '%0D').replaceAll('\n', '%0A');
    const corps = Buffer.concat([
      Buffer.from(`${simple('_csrf', jeton)}${simple('_cle', crypto.randomUUID())}${simple('code', 'statuts')}${simple('precision', '')}--${FRONTIERE}\r\nContent-Disposition: form-data; name="${champ}"; filename="${affiche.replaceAll('\\', '\\\\')}"\r\nContent-Type: application/pdf\r\n\r\n`),
      contenu, Buffer.from(`\r\n--${FRONTIERE}--\r\n`),
    ]);
    return porteur.demander(`${dossier}/pieces`, { method: 'POST', headers: { 'content-type': `multipart/form-data; boundary=${FRONTIERE}` }, body: new Uint8Array(corps) });
  };

  for (const { quoi, nom, contenu, raison } of HOSTILES) {
    it(`refuses ${quoi}, says why beside the field, and keeps nothing of it`, async () => {
      const avant = { fichiers: fichiers(), lignes: await lignes() };
      const reponse = await poster(nom, contenu as Buffer);
      const message = /id="statuts-erreur"[^>]*>([^]*?)<\/p>/.exec(reponse.corps)?.[1] ?? `none (${reponse.statut})`;
      expect(reponse.statut, texteDe(message)).to.equal(422);
      expect(texteDe(message)).to.match(raison);
      expect(fichiers()).to.deep.equal(avant.fichiers);
      expect(await lignes()).to.equal(avant.lignes);
    });
  }

  for (const { nom, contenu } of HONNETES) {
    it(`takes ${nom.slice(0, 30)}`, async () => {
      const reponse = await poster(nom, contenu);
      expect(reponse.statut, texteDe(/id="statuts-erreur"[^>]*>([^]*?)<\/p>/.exec(reponse.corps)?.[1] ?? '')).to.equal(303);
    });
  }

  it('takes a form whole or not at all, naming each file it refuses', async () => {
    const avant = fichiers();
    const deux = new FormData();
    for (const [n, v] of Object.entries({ _csrf: jeton, _cle: crypto.randomUUID(), code: 'rib', precision: '' })) deux.append(n, v);
    deux.append('rib', new File([new Uint8Array(HONNETES[7]?.contenu ?? [])], 'bon.png'));
    deux.append('rib', new File(['MZ'], 'mauvais.exe'));
    deux.append('rib', new File([], 'creux.pdf'));
    const reponse = await porteur.demander(`${dossier}/pieces`, { method: 'POST', body: deux });
    expect(reponse.statut).to.equal(422);
    expect(texteDe(reponse.corps)).to.contain('« mauvais.exe » : ce fichier est un programme').and.to.contain('« creux.pdf » : ce fichier est vide').and.to.contain('Aucun fichier de cet envoi');
    expect(fichiers()).to.deep.equal(avant);
  });

  it('does not read a request larger than all it may carry, and stays within 100 MiB more of memory', async () => {
    const avant = process.memoryUsage().rss;
    const morceau = new Uint8Array(1 << 20);
    // Sixteen files of 1.2 MB each, all above the limit, in one request: read past, never kept.
    const corps = new FormData();
    for (const [n, v] of Object.entries({ _csrf: jeton, _cle: crypto.randomUUID(), code: 'statuts', precision: '' })) corps.append(n, v);
    for (let i = 0; i < 16; i += 1) corps.append('statuts', new File([morceau, new Uint8Array(200_000)], `gros-${i}.pdf`));
    const reponse = await porteur.demander(`${dossier}/pieces`, { method: 'POST', body: corps });
    expect(reponse.statut).to.equal(422);
    expect(process.memoryUsage().rss - avant).to.be.lessThan(100 << 20);
    // Announced above twenty times the limit: refused before its body.
    const enorme = await porteur.demander(`${dossier}/pieces`, { method: 'POST', headers: { 'content-type': `multipart/form-data; boundary=${FRONTIERE}` }, body: new Uint8Array(26 << 20) }).catch(() => null);
    if (enorme !== null) expect(enorme.statut).to.equal(413);
    expect(readdirSync(path.join(app.deps.config.filesDir, 'transit'))).to.deep.equal([]);
  });
});
