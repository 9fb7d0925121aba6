import { expect } from 'chai';
import { ouvrirBilan } from '../../server/features/bilans/bilan-service.js';
import { coffreDesParticipants, ouvrirIdentite } from '../../server/features/participants/participant-coffre.js';
import { lireParticipant } from '../../server/features/participants/participant-queries.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import { dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { inscrire, operationFse } from '../support/operation-fse.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { toutCeQuiEstEcrit } from '../support/tout-ecrit.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const SAISIE = {
  nom: 'Ouvrard-Zéphyr', prenom: 'Bérengère', naissance: '04/05/1990', courriel: 'berengere@exemple.fr', telephone: '06 00 00 00 01', adresse: '3 impasse du Lavoir', sexe: 'femme', entree: '01/02/2022',
  statut: 'chomeur', dureeChomage: 'plus_12_mois', formation: 'non', niveau: 'cite_3', handicap: 'non', paysTiers: 'non', origine: 'nsp', minorite: 'nsp', logement: 'non', rural: 'oui',
};

describe('Participants of an FSE+ operation', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let operation: DossierDeTest;
  let redacteur: Visiteur;
  let instructeur: Visiteur;
  const visiteur = async (courriel: string): Promise<Visiteur> => { const v = new Visiteur(app.adresse); await v.connecter(courriel); return v; };
  before(async () => {
    app = await lancerApplication('2022-03-10T09:00');
    comptes = await comptesDeTest(app);
    operation = await operationFse(app, { comptes });
    redacteur = await visiteur(comptes.redacteur.courriel);
    instructeur = await visiteur(comptes.instructeur.courriel);
  });
  after(() => app.fermer());
  const ici = (): string => `/dossiers/${operation.id}/participants`;
  const id = async (): Promise<string> => (await app.deps.db('participants').orderBy('id').first<{ id: string }>('id')).id;

  it('are typed by the organisme, one sentence beside each wrong field, nothing typed lost', async () => {
    const erronee = await redacteur.envoyer(`${ici()}/nouveau`, { ...SAISIE, nom: '', naissance: '31/02/1990', statut: 'riche', entree: '01/02/2021' });
    expect(erronee.statut).to.equal(422);
    expect(erronee.corps).to.include('id="nom-erreur"').and.to.include('id="naissance-erreur"').and.to.include('id="statut-erreur"').and.to.include('value="Bérengère"').and.to.include('value="31/02/1990"');
    const hors = await redacteur.envoyer(`${ici()}/nouveau`, { ...SAISIE, entree: '31/12/2021' });
    expect(texteDe(hors.corps)).to.include('pendant l’opération, du 1er janvier 2022 au 31 décembre 2022');
    expect(hors.corps).to.include('id="entree-erreur"').and.to.include('3 impasse du Lavoir');
    await redacteur.reussir(`${ici()}/nouveau`, SAISIE);
    const liste = texteDe((await redacteur.lire(ici())).corps);
    expect(liste).to.include('Ouvrard-Zéphyr Bérengère').and.to.include('EECO03');
    expect(texteDe((await redacteur.envoyer(`${ici()}/nouveau`, { ...SAISIE, nom: 'OUVRARD ZEPHYR' })).corps)).to.include('déjà inscrite dans l’opération, sous le pseudonyme');
  });

  it('are known to the service by a pseudonym, and to no other organisme at all', async () => {
    const pages = [await instructeur.lire(ici()), await instructeur.lire(`${ici()}/${await id()}`), await instructeur.lire(`${ici()}/indicateurs.csv`)];
    for (const page of pages) {
      expect(page.statut).to.equal(200);
      expect(page.corps).to.not.match(/Ouvrard|Bérengère|1990|Lavoir/);
    }
    const { pseudonyme } = await app.deps.db('participants').first<{ pseudonyme: string }>('pseudonyme');
    expect(pages[0]?.corps).to.include(pseudonyme);
    for (const chemin of [`${ici()}/nouveau`, `${ici()}/${await id()}/fiche.pdf`]) expect((await instructeur.lire(chemin)).statut).to.equal(403);
    expect((await instructeur.envoyer(`${ici()}/${await id()}`, { ...SAISIE, version: '1' })).statut).to.equal(403);
    await operationFse(app, { comptes: { ...comptes, redacteur: comptes.avis, signataire: comptes.pilotage }, appelId: operation.appelId });
    const autre = await visiteur(comptes.avis.courriel);
    for (const chemin of [ici(), `${ici()}/${await id()}`]) expect((await autre.lire(chemin)).statut).to.equal(404);
    const ordinaire = await dossierDepose(app, { comptes });
    expect((await redacteur.lire(`/dossiers/${ordinaire.id}/participants`)).statut).to.equal(403);
    expect((await redacteur.lire(`/dossiers/${ordinaire.id}/suivi`)).corps).to.not.include('/participants"');
    const seconde = await operationFse(app, { comptes, appelId: operation.appelId });
    expect((await redacteur.lire(`/dossiers/${seconde.id}/participants/${await id()}`)).statut).to.equal(404);
  });

  it('leave their name nowhere in the database nor in the files, the journal included', async () => {
    const tout = await toutCeQuiEstEcrit(app);
    expect(tout).to.include(operation.id);
    for (const clair of ['Ouvrard', 'ouvrard', 'Bérengère', 'berengere@', '06 00 00 00 01', 'Lavoir', '1990-05-04', '04/05/1990']) expect(tout.includes(clair), clair).to.equal(false);
    const p = await lireParticipant(app.deps.db, operation.id, await id());
    if (p === null) throw new Error('no record');
    const coffre = coffreDesParticipants(app.deps);
    expect(ouvrirIdentite(coffre, p.id, p.scelle)).to.include({ nom: 'Ouvrard-Zéphyr', naissance: '1990-05-04' });
    expect(() => ouvrirIdentite(coffre, operation.id, p.scelle)).to.throw('changed');
    expect(() => ouvrirIdentite(coffre, p.id, { ...p.scelle, chiffre: `${p.scelle.chiffre.slice(0, -6)}AAAA==` })).to.throw('changed');
  });

  it('are found again by name and day of birth, never by an address that holds them', async () => {
    const vers = await redacteur.reussir(`${ici()}/recherche`, { nom: 'ouvrard zéphyr', prenom: 'BERENGERE', naissance: '04/05/1990' });
    expect(vers).to.equal(`${ici()}/${await id()}`);
    expect(texteDe((await redacteur.envoyer(`${ici()}/recherche`, { nom: 'Ouvrard', prenom: 'Bérengère', naissance: '05/05/1990' })).corps)).to.include('Personne de ce nom');
  });

  it('are followed to their exit and six months after, over the version that was read', async () => {
    const fiche = `${ici()}/${await id()}`;
    app.horloge.allerA('2022-07-01T09:00');
    await redacteur.connecter(comptes.redacteur.courriel);
    const sortie = { ...SAISIE, version: '1', sortie: '30/06/2022', situationSortie: 'salarie', formationSortie: 'non', qualification: 'oui' };
    expect(texteDe((await redacteur.envoyer(fiche, { ...sortie, suiviLe: '01/07/2022' })).corps)).to.include('à partir du 30 décembre 2022');
    await redacteur.reussir(fiche, sortie);
    expect(texteDe((await redacteur.envoyer(fiche, sortie)).corps)).to.include('pendant votre saisie');
    expect(await app.deps.db('participants').where({ id: await id() }).first('suivi_du', 'eecr03', 'eecr04', 'eecr05', 'complete', 'annee_sortie')).to.deep.equal({ suivi_du: '2022-12-30', eecr03: 1, eecr04: 1, eecr05: 0, complete: 1, annee_sortie: 2022 });
    const journal = await app.deps.db('journal').where({ action: 'participant.modifier' }).first<{ donnees: string }>('donnees');
    expect(JSON.parse(journal.donnees)).to.include({ champs: 'sortie situationSortie formationSortie qualification' });
    app.horloge.allerA('2023-01-05T09:00');
    await redacteur.connecter(comptes.redacteur.courriel);
    await redacteur.reussir(fiche, { ...sortie, version: '2', suiviLe: '02/01/2023', situationSuivi: 'salarie' });
    expect(await app.deps.db('participants').where({ id: await id() }).first('eecr05', 'annee_suivi')).to.deep.equal({ eecr05: 1, annee_suivi: 2023 });
    await instructeur.connecter(comptes.instructeur.courriel);
  });

  it('are entered once when fifty people send the same person at once', async () => {
    const envois = await Promise.all(Array.from({ length: 50 }, () => redacteur.envoyer(`${ici()}/nouveau`, { ...SAISIE, nom: 'Course' })));
    expect(envois.filter((e) => e.statut === 303)).to.have.length(1);
    expect(envois.filter((e) => e.statut === 422)).to.have.length(49);
    expect(await app.deps.db('participants').where({ dossier_id: operation.id })).to.have.length(2);
  });

  it('warn both sides before 35 % of incomplete records, on the page of the operation', async () => {
    const o = await operationFse(app, { comptes, appelId: operation.appelId });
    const page = async (v: Visiteur): Promise<string> => texteDe((await v.lire(`/dossiers/${o.id}/participants`)).corps);
    for (let i = 0; i < 3; i += 1) await inscrire(app, o, i);
    await inscrire(app, o, 3, { niveau: null });
    expect(await page(redacteur)).to.include('1 sur 4 fiches, 25 %').and.to.include('Une seule de plus suffit');
    expect(await page(instructeur)).to.include('À surveiller');
    await inscrire(app, o, 4, { statut: null });
    expect(await page(instructeur)).to.include('Au moins 35 % des fiches sont incomplètes');
    expect(await page(redacteur)).to.include('À compléter (2)');
    const filtree = texteDe((await redacteur.lire(`/dossiers/${o.id}/participants?filtre=incompletes`)).corps);
    expect(filtree).to.include('Martin3').and.to.include('Martin4').and.not.include('Martin2');
  });

  it('are printed on a sheet to be signed, blank or filled', async () => {
    const [vierge, remplie] = [await redacteur.lire(`${ici()}/fiche-vierge.pdf`), await redacteur.lire(`${ici()}/${await id()}/fiche.pdf`)];
    expect(await extraireTextePdf(vierge.octets)).to.include('Fiche de participant FSE+').and.to.include('Ne souhaite pas répondre').and.to.include('règlement (UE) 2021/1057');
    expect(await extraireTextePdf(remplie.octets)).to.include('Ouvrard-Zéphyr').and.to.include('CAP, BEP, baccalauréat');
  });

  it('add entities to their indicators, and leave by mistake only before the final bilan', async () => {
    await redacteur.reussir(`${ici()}/entites`, { administrations: '2', entreprises: '11' });
    expect((await instructeur.lire(`${ici()}/indicateurs.csv`)).corps).to.include('EECO19').and.to.include('11');
    expect((await redacteur.envoyer(`${ici()}/entites`, { administrations: '-1', entreprises: '' })).statut).to.equal(422);
    const o = await operationFse(app, { comptes, appelId: operation.appelId });
    const [premier, second] = [await inscrire(app, o, 1), await inscrire(app, o, 2)];
    await redacteur.reussir(`/dossiers/${o.id}/participants/${premier}/retrait`);
    expect(await app.deps.db('participant_identites').where({ dossier_id: o.id })).to.have.length(1);
    await agir(app, comptes.instructeur, (ctx) => ouvrirBilan(ctx, o.id));
    await app.deps.db('bilans').where({ dossier_id: o.id }).update({ etat: 'depose' });
    expect(texteDe((await redacteur.envoyer(`/dossiers/${o.id}/participants/${second}/retrait`)).corps)).to.include('Le bilan final est déposé');
  });
});
