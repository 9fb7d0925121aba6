import { expect } from 'chai';
import { recapitulerUnePersonne } from '../../server/features/notifications/recapitulatif-service.js';
import { notifier } from '../../server/features/notifications/notification-service.js';
import { ecrireMessage } from '../../server/features/messagerie/message-service.js';
import { demanderComplements } from '../../server/features/recevabilite/recevabilite-service.js';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type Compte } from '../support/comptes.js';
import { dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('notifications', function () {
  this.timeout(60_000);
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;

  const visiter = async (compte: Compte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(compte.courriel);
    return v;
  };
  /** Number on the bell of a page, 0 without one. */
  const cloche = (corps: string): number => Number(/p-pastille">(\d+)/.exec(corps)?.[1] ?? 0);
  const courriels = (prefixe: string): Promise<{ cle: string; destinataire: string; sujet: string; texte: string }[]> =>
    app.deps.db('outbox').where('cle', 'like', `${prefixe}%`).orderBy('destinataire').select('cle', 'destinataire', 'sujet', 'texte');
  const ecrire = (de: Compte, texte = 'Bonjour'): Promise<void> => agir(app, de, (ctx) => ecrireMessage(ctx, dossier.id, { texte, prive: false }));

  beforeEach(async () => {
    app = await lancerApplication('2022-02-10T09:00', { baseUrl: 'http://aap.departement.example' });
    dossier = await dossierDepose(app, { etat: 'en_instruction' });
  });
  afterEach(() => app.fermer());

  it('tells a porteur by mail at once with the way there, an agent in the product alone, and both on the bell', async () => {
    const { instructeur, redacteur, signataire } = dossier.comptes;
    await ecrire(instructeur);
    await ecrire(redacteur);
    const envoyes = await courriels('message:');
    expect(envoyes.map((c) => c.destinataire)).to.deep.equal([redacteur.courriel, signataire.courriel]);
    expect(envoyes[0]?.texte).to.contain(`http://aap.departement.example/dossiers/${dossier.id}/messages`).and.to.contain('http://aap.departement.example/compte/notifications');
    expect(envoyes[0]?.texte).not.to.contain('Rémi').and.not.to.contain('Inès').and.not.to.contain('officiel');
    for (const compte of [instructeur, redacteur]) {
      const v = await visiter(compte);
      const accueil = await v.lire('/compte');
      expect(cloche(accueil.corps), compte.nom).to.equal(1);
      const liste = await v.lire('/notifications');
      expect(texteDe(liste.corps)).to.contain('1 notification non lue').and.to.contain('vous avez un message').and.to.contain('Non lue');
      expect(liste.corps).to.contain(`href="/dossiers/${dossier.id}/messages"`);
      const ouverte = await v.lire(`/dossiers/${dossier.id}/messages`);
      expect(cloche(ouverte.corps), compte.nom).to.equal(0);
      expect(texteDe((await v.lire('/notifications')).corps)).to.contain('Vous avez tout lu.').and.to.contain('Déjà lues');
    }
  });

  it('follows what each person chose, sends official mails whatever it is, and says so', async () => {
    const { redacteur, signataire, instructeur } = dossier.comptes;
    const porteur = await visiter(redacteur);
    expect(texteDe((await porteur.lire('/compte')).corps)).to.contain('Courriels de notification : Au fil de l’eau');
    expect(texteDe((await (await visiter(instructeur)).lire('/compte')).corps)).to.contain('Courriels de notification : Une fois par jour');
    await porteur.lire('/compte/notifications');
    expect((await porteur.envoyer('/compte/notifications', { rythme: 'toujours' })).statut).to.equal(422);
    expect(await porteur.reussir('/compte/notifications', { rythme: 'jamais' })).to.equal('/compte');
    await ecrire(instructeur);
    expect((await courriels('message:')).map((c) => c.destinataire)).to.deep.equal([signataire.courriel]);
    await app.deps.db('dossiers').where({ id: dossier.id }).update({ etat: 'depose' });
    await agir(app, instructeur, (ctx) => demanderComplements(ctx, dossier.id, { elements: [{ cible: 'piece', code: 'rib', motif: 'manquant', commentaire: '' }], message: 'Merci' }));
    const officiels = await courriels('complements:');
    expect(officiels.map((c) => c.destinataire)).to.deep.equal([redacteur.courriel, signataire.courriel]);
    expect(officiels[0]?.texte).to.contain('Courriel officiel');
    expect(texteDe((await porteur.lire('/notifications')).corps)).to.contain('2 notifications non lues').and.to.contain('Officiel');
    expect(await app.deps.db('journal').where({ action: 'compte.choisir_rythme' }).first('vers')).to.deep.equal({ vers: 'jamais' });
  });

  it('writes one daily mail a person at seven in the morning, by dossier, once with two servers, and none when all was read', async () => {
    const { instructeur, redacteur, responsable, admin } = dossier.comptes;
    const autre = await dossierDepose(app, { comptes: dossier.comptes, appelId: dossier.appelId, etat: 'en_instruction' });
    await ecrire(redacteur);
    app.horloge.avancer(60_000);
    await agir(app, redacteur, (ctx) => ecrireMessage(ctx, autre.id, { texte: 'Autre', prive: false }));
    await agir(app, admin, (ctx) => notifier(ctx, { personnes: [responsable, instructeur], cle: `fait:${nouvelId()}`, titre: 'Fait\ncommun', texte: 'Texte', lien: '/tableau-de-bord', dossierId: null }));
    await app.serveur.travailler();
    app.horloge.allerA('2022-02-11T06:59:59');
    await app.serveur.travailler();
    expect(await courriels('recapitulatif:')).to.deep.equal([]);
    await (await visiter(responsable)).lire('/tableau-de-bord');
    app.horloge.allerA('2022-02-11T07:00');
    await Promise.all([app.serveur.travailler(), app.serveur.travailler()]);
    await Promise.all(Array.from({ length: 3 }, () => app.deps.uniteDeTravail(SYSTEME, recapitulerUnePersonne)));
    const [seul, ...autres] = await courriels('recapitulatif:');
    expect(autres).to.deep.equal([]);
    expect(seul).to.include({ cle: `recapitulatif:2022-02-11:${instructeur.id}`, destinataire: instructeur.courriel, sujet: '3\u00a0nouvelles sur Passerelle' });
    const lignes = seul?.texte ?? '';
    expect(lignes).to.match(new RegExp(`${dossier.numero}[^]*/dossiers/${dossier.id}/messages[^]*${autre.numero}[^]*/dossiers/${autre.id}/messages[^]*Autres nouvelles\n• Fait commun\n {2}http://aap`));
    expect(lignes).not.to.contain('Rémi').and.not.to.contain('Texte');
    await ecrire(redacteur, 'Encore');
    for (const heure of ['08:00', '23:59']) { app.horloge.allerA(`2022-02-11T${heure}`); await app.serveur.travailler(); }
    expect(await courriels('recapitulatif:')).to.have.length(1);
    app.horloge.allerA('2022-02-14T15:00');
    await app.serveur.travailler();
    expect((await courriels('recapitulatif:')).map((c) => c.sujet)).to.deep.equal(['3\u00a0nouvelles sur Passerelle', '1\u00a0nouvelle sur Passerelle']);
    app.horloge.allerA('2022-02-15T07:30');
    await app.serveur.travailler();
    expect(await courriels('recapitulatif:')).to.have.length(2);
  });

  it('never tells the same event twice, nor somebody whose account is closed, and gives up what a person no longer wants', async () => {
    const { instructeur, responsable, admin, redacteur } = dossier.comptes;
    await app.deps.db('personnes').where({ id: responsable.id }).update({ actif: false });
    const fait = { personnes: [instructeur, instructeur, responsable, redacteur], cle: 'fait:unique', titre: 'Titre', texte: 'Bonjour,\n\nTexte', lien: '/tableau-de-bord', dossierId: null };
    for (let i = 0; i < 3; i += 1) await agir(app, admin, (ctx) => notifier(ctx, fait));
    expect(await app.deps.db('notifications').select('texte')).to.deep.equal([{ texte: 'Texte' }, { texte: 'Texte' }]);
    expect(await courriels('fait:unique')).to.have.length(1);
    const agent = await visiter(instructeur);
    await agent.lire('/compte/notifications');
    await agent.reussir('/compte/notifications', { rythme: 'jamais' });
    app.horloge.allerA('2022-02-11T07:00');
    await app.serveur.travailler();
    expect(await courriels('recapitulatif:')).to.deep.equal([]);
    expect(await app.deps.db('notifications').where({ recapitulatif: 'attend' })).to.deep.equal([]);
  });

  it('shows the unread first, page by page, and marks one or all as read, each person their own', async () => {
    const { redacteur, signataire, admin } = dossier.comptes;
    for (let i = 1; i <= 35; i += 1) await agir(app, admin, (ctx) => notifier(ctx, { personnes: [redacteur, signataire], cle: `n:${i}`, titre: `Fait ${i}.`, texte: 'T', lien: `/compte/${i}`, dossierId: null }));
    await app.deps.db('notifications').where({ cle: 'n:35', personne_id: redacteur.id }).update({ lue_le: app.horloge.maintenant(), rang: app.deps.db.raw("'0' || id") });
    const v = await visiter(redacteur);
    const premiere = await v.lire('/notifications');
    expect(cloche(premiere.corps)).to.equal(34);
    expect(texteDe(premiere.corps)).to.contain('Fait 34.').and.to.contain('Fait 5.').and.not.to.contain('Fait 4.').and.not.to.contain('Fait 35.');
    const suite = (/href="([^"]+)">Page suivante/.exec(premiere.corps)?.[1] ?? '').replace('&#x3D;', '=');
    const seconde = await v.lire(suite);
    expect(texteDe(seconde.corps)).to.contain('Fait 4.').and.to.contain('Déjà lues').and.to.contain('Fait 35.');
    const [une = ''] = [...premiere.corps.matchAll(/action="(\/notifications\/[\w-]+\/lue)"/g)].map((m) => m[1]);
    const autre = await visiter(signataire);
    await autre.lire('/notifications');
    await autre.reussir(une);
    expect(cloche((await v.lire('/compte')).corps)).to.equal(34);
    await v.reussir(une);
    expect(cloche((await v.lire('/compte')).corps)).to.equal(33);
    await v.reussir('/notifications/lues');
    expect(cloche((await v.lire('/notifications')).corps)).to.equal(0);
    expect(cloche((await autre.lire('/notifications')).corps)).to.equal(35);
    expect((await v.lire('/notifications?apres=zzz')).statut).to.equal(200);
  });

  it('costs a page no query more than the one that knows who asks, and an anonymous visitor none', async () => {
    const { redacteur, admin } = dossier.comptes;
    const v = await visiter(redacteur);
    const compter = async (qui: Visiteur, chemin: string): Promise<string[]> => {
      const requetes: string[] = [];
      const ecouter = ({ sql }: { sql: string }): void => void requetes.push(sql);
      app.deps.db.on('query', ecouter);
      await qui.lire(chemin);
      app.deps.db.removeListener('query', ecouter);
      return requetes.filter((sql) => sql.includes('notifications'));
    };
    expect(await compter(v, '/mentions-legales')).to.have.length(1);
    await agir(app, admin, (ctx) => notifier(ctx, { personnes: [redacteur], cle: 'n', titre: 'T', texte: 'T', lien: '/compte', dossierId: null }));
    expect(await compter(v, '/mentions-legales')).to.have.length(2);
    expect(await compter(new Visiteur(app.adresse), '/mentions-legales')).to.have.length(0);
  });
});
