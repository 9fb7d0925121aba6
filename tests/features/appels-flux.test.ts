import { expect } from 'chai';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { cloreAppel, creerAppel, publierAppel } from '../../server/features/appels/appel-service.js';
import { prolongerAppel } from '../../server/features/appels/version-service.js';
import { contenuReference } from '../../server/features/appels/reference.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { appelReferencePublie } from '../support/appel.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

interface Article { readonly id: string; readonly title: string; readonly date_modified: string; readonly _passerelle: { readonly code: string; readonly fermeLe: string; readonly version: number; readonly territoires: readonly { code: string; nom: string }[] } }
interface Flux { readonly version: string; readonly feed_url: string; readonly items: readonly Article[] }

describe('public list and feed of calls', () => {
  let app: ApplicationDeTest;
  let appelId: string;
  let anonyme: Visiteur;

  before(async () => {
    app = await lancerApplication();
    appelId = (await appelReferencePublie(app)).id;
    anonyme = new Visiteur(app.adresse);
  });
  after(() => app.fermer());

  const lire = async (entetes: Record<string, string> = {}): Promise<Reponse> => anonyme.demander('/appels.json', { method: 'GET', headers: entetes });
  const flux = async (): Promise<Flux> => JSON.parse((await lire()).corps) as Flux;

  it('gives the open calls as a JSON Feed, without a cookie, with their zone', async () => {
    const reponse = await new Visiteur(app.adresse).demander('/appels.json', { method: 'GET' });
    expect([reponse.statut, reponse.entetes.get('content-type'), reponse.entetes.get('cache-control'), reponse.entetes.get('access-control-allow-origin')])
      .to.deep.equal([200, 'application/feed+json; charset=utf-8', 'public, max-age=300', '*']);
    expect(reponse.entetes.getSetCookie()).to.deep.equal([]);
    const { version, feed_url, items } = JSON.parse(reponse.corps) as Flux;
    expect([version, feed_url, items.length]).to.deep.equal(['https://jsonfeed.org/version/1.1', `${app.deps.config.baseUrl}/appels.json`, 1]);
    expect(items[0]?.id).to.equal(`${app.deps.config.baseUrl}/appels/${appelId}`);
    expect(items[0]?._passerelle).to.deep.include({ code: 'AAP-INSERTION-2022-2023', fermeLe: '2022-02-28T23:59:59+01:00', version: 1 });
    expect(items[0]?._passerelle.territoires[0]).to.have.keys('code', 'nom');
    const page = (await anonyme.lire('/appels')).corps;
    expect(page).to.include('<link rel="alternate" type="application/feed+json"');
    expect((await anonyme.demander('/appels.json', { method: 'POST' })).statut).to.equal(404);
  });

  it('answers 304 while nothing changed, and again in full once a call is extended or closed', async () => {
    const { entetes } = await lire();
    const etag = entetes.get('etag') ?? '';
    const date = entetes.get('last-modified') ?? '';
    expect(Date.parse(date)).to.equal(Date.parse(app.horloge.maintenant()));
    for (const condition of [{ 'if-none-match': etag }, { 'if-modified-since': date }, { 'if-none-match': `W/${etag}`, 'if-modified-since': date }]) {
      const reponse = await lire(condition);
      expect([reponse.statut, reponse.corps]).to.deep.equal([304, '']);
    }
    app.horloge.allerA('2022-01-11T10:00');
    await app.deps.uniteDeTravail(SYSTEME, (ctx) => prolongerAppel(ctx, { appelId, fermeLe: instantDeParis('2022-03-15T23:59:59'), motif: 'Vacances' }));
    expect((await lire({ 'if-modified-since': date })).statut).to.equal(200);
    const suite = await lire({ 'if-none-match': etag });
    expect(suite.statut).to.equal(200);
    expect((JSON.parse(suite.corps) as Flux).items[0]).to.deep.include({ date_modified: '2022-01-11T10:00:00+01:00' });
    app.horloge.allerA('2022-01-12T10:00');
    const avant = (await lire()).entetes.get('last-modified') ?? '';
    await app.deps.uniteDeTravail(SYSTEME, (ctx) => cloreAppel(ctx, { appelId }));
    expect((await lire({ 'if-modified-since': avant })).statut).to.equal(200);
    expect((await flux()).items).to.deep.equal([]);
  });

  it('opens and closes in the feed at the second, and never shows a brouillon', async () => {
    await app.deps.uniteDeTravail(SYSTEME, async (ctx) => {
      const id = await creerAppel(ctx, { code: 'AAP-ETE-2022', titre: 'Appel d’été', ouvreLe: instantDeParis('2022-06-01T09:00'), fermeLe: instantDeParis('2022-06-30T23:59:59'), contenu: contenuReference() });
      await publierAppel(ctx, { appelId: id });
      await creerAppel(ctx, { code: 'AAP-CACHE', titre: 'Caché', ouvreLe: instantDeParis('2022-01-01T09:00'), fermeLe: instantDeParis('2022-12-31T23:59:59'), contenu: contenuReference() });
    });
    const titres = async (moment: string): Promise<string[]> => {
      app.horloge.allerA(moment);
      return (await flux()).items.map((i) => `${i.title} ${i._passerelle.fermeLe}`);
    };
    expect(await titres('2022-06-01T08:59:59')).to.deep.equal([]);
    expect(await titres('2022-06-01T09:00:00')).to.deep.equal(['Appel d’été 2022-06-30T23:59:59+02:00']);
    const dernier = (await lire()).entetes.get('last-modified') ?? '';
    expect(await titres('2022-06-30T23:59:59')).to.have.length(1);
    expect(await titres('2022-07-01T00:00:00')).to.deep.equal([]);
    expect((await lire({ 'if-modified-since': dernier })).statut).to.equal(200);
  });

  it('lists open calls first with the days left, and offers filters beyond a handful', async () => {
    app.horloge.allerA('2022-06-20T10:00');
    const texte = async (chemin: string): Promise<string> => texteDe((await anonyme.lire(chemin)).corps).replace(/[\u00a0\u202f]/g, ' ');
    expect(await texte('/appels')).to.match(/Ouverts au dépôt.*Appel d’été.*Encore 10 jours.*Passés/).and.not.include('Chercher');
    await app.deps.uniteDeTravail(SYSTEME, async (ctx) => {
      for (const n of [1, 2, 3, 4, 5]) {
        const { territoires } = contenuReference();
        const id = await creerAppel(ctx, {
          code: `AAP-SERIE-${n}`, titre: `Mobilité rurale ${n}`, ouvreLe: instantDeParis('2022-09-01T09:00'), fermeLe: instantDeParis(`2022-10-0${n}T23:59:59`),
          contenu: { ...contenuReference(), contexte: 'Série', territoires: [territoires[n % territoires.length] ?? ''] },
        });
        await publierAppel(ctx, { appelId: id });
      }
    });
    expect(await texte('/appels')).to.match(/Chercher.*Ouverts au dépôt.*Appel d’été.*À venir.*Mobilité rurale 1.*Passés/);
    expect(await texte('/appels?mots=MOBILITE+rurale&phase=a_venir')).to.include('5 appels trouvés').and.not.include('Appel d’été');
    expect(await texte(`/appels?mots=mobilit%C3%A9+rurale&territoire=${contenuReference().territoires[2] ?? ''}`)).to.include('1 appel trouvé').and.include('Mobilité rurale 2');
    expect(await texte('/appels?mots=%3Cscript%3E')).to.include('Aucun appel ne correspond à votre recherche.');
  });
});
