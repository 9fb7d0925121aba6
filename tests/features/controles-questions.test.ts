import { expect } from 'chai';
import { accepterDepense, designerControleur, ouvrirControle, retenirRealisation } from '../../server/features/controles/controle-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type NomDeCompte } from '../support/comptes.js';
import { bilanDepose, conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { texteDe, Visiteur, type Champs } from '../support/visiteur.js';

const PDF = new File(['%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'], 'releve.pdf', { type: 'application/pdf' });

describe('expense lines parked on a question', () => {
  let app: ApplicationDeTest;
  let c: ConventionSignee;
  let ligne: string;
  let controleur: Visiteur;
  let redacteur: Visiteur;

  /** The specification's example under control: three lines accepted, the first one left. */
  beforeEach(async () => {
    app = await lancerApplication();
    c = await conventionSignee(app);
    app.horloge.allerA('2023-02-15T10:00');
    const { depenses: [premiere = '', ...autres], ressource } = await bilanDepose(app, c);
    ligne = premiere;
    await agir(app, c.comptes.responsable, (ctx) => designerControleur(ctx, c.id, c.comptes.controleur.id));
    await agir(app, c.comptes.controleur, async (ctx) => {
      await ouvrirControle(ctx, c.id);
      for (const id of autres) await accepterDepense(ctx, c.id, id);
      await retenirRealisation(ctx, c.id, { volumes: [32], publics: { rsa: 30, horsRsaMoins25: 2, horsRsaAutres: 0 }, nonExecution: false, commentaire: '', ressources: { [ressource]: 2_500_000 } });
    });
    [controleur, redacteur] = [await connecte('controleur'), await connecte('redacteur')];
  });
  afterEach(() => app.fermer());

  const connecte = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(c.comptes[nom].courriel);
    return v;
  };
  const dossier = (suite: string): string => `/dossiers/${c.id}${suite}`;
  const lu = async (v: Visiteur, suite: string): Promise<string> => texteDe((await v.lire(dossier(suite))).corps);
  const essayer = async (v: Visiteur, suite: string, champs: Champs): Promise<[number, string]> => {
    const r = await v.envoyer(dossier(suite), champs);
    return [r.statut, texteDe(r.corps)];
  };
  const QUESTION = { intention: 'poser', question: 'Quel salarié figure sur le bulletin de mars ?', reponseAvant: '01/03/2023' };
  const poser = (champs: Champs = QUESTION): Promise<[number, string]> => essayer(controleur, `/controle/depenses/${ligne}/question`, champs);
  const questions = (): Promise<{ id: string; reponse: string; fichier_id: string | null }[]> => app.deps.db('depense_questions').where({ bilan_id: c.bilanId }).select('id', 'reponse', 'fichier_id');

  it('wait for the porteur’s answer and evidence, hold the conclusions meanwhile, and are judged afterwards', async () => {
    await agir(app, c.comptes.controleur, (ctx) => accepterDepense(ctx, c.id, ligne));
    expect((await poser())[0]).to.equal(303);
    expect(await lu(controleur, '/controle')).to.include('En attente de réponse, jusqu’au 01/03/2023').and.include('1 dépense à examiner, dont 1 en attente d’une réponse du porteur');
    expect((await essayer(controleur, '/controle/provisoire', {}))[1]).to.include('1 dépense en attente d’une réponse du porteur');
    expect((await essayer(controleur, `/controle/depenses/${ligne}`, { decision: 'acceptee' }))[1]).to.include('Cette dépense attend une réponse du porteur');
    expect(await lu(redacteur, '/bilan')).to.include('Répondre à 1 question du contrôleur');
    expect(await lu(redacteur, '/bilan/questions')).to.include('Quel salarié figure sur le bulletin de mars ?').and.include('réponse attendue jusqu’au 1er mars 2023').and.include('32 000,00 €');
    expect(texteDe((await redacteur.lire('/a-faire')).corps)).to.include('1 question');
    const [{ id = '' } = {}] = await questions();
    await redacteur.reussir(dossier('/bilan/questions'), { questionId: id, reponse: 'Madame Petit, arrivée le 1er mars.', piece: PDF });
    const [{ fichier_id: fichierId = null } = {}] = await questions();
    expect(await lu(controleur, '/controle')).to.include('Réponse reçue à votre question').and.not.include('En attente de réponse');
    const page = await controleur.lire(dossier(`/controle/depenses/${ligne}`));
    expect(texteDe(page.corps)).to.include('Madame Petit, arrivée le 1er mars.').and.include('releve.pdf');
    expect((await controleur.lire(dossier(`/fichiers/${fichierId ?? ''}`))).statut).to.equal(200);
    await controleur.reussir(dossier(`/controle/depenses/${ligne}`), { decision: 'acceptee' });
    await controleur.reussir(dossier('/controle/provisoire'));
    const journal = await app.deps.db('journal').where({ objet_id: c.bilanId }).where('action', 'like', 'question.%').orderBy('rang').select<{ action: string; motif: string }[]>('action', 'motif');
    expect(journal.map((l) => [l.action, l.motif])).to.deep.equal([['question.poser', QUESTION.question], ['question.repondre', 'Madame Petit, arrivée le 1er mars.']]);
    expect(await app.deps.db('notifications').where('cle', 'like', 'question.%').distinct().orderBy('lien').pluck('lien')).to.deep.equal([dossier('/bilan/questions'), dossier('/controle')]);
  });

  it('are judged without an answer once the question is withdrawn', async () => {
    await poser();
    expect(await lu(controleur, `/controle/depenses/${ligne}`)).to.include('Retirer la question').and.not.include('Enregistrer et passer à la suivante');
    await controleur.reussir(dossier(`/controle/depenses/${ligne}/question`), { intention: 'retirer' });
    const [{ id = '' } = {}] = await questions();
    expect((await essayer(redacteur, '/bilan/questions', { questionId: id, reponse: 'Trop tard.' }))[1]).to.include('Cette question n’attend plus de réponse');
    expect(await lu(redacteur, '/bilan/questions')).to.include('Retirée par le contrôleur');
    await controleur.reussir(dossier(`/controle/depenses/${ligne}`), { decision: 'rejetee', motif: 'non_justifiee', constat: 'Bulletin illisible.' });
    await controleur.reussir(dossier('/controle/provisoire'));
  });

  it('take one question at a time, with a day within sixty, and an answer that says something', async () => {
    for (const reponseAvant of ['15/02/2023', '17/04/2023']) {
      const [statut, texte] = await poser({ ...QUESTION, reponseAvant });
      expect([statut, texte.includes('Choisissez une date du 16 février 2023 au 16 avril 2023.')]).to.deep.equal([422, true]);
    }
    expect((await poser({ ...QUESTION, question: '' }))[0]).to.equal(422);
    const statuts = await Promise.all(Array.from({ length: 50 }, () => poser()));
    expect(statuts.filter(([s]) => s === 303)).to.have.length(1);
    const [{ id = '' } = {}, ...autres] = await questions();
    expect(autres).to.deep.equal([]);
    expect(await essayer(redacteur, '/bilan/questions', { questionId: id, reponse: '' })).to.satisfy(([s, t]: [number, string]) => s === 422 && t.includes('Écrivez votre réponse ou joignez une pièce.'));
    expect((await essayer(redacteur, '/bilan/questions', { questionId: c.id, reponse: 'Laquelle ?' }))[0]).to.equal(404);
    const reponses = await Promise.all(Array.from({ length: 50 }, (_, i) => essayer(redacteur, '/bilan/questions', { questionId: id, reponse: `Réponse ${i}` })));
    expect(reponses.filter(([s]) => s === 303)).to.have.length(1);
  });
});
