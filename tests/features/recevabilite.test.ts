import { expect } from 'chai';
import { deposerDossier } from '../../server/features/dossiers/dossier-service.js';
import { enregistrerSection } from '../../server/features/dossiers/section-service.js';
import { lireDocument, listerDocuments } from '../../server/features/documents/document-queries.js';
import { elementsDemandes, lireExamen } from '../../server/features/recevabilite/recevabilite-queries.js';
import { demanderComplements, enregistrerControles, grilleConforme } from '../../server/features/recevabilite/recevabilite-service.js';
import type { DecisionLigne } from '../../server/domain/recevabilite/grille.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type Compte } from '../support/comptes.js';
import { dossierDepose, sectionsDeTest, type DossierDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur, type Champs } from '../support/visiteur.js';

describe('recevabilité', () => {
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;
  let page: string;

  beforeEach(async () => {
    app = await lancerApplication('2022-01-31T09:00');
    dossier = await dossierDepose(app);
    page = `/dossiers/${dossier.id}/recevabilite`;
  });
  afterEach(() => app.fermer());

  const visiter = async (compte: Compte): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(compte.courriel);
    return visiteur;
  };
  const etat = async (): Promise<string> => (await app.deps.db('dossiers').where({ id: dossier.id }).first<{ etat: string }>('etat')).etat;
  const courriels = (prefixe: string): Promise<{ destinataire: string; sujet: string; texte: string }[]> =>
    app.deps.db('outbox').where('cle', 'like', `${prefixe}%`).orderBy('destinataire').select('destinataire', 'sujet', 'texte');
  const texteDuDocument = async (type: string): Promise<string> => {
    const document = (await listerDocuments(app.deps.db, dossier.id, true)).find((d) => d.type === type);
    return JSON.stringify(await lireDocument(app.deps.db, dossier.id, document?.id ?? '', true));
  };
  /** The checklist as a form sends it, every required line right unless said otherwise. */
  const grille = async (suite: string, version: number, changees: readonly DecisionLigne[] = []): Promise<Champs> => {
    const conformes = await agir(app, dossier.comptes.instructeur, (ctx) => grilleConforme(ctx, dossier.id));
    const decisions = conformes.map((d) => changees.find((c) => c.cle === d.cle) ?? d);
    return Object.fromEntries([['suite', suite], ['version', String(version)], ...decisions.flatMap((d, i) => [
      [`lignes[${i}][cle]`, d.cle], [`lignes[${i}][resultat]`, d.resultat ?? ''], [`lignes[${i}][commentaire]`, d.commentaire],
    ])]) as Champs;
  };

  it('sets what the machine finds beside what a person decides, and keeps each line as one goes', async () => {
    const visiteur = await visiter(dossier.comptes.instructeur);
    const vierge = texteDe((await visiteur.lire(page)).corps);
    expect(vierge).to.contain('Opération prévue du 1er janvier 2022 au 31 décembre 2022');
    expect(vierge).to.contain('7,5 % pour 10 % au plus').and.to.contain('Il reste 17 lignes obligatoires à vérifier.');
    const suite = await visiteur.reussir(page, await grille('enregistrer', 0, [{ cle: 'piece:rib', resultat: 'non_conforme', commentaire: 'RIB d’une autre structure' }, { cle: 'piece:comptes', resultat: null, commentaire: '' }]));
    const relue = (await visiteur.lire(suite)).corps;
    expect(texteDe(relue)).to.contain('Vos contrôles sont enregistrés.').and.to.contain('Il reste 1 ligne obligatoire à vérifier.');
    expect(relue).to.contain('value="RIB d’une autre structure"');
    expect(await etat()).to.equal('depose');
  });

  it('declares a dossier recevable once every required line is right, with its attestation and a mail to each member', async () => {
    const visiteur = await visiter(dossier.comptes.instructeur);
    await visiteur.lire(page);
    expect(await visiteur.reussir(page, await grille('conclusion', 0))).to.equal(`${page}/conclusion`);
    expect(texteDe((await visiteur.lire(`${page}/conclusion`)).corps)).to.contain('le dossier peut être déclaré recevable');
    await visiteur.reussir(`${page}/conclusion`, { conclusion: 'recevable', motifs: 'Rien à ajouter' });
    expect(await etat()).to.equal('recevable');
    expect(await texteDuDocument('attestation_recevabilite')).to.contain(dossier.numero).and.to.contain('Association Tremplin').and.to.contain('20\u202f000,00');
    expect((await courriels('recevable')).map((c) => c.destinataire)).to.deep.equal(['redacteur@passerelle.test', 'signataire@passerelle.test']);
    const ligne = await app.deps.db('journal').where({ dossier_id: dossier.id, action: 'dossier.declarer_recevable' }).first<{ de: string; vers: string; motif: string | null }>();
    expect(ligne).to.include({ de: 'depose', vers: 'recevable', motif: null });
    const porteur = await visiter(dossier.comptes.signataire);
    const { id } = (await listerDocuments(app.deps.db, dossier.id, true))[0] ?? { id: '' };
    expect((await porteur.lire(`/dossiers/${dossier.id}/documents/${id}/document.pdf`)).statut).to.equal(200);
  });

  it('refuses recevable while a line waits, is wrong, or goes against the machine without a word', async () => {
    const sansRib = await dossierDepose(app, { comptes: dossier.comptes, appelId: dossier.appelId, sansPieces: ['rib'] });
    const conclure = (resultat: DecisionLigne['resultat'], commentaire: string): Promise<string> => agir(app, dossier.comptes.instructeur, async (ctx) => {
      const decisions = (await grilleConforme(ctx, sansRib.id)).map((d) => (d.cle === 'piece:rib' ? { ...d, resultat, commentaire } : d));
      await enregistrerControles(ctx, sansRib.id, { decisions });
      return sansRib.id;
    });
    const visiteur = await visiter(dossier.comptes.responsable);
    const attendus: [DecisionLigne['resultat'], string, string][] = [
      [null, '', 'il reste 1 ligne obligatoire à vérifier'], ['non_conforme', 'Absent', '1 ligne obligatoire est non conforme'], ['conforme', '', 'contre le constat de la machine sans explication'],
    ];
    for (const [resultat, commentaire, message] of attendus) {
      await conclure(resultat, commentaire);
      const reponse = await visiteur.envoyer(`/dossiers/${sansRib.id}/recevabilite/conclusion`, { conclusion: 'recevable', motifs: 'Observation gardée' });
      expect(reponse.statut).to.equal(422);
      expect(texteDe(reponse.corps)).to.contain(message).and.to.contain('Observation gardée');
    }
    await conclure('conforme', 'Transmis par courriel le 30 janvier');
    await visiteur.reussir(`/dossiers/${sansRib.id}/recevabilite/conclusion`, { conclusion: 'recevable', motifs: '' });
  });

  it('asks for complements by piece and section: only those open again, and the next deposit shows what changed', async () => {
    const { instructeur, signataire } = dossier.comptes;
    const visiteur = await visiter(instructeur);
    await visiteur.lire(`${page}/complements`);
    const incomplete = await visiteur.envoyer(`${page}/complements`, { 'elements[0][cle]': 'section:projet', 'elements[0][motif]': 'incorrect', 'elements[0][commentaire]': '', message: 'Merci de votre envoi' });
    expect(incomplete.statut).to.equal(422);
    expect(texteDe(incomplete.corps)).to.contain('Expliquez ce qui est à corriger').and.to.contain('Merci de votre envoi');
    await visiteur.reussir(`${page}/complements`, {
      'elements[0][cle]': 'section:projet', 'elements[0][motif]': 'incomplet', 'elements[0][commentaire]': 'Précisez l’équipe',
      'elements[1][cle]': 'piece:comptes', 'elements[1][motif]': 'perime', 'elements[1][commentaire]': 'Exercice 2021 attendu', 'elements[2][cle]': 'piece:rib', 'elements[2][motif]': '', message: 'Merci',
    });
    expect(await etat()).to.equal('complements_demandes');
    expect(await elementsDemandes(app.deps.db, dossier.id)).to.deep.equal([{ cible: 'section', code: 'projet', precision: '' }, { cible: 'piece', code: 'comptes', precision: '' }]);
    expect(await texteDuDocument('demande_complements')).to.contain('15 février 2022').and.to.contain('Exercice 2021 attendu');
    expect((await courriels('complements'))[0]?.texte).to.contain('15 février 2022');

    const { projet, budget } = sectionsDeTest();
    await agir(app, signataire, (ctx) => enregistrerSection(ctx, dossier.id, 'projet', { ...projet, equipe: 'Trois conseillers' }, 1));
    const interdite = await agir(app, signataire, (ctx) => enregistrerSection(ctx, dossier.id, 'budget', budget, 1)).catch((e: unknown) => e);
    expect(interdite).to.include({ code: 'complements.hors_demande' });
    await agir(app, signataire, (ctx) => deposerDossier(ctx, dossier.id));
    const relue = texteDe((await visiteur.lire(page)).corps);
    expect(relue).to.contain('Projet : Équipe Deux conseillères en insertion professionnelle. Trois conseillers');
    expect(relue).to.contain('Redéposé le').and.to.contain('Exercice 2021 attendu');
  });

  it('declares a dossier irrecevable with reasons, remedies and the last day of a délai franc', async () => {
    const visiteur = await visiter(dossier.comptes.instructeur);
    const sansMotif = await visiteur.envoyer(`${page}/conclusion`, { conclusion: 'irrecevable', motifs: ' \n ' });
    expect(sansMotif.statut).to.equal(422);
    expect(texteDe(sansMotif.corps)).to.contain('Une irrecevabilité doit être motivée');
    await visiteur.reussir(`${page}/conclusion`, { conclusion: 'irrecevable', motifs: 'Action hors du département\nPublic non visé' });
    expect(await etat()).to.equal('irrecevable');
    // Notified on 31 January: 31 March + 1 day = Friday 1 April 2022.
    const document = await texteDuDocument('irrecevabilite');
    expect(document).to.contain('jusqu’au 1er avril 2022 inclus').and.to.contain('Tribunal administratif de Bordeaux').and.to.contain('Public non visé');
    expect((await courriels('irrecevable'))[1]?.texte).to.contain('1er avril 2022');
    expect((await visiteur.envoyer(`${page}/conclusion`, { conclusion: 'recevable' })).statut).to.equal(409);
  });

  it('leaves the checklist to the instructeur in charge and the responsables, never to the organisme', async () => {
    const { redacteur, instructeur, instructeur2, finances1, avis } = dossier.comptes;
    const porteur = await visiter(redacteur);
    expect((await porteur.lire(page)).statut).to.equal(403);
    expect((await porteur.envoyer(`${page}/conclusion`, { conclusion: 'recevable' })).statut).to.equal(403);
    expect((await (await visiter(avis)).lire(page)).statut).to.equal(404);
    expect((await (await visiter(finances1)).envoyer(page, { version: '0' })).statut).to.equal(403);
    await app.deps.db('dossiers').where({ id: dossier.id }).update({ instructeur_id: instructeur.id });
    const autre = await visiter(instructeur2);
    const lue = await autre.lire(page);
    expect(lue.statut).to.equal(200);
    expect(lue.corps).not.to.contain('Enregistrer et conclure');
    expect((await autre.envoyer(`${page}/conclusion`, { conclusion: 'recevable' })).statut).to.equal(403);
    await app.deps.db('membres').insert({ id: nouvelId(), organisme_id: dossier.organismeId, personne_id: instructeur.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
    expect((await (await visiter(instructeur)).envoyer(page, { version: '0' })).statut).to.equal(403);
  });

  it('tells the second of two writers what the first one saved, and loses neither', async () => {
    const [un, deux] = [await visiter(dossier.comptes.instructeur), await visiter(dossier.comptes.responsable)];
    await Promise.all([un.lire(page), deux.lire(page)]);
    await un.reussir(page, await grille('enregistrer', 0, [{ cle: 'regle:territoire', resultat: 'non_conforme', commentaire: 'Hors zone' }]));
    const reponse = await deux.envoyer(page, await grille('enregistrer', 0, [{ cle: 'regle:territoire', resultat: 'conforme', commentaire: 'Vu avec la commune' }]));
    expect(reponse.statut).to.equal(422);
    expect(reponse.corps).to.contain('value="Vu avec la commune"').and.to.contain('Enregistré par ailleurs : Non conforme, « Hors zone »').and.to.contain('name="version" value="1"');
    await deux.reussir(page, await grille('enregistrer', 1));
  });

  it('draws attention to the consultation the call wants on a territory, and to another dossier of the same organisme', async () => {
    const { projet } = sectionsDeTest();
    const agen = await dossierDepose(app, { comptes: dossier.comptes, appelId: dossier.appelId, sections: { projet: { ...projet, territoires: ['47-AN'] } } });
    await app.deps.db('dossiers').where({ id: agen.id }).update({ organisme_id: dossier.organismeId });
    const { controles } = await lireExamen(app.deps.db, agen.id);
    expect(controles.find((c) => c.code === 'concertation')).to.deep.include({ resultat: 'alerte' });
    expect(controles.find((c) => c.code === 'autre_dossier')?.donnees, 'the very same need').to.deep.equal({ dossiers: [dossier.numero], proches: [dossier.numero] });
    expect((await lireExamen(app.deps.db, dossier.id)).controles.find((c) => c.code === 'concertation')?.resultat).to.equal('ok');
  });

  it('never sends an empty request, nor one for a piece the call does not know', async () => {
    const demander = (code: string): Promise<unknown> => agir(app, dossier.comptes.instructeur, (ctx) =>
      demanderComplements(ctx, dossier.id, { elements: code === '' ? [] : [{ cible: 'piece', code, motif: 'manquant', commentaire: '' }], message: '' })).catch((e: unknown) => e);
    expect(await demander('')).to.include({ code: 'complements.vide' });
    expect(await demander('permis')).to.include({ code: 'complements.inconnu' });
    expect(await etat()).to.equal('depose');
  });
});
