import { readdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { faireLeMenage } from '../../server/serveur.js';
import { lireVersionDossier } from '../../server/features/dossiers/dossier-queries.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { appelReferencePublie } from '../support/appel.js';
import { comptesDeTest } from '../support/comptes.js';
import { declarerOrganisme, remplirDossier } from '../support/depot-http.js';
import { docx, pdf as octetsPdf, png } from '../support/fichiers-hostiles.js';
import { lancerClamd, type ServeurClamd } from '../support/serveur-clamd.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const enFichier = (contenu: Buffer, nom: string): File => new File([new Uint8Array(contenu)], nom);
const unPdf = (mot: string, nom = `${mot}.pdf`): File => enFichier(octetsPdf({ objets: `% ${mot}\n` }), nom);
const adresse = (corps: string, motif: RegExp): string => (motif.exec(corps)?.[1] ?? 'none').replaceAll('&#x3D;', '=');

describe('pieces of a dossier', function () {
  this.timeout(60_000);
  let app: ApplicationDeTest;
  let appelId: string;
  let organismeId: string;
  let porteur: Visiteur;
  let dossier: string;

  before(async () => {
    app = await lancerApplication();
    await comptesDeTest(app);
    appelId = (await appelReferencePublie(app)).id;
    porteur = new Visiteur(app.adresse);
    await porteur.connecter('signataire@passerelle.test');
    organismeId = await declarerOrganisme(porteur);
  });
  after(() => app.fermer());
  beforeEach(async () => { dossier = await porteur.reussir(`/appels/${appelId}/dossiers`, { organismeId }); });

  const joindre = (code: string, ...fichiers: File[]): Promise<string> => envoyerPlusieurs(`${dossier}/pieces`, { code, precision: '' }, code, fichiers);
  const pieces = async (): Promise<string> => (await porteur.lire(`${dossier}/pieces`)).corps;

  async function envoyerPlusieurs(chemin: string, champs: Record<string, string>, champ: string, fichiers: File[]): Promise<string> {
    const jeton = adresse(await pieces(), /name="_csrf" value="([^"]+)"/);
    const corps = new FormData();
    for (const [n, v] of Object.entries({ _csrf: jeton, _cle: crypto.randomUUID(), ...champs })) corps.append(n, v);
    for (const f of fichiers) corps.append(champ, f);
    const reponse = await porteur.demander(chemin, { method: 'POST', body: corps });
    if (reponse.statut !== 303) throw new Error(`${reponse.statut} ${texteDe(reponse.corps).slice(0, 400)}`);
    return reponse.vers ?? '';
  }

  it('takes several files at once, and shows each with its preview or its download', async () => {
    await joindre('statuts', unPdf('a'), enFichier(png(), 'b.png'), enFichier(docx(), 'c.docx'));
    const page = await pieces();
    expect(texteDe(page)).to.contain('3 fichiers ajoutés').and.to.contain('1 sur 6');
    expect(page.match(/\/apercu"/g)).to.have.length(2);
    const apercu = await porteur.lire(adresse(page, /href="([^"]+\/apercu)"/));
    expect(apercu.corps).to.contain('<iframe').and.to.contain('title="Aperçu de a.pdf"');
    expect(apercu.entetes.get('content-security-policy')).to.contain("frame-src 'self'");
    const contenu = await porteur.lire(adresse(apercu.corps, /<iframe[^>]+src="([^"]+)"/));
    expect(contenu.entetes.get('content-disposition')).to.match(/^inline/);
    expect(contenu.entetes.get('content-security-policy')).to.contain("default-src 'none'").and.to.contain("frame-ancestors 'self'");
    expect(contenu.entetes.get('x-content-type-options')).to.equal('nosniff');
    const image = await porteur.lire([...page.matchAll(/href="([^"]+)\/apercu"/g)].map((m) => `${m[1] ?? ''}/contenu`)[1] ?? '');
    expect(image.entetes.get('content-security-policy')).to.match(/sandbox$/);
    const word = [...page.matchAll(/href="(\/dossiers\/[^"]+\/fichiers\/[^"/]+)"/g)].map((m) => `${m[1] ?? ''}/contenu`)[2] ?? '';
    expect((await porteur.lire(word)).entetes.get('content-disposition')).to.match(/^attachment/);
    expect((await porteur.lire(dossier)).entetes.get('content-security-policy')).not.to.contain('frame-src');
  });

  it('replaces a file in one act and keeps the former in the history', async () => {
    await joindre('statuts', unPdf('vieux'));
    const action = adresse(await pieces(), /action="([^"]+\/remplacement)"/);
    const champ = `remplacer-${action.split('/').at(-2) ?? ''}`;
    await envoyerPlusieurs(action, {}, champ, [unPdf('neuf')]);
    const page = await pieces();
    expect(texteDe(page)).to.contain('Fichier remplacé').and.to.match(/Historique.*vieux\.pdf.*retiré le/).and.to.contain('neuf.pdf');
    const faits = await app.deps.db('journal').where({ dossier_id: dossier.split('/').at(-1) }).whereLike('action', 'piece.%').orderBy('rang').select<{ action: string; donnees: string }[]>('action', 'donnees');
    expect(faits.map((f) => f.action)).to.deep.equal(['piece.ajouter', 'piece.remplacer']);
    expect(JSON.parse(faits[1]?.donnees ?? '{}')).to.include({ nom: 'neuf.pdf', remplace: 'vieux.pdf' });
    expect((await porteur.lire(adresse(page, /<li><a class="govuk-link" href="([^"]+)">vieux\.pdf/))).statut).to.equal(200);
    expect((await porteur.envoyer(action, { [champ]: unPdf('tard') })).statut).to.equal(404);
  });

  it('asks once before it removes, and names the file', async () => {
    await joindre('rib', unPdf('mon-rib'));
    const page = await pieces();
    expect(texteDe(page)).to.contain('« mon-rib.pdf » ne fera plus partie du dossier');
    await porteur.reussir(adresse(page, /action="([^"]+\/retrait)"/));
    expect(texteDe(await pieces())).to.contain('Fichier retiré').and.to.contain('0 sur 6');
  });

  it('notices a file given twice: refused for the same piece, said for another', async () => {
    await joindre('statuts', unPdf('meme'));
    const deuxFois = await porteur.envoyer(`${dossier}/pieces`, { code: 'statuts', precision: '', statuts: unPdf('meme', 'autre-nom.pdf') });
    expect(deuxFois.statut).to.equal(422);
    expect(/id="statuts-erreur"[^>]*>([^]*?)<\/p>/.exec(deuxFois.corps)?.[1]).to.contain('« autre-nom.pdf » est déjà joint à cette pièce');
    await joindre('rib', unPdf('meme'));
    const page = texteDe(await pieces());
    expect(page).to.contain('Attention : « meme.pdf » est aussi joint à « Statuts »').and.to.contain('C’est le même fichier que pour « Statuts »');
  });

  it('refuses a piece nobody asked for, and files of others', async () => {
    expect((await porteur.envoyer(`${dossier}/pieces`, { code: 'photo_de_vacances', precision: '', photo_de_vacances: unPdf('x') })).statut).to.equal(422);
    await joindre('statuts', unPdf('a-moi'));
    const lien = adresse(await pieces(), /href="([^"]+\/apercu)"/);
    const autre = new Visiteur(app.adresse);
    await autre.connecter('redacteur@passerelle.test');
    for (const l of [lien, lien.replace('/apercu', '/contenu'), lien.replace('/apercu', '')]) expect((await autre.lire(l)).statut).to.equal(404);
  });

  it('keeps permanent pieces on the sheet of the organisme, attaches them by reference and freezes them at deposit', async () => {
    const page = `/organismes/${organismeId}/pieces`;
    expect(texteDe((await porteur.lire(page)).corps)).to.contain('Avis de situation SIRENE').and.to.contain('Pas encore donnée : un appel publié la demande').and.not.to.contain('cofinanceur');
    const perime = await porteur.envoyer(page, { code: 'statuts', valableJusquAu: '01/01/2022', fichier: unPdf('p1') });
    expect(perime.statut).to.equal(422);
    expect(texteDe(perime.corps)).to.contain('Cette date est passée');
    expect(perime.corps).to.contain('value="01/01/2022"');
    await porteur.reussir(page, { code: 'statuts', valableJusquAu: '31/01/2022', fichier: unPdf('statuts-2021', 'statuts 2021.pdf') });
    await porteur.reussir(page, { code: 'sirene', fichier: unPdf('avis') });
    expect(texteDe((await porteur.lire(page)).corps)).to.contain('Bientôt périmée Valable jusqu’au 31 janvier 2022').and.to.contain('Sans date de fin');
    const lienPermanent = adresse((await porteur.lire(page)).corps, /href="(\/organismes\/[^"]+\/fichier)"/);
    expect((await porteur.lire(lienPermanent)).entetes.get('content-disposition')).to.contain('attachment');
    const agent = new Visiteur(app.adresse);
    await agent.connecter('instructeur@passerelle.test');
    const vueParAgent = await agent.lire(page);
    expect(vueParAgent.corps).to.contain('statuts 2021.pdf').and.not.to.contain('enctype');
    expect((await agent.envoyer(page, { code: 'sirene', fichier: unPdf('z') })).statut).to.equal(403);

    expect(texteDe(await pieces())).to.contain('Votre organisme a déjà « statuts 2021.pdf », valable jusqu’au 31 janvier 2022');
    const id = adresse(await pieces(), /name="organismePieceId" value="([^"]+)"/);
    await porteur.reussir(`${dossier}/pieces/organisme`, { code: 'statuts', precision: '', organismePieceId: id });
    expect(texteDe(await pieces())).to.contain('repris de la fiche de l’organisme').and.not.to.contain('Votre organisme a déjà « statuts 2021.pdf »');
    const lignes = await app.deps.db('pieces').where({ organisme_piece_id: id }).select<{ fichier_id: string; valable_jusqu_au: string }[]>('fichier_id', 'valable_jusqu_au');
    expect(lignes.map((l) => l.valable_jusqu_au)).to.deep.equal(['2022-01-31']);
    expect(Number((await app.deps.db('fichiers').where({ nom: 'statuts 2021.pdf' }).count({ n: '*' }).first<{ n: number | string }>()).n)).to.equal(1);

    const remplacement = `${page}/${id}/remplacement`;
    await porteur.reussir(remplacement, { nouvelleValidite: '31/12/2023', fichierRemplacant: unPdf('statuts-2022', 'statuts 2022.pdf') });
    expect(texteDe(await pieces())).to.contain('« statuts 2021.pdf »').and.to.contain('Votre organisme a déjà « statuts 2022.pdf »');
    await porteur.reussir(`${dossier}/pieces/organisme`, { code: 'statuts', precision: '', organismePieceId: adresse(await pieces(), /name="organismePieceId" value="([^"]+)"/) });
    expect(texteDe(await pieces())).to.match(/Historique.*statuts 2021\.pdf/);

    const complet = await remplirDossier(porteur, appelId, organismeId);
    const offre = adresse((await porteur.lire(`/dossiers/${complet}/pieces`)).corps, /name="organismePieceId" value="([^"]+)"/);
    await porteur.reussir(`/dossiers/${complet}/pieces/organisme`, { code: 'statuts', precision: '', organismePieceId: offre });
    await porteur.reussir(`/dossiers/${complet}/depot`);
    await porteur.reussir(`${page}/${offre}/retrait`);
    const figee = (await lireVersionDossier(app.deps.db, complet))?.pieces.find((p) => p.nom === 'statuts 2022.pdf');
    expect(figee).to.include({ code: 'statuts', valableJusquAu: '2023-12-31' });
    expect((await agent.lire(`/dossiers/${complet}/fichiers/${figee?.fichierId ?? ''}`)).statut).to.equal(200);
  });

  it('never offers an expired permanent piece, and says it is', async () => {
    await app.deps.db('organisme_pieces').where({ code: 'sirene' }).update({ valable_jusqu_au: '2022-01-09' });
    const page = texteDe(await pieces());
    expect(page).to.contain('« avis.pdf », de la fiche de votre organisme, est périmée depuis le 9 janvier 2022').and.not.to.contain('Utiliser « avis.pdf »');
    const { id } = await app.deps.db('organisme_pieces').where({ code: 'sirene' }).first<{ id: string }>('id');
    const refus = await porteur.envoyer(`${dossier}/pieces/organisme`, { code: 'sirene', precision: '', organismePieceId: id });
    expect(refus.statut).to.equal(422);
    expect(texteDe(refus.corps)).to.contain('est périmée : remplacez-la');
  });
});

describe('virus scan of pieces', function () {
  this.timeout(60_000);
  let clamd: ServeurClamd;
  let app: ApplicationDeTest;
  let porteur: Visiteur;
  let agent: Visiteur;
  let dossier: string;
  let id: string;

  before(async () => {
    clamd = await lancerClamd();
    app = await lancerApplication('2022-01-10T09:00', { antivirus: { hote: '127.0.0.1', port: clamd.port, delaiMs: 400 } });
    const comptes = await comptesDeTest(app);
    const appelId = (await appelReferencePublie(app)).id;
    [porteur, agent] = [new Visiteur(app.adresse), new Visiteur(app.adresse)];
    await porteur.connecter('signataire@passerelle.test');
    await agent.connecter('instructeur@passerelle.test');
    id = await remplirDossier(porteur, appelId, await declarerOrganisme(porteur));
    dossier = `/dossiers/${id}`;
    await app.deps.db('dossiers').where({ id }).update({ instructeur_id: comptes.instructeur.id });
  });
  after(async () => {
    await app.fermer();
    await clamd.fermer();
  });

  const etats = async (): Promise<Record<string, number>> => {
    const lignes: { analyse?: string; n?: number | string }[] = await app.deps.db('fichiers').groupBy('analyse').select('analyse').count({ n: '*' });
    return Object.fromEntries(lignes.map((l) => [l.analyse ?? '', Number(l.n)]));
  };
  const unFichier = async (nom: string): Promise<string> => (await app.deps.db('fichiers').where({ nom }).orderBy('id', 'desc').first<{ id: string }>('id')).id;
  const remplacer = async (nom: string, contenu: File): Promise<void> => {
    const { id: pieceId } = await app.deps.db('pieces as p').join('fichiers as f', 'f.id', 'p.fichier_id').where({ 'f.nom': nom, 'p.dossier_id': id }).whereNull('p.retiree_le').first<{ id: string }>('p.id');
    await porteur.reussir(`${dossier}/pieces/${pieceId}/remplacement`, { [`remplacer-${pieceId}`]: contenu });
  };

  it('holds every file until it is found clean, whatever goes wrong with the scanner', async () => {
    expect(await etats()).to.deep.equal({ en_attente: 7 });
    const lien = `${dossier}/fichiers/${await unFichier('statuts.pdf')}`;
    for (const humeur of ['raccroche', 'taille', 'bavard', 'muet'] as const) {
      clamd.humeur = humeur;
      await app.serveur.travailler();
      expect(await etats(), humeur).to.deep.equal({ en_attente: 7 });
      app.horloge.avancer(10 * 60_000);
    }
    for (const suite of ['', '/apercu', '/contenu']) {
      const reponse = await porteur.lire(`${lien}${suite}`);
      expect(reponse.statut).to.equal(423);
      expect(texteDe(reponse.corps)).to.contain('Analyse en cours').and.to.contain('est bien reçu');
    }
    expect(texteDe((await porteur.lire(`${dossier}/pieces`)).corps)).to.contain('Vous pouvez continuer et déposer sans attendre').and.to.contain('7 sur 7');
  });

  it('never loses a file to a scanner that stays down for a day, nor to the tidying up', async () => {
    for (let heure = 0; heure < 30; heure += 1) {
      clamd.humeur = 'raccroche';
      app.horloge.avancer(3600_000);
      await app.serveur.travailler();
    }
    expect(await etats()).to.deep.equal({ en_attente: 7 });
    const dossierFichiers = app.deps.config.filesDir;
    const presents = readdirSync(dossierFichiers, { recursive: true, encoding: 'utf8' }).filter((f) => /^..\/\w{20,}$/.test(f));
    for (const f of presents) utimesSync(path.join(dossierFichiers, f), new Date('2021-01-01'), new Date('2021-01-01'));
    await faireLeMenage(app.deps);
    expect(readdirSync(dossierFichiers, { recursive: true, encoding: 'utf8' }).filter((f) => /^..\/\w{20,}$/.test(f))).to.deep.equal(presents);
    clamd.humeur = 'normal';
    app.horloge.avancer(7 * 3600_000);
    await app.serveur.travailler();
    expect(await etats()).to.deep.equal({ saine: 7 });
    await porteur.connecter('signataire@passerelle.test');
    await agent.connecter('instructeur@passerelle.test');
    expect((await porteur.lire(`${dossier}/fichiers/${await unFichier('statuts.pdf')}`)).statut).to.equal(200);
  });

  it('quarantines what is found: served to nobody, not provided, said and mailed', async () => {
    await remplacer('statuts.pdf', unPdf('EICAR', 'statuts-pieges.pdf'));
    await app.serveur.travailler();
    expect(await etats()).to.deep.equal({ saine: 7, infectee: 1 });
    const fichierId = await unFichier('statuts-pieges.pdf');
    const reponse = await porteur.lire(`${dossier}/fichiers/${fichierId}`);
    expect(reponse.statut).to.equal(423);
    expect(texteDe(reponse.corps)).to.contain('en quarantaine : personne ne peut l’ouvrir');
    expect(texteDe((await porteur.lire(`${dossier}/pieces`)).corps)).to.contain('En quarantaine').and.to.contain('6 sur 7');
    expect(texteDe((await porteur.lire(dossier)).corps)).to.contain('Un fichier est en quarantaine : remplacez-le');
    expect((await porteur.envoyer(`${dossier}/depot`)).statut).to.equal(422);
    const courriels = await app.deps.db('outbox').whereLike('cle', 'quarantaine:%').select<{ destinataire: string; texte: string }[]>('destinataire', 'texte');
    expect(courriels.map((c) => c.destinataire)).to.deep.equal(['signataire@passerelle.test']);
    expect(courriels[0]?.texte).to.contain('« statuts-pieges.pdf »').and.to.contain('remplacez ce fichier dans ses pièces');
    const fait = await app.deps.db('journal').where({ action: 'fichier.quarantaine' }).first<{ acteur_id: string | null; dossier_id: string; donnees: string }>();
    expect(fait).to.include({ dossier_id: id, acteur_id: null });
    expect(JSON.parse(fait.donnees)).to.include({ virus: 'Win.Test.EICAR_HDB-1' });
  });

  it('lets a dossier be deposited in time while it waits, and shows agents what is found afterwards', async () => {
    await remplacer('statuts-pieges.pdf', unPdf('EICAR2 EICAR', 'statuts-bis.pdf'));
    await remplacer('rib.pdf', unPdf('autre-rib'));
    await porteur.reussir(`${dossier}/depot`);
    expect(texteDe((await agent.lire(dossier)).corps)).to.contain('Analyse en cours');
    const lien = `${dossier}/fichiers/${await unFichier('statuts-bis.pdf')}`;
    expect((await agent.lire(lien)).statut).to.equal(423);
    await app.serveur.travailler();
    expect(texteDe((await agent.lire(dossier)).corps)).to.contain('En quarantaine').and.not.to.contain('Analyse en cours');
    expect((await agent.lire(lien)).statut).to.equal(423);
    expect((await agent.lire(`${dossier}/fichiers/${await unFichier('autre-rib.pdf')}`)).statut).to.equal(200);
    expect(texteDe((await agent.lire(`${dossier}/recevabilite`)).corps)).to.match(/quarantaine|infect|antivirus/i);
    const courriels = await app.deps.db('outbox').whereLike('cle', 'quarantaine:%').where('texte', 'like', '%statuts-bis%').orderBy('destinataire').select<{ destinataire: string }[]>('destinataire');
    expect(courriels.map((c) => c.destinataire)).to.deep.equal(['instructeur@passerelle.test', 'signataire@passerelle.test']);
  });
});
