import { expect } from 'chai';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { bilanDesDeuxFinanceurs, conventionsDesDeuxFinanceurs } from '../support/deux-financeurs.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const clair = (t: string): string => t.replace(/[\u00a0\u202f]/g, ' ').replace(/\s+/g, ' ');

/** 20 000 € of the Département and 12 000 € of FSE+ for 50 000 € planned; 48 000 € declared on 15 February 2023. */
describe('control of an FSE+ convention', () => {
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;
  let controleur: Visiteur;
  let signataire: Visiteur;
  let page: string;
  let lignes: string[];
  let ressource: string;

  before(async () => {
    app = await lancerApplication();
    dossier = await conventionsDesDeuxFinanceurs(app);
    ({ depenses: lignes, ressource } = await bilanDesDeuxFinanceurs(app, dossier));
    page = `/dossiers/${dossier.id}/controle`;
    [controleur, signataire] = [new Visiteur(app.adresse), new Visiteur(app.adresse)];
    await connecter();
    await controleur.reussir(`${page}/ouverture`);
  });
  after(() => app.fermer());

  const connecter = async (): Promise<void> => {
    await controleur.connecter(dossier.comptes.controleur.courriel);
    await signataire.connecter(dossier.comptes.signataire.courriel);
  };
  const lue = async (): Promise<string> => clair(texteDe((await controleur.lire(page)).corps));

  it('counts eighty days from the deposit, still while the porteur is awaited', async () => {
    expect(await lue()).to.include('au plus tard le 6 mai 2023 (80 jours)');
    await controleur.reussir(`${page}/depenses/${lignes[2] ?? ''}/question`, { intention: 'poser', question: 'Où est le contrat ?', reponseAvant: '01/03/2023' });
    expect(await lue()).to.include('délai de 80 jours suspendu');
    app.horloge.allerA('2023-02-24T10:00');
    await connecter();
    const { id: questionId } = await app.deps.db('depense_questions').first<{ id: string }>('id');
    await signataire.reussir(`/dossiers/${dossier.id}/bilan/questions`, { questionId, reponse: 'Le voici.' });
    expect(await lue()).to.include('au plus tard le 16 mai 2023 (80 jours, suspendus 10 jours)');
  });

  it('pays the balance within what is left of them, and says what EU money the declared expense would have taken', async () => {
    for (const [rang, id] of lignes.entries()) {
      await controleur.reussir(`${page}/depenses/${id}`, rang === 0 ? { decision: 'partielle', retenu: '1 000,00', motif: 'non_justifiee', constat: 'Les bulletins manquent.' } : { decision: 'acceptee' });
    }
    await controleur.reussir(`${page}/realisation`, { 'volumes[0]': '32', 'publics[rsa]': '30', 'publics[horsRsaMoins25]': '2', 'publics[horsRsaAutres]': '0', 'ressources[0][id]': ressource, 'ressources[0][retenu]': '0', commentaire: 'Rien n’est prouvé.' });
    await controleur.reussir(`${page}/provisoire`);
    await signataire.reussir(`/dossiers/${dossier.id}/bilan/contradictoire`, { intention: 'accepter', reponse: '' });
    await controleur.reussir(`${page}/definitif`);
    const { limite } = await app.deps.db('versements as v').join('conventions as c', 'c.id', 'v.convention_id').where({ 'c.financeur': 'fse', 'v.etat': 'a_liquider' }).where('v.montant_cents', '>', 0).first<{ limite: string }>('v.limite_le as limite');
    const trouvees = await app.deps.db('irregularites').select<{ depenses_cents: number | string; contribution_cents: number | string }[]>('depenses_cents', 'contribution_cents');
    expect([limite, trouvees.map((i) => [Number(i.depenses_cents), Number(i.contribution_cents)])]).to.deep.equal(['2023-05-16', [[3_100_000, 744_000]]]);
    expect(await lue()).to.include('31 000,00 € de dépenses déclarées et non retenues, soit 7 440,00 € de contribution européenne').and.include('Sous le seuil').and.not.include('Enregistrer la déclaration');
  });

  it('has an irregularity of 10 000 € or more reported once, with its day and reference', async () => {
    const { id } = await app.deps.db('irregularites').first<{ id: string }>('id');
    await app.deps.db('irregularites').update({ contribution_cents: 1_000_000 });
    expect(await lue()).to.include('À déclarer : le seuil de 10 000 € de contribution européenne est atteint');
    const refus = await controleur.envoyer(`${page}/irregularites/${id}`, { declareeLe: '01/01/2030', reference: 'IMS-2023-004' });
    expect([refus.statut, refus.corps.includes('value="IMS-2023-004"')]).to.deep.equal([422, true]);
    await controleur.reussir(`${page}/irregularites/${id}`, { declareeLe: '24/02/2023', reference: 'IMS-2023-004' });
    expect(await lue()).to.include('Déclarée le 24 février 2023').and.include('référence IMS-2023-004');
    expect((await controleur.envoyer(`${page}/irregularites/${id}`, { declareeLe: '24/02/2023', reference: 'autre' })).statut).to.equal(422);
  });
});

/** Same dossier; the first line, of 32 000 €, is retained by the Département and cut to 20 000 € by FSE+. */
describe('a line on which FSE+ decides otherwise', () => {
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;
  let controleur: Visiteur;
  let signataire: Visiteur;
  let page: string;
  let lignes: string[];
  let ressource: string;

  before(async () => {
    app = await lancerApplication();
    dossier = await conventionsDesDeuxFinanceurs(app);
    ({ depenses: lignes, ressource } = await bilanDesDeuxFinanceurs(app, dossier, { realise: 40, publics: { rsa: 40, horsRsaMoins25: 0, horsRsaAutres: 0 } }));
    page = `/dossiers/${dossier.id}/controle`;
    [controleur, signataire] = [new Visiteur(app.adresse), new Visiteur(app.adresse)];
    await controleur.connecter(dossier.comptes.controleur.courriel);
    await signataire.connecter(dossier.comptes.signataire.courriel);
    await controleur.reussir(`${page}/ouverture`);
  });
  after(() => app.fermer());

  const lue = async (v: Visiteur, chemin: string): Promise<string> => clair(texteDe((await v.lire(chemin)).corps));
  const FSE = { decision: 'acceptee', 'fse[decision]': 'partielle', 'fse[retenu]': '20 000,00', 'fse[motif]': 'non_acquittee', 'fse[constat]': 'Acquittée après la fin de l’opération.' };

  it('asks for the motive and the finding of FSE+ beside their own fields, and keeps what was typed', async () => {
    const refus = await controleur.envoyer(`${page}/depenses/${lignes[0] ?? ''}`, { ...FSE, 'fse[motif]': '' });
    expect([refus.statut, /id="fse-motif-erreur"|id="erreur-fse-motif"|href="#fse-motif"/.test(refus.corps), refus.corps.includes('value="20 000,00"'), refus.corps.includes('Acquittée après la fin')]).to.deep.equal([422, true, true, true]);
  });

  it('counts each decision in its own convention, on the page, in the conclusions and in the EU money at stake', async () => {
    for (const [rang, id] of lignes.entries()) await controleur.reussir(`${page}/depenses/${id}`, rang === 0 ? FSE : { decision: 'acceptee' });
    expect(await lue(controleur, page)).to.include('48 000,00 € FSE+ : 36 000,00 €');
    await controleur.reussir(`${page}/realisation`, { 'volumes[0]': '40', 'publics[rsa]': '40', 'publics[horsRsaMoins25]': '0', 'publics[horsRsaAutres]': '0', 'ressources[0][id]': ressource, 'ressources[0][retenu]': '25 000,00', commentaire: '' });
    await controleur.reussir(`${page}/provisoire`);
    const vue = await lue(signataire, `/dossiers/${dossier.id}/bilan/contradictoire`);
    expect(vue).to.include('19 200,00 €').and.include('8 640,00 €').and.include('FSE+ : 20 000,00 €').and.include('Acquittée après la fin de l’opération.');
  });

  it('lets the porteur answer on it, and moves the money of FSE+ alone when the controller changes it', async () => {
    await signataire.reussir(`/dossiers/${dossier.id}/bilan/contradictoire`, { intention: 'ligne', depenseId: lignes[0] ?? '', texte: 'Payée le 28 décembre.' });
    await signataire.reussir(`/dossiers/${dossier.id}/bilan/contradictoire`, { intention: 'envoyer', reponse: 'Voir la ligne 1.' });
    await controleur.reussir(`${page}/depenses/${lignes[0] ?? ''}`, { ...FSE, 'fse[retenu]': '22 000,00' });
    await controleur.reussir(`${page}/definitif`);
    const resultat = await app.deps.db('irregularites').select<{ depenses_cents: number | string; contribution_cents: number | string }[]>('depenses_cents', 'contribution_cents');
    expect(resultat.map((i) => [Number(i.depenses_cents), Number(i.contribution_cents)])).to.deep.equal([[1_000_000, 240_000]]);
    expect(await lue(signataire, `/dossiers/${dossier.id}/solde`)).to.include('19 200,00 €').and.include('9 120,00 €');
  });
});
