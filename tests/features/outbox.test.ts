import { expect } from 'chai';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { ouvrirBase, type Base } from '../../server/platform/database.js';
import { faireLeMenage } from '../../server/serveur.js';
import { creerFacteur } from '../../server/platform/mailer.js';
import { attenteAvantReprise, tournee, viderOutbox, type Facteur } from '../../server/platform/outbox.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { ServeurSmtp, type Conduite } from '../support/serveur-smtp.js';

const EXPEDITEUR = 'Département <insertion@departement.test>';

describe('outbox and a real mail server', () => {
  let app: ApplicationDeTest;
  let smtp: ServeurSmtp;
  let facteur: Facteur;

  beforeEach(async () => { app = await lancerApplication(); });
  afterEach(async () => {
    await smtp.arreter();
    await app.fermer();
  });

  const serveur = async (conduite?: (rang: number) => Conduite): Promise<void> => {
    smtp = new ServeurSmtp(conduite);
    facteur = creerFacteur(await smtp.demarrer(), EXPEDITEUR);
  };
  const ecrire = (nombre = 1, texte = 'Bonjour,\n\n10 000,00 € vous ont été versés.'): Promise<void> => app.deps.uniteDeTravail(SYSTEME, (ctx) => {
    for (let i = 0; i < nombre; i += 1) ctx.envoyer({ cle: `essai:${i}`, a: `porteur${i}@organisme.test`, sujet: 'Versement reçu : « été »', texte });
    return Promise.resolve();
  });
  const vider = (db: Base = app.deps.db): Promise<number> => viderOutbox(db, app.horloge, facteur, app.deps.log);
  const ligne = (): Promise<{ etat: string; tentatives: number; derniere_erreur: string | null; prochaine_tentative: string; envoye_le: string | null }> => app.deps.db('outbox').first();

  it('hands a committed mail over once, with its words, its sender and an identity of its own', async () => {
    await serveur();
    await ecrire();
    expect(await vider()).to.equal(1);
    expect(await vider()).to.equal(0);
    const [mail] = smtp.acceptes;
    expect(mail?.a).to.equal('porteur0@organisme.test');
    expect(mail?.entetes).to.include('insertion@departement.test').and.include('Auto-Submitted: auto-generated').and.match(/Subject: =\?UTF-8\?/i);
    expect(mail?.messageId).to.match(/^<[0-9a-f-]{36}@departement\.test>$/);
    expect(await ligne()).to.include({ etat: 'envoye', derniere_erreur: null });
  });

  it('sends nothing of a use case that was refused, and one mail for two that share a key', async () => {
    await serveur();
    await app.deps.uniteDeTravail(SYSTEME, (ctx) => {
      ctx.envoyer({ cle: 'jamais', a: 'x@y.test', sujet: 'Jamais', texte: '' });
      return Promise.reject(new Error('refused'));
    }).catch(() => undefined);
    await ecrire();
    await ecrire();
    await vider();
    expect(smtp.acceptes.map((m) => m.a)).to.deep.equal(['porteur0@organisme.test']);
  });

  it('keeps a line break typed in a subject out of the headers', async () => {
    await serveur();
    await app.deps.uniteDeTravail(SYSTEME, (ctx) => Promise.resolve(ctx.envoyer({ cle: 'injection', a: 'x@y.test', sujet: 'Objet\r\nBcc: espion@ailleurs.test', texte: 'Bonjour\n.\nFin' })));
    await vider();
    expect(smtp.acceptes).to.have.length(1);
    expect(smtp.acceptes[0]?.entetes).not.to.match(/^Bcc:/mi);
    expect(smtp.acceptes[0]?.a).to.equal('x@y.test');
    expect(smtp.acceptes[0]?.corps).to.include('Bonjour\r\n.\r\nFin');
  });

  it('tries again after a temporary refusal, when its wait is over and not before, and is accepted once', async () => {
    await serveur((rang) => (rang <= 2 ? { code: 451, message: 'Try again later' } : 'accepter'));
    await ecrire();
    expect(await vider()).to.equal(0);
    expect(await ligne()).to.include({ etat: 'en_attente', tentatives: 1 });
    app.horloge.avancer(29_000);
    expect([await vider(), smtp.tentatives]).to.deep.equal([0, 1]);
    app.horloge.avancer(1_000);
    expect([await vider(), smtp.tentatives]).to.deep.equal([0, 2]);
    app.horloge.avancer(59_000);
    expect(await vider()).to.equal(0);
    app.horloge.avancer(1_000);
    expect(await vider()).to.equal(1);
    app.horloge.avancer(24 * 3600_000);
    expect(await vider()).to.equal(0);
    expect([smtp.acceptes.length, smtp.tentatives]).to.deep.equal([1, 3]);
    expect(await ligne()).to.include({ etat: 'envoye', tentatives: 2 });
  });

  it('gives up after twelve refusals, waiting longer each time, and says why where an administrator looks', async () => {
    await serveur(() => ({ code: 550, message: 'Mailbox unavailable' }));
    await ecrire();
    for (let essai = 1; essai <= 12; essai += 1) {
      await vider();
      expect(smtp.tentatives).to.equal(essai);
      app.horloge.avancer(attenteAvantReprise(essai) - 1);
      expect([await vider(), smtp.tentatives], `before the wait of try ${essai} is over`).to.deep.equal([0, essai]);
      app.horloge.avancer(1);
    }
    await vider();
    expect(smtp.tentatives).to.equal(12);
    const abandonne = await ligne();
    expect(abandonne).to.include({ etat: 'abandonne', tentatives: 12 });
    expect(abandonne.derniere_erreur).to.include('Mailbox unavailable');
    const sante = (await (await fetch(`${app.adresse}/sante`)).json()) as { courriels: unknown };
    expect(sante.courriels).to.deep.equal({ etat: 'ok', enAttente: 0, abandonnes: 1 });
    expect(attenteAvantReprise(1)).to.equal(30_000);
    expect(attenteAvantReprise(12)).to.equal(6 * 3600_000);
  });

  it('sends again, once and under the same identity, a mail whose connection was cut in the middle', async () => {
    await serveur((rang) => (rang === 1 ? 'couper' : 'accepter'));
    await ecrire(1, 'long '.repeat(200_000));
    expect(await vider()).to.equal(0);
    expect(await ligne()).to.include({ etat: 'en_attente', tentatives: 1 });
    app.horloge.avancer(30_000);
    expect(await vider()).to.equal(1);
    expect(await vider()).to.equal(0);
    expect(smtp.acceptes).to.have.length(1);
  });

  it('keeps the request a success and the mail waiting while no mail server answers', async () => {
    await serveur();
    await smtp.arreter();
    await ecrire();
    expect(await vider()).to.equal(0);
    expect((await ligne()).etat).to.equal('en_attente');
    expect((await ligne()).derniere_erreur).to.include('ECONNREFUSED');
  });

  it('sends each mail once when two servers empty the outbox at the same time', async () => {
    await serveur();
    await ecrire(60);
    const autre = ouvrirBase(app.deps.config.databaseUrl);
    try {
      const finir = async (db: Base): Promise<number> => {
        let total = 0;
        for (let vides = 0; vides < 3;) {
          const envoyes = await vider(db);
          total += envoyes;
          vides = envoyes === 0 ? vides + 1 : 0;
        }
        return total;
      };
      const totaux = await Promise.all([finir(app.deps.db), finir(autre)]);
      expect(totaux[0] + totaux[1]).to.equal(60);
    } finally {
      await autre.destroy();
    }
    expect(new Set(smtp.acceptes.map((m) => m.a)).size).to.equal(60);
    expect(smtp.acceptes).to.have.length(60);
  });

  it('takes over the mails a server had reserved when it died, a minute later', async () => {
    await serveur();
    await ecrire();
    await app.deps.db('outbox').update({ reserve_jusqua: new Date(Date.parse(app.horloge.maintenant()) + 60_000).toISOString() });
    expect(await vider()).to.equal(0);
    app.horloge.avancer(60_001);
    expect(await vider()).to.equal(1);
  });

  it('forgets the text of a mail sent thirty days ago, and neither its proof nor a mail that still waits', async () => {
    await serveur();
    await ecrire();
    await vider();
    await app.deps.uniteDeTravail(SYSTEME, (ctx) => Promise.resolve(ctx.envoyer({ cle: 'attend', a: 'x@y.test', sujet: 'Attend', texte: 'Encore à dire' })));
    const textes = (): Promise<{ destinataire: string; sujet: string; texte: string; envoye_le: string | null }[]> => app.deps.db('outbox').orderBy('id').select('destinataire', 'sujet', 'texte', 'envoye_le');
    app.horloge.avancer(30 * 24 * 3600_000);
    await faireLeMenage(app.deps);
    const avant = await textes();
    expect(avant[0]?.texte).to.include('10 000,00 €');
    app.horloge.avancer(1);
    await faireLeMenage(app.deps);
    expect(await textes()).to.deep.equal([{ ...avant[0], texte: '' }, avant[1]]);
    expect([avant[1]?.texte, avant[1]?.envoye_le]).to.deep.equal(['Encore à dire', null]);
  });

  it('empties itself round after round and stops cleanly', async () => {
    await serveur();
    await ecrire(45);
    const arreter = tournee(app.deps.db, app.horloge, facteur, app.deps.log, 20);
    for (let i = 0; i < 200 && smtp.acceptes.length < 45; i += 1) await new Promise((r) => { setTimeout(r, 25); });
    await arreter();
    expect(smtp.acceptes).to.have.length(45);
  });
});
