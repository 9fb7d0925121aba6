import { expect } from 'chai';
import { abonne } from '../../server/features/comptes/connexion-service.js';
import { hacherMotDePasse } from '../../server/features/comptes/mot-de-passe.js';
import { retourLocal } from '../../server/features/comptes/retour.js';
import { dit, estConnecte, tenterConnexion } from '../support/acces.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { MOT_DE_PASSE, Visiteur } from '../support/visiteur.js';

describe('Signing in', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;

  beforeEach(async () => {
    app = await lancerApplication();
    comptes = await comptesDeTest(app);
  });
  afterEach(() => app.fermer());

  const visiteur = (): Visiteur => new Visiteur(app.adresse);

  it('gives the session another identifier and leads to the page asked for', async () => {
    const v = visiteur();
    const depart = await v.lire('/compte');
    expect(depart.vers).to.equal('/connexion?retour=%2Fcompte');
    const page = await v.lire(depart.vers ?? '');
    expect(page.corps).to.include('name="retour" value="/compte"');
    const avant = await app.deps.db('sessions').select<{ empreinte: string }[]>('empreinte');
    expect(await v.reussir('/connexion', { courriel: comptes.signataire.courriel, motDePasse: MOT_DE_PASSE, retour: '/compte' })).to.equal('/compte');
    const apres = await app.deps.db('sessions').select<{ empreinte: string; contenu: string }[]>('empreinte', 'contenu');
    expect(apres).to.have.length(1);
    expect(apres[0]?.empreinte).not.to.equal(avant[0]?.empreinte);
    expect(apres[0]?.contenu).to.include(comptes.signataire.id);
    expect((await v.lire('/connexion?retour=/compte')).vers, 'already signed in').to.equal('/compte');
  });

  it('goes back only to paths of this server', async () => {
    const mauvais = ['//ailleurs.example', '/\\ailleurs.example', 'https://ailleurs.example', '/\t/ailleurs.example', '/.//ailleurs.example', '/a/..//ailleurs.example', 'javascript:alert(1)', '', '/ ', `/${'a'.repeat(600)}`];
    for (const adresse of mauvais) expect(retourLocal(adresse), adresse).to.equal(null);
    expect(retourLocal('/dossiers?etat=depose&q=a%20b#suite')).to.equal('/dossiers?etat=depose&q=a%20b#suite');
    const v = visiteur();
    await v.lire('/connexion');
    expect(await v.reussir('/connexion', { courriel: comptes.signataire.courriel, motDePasse: MOT_DE_PASSE, retour: '//ailleurs.example' })).to.equal('/tableau-de-bord');
  });

  it('refuses alike an unknown address, a wrong password, a closed account and one not confirmed', async () => {
    await app.deps.db('personnes').where({ id: comptes.avis.id }).update({ actif: false });
    await app.deps.db('personnes').where({ id: comptes.comite1.id }).update({ confirme_le: null });
    const cas = [['personne@asso.example', MOT_DE_PASSE], [comptes.signataire.courriel, 'pas le bon mot'], [comptes.avis.courriel, MOT_DE_PASSE], [comptes.comite1.courriel, MOT_DE_PASSE]] as const;
    const pages = await Promise.all(cas.map(async ([courriel, mot]) => {
      const reponse = await tenterConnexion(visiteur(), courriel, mot);
      return dit({ ...reponse, corps: reponse.corps.replaceAll(courriel, '') });
    }));
    expect(new Set(pages).size).to.equal(1);
    expect(pages[0]).to.include('Adresse électronique ou mot de passe incorrect').and.match(/^422/);
  });

  it('takes the same time for an unknown address as for a wrong password', async () => {
    await app.deps.db('personnes').where({ id: comptes.signataire.id }).update({ mot_de_passe: await hacherMotDePasse(MOT_DE_PASSE) });
    const mesures: Record<string, number[]> = { [comptes.signataire.courriel]: [], 'personne@asso.example': [] };
    const v = visiteur();
    await v.lire('/connexion');
    for (let i = 0; i < 7; i += 1) {
      for (const [courriel, durees] of Object.entries(mesures)) {
        const debut = performance.now();
        await v.envoyer('/connexion', { courriel, motDePasse: 'pas le bon mot' });
        durees.push(performance.now() - debut);
      }
    }
    const [connue = 0, inconnue = 0] = Object.values(mesures).map((durees) => durees.sort((a, b) => a - b)[3] ?? 0);
    expect(inconnue / connue, `${connue} ms / ${inconnue} ms`).to.be.within(0.5, 2);
  });

  it('stops after ten tries on one account for a quarter of an hour, known or not, and says so once in the journal', async () => {
    for (const courriel of [comptes.signataire.courriel, 'personne@asso.example']) {
      const v = visiteur();
      for (let essai = 0; essai < 10; essai += 1) expect((await tenterConnexion(v, courriel, 'faux faux faux')).statut).to.equal(422);
      const arret = await tenterConnexion(v, courriel, MOT_DE_PASSE);
      expect(arret.statut).to.equal(429);
      expect(Number(arret.entetes.get('retry-after'))).to.be.within(1, 900);
      expect((await tenterConnexion(v, courriel, MOT_DE_PASSE)).statut).to.equal(429);
    }
    expect(await app.deps.db('journal').where({ action: 'connexion.bloquer' })).to.have.length(2);
    app.horloge.avancer(15 * 60_000 + 1);
    expect((await tenterConnexion(visiteur(), comptes.signataire.courriel, MOT_DE_PASSE)).statut).to.equal(303);
  });

  it('stops an address after sixty failures on different accounts, without counting successes', async () => {
    for (let i = 0; i < 5; i += 1) expect((await tenterConnexion(visiteur(), comptes.signataire.courriel, MOT_DE_PASSE)).statut).to.equal(303);
    const v = visiteur();
    await v.lire('/connexion');
    const statuts = await Promise.all(Array.from({ length: 61 }, (_, i) => v.envoyer('/connexion', { courriel: `essai${i}@asso.example`, motDePasse: 'faux faux faux' })));
    expect(statuts.filter((r) => r.statut === 422)).to.have.length(60);
    expect(statuts.filter((r) => r.statut === 429)).to.have.length(1);
  });

  it('counts together the addresses one subscriber holds', () => {
    expect(abonne('2001:db8:0:7::1')).to.equal(abonne('2001:0db8:0000:0007:ffff::9'));
    expect(abonne('2001:db8:0:7::1')).not.to.equal(abonne('2001:db8:0:8::1'));
    expect(abonne('::ffff:192.0.2.7')).to.equal('192.0.2.7');
  });

  it('refuses a form without the token of its session and signs nobody in', async () => {
    const v = visiteur();
    await v.lire('/connexion');
    for (const csrf of ['', 'faux']) {
      const reponse = await v.envoyer('/connexion', { courriel: comptes.signataire.courriel, motDePasse: MOT_DE_PASSE }, { csrf });
      expect(reponse.statut).to.equal(403);
    }
    expect(await estConnecte(v)).to.equal(false);
  });

  it('closes the session when signing out', async () => {
    const v = visiteur();
    await v.connecter(comptes.signataire.courriel);
    expect(await estConnecte(v)).to.equal(true);
    expect(await v.reussir('/deconnexion')).to.equal('/');
    expect(await estConnecte(v)).to.equal(false);
    expect(await app.deps.db('sessions').where('contenu', 'like', '%personneId%')).to.have.length(0);
  });

  it('keeps a session closed although a slow request that had opened it ends later', async () => {
    const v = visiteur();
    await v.connecter(comptes.signataire.courriel);
    const csrf = /name="_csrf" value="([^"]+)"/.exec((await v.lire('/compte')).corps)?.[1] ?? '';
    let finir: () => void = () => undefined;
    const corps = new ReadableStream({
      start(flux) {
        const ecrire = (texte: string): void => flux.enqueue(new TextEncoder().encode(texte));
        ecrire('prenom=Simone&nom=Lente&');
        finir = () => { ecrire(`_csrf=${csrf}`); flux.close(); };
      },
    });
    const envoi = v.demander('/compte', { method: 'POST', body: corps, duplex: 'half', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    await new Promise((suite) => { setTimeout(suite, 300); });
    await app.deps.db('sessions').del();
    finir();
    expect((await envoi).statut).to.equal(303);
    expect(await app.deps.db('sessions')).to.have.length(0);
    expect(await estConnecte(v)).to.equal(false);
  });
});
