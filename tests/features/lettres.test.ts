import { expect } from 'chai';
import { listerDocuments } from '../../server/features/documents/document-queries.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { dossierExamine, deciderEtNotifier } from '../support/decision.js';
import { decisionsEnNombre, lettresTueesAMiChemin } from '../support/lettres-en-nombre.js';
import { extrairePagesPdf, extraireTextePdf } from '../support/pdf-texte.js';
import { lireZip } from '../support/zip.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

const lisible = (r: Reponse): string => texteDe(r.corps).replace(/\s/gu, ' ');

describe('Letters', function () {
  this.timeout(120_000);
  let app: ApplicationDeTest;
  beforeEach(async () => { app = await lancerApplication('2022-05-13T10:00'); });
  afterEach(() => app.fermer());

  const connecte = async (nom: string): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(`${nom}@passerelle.test`);
    return visiteur;
  };
  const pdfDe = async (r: Reponse): Promise<string> => (await extraireTextePdf(r.octets)).replace(/\s+/gu, ' ');

  it('follow a template that agents write, preview on a real dossier and keep by versions; remedies are never theirs', async () => {
    const dossier = await dossierExamine(app);
    const responsable = await connecte('responsable');
    expect((await (await connecte('instructeur')).lire('/gestion/lettres')).statut).to.equal(403);
    expect(lisible(await responsable.lire('/gestion/lettres'))).to.include('Attribution partielle').and.to.include('Modèle livré');
    const adresse = '/gestion/lettres/refus';
    expect((await responsable.lire('/gestion/lettres/inconnue')).statut).to.equal(404);
    const page = await responsable.lire(adresse);
    expect(lisible(page)).to.include('{{motifs}}').and.to.include('Motifs du refus').and.to.include('Les voies et délais de recours');

    const saisie = { objet: 'Refus de « {{titre}} »', texte: 'Bonjour {{organisme}},\n\n{{motif}}', lue: '0', dossier: '' };
    const refusee = await responsable.envoyer(adresse, saisie);
    expect(refusee.statut).to.equal(422);
    expect(lisible(refusee)).to.include('« {{motif}} », ligne 3, caractère 1, n’est pas une variable de cette lettre').and.to.include('Bonjour {{organisme}},');
    expect(lisible(await responsable.envoyer(adresse, { ...saisie, texte: 'Non.' }))).to.include('Cette lettre doit dire « {{motifs}} »');
    expect(lisible(await responsable.envoyer(adresse, { ...saisie, objet: '{{montant_attribue}}', texte: '{{motifs}}' }))).to.include('n’est pas une variable de cette lettre');

    const bonne = { ...saisie, texte: 'Bonjour {{organisme}},\n# Pourquoi\n- {{motifs}}\n- Contact : {{contact}}' };
    const apercu = await responsable.envoyer(`${adresse}/apercu`, { ...bonne, dossier: dossier.numero });
    expect([apercu.statut, lisible(apercu)]).to.satisfy(([statut, texte]: [number, string]) => statut === 200 && texte.includes(`Aperçu sur le dossier ${dossier.numero}`) && texte.includes('Bonjour Association') && texte.includes('motifs du refus') && texte.includes('15 juillet 2022'));
    expect(await pdfDe(await responsable.envoyer(`${adresse}/apercu.pdf`, { ...bonne, dossier: dossier.numero }))).to.include('Refus de « Un parcours vers l’emploi »').and.to.include('Voies et délais de recours').and.to.include('Aperçu du');
    expect(lisible(await responsable.envoyer(`${adresse}/apercu`, { ...bonne, dossier: 'AAP-1999-0001' }))).to.include('Aucun dossier déposé ne porte ce numéro');
    expect(await app.deps.db('lettre_modeles')).to.have.length(0);

    await responsable.reussir(adresse, bonne);
    expect(lisible(await responsable.envoyer(adresse, { ...bonne, texte: '{{motifs}} {{numero}}' }))).to.include('modifié entre-temps (version 1)');
    await deciderEtNotifier(app, dossier, 0);
    const [lettre] = await listerDocuments(app.deps.db, dossier.id, true);
    const porteur = await connecte('signataire');
    const texte = await pdfDe(await porteur.lire(`/dossiers/${dossier.id}/documents/${lettre?.id ?? ''}/document.pdf`));
    expect(texte).to.include('Pourquoi').and.to.include('Le besoin n’est pas établi.').and.to.include('15 juillet 2022').and.to.include('Tribunal administratif de Bordeaux');
    expect(await app.deps.db('lettres').select('nature', 'version')).to.deep.equal([{ nature: 'refus', version: 1 }]);
    expect(lisible(await responsable.lire(adresse))).to.match(/1 en usage .{2,40} 13 mai 2022.{0,20} 1 /);
    expect(lisible(await responsable.lire(`${adresse}?version=0`))).to.include('Vous relisez une version ancienne');

    const docx = `/dossiers/${dossier.id}/documents/${lettre?.id ?? ''}/document.docx`;
    expect((await porteur.lire(docx)).statut).to.equal(403);
    const parties = lireZip((await responsable.lire(docx)).octets);
    expect(parties.get('word/document.xml')?.toString()).to.include('Le besoin n’est pas établi.').and.to.include('Tribunal administratif de Bordeaux');
    await responsable.reussir(`/dossiers/${dossier.id}/notification/recommande`, { recommande: '1A 123 456 7890 1' });
    expect(lisible(await porteur.lire(`/dossiers/${dossier.id}/notification`))).to.include('n° 1A 123 456 7890 1').and.to.include('13 mai 2022');
  });

  it('of a batch are asked for once, established in the background, and printed or finished by hand all together', async () => {
    const { modele, ids } = await decisionsEnNombre(app, 7);
    const responsable = await connecte('responsable');
    const adresse = `/gestion/appels/${modele.appelId}/decisions`;
    const lot = await responsable.reussir(adresse);
    expect(await responsable.reussir(adresse)).to.equal(lot);
    expect(lisible(await responsable.lire(lot))).to.include('0 sur 7').and.to.include('À établir');
    // One is notified by hand meanwhile: the batch leaves it out and says so.
    await responsable.reussir(`/dossiers/${ids[1] ?? ''}/notification`, { recommande: '' });
    await app.serveur.travailler();
    expect(lisible(await responsable.lire(lot))).to.include('Toutes les lettres sont établies').and.to.include('Déjà notifiée');
    expect((await responsable.envoyer(adresse)).statut).to.equal(422);

    const pages = await extrairePagesPdf((await responsable.lire(`${lot}/lettres.pdf`)).octets);
    expect(pages.flatMap((p) => /Référence : (AAP-[\w-]+)/.exec(p)?.[1] ?? [])).to.have.length(6);
    expect(pages.filter((p) => p.includes('page 1 / '))).to.have.length(6);
    const pdfs = lireZip((await responsable.lire(`${lot}/lettres.zip`)).octets);
    expect([...pdfs.keys()].filter((n) => n.endsWith('.pdf'))).to.have.length(6);
    expect(await extraireTextePdf([...pdfs.values()][0] ?? Buffer.alloc(0))).to.include('Notification');
    const docx = lireZip((await responsable.lire(`${lot}/lettres-docx.zip`)).octets);
    const premiere = lireZip([...docx.values()][0] ?? Buffer.alloc(0)).get('word/document.xml')?.toString() ?? '';
    expect(premiere).to.include('Ce qui n’est pas retenu').and.to.include('La communication n’est pas retenue.').and.to.include('juillet 2022');
    expect((await (await connecte('instructeur')).lire(`${lot}/lettres.pdf`)).statut).to.equal(403);
  });

  it('are each established exactly once when the server is killed half-way', async () => {
    const { avant } = await lettresTueesAMiChemin(app, 20);
    expect(avant).to.be.greaterThan(0);
  });
});
