import { expect } from 'chai';
import { emettreProvisoire, conclureControle } from '../../server/features/controles/conclusions-service.js';
import { repondreContradictoire } from '../../server/features/controles/contradictoire-service.js';
import { accepterDepense, designerControleur, ouvrirControle, retenirRealisation } from '../../server/features/controles/controle-service.js';
import { rouvrirControle } from '../../server/features/controles/reouverture-service.js';
import { payer, liquider, mandater, valider } from '../../server/features/versements/versement-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type NomDeCompte } from '../support/comptes.js';
import { conventionAPayer } from '../support/convention-a-payer.js';
import { bilanDepose, conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { dossierDepose, sectionsDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('conclusions of controls: dashboards and keeping of evidence', () => {
  let app: ApplicationDeTest;
  let c: ConventionSignee;

  beforeEach(async () => {
    app = await lancerApplication('2022-03-01T09:00');
    c = await conventionSignee(app);
    await attribuer(c.id, c.appelId, 2_000_000);
  });
  afterEach(() => app.fermer());

  const visiteur = async (nom: NomDeCompte): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(c.comptes[nom].courriel);
    return v;
  };
  const lu = async (v: Visiteur, chemin: string): Promise<string> => texteDe((await v.lire(chemin)).corps).replace(/[\u00a0\u202f]/g, ' ');

  async function attribuer(dossierId: string, appelId: string, montantCents: number): Promise<void> {
    const [deliberation, le] = [nouvelId(), app.horloge.maintenant()];
    await app.deps.db('deliberations').insert({ id: deliberation, appel_id: appelId, numero: deliberation.slice(-8), date: le.slice(0, 10), saisie_par: c.comptes.responsable.id, saisie_le: le });
    await app.deps.db('decisions').insert({ id: nouvelId(), dossier_id: dossierId, deliberation_id: deliberation, sens: 'attribue', montant_cents: montantCents, motif: '', en_vigueur: true, prise_le: le });
  }

  /** The control of the example: 32 of 40 people, 18 000 € due. */
  async function conclure(): Promise<void> {
    app.horloge.allerA('2023-02-15T10:00');
    const { depenses, ressource } = await bilanDepose(app, c);
    await agir(app, c.comptes.responsable, (ctx) => designerControleur(ctx, c.id, c.comptes.controleur.id));
    await agir(app, c.comptes.controleur, async (ctx) => {
      await ouvrirControle(ctx, c.id);
      for (const d of depenses) await accepterDepense(ctx, c.id, d);
      await retenirRealisation(ctx, c.id, { volumes: [32], publics: { rsa: 30, horsRsaMoins25: 2, horsRsaAutres: 0 }, nonExecution: false, ressources: { [ressource]: 2_500_000 }, commentaire: '' });
      await emettreProvisoire(ctx, c.id);
    });
    await agir(app, c.comptes.signataire, (ctx) => repondreContradictoire(ctx, c.id, { reponse: '', accepte: true }));
    await agir(app, c.comptes.controleur, (ctx) => conclureControle(ctx, c.id));
  }

  async function payerLeSolde(): Promise<void> {
    const solde = c.versements[1] ?? '';
    await agir(app, c.comptes.finances1, (ctx) => liquider(ctx, c.id, solde));
    await agir(app, c.comptes.finances2, (ctx) => valider(ctx, c.id, solde));
    await agir(app, c.comptes.finances1, (ctx) => mandater(ctx, c.id, solde));
    await agir(app, c.comptes.finances1, (ctx) => payer(ctx, c.id, solde, { payeLe: '2024-01-10' }));
  }

  it('are counted by the dashboards to the cent, and no longer once the control is open again', async () => {
    const { projet } = sectionsDeTest();
    const second = await conventionAPayer(app, { comptes: c.comptes, appelId: c.appelId, sections: { projet: { ...projet, dispositif: 3, territoires: ['47-VF'] } } });
    await attribuer(second.id, c.appelId, 1_000_050);
    await dossierDepose(app, { comptes: c.comptes, appelId: c.appelId });
    await dossierDepose(app, { comptes: c.comptes, appelId: c.appelId, etat: 'instruit', proposeCents: 1_500_000 });
    await conclure();
    const v = await visiteur('pilotage');
    const texte = await lu(v, `/pilotage?appel=${c.appelId}`);
    expect(texte).to.include('Demandé 80 000,00 €').and.include('4 dossiers déposés').and.include('15 000,00 €').and.include('30 000,50 €').and.include('10 000,00 €');
    expect(texte).to.include('Prévu dans les dossiers attribués 2 80 74 30 000,50 € 375,01 €');
    expect(texte).to.include('Prévu dans les dossiers dont le contrôle est conclu 1 40 37').and.include('Réalisé dans les mêmes dossiers, retenu par le contrôle 1 32 30 18 000,00 € 562,50 €');
    expect(texte).to.include('Département 2022 500 000,00 € 38 000,00 € 10 000,00 €');
    expect(texte).to.include('Notifié').and.include('Instruit').and.match(/Ensemble 4 80 000,00 € 30 000,50 € 10 000,00 € 80 375,01 € 32 562,50 € 80 %/);
    const parDispositif = await lu(v, `/pilotage?appel=${c.appelId}&par=dispositif`);
    expect(parDispositif).to.match(/3\. Développer les projets de coordination[^€]*1 20 000,00 € 10 000,50 € 0,00 € 40 250,01 € 0 — —/);
    expect(await lu(v, '/pilotage?par=territoire')).to.match(/Villeneuve Fumel 1 20 000,00 € 10 000,50 €/);
    expect(await lu(v, '/pilotage/dossiers?mesure=realisation')).to.include('1 dossier').and.include('80 % en moyenne');
    await agir(app, c.comptes.controleur, (ctx) => rouvrirControle(ctx, c.id, 'Recours accepté.'));
    expect(await lu(v, '/pilotage')).to.include('Prévu dans les dossiers dont le contrôle est conclu 0 0 0');
  });

  it('shows until when evidence is kept, by which rule, and fixes it when the balance is paid', async () => {
    const instructeur = await visiteur('instructeur');
    const chemin = `/dossiers/${c.id}/conservation`;
    expect(await lu(instructeur, chemin)).to.include('Au moins jusqu’au 31 décembre 2025').and.include('Comptes pas encore apurés').and.include('Aucun financement FSE+');
    await conclure();
    app.horloge.allerA('2024-01-10T10:00');
    await payerLeSolde();
    const fixe = await lu(await visiteur('instructeur'), chemin);
    expect(fixe).to.include('Jusqu’au 31 décembre 2027').and.include('la date est définitive').and.include('Apurement des comptes S’applique Comptes apurés le 10 janvier 2024 3 ans').and.include('Soldée');
    expect(await lu(await visiteur('signataire'), chemin)).to.include('Jusqu’au 31 décembre 2027');
    await app.deps.db('membres').where({ organisme_id: c.organismeId }).del();
    expect((await (await visiteur('redacteur')).lire(chemin)).statut).to.equal(404);
    expect((await (await visiteur('avis')).lire(chemin)).statut).to.equal(404);
  });
});
