import { expect } from 'chai';
import { listerDocuments } from '../../server/features/documents/document-queries.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { conventionASigner, deciderEtNotifier, dossierExamine, voterEnveloppe } from '../support/decision.js';
import { dossierDepose } from '../support/dossier-depose.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { png } from '../support/fichiers-hostiles.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const PDF = new File(['%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'], 'convention signée.pdf', { type: 'application/pdf' });
const PNG = new File([Uint8Array.from(png())], 'convention.png', { type: 'image/png' });

describe('Conventions', () => {
  let app: ApplicationDeTest;
  beforeEach(async () => { app = await lancerApplication('2022-06-01T10:00'); });
  afterEach(() => app.fermer());

  const connecte = async (nom: string): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(`${nom}@passerelle.test`);
    return visiteur;
  };
  const compact = (texte: string): string => texte.replace(/\s+/gu, ' ');

  it('is generated once from the award, with its whole text', async () => {
    const dossier = await dossierExamine(app);
    await voterEnveloppe(app, dossier.appelId, 3_000_000);
    const instructeur = await connecte('instructeur');
    const liste = `/dossiers/${dossier.id}/conventions`;
    expect((await instructeur.envoyer(liste)).statut).to.equal(422);
    const { contenu } = await app.deps.db('appel_versions').where({ appel_id: dossier.appelId }).first<{ contenu: string }>('contenu');
    const lettres = { article_controle: 'Le contrôle de {{organisme}} porte sur {{montant}} au plus.\nIl se fait sur pièces et sur place.' };
    await app.deps.db('appel_versions').where({ appel_id: dossier.appelId }).update({ contenu: JSON.stringify({ ...JSON.parse(contenu) as object, lettres }) });
    await deciderEtNotifier(app, dossier, 1_999_999);
    await instructeur.reussir(liste);
    expect((await instructeur.envoyer(liste)).statut).to.equal(422);
    expect(texteDe((await instructeur.lire(liste)).corps)).to.include(`CONV-${dossier.numero}-D`);
    const document = (await listerDocuments(app.deps.db, dossier.id, true)).find((d) => d.type === 'convention');
    const pdf = compact(await extraireTextePdf((await (await connecte('redacteur')).lire(`/dossiers/${dossier.id}/documents/${document?.id ?? ''}/document.pdf`)).octets));
    expect(pdf).to.include('Le contrôle de Association Tremplin porte sur 19 999,99 € au plus. Il se fait sur pièces et sur place. Article 10.');
    expect(pdf).to.include('Article 15. Litiges').and.to.include('10 000,00 €').and.to.include('9 999,99 €').and.to.include('19 999,99 €').and.to.include('30 juin 2023').and.to.include('Personnes accompagnées');
  });

  it('signed by both, schedules 10 000 € and 10 000 € for 20 000 € and opens the bilan', async () => {
    const { dossier, conventionId } = await conventionASigner(app);
    const page = `/dossiers/${dossier.id}/conventions/${conventionId}`;
    const signataire = await connecte('signataire');
    const refus = await signataire.envoyer(`${page}/exemplaire-signe`, { fichier: PNG });
    expect([refus.statut, texteDe(refus.corps).includes('doit être un fichier PDF')]).to.deep.equal([422, true]);
    await signataire.reussir(`${page}/exemplaire-signe`, { fichier: PDF });
    app.horloge.allerA('2022-06-10T09:00');
    const instructeur = await connecte('instructeur');
    const futur = await instructeur.envoyer(`${page}/signature`, { signeePorteurLe: '02/06/2022', signeeFinanceurLe: '11/06/2022' });
    expect(futur.statut).to.equal(422);
    expect(futur.corps).to.include('value="02/06/2022"').and.to.include('value="11/06/2022"').and.to.include('ne peut pas être datée dans le futur');
    await instructeur.reussir(`${page}/signature`, { signeePorteurLe: '02/06/2022', signeeFinanceurLe: '10/06/2022' });

    const versements = await app.deps.db('versements').where({ convention_id: conventionId }).orderBy('rang').select<{ montant_cents: number | string; declencheur: string; exigible: boolean | number }[]>('montant_cents', 'declencheur', 'exigible');
    expect(versements.map((v) => [v.declencheur, Number(v.montant_cents), Boolean(v.exigible)])).to.deep.equal([['signature', 1_000_000, true], ['bilan', 1_000_000, false]]);
    expect(await app.deps.db('bilans').where({ dossier_id: dossier.id }).first<{ etat: string; limite: string }>('etat', 'limite')).to.deep.equal({ etat: 'brouillon', limite: '2023-06-30' });
    await signataire.connecter('signataire@passerelle.test');
    const vue = compact(texteDe((await signataire.lire(page)).corps));
    expect(vue).to.include('Signée').and.to.include('porteur le 2 juin 2022, financeur le 10 juin 2022').and.to.include('30 juin 2023').and.to.include('10 000,00 €');
    expect((await instructeur.envoyer(`${page}/signature`, { signeePorteurLe: '02/06/2022', signeeFinanceurLe: '10/06/2022' })).statut).to.equal(422);
    expect((await signataire.envoyer(`${page}/exemplaire-signe`, { fichier: PDF })).statut).to.equal(422);
    expect(await app.deps.db('notifications').where('cle', 'like', 'convention.%').select('cle')).to.have.length(2 + 1 + 2 + 2);
    expect(await app.deps.db('outbox').where('cle', 'like', 'convention.%').select('cle')).to.have.length(2 + 2);
  });

  it('is not recorded as signed without a signed copy, and only agents record it', async () => {
    const { dossier, conventionId } = await conventionASigner(app);
    const page = `/dossiers/${dossier.id}/conventions/${conventionId}`;
    const dates = { signeePorteurLe: '01/06/2022', signeeFinanceurLe: '01/06/2022' };
    const responsable = await connecte('responsable');
    const sans = await responsable.envoyer(`${page}/signature`, dates);
    expect([sans.statut, texteDe(sans.corps).includes('Joignez l’exemplaire signé des deux parties')]).to.deep.equal([422, true]);
    expect((await (await connecte('signataire')).envoyer(`${page}/signature`, dates)).statut).to.equal(403);
    expect((await (await connecte('redacteur')).envoyer(`${page}/exemplaire-signe`, { fichier: PDF })).statut).to.equal(403);
    await responsable.reussir(`${page}/signature`, { ...dates, fichier: PDF });
  });

  it('is asked for again once, 15 days later, when no signed copy has come', async () => {
    const { conventionId } = await conventionASigner(app);
    const rappels = async (): Promise<number> => {
      await app.serveur.travailler();
      return (await app.deps.db('notifications').where({ cle: `convention.rappeler:${conventionId}` }).select('id')).length;
    };
    app.horloge.allerA('2022-06-16T07:59');
    expect(await rappels(), 'before 8 in the morning').to.equal(0);
    app.horloge.allerA('2022-06-16T10:00');
    expect(await rappels(), 'each member of the organisme').to.equal(2);
    app.horloge.allerA('2022-07-16T10:00');
    expect(await rappels(), 'a month later').to.equal(2);
  });

  it('is unknown to the porteur of another organisme', async () => {
    const { dossier, conventionId } = await conventionASigner(app);
    const autre = await dossierDepose(app, { comptes: dossier.comptes, appelId: dossier.appelId });
    await app.deps.db('membres').where({ organisme_id: dossier.organismeId, personne_id: dossier.comptes.signataire.id }).del();
    const porteur = await connecte('signataire');
    const chemins = [`/dossiers/${dossier.id}/conventions`, `/dossiers/${dossier.id}/conventions/${conventionId}`, `/dossiers/${dossier.id}/suivi/emargement.pdf`, `/dossiers/${dossier.id}/recours`, `/dossiers/${dossier.id}/notification`];
    for (const chemin of chemins) expect((await porteur.lire(chemin)).statut, chemin).to.equal(404);
    // Its own dossier gives no way to the other's convention.
    expect((await porteur.lire(`/dossiers/${autre.id}/conventions/${conventionId}`)).statut).to.equal(404);
    expect((await porteur.envoyer(`/dossiers/${autre.id}/conventions/${conventionId}/exemplaire-signe`, { fichier: PDF })).statut).to.equal(404);
  });
});

describe('Follow-up of a dossier', () => {
  let app: ApplicationDeTest;
  beforeEach(async () => { app = await lancerApplication('2022-06-01T10:00'); });
  afterEach(() => app.fermer());

  it('shows visits to the porteur, who records none, and gives a blank attendance sheet', async () => {
    const { dossier } = await conventionASigner(app);
    const agent = new Visiteur(app.adresse);
    await agent.connecter('instructeur@passerelle.test');
    const suivi = `/dossiers/${dossier.id}/suivi`;
    const visite = { nature: 'visite', date: '31/05/2022', participants: 'Mme Gnataire, présidente', constats: 'Douze personnes présentes.', suites: '' };
    const futur = await agent.envoyer(suivi, { ...visite, date: '02/06/2022' });
    expect(futur.statut).to.equal(422);
    expect(futur.corps).to.include('Douze personnes présentes.');
    await agent.reussir(suivi, visite);
    expect(texteDe((await agent.lire(suivi)).corps)).to.include('Visite sur place du 31 mai 2022').and.to.include('Douze personnes présentes.').and.to.include('Fin de l’opération');

    const porteur = new Visiteur(app.adresse);
    await porteur.connecter('redacteur@passerelle.test');
    const lue = await porteur.lire(suivi);
    expect(lue.corps).to.include('Douze personnes présentes.').and.not.to.include('name="constats"');
    expect((await porteur.envoyer(suivi, visite)).statut).to.equal(403);
    const feuille = await porteur.lire(`/dossiers/${dossier.id}/suivi/emargement.pdf`);
    expect(feuille.entetes.get('content-type')).to.equal('application/pdf');
    expect((await extraireTextePdf(feuille.octets)).replace(/\s+/gu, ' ')).to.include('Heure de début').and.to.include('Noms, prénoms et signatures').and.to.include('Association Tremplin');
  });
});
