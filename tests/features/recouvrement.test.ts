import { expect } from 'chai';
import { jour } from '../../server/domain/kernel/jour.js';
import { verifierGrandLivre } from '../../server/features/grand-livre/verification-queries.js';
import { encaisserReversement, solderConvention } from '../../server/features/versements/versement-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { conventionAPayer, type ConventionDeTest } from '../support/convention-a-payer.js';
import { verser } from '../support/convention-signee.js';
import { pdf } from '../support/depot-http.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

const clair = (t: string): string => t.replace(/[\u00a0\u202f]/g, ' ').replace(/\s+/g, ' ');

/** Pays the first instalment of 10 000 €, then fixes that less is due: the difference is claimed back. */
async function reclamer(app: ApplicationDeTest, c: ConventionDeTest, duCents: number): Promise<void> {
  await verser(app, c, c.versements[0] ?? '');
  await agir(app, c.comptes.finances1, (ctx) => solderConvention(ctx, c.conventionId, { duCents }));
}

describe('recovery of what was paid in excess', () => {
  let app: ApplicationDeTest;
  let c: ConventionDeTest;
  let finances: Visiteur;
  let titre: { id: string; numero: string };

  before(async () => {
    app = await lancerApplication('2022-03-01T09:00');
    c = await conventionAPayer(app);
    finances = await visiteur('finances1');
    await reclamer(app, c, 400_000);
    titre = await app.deps.db('reversements').first<{ id: string; numero: string }>('id', 'numero');
  });
  after(() => app.fermer());

  const visiteur = async (nom: keyof ConventionDeTest['comptes']): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(c.comptes[nom].courriel);
    return v;
  };
  const adresse = (suite = ''): string => `/dossiers/${c.id}/reversements/${titre.id}${suite}`;
  const lire = async (v: Visiteur, chemin = adresse()): Promise<string> => clair(texteDe((await v.lire(chemin)).corps));
  const etats = async (): Promise<(string | undefined)[]> => [
    (await app.deps.db('reversements').where({ id: titre.id }).first<{ etat: string }>('etat')).etat, (await app.deps.db('conventions').where({ id: c.conventionId }).first<{ etat: string }>('etat')).etat,
  ];
  const documents = async (type: string): Promise<string> => {
    const { id } = await app.deps.db('documents').where({ type, objet_id: titre.id }).orderBy('etabli_le', 'desc').orderBy('id', 'desc').first<{ id: string }>('id');
    return clair(await extraireTextePdf((await (await visiteur('signataire')).lire(`/dossiers/${c.id}/documents/${id}/document.pdf`)).octets));
  };

  it('agrees on instalments, in a letter that the porteur reads, and a later schedule replaces the former', async () => {
    const accord = { nombre: '4', premiere: '31/03/2022', periode: 'mensuelle', motifEcheancier: 'Trésorerie fragile.' };
    const refus = await finances.envoyer(adresse('/echeancier'), { ...accord, nombre: '61' });
    expect([refus.statut, clair(texteDe(refus.corps)).includes('entre 1 et 60'), refus.corps.includes('value="31/03/2022"')]).to.deep.equal([422, true, true]);
    expect((await finances.envoyer(adresse('/echeancier'), { ...accord, premiere: '28/02/2022' })).statut).to.equal(422);
    const lointaine = await finances.envoyer(adresse('/echeancier'), { ...accord, premiere: '31/12/9999' });
    expect([lointaine.statut, texteDe(lointaine.corps).includes('Saisissez une date entre 1900 et 2199.')]).to.deep.equal([422, true]);
    await finances.reussir(adresse('/echeancier'), { ...accord, nombre: '2' });
    await finances.reussir(adresse('/echeancier'), accord);
    const page = await lire(finances);
    expect(page).to.include('Il remplace un échéancier antérieur').and.match(/1 31\/03\/2022 1 500,00 € 0,00 € À venir/).and.match(/4 30\/06\/2022 1 500,00 €/);
    expect(await documents('echeancier_reversement')).to.include(titre.numero).and.include('31 mars 2022').and.include('6 000,00 €');
    const porteur = await visiteur('signataire');
    expect(await lire(porteur)).to.include('Échéancier de remboursement').and.not.include('Enregistrer une somme reçue');
    expect(await lire(porteur, '/a-faire')).to.include('Rembourser une somme versée en trop');
    expect(await lire(finances, '/a-faire')).to.include('Prochaine échéance de remboursement');
    expect(await lire(porteur, `/dossiers/${c.id}/solde`)).to.include(titre.numero);
  });

  it('takes money in several times, never above what is left, and says which instalment is late', async () => {
    app.horloge.allerA('2022-04-02T10:00');
    await finances.connecter(c.comptes.finances1.courriel);
    expect(await lire(finances)).to.match(/1 31\/03\/2022 1 500,00 € 0,00 € En retard/);
    expect(await lire(finances, '/versements?vue=reversements')).to.include('31/03/2022, en retard').and.include('6 000,00 €');
    const trop = await finances.envoyer(adresse('/encaissement'), { montant: '6 000,01', encaisseLe: '01/04/2022', reference: 'P503' });
    expect([trop.statut, clair(texteDe(trop.corps)).includes('Il ne reste que 6 000,00 €')]).to.deep.equal([422, true]);
    expect((await finances.envoyer(adresse('/encaissement'), { montant: '0', encaisseLe: '01/04/2022' })).statut).to.equal(422);
    await finances.reussir(adresse('/encaissement'), { montant: '2 000,00', encaisseLe: '01/04/2022', reference: '=P503' });
    const page = await lire(finances);
    expect(page).to.include('Reste à recouvrer 4 000,00 €').and.include('P503').and.match(/2 30\/04\/2022 1 500,00 € 500,00 € Réglée en partie/);
    expect(await etats()).to.deep.equal(['emis', 'en_execution']);
    expect((await app.deps.db('reversements').where({ id: titre.id }).first<{ prochaine_limite: string }>('prochaine_limite')).prochaine_limite).to.equal('2022-04-30');
    expect((await verifierGrandLivre(app.deps.db)).differences).to.deep.equal([]);
  });

  it('records each receipt once, fifty times at the same moment', async () => {
    const tout = await Promise.allSettled(Array.from({ length: 50 }, () => agir(app, c.comptes.finances1, (ctx) => encaisserReversement(ctx, c.id, titre.id, { montantCents: 100_000, recuLe: jour('2022-04-01'), reference: 'lot' }))));
    expect(tout.filter((r) => r.status === 'fulfilled')).to.have.length(4);
    expect(await etats()).to.deep.equal(['encaisse', 'soldee']);
    expect((await verifierGrandLivre(app.deps.db)).differences).to.deep.equal([]);
    expect(await lire(finances)).to.include('Reste à recouvrer 0,00 €').and.not.include('Enregistrer une somme reçue');
  });

  it('names a receipt that its ledger does not know', async () => {
    await app.deps.db('reversement_encaissements').where({ reference: '=P503' }).update({ montant_cents: 200_001 });
    expect((await verifierGrandLivre(app.deps.db)).differences).to.deep.equal([{ code: 'titre_different', lieu: `${titre.numero} (recouvre)`, attendu: 600_001, trouve: 600_000 }]);
    await app.deps.db('reversement_encaissements').where({ reference: '=P503' }).update({ montant_cents: 200_000 });
  });
});

describe('waiver of what was paid in excess', () => {
  let app: ApplicationDeTest;
  let c: ConventionDeTest;
  let finances: Visiteur;
  let adresse: string;

  before(async () => {
    app = await lancerApplication('2022-03-01T09:00');
    c = await conventionAPayer(app);
    finances = new Visiteur(app.adresse);
    await finances.connecter(c.comptes.finances1.courriel);
    await reclamer(app, c, 0);
    adresse = `/dossiers/${c.id}/reversements/${(await app.deps.db('reversements').first<{ id: string }>('id')).id}`;
  });
  after(() => app.fermer());

  const remise = { montantRemis: '2 500,00', decision: 'CP-2022-118', decideeLe: '01/03/2022', motifRemise: 'Remise gracieuse votée.' };
  const remettre = (champs: Record<string, string>, avec = true): Promise<Reponse> =>
    finances.envoyer(`${adresse}/remise`, { ...champs, ...(avec ? { decisionFichier: pdf('deliberation') } : {}) }, { multipart: true });

  it('wants its decision, number, date and file, and keeps what was typed', async () => {
    const sans = await remettre(remise, false);
    expect([sans.statut, sans.corps.includes('Joignez la décision'), sans.corps.includes('value="CP-2022-118"')]).to.deep.equal([422, true, true]);
    expect((await remettre({ ...remise, decision: '' })).statut).to.equal(422);
    expect((await remettre({ ...remise, decideeLe: '01/04/2022' })).statut).to.equal(422);
    expect((await remettre({ ...remise, montantRemis: '10 000,01' })).statut).to.equal(422);
    expect(await app.deps.db('reversement_remises')).to.have.length(0);
  });

  it('reduces what is to recover, tells the porteur, and gives the whole up when nothing ever came in', async () => {
    expect((await remettre(remise)).statut).to.equal(303);
    const page = clair(texteDe((await finances.lire(adresse)).corps));
    expect(page).to.include('Reste à recouvrer 7 500,00 €').and.include('CP-2022-118').and.include('deliberation.pdf');
    const { fichier_id: fichierId } = await app.deps.db('reversement_remises').first<{ fichier_id: string }>('fichier_id');
    const porteur = new Visiteur(app.adresse);
    await porteur.connecter(c.comptes.signataire.courriel);
    expect((await porteur.lire(`/dossiers/${c.id}/fichiers/${fichierId}`)).statut).to.equal(200);
    expect((await remettre({ ...remise, montantRemis: '7 500,00', decision: 'CP-2022-119' })).statut).to.equal(303);
    const etat = await app.deps.db('reversements').first<{ etat: string }>('etat');
    expect([etat.etat, (await app.deps.db('conventions').first<{ etat: string }>('etat')).etat]).to.deep.equal(['annule', 'soldee']);
    expect((await verifierGrandLivre(app.deps.db)).differences).to.deep.equal([]);
    expect((await app.deps.db('outbox').where('sujet', 'like', '%remise%').distinct('sujet')).length).to.equal(2);
  });
});
