import { expect } from 'chai';
import { instantDeParis } from '../../server/platform/clock.js';
import { nouvelId, sha256 } from '../../server/platform/ids.js';
import { ecrireMessage } from '../../server/features/messagerie/message-service.js';
import { demanderComplements } from '../../server/features/recevabilite/recevabilite-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type Compte } from '../support/comptes.js';
import { dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { lireIcal } from '../support/ical.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('calendar of deadlines', function () {
  this.timeout(60_000);
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;

  const visiter = async (compte: Compte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(compte.courriel);
    return v;
  };
  /** Makes a link as its owner and answers its path, without the server's address. */
  async function creer(v: Visiteur): Promise<string> {
    await v.lire('/compte/calendrier');
    const reponse = await v.envoyer('/compte/calendrier');
    expect(reponse.statut).to.equal(200);
    const adresse = /value="([^"]+\/calendrier\/[^"]+\.ics)"/.exec(reponse.corps)?.[1] ?? '';
    expect(adresse).to.match(/^http:\/\/aap\.departement\.example\/calendrier\/[\w-]{43}\.ics$/);
    return new URL(adresse).pathname;
  }
  const anonyme = (): Visiteur => new Visiteur(app.adresse);

  beforeEach(async () => {
    app = await lancerApplication('2022-02-10T09:00', { baseUrl: 'http://aap.departement.example' });
    dossier = await dossierDepose(app);
  });
  afterEach(() => app.fermer());

  it('gives a porteur their deadlines by a secret address shown once, without a name nor a title, and a stable id', async () => {
    const { redacteur, instructeur } = dossier.comptes;
    await agir(app, instructeur, (ctx) => demanderComplements(ctx, dossier.id, { elements: [{ cible: 'piece', code: 'rib', motif: 'manquant', commentaire: '' }], message: 'Merci' }));
    await agir(app, instructeur, (ctx) => ecrireMessage(ctx, dossier.id, { texte: 'Note secrète', prive: true }));
    const brouillon = await dossierDepose(app, { comptes: dossier.comptes, appelId: dossier.appelId });
    await app.deps.db('dossiers').where({ id: brouillon.id }).update({ etat: 'brouillon', numero: null, depose_le: null });
    const porteur = await visiter(redacteur);
    const chemin = await creer(porteur);
    expect((await porteur.lire('/compte/calendrier')).corps).not.to.contain(chemin);
    const reponse = await anonyme().lire(chemin);
    expect([reponse.statut, reponse.entetes.get('content-type'), reponse.entetes.get('set-cookie')]).to.deep.equal([200, 'text/calendar; charset=utf-8', null]);
    expect(reponse.entetes.get('cache-control')).to.match(/^private\b/);
    const { evenements } = lireIcal(reponse.corps);
    const demande = await app.deps.db('demandes_complements').first<{ id: string }>('id');
    expect(evenements).to.deep.equal([
      {
        UID: `complements-${demande.id}@aap.departement.example`, DTSTAMP: '20220210T080000Z', 'DTSTART;VALUE=DATE': '20220225', 'DTEND;VALUE=DATE': '20220226', TRANSP: 'TRANSPARENT',
        SUMMARY: `${dossier.numero} : Répondre à la demande de compléments`, URL: `http://aap.departement.example/dossiers/${dossier.id}`,
      },
      { UID: `deposer-${brouillon.id}@aap.departement.example`, DTSTAMP: '20220210T080000Z', DTSTART: '20220331T215959Z', SUMMARY: 'Terminer et déposer le dossier', URL: `http://aap.departement.example/dossiers/${brouillon.id}` },
    ]);
    for (const mot of ['Tremplin', 'Dacteur', 'Struct', 'secrète', 'Note', 'Merci']) expect(reponse.corps).not.to.contain(mot);
    app.horloge.avancer(3_600_000);
    expect(lireIcal((await anonyme().lire(chemin)).corps).evenements.map((e) => e['UID'])).to.deep.equal(evenements.map((e) => e['UID']));
    expect(texteDe((await porteur.lire('/compte/calendrier')).corps)).to.contain('10 février 2022 à 10 h 00, à une heure près');
  });

  it('gives a committee member their sessions and an agent nothing of another', async () => {
    const { comite1, comite2, instructeur } = dossier.comptes;
    const seanceId = nouvelId();
    await app.deps.db('seances').insert({ id: seanceId, appel_id: dossier.appelId, titre: 'Comité', le: instantDeParis('2022-03-27T14:00'), lieu: 'Agen, salle 2', quorum: 1, etat: 'preparee', compte_rendu: '', cree_le: app.horloge.maintenant() });
    await app.deps.db('seance_membres').insert({ seance_id: seanceId, personne_id: comite1.id, present: false });
    const [evenement, ...reste] = lireIcal((await anonyme().lire(await creer(await visiter(comite1)))).corps).evenements;
    expect(evenement).to.include({ UID: `seance-${seanceId}@aap.departement.example`, DTSTART: '20220327T120000Z', SUMMARY: 'Comité de sélection', LOCATION: 'Agen, salle 2' });
    expect(reste).to.deep.equal([]);
    for (const compte of [comite2, instructeur]) expect(lireIcal((await anonyme().lire(await creer(await visiter(compte)))).corps).evenements).to.deep.equal([]);
  });

  it('closes the former address when it is replaced, all of them when it is withdrawn or the account is closed, and keeps no token', async () => {
    const porteur = await visiter(dossier.comptes.redacteur);
    const premier = await creer(porteur);
    const second = await creer(porteur);
    expect((await anonyme().lire(premier)).statut).to.equal(404);
    expect((await anonyme().lire(second)).statut).to.equal(200);
    const jeton = /calendrier\/([\w-]+)\.ics/.exec(second)?.[1] ?? '';
    expect(await app.deps.db('calendriers').select('empreinte')).to.deep.equal([{ empreinte: sha256(jeton) }]);
    const ecrit = JSON.stringify([await app.deps.db('calendriers'), await app.deps.db('journal'), await app.deps.db('sessions'), await app.deps.db('requetes_traitees')]);
    expect(ecrit).not.to.contain(jeton);
    await app.deps.db('personnes').where({ id: dossier.comptes.redacteur.id }).update({ actif: false });
    expect((await anonyme().lire(second)).statut).to.equal(404);
    await app.deps.db('personnes').where({ id: dossier.comptes.redacteur.id }).update({ actif: true });
    await porteur.lire('/compte/calendrier');
    expect(await porteur.reussir('/compte/calendrier/retrait')).to.equal('/compte/calendrier');
    expect((await anonyme().lire(second)).statut).to.equal(404);
    expect(await app.deps.db('journal').where('action', 'like', 'calendrier.%').orderBy('rang').pluck('action')).to.deep.equal(['calendrier.creer', 'calendrier.creer', 'calendrier.retirer']);
  });

  it('makes one link for a form sent twice, and stops who guesses or reads too often', async () => {
    const porteur = await visiter(dossier.comptes.redacteur);
    await porteur.lire('/compte/calendrier');
    const cle = crypto.randomUUID();
    const reponses = [await porteur.envoyer('/compte/calendrier', { _cle: cle }), await porteur.envoyer('/compte/calendrier', { _cle: cle })];
    expect(reponses.map((r) => r.statut)).to.deep.equal([200, 303]);
    const chemin = new URL(/value="([^"]+\.ics)"/.exec(reponses[0]?.corps ?? '')?.[1] ?? '').pathname;
    const lectures: number[] = [];
    for (let i = 0; i < 31; i += 1) lectures.push((await anonyme().lire(chemin)).statut);
    expect([lectures.filter((s) => s === 200).length, lectures.at(-1)]).to.deep.equal([30, 429]);
    const essais: number[] = [];
    for (let i = 0; i < 21; i += 1) essais.push((await anonyme().lire(`/calendrier/${'x'.repeat(41)}${String(10 + i)}.ics`)).statut);
    expect([essais.filter((s) => s === 404).length, essais.at(-1)]).to.deep.equal([20, 429]);
    expect((await anonyme().lire('/calendrier/court.ics')).statut).to.equal(429);
  });
});
