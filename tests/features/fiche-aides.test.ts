import { expect } from 'chai';
import { conclureControle, emettreProvisoire } from '../../server/features/controles/conclusions-service.js';
import { repondreContradictoire } from '../../server/features/controles/contradictoire-service.js';
import { designerControleur, ouvrirControle, retenirRealisation, statuerDepense } from '../../server/features/controles/controle-service.js';
import { enregistrerVisite } from '../../server/features/suivi/suivi-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, type Compte } from '../support/comptes.js';
import { bilanDepose, conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { dossierDepose } from '../support/dossier-depose.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('fact sheet of an organisme', () => {
  let app: ApplicationDeTest;
  afterEach(() => app.fermer());

  const visiter = async (compte: Compte): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(compte.courriel);
    return visiteur;
  };
  const lu = async (v: Visiteur, chemin: string): Promise<string> => texteDe((await v.lire(chemin)).corps).replace(/[\u00a0\u202f]/g, ' ');
  const requetes = async (v: Visiteur, chemin: string): Promise<number> => {
    let n = 0;
    const compter = (): void => { n += 1; };
    app.deps.db.on('query', compter);
    await v.lire(chemin);
    app.deps.db.removeListener('query', compter);
    return n;
  };

  /** 4 of the 40 people and 2 000 € of expenses kept: less is due than was paid. */
  async function conclureTresBas(c: ConventionSignee): Promise<void> {
    app.horloge.allerA('2023-02-15T10:00');
    const { depenses, ressource } = await bilanDepose(app, c, { realise: 4 });
    await agir(app, c.comptes.responsable, (ctx) => designerControleur(ctx, c.id, c.comptes.controleur.id));
    await agir(app, c.comptes.controleur, async (ctx) => {
      await enregistrerVisite(ctx, c.id, { nature: 'visite', date: '2023-01-10', participants: 'L’équipe', constats: 'Quatre personnes présentes.', suites: '' });
      await ouvrirControle(ctx, c.id);
      for (const [i, id] of depenses.entries()) await statuerDepense(ctx, c.id, id, i === 0 ? { retenuCents: 0, motif: 'non_justifiee', constat: 'Aucun bulletin.' } : { retenuCents: [0, 800_000, 600_000, 200_000][i] ?? 0, motif: null, constat: '' });
      await retenirRealisation(ctx, c.id, { volumes: [4], publics: { rsa: 4, horsRsaMoins25: 0, horsRsaAutres: 0 }, nonExecution: false, commentaire: 'Feuilles.', ressources: { [ressource]: 1_200_000 } });
      await emettreProvisoire(ctx, c.id);
    });
    await agir(app, c.comptes.signataire, (ctx) => repondreContradictoire(ctx, c.id, { reponse: '', accepte: true }));
    await agir(app, c.comptes.controleur, (ctx) => conclureControle(ctx, c.id));
  }

  it('says what an organisme was granted, carried out and gave back, in as many queries however much there is', async () => {
    app = await lancerApplication('2022-03-01T09:00');
    const c = await conventionSignee(app);
    const suivant = await dossierDepose(app, { comptes: c.comptes, appelId: c.appelId, etat: 'en_instruction' });
    await app.deps.db('dossiers').where({ id: suivant.id }).update({ organisme_id: c.organismeId });
    const instructeur = await visiter(c.comptes.instructeur);
    const fiche = `/organismes/${c.organismeId}/aides`;
    const avant = await requetes(instructeur, fiche);
    expect(await lu(instructeur, fiche)).to.contain('2022 ').and.to.contain('Aucun contrôle n’a réduit une aide').and.to.contain('Aucun reversement');
    await conclureTresBas(c);
    await instructeur.connecter(c.comptes.instructeur.courriel);
    const titre = await app.deps.db('reversements').first<{ numero: string; montant_cents: number | string }>('numero', 'montant_cents');
    expect(await requetes(instructeur, fiche)).to.equal(avant);
    expect(Number(titre.montant_cents)).to.equal(600_000);
    const texte = await lu(instructeur, fiche);
    for (const attendu of [
      'Réalisation moyenne 10 % sur 1 contrôle conclu', 'Accordé 20 000,00 €', 'Payé 10 000,00 €', 'Réduit après contrôle 16 000,00 €', 'Plafond retenu : Absence de surfinancement', 'Dépenses écartées : non justifiée 32 000,00 €',
      titre.numero, 'Émis', '6 000,00 €', 'Contrôle de service fait', 'Quatre personnes présentes.', c.numero, suivant.numero, '2 dossiers, dont 1 aidé',
    ]) expect(texte).to.contain(attendu);
    const { octets } = await instructeur.lire(`${fiche}/fiche.pdf`);
    const imprime = (await extraireTextePdf(octets)).replace(/\s+/g, ' ');
    for (const attendu of ['Aides reçues et réalisées', titre.numero, 'Dépenses écartées : non justifiée', c.numero]) expect(imprime).to.contain(attendu);
    expect((await instructeur.lire(`/dossiers/${suivant.id}/instruction`)).corps).to.contain(`href="${fiche}"`);
    expect((await instructeur.lire(`/organismes/${c.organismeId}`)).corps).to.contain(`href="${fiche}"`);
  });

  it('is open to who may instruct and is not a member; it says so when nothing was ever granted', async () => {
    app = await lancerApplication('2022-03-01T09:00');
    const d = await dossierDepose(app, { etat: 'en_instruction' });
    const fiche = `/organismes/${d.organismeId}/aides`;
    expect(await lu(await visiter(d.comptes.responsable), fiche)).to.contain('Aucune aide accordée à cet organisme').and.to.contain(d.numero);
    for (const [nom, statut] of [['signataire', 403], ['finances1', 403], ['comite1', 404]] as const) expect((await (await visiter(d.comptes[nom])).lire(fiche)).statut).to.equal(statut);
    expect((await (await visiter(d.comptes.finances1)).lire(`/organismes/${d.organismeId}`)).corps).not.to.contain(fiche);
    await app.deps.db('membres').insert({ id: nouvelId(), organisme_id: d.organismeId, personne_id: d.comptes.instructeur2.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
    expect((await (await visiter(d.comptes.instructeur2)).lire(fiche)).statut).to.equal(403);
  });
});
