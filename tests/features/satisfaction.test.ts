import { expect } from 'chai';
import paquet from 'jsqr';
import { Refus } from '../../server/domain/kernel/refus.js';
import { modulesDe } from '../../server/platform/code-qr.js';
import { ouvrirQuestionnaire } from '../../server/features/questionnaires/questionnaire-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { conventionAPayer, type ConventionDeTest } from '../support/convention-a-payer.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

const dit = (r: Reponse): string => texteDe(r.corps).replace(/[\u00a0\u202f]/gu, ' ').replace(/\s+/gu, ' ');

describe('satisfaction of participants', function () {
  this.timeout(60_000);
  let app: ApplicationDeTest;
  let c: ConventionDeTest;
  let signataire: Visiteur;
  let page: string;

  beforeEach(async () => {
    app = await lancerApplication('2022-06-01T10:00');
    c = await conventionAPayer(app);
    signataire = await visiteur('signataire');
    page = `/dossiers/${c.id}/satisfaction`;
  });
  afterEach(() => app.fermer());

  const visiteur = async (nom: keyof ConventionDeTest['comptes']): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(c.comptes[nom].courriel);
    return v;
  };
  const ouvrir = async (): Promise<string> => {
    await signataire.reussir(`${page}/ouverture`);
    const { jeton } = await app.deps.db('questionnaires').first<{ jeton: string }>('jeton');
    return `/satisfaction/${jeton}`;
  };
  /** Sends an answer as a browser without any cookie would. */
  const repondre = (lien: string, reponses: Readonly<Record<string, string>>, entetes: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(app.adresse + lien, { method: 'POST', redirect: 'manual', headers: entetes, body: new URLSearchParams({ _cle: crypto.randomUUID(), ...Object.fromEntries(Object.entries(reponses).map(([q, v]) => [`reponses[${q}]`, v])) }) });
  const recues = async (): Promise<{ id: string; mois: string; reponses: string }[]> => app.deps.db('questionnaire_reponses').select('*');

  it('opens once for an action under convention, by its porteur or its agents, and leads to it by a link and a code that reads back', async () => {
    expect(dit(await signataire.lire(page))).to.include('n’est pas encore ouvert').and.include('L’accueil vous a-t-il convenu');
    await Promise.all(Array.from({ length: 20 }, () => signataire.envoyer(`${page}/ouverture`)));
    expect((await app.deps.db('questionnaires').select('id')).length).to.equal(1);
    expect((await app.deps.db('journal').where({ action: 'questionnaire.ouvrir' })).length).to.equal(1);
    const lien = await ouvrir();
    const adresse = app.deps.config.baseUrl + lien;
    const lue = await signataire.lire(page);
    expect(lue.corps).to.include(`href="${adresse}"`).and.include('<svg class="p-code"');
    expect((await extraireTextePdf((await signataire.lire(`${page}/affiche.pdf`)).octets)).replace(/\s/gu, '')).to.include(adresse.replace(/\s/gu, ''));
    expect(lireCode(adresse)).to.equal(adresse);
    await app.deps.db('conventions').update({ etat: 'a_signer' });
    expect(await agir(app, c.comptes.instructeur, (ctx) => ouvrirQuestionnaire(ctx, c.id)).then(() => '', (e: unknown) => (e instanceof Refus ? e.code : String(e)))).to.equal('questionnaire.sans_convention');
    const [etranger, comite, controleur] = [await visiteur('admin'), await visiteur('comite1'), await visiteur('controleur')];
    expect([(await etranger.lire(page)).statut, (await comite.lire(page)).statut, (await controleur.lire(page)).statut, (await controleur.envoyer(`${page}/fermeture`)).statut]).to.deep.equal([404, 403, 200, 403]);
  });

  it('asks nothing that tells who one is, needs no cookie, and keeps neither address, instant nor account', async () => {
    const lien = await ouvrir();
    const lue = await fetch(app.adresse + lien);
    const corps = await lue.text();
    expect([lue.status, lue.headers.get('set-cookie'), lue.headers.get('referrer-policy')]).to.deep.equal([200, null, 'no-referrer']);
    expect([...corps.matchAll(/ name="([^"]+)"/gu)].map((m) => m[1] ?? '').filter((n) => !/^(_cle|reponses\[q\d\]|viewport|color-scheme|format-detection|htmx-config)$/u.test(n))).to.deep.equal([]);
    const recue = await repondre(lien, { q1: '4', q8: 'Plus de séances.' });
    expect([recue.status, recue.headers.get('location'), recue.headers.get('set-cookie')]).to.deep.equal([303, '/satisfaction/merci', null]);
    const agent = await visiteur('responsable');
    await agent.reussir(lien, { 'reponses[q1]': '5' });
    expect((await app.deps.db('journal').where({ action: 'questionnaire.repondre' }).whereNotNull('acteur_id')).length, 'an agent answers as nobody').to.equal(0);
    const lignes = await recues();
    expect(lignes.map((l) => Object.keys(l).sort())).to.deep.equal(Array.from({ length: 2 }, () => ['id', 'mois', 'questionnaire_id', 'reponses']));
    expect(lignes.map((l) => l.mois)).to.deep.equal(['2022-06', '2022-06']);
    expect(JSON.stringify(await app.deps.db('limites').where('cle', 'like', 'satisfaction%'))).not.to.match(/127\.0\.0\.1|::1/u);
    expect((await repondre(lien, { q1: '5' }, { 'sec-fetch-site': 'cross-site' })).status, 'from another site').to.equal(403);
  });

  it('keeps what was typed when nothing or something unknown is answered, sends once what is sent twice, and slows one address down', async () => {
    const lien = await ouvrir();
    const vide = await repondre(lien, {});
    expect([vide.status, (await vide.text()).includes('Répondez à une question au moins.')]).to.deep.equal([422, true]);
    const inconnue = await repondre(lien, { q1: '9', q8: 'Mon avis gardé' });
    const corps = await inconnue.text();
    expect([inconnue.status, corps.includes('Choisissez une des réponses proposées.'), corps.includes('Mon avis gardé')]).to.deep.equal([422, true, true]);
    expect((await repondre(lien, { q8: 'é'.repeat(1001) })).status).to.equal(422);
    const _cle = crypto.randomUUID();
    const deuxFois = await Promise.all(Array.from({ length: 20 }, () => fetch(app.adresse + lien, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ _cle, 'reponses[q1]': '3' }) })));
    expect(deuxFois.map((r) => r.status)).to.deep.equal(Array.from({ length: 20 }, () => 303));
    expect((await recues()).length).to.equal(1);
    const suite = await Promise.all(Array.from({ length: 60 }, () => repondre(lien, { q1: '3' })));
    expect(suite.filter((r) => r.status === 429).length).to.be.greaterThan(0);
    expect((await fetch(`${app.adresse}/satisfaction/inconnu`)).status).to.equal(404);
  });

  it('shows results from five answers on, by bars, tables and files, to the porteur and to agents', async () => {
    const lien = await ouvrir();
    for (const note of ['5', '5', '4', '2']) await repondre(lien, { q1: note, q8: `Avis ${note}` });
    expect(dit(await signataire.lire(page))).to.include('4 réponses reçues').and.include('à partir de 5 réponses').and.not.include('Avis 5');
    expect((await signataire.lire(`${page}/resultats.csv`)).corps).to.include('non montré').and.not.include('Avis 5');
    await repondre(lien, { q1: '5', q3: 'oui' });
    for (const v of [signataire, await visiteur('instructeur')]) {
      expect(dit(await v.lire(page))).to.include('5 réponses reçues').and.include('moyenne 4,2 sur 5').and.include('5 – tout à fait 3 (60 %)').and.include('Moins de 5 réponses à cette question').and.not.include('Avis 5');
    }
    const csv = (await signataire.lire(`${page}/resultats.csv`)).corps;
    expect(csv).to.include('L’accueil vous a-t-il convenu ?;5 – tout à fait;3;5;4,2').and.not.include('Avis 5');
    expect((await signataire.lire(`${page}/resultats.xlsx`)).octets.length).to.be.greaterThan(1000);
    await signataire.reussir(`${page}/fermeture`);
    const fermee = await repondre(lien, { q1: '5' });
    expect([fermee.status, (await fermee.text()).includes('est fermé'), (await recues()).length]).to.deep.equal([422, true, 5]);
    expect(dit(await signataire.lire(page))).to.include('moyenne 4,2 sur 5').and.include('Rouvrir le questionnaire');
  });

  it('lets each printed slip answer once, even fifty times at the same moment, without a trace from the answer to the slip', async () => {
    await ouvrir();
    for (const nombre of ['0', '-0']) {
      const aucun = await signataire.envoyer(`${page}/bulletins`, { nombre });
      expect([aucun.statut, dit(aucun).includes('Demandez au moins un bulletin.')], nombre).to.deep.equal([422, true]);
    }
    await signataire.reussir(`${page}/bulletins`, { nombre: '7' });
    const trop = await signataire.envoyer(`${page}/bulletins`, { nombre: '201' });
    expect([trop.statut, trop.corps.includes('value="201"')]).to.deep.equal([422, true]);
    const [lot] = await app.deps.db('questionnaire_lots').select<{ id: string }[]>('id');
    const pdf = (await extraireTextePdf((await signataire.lire(`${page}/bulletins/${lot?.id ?? ''}/bulletins.pdf`)).octets)).replace(/\s/gu, '');
    const bulletins = await app.deps.db('questionnaire_bulletins').select<{ jeton: string }[]>('jeton');
    expect(bulletins.filter((b) => pdf.includes(b.jeton)).length).to.equal(7);
    const lien = `/satisfaction/${bulletins[0]?.jeton ?? ''}`;
    const essais = await Promise.all(Array.from({ length: 50 }, () => repondre(lien, { q1: '4' })));
    expect(essais.filter((r) => r.status === 303).length).to.equal(1);
    expect((await recues()).length).to.equal(1);
    expect(dit(await signataire.lire(lien))).to.include('Ce bulletin a déjà servi');
    expect(dit(await signataire.lire(page))).to.include('7 bulletins').and.include('1 utilisé');
    expect(JSON.stringify(await app.deps.db('requetes_traitees').select('*')), 'no link of one’s own is remembered').not.to.include(bulletins[0]?.jeton);
  });

  it('asks what the département set, from the next opening on', async () => {
    const lien = await ouvrir();
    const responsable = await visiteur('responsable');
    await responsable.lire('/questions-de-satisfaction');
    const ligne = { 'questions[0][nature]': 'choix', 'questions[0][intitule]': 'Comment êtes-vous venu ?', 'questions[0][choix]': 'À pied' };
    const refus = await responsable.envoyer('/questions-de-satisfaction', { version: '0', ...ligne });
    expect([refus.statut, refus.corps.includes('Écrivez de 2 à 10 choix'), refus.corps.includes('Comment êtes-vous venu ?')]).to.deep.equal([422, true, true]);
    await responsable.reussir('/questions-de-satisfaction', { version: '0', ...ligne, 'questions[0][choix]': 'À pied\nEn bus' });
    expect((await responsable.envoyer('/questions-de-satisfaction', { version: '0', ...ligne, 'questions[0][choix]': 'À pied\nEn bus' })).statut, 'changed meanwhile').to.equal(422);
    expect(await (await fetch(app.adresse + lien)).text(), 'an open one keeps its own').to.include('L’accueil vous a-t-il convenu');
    await app.deps.db('questionnaires').del();
    expect(await (await fetch(app.adresse + (await ouvrir()))).text()).to.include('Comment êtes-vous venu').and.include('En bus');
    expect((await signataire.lire('/questions-de-satisfaction')).statut).to.equal(403);
  });
});

/** What a phone would read of a code. */
function lireCode(contenu: string): string | undefined {
  const { lignes, cote } = modulesDe(contenu);
  const [echelle, marge] = [4, 4];
  const taille = (cote + 2 * marge) * echelle;
  const pixels = new Uint8ClampedArray(taille * taille * 4).fill(255);
  for (let y = 0; y < cote * echelle; y += 1) {
    for (let x = 0; x < cote * echelle; x += 1) {
      if (lignes[Math.floor(y / echelle)]?.[Math.floor(x / echelle)] === true) pixels.fill(0, ((y + marge * echelle) * taille + x + marge * echelle) * 4, ((y + marge * echelle) * taille + x + marge * echelle) * 4 + 3);
    }
  }
  return paquet.default(pixels, taille, taille)?.data;
}
