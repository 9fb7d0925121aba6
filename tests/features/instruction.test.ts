import { expect } from 'chai';
import { fixerEnveloppe } from '../../server/features/appels/appel-service.js';
import { listerDocuments, lireDocument } from '../../server/features/documents/document-queries.js';
import { lireAppelReference } from '../../server/features/appels/reference.js';
import { rappelerLesAvis } from '../../server/features/instruction/avis-travaux.js';
import { listerAffectations } from '../../server/features/instruction/instruction-queries.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type Compte } from '../support/comptes.js';
import { dossierDepose, sectionsDeTest, type DossierDeTest, type OptionsDossier } from '../support/dossier-depose.js';
import { declarerSansLien } from '../support/notation.js';
import { texteDe, Visiteur, type Champs } from '../support/visiteur.js';

const CHAPITRES = { besoin: 'Besoin établi', qualite: 'Projet clair', partenariat: 'Partenariat réel', moyens: 'Équipe solide', budget: 'Budget sincère', conclusion: 'À soutenir' };
const rapport = (champs: Champs = {}): Champs => ({ ...Object.fromEntries(Object.entries(CHAPITRES).map(([c, t]) => [`rapport[${c}]`, t])), version: '0', suite: 'enregistrer', propose: '18 000', conclusion: 'favorable', ...champs });

describe('instruction', () => {
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;
  let page: string;

  const preparer = async (options: OptionsDossier): Promise<void> => {
    app = await lancerApplication('2022-01-31T09:00');
    dossier = await dossierDepose(app, options);
    page = `/dossiers/${dossier.id}/instruction`;
  };
  afterEach(() => app.fermer());

  const visiter = async (compte: Compte): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(compte.courriel);
    return visiteur;
  };
  const ligne = (): Promise<{ etat: string; instructeur_id: string | null; propose_cents: number | string | null }> => app.deps.db('dossiers').where({ id: dossier.id }).first();
  /** Who was told of an event in the product; agents get their mail once a day. */
  const destinataires = async (prefixe: string): Promise<string[]> =>
    app.deps.db('notifications as n').join('personnes as p', 'p.id', 'n.personne_id').where('n.cle', 'like', `${prefixe}%`).orderBy('p.courriel').pluck<string[]>('p.courriel');

  describe('affectation', () => {
    it('starts the instruction of a recevable dossier, tells the instructeur, and keeps every later name', async () => {
      await preparer({ etat: 'recevable' });
      const { responsable, instructeur, instructeur2 } = dossier.comptes;
      await dossierDepose(app, { comptes: dossier.comptes, appelId: dossier.appelId, etat: 'en_instruction' });
      const visiteur = await visiter(responsable);
      const affichee = texteDe((await visiteur.lire(`/dossiers/${dossier.id}/affectation`)).corps);
      expect(affichee).to.contain('Inès Struct Chargée d’instruction · 1 dossier en charge').and.to.contain('Igor Second Chargé d’instruction · 0 dossier en charge');
      await visiteur.reussir(`/dossiers/${dossier.id}/affectation`, { instructeurId: instructeur.id });
      expect(await ligne()).to.include({ etat: 'en_instruction', instructeur_id: instructeur.id });
      expect(await destinataires('affectation')).to.deep.equal([instructeur.courriel]);
      const sansRaison = await visiteur.envoyer(`/dossiers/${dossier.id}/affectation`, { instructeurId: instructeur2.id, motif: ' ' });
      expect([sansRaison.statut, texteDe(sansRaison.corps).includes('Dites pourquoi le dossier change de mains')]).to.deep.equal([422, true]);
      await visiteur.reussir(`/dossiers/${dossier.id}/affectation`, { instructeurId: instructeur2.id, motif: 'Congé de maternité' });
      expect(await ligne()).to.include({ etat: 'en_instruction', instructeur_id: instructeur2.id });
      expect((await listerAffectations(app.deps.db, dossier.id)).map((a) => [a.avant, a.apres, a.motif])).to.deep.equal([['Inès Struct', 'Igor Second', 'Congé de maternité'], [null, 'Inès Struct', null]]);
      expect(texteDe((await (await visiter(instructeur2)).lire(page)).corps)).to.contain('Igor Second').and.to.contain('Congé de maternité');
    });

    it('refuses a member of the organisme, the controller of the dossier and a person without the habilitation', async () => {
      await preparer({ etat: 'recevable' });
      const { responsable, instructeur, instructeur2, finances1 } = dossier.comptes;
      const { db } = app.deps;
      await db('membres').insert({ id: nouvelId(), organisme_id: dossier.organismeId, personne_id: instructeur.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
      await db('dossiers').where({ id: dossier.id }).update({ controleur_id: instructeur2.id });
      const visiteur = await visiter(responsable);
      const attendus: [Compte, string][] = [[instructeur, 'membre de l’organisme'], [instructeur2, 'contrôle le service fait'], [finances1, 'habilitée à instruire']];
      for (const [compte, message] of attendus) {
        const reponse = await visiteur.envoyer(`/dossiers/${dossier.id}/affectation`, { instructeurId: compte.id });
        expect(reponse.statut).to.equal(422);
        expect(texteDe(reponse.corps)).to.contain(message);
      }
      expect((await (await visiter(finances1)).lire(`/dossiers/${dossier.id}/affectation`)).statut).to.equal(403);
      expect((await ligne()).etat).to.equal('recevable');
    });
  });

  describe('rapport', () => {
    it('bounds the amount by what is asked, by the publics and by the credits, and keeps what was written', async () => {
      // 30 RSA and 10 under-25s outside RSA: 20 000 € are capped to 30 ÷ 0.9 ÷ 40 of them, 16 666.67 €.
      const { publics } = sectionsDeTest();
      await preparer({ etat: 'en_instruction', sections: { publics: { ...publics, rsa: 30, horsRsaMoins25: 10 } } });
      const visiteur = await visiter(dossier.comptes.instructeur);
      expect(texteDe((await visiteur.lire(page)).corps)).to.contain('16 666,67 € au plus : le plafond selon les publics').and.to.contain('Aucun crédit n’est encore voté');
      const refuser = async (propose: string, message: string, conclusion = 'favorable'): Promise<void> => {
        const reponse = await visiteur.envoyer(page, rapport({ propose, conclusion }));
        expect(reponse.statut).to.equal(422);
        expect(texteDe(reponse.corps)).to.contain(message).and.to.contain('Projet clair');
        expect(reponse.corps).to.contain(`value="${propose}"`);
      };
      await refuser('20 000,01', 'dépasse le montant demandé (20 000,00 €)');
      await refuser('16 666,68', 'dépasse 16 666,67 € : la part des personnes hors RSA');
      await refuser('abc', 'Saisissez un montant');
      await refuser('1 000', 'Une conclusion défavorable ne s’accompagne d’aucun montant', 'defavorable');
      await refuser('0', 'Une conclusion favorable s’accompagne d’un montant');
      await agir(app, dossier.comptes.responsable, (ctx) => fixerEnveloppe(ctx, { appelId: dossier.appelId, financeur: 'departement', annee: 2022, voteCents: 1_000_000 }));
      await refuser('10 000,01', 'Les crédits disponibles ne suffisent pas : 10 000,00 € disponibles');
      await visiteur.reussir(page, rapport({ propose: '10 000' }));
      expect(Number((await ligne()).propose_cents)).to.equal(1_000_000);
      const relue = texteDe((await visiteur.lire(page)).corps);
      expect(relue).to.contain('Au montant proposé, il manque 10 000,00 € au plan de financement').and.to.contain('Enregistré le 31 janvier 2022 à 9 h 00 par Inès Struct');
    });

    it('is handed over complete, sent back with a comment, then validated with a document the organisme does not see', async () => {
      await preparer({ etat: 'en_instruction' });
      const { instructeur, responsable, redacteur } = dossier.comptes;
      const [auteur, chef] = [await visiter(instructeur), await visiter(responsable)];
      const incomplet = await auteur.envoyer(page, rapport({ 'rapport[moyens]': '', suite: 'transmettre' }));
      expect(texteDe(incomplet.corps)).to.contain('Le rapport n’est pas complet : un chapitre est vide.').and.to.contain('Partenariat réel');
      await auteur.reussir(page, rapport({ suite: 'transmettre' }));
      expect(await destinataires('instruction:')).to.deep.equal([responsable.courriel]);

      await chef.lire(page);
      const sansRaison = await chef.envoyer(`${page}/validation`, { decision: 'renvoyer', versionLue: '1', commentaire: '' });
      expect(sansRaison.statut).to.equal(422);
      await chef.reussir(`${page}/validation`, { decision: 'renvoyer', versionLue: '1', commentaire: 'Détaillez le budget' });
      expect(await destinataires('instruction-renvoi')).to.deep.equal([instructeur.courriel]);
      expect(texteDe((await auteur.lire(page)).corps)).to.contain('Renvoyé par Rose Ponsable').and.to.contain('Détaillez le budget');
      await auteur.reussir(page, rapport({ version: '1', propose: '17500', suite: 'transmettre' }));

      const perimee = await chef.envoyer(`${page}/validation`, { decision: 'valider', versionLue: '1' });
      expect(texteDe(perimee.corps)).to.contain('Le rapport a été modifié depuis que vous l’avez ouvert');
      await chef.reussir(`${page}/validation`, { decision: 'valider', versionLue: '2' });
      const apres = await ligne();
      expect([apres.etat, Number(apres.propose_cents)]).to.deep.equal(['instruit', 1_750_000]);
      const [document] = await listerDocuments(app.deps.db, dossier.id, false);
      expect(document).to.include({ type: 'rapport_instruction', visiblePorteur: false });
      expect(JSON.stringify(await lireDocument(app.deps.db, dossier.id, document?.id ?? '', false))).to.contain('17\u202f500,00').and.to.contain('Budget sincère');
      const porteur = await visiter(redacteur);
      expect((await porteur.lire(`/dossiers/${dossier.id}/documents/${document?.id ?? ''}/document.pdf`)).statut).to.equal(404);
      expect((await porteur.lire(page)).statut).to.equal(403);
      expect((await auteur.envoyer(page, rapport({ version: '2' }))).statut).to.equal(422);
    });

    it('is written by the instructeur in charge alone, validated by a responsable alone, and read by the committee', async () => {
      await preparer({ etat: 'instruit' });
      const { instructeur, instructeur2, comite1 } = dossier.comptes;
      await app.deps.db('dossiers').where({ id: dossier.id }).update({ etat: 'en_instruction' });
      expect((await (await visiter(instructeur2)).envoyer(page, rapport({ version: '1' }))).statut).to.equal(403);
      expect((await (await visiter(instructeur)).envoyer(`${page}/validation`, { decision: 'valider', versionLue: '1' })).statut).to.equal(403);
      expect((await (await visiter(comite1)).lire(page)).statut, 'links not declared yet').to.equal(403);
      await declarerSansLien(app, comite1, dossier.appelId);
      const lue = await (await visiter(comite1)).lire(page);
      expect(lue.statut).to.equal(200);
      expect(texteDe(lue.corps)).to.contain('Le budget est sincère.');
      expect(lue.corps).not.to.contain('<textarea');
    });

    it('shows the second of two writers what the first one saved, beside what they typed', async () => {
      await preparer({ etat: 'en_instruction' });
      const [un, deux] = [await visiter(dossier.comptes.instructeur), await visiter(dossier.comptes.instructeur)];
      await Promise.all([un.lire(page), deux.lire(page)]);
      await un.reussir(page, rapport({ 'rapport[besoin]': 'Première analyse' }));
      const reponse = await deux.envoyer(page, rapport({ 'rapport[besoin]': 'Seconde analyse', propose: '12 000' }));
      expect(reponse.statut).to.equal(422);
      expect(texteDe(reponse.corps)).to.contain('Seconde analyse').and.to.contain('Valeur enregistrée par ailleurs Première analyse').and.to.contain('18 000,00 €');
      expect(reponse.corps).to.contain('name="version" value="1"');
      await deux.reussir(page, rapport({ version: '1', 'rapport[besoin]': 'Synthèse des deux' }));
    });
  });

  describe('avis d’un partenaire', () => {
    beforeEach(() => preparer({ etat: 'en_instruction' }));
    const demander = (visiteur: Visiteur, champs: Champs = {}): Promise<{ statut: number; corps: string }> =>
      visiteur.envoyer(`/dossiers/${dossier.id}/avis`, { personneId: dossier.comptes.avis.id, question: 'Le public est-il connu du PLIE ?', limite: '15/02/2022', ...champs });

    it('is asked once, answered once by the person asked, and never known to the organisme', async () => {
      const { instructeur, avis, redacteur } = dossier.comptes;
      const reponse = `/dossiers/${dossier.id}/avis/rendu`;
      const partenaire = await visiter(avis);
      expect((await partenaire.lire(reponse)).statut).to.equal(404);
      const auteur = await visiter(instructeur);
      await auteur.lire(`/dossiers/${dossier.id}/avis`);
      expect((await demander(auteur)).statut).to.equal(303);
      expect(texteDe((await demander(auteur)).corps)).to.contain('déjà demandé sur ce dossier');
      expect(await destinataires('avis:')).to.deep.equal([avis.courriel]);

      expect(texteDe((await partenaire.lire('/avis')).corps)).to.contain(dossier.numero).and.to.contain('15/02/2022');
      expect(texteDe((await partenaire.lire(reponse)).corps)).to.contain('Le public est-il connu du PLIE ?').and.to.contain('Quarante personnes du territoire');
      expect((await partenaire.envoyer(reponse, { sens: '', texte: 'Raisons gardées' })).corps).to.contain('Raisons gardées');
      await partenaire.reussir(reponse, { sens: 'favorable_avec_reserves', texte: 'Public en partie déjà suivi' });
      expect(texteDe((await partenaire.envoyer(reponse, { sens: 'defavorable', texte: 'Autre' })).corps)).to.contain('Vous avez déjà rendu votre avis');
      expect(await destinataires('avis-rendu')).to.deep.equal([instructeur.courriel]);
      expect(texteDe((await auteur.lire(page)).corps)).to.contain('Public en partie déjà suivi');

      const historique = `/dossiers/${dossier.id}/historique`;
      expect(texteDe((await auteur.lire(historique)).corps)).to.contain('Avis demandé').and.to.contain('Avis rendu');
      await app.deps.db('dossiers').where({ id: dossier.id }).update({ etat: 'instruit' });
      await declarerSansLien(app, dossier.comptes.comite1, dossier.appelId);
      for (const lecteur of [partenaire, await visiter(dossier.comptes.comite1)]) {
        const lu = await lecteur.lire(historique);
        expect(lu.statut).to.equal(200);
        expect(texteDe(lu.corps), 'acts of the back office stay with those who follow the dossier').not.to.contain('Avis demandé').and.not.to.contain('Avis rendu');
      }
      const porteur = await visiter(redacteur);
      expect((await porteur.lire(`/dossiers/${dossier.id}/avis`)).statut).to.equal(403);
      for (const chemin of ['', '/historique', '/messages']) {
        expect((await porteur.lire(`/dossiers/${dossier.id}${chemin}`)).corps).not.to.contain('PLIE').and.not.to.contain('Paul Partenaire');
      }
    });

    it('is reminded once a day by hand, and by itself before the limit and the day after', async () => {
      const auteur = await visiter(dossier.comptes.instructeur);
      await auteur.lire(`/dossiers/${dossier.id}/avis`);
      await demander(auteur);
      const [avisId = ''] = await app.deps.db('avis_demandes').pluck<string[]>('id');
      const relance = `/dossiers/${dossier.id}/avis/${avisId}/relance`;
      expect(texteDe((await auteur.envoyer(relance, {})).corps)).to.contain('déjà reçu une demande ou un rappel aujourd’hui');
      const passer = (): Promise<unknown> => agir(app, dossier.comptes.responsable, (ctx) => rappelerLesAvis.etape(ctx, {}, 0, undefined));
      const rappels = async (): Promise<number> => (await destinataires('avis-rappel:')).length;
      for (const [le, attendus] of [['2022-02-11T10:00', 0], ['2022-02-12T07:00', 0], ['2022-02-12T10:00', 1], ['2022-02-13T10:00', 1], ['2022-02-16T09:00', 2], ['2022-02-17T09:00', 2]] as const) {
        app.horloge.allerA(le);
        await passer();
        expect(await rappels(), le).to.equal(attendus);
      }
      const deux = await visiter(dossier.comptes.instructeur);
      await deux.lire(`/dossiers/${dossier.id}/avis`);
      await deux.reussir(relance, {});
      expect(await rappels()).to.equal(3);
      expect(texteDe((await deux.lire(`/dossiers/${dossier.id}/avis`)).corps)).to.contain('3 rappels, le dernier le 17 février 2022');
    });

    it('is taken back at once: the partner no longer sees the dossier anywhere, and may be asked again', async () => {
      const [auteur, partenaire] = [await visiter(dossier.comptes.instructeur), await visiter(dossier.comptes.avis)];
      const avis = `/dossiers/${dossier.id}/avis`;
      await auteur.lire(avis);
      await demander(auteur);
      expect((await partenaire.lire(`/dossiers/${dossier.id}`)).statut).to.equal(200);
      const [avisId = ''] = await app.deps.db('avis_demandes').pluck<string[]>('id');
      expect((await auteur.envoyer(`${avis}/retrait`, { avisId, raison: '' })).statut).to.equal(422);
      await auteur.reussir(`${avis}/retrait`, { avisId, raison: 'Partenaire partie au projet' });
      for (const chemin of [`/dossiers/${dossier.id}`, `${avis}/rendu`, `/dossiers/${dossier.id}/historique`, `/dossiers/${dossier.id}/versions/1`]) expect((await partenaire.lire(chemin)).statut, chemin).to.equal(404);
      for (const chemin of ['/avis', '/a-faire']) expect((await partenaire.lire(chemin)).corps).not.to.contain(dossier.numero);
      expect((await partenaire.envoyer(`${avis}/rendu`, { sens: 'favorable', texte: 'Oui' })).statut).to.equal(404);
      expect(texteDe((await auteur.lire(avis)).corps)).to.contain('Demande retirée le 31 janvier 2022').and.to.contain('Partenaire partie au projet');
      expect((await demander(auteur)).statut).to.equal(303);
      expect((await partenaire.lire(`${avis}/rendu`)).statut).to.equal(200);
    });

    it('is required where the call says so: the report waits for it, or for a reason to do without', async () => {
      const ailleurs = await dossierDepose(app, { etat: 'instruit', comptes: dossier.comptes, appelId: dossier.appelId, sections: { projet: { ...sectionsDeTest().projet, territoires: ['47-AN'] } } });
      await app.deps.db('dossiers').where({ id: ailleurs.id }).update({ etat: 'en_instruction' });
      const { instructeur, responsable } = dossier.comptes;
      const [auteur, chef] = [await visiter(instructeur), await visiter(responsable)];
      const avis = `/dossiers/${ailleurs.id}/avis`;
      const valider = async (): Promise<{ statut: number; corps: string }> => chef.envoyer(`/dossiers/${ailleurs.id}/instruction/validation`, { decision: 'valider', versionLue: '1', commentaire: '' });
      await chef.lire(avis);
      const refus = await valider();
      expect([refus.statut, texteDe(refus.corps).includes('L’appel demande un avis qui manque : PLIE de l')]).to.deep.equal([422, true]);
      expect(texteDe((await auteur.lire(avis)).corps)).to.contain('Avis obligatoire qui manque : PLIE de l');
      const [titre = ''] = lireAppelReference().regles.concertationPrealable.map((c) => c.partenaire);
      expect((await auteur.envoyer(`/dossiers/${dossier.id}/avis/dispense`, { partenaire: titre, motif: 'Hors du territoire' })).statut, 'not required there').to.equal(422);
      await auteur.reussir(avis, { personneId: dossier.comptes.avis.id, question: 'Le PLIE suit-il ce public ?', limite: '15/02/2022', auTitreDe: titre });
      expect((await valider()).statut, 'asked is not given').to.equal(422);
      await auteur.reussir(`${avis}/dispense`, { partenaire: titre, motif: 'Le PLIE a cessé son activité' });
      expect((await valider()).statut).to.equal(303);
    });

    it('leaves a day at least to answer, and is not asked of a member of the organisme', async () => {
      const auteur = await visiter(dossier.comptes.instructeur);
      const trop = await demander(auteur, { limite: '31/01/2022' });
      expect(trop.statut).to.equal(422);
      expect(texteDe(trop.corps)).to.contain('Laissez au moins un jour').and.to.contain('Le public est-il connu du PLIE ?');
      await app.deps.db('membres').insert({
        id: nouvelId(), organisme_id: dossier.organismeId, personne_id: dossier.comptes.avis.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant(),
      });
      expect(texteDe((await demander(auteur)).corps)).to.contain('membre de l’organisme');
    });
  });

  describe('messagerie', () => {
    beforeEach(() => preparer({ etat: 'en_instruction' }));

    it('carries messages both ways, mails the other side without the words, and hides notes from the organisme', async () => {
      const { instructeur, redacteur, signataire, responsable } = dossier.comptes;
      const messages = `/dossiers/${dossier.id}/messages`;
      const [agent, porteur] = [await visiter(instructeur), await visiter(redacteur)];
      await agent.lire(messages);
      await agent.reussir(messages, { texte: 'Pouvez-vous préciser\nle calendrier ?' });
      expect(await destinataires('message:')).to.deep.equal([redacteur.courriel, signataire.courriel]);
      await agent.reussir(`/dossiers/${dossier.id}/notes`, { note: 'Organisme fragile' });
      const lue = await porteur.lire(messages);
      expect(texteDe(lue.corps)).to.contain('Inès Struct Service instructeur').and.to.contain('le calendrier ?').and.not.to.contain('Organisme fragile').and.not.to.contain('Notes privées');
      await porteur.reussir(messages, { texte: 'De mars à juin' });
      expect(await destinataires('message:')).to.include(instructeur.courriel).and.not.to.include(responsable.courriel);
      const textes = await app.deps.db('outbox').where('cle', 'like', 'message:%').select<{ texte: string }[]>('texte');
      expect(textes.map((c) => c.texte).join('\n')).not.to.contain('calendrier').and.not.to.contain('juin');
      expect(texteDe((await agent.lire(messages)).corps)).to.contain('Rémi Dacteur Association Tremplin').and.not.to.contain('Organisme fragile');
      expect(texteDe((await agent.lire(`/dossiers/${dossier.id}/notes`)).corps)).to.contain('Organisme fragile');
      expect((await porteur.envoyer(`/dossiers/${dossier.id}/notes`, { note: 'Non' })).statut).to.equal(403);
      expect((await (await visiter(dossier.comptes.finances1)).lire(messages)).statut).to.equal(403);
      expect((await porteur.envoyer(messages, { texte: ' ' })).statut).to.equal(422);
    });

    it('escapes what people write and turns a draft away', async () => {
      const porteur = await visiter(dossier.comptes.redacteur);
      const messages = `/dossiers/${dossier.id}/messages`;
      await porteur.reussir(messages, { texte: '<script>alert(1)</script>' });
      expect((await porteur.lire(messages)).corps).not.to.contain('<script>alert');
      await app.deps.db('dossiers').where({ id: dossier.id }).update({ etat: 'brouillon' });
      expect(texteDe((await porteur.envoyer(messages, { texte: 'Bonjour' })).corps)).to.contain('dès que le dossier sera déposé');
    });
  });
});
