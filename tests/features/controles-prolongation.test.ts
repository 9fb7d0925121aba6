import { expect } from 'chai';
import { emettreProvisoire } from '../../server/features/controles/conclusions-service.js';
import { lireControle } from '../../server/features/controles/controle-queries.js';
import { accepterDepense, designerControleur, ouvrirControle, retenirRealisation } from '../../server/features/controles/controle-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type NomDeCompte } from '../support/comptes.js';
import { bilanDepose, conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { texteDe, Visiteur, type Champs } from '../support/visiteur.js';

describe('contradictory period extended', () => {
  let app: ApplicationDeTest;
  let c: ConventionSignee;
  let controleur: Visiteur;
  let signataire: Visiteur;

  /** The specification's example, its provisional conclusions sent on 15 February 2023: the porteur may answer until 17 March. */
  beforeEach(async () => {
    app = await lancerApplication();
    c = await conventionSignee(app);
    app.horloge.allerA('2023-02-15T10:00');
    const { depenses, ressource } = await bilanDepose(app, c);
    await agir(app, c.comptes.responsable, (ctx) => designerControleur(ctx, c.id, c.comptes.controleur.id));
    await agir(app, c.comptes.controleur, async (ctx) => {
      await ouvrirControle(ctx, c.id);
      for (const id of depenses) await accepterDepense(ctx, c.id, id);
      await retenirRealisation(ctx, c.id, { volumes: [32], publics: { rsa: 30, horsRsaMoins25: 2, horsRsaAutres: 0 }, nonExecution: false, commentaire: '', ressources: { [ressource]: 2_500_000 } });
      await emettreProvisoire(ctx, c.id);
    });
    [controleur, signataire] = [await connecte('controleur'), await connecte('signataire')];
  });
  afterEach(() => app.fermer());

  const connecte = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(c.comptes[nom].courriel);
    return v;
  };
  const aller = async (instant: string): Promise<void> => {
    app.horloge.allerA(instant);
    [controleur, signataire] = [await connecte('controleur'), await connecte('signataire')];
  };
  const lu = async (v: Visiteur, chemin: string): Promise<string> => texteDe((await v.lire(`/dossiers/${c.id}${chemin}`)).corps);
  const essayer = async (v: Visiteur, chemin: string, champs: Champs): Promise<[number, string]> => {
    const r = await v.envoyer(`/dossiers/${c.id}${chemin}`, champs);
    return [r.statut, texteDe(r.corps)];
  };
  const demander = (champs: Champs = { jusquau: '31/03/2023', motifProlongation: 'Deux bulletins à retrouver.' }): Promise<string> => signataire.reussir(`/dossiers/${c.id}/bilan/contradictoire/prolongation`, champs);
  const repondre = (champs: Champs): Promise<string> => controleur.reussir(`/dossiers/${c.id}/controle/prolongation`, champs);
  const limite = async (): Promise<string | null | undefined> => (await lireControle(app.deps.db, c.bilanId))?.reponseAvantLe;
  const journal = async (): Promise<unknown[]> => (await app.deps.db('journal').where({ objet_id: c.bilanId }).where('action', 'like', '%prolong%').orderBy('rang').select<{ action: string; motif: string }[]>('action', 'motif')).map((l) => [l.action, l.motif]);

  it('is asked by the porteur and granted for another day, which both read, and the answer is taken until then', async () => {
    await demander();
    expect(await limite()).to.equal('2023-03-17');
    for (const texte of [await lu(signataire, '/bilan/contradictoire'), await lu(controleur, '/controle')]) {
      expect(texte).to.include('Prolongation jusqu’au 31 mars 2023 demandée par le porteur ; en attente').and.include('Deux bulletins à retrouver.');
    }
    await repondre({ sens: 'accorder', jusquau: '27/03/2023', motifProlongation: '' });
    expect(await limite()).to.equal('2023-03-27');
    expect(await lu(signataire, '/bilan/contradictoire')).to.include('Il vous reste 40 jours').and.include('délai prolongé du 17 mars 2023 au 27 mars 2023');
    expect(await lu(controleur, '/controle')).to.include('il lui reste 40 jours');
    await aller('2023-03-27T23:00');
    expect((await essayer(controleur, '/controle/definitif', {}))[1]).to.include('jusqu’au 27 mars 2023 inclus');
    await signataire.reussir(`/dossiers/${c.id}/bilan/contradictoire`, { intention: 'envoyer', reponse: 'Voici les bulletins.' });
    await controleur.reussir(`/dossiers/${c.id}/controle/definitif`);
    expect(await journal()).to.deep.equal([['contradictoire.demander_prolongation', 'Deux bulletins à retrouver.'], ['contradictoire.prolonger', null]]);
    const avis = await app.deps.db('notifications').where('cle', 'like', 'contradictoire.%prolong%').distinct().orderBy('titre').select<{ titre: string; lien: string }[]>('titre', 'lien');
    expect(avis.map(({ titre, lien }) => [titre.split(/\s[(:]/)[0], lien])).to.deep.equal([
      ['Prolongation demandée', `/dossiers/${c.id}/controle`], ['Votre délai de réponse est prolongé', `/dossiers/${c.id}/bilan/contradictoire`],
    ]);
  });

  it('is refused with a reason the porteur reads, and is refused without one', async () => {
    await demander();
    expect(await essayer(controleur, '/controle/prolongation', { sens: 'refuser', jusquau: '', motifProlongation: '' })).to.satisfy(([s, t]: [number, string]) => s === 422 && t.includes('Écrivez le motif'));
    await repondre({ sens: 'refuser', jusquau: '31/03/2023', motifProlongation: 'Les bulletins sont déjà au dossier.' });
    expect(await limite()).to.equal('2023-03-17');
    expect(await lu(signataire, '/bilan/contradictoire')).to.include('; refusée.').and.include('Les bulletins sont déjà au dossier.');
  });

  it('holds the control until the request is answered, even after the limit, then reopens the period', async () => {
    await demander();
    await aller('2023-03-20T09:00');
    expect(await essayer(controleur, '/controle/definitif', {})).to.satisfy(([s, t]: [number, string]) => s === 422 && t.includes('répondez d’abord à sa demande'));
    expect(await lu(controleur, '/controle')).to.include('Le porteur demande plus de temps').and.include('Refuser la demande');
    await repondre({ sens: 'accorder', jusquau: '31/03/2023', motifProlongation: 'Accordé.' });
    expect(await lu(signataire, '/bilan/contradictoire')).to.include('Il vous reste 11 jours pour répondre');
  });

  it('is granted unasked with a reason while the period runs, and has no object once the porteur answered', async () => {
    expect((await essayer(controleur, '/controle/prolongation', { sens: 'accorder', jusquau: '20/03/2023', motifProlongation: '' }))[1]).to.include('Écrivez le motif');
    expect((await essayer(controleur, '/controle/prolongation', { sens: 'refuser', motifProlongation: 'Non.' }))[1]).to.include('Aucune demande de prolongation');
    await repondre({ sens: 'accorder', jusquau: '20/03/2023', motifProlongation: 'Panne du site le 14 février.' });
    expect(await lu(signataire, '/bilan/contradictoire')).to.include('Délai prolongé du 17 mars 2023 au 20 mars 2023').and.include('Panne du site');
    await demander();
    await signataire.reussir(`/dossiers/${c.id}/bilan/contradictoire`, { intention: 'accepter', reponse: '' });
    expect(await lu(controleur, '/controle')).to.include('sans objet').and.not.include('Prolonger le délai');
    expect((await essayer(controleur, '/controle/prolongation', { sens: 'accorder', jusquau: '31/03/2023', motifProlongation: 'Trop tard.' }))[0]).to.equal(422);
    expect((await essayer(signataire, '/bilan/contradictoire/prolongation', { jusquau: '31/03/2023', motifProlongation: 'Encore.' }))[0]).to.equal(422);
  });

  it('takes only a later day within ninety days, keeps what was typed, and is asked once by fifty requests', async () => {
    for (const jusquau of ['17/03/2023', '16/06/2023']) {
      const [statut, texte] = await essayer(signataire, '/bilan/contradictoire/prolongation', { jusquau, motifProlongation: 'Bulletins.' });
      expect([statut, texte.includes('Choisissez une date du 18 mars 2023 au 15 juin 2023.')]).to.deep.equal([422, true]);
      const { corps } = await signataire.envoyer(`/dossiers/${c.id}/bilan/contradictoire/prolongation`, { jusquau, motifProlongation: 'Bulletins.' });
      expect(corps).to.include(`value="${jusquau}"`).and.include('Bulletins.</textarea>');
    }
    const statuts = await Promise.all(Array.from({ length: 50 }, () => essayer(signataire, '/bilan/contradictoire/prolongation', { jusquau: '31/03/2023', motifProlongation: 'Bulletins.' })));
    expect(statuts.filter(([s]) => s === 303)).to.have.length(1);
    expect(await app.deps.db('contradictoire_prolongations').where({ bilan_id: c.bilanId })).to.have.length(1);
  });
});
