import { expect } from 'chai';
import { contrasteAvecBlanc } from '../../server/features/reglages/couleur.js';
import { rechercher } from '../../server/platform/recherche.js';
import { lireTranche, type Sens } from '../../server/platform/tranche.js';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, comptesDeTest, type ComptesDeTest, type NomDeCompte } from '../support/comptes.js';
import { MOT_DE_PASSE, texteDe, Visiteur } from '../support/visiteur.js';

describe('Administration', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;

  beforeEach(async () => {
    app = await lancerApplication();
    comptes = await comptesDeTest(app);
  });
  afterEach(() => app.fermer());

  const en = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(comptes[nom].courriel);
    await v.lire('/compte');
    return v;
  };
  const fiche = (nom: NomDeCompte): string => `/administration/comptes/${comptes[nom].id}`;
  const habilitationsDe = async (id: string): Promise<string[]> =>
    (await app.deps.db('habilitations').where({ personne_id: id }).orderBy('code').select<{ code: string }[]>('code')).map((h) => h.code);
  const actes = async (objetId: string): Promise<string[]> =>
    (await app.deps.db('journal').where({ objet_id: objetId }).orderBy('rang').select<{ action: string; de: string | null; vers: string | null }[]>('action', 'de', 'vers'))
      .map((a) => [a.action, a.de, a.vers].filter((x) => x !== null).join(' '));

  it('is closed to everybody but administrators', async () => {
    const pages = ['/administration/comptes', fiche('avis'), '/administration/journal', '/administration/courriels', '/administration/reglages'];
    for (const nom of ['responsable', 'finances1', 'pilotage', 'signataire'] as const) {
      const v = await en(nom);
      for (const page of pages) expect((await v.lire(page)).statut, `${nom} ${page}`).to.equal(403);
      expect((await v.envoyer(fiche(nom), { operation: 'habilitations', habilitations: ['admin'] })).statut).to.equal(403);
    }
    expect(await habilitationsDe(comptes.signataire.id)).to.deep.equal([]);
    const anonyme = new Visiteur(app.adresse);
    for (const page of pages) expect((await anonyme.lire(page)).vers).to.match(/^\/connexion\?retour=/);
    const admin = await en('admin');
    for (const page of pages) expect((await admin.lire(page)).statut, page).to.equal(200);
    expect((await admin.lire('/administration/comptes/00000000-0000-7000-8000-000000000000')).statut).to.equal(404);
  });

  describe('accounts', () => {
    it('grants and withdraws habilitations, which act at once, and journals each', async () => {
      const [admin, agent] = [await en('admin'), await en('avis')];
      expect((await agent.lire('/administration/journal')).statut).to.equal(403);
      await admin.lire(fiche('avis'));
      await admin.reussir(fiche('avis'), { operation: 'habilitations', habilitations: ['admin', 'pilotage'] });
      expect(await habilitationsDe(comptes.avis.id)).to.deep.equal(['admin', 'pilotage']);
      expect((await agent.lire('/administration/journal')).statut).to.equal(200);
      expect(await actes(comptes.avis.id)).to.have.members(['habilitation.retirer avis', 'habilitation.accorder pilotage', 'habilitation.accorder admin']);
      await admin.reussir(fiche('avis'), { operation: 'habilitations' });
      expect((await agent.lire('/administration/journal')).statut).to.equal(403);
      const refus = await admin.envoyer(fiche('avis'), { operation: 'habilitations', habilitations: ['roi'] });
      expect(refus.statut).to.equal(422);
    });

    it('protects administrators from themselves, and keeps one when two remove each other', async () => {
      const admin = await en('admin');
      await admin.lire(fiche('admin'));
      for (const champs of [{ operation: 'habilitations', habilitations: 'pilotage' }, { operation: 'desactivation' }]) {
        const refus = await admin.envoyer(fiche('admin'), champs);
        expect(refus.statut).to.equal(422);
        expect(texteDe(refus.corps)).to.include('votre propre');
      }
      expect((await admin.lire(fiche('admin'))).corps).not.to.include('Désactiver ce compte');
      expect(await habilitationsDe(comptes.admin.id)).to.deep.equal(['admin']);

      await admin.reussir(fiche('pilotage'), { operation: 'habilitations', habilitations: ['pilotage', 'admin'] });
      const autre = await en('pilotage');
      await Promise.all([
        admin.envoyer(fiche('pilotage'), { operation: 'habilitations', habilitations: ['pilotage'] }),
        autre.envoyer(fiche('admin'), { operation: 'habilitations', habilitations: ['pilotage'] }),
      ]);
      expect(await app.deps.db('habilitations').where({ code: 'admin' })).to.have.length(1);
    });

    it('closes the sessions and links of a deactivated account, and opens it again', async () => {
      const [admin, agent] = [await en('admin'), await en('instructeur')];
      await agent.reussir('/mot-de-passe/oubli', { courriel: comptes.instructeur.courriel });
      await admin.lire(fiche('instructeur'));
      await admin.reussir(fiche('instructeur'), { operation: 'desactivation' });
      expect((await agent.lire('/compte')).vers).to.match(/^\/connexion/);
      expect(await app.deps.db('jetons').where({ personne_id: comptes.instructeur.id }).whereNull('utilise_le')).to.have.length(0);
      await agent.lire('/connexion');
      expect((await agent.envoyer('/connexion', { courriel: comptes.instructeur.courriel, motDePasse: MOT_DE_PASSE })).statut).to.equal(422);
      await admin.reussir(fiche('instructeur'), { operation: 'reactivation' });
      await agent.lire('/connexion');
      expect((await agent.envoyer('/connexion', { courriel: comptes.instructeur.courriel, motDePasse: MOT_DE_PASSE })).statut).to.equal(303);
      expect(await actes(comptes.instructeur.id)).to.deep.equal(['compte.desactiver actif desactive', 'compte.reactiver desactive actif']);
    });

    it('invites an agent, who chooses their password by the mailed link', async () => {
      const admin = await en('admin');
      const champs = { prenom: 'Zoé', nom: 'Zéphyr', fonction: 'Instructrice', courriel: 'Zoe@departement.example', habilitations: ['instructeur', 'controleur'] };
      const vide = await admin.envoyer('/administration/comptes', { ...champs, habilitations: [], courriel: 'zoe@' });
      expect(vide.statut).to.equal(422);
      expect(vide.corps).to.include('value="Zéphyr"').and.include('Cochez au moins une habilitation.');
      const page = await admin.reussir('/administration/comptes', champs);
      expect(texteDe((await admin.lire(page)).corps)).to.include('À confirmer').and.include('Envoyer un nouveau lien');
      const lienDe = async (): Promise<string> => {
        const { texte } = await app.deps.db('outbox').where({ destinataire: 'zoe@departement.example' }).orderBy('id', 'desc').first<{ texte: string }>('texte');
        return /\/mot-de-passe\/[\w-]{43}/.exec(texte)?.[0] ?? '';
      };
      const premier = await lienDe();
      await admin.reussir(page, { operation: 'invitation' });
      const invitee = new Visiteur(app.adresse);
      expect((await invitee.lire(premier)).statut).to.equal(410);
      const lien = await lienDe();
      expect(texteDe((await invitee.lire(lien)).corps)).to.include('zoe@departement.example');
      await invitee.reussir(lien, { motDePasse: MOT_DE_PASSE });
      await invitee.connecter('zoe@departement.example');
      expect(texteDe((await invitee.lire('/compte')).corps)).to.include('Instructeur').and.include('Contrôleur du service fait');
      const connu = await admin.envoyer('/administration/comptes', champs);
      expect(connu.statut).to.equal(422);
      expect(texteDe(connu.corps)).to.include('Un compte existe déjà avec cette adresse');
    });

    it('finds people by a part of their name or address, whatever the case and the accents typed', async () => {
      const admin = await en('admin');
      const noms = async (query: string): Promise<string> => texteDe((await admin.lire(`/administration/comptes?${query}`)).corps);
      expect(await noms('q=%C3%A9lodie')).to.include('Lue Élodie').and.include('1 compte').and.not.include('Struct');
      expect(await noms('q=RECTRICE%20dina')).to.include('Rectrice Dina');
      expect(await noms('habilitation=finances')).to.include('Inances').and.include('Inancier').and.not.include('Struct');
      expect(await noms('habilitation=porteur')).to.include('Gnataire').and.not.include('Struct');
      expect(await noms('q=%25')).to.include('Aucun compte ne correspond');
      expect((await admin.lire('/administration/comptes?q=a&q=b&etat[]=x&apres=nimporte%00&avant=1')).statut).to.equal(200);
    });
  });

  it('reads every row of a list once, forwards and backwards', async () => {
    const { db } = app.deps;
    const lire = (sens: Sens) => lireTranche<{ id: string }>(rechercher(db, db('personnes'), ['courriel'], 'passerelle').select('id'), { colonne: 'id', cle: (l) => l.id, sens, taille: 5 });
    const toutes = (await db('personnes').orderBy('id', 'desc').select<{ id: string }[]>('id')).map((l) => l.id);
    const vues: string[] = [];
    let page = await lire({});
    expect(page.avant).to.equal(null);
    for (;;) {
      vues.push(...page.lignes.map((l) => l.id));
      if (page.apres === null) break;
      page = await lire({ apres: page.apres });
    }
    expect(vues).to.deep.equal(toutes);
    const milieu = await lire({ avant: page.avant ?? '' });
    expect(milieu.lignes.map((l) => l.id)).to.deep.equal(toutes.slice(5, 10));
    const tete = await lire({ avant: milieu.avant ?? '' });
    expect([tete.lignes.map((l) => l.id), tete.avant, tete.apres]).to.deep.equal([toutes.slice(0, 5), null, toutes[4]]);
  });

  describe('journal', () => {
    it('is filtered by act, author and person, and its chain is verified', async () => {
      const admin = await en('admin');
      await admin.lire(fiche('avis'));
      await admin.reussir(fiche('avis'), { operation: 'habilitations', habilitations: ['avis', 'comite'] });
      await admin.reussir(fiche('comite1'), { operation: 'desactivation' });
      const lignes = async (query: string): Promise<number> => ((await admin.lire(`/administration/journal?${query}`)).corps.match(/<td class="p-nombre">/g) ?? []).length;
      expect(await lignes('')).to.equal(2);
      expect(await lignes('action=habilitation')).to.equal(1);
      expect(await lignes('auteur=ministre')).to.equal(2);
      expect(await lignes('auteur=personne')).to.equal(0);
      expect(await lignes(`personne=${comptes.avis.id}`)).to.equal(1);
      expect(await lignes(`personne=${comptes.admin.id}`)).to.equal(2);
      expect(await lignes('numero=AAP-2022-0001')).to.equal(0);
      expect(texteDe((await admin.lire('/administration/journal?verification=oui')).corps)).to.include('Le journal est intact');
    });

    it('names the first row that was changed behind its back', async () => {
      const admin = await en('admin');
      await admin.lire(fiche('avis'));
      await admin.reussir(fiche('avis'), { operation: 'habilitations', habilitations: ['avis', 'comite', 'pilotage'] });
      const { db } = app.deps;
      if (db.client.config.client === 'pg') await db.raw('ALTER TABLE journal DISABLE TRIGGER journal_immuable');
      else await db.raw('DROP TRIGGER journal_update');
      await db('journal').where({ rang: 2 }).update({ vers: 'finances' });
      expect(texteDe((await admin.lire('/administration/journal?verification=oui')).corps)).to.include('Le journal a été altéré à la ligne 2');
    });
  });

  describe('mails', () => {
    it('shows the states and errors but never the text, and puts a given-up mail back in the queue once', async () => {
      const admin = await en('admin');
      await admin.reussir('/mot-de-passe/oubli', { courriel: comptes.signataire.courriel });
      await app.deps.db('outbox').update({ etat: 'abandonne', tentatives: 12, derniere_erreur: '550 boîte pleine' });
      const { id, texte } = await app.deps.db('outbox').first<{ id: string; texte: string }>('id', 'texte');
      const page = await admin.lire('/administration/courriels?etat=abandonne');
      expect(texteDe(page.corps)).to.include('550 boîte pleine').and.include(comptes.signataire.courriel);
      expect(page.corps).not.to.include(/\/mot-de-passe\/[\w-]{43}/.exec(texte)?.[0] ?? '?');
      await admin.reussir('/administration/courriels', { courrielId: id });
      const ligne = await app.deps.db('outbox').where({ id }).first<{ etat: string; tentatives: number }>('etat', 'tentatives');
      expect(ligne).to.deep.equal({ etat: 'en_attente', tentatives: 0 });
      expect((await admin.envoyer('/administration/courriels', { courrielId: id })).statut).to.equal(422);
      expect(await actes(id)).to.deep.equal(['courriel.relancer abandonne en_attente']);
    });
  });

  describe('settings', () => {
    const reglages = {
      nom: 'Département d’Essai', code: '47', service: 'Service insertion', direction: 'Direction des solidarités', adresse: '1 place de l’Hôtel\n47000 Agen',
      juridiction: 'Tribunal administratif de Bordeaux', contact: 'insertion@essai.example', couleur: '#5A2A83',
    };

    it('change the name and the colour of every page at once, and are journalled with what they were', async () => {
      const admin = await en('admin');
      await admin.lire('/administration/reglages');
      await admin.reussir('/administration/reglages', reglages);
      const page = await admin.lire('/administration/reglages');
      expect(page.corps).to.include('Département d’Essai').and.include('insertion@essai.example');
      const css = await new Visiteur(app.adresse).lire('/marque.css');
      expect(css.entetes.get('content-type')).to.match(/^text\/css/);
      expect(css.corps).to.equal(':root { --p-marque: #5a2a83; }\n');
      const acte = await app.deps.db('journal').where({ action: 'reglages.modifier' }).first<{ donnees: string }>('donnees');
      expect(JSON.parse(acte.donnees)).to.include({ couleur: '#0b4f5c → #5a2a83' });
    });

    it('refuse a colour that would break the style sheet or could not be read, and keep what was typed', async () => {
      const admin = await en('admin');
      await admin.lire('/administration/reglages');
      for (const couleur of ['red', '#fff', '#0b4f5c}', '#ffcc00', '']) {
        const refus = await admin.envoyer('/administration/reglages', { ...reglages, nom: 'Saisie à garder', couleur });
        expect(refus.statut, couleur).to.equal(422);
        expect(refus.corps).to.include('value="Saisie à garder"');
      }
      expect(contrasteAvecBlanc('#ffffff')).to.be.closeTo(1, 1e-9);
      expect(contrasteAvecBlanc('#000000')).to.be.closeTo(21, 1e-9);
      expect(contrasteAvecBlanc('#767676')).to.be.closeTo(4.54, 0.01);
    });
  });

  describe('public pages', () => {
    it('announce the open calls, the first to close first, and lead a signed-in person to their work', async () => {
      const appel = (code: string, etat: string, ouvre: string, ferme: string) => ({
        id: `00000000-0000-7000-8000-00000000000${code}`, code, titre: `Appel ${code}`, etat, ouvre_le: ouvre, ferme_le: ferme, version: 1, contenu: '{}', cree_le: ouvre, publie_le: ouvre,
      });
      await app.deps.db('appels').insert([
        appel('1', 'publie', '2022-01-01T00:00:00.000Z', '2022-03-01T00:00:00.000Z'), appel('2', 'publie', '2022-01-01T00:00:00.000Z', '2022-02-01T00:00:00.000Z'),
        appel('3', 'brouillon', '2022-01-01T00:00:00.000Z', '2022-03-01T00:00:00.000Z'), appel('4', 'publie', '2021-01-01T00:00:00.000Z', '2021-03-01T00:00:00.000Z'),
        appel('5', 'publie', '2022-02-01T00:00:00.000Z', '2022-04-01T00:00:00.000Z'),
      ]);
      const page = texteDe((await new Visiteur(app.adresse).lire('/')).corps);
      expect(page.match(/Appel \d/g)).to.deep.equal(['Appel 2', 'Appel 1', 'Appel 5']);
      expect(page).to.include('Créer un compte').and.include('Encore 22 jours').and.include('Ouverture le');
      expect(texteDe((await (await en('signataire')).lire('/')).corps)).to.include('Aller à mon tableau de bord');
    });

    it('answer without an account', async () => {
      for (const page of ['/', '/mentions-legales', '/accessibilite', '/donnees-personnelles', '/glossaire', '/inscription', '/connexion', '/mot-de-passe/oubli']) {
        expect((await new Visiteur(app.adresse).lire(page)).statut, page).to.equal(200);
      }
      expect((await new Visiteur(app.adresse).lire('/glossaire')).corps).to.include('id="delai-franc"');
    });

    it('show mails only where a demonstration runs, with links that can be followed', async () => {
      expect((await new Visiteur(app.adresse).lire('/demonstration/courriels')).statut).to.equal(404);
      const demo = await lancerApplication('2022-01-10T09:00', { mode: 'demonstration' });
      try {
        const v = new Visiteur(demo.adresse);
        await v.lire('/inscription');
        await v.reussir('/inscription', { prenom: 'Nadia', nom: '<b>Ferrand</b>', courriel: 'nadia@asso.example', motDePasse: MOT_DE_PASSE, consentement: 'oui' });
        const page = (await v.lire('/demonstration/courriels')).corps;
        expect(page).to.include('nadia@asso.example').and.not.include('<b>Ferrand</b>');
        const lien = /href="(\/confirmation\/[\w-]{43})"/.exec(page)?.[1] ?? '';
        expect((await v.lire(lien)).statut).to.equal(200);
      } finally {
        await demo.fermer();
      }
    });
  });

  it('lets services act without a person: the system grants the first administrator', async () => {
    const { accorderHabilitation, creerPersonne } = await import('../../server/features/comptes/compte-service.js');
    const id = await app.deps.uniteDeTravail(SYSTEME, async (ctx) => {
      const personneId = await creerPersonne(ctx, { courriel: 'Premier@departement.example', prenom: 'Prem', nom: 'Ier', motDePasseHache: '!', confirme: true });
      await accorderHabilitation(ctx, personneId, 'admin');
      await accorderHabilitation(ctx, personneId, 'admin');
      return personneId;
    });
    expect(await habilitationsDe(id)).to.deep.equal(['admin']);
    await agir(app, { id }, async (ctx) => { expect(ctx.acteur.courriel).to.equal('premier@departement.example'); await Promise.resolve(); });
  });
});
