import { expect } from 'chai';
import { nouvelId } from '../../server/platform/ids.js';
import { ecrireMessage } from '../../server/features/messagerie/message-service.js';
import { etablirDocument } from '../../server/features/documents/document-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type Compte } from '../support/comptes.js';
import { pdf } from '../support/depot-http.js';
import { dossierDepose, type DossierDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

/** Sends a multipart form with several files in one field, as a browser does. */
async function envoyerFichiers(v: Visiteur, chemin: string, champs: Record<string, string>, fichiers: readonly File[]): Promise<Reponse> {
  const corps = new FormData();
  const csrf = /name="_csrf" value="([^"]+)"/.exec((await v.lire(chemin)).corps)?.[1] ?? '';
  for (const [nom, valeur] of Object.entries({ _csrf: csrf, _cle: crypto.randomUUID(), ...champs })) corps.append(nom, valeur);
  for (const f of fichiers) corps.append('fichiers', f);
  return v.demander(chemin, { method: 'POST', body: corps });
}

describe('messages and private notes', function () {
  this.timeout(60_000);
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;
  let messages: string;
  let notes: string;

  const visiter = async (compte: Compte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(compte.courriel);
    return v;
  };
  const liens = (corps: string): string[] => [...corps.matchAll(/href="(\/dossiers\/[\w-]+\/fichiers\/[\w-]+)"/g)].map((m) => m[1] ?? '');

  beforeEach(async () => {
    app = await lancerApplication('2022-02-10T09:00');
    dossier = await dossierDepose(app, { etat: 'en_instruction' });
    messages = `/dossiers/${dossier.id}/messages`;
    notes = `/dossiers/${dossier.id}/notes`;
  });
  afterEach(() => app.fermer());

  it('carries several files and mentions of documents, says who wrote as what, and folds long texts', async () => {
    const { instructeur, redacteur } = dossier.comptes;
    const documentId = await agir(app, instructeur, (ctx) => etablirDocument(ctx, { type: 'attestation', titre: 'Attestation de recevabilité', dossierId: dossier.id, visiblePorteur: true, blocs: [] }));
    const agent = await visiter(instructeur);
    const envoi = await envoyerFichiers(agent, messages, { texte: `Bonjour,\n${'Un long exposé. '.repeat(100)}fin.`, documents: documentId }, [pdf('modele'), pdf('notice')]);
    expect(envoi.statut).to.equal(303);
    app.horloge.allerA('2022-02-12T14:05');
    const porteur = await visiter(redacteur);
    expect((await envoyerFichiers(porteur, messages, { texte: '' }, [pdf('reponse')])).statut).to.equal(303);
    const lue = await porteur.lire(messages);
    expect(texteDe(lue.corps)).to.contain('Inès Struct Service instructeur, Chargée d’instruction').and.to.contain('Rémi Dacteur Association Tremplin, Rédacteur')
      .and.to.contain('10 février 2022').and.to.contain('12 février 2022').and.to.contain('Lire la suite').and.to.contain('notice.pdf').and.to.contain('reponse.pdf').and.to.contain('Attestation de recevabilité');
    expect(lue.corps).to.contain(`/dossiers/${dossier.id}/documents/${documentId}/document.pdf`);
    const [premier = ''] = liens(lue.corps);
    expect(liens(lue.corps)).to.have.length(3);
    const fichier = await porteur.lire(premier);
    expect([fichier.statut, fichier.entetes.get('content-type'), fichier.corps.slice(0, 5)]).to.deep.equal([200, 'application/pdf', '%PDF-']);
    for (const compte of [dossier.comptes.finances1, dossier.comptes.comite1, dossier.comptes.controleur]) expect((await (await visiter(compte)).lire(premier)).statut, compte.nom).to.be.oneOf([403, 404]);
  });

  it('keeps what was typed and chosen when a file is refused, when nothing was written, and cites only what the other side may see', async () => {
    const { instructeur } = dossier.comptes;
    const interne = await agir(app, instructeur, (ctx) => etablirDocument(ctx, { type: 'rapport', titre: 'Rapport interne', dossierId: dossier.id, visiblePorteur: false, blocs: [] }));
    const public_ = await agir(app, instructeur, (ctx) => etablirDocument(ctx, { type: 'lettre', titre: 'Lettre publique', dossierId: dossier.id, visiblePorteur: true, blocs: [] }));
    const agent = await visiter(instructeur);
    const refuse = await envoyerFichiers(agent, messages, { texte: 'Mon brouillon <gardé>', documents: public_ }, [pdf('bon'), new File(['MZ'], 'virus.exe')]);
    expect(refuse.statut).to.equal(422);
    expect(refuse.corps).to.contain('Mon brouillon &lt;gardé&gt;').and.to.match(new RegExp(`value="${public_}" checked`));
    expect(texteDe(refuse.corps)).to.contain('virus.exe');
    expect(texteDe((await envoyerFichiers(agent, messages, { texte: '  ' }, [])).corps)).to.contain('Écrivez un texte, ou joignez un fichier.');
    expect(texteDe((await envoyerFichiers(agent, messages, { texte: 'x', documents: interne }, [])).corps)).to.contain('n’est pas visible de l’organisme');
    expect((await agent.lire(messages)).corps).not.to.contain('Rapport interne');
    expect((await agent.lire(notes)).corps).to.contain('Rapport interne');
    expect(texteDe((await envoyerFichiers(agent, messages, { texte: 'trop' }, Array.from({ length: 11 }, (_, i) => pdf(`f${i}`)))).corps)).to.contain('au plus 10 fichiers');
    expect(await app.deps.db('messages').select('id')).to.deep.equal([]);
  });

  it('never shows a private note, its file or that it exists to the organisme, nor to a consulted partner or the committee', async () => {
    const { instructeur, redacteur, signataire, avis, comite1, finances1, responsable } = dossier.comptes;
    await app.deps.db('avis_demandes').insert({ id: nouvelId(), dossier_id: dossier.id, personne_id: avis.id, question: 'Q', demande_par: instructeur.id, demande_le: app.horloge.maintenant(), limite: '2022-03-01' });
    const agent = await visiter(instructeur);
    expect((await envoyerFichiers(agent, notes, { note: 'Organisme fragile' }, [pdf('secret')])).statut).to.equal(303);
    const [lien = ''] = liens((await agent.lire(notes)).corps);
    expect((await agent.lire(lien)).statut).to.equal(200);
    expect((await (await visiter(responsable)).lire(lien)).statut).to.equal(200);
    expect(texteDe((await agent.lire(messages)).corps)).not.to.contain('Organisme fragile');
    for (const compte of [redacteur, signataire, avis, comite1, finances1]) {
      const v = await visiter(compte);
      expect((await v.lire(lien)).statut, compte.nom).to.be.oneOf([403, 404]);
      expect((await v.lire(`${lien}/apercu`)).statut, compte.nom).to.be.oneOf([403, 404]);
      expect((await v.lire(notes)).statut, compte.nom).to.equal(403);
      for (const page of [messages, `/dossiers/${dossier.id}`, `/dossiers/${dossier.id}/historique`, '/notifications', '/a-faire', '/tableau-de-bord']) {
        const { corps } = await v.lire(page);
        if (compte === finances1 && page.endsWith('/historique')) continue;
        expect(corps, `${compte.nom} ${page}`).not.to.contain('fragile').and.not.to.contain('secret.pdf').and.not.to.contain('Note interne').and.not.to.contain('Notes privées');
      }
    }
    expect(await app.deps.db('notifications').select('id')).to.deep.equal([]);
    expect((await (await visiter(redacteur)).envoyer(notes, { note: 'Non' })).statut).to.equal(403);
  });

  it('counts exactly what each person has not been shown, and pages a long thread by its keys', async () => {
    const { instructeur, redacteur, signataire } = dossier.comptes;
    for (let i = 1; i <= 65; i += 1) await agir(app, i % 5 === 0 ? redacteur : instructeur, (ctx) => ecrireMessage(ctx, dossier.id, { texte: `Message numéro ${i}.`, prive: false }));
    const [agent, porteur] = [await visiter(instructeur), await visiter(redacteur)];
    expect(texteDe((await porteur.lire('/a-faire')).corps)).to.contain('52 messages');
    expect(texteDe((await agent.lire('/a-faire')).corps)).to.contain('13 messages');
    const derniere = await porteur.lire(messages);
    expect(texteDe(derniere.corps)).to.contain('Message numéro 65.').and.to.contain('Message numéro 36.').and.to.contain('28 messages non lus sont plus haut').and.to.contain('Nouveaux depuis votre dernière visite')
      .and.not.to.contain('Message numéro 35.');
    expect(texteDe((await porteur.lire('/a-faire')).corps)).not.to.contain('Lire les messages');
    const anciens = /href="([^"]+)"[^>]*>Messages plus anciens/.exec(derniere.corps)?.[1]?.replace('&#x3D;', '=') ?? '';
    const avant = await porteur.lire(anciens);
    expect(texteDe(avant.corps)).to.contain('Message numéro 6.').and.to.contain('Message numéro 35.').and.to.contain('Messages plus récents')
      .and.not.to.contain('Message numéro 36.').and.not.to.contain('Message numéro 5.');
    expect(texteDe((await (await visiter(signataire)).lire('/a-faire')).corps)).to.contain('52 messages');
    await agent.lire(messages);
    app.horloge.avancer(3_600_000);
    await porteur.reussir(messages, { texte: 'Un de plus' });
    expect(texteDe((await agent.lire('/a-faire')).corps)).to.contain('1 message');
    expect(texteDe((await agent.lire(messages)).corps)).to.contain('Nouveaux depuis votre dernière visite Rémi Dacteur');
    expect(texteDe((await agent.lire(messages)).corps)).not.to.contain('Nouveaux depuis');
  });

  it('says who wrote as what even after they left the organisme', async () => {
    const { redacteur, instructeur } = dossier.comptes;
    await agir(app, redacteur, (ctx) => ecrireMessage(ctx, dossier.id, { texte: 'Je pars demain', prive: false }));
    await app.deps.db('membres').where({ personne_id: redacteur.id }).del();
    expect(texteDe((await (await visiter(instructeur)).lire(messages)).corps)).to.contain('Rémi Dacteur Association Tremplin, Rédacteur');
  });
});
