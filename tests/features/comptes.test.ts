import { expect } from 'chai';
import { faiblesse } from '../../server/features/comptes/mot-de-passe.js';
import { AUTRE_MOT_DE_PASSE, courrielsPour, dit, estConnecte, inscriptionDe, lienPour, tenterConnexion } from '../support/acces.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { MOT_DE_PASSE, texteDe, Visiteur } from '../support/visiteur.js';

const HEURE = 3_600_000;

describe('Accounts', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;

  beforeEach(async () => {
    app = await lancerApplication();
    comptes = await comptesDeTest(app);
  });
  afterEach(() => app.fermer());

  const visiteur = (): Visiteur => new Visiteur(app.adresse);

  describe('sign-up', () => {
    it('opens an account through the mailed link, which opening alone does not use up', async () => {
      const v = visiteur();
      await v.lire('/inscription');
      const suite = await v.reussir('/inscription', inscriptionDe('Nadia.Ferrand@Asso.example'));
      expect(texteDe((await v.lire(suite)).corps)).to.include('Consultez votre messagerie');
      expect((await tenterConnexion(v, 'nadia.ferrand@asso.example', MOT_DE_PASSE)).statut, 'not confirmed yet').to.equal(422);

      const lien = await lienPour(app, 'nadia.ferrand@asso.example', '/confirmation');
      for (let lecture = 0; lecture < 2; lecture += 1) expect((await v.lire(lien)).statut).to.equal(200);
      expect(await v.reussir(lien)).to.equal('/connexion');
      expect(await v.reussir('/connexion', { courriel: 'NADIA.ferrand@asso.example', motDePasse: MOT_DE_PASSE })).to.equal('/tableau-de-bord');
      expect(texteDe((await v.lire('/compte')).corps)).to.include('Nadia');

      expect((await visiteur().lire(lien)).statut, 'one use').to.equal(410);
      const actes = await app.deps.db('journal').orderBy('rang').select<{ action: string }[]>('action');
      expect(actes.map((a) => a.action)).to.deep.equal(['compte.creer', 'compte.confirmer']);
    });

    it('stores only the hash of a token and lets it die after 48 hours', async () => {
      const v = visiteur();
      await v.lire('/inscription');
      await v.reussir('/inscription', inscriptionDe('nadia@asso.example'));
      const lien = await lienPour(app, 'nadia@asso.example', '/confirmation');
      const jetons = await app.deps.db('jetons').select<{ empreinte: string }[]>('empreinte');
      expect(JSON.stringify(jetons)).not.to.include(lien.slice('/confirmation/'.length));
      app.horloge.avancer(48 * HEURE + 1);
      expect((await v.lire(lien)).statut).to.equal(410);
      await v.lire('/inscription');
      expect((await v.envoyer(lien)).statut).to.equal(410);
      expect((await visiteur().lire(`/confirmation/${'x'.repeat(43)}`)).statut).to.equal(404);
    });

    it('answers alike for a known and an unknown address; the owner of a known one is told by mail', async () => {
      const reponses = await Promise.all(['inconnue@asso.example', comptes.signataire.courriel].map(async (courriel) => {
        const v = visiteur();
        await v.lire('/inscription');
        const envoi = await v.envoyer('/inscription', inscriptionDe(courriel));
        return [dit(envoi), dit(await v.lire(envoi.vers ?? '/'))];
      }));
      expect(reponses[0]).to.deep.equal(reponses[1]);
      const [courriel] = await courrielsPour(app, comptes.signataire.courriel);
      expect(courriel?.sujet).to.equal('Vous avez déjà un compte');
      expect(courriel?.texte).to.include('/mot-de-passe/oubli');
      const v = visiteur();
      expect((await tenterConnexion(v, comptes.signataire.courriel, MOT_DE_PASSE)).statut, 'the account kept its password').to.equal(303);
    });

    it('lets the reader of the mailbox, not the first to sign up, choose the password of a pending account', async () => {
      const v = visiteur();
      await v.lire('/inscription');
      await v.reussir('/inscription', { ...inscriptionDe('cible@asso.example'), motDePasse: 'le secret de quelqu’un d’autre' });
      await v.reussir('/inscription', inscriptionDe('cible@asso.example'));
      const lien = await lienPour(app, 'cible@asso.example', '/mot-de-passe');
      await v.lire(lien);
      await v.reussir(lien, { motDePasse: AUTRE_MOT_DE_PASSE });
      expect((await tenterConnexion(v, 'cible@asso.example', 'le secret de quelqu’un d’autre')).statut).to.equal(422);
      expect((await tenterConnexion(v, 'cible@asso.example', AUTRE_MOT_DE_PASSE)).statut).to.equal(303);
      expect((await visiteur().lire(await lienPour(app, 'cible@asso.example', '/confirmation'))).statut, 'the first link is dead').to.equal(410);
    });

    it('keeps what was typed, but never the password, when something is wrong', async () => {
      const v = visiteur();
      await v.lire('/inscription');
      const { consentement: _sans, ...sansAccord } = inscriptionDe('nadia@asso.example');
      const page = await v.envoyer('/inscription', { ...sansAccord, motDePasse: 'court-2022!' });
      expect(page.statut).to.equal(422);
      expect(texteDe(page.corps)).to.include('Choisissez au moins 12 caractères.').and.include('Cochez cette case');
      expect(page.corps).to.include('value="nadia@asso.example"').and.include('value="Ferrand"').and.not.include('court-2022!');
      expect((await v.envoyer('/inscription', { ...inscriptionDe('nadia@asso.example'), motDePasse: 'x'.repeat(129) })).statut).to.equal(422);
    });

    it('makes one account and one mail of a form sent twenty times at once', async () => {
      const v = visiteur();
      await v.lire('/inscription');
      const reponses = await Promise.all(Array.from({ length: 20 }, () => v.envoyer('/inscription', { ...inscriptionDe('double@asso.example'), _cle: 'cle-toujours-la-meme' })));
      const statuts = reponses.map((r) => r.statut);
      expect(statuts.every((s) => s === 303 || s === 429)).to.equal(true);
      expect(await courrielsPour(app, 'double@asso.example')).to.have.length(1);
      expect(await app.deps.db('personnes').where({ courriel: 'double@asso.example' })).to.have.length(1);
    });

    it('refuses passwords that are common or made from the address', () => {
      for (const commun of ['motdepasse2022', 'Azertyuiop123!', 'mot de passe 123', '202201102022', 'abcabcabcabc', 'qsdfghjklmwx', 'P@ssw0rd2022']) {
        expect(faiblesse(commun, 'x@asso.example'), commun).to.equal('courant');
      }
      expect(faiblesse('ferrand-2022-nadia', 'ferrand@asso.example')).to.equal('courriel');
      for (const bon of [MOT_DE_PASSE, AUTRE_MOT_DE_PASSE, 'éléphants roses 47', 'Tq8#vL2!wZ9$']) expect(faiblesse(bon, 'ali@asso.example'), bon).to.equal(null);
    });
  });

  describe('passwords', () => {
    it('are replaced through a mailed link that works once, for one hour, and closes every session', async () => {
      const voleur = visiteur();
      await voleur.connecter(comptes.signataire.courriel);
      expect(await estConnecte(voleur)).to.equal(true);

      const v = visiteur();
      await v.lire('/mot-de-passe/oubli');
      await v.reussir('/mot-de-passe/oubli', { courriel: comptes.signataire.courriel });
      const premier = await lienPour(app, comptes.signataire.courriel, '/mot-de-passe');
      await v.reussir('/mot-de-passe/oubli', { courriel: comptes.signataire.courriel });
      const lien = await lienPour(app, comptes.signataire.courriel, '/mot-de-passe');
      expect((await v.lire(premier)).statut, 'replaced by the newer link').to.equal(410);

      await v.lire(lien);
      expect(texteDe((await v.envoyer(lien, { motDePasse: 'motdepasse2022' })).corps)).to.include('trop facile à deviner');
      expect(await v.reussir(lien, { motDePasse: AUTRE_MOT_DE_PASSE })).to.equal('/connexion');
      expect(texteDe((await v.lire('/connexion')).corps)).to.include('Votre mot de passe est enregistré');
      expect(await estConnecte(voleur)).to.equal(false);
      expect((await tenterConnexion(v, comptes.signataire.courriel, MOT_DE_PASSE)).statut).to.equal(422);
      expect((await tenterConnexion(v, comptes.signataire.courriel, AUTRE_MOT_DE_PASSE)).statut).to.equal(303);
      await v.lire('/compte');
      expect((await v.envoyer(lien, { motDePasse: 'encore un autre mot' })).statut).to.equal(410);
      expect((await courrielsPour(app, comptes.signataire.courriel)).at(-1)?.sujet).to.equal('Votre mot de passe a été changé');

      await v.reussir('/mot-de-passe/oubli', { courriel: comptes.signataire.courriel });
      const tardif = await lienPour(app, comptes.signataire.courriel, '/mot-de-passe');
      app.horloge.avancer(HEURE + 1);
      expect((await v.lire(tardif)).statut).to.equal(410);
    });

    it('asks for a new one answer alike for every address, and mail only the known', async () => {
      const reponses = await Promise.all([comptes.signataire.courriel, 'personne@asso.example'].map(async (courriel) => {
        const v = visiteur();
        await v.lire('/mot-de-passe/oubli');
        const envoi = await v.envoyer('/mot-de-passe/oubli', { courriel });
        return [dit(envoi), dit(await v.lire(envoi.vers ?? '/'))];
      }));
      expect(reponses[0]).to.deep.equal(reponses[1]);
      expect(await courrielsPour(app, comptes.signataire.courriel)).to.have.length(1);
      expect(await courrielsPour(app, 'personne@asso.example')).to.have.length(0);
    });

    it('floods no mailbox: five requests an hour, whoever the address belongs to', async () => {
      for (const courriel of [comptes.signataire.courriel, 'personne@asso.example']) {
        const v = visiteur();
        await v.lire('/mot-de-passe/oubli');
        for (let i = 0; i < 5; i += 1) await v.reussir('/mot-de-passe/oubli', { courriel });
        expect((await v.envoyer('/mot-de-passe/oubli', { courriel })).statut).to.equal(429);
      }
      expect(await courrielsPour(app, comptes.signataire.courriel)).to.have.length(5);
    });

    it('are changed with the current one; this session stays, the others close', async () => {
      const [ici, ailleurs] = [visiteur(), visiteur()];
      for (const v of [ici, ailleurs]) await v.connecter(comptes.signataire.courriel);
      await ici.lire('/compte');
      const refus = await ici.envoyer('/compte/mot-de-passe', { motDePasseActuel: 'pas le bon', motDePasse: AUTRE_MOT_DE_PASSE });
      expect(refus.statut).to.equal(422);
      expect(texteDe(refus.corps)).to.include('Ce n’est pas votre mot de passe actuel.').and.include('Simone');
      expect(await ici.reussir('/compte/mot-de-passe', { motDePasseActuel: MOT_DE_PASSE, motDePasse: AUTRE_MOT_DE_PASSE })).to.equal('/compte');
      expect(await estConnecte(ici)).to.equal(true);
      expect(await estConnecte(ailleurs)).to.equal(false);
      const acte = await app.deps.db('journal').where({ action: 'compte.changer_mot_de_passe' }).first<{ acteur_id: string; motif: string; donnees: string }>();
      expect(acte).to.include({ acteur_id: comptes.signataire.id, motif: 'changement', donnees: '{}' });
    });

    it('stay out of the journal, of the outbox and of the answers', async () => {
      const v = visiteur();
      await v.lire('/inscription');
      await v.reussir('/inscription', { ...inscriptionDe('nadia@asso.example'), motDePasse: AUTRE_MOT_DE_PASSE });
      const ecrit = JSON.stringify([await app.deps.db('journal'), await app.deps.db('outbox'), await app.deps.db('sessions'), await app.deps.db('personnes')]);
      expect(ecrit).not.to.include(AUTRE_MOT_DE_PASSE);
      expect(ecrit).to.include('$argon2id$v=19$m=19456,t=2,p=1$');
    });
  });

  it('answers malformed forms, links and queries with a refusal, never with an error of its own', async () => {
    const connecte = visiteur();
    await connecte.connecter(comptes.admin.courriel);
    await connecte.lire('/compte');
    const formes = ['\u0000', 'a\u0000@b.fr', 'x'.repeat(5000), '%27"<script>\u202e', '😀'.repeat(100)];
    const envois = ['/inscription', '/mot-de-passe/oubli', '/compte', '/compte/mot-de-passe', '/administration/comptes', '/administration/reglages', '/administration/courriels', `/administration/comptes/${comptes.avis.id}`];
    for (const [rang, forme] of formes.entries()) {
      const champs = Object.fromEntries(['prenom', 'nom', 'fonction', 'courriel', 'motDePasse', 'motDePasseActuel', 'consentement', 'habilitations', 'operation', 'courrielId', 'service', 'juridiction', 'couleur', 'contact', 'code', 'adresse']
        .map((nom, i) => [(i + rang) % 3 === 0 ? `${nom}[a][b]` : nom, forme]));
      for (const envoi of envois) {
        const { statut } = await connecte.envoyer(envoi, champs);
        expect(statut, `${envoi} ${JSON.stringify(forme.slice(0, 20))}`).to.be.oneOf([303, 422, 429]);
      }
      const q = encodeURIComponent(forme.slice(0, 300));
      for (const page of [`/administration/comptes?q=${q}&apres=${q}&etat=${q}`, `/administration/journal?numero=${q}&auteur=${q}&action=${q}&apres=${q}`, `/administration/courriels?q=${q}&etat=${q}`, `/connexion?retour=${q}`, `/confirmation/${q}`]) {
        expect((await connecte.lire(page)).statut, page).to.be.below(500);
      }
    }
    const anonyme = visiteur();
    for (const forme of formes) expect((await tenterConnexion(anonyme, forme, forme)).statut).to.equal(422);
  });

  it('shows people their account, keeps what they typed and writes their new name', async () => {
    const v = visiteur();
    await v.connecter(comptes.signataire.courriel);
    await v.lire('/compte');
    const refus = await v.envoyer('/compte', { prenom: '', nom: 'Nouvelle', fonction: 'Vice-présidente' });
    expect(refus.statut).to.equal(422);
    expect(refus.corps).to.include('value="Nouvelle"').and.include('value="Vice-présidente"');
    await v.reussir('/compte', { prenom: 'Simone', nom: 'Nouvelle', fonction: 'Vice-présidente' });
    const page = await v.lire('/compte');
    expect(texteDe(page.corps)).to.include('Simone Nouvelle').and.include('membre d’aucun organisme');
  });
});
