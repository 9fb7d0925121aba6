import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import type { NomDeCompte } from '../support/comptes.js';
import { pdfAJoindre } from '../support/depot-http.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { lancerNavigateur, Personne } from '../support/navigateur.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { avisFavorables, instruireTous, notesDe, noterLeReste, trenteDossiersRecevables, type Trente } from '../support/seance-de-trente.js';
import { lireZip } from '../support/zip.js';

const compact = (texte: string): string => texte.replace(/\s+/gu, ' ');

/** Places, among the thirty, of the dossiers to which something happens. */
const [EGAL_DEVANT, EGAL_DERRIERE, CONFLIT, AJOURNE, REFUSE, PARTIEL, PROLONGE] = [0, 1, 2, 3, 4, 5, 29];

describe('a session of thirty dossiers, from assignment to letters, recours and avenants', function () {
  this.timeout(120_000);
  this.bail(true);
  let app: ApplicationDeTest;
  let navigateur: Browser;
  let trente: Trente;
  let seance = '';
  const vues = new Set<string>();
  const gens = new Map<string, Personne>();

  before(async () => {
    app = await lancerApplication('2022-03-07T10:00');
    trente = await trenteDossiersRecevables(app);
    navigateur = await lancerNavigateur();
  });
  after(async () => {
    await navigateur.close();
    await app.fermer();
  });

  /** The browser of this person, signed in at the present moment of the test's clock. */
  async function en(nom: NomDeCompte): Promise<Personne> {
    const personne = gens.get(nom) ?? await Personne.ouvrir(navigateur, app.adresse, vues);
    gens.set(nom, personne);
    await personne.connecter(trente.comptes[nom].courriel);
    return personne;
  }
  const dossier = (rang: number): DossierDeTest => {
    const lu = trente.dossiers[rang];
    if (lu === undefined) throw new Error(`no dossier ${rang}`);
    return lu;
  };
  const page = (rang: number, suite = ''): string => `/dossiers/${dossier(rang).id}${suite}`;
  const etats = async (): Promise<Record<string, number>> => {
    const lignes = await app.deps.db('dossiers').select<{ etat: string }[]>('etat');
    return lignes.reduce<Record<string, number>>((n, { etat }) => ({ ...n, [etat]: (n[etat] ?? 0) + 1 }), {});
  };

  it('ten are given by a rule, one by hand, nineteen in bulk from the list', async () => {
    const responsable = await en('responsable');
    await responsable.aller(`/gestion/appels/${trente.appelId}/affectations`);
    await responsable.saisir({ territoire: '47-MT', dispositif: '2', instructeurId: trente.comptes.instructeur2.id });
    await responsable.cliquer('Ajouter la règle');
    await responsable.cliquer('Appliquer les règles à 10 dossiers');
    expect(await responsable.texte()).to.contain('10 dossiers confiés par les règles, 20 dossiers restent à affecter');
    await responsable.aller(page(PROLONGE, '/affectation'));
    await responsable.saisir({ instructeurId: trente.comptes.instructeur.id });
    await responsable.cliquer('Affecter');
    await responsable.aller('/dossiers?etat=recevable');
    const cases = await responsable.page.locator('input[name="d"]').all();
    expect(cases).to.have.length(19);
    for (const coche of cases) await coche.check({ force: true });
    await responsable.cliquer('Confier les dossiers cochés…');
    await responsable.saisir({ instructeurId: trente.comptes.instructeur.id });
    await responsable.cliquer(/^Confier/);
    expect(await etats()).to.deep.equal({ en_instruction: 30 });
    await instruireTous(app, trente, trente.dossiers);
  });

  it('members declare their links first: the one who has a link with an organisme no longer sees its dossier', async () => {
    app.horloge.allerA('2022-03-14T10:00');
    for (const nom of ['comite1', 'comite2', 'comite3'] as const) {
      const membre = await en(nom);
      await membre.aller('/notation');
      await membre.aller(`/notation/appels/${trente.appelId}/liens`);
      const groupes = await membre.page.locator('fieldset:has(input[type=radio])').all();
      expect(groupes).to.have.length(30);
      for (const groupe of groupes) {
        const lie = nom === 'comite2' && compact(await groupe.locator('legend').innerText()) === dossier(CONFLIT).organismeNom;
        await groupe.locator(`input[type=radio][value="${lie ? 'oui' : 'non'}"]`).check({ force: true });
        if (lie) await membre.page.getByLabel(new RegExp(`^Si oui, ce qui vous lie à ${dossier(CONFLIT).organismeNom} `)).fill('Je siège à son conseil d’administration.');
      }
      await membre.cliquer('Enregistrer mes réponses');
    }
    const liee = await en('comite2');
    await liee.aller(page(CONFLIT, '/notation'));
    expect(await liee.texte()).not.to.contain('Ma notation');
  });

  it('members score, blind to each other, and two dossiers have the same mean', async () => {
    for (const nom of ['comite1', 'comite2', 'comite3'] as const) {
      const membre = await en(nom);
      for (const rang of [EGAL_DEVANT, EGAL_DERRIERE]) {
        await membre.aller(page(rang, '/notation'));
        const groupes = await membre.page.locator('fieldset:has(input[type=radio])').all();
        for (const [critere, groupe] of groupes.entries()) await groupe.locator(`input[type=radio][value="${notesDe(rang)[critere] ?? 0}"]`).check({ force: true });
        await membre.cliquer('Soumettre ma notation');
      }
      await membre.aller(page(EGAL_DEVANT, '/scores'));
      await noterLeReste(app, trente, nom, nom === 'comite2' ? [EGAL_DEVANT, EGAL_DERRIERE, CONFLIT] : [EGAL_DEVANT, EGAL_DERRIERE]);
    }
    const membre = await en('comite1');
    await membre.aller(page(EGAL_DERRIERE, '/scores'));
    expect(await membre.texte()).to.match(/16e? sur 30|rang 16|16 sur 30/i);
    const responsable = await en('responsable');
    await responsable.aller(`/gestion/appels/${trente.appelId}/notation`);
  });

  it('the session is called, its order of business set, and the ranking states the tie and the cut-off', async () => {
    app.horloge.allerA('2022-03-24T14:00');
    const responsable = await en('responsable');
    const { comite1, comite2, comite3 } = trente.comptes;
    await responsable.aller('/seances/nouvelle');
    await responsable.saisir({ appelId: trente.appelId, titre: 'Comité de mars', jour: '24/03/2022', heure: '14:30', lieu: 'Salle Garonne', quorum: '2', membres: [comite1.id, comite2.id, comite3.id] });
    await responsable.cliquer('Préparer la séance');
    seance = new URL(responsable.page.url()).pathname;
    await responsable.cliquer(/^Inscrire les 30/);
    await responsable.saisir({ presents: [comite1.id, comite2.id, comite3.id] });
    await responsable.cliquer('Enregistrer les présences');
    const lu = await responsable.texte();
    expect(lu).to.contain('560 000,00 €').and.to.contain('28 dossiers tiennent dans les crédits');
    const ligne = async (rang: number): Promise<string> => compact(await responsable.page.locator('tr', { hasText: dossier(rang).numero }).first().innerText());
    expect([await ligne(EGAL_DEVANT), await ligne(EGAL_DERRIERE)].map((l) => /^(\d+) (égalité, critère 1)/.exec(l)?.slice(1))).to.deep.equal([['15', 'égalité, critère 1'], ['16', 'égalité, critère 1']]);
    const courriels = await app.deps.db('notifications').where('titre', 'like', 'Comité de sélection%').select('id');
    expect(courriels).to.have.length(3);
    const liee = await en('comite2');
    await liee.aller(seance);
    expect(await liee.texte()).to.contain(`${dossier(CONFLIT).numero} : Vous vous êtes déporté`);
  });

  it('two simulations are compared at the desk', async () => {
    const responsable = await en('responsable');
    for (const [nom, methode] of [['Coupure stricte', 'coupure'], ['Tous à 90 %', 'taux']] as const) {
      await responsable.aller(`${seance}/simulations`);
      await responsable.saisir({ methode, taux: '90' });
      await responsable.cliquer('Recalculer');
      await responsable.saisir({ nom });
      await responsable.cliquer('Conserver cette simulation');
    }
    await responsable.aller(`${seance}/simulations`);
    expect(await responsable.texte()).to.contain('Coupure stricte').and.to.contain('Tous à 90 %').and.to.contain('540 000,00 €');
  });

  it('the committee gives its avis, the linked member out of the room, and its minutes are approved and frozen', async () => {
    const responsable = await en('responsable');
    await responsable.aller(`${seance}/dossiers/${dossier(CONFLIT).id}`);
    expect(await responsable.texte()).to.contain('Hors de la salle').and.to.contain(trente.comptes.comite2.nom);
    const avis = { [CONFLIT]: { avis: 'favorable', montant: '20 000,00' }, [AJOURNE]: { avis: 'ajourne', reserves: 'Le partenariat avec le centre social est à préciser.' },
      [REFUSE]: { avis: 'defavorable', reserves: 'Le besoin n’est pas établi.' }, [PARTIEL]: { avis: 'favorable', montant: '15 000,00' } };
    for (const [rang, champs] of Object.entries(avis)) {
      await responsable.aller(`${seance}/dossiers/${dossier(Number(rang)).id}`);
      await responsable.saisir(champs);
      await responsable.cliquer('Enregistrer l’avis');
    }
    await avisFavorables(app, trente, seance.split('/')[2] ?? '', trente.dossiers.filter((_, rang) => !(String(rang) in avis)));
    await responsable.aller(seance);
    await responsable.saisir({ compteRendu: 'Le comité a examiné trente dossiers.' });
    await responsable.cliquer('Clore la séance');
    expect(await responsable.page.getByRole('button', { name: 'Approuver le procès-verbal' }).count()).to.equal(0, 'who closed the session does not approve its minutes');
    const membre = await en('comite3');
    await membre.aller(seance);
    await membre.cliquer('Approuver le procès-verbal');
    expect(await membre.texte()).to.contain(`Approuvé par ${trente.comptes.comite3.nom}`);
    const pv = compact(await membre.lirePdf(/Procès-verbal/));
    for (const { numero } of trente.dossiers) expect(pv).to.contain(numero);
    expect(await etats()).to.deep.equal({ examine: 30 });
  });

  it('decisions are taken in bulk from the committee’s list: 27 awards, a partial one, a refusal, a postponement', async () => {
    app.horloge.allerA('2022-04-08T10:00');
    const responsable = await en('responsable');
    await responsable.aller(`/gestion/appels/${trente.appelId}/decisions`);
    await responsable.saisir({ numero: '2022-CP-0412', date: '08/04/2022', [`decisions[${dossier(PARTIEL).id}][motif]`]: 'Un poste de conseillère sur deux est retenu.' });
    await responsable.cliquer('Enregistrer la délibération');
    expect(await etats(), await responsable.texte()).to.deep.equal({ attribue: 28, refuse: 1, ajourne: 1 });
  });

  it('thirty letters go out: the postponement’s at once, twenty-nine in the background, followed by a bar and zipped', async () => {
    const responsable = await en('responsable');
    await responsable.aller(`/gestion/appels/${trente.appelId}/decisions`);
    await responsable.cliquer('Notifier toutes les décisions');
    expect(await responsable.texte()).to.contain('0 sur 29');
    await app.serveur.travailler();
    await responsable.page.getByText('Toutes les lettres sont établies').waitFor();
    const attendu = responsable.page.waitForEvent('download');
    await responsable.page.getByRole('link', { name: 'Un PDF par lettre (ZIP)' }).click();
    const lettres = lireZip(readFileSync(await (await attendu).path()));
    const noms = [...lettres.keys()].filter((n) => n.endsWith('.pdf'));
    expect(noms).to.have.length(29);
    const etablies = await app.deps.db('documents').where('type', 'like', 'notification_%').select<{ id: string; dossier_id: string; type: string }[]>('id', 'dossier_id', 'type');
    expect([etablies.length, new Set(etablies.map((d) => d.dossier_id)).size]).to.deep.equal([30, 30]);
    const lettre = async (rang: number): Promise<string> => compact(await extraireTextePdf(lettres.get(noms.find((n) => n.includes(dossier(rang).numero)) ?? '') ?? Buffer.alloc(0)));
    expect(await lettre(REFUSE)).to.contain('Le besoin n’est pas établi.').and.to.contain('Tribunal administratif');
    expect(await lettre(PARTIEL)).to.contain('15 000,00 €').and.to.contain('Un poste de conseillère sur deux est retenu.');
    const ajournement = etablies.find((d) => d.type === 'notification_ajournement');
    const recue = await responsable.page.request.get(`${app.adresse}${page(AJOURNE)}/documents/${ajournement?.id ?? ''}/document.pdf`);
    expect(compact(await extraireTextePdf(new Uint8Array(await recue.body())))).to.contain(dossier(AJOURNE).numero).and.to.contain('Le partenariat avec le centre social est à préciser.');
    expect(await lettre(EGAL_DEVANT)).to.contain('20 000,00 €');
  });

  it('the recours lodged by the porteur against the refusal is accepted, and the dossier is instructed again', async () => {
    app.horloge.allerA('2022-04-20T10:00');
    const porteur = await en('signataire');
    await porteur.aller(page(REFUSE, '/recours'));
    await porteur.saisir({ contre: 'refus', texte: 'Le diagnostic du territoire établit le besoin.' });
    await porteur.cliquer('Déposer le recours');
    expect(await porteur.lirePdf('Télécharger le récépissé (PDF)')).to.contain(dossier(REFUSE).numero);
    const responsable = await en('responsable');
    await responsable.aller(page(REFUSE, '/recours'));
    await responsable.saisir({ sens: 'accepte', reponse: 'Le diagnostic joint établit le besoin.' });
    await responsable.cliquer('Enregistrer la réponse');
    expect(await etats()).to.deep.equal({ notifie: 28, ajourne: 1, en_instruction: 1 });
    await porteur.aller(page(REFUSE, '/recours'));
    expect(await porteur.texte()).to.contain('Accepté').and.to.contain('Le diagnostic joint établit le besoin.');
  });

  /** Establishes the agreement of a dossier, which its porteur then signs; answers its address. */
  async function conclure(rang: number, instructeur: NomDeCompte): Promise<{ adresse: string; texte: string }> {
    const agent = await en(instructeur);
    await agent.aller(page(rang, '/conventions'));
    await agent.cliquer('Établir la convention');
    const porteur = await en('signataire');
    await porteur.aller(page(rang, '/conventions'));
    await porteur.suivreLien(/CONV-/);
    const adresse = new URL(porteur.page.url()).pathname;
    const texte = compact(await porteur.lirePdf('Télécharger la convention'));
    await porteur.page.locator('input[name="fichier"]').setInputFiles(await pdfAJoindre('convention-signee'));
    await porteur.cliquer('Déposer l’exemplaire signé');
    await agent.aller(adresse);
    await agent.saisir({ signeePorteurLe: '20/04/2022', signeeFinanceurLe: '20/04/2022' });
    await agent.cliquer('Enregistrer les signatures');
    return { adresse, texte };
  }

  it('the partial award is agreed upon line by line, and its agreement bears the adjusted budget', async () => {
    const agent = await en('instructeur2');
    await agent.aller(page(PARTIEL, '/budget-ajuste'));
    await agent.cliquer('Préparer un budget ajusté');
    await agent.saisir({ 'lignes[0][propose]': '27 000', 'lignes[0][motif]': 'Un poste sur deux', 'lignes[4][propose]': '15 000', 'lignes[4][motif]': 'Montant voté', message: 'Voici le budget au montant voté.' });
    await agent.cliquer('Envoyer à l’organisme');
    const porteur = await en('signataire');
    await porteur.aller(page(PARTIEL, '/budget-ajuste'));
    expect(await porteur.texte()).to.contain('Voici le budget au montant voté.').and.to.contain('27 000,00');
    await porteur.cliquer('Tout accepter');
    const { texte } = await conclure(PARTIEL, 'instructeur2');
    expect(texte).to.contain('15 000,00 €').and.to.contain('45 000,00 €');
  });

  it('an avenant extends an agreement, a second lowers its amount: each is a version signed by both', async () => {
    const { adresse } = await conclure(PROLONGE, 'instructeur');
    for (const [n, champs] of [[1, { motif: 'Les entrées ont tardé.', fin: '31/03/2023' }], [2, { motif: 'Un atelier n’aura pas lieu.', montant: '16 000,00' }]] as const) {
      const agent = await en('instructeur');
      await agent.aller(`${adresse}/avenants`);
      await agent.suivreLien('Préparer un avenant');
      await agent.saisir(champs);
      await agent.cliquer('Préparer l’avenant');
      const avenant = new URL(agent.page.url()).pathname;
      const responsable = await en('responsable');
      await responsable.aller(avenant);
      await responsable.cliquer('Valider l’avenant');
      const porteur = await en('signataire');
      await porteur.aller(avenant);
      expect(compact(await porteur.lirePdf('Télécharger l’avenant'))).to.contain(n === 1 ? '31 mars 2023' : '16 000,00 €');
      await porteur.page.locator('input[name="fichier"]').setInputFiles(await pdfAJoindre('avenant-signe'));
      await porteur.cliquer('Déposer l’exemplaire signé');
      await agent.aller(avenant);
      await agent.saisir({ signePorteurLe: '20/04/2022', signeFinanceurLe: '20/04/2022' });
      await agent.cliquer('Enregistrer les signatures');
    }
    const porteur = await en('signataire');
    await porteur.aller(`${adresse}/avenants`);
    expect(await porteur.texte()).to.contain('version 3').and.to.contain('31 mars 2023').and.to.contain('16 000,00 €');
    await porteur.aller(adresse);
    expect(await porteur.texte()).to.contain('16 000,00 €').and.to.contain('6 000,00 €');
  });
});
