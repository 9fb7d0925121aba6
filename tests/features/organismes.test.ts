import { expect } from 'chai';
import { faireLeMenage } from '../../server/serveur.js';
import { courrielsPour, inscriptionDe, lienPour } from '../support/acces.js';
import { AnnuaireLocal, coupe, enorme, json, muet, resultats, texte, unite, type Conduite } from '../support/annuaire.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { appelReferencePublie } from '../support/appel.js';
import { comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { declarerOrganisme, ORGANISME, pdf, remplirDossier } from '../support/depot-http.js';
import { MOT_DE_PASSE, texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

const JOUR = 24 * 3_600_000;

describe('organismes and their members', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let signataire: Visiteur;
  let id: string;

  beforeEach(async () => {
    app = await lancerApplication('2022-01-10T09:00');
    comptes = await comptesDeTest(app);
    signataire = await entrer('signataire');
    id = await declarerOrganisme(signataire);
  });
  afterEach(() => app.fermer());

  const entrer = async (nom: keyof ComptesDeTest): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(`${nom}@passerelle.test`);
    return v;
  };
  const fiche = async (v: Visiteur): Promise<string> => texteDe((await v.lire(`/organismes/${id}`)).corps);
  const membreId = async (nom: keyof ComptesDeTest): Promise<string> => (await app.deps.db('membres').where({ organisme_id: id, personne_id: comptes[nom].id }).first<{ id: string }>('id')).id;
  const sujets = async (courriel: string): Promise<string[]> => (await courrielsPour(app, courriel)).map((c) => c.sujet);

  /** Invites an account and follows the mailed link. */
  async function faireEntrer(nom: 'redacteur' | 'instructeur' | 'pilotage', role: 'redacteur' | 'signataire'): Promise<Visiteur> {
    await signataire.reussir(`/organismes/${id}/membres`, { courriel: `${nom}@passerelle.test`, role });
    const v = await entrer(nom);
    expect(await v.reussir(await lienPour(app, `${nom}@passerelle.test`, '/invitations'))).to.equal(`/organismes/${id}`);
    return v;
  }

  /** A request to join left by an account, by declaring the same SIRET. */
  async function demander(nom: 'redacteur' | 'pilotage'): Promise<Visiteur> {
    const v = await entrer(nom);
    expect(await v.reussir('/organismes/nouveau', { ...ORGANISME, nom: 'Un autre nom', iban: '' })).to.equal('/tableau-de-bord');
    return v;
  }

  describe('invitations', () => {
    it('make a member of the person who follows the mailed link, once, and only from the address invited', async () => {
      await signataire.reussir(`/organismes/${id}/membres`, { courriel: 'Redacteur@Passerelle.test', role: 'redacteur' });
      expect(await fiche(signataire)).to.include('redacteur@passerelle.test').and.to.include('lien valable jusqu’au 24/01/2022');
      const lien = await lienPour(app, 'redacteur@passerelle.test', '/invitations');
      expect(JSON.stringify(await app.deps.db('invitations'))).not.to.include(lien.slice('/invitations/'.length));

      const autre = await entrer('pilotage');
      expect(texteDe((await autre.lire(lien)).corps)).to.include('une autre adresse que celle de l’invitation');
      expect((await autre.envoyer(lien)).statut).to.equal(422);

      const redacteur = await entrer('redacteur');
      for (let lecture = 0; lecture < 2; lecture += 1) expect(texteDe((await redacteur.lire(lien)).corps)).to.include('Rejoindre cet organisme');
      expect(await redacteur.reussir(lien)).to.equal(`/organismes/${id}`);
      expect(await fiche(redacteur)).to.include('Rémi Dacteur').and.not.to.include('Inviter une personne');
      expect((await redacteur.lire(lien)).statut).to.equal(410);
      expect((await redacteur.envoyer(lien)).statut).to.be.oneOf([410, 422]);
      expect(await sujets('signataire@passerelle.test')).to.include('Rémi Dacteur a rejoint Association Les Passerelles du Confluent');
      expect((await signataire.envoyer(`/organismes/${id}/membres`, { courriel: 'redacteur@passerelle.test', role: 'signataire' })).statut).to.equal(422);
      expect(await fiche(signataire)).not.to.include('Invitations sans réponse');
    });

    it('show the same page, and send the same mail, whether the address has an account or not', async () => {
      const vues: string[] = [];
      for (const courriel of ['redacteur@passerelle.test', 'inconnue@asso.example']) {
        await signataire.reussir(`/organismes/${id}/membres`, { courriel, role: 'redacteur' });
        const lien = await lienPour(app, courriel, '/invitations');
        const page = texteDe((await new Visiteur(app.adresse).lire(lien)).corps);
        const [courrielEnvoye] = await courrielsPour(app, courriel);
        vues.push(`${page} ${courrielEnvoye?.sujet ?? ''} ${courrielEnvoye?.texte ?? ''}`.replaceAll(courriel, 'X').replaceAll(lien, 'L'));
      }
      expect(vues[0]).to.equal(vues[1]).and.to.include('Créer un compte');
    });

    it('lead somebody without an account through a sign-up filled with their address, and in once it is confirmed', async () => {
      await signataire.reussir(`/organismes/${id}/membres`, { courriel: 'nadia@asso.example', role: 'signataire' });
      const lien = await lienPour(app, 'nadia@asso.example', '/invitations');
      const v = new Visiteur(app.adresse);
      const page = await v.lire(lien);
      const inscription = /href="(\/inscription[^"]+)"/.exec(page.corps)?.[1]?.replaceAll('&#x3D;', '=') ?? '';
      expect(inscription).to.include(lien.slice('/invitations/'.length));
      const formulaire = await v.lire(inscription);
      expect(formulaire.corps).to.include('value="nadia@asso.example"');
      const jeton = lien.slice('/invitations/'.length);
      const refuse = await v.envoyer('/inscription', { ...inscriptionDe('nadia@asso.example'), motDePasse: 'court', invitation: jeton });
      expect(refuse.statut).to.equal(422);
      expect(refuse.corps).to.include(`name="invitation" value="${jeton}"`);
      await v.reussir('/inscription', { ...inscriptionDe('nadia@asso.example'), invitation: jeton });
      expect(await fiche(signataire)).not.to.include('Nadia Ferrand');
      await v.reussir(await lienPour(app, 'nadia@asso.example', '/confirmation'));
      expect(await fiche(signataire)).to.include('Nadia Ferrand').and.to.include('Délégation à joindre');
      await v.reussir('/connexion', { courriel: 'nadia@asso.example', motDePasse: MOT_DE_PASSE });
      expect((await v.lire(`/organismes/${id}`)).statut).to.equal(200);
    });

    it('give nothing to a sign-up with another address, nor with a token that is none', async () => {
      await signataire.reussir(`/organismes/${id}/membres`, { courriel: 'nadia@asso.example', role: 'signataire' });
      const jeton = (await lienPour(app, 'nadia@asso.example', '/invitations')).slice('/invitations/'.length);
      for (const [courriel, invitation] of [['autre@asso.example', jeton], ['encore@asso.example', 'x'.repeat(43)]] as const) {
        const v = new Visiteur(app.adresse);
        await v.lire('/inscription');
        await v.reussir('/inscription', { ...inscriptionDe(courriel), invitation });
        await v.reussir(await lienPour(app, courriel, '/confirmation'));
      }
      expect(await app.deps.db('membres').where({ organisme_id: id })).to.have.length(1);
    });

    it('die after 14 days, when cancelled and when sent again; a member who leaves takes theirs along', async () => {
      await signataire.reussir(`/organismes/${id}/membres`, { courriel: 'redacteur@passerelle.test', role: 'redacteur' });
      const premier = await lienPour(app, 'redacteur@passerelle.test', '/invitations');
      const action = async (): Promise<string> => /action="(\/organismes\/[^"]+\/invitations\/[^"]+)"/.exec((await signataire.lire(`/organismes/${id}`)).corps)?.[1] ?? '';
      await signataire.reussir(await action(), { intention: 'renvoyer' });
      const deuxieme = await lienPour(app, 'redacteur@passerelle.test', '/invitations');
      const v = new Visiteur(app.adresse);
      expect(texteDe((await v.lire(premier)).corps)).to.include('remplacée par un lien plus récent');
      expect((await v.lire(deuxieme)).statut).to.equal(200);
      const ancienneAction = await action();
      await signataire.reussir(ancienneAction, { intention: 'annuler' });
      expect((await v.lire(deuxieme)).statut).to.equal(410);
      expect((await signataire.envoyer(ancienneAction, { intention: 'annuler' })).statut).to.equal(404);

      await signataire.reussir(`/organismes/${id}/membres`, { courriel: 'redacteur@passerelle.test', role: 'redacteur' });
      const troisieme = await lienPour(app, 'redacteur@passerelle.test', '/invitations');
      app.horloge.avancer(14 * JOUR);
      expect((await v.lire(troisieme)).statut).to.equal(410);
      signataire = await entrer('signataire');
      expect(await fiche(signataire)).to.include('Lien expiré');
      const redacteur = await entrer('redacteur');
      expect((await redacteur.envoyer(troisieme)).statut).to.be.oneOf([410, 422]);
      expect((await v.lire(`/invitations/${'x'.repeat(43)}`)).statut).to.equal(404);
      app.horloge.avancer(31 * JOUR);
      await faireLeMenage(app.deps);
      expect(await app.deps.db('invitations'), 'addresses of those who never answered are not kept').to.deep.equal([]);
      signataire = await entrer('signataire');

      const pilotage = await faireEntrer('pilotage', 'signataire');
      await pilotage.reussir(`/organismes/${id}/membres/${await membreId('pilotage')}/delegation`, { du: '01/01/2022', jusquAu: '31/12/2022', fichier: pdf('delegation') });
      await pilotage.reussir(`/organismes/${id}/membres`, { courriel: 'complice@asso.example', role: 'signataire' });
      await signataire.reussir(`/organismes/${id}/membres/${await membreId('pilotage')}`, { decision: 'retirer' });
      expect((await v.lire(await lienPour(app, 'complice@asso.example', '/invitations'))).statut).to.equal(410);
    });

    it('are bounded by person and hour', async () => {
      for (let rang = 0; rang < 30; rang += 1) await signataire.reussir(`/organismes/${id}/membres`, { courriel: `p${rang}@asso.example`, role: 'redacteur' });
      expect((await signataire.envoyer(`/organismes/${id}/membres`, { courriel: 'trop@asso.example', role: 'redacteur' })).statut).to.equal(429);
      expect(await sujets('trop@asso.example')).to.deep.equal([]);
    });
  });

  describe('requests to join', () => {
    it('are told to the signataires, answered by one of them, and told to both sides; nothing is shown before', async () => {
      const redacteur = await demander('redacteur');
      expect(await sujets('signataire@passerelle.test')).to.deep.equal(['Rémi Dacteur demande à rejoindre Association Les Passerelles du Confluent']);
      expect((await redacteur.lire(`/organismes/${id}`)).statut).to.equal(404);
      await demander('redacteur');
      expect(await sujets('signataire@passerelle.test'), 'asked twice the same day').to.have.length(1);
      expect(await fiche(signataire)).to.include('Demandes à rejoindre').and.to.include('Rémi Dacteur');
      const adresse = `/organismes/${id}/membres/${await membreId('redacteur')}`;
      expect((await redacteur.envoyer(adresse, { decision: 'accepter', role: 'signataire' })).statut).to.equal(404);
      await signataire.reussir(adresse, { decision: 'accepter', role: 'redacteur' });
      expect(await sujets('redacteur@passerelle.test')).to.deep.equal(['Votre demande à rejoindre Association Les Passerelles du Confluent est acceptée']);
      expect((await redacteur.lire(`/organismes/${id}`)).statut).to.equal(200);
      const encore = await signataire.envoyer(adresse, { decision: 'refuser' });
      expect(encore.statut).to.equal(422);
      expect(texteDe(encore.corps)).to.include('quelqu’un a déjà répondu');
    });

    it('can be refused, told so, and made again another day', async () => {
      await demander('redacteur');
      await signataire.reussir(`/organismes/${id}/membres/${await membreId('redacteur')}`, { decision: 'refuser' });
      expect(await sujets('redacteur@passerelle.test')).to.deep.equal(['Votre demande à rejoindre Association Les Passerelles du Confluent est refusée']);
      app.horloge.avancer(JOUR);
      await demander('redacteur');
      expect(await sujets('signataire@passerelle.test')).to.have.length(2);
    });
  });

  describe('signataires', () => {
    it('who are not the legal representative deposit only with their signed delegation, from its first day to its last', async () => {
      const appelId = (await appelReferencePublie(app)).id;
      const directrice = await faireEntrer('redacteur', 'signataire');
      const dossier = await remplirDossier(directrice, appelId, id);
      expect((await directrice.envoyer(`/dossiers/${dossier}/depot`)).statut).to.equal(403);
      expect(await fiche(directrice)).to.include('aucune délégation de signature n’est jointe');

      const adresse = `/organismes/${id}/membres/${await membreId('redacteur')}/delegation`;
      const sansFichier = await directrice.envoyer(adresse, { du: '01/02/2022', jusquAu: '31/03/2022' });
      expect(sansFichier.statut).to.equal(422);
      expect(texteDe(sansFichier.corps)).to.include('Joignez la délégation signée.');
      expect(sansFichier.corps).to.include('value="01/02/2022"').and.to.include('value="31/03/2022"');
      expect((await directrice.envoyer(adresse, { du: '01/02/2022', jusquAu: '31/01/2022', fichier: pdf('d') })).statut).to.equal(422);
      expect(await directrice.reussir(adresse, { du: '11/01/2022', jusquAu: '31/03/2022', fichier: pdf('delegation') })).to.equal(`/organismes/${id}`);
      expect(await sujets('signataire@passerelle.test')).to.include('Association Les Passerelles du Confluent : délégation de signature de Rémi Dacteur');
      expect((await directrice.envoyer(`/dossiers/${dossier}/depot`)).statut, 'the day before').to.equal(403);
      app.horloge.allerA('2022-01-11T00:00:00');
      await (await entrer('redacteur')).reussir(`/dossiers/${dossier}/depot`);

      app.horloge.allerA('2022-04-01T08:00');
      const plusTard = await entrer('redacteur');
      expect(await fiche(plusTard)).to.include('Votre délégation de signature est terminée');
      expect((await plusTard.envoyer(`/dossiers/${dossier}/retrait`, { motif: 'x' })).statut).to.equal(403);
      await plusTard.reussir(adresse, { du: '01/04/2022', jusquAu: '30/04/2022', fichier: pdf('suite') });
      expect(await fiche(plusTard)).to.include('en cours jusqu’au 30 avril 2022');
      await app.deps.db('fichiers').where({ nom: 'suite.pdf' }).update({ analyse: 'infectee' });
      expect(await fiche(plusTard), 'in quarantine').to.include('aucune délégation de signature n’est jointe');
    });

    it('share the delegation among themselves and with the agents who see the organisme, and with nobody else', async () => {
      await faireEntrer('redacteur', 'redacteur');
      const directrice = await faireEntrer('pilotage', 'signataire');
      const adresse = `/organismes/${id}/membres/${await membreId('pilotage')}/delegation`;
      const redacteur = await entrer('redacteur');
      expect((await redacteur.envoyer(adresse, { du: '01/01/2022', jusquAu: '31/12/2022', fichier: pdf('faux') })).statut).to.equal(403);
      await directrice.reussir(adresse, { du: '01/01/2022', jusquAu: '31/12/2022', fichier: pdf('delegation') });
      const lire = async (v: Visiteur): Promise<number> => (await v.lire(`${adresse}/fichier`)).statut;
      const recu = await signataire.lire(`${adresse}/fichier`);
      expect([recu.statut, recu.entetes.get('content-type'), recu.entetes.get('content-disposition')]).to.deep.equal([200, 'application/pdf', 'attachment; filename=delegation.pdf']);
      expect([await lire(directrice), await lire(await entrer('instructeur')), await lire(await entrer('finances1'))]).to.deep.equal([200, 200, 200]);
      expect([await lire(redacteur), await lire(await entrer('comite1')), await lire(await entrer('admin'))]).to.deep.equal([403, 404, 404]);
      expect((await redacteur.lire(`/organismes/${id}/membres/${await membreId('pilotage')}`)).statut).to.equal(403);
    });

    it('cannot all leave, not even two removing each other at the same time', async () => {
      expect(texteDe((await signataire.lire(`/organismes/${id}/depart`)).corps)).to.include('Vous êtes le seul signataire');
      expect((await signataire.envoyer(`/organismes/${id}/depart`)).statut).to.equal(422);
      const directrice = await faireEntrer('pilotage', 'signataire');
      await directrice.reussir(`/organismes/${id}/membres/${await membreId('pilotage')}/delegation`, { du: '01/01/2022', jusquAu: '31/12/2022', fichier: pdf('delegation') });
      const [a, b] = [await membreId('signataire'), await membreId('pilotage')];
      const reponses = await Promise.all([signataire.envoyer(`/organismes/${id}/membres/${b}`, { decision: 'retirer' }), directrice.envoyer(`/organismes/${id}/membres/${a}`, { decision: 'retirer' })]);
      expect(reponses.filter((r) => r.statut === 303), reponses.map((r) => r.statut).join()).to.have.length(1);
      expect(await app.deps.db('membres').where({ organisme_id: id, etat: 'accepte', role: 'signataire' })).to.have.length(1);
    });

    it('change roles, remove members with the consequence said, and are told who leaves', async () => {
      const redacteur = await faireEntrer('redacteur', 'redacteur');
      const adresse = `/organismes/${id}/membres/${await membreId('redacteur')}`;
      expect(texteDe((await signataire.lire(adresse)).corps)).to.include('ne verra plus les dossiers');
      expect(await signataire.reussir(adresse, { decision: 'changer', role: 'signataire' })).to.equal(adresse);
      expect((await signataire.envoyer(`/organismes/${id}/membres/${await membreId('signataire')}`, { decision: 'changer', role: 'redacteur' })).statut).to.equal(422);
      await redacteur.reussir(`/organismes/${id}/depart`);
      expect((await redacteur.lire(`/organismes/${id}`)).statut).to.equal(404);
      expect((await sujets('signataire@passerelle.test')).at(-1)).to.equal('Rémi Dacteur a quitté Association Les Passerelles du Confluent');
      expect(await fiche(signataire)).not.to.include('redacteur@passerelle.test Signataire');
    });

    it('declare another legal representative: the one before and the delegations lose their power, unless confirmed', async () => {
      const directrice = await faireEntrer('pilotage', 'signataire');
      await directrice.reussir(`/organismes/${id}/membres/${await membreId('pilotage')}/delegation`, { du: '01/01/2022', jusquAu: '31/12/2022', fichier: pdf('delegation') });
      const vide = await directrice.envoyer(`/organismes/${id}/representant`, { personne: 'autre', nom: '', qualite: 'Président' });
      expect(texteDe(vide.corps)).to.include('Saisissez le prénom et le nom');
      await directrice.reussir(`/organismes/${id}/representant`, { personne: 'autre', nom: 'Paul Nouveau', qualite: 'Président', delegationsConfirmees: 'oui' });
      expect(await fiche(directrice)).to.include('Paul Nouveau, Président').and.to.include('Délégation en cours');
      expect((await signataire.envoyer(`/organismes/${id}/representant`, { personne: 'autre', nom: 'X', qualite: 'Y' })).statut, 'no power left').to.equal(403);
      await directrice.reussir(`/organismes/${id}/representant`, { personne: await membreId('signataire'), qualite: 'Présidente' });
      expect((await directrice.envoyer(`/organismes/${id}/representant`, { personne: 'autre', nom: 'X', qualite: 'Y' })).statut, 'delegation ended').to.equal(403);
      const [ligne] = await app.deps.db('membres').where({ id: await membreId('pilotage') });
      expect(ligne.delegation_jusqu_au).to.equal('2022-01-09');
      expect(await fiche(signataire)).to.include('Simone Gnataire, Présidente').and.to.include('1 délégation terminée');
      expect((await sujets('pilotage@passerelle.test')).filter((s) => s.includes('nouveau représentant légal'))).to.have.length(2);
    });
  });

  describe('pre-filling', () => {
    let annuaire: AnnuaireLocal;
    let relie: ApplicationDeTest;
    let v: Visiteur;

    beforeEach(async () => {
      annuaire = new AnnuaireLocal();
      relie = await lancerApplication('2022-01-10T09:00', { annuaireEntreprisesUrl: await annuaire.demarrer() });
      await comptesDeTest(relie);
      v = new Visiteur(relie.adresse);
      await v.connecter('signataire@passerelle.test');
    });
    afterEach(async () => {
      await relie.fermer();
      await annuaire.arreter();
    });
    const valeur = (page: Reponse, champ: string): string => new RegExp(`name="${champ}"[^>]* value="([^"]*)"`).exec(page.corps)?.[1] ?? '(absent)';

    it('is off by default: the whole form at once, nobody asked', async () => {
      const page = await signataire.lire('/organismes/nouveau?siret=78237124900015');
      expect(page.corps).to.include('name="iban"').and.not.to.include('Préremplir');
    });

    it('asks for the SIRET first, fills the form, and leaves everything to be corrected and saved', async () => {
      const debut = await v.lire('/organismes/nouveau');
      expect(debut.corps).to.include('method="get"').and.to.include('Préremplir').and.not.to.include('name="iban"');
      expect(texteDe((await v.lire('/organismes/nouveau?siret=782+371+249+00016')).corps)).to.include('Ce SIRET n’est pas valide');
      expect(annuaire.demandes).to.deep.equal([]);
      const page = await v.lire('/organismes/nouveau?siret=782+371+249+00015');
      expect(texteDe(page.corps)).to.include('Prérempli d’après l’annuaire des entreprises');
      const champs = Object.fromEntries(['siret', 'nom', 'formeJuridique', 'rna', 'adresse', 'codePostal', 'commune', 'representantNom', 'representantQualite'].map((c) => [c, valeur(page, c)]));
      expect(champs).to.deep.equal({
        siret: '78237124900015', nom: 'LES PASSERELLES DU CONFLUENT', formeJuridique: 'Association loi 1901', rna: 'W471000123', adresse: '12 RUE DES LILAS', codePostal: '47000', commune: 'AGEN',
        representantNom: 'Simone Bertrand', representantQualite: 'Présidente',
      });
      expect(page.corps).to.match(/value="association" checked/);
      const adresse = await v.reussir('/organismes/nouveau', { ...champs, nature: 'association', representant: 'oui', nom: 'Les Passerelles', iban: '', bic: '', telephone: '' });
      expect(texteDe((await v.lire(adresse)).corps)).to.include('Les Passerelles').and.to.include('782 371 249 00015');
    });

    it('shows what it was given as text, whatever it was given, and never says that an organisme is already known', async () => {
      await declarerOrganisme(v);
      annuaire.conduite = resultats(unite({ nom_raison_sociale: '"><script>alert(1)</script>', nature_juridique: '<b>', dirigeants: [{ nom: '{{nom}}', prenoms: 'A', qualite: '=cmd' }] }));
      const page = await v.lire('/organismes/nouveau?siret=78237124900015');
      expect(page.statut).to.equal(200);
      expect(page.corps).not.to.include('<script>alert').and.not.to.include('déjà connu');
      expect(page.corps).to.include('&lt;script&gt;alert(1)');
    });

    const pannes: readonly [string, Conduite, string][] = [
      ['answers an error', texte('<h1>500</h1>', 500), 'L’annuaire des entreprises ne répond pas. Remplissez le formulaire à la main'],
      ['never answers', muet, 'L’annuaire des entreprises ne répond pas. Remplissez le formulaire à la main'],
      ['cuts the line', coupe, 'L’annuaire des entreprises ne répond pas. Remplissez le formulaire à la main'],
      ['answers HTML', texte('<p>Maintenance</p>'), 'n’a pas pu être lue. Remplissez le formulaire à la main'],
      ['never stops answering', enorme({ ecrits: 0 }), 'n’a pas pu être lue. Remplissez le formulaire à la main'],
      ['is overwhelmed', json({}, 429), 'reçoit trop de demandes en ce moment. Remplissez le formulaire à la main'],
      ['answers about somebody else', resultats(unite({ siege: { siret: '41234567000019' } })), 'ne connaît pas ce SIRET, ou ne le diffuse pas. Vérifiez-le. Remplissez le formulaire à la main'],
    ];
    for (const [cas, conduite, phrase] of pannes) {
      it(`leaves the form to be filled by hand when the search ${cas}`, async () => {
        annuaire.conduite = conduite;
        const page = await v.lire('/organismes/nouveau?siret=78237124900015');
        expect(page.statut).to.equal(200);
        expect(texteDe(page.corps)).to.include(phrase);
        expect(valeur(page, 'siret')).to.equal('78237124900015');
        expect(await declarerOrganisme(v)).to.match(/^[0-9a-f-]{36}$/);
      });
    }

    it('counts the look-ups of a person, and still gives the form to who made too many', async () => {
      for (let rang = 0; rang < 30; rang += 1) await v.lire('/organismes/nouveau?siret=78237124900015');
      const page = await v.lire('/organismes/nouveau?siret=78237124900015');
      expect(texteDe(page.corps)).to.include('la prochaine sera possible dans 60 min');
      expect(page.corps).to.include('name="iban"');
      expect(annuaire.demandes).to.have.length(30);
    });
  });

  describe('identity', () => {
    const profil = (champs: Record<string, string>): Record<string, string> => {
      const { siret: _s, representant: _r, representantNom: _n, representantQualite: _q, ...reste } = ORGANISME as Record<string, string>;
      return { ...reste, version: '1', ...champs };
    };

    it('shows both values to the second of two writers, keeps what they typed, and takes it when they save again', async () => {
      const redacteur = await faireEntrer('redacteur', 'redacteur');
      await redacteur.reussir(`/organismes/${id}/modifier`, profil({ telephone: '05 99 99 99 99' }));
      const conflit = await signataire.envoyer(`/organismes/${id}/modifier`, profil({ telephone: '05 11 11 11 11', adresse: '14 rue des Lilas' }));
      expect(conflit.statut).to.equal(422);
      const page = texteDe(conflit.corps);
      expect(page).to.include('Téléphone Votre saisie : 05 11 11 11 11 Enregistré : 05 99 99 99 99').and.to.include('Adresse Votre saisie : 14 rue des Lilas Enregistré : 12 rue des Lilas').and.to.include('Enregistré par Rémi Dacteur').and.not.to.include('IBAN FR');
      expect(conflit.corps).to.include('value="05 11 11 11 11"').and.to.include('name="version" value="2"');
      await signataire.reussir(`/organismes/${id}/modifier`, profil({ telephone: '05 11 11 11 11', adresse: '14 rue des Lilas', version: '2' }));
      expect(await fiche(signataire)).to.include('Téléphone : « 05 99 99 99 99 » → « 05 11 11 11 11 »').and.to.include('Adresse : « 12 rue des Lilas » → « 14 rue des Lilas »');
      await signataire.reussir(`/organismes/${id}/modifier`, profil({ telephone: '05 11 11 11 11', adresse: '14 rue des Lilas', version: '3' }));
      expect((await app.deps.db('organismes').where({ id }).first<{ version: number }>('version')).version, 'nothing changed, nothing written').to.equal(3);
    });

    it('still shows the conflict when the late form has another mistake, so that the next save overwrites knowingly', async () => {
      const redacteur = await faireEntrer('redacteur', 'redacteur');
      await redacteur.reussir(`/organismes/${id}/modifier`, profil({ telephone: '05 99 99 99 99' }));
      const page = texteDe((await signataire.envoyer(`/organismes/${id}/modifier`, profil({ codePostal: 'x' }))).corps);
      expect(page).to.include('Un code postal compte 5 chiffres').and.to.include('05 99 99 99 99');
    });

    it('shows a conflict on a nature that is the name of a property of every object', async () => {
      await (await faireEntrer('redacteur', 'redacteur')).reussir(`/organismes/${id}/modifier`, profil({ telephone: '05 99 99 99 99' }));
      for (const nature of ['toString', 'constructor', '__proto__']) expect((await signataire.envoyer(`/organismes/${id}/modifier`, profil({ nature }))).statut, nature).to.equal(422);
    });

    it('marks a change of IBAN in the history and tells the signataires, without writing either account in full', async () => {
      const redacteur = await faireEntrer('redacteur', 'redacteur');
      await redacteur.reussir(`/organismes/${id}/modifier`, profil({ iban: 'FR14 2004 1010 0505 0001 3M02 606' }));
      expect(await fiche(signataire)).to.include('IBAN changé').and.to.include('FR76 •••• 189 → FR14 •••• 606').and.to.include('FR14 2004 1010');
      expect(await sujets('signataire@passerelle.test')).to.include('Association Les Passerelles du Confluent : l’IBAN a changé');
      const traces = JSON.stringify([await app.deps.db('journal').where({ objet_id: id }), await courrielsPour(app, 'signataire@passerelle.test')]);
      expect(traces).not.to.include('FR1420041010').and.not.to.include('FR7630006000');
    });

    it('shows the IBAN whole to members, instructeurs and finances, masked to the other agents who see the organisme', async () => {
      for (const qui of ['instructeur', 'finances1'] as const) expect(await fiche(await entrer(qui)), qui).to.include('FR76 3000 6000');
      for (const qui of ['responsable', 'controleur'] as const) expect(await fiche(await entrer(qui)), qui).to.include('FR76 •••• 189').and.not.to.include('FR76 3000 6000');
      expect(await fiche(await entrer('instructeur'))).to.include('Historique').and.not.to.include('Inviter');
    });

    it('refuses wrong numbers on their fields and keeps what was typed', async () => {
      const v = await entrer('pilotage');
      const declarer = (champs: Record<string, string>): Promise<Reponse> => v.envoyer('/organismes/nouveau', { ...ORGANISME, ...champs });
      const page = await declarer({ siret: '782 371 249 00016', rna: 'W12', iban: 'FR76 3000 6000 0112 3456 7890 188', bic: 'AGRI' });
      expect(page.statut).to.equal(422);
      for (const mot of ['Ce SIRET n’est pas valide', 'Un numéro RNA commence par W', 'Cet IBAN n’est pas valide', 'Un BIC compte 8 ou 11 caractères']) expect(texteDe(page.corps)).to.include(mot);
      expect(page.corps).to.include('value="782 371 249 00016"').and.to.include('value="FR76 3000 6000 0112 3456 7890 188"');
      expect(texteDe((await declarer({ siret: '35600000000048', nature: 'entreprise' })).corps)).to.include('ne concerne que les associations');
      expect((await declarer({ siret: '35600000000048', nature: 'entreprise', rna: '', nom: 'La Poste' })).statut, 'head office of La Poste').to.equal(303);
      expect((await declarer({ siret: '35600000049837', nature: 'entreprise', rna: '', nom: 'La Poste, agence' })).statut, 'digits summing to a multiple of five').to.equal(303);
    });

    it('says what a profile lacks, there and in the section of each dossier, with a link', async () => {
      const v = await entrer('pilotage');
      const vers = await v.reussir('/organismes/nouveau', { ...ORGANISME, siret: '41234567000019', iban: '', bic: '', representant: '' });
      expect(vers, 'without the representative the delegation comes next').to.match(/\/membres\//);
      const autre = vers.split('/')[2] ?? '';
      const page = await v.lire(`/organismes/${autre}`);
      expect(texteDe(page.corps)).to.include('aucun dossier ne peut être déposé : IBAN.').and.to.include('aucune délégation de signature');
      const dossier = await v.reussir(`/appels/${(await appelReferencePublie(app)).id}/dossiers`, { organismeId: autre });
      const section = await v.lire(`${dossier}/sections/organisme`);
      expect(texteDe(section.corps)).to.include('SIRET 41234567000019').and.to.include('à renseigner avant le dépôt');
      expect(section.corps).to.include(`href="/organismes/${autre}/modifier"`);
    });
  });
});
