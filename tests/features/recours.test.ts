import { expect } from 'chai';
import { listerDocuments } from '../../server/features/documents/document-queries.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { deciderEtNotifier, dossierExamine, voterEnveloppe } from '../support/decision.js';
import { dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { pdf } from '../support/fichiers-hostiles.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('Recours gracieux', () => {
  let app: ApplicationDeTest;
  // Notified on 31 January 2022: the last day of March exists, and the day after it is Friday 1 April.
  beforeEach(async () => { app = await lancerApplication('2022-01-31T15:00'); });
  afterEach(() => app.fermer());

  const connecte = async (nom: string): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(`${nom}@passerelle.test`);
    return visiteur;
  };
  const refuse = async (): Promise<DossierDeTest> => {
    const dossier = await dossierExamine(app);
    await deciderEtNotifier(app, dossier, 0);
    return dossier;
  };
  const adresse = (d: DossierDeTest): string => `/dossiers/${d.id}/recours`;
  const etatDe = async (d: DossierDeTest): Promise<string> => (await app.deps.db('dossiers').where({ id: d.id }).first<{ etat: string }>('etat')).etat;
  const recoursDe = async (d: DossierDeTest): Promise<{ id: string; etat: string; contre: string }[]> => app.deps.db('recours').where({ dossier_id: d.id }).orderBy('id').select('id', 'etat', 'contre');
  const TEXTE = 'Le besoin est établi par le diagnostic joint.';

  it('is lodged on its last day until midnight, once', async () => {
    const dossier = await refuse();
    app.horloge.allerA('2022-04-01T23:59:59');
    const porteur = await connecte('signataire');
    expect(texteDe((await porteur.lire(adresse(dossier))).corps)).to.include('recours gracieux possible jusqu’au 1er avril 2022 inclus');
    expect((await porteur.envoyer(adresse(dossier), { contre: 'refus', texte: '  ' })).statut).to.equal(422);
    const issues = await Promise.all([1, 2, 3].map(() => porteur.envoyer(adresse(dossier), { contre: 'refus', texte: TEXTE })));
    expect(issues.map((r) => r.statut).sort()).to.deep.equal([303, 422, 422]);
    expect(await recoursDe(dossier)).to.have.length(1);
    const page = texteDe((await porteur.lire(adresse(dossier))).corps);
    expect(page).to.include(TEXTE).and.to.include('Sans réponse au 1er juin 2022').and.not.to.include('Déposer un recours gracieux');
  });

  it('joins files, gives its receipt, and both sides read them with the dates that follow', async () => {
    const dossier = await refuse();
    const porteur = await connecte('signataire');
    await porteur.reussir(adresse(dossier), { contre: 'refus', texte: TEXTE, fichiers: new File([new Uint8Array(pdf())], 'diagnostic.pdf') });
    for (const nom of ['signataire', 'responsable']) {
      const v = await connecte(nom);
      const page = await v.lire(adresse(dossier));
      expect(texteDe(page.corps), nom).to.include('diagnostic.pdf').and.to.include('Sans réponse au 31 mars 2022');
      const [fichier, recu] = [/href="([^"]+\/apercu)"/.exec(page.corps)?.[1] ?? '', /href="([^"]+document\.pdf)"/.exec(page.corps)?.[1] ?? ''];
      expect((await v.lire(fichier)).statut, nom).to.equal(200);
      expect((await extraireTextePdf((await v.lire(recu)).octets)).replace(/\s+/gu, ' '), nom).to.include('Récépissé de recours gracieux').and.to.include(TEXTE).and.to.include('diagnostic.pdf').and.to.include('31 mars 2022');
    }
    expect(await app.deps.db('outbox').where('cle', 'like', 'recours.recepisse:%').select('sujet')).to.have.length(2);
  });

  it('is refused one second after its last day, with the date, and what was typed is kept', async () => {
    const dossier = await refuse();
    app.horloge.allerA('2022-04-02T00:00:00');
    const porteur = await connecte('signataire');
    expect(texteDe((await porteur.lire(adresse(dossier))).corps)).to.include('le délai de recours gracieux est passé depuis le 1er avril 2022');
    const reponse = await porteur.envoyer(adresse(dossier), { contre: 'refus', texte: TEXTE });
    expect(reponse.statut).to.equal(422);
    expect(texteDe(reponse.corps)).to.include('Le délai de recours gracieux a pris fin le 1er avril 2022.');
    expect(await recoursDe(dossier)).to.have.length(0);
  });

  it('belongs to the signataire, and its answer to the responsable', async () => {
    const dossier = await refuse();
    const redacteur = await connecte('redacteur');
    expect((await redacteur.envoyer(adresse(dossier), { contre: 'refus', texte: TEXTE })).statut).to.equal(403);
    expect(texteDe((await redacteur.lire(adresse(dossier))).corps)).to.include('Seul un signataire');
    await (await connecte('signataire')).reussir(adresse(dossier), { contre: 'refus', texte: TEXTE });
    const [recours] = await recoursDe(dossier);
    const instructeur = await connecte('instructeur');
    expect((await instructeur.envoyer(`${adresse(dossier)}/${recours?.id ?? ''}/reponse`, { sens: 'accepte', reponse: 'Oui' })).statut).to.equal(403);
    expect((await (await connecte('avis')).lire(adresse(dossier))).statut).to.equal(404);
  });

  it('accepted against a refusal, reopens the instruction; a second refusal may be contested again', async () => {
    const dossier = await refuse();
    const porteur = await connecte('signataire');
    const responsable = await connecte('responsable');
    await porteur.reussir(adresse(dossier), { contre: 'refus', texte: TEXTE });
    const [recours] = await recoursDe(dossier);
    const reponse = `${adresse(dossier)}/${recours?.id ?? ''}/reponse`;
    expect((await responsable.envoyer(reponse, { sens: 'accepte', reponse: '' })).statut).to.equal(422);
    await responsable.reussir(reponse, { sens: 'accepte', reponse: 'Le diagnostic établit le besoin.' });
    expect(await etatDe(dossier)).to.equal('en_instruction');
    expect(texteDe((await responsable.lire(`/dossiers/${dossier.id}/notification`)).corps)).to.include('Aucune décision n’est en vigueur');
    expect((await responsable.envoyer(reponse, { sens: 'rejete', reponse: 'Non' })).statut).to.equal(422);

    await app.deps.db('dossiers').where({ id: dossier.id }).update({ etat: 'examine' });
    app.horloge.allerA('2022-06-15T10:00');
    await deciderEtNotifier(app, dossier, 0);
    await (await connecte('signataire')).reussir(adresse(dossier), { contre: 'refus', texte: 'Encore.' });
    expect((await recoursDe(dossier)).map((r) => [r.contre, r.etat])).to.deep.equal([['refus', 'accepte'], ['refus:2', 'depose']]);
  });

  it('rejected, tells until when the court may be seised', async () => {
    const dossier = await refuse();
    await (await connecte('signataire')).reussir(adresse(dossier), { contre: 'refus', texte: TEXTE });
    const [recours] = await recoursDe(dossier);
    app.horloge.allerA('2022-03-10T10:00');
    await (await connecte('responsable')).reussir(`${adresse(dossier)}/${recours?.id ?? ''}/reponse`, { sens: 'rejete', reponse: 'Le diagnostic est trop ancien.' });
    expect([await etatDe(dossier), (await recoursDe(dossier))[0]?.etat]).to.deep.equal(['notifie', 'rejete']);
    const porteur = await connecte('signataire');
    expect(texteDe((await porteur.lire(adresse(dossier))).corps)).to.include('Le tribunal peut être saisi jusqu’au 11 mai 2022 inclus');
    const lettre = (await listerDocuments(app.deps.db, dossier.id, true)).find((d) => d.type === 'reponse_recours');
    const contenu = (await extraireTextePdf((await porteur.lire(`/dossiers/${dossier.id}/documents/${lettre?.id ?? ''}/document.pdf`)).octets)).replace(/\s+/gu, ' ');
    expect(contenu).to.include('Votre recours est rejeté.').and.to.include('Le diagnostic est trop ancien.').and.to.include('11 mai 2022').and.to.include('Tribunal administratif de Bordeaux');
  });

  it('accepted against an irrecevabilité, sends the dossier back to be examined', async () => {
    const dossier = await dossierDepose(app, { etat: 'recevable' });
    await app.deps.db('dossiers').where({ id: dossier.id }).update({ etat: 'irrecevable' });
    await app.deps.db('recevabilites').where({ dossier_id: dossier.id }).update({ conclusion: 'irrecevable' });
    await (await connecte('signataire')).reussir(adresse(dossier), { contre: 'irrecevabilite', texte: TEXTE });
    const [recours] = await recoursDe(dossier);
    await (await connecte('responsable')).reussir(`${adresse(dossier)}/${recours?.id ?? ''}/reponse`, { sens: 'accepte', reponse: 'La pièce était jointe.' });
    expect(await etatDe(dossier)).to.equal('depose');
  });

  it('is a tab of a refused dossier, which has none of what follows an award', async () => {
    const dossier = await refuse();
    const onglets = async (v: Visiteur, chemin: string): Promise<string> => texteDe(/<nav class="p-onglets"[\s\S]*?<\/nav>/.exec((await v.lire(chemin)).corps)?.[0] ?? '');
    for (const nom of ['signataire', 'responsable']) {
      const v = await connecte(nom);
      for (const chemin of ['', '/historique', '/notification', '/recours']) {
        expect(await onglets(v, `/dossiers/${dossier.id}${chemin}`), `${nom} ${chemin}`).to.include('Décision').and.include('Recours').and.not.match(/Convention|Suivi|Bilan|Contrôle|Solde/);
      }
    }
  });

  it('has no object against an award', async () => {
    const dossier = await dossierExamine(app);
    await voterEnveloppe(app, dossier.appelId, 2_000_000);
    await deciderEtNotifier(app, dossier, 1_000_000);
    const porteur = await connecte('signataire');
    expect(texteDe((await porteur.lire(adresse(dossier))).corps)).to.include('Rien à contester');
    expect((await porteur.envoyer(adresse(dossier), { contre: 'refus', texte: TEXTE })).statut).to.equal(422);
  });
});
