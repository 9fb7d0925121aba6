import { expect } from 'chai';
import { nouvelId } from '../../server/platform/ids.js';
import { Refus } from '../../server/domain/kernel/refus.js';
import * as service from '../../server/features/versements/versement-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { acteurDeTest, agir } from '../support/comptes.js';
import { conventionAPayer, type ConventionDeTest } from '../support/convention-a-payer.js';
import { fichierDeTest } from '../support/dossier-depose.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur, type Reponse } from '../support/visiteur.js';

describe('payments of a convention', () => {
  let app: ApplicationDeTest;
  let c: ConventionDeTest;
  let finances1: Visiteur;
  let finances2: Visiteur;

  beforeEach(async () => {
    app = await lancerApplication('2022-03-01T09:00');
    c = await conventionAPayer(app);
    [finances1, finances2] = [await visiteur('finances1'), await visiteur('finances2')];
  });
  afterEach(() => app.fermer());

  const visiteur = async (nom: keyof ConventionDeTest['comptes']): Promise<Visiteur> => {
    const v = new Visiteur(app.adresse);
    await v.connecter(c.comptes[nom].courriel);
    return v;
  };
  const page = (rang: 1 | 2 = 1): string => `/dossiers/${c.id}/versements/${c.versements[rang - 1] ?? ''}`;
  const ligne = async (rang: 1 | 2 = 1): Promise<Record<string, unknown>> =>
    app.deps.db('versements').where({ id: c.versements[rang - 1] }).first<Record<string, unknown>>();
  const codes = (reponses: readonly Reponse[]): number[] => reponses.map((r) => r.statut).sort();
  const courriels = async (): Promise<{ sujet: string; texte: string; destinataire: string }[]> => app.deps.db('outbox').orderBy('id').select('sujet', 'texte', 'destinataire');
  const normal = (t: string): string => t.replace(/[\u00a0\u202f]/g, ' ');
  const refusDe = async (cas: () => Promise<unknown>): Promise<string> => cas().then(() => 'accepted', (e: unknown) => (e instanceof Refus ? e.code : String(e)));

  async function payer(rang: 1 | 2, payeLe = '01/03/2022'): Promise<void> {
    await finances1.reussir(`${page(rang)}/liquidation`);
    await finances2.reussir(`${page(rang)}/validation`);
    await finances1.reussir(`${page(rang)}/mandatement`);
    await finances1.reussir(`${page(rang)}/paiement`, { payeLe });
  }
  const conclureBilan = (): Promise<unknown> => app.deps.db('bilans').insert({
    id: nouvelId(), dossier_id: c.id, nature: 'final', etat: 'conclu', contenu: '{"realisation":null}', version: 1, limite: '2023-06-30', ouvert_le: app.horloge.maintenant(),
  });
  const solder = (duCents: number): Promise<void> => agir(app, c.comptes.controleur, (ctx) => service.solderConvention(ctx, c.conventionId, { duCents }));
  const libere = async (): Promise<number> => Number((await app.deps.db('mouvements as m').join('ecritures as x', 'x.id', 'm.ecriture_id').where({ 'x.dossier_id': c.id, 'x.nature': 'liberation', 'm.compte': 'disponible' }).sum({ n: 'm.montant_cents' }).first<{ n: number | string | null }>()).n ?? 0);
  const etatConvention = async (): Promise<string> => (await app.deps.db('conventions').where({ id: c.conventionId }).first<{ etat: string }>('etat')).etat;

  it('goes the whole way by two people: certificate, approval, bordereau, payment, mail', async () => {
    expect(await finances1.reussir(`${page()}/liquidation`)).to.equal(page());
    const liquidee = await finances1.lire(page());
    expect(texteDe(liquidee.corps)).to.include('Vous avez liquidé ce versement');
    expect(liquidee.corps).not.to.include(`${page()}/validation`);
    const lien = /href="(\/dossiers\/[^"]+document\.pdf)"/.exec(liquidee.corps)?.[1] ?? '';
    const pdf = normal(await extraireTextePdf((await finances1.lire(lien)).octets));
    for (const attendu of ['Association Tremplin', 'FR76 3000 6000 0112 3456 7890 189', `CONV-${c.numero}-D`, '10 000,00 €', '20 000,00 €']) expect(pdf).to.include(attendu);

    await finances2.lire(page());
    await finances2.reussir(`${page()}/validation`);
    await finances2.reussir(`${page()}/mandatement`);
    expect((await ligne())['bordereau']).to.equal('B-2022-0001');
    await finances1.reussir(`${page()}/paiement`, { payeLe: '01/03/2022' });
    expect(await ligne()).to.include({ etat: 'paye', paye_le: '2022-03-01', liquide_par: c.comptes.finances1.id, valide_par: c.comptes.finances2.id });
    expect(await etatConvention()).to.equal('en_execution');
    const mails = await courriels();
    expect(mails.map((m) => m.destinataire)).to.have.members([c.comptes.redacteur.courriel, c.comptes.signataire.courriel]);
    expect(normal(mails[0]?.sujet ?? '')).to.equal('10 000,00 € versés le 1er mars 2022');
    expect(texteDe((await finances1.lire(page())).corps)).to.include('Un versement payé ne se modifie plus');
  });

  it('refuses that who prepared also approves, on the page and in the database', async () => {
    await finances1.reussir(`${page()}/liquidation`);
    const refus = await finances1.envoyer(`${page()}/validation`);
    expect(refus.statut).to.equal(422);
    expect(texteDe(refus.corps)).to.include('une autre personne des finances doit le valider');
    let refuse = false;
    await app.deps.db('versements').where({ id: c.versements[0] }).update({ valide_par: c.comptes.finances1.id }).catch(() => { refuse = true; });
    expect(refuse).to.equal(true);
    expect((await ligne())['etat']).to.equal('liquide');
  });

  it('approves and pays once when fifty do it at the same instant', async () => {
    await finances1.reussir(`${page()}/liquidation`);
    await finances2.lire(page());
    const validations = await Promise.all(Array.from({ length: 50 }, () => finances2.envoyer(`${page()}/validation`)));
    expect(codes(validations)).to.deep.equal([303, ...Array<number>(49).fill(422)]);
    await finances2.reussir(`${page()}/mandatement`);
    const paiements = await Promise.all(Array.from({ length: 50 }, () => finances2.envoyer(`${page()}/paiement`, { payeLe: '01/03/2022' })));
    expect(codes(paiements)).to.deep.equal([303, ...Array<number>(49).fill(422)]);
    const faits = await app.deps.db('journal').where({ objet: 'versement', objet_id: c.versements[0] }).select<{ action: string }[]>('action');
    expect(faits.map((f) => f.action).sort()).to.deep.equal(['versement.liquider', 'versement.mandater', 'versement.payer', 'versement.valider']);
  });

  it('answers a repeated click of the same form with the first answer, and does it once', async () => {
    await finances1.lire(page());
    const cle = crypto.randomUUID();
    const reponses = await Promise.all(Array.from({ length: 10 }, () => finances1.envoyer(`${page()}/liquidation`, { _cle: cle })));
    expect(codes(reponses)).to.deep.equal(Array<number>(10).fill(303));
    expect(await app.deps.db('documents').where({ type: 'certificat_liquidation' })).to.have.length(1);
  });

  it('gives bordereaux without a gap or a double to payments ordered at the same instant', async () => {
    const conventions = [c];
    for (let i = 0; i < 3; i += 1) conventions.push(await conventionAPayer(app, { comptes: c.comptes, appelId: c.appelId }));
    for (const x of conventions) {
      await agir(app, c.comptes.finances1, (ctx) => service.liquider(ctx, x.id, x.versements[0] ?? ''));
      await agir(app, c.comptes.finances2, (ctx) => service.valider(ctx, x.id, x.versements[0] ?? ''));
    }
    const acteur = await acteurDeTest(app, c.comptes.finances1);
    const numeros = await Promise.all(conventions.map((x) => app.deps.uniteDeTravail(acteur, (ctx) => service.mandater(ctx, x.id, x.versements[0] ?? ''))));
    expect(numeros.sort()).to.deep.equal(['B-2022-0001', 'B-2022-0002', 'B-2022-0003', 'B-2022-0004']);
  });

  it('refuses to prepare what is not due yet, or without a bank account', async () => {
    expect(texteDe((await finances1.envoyer(`${page(2)}/liquidation`)).corps)).to.include('n’est pas encore exigible');
    await app.deps.db('organismes').where({ id: c.organismeId }).update({ iban: '' });
    const refus = await finances1.envoyer(`${page()}/liquidation`);
    expect(refus.statut).to.equal(422);
    expect(texteDe(refus.corps)).to.include('n’a pas renseigné son IBAN');
    expect((await ligne())['etat']).to.equal('a_liquider');
  });

  it('pays the account that was approved: a change of IBAN in between stops the approval', async () => {
    await finances1.reussir(`${page()}/liquidation`);
    await app.deps.db('organismes').where({ id: c.organismeId }).update({ iban: 'FR1420041010050500013M02606' });
    const refus = await finances2.envoyer(`${page()}/validation`);
    expect(refus.statut).to.equal(422);
    expect(texteDe(refus.corps)).to.include('changé d’IBAN');
    await finances2.reussir(`${page()}/rejet`, { motif: 'RIB à vérifier' });
    await finances1.reussir(`${page()}/reprise`);
    // The new account wants a bank statement filed since, and another person's acceptance.
    expect(texteDe((await finances1.envoyer(`${page()}/liquidation`)).corps)).to.include('doit accepter le nouveau compte');
    expect(texteDe((await finances2.envoyer(`${page()}/compte`)).corps)).to.include('n’a déposé aucun RIB');
    app.horloge.avancer(1000);
    const { fichierId } = await fichierDeTest(app, 'rib.pdf', c.comptes.signataire.id);
    await app.deps.db('organisme_pieces').insert({ id: nouvelId(), organisme_id: c.organismeId, code: 'rib', fichier_id: fichierId, ajoutee_le: app.horloge.maintenant(), ajoutee_par: c.comptes.signataire.id });
    await finances2.reussir(`${page()}/compte`);
    expect(texteDe((await finances2.envoyer(`${page()}/liquidation`)).corps)).to.include('Vous avez accepté ce compte');
    await finances1.reussir(`${page()}/liquidation`);
    await finances2.reussir(`${page()}/validation`);
    await app.deps.db('organismes').where({ id: c.organismeId }).update({ iban: 'FR7630006000011234567890189' });
    await finances2.reussir(`${page()}/mandatement`);
    expect((await finances1.lire('/versements/export.csv')).corps).to.include('FR1420041010050500013M02606');
  });

  it('keeps the reason of a rejection, shows a wrong form again as it was typed, and starts again from the certificate', async () => {
    await finances1.reussir(`${page()}/liquidation`);
    await finances2.reussir(`${page()}/validation`);
    expect((await finances2.envoyer(`${page()}/rejet`, { motif: ' ' })).statut).to.equal(422);
    await finances2.reussir(`${page()}/rejet`, { motif: 'Imputation erronée' });
    expect(texteDe((await finances1.lire(page())).corps)).to.include('Imputation erronée');
    await finances1.reussir(`${page()}/reprise`);
    expect(await ligne()).to.include({ etat: 'a_liquider', liquide_par: null, valide_par: null, bordereau: null });
    await finances2.reussir(`${page()}/liquidation`);
    await finances1.reussir(`${page()}/validation`);
    await finances1.reussir(`${page()}/mandatement`);
    const futur = await finances1.envoyer(`${page()}/paiement`, { payeLe: '02/03/2022' });
    expect(futur.statut).to.equal(422);
    expect(futur.corps).to.include('value="02/03/2022"');
    expect(texteDe(futur.corps)).to.include('Cette date n’est pas encore passée');
    expect((await finances1.envoyer(`${page()}/paiement`, { payeLe: '28/02/2022' })).statut).to.equal(422);
    expect((await finances1.envoyer(`${page()}/paiement`, { payeLe: 'hier' })).corps).to.include('value="hier"');
  });

  it('never changes a paid payment', async () => {
    await payer(1);
    for (const acte of ['liquidation', 'validation', 'mandatement', 'reprise']) expect((await finances2.envoyer(`${page()}/${acte}`)).statut, acte).to.equal(422);
    expect((await finances2.envoyer(`${page()}/paiement`, { payeLe: '01/03/2022' })).statut).to.equal(422);
    expect((await finances2.envoyer(`${page()}/rejet`, { motif: 'x' })).statut).to.equal(422);
    expect(await ligne()).to.include({ etat: 'paye', paye_le: '2022-03-01' });
  });

  it('writes the schedule once, however often the signature is recorded', async () => {
    await agir(app, c.comptes.instructeur, (ctx) => service.programmerVersements(ctx, c.conventionId));
    const lignes = await app.deps.db('versements').where({ convention_id: c.conventionId }).orderBy('rang').select('rang', 'declencheur', 'montant_cents', 'exigible_le');
    expect(lignes.map((l: Record<string, unknown>) => ({ ...l, montant_cents: Number(l['montant_cents']) }))).to.deep.equal([
      { rang: 1, declencheur: 'signature', montant_cents: 1_000_000, exigible_le: '2022-03-01' }, { rang: 2, declencheur: 'bilan', montant_cents: 1_000_000, exigible_le: null },
    ]);
  });

  describe('balance', () => {
    it('makes what remains one payment due at once, releases the rest of the credits, and ends the convention when it is paid', async () => {
      await payer(1);
      await conclureBilan();
      await solder(1_750_000);
      expect(Number((await ligne(2))['montant_cents'])).to.equal(750_000);
      expect(Boolean((await ligne(2))['exigible'])).to.equal(true);
      expect(await libere()).to.equal(250_000);
      expect(normal((await courriels()).at(-1)?.sujet ?? '')).to.include('solde de 7 500,00 €');
      expect(await etatConvention()).to.equal('en_execution');
      await payer(2);
      expect(await etatConvention()).to.equal('soldee');
      expect((await app.deps.db('dossiers').where({ id: c.id }).first<{ conserve_jusqu_au: string }>('conserve_jusqu_au')).conserve_jusqu_au).to.equal('2025-12-31');
    });

    it('claims back what was paid in excess, by a title and a letter, until it comes in', async () => {
      await payer(1);
      await conclureBilan();
      await solder(600_000);
      const titre = await app.deps.db('reversements').where({ convention_id: c.conventionId }).first<{ id: string; numero: string; montant_cents: unknown; etat: string }>();
      expect({ ...titre, montant_cents: Number(titre.montant_cents) }).to.include({ numero: 'TR-2022-0001', montant_cents: 400_000, etat: 'emis' });
      expect(Number((await ligne(2))['montant_cents'])).to.equal(0);
      expect(await libere()).to.equal(1_000_000);
      const porteur = await visiteur('signataire');
      const document = await app.deps.db('documents').where({ objet_id: titre.id }).first<{ id: string }>('id');
      const lettre = normal(await extraireTextePdf((await porteur.lire(`/dossiers/${c.id}/documents/${document.id}/document.pdf`)).octets));
      expect(lettre).to.include('TR-2022-0001').and.to.include('4 000,00 €').and.to.include('6 000,00 €');
      expect(texteDe((await finances1.lire('/versements?vue=reversements')).corps)).to.include('TR-2022-0001');
      expect(await refusDe(() => solder(700_000))).to.equal('reversement.en_cours');

      const adresse = `/dossiers/${c.id}/reversements/${titre.id}`;
      expect((await finances1.envoyer(`${adresse}/encaissement`, { montant: '4000', encaisseLe: '31/12/2030' })).corps).to.include('value="31/12/2030"');
      expect(await finances1.reussir(`${adresse}/encaissement`, { montant: '4 000,00', encaisseLe: '01/03/2022' })).to.equal(adresse);
      expect(await etatConvention()).to.equal('soldee');
      expect((await finances1.envoyer(`${adresse}/encaissement`, { montant: '1,00', encaisseLe: '01/03/2022' })).statut).to.equal(422);
    });

    it('ends at once when what is due is what was paid', async () => {
      await payer(1);
      await solder(1_000_000);
      expect(await etatConvention()).to.equal('soldee');
      expect(await app.deps.db('reversements')).to.have.length(0);
      expect(texteDe((await finances1.lire(page(2))).corps)).to.include('Versement sans objet');
      expect((await finances1.envoyer(`${page(2)}/liquidation`)).statut).to.equal(422);
    });

    it('waits for payments on their way, then takes a rejected one over', async () => {
      await finances1.reussir(`${page()}/liquidation`);
      expect(await refusDe(() => solder(1_500_000))).to.equal('versement.en_cours');
      await finances2.reussir(`${page()}/rejet`, { motif: 'Contrôle en cours' });
      await solder(1_500_000);
      expect(Number((await ligne(1))['montant_cents'])).to.equal(0);
      expect(Number((await ligne(2))['montant_cents'])).to.equal(1_500_000);
      expect((await finances1.envoyer(`${page(1)}/reprise`)).statut).to.equal(422);
    });
  });

  describe('who may see and act', () => {
    it('shows the list to the finances, those to act on first, with counts, totals, filters and pages', async () => {
      await app.deps.db('enveloppes').where({ id: c.enveloppeId }).update({ vote_cents: 100_000_000 });
      for (let i = 0; i < 30; i += 1) await conventionAPayer(app, { comptes: c.comptes, appelId: c.appelId });
      await finances1.reussir(`${page()}/liquidation`);
      const liste = await finances2.lire('/versements');
      const texte = normal(texteDe(liste.corps));
      expect(texte).to.include('62 versements, 620 000,00 € au total');
      expect(texte.indexOf('À valider')).to.be.greaterThan(texte.lastIndexOf('À liquider À'));
      const suivante = /rel="next" href="([^"]+)"/.exec(liste.corps)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '';
      const fin = await finances2.lire(suivante);
      const dossiers = (html: string): string[] => [...html.matchAll(/versements\/([0-9a-f-]{36})"/g)].map((m) => m[1] ?? '');
      const vus = [...dossiers(liste.corps), ...dossiers(fin.corps)];
      expect(new Set(vus).size).to.equal(62);
      const retour = /rel="prev" href="([^"]+)"/.exec(fin.corps)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '';
      expect(dossiers((await finances2.lire(retour)).corps)).to.deep.equal(dossiers(liste.corps));
      expect(texteDe((await finances2.lire('/versements?etat=liquide')).corps)).to.include('Fatou Inances').and.to.include(c.numero);
      expect(dossiers((await finances2.lire('/versements?exigible=non')).corps)).to.have.length(31);
      expect(dossiers((await finances2.lire(`/versements?q=${c.numero}`)).corps)).to.have.length(2);
      expect(texteDe((await finances2.lire('/versements?q=rien-de-tel')).corps)).to.include('Aucun versement ne correspond');
    });

    it('is closed to other organismes, to the committee, and read-only for those who follow the dossier', async () => {
      const ailleurs = await conventionAPayer(app, { comptes: c.comptes, appelId: c.appelId });
      const croisee = `/dossiers/${ailleurs.id}/versements/${c.versements[0] ?? ''}`;
      expect((await finances1.lire(croisee)).statut).to.equal(404);
      expect((await finances1.envoyer(`${croisee}/liquidation`)).statut).to.equal(404);
      await app.deps.db('membres').where({ organisme_id: c.organismeId }).del();
      const etranger = await visiteur('signataire');
      expect([(await etranger.lire(page())).statut, (await etranger.lire('/versements')).statut, (await etranger.envoyer(`${page()}/liquidation`)).statut]).to.deep.equal([404, 403, 404]);
      const comite = await visiteur('comite1');
      expect([(await comite.lire(page())).statut, (await comite.lire('/versements')).statut, (await comite.envoyer(`${page()}/validation`)).statut]).to.deep.equal([403, 403, 403]);
      const instructeur = await visiteur('instructeur');
      const lue = await instructeur.lire(page());
      expect(lue.statut).to.equal(200);
      expect(lue.corps).not.to.include('/liquidation"').and.not.to.include('/rejet"');
      expect((await instructeur.envoyer(`${page()}/liquidation`)).statut).to.equal(403);
      expect((await ligne())['etat']).to.equal('a_liquider');
    });

    it('refuses a finance agent on a dossier of an organisme they belong to', async () => {
      await app.deps.db('membres').insert({ id: nouvelId(), organisme_id: c.organismeId, personne_id: c.comptes.finances1.id, role: 'redacteur', etat: 'accepte', representant_legal: false, cree_le: app.horloge.maintenant() });
      expect((await finances1.envoyer(`${page()}/liquidation`)).statut).to.equal(403);
    });
  });

  it('exports what is ordered for accounting, safe for a spreadsheet', async () => {
    await app.deps.db('organismes').where({ id: c.organismeId }).update({ nom: '=HYPERLINK("http://x";"clic")' });
    await finances1.reussir(`${page()}/liquidation`);
    await finances2.reussir(`${page()}/validation`);
    expect((await finances1.lire('/versements/export.csv')).corps.trim().split('\r\n')).to.have.length(1);
    await finances2.reussir(`${page()}/mandatement`);
    const csv = await finances1.lire('/versements/export.csv');
    expect(csv.entetes.get('content-type')).to.include('text/csv');
    expect([...csv.octets.slice(0, 3)]).to.deep.equal([0xef, 0xbb, 0xbf]);
    const [entete = '', donnees = ''] = csv.corps.trim().split('\r\n');
    expect(entete).to.include('Bordereau;Mandaté le;Dossier');
    expect(donnees).to.include(`B-2022-0001;01/03/2022;${c.numero}`).and.to.include('"\'=HYPERLINK(""http://x"";""clic"")"').and.to.include(';10000,00;').and.to.include('FR7630006000011234567890189');
    expect(donnees).not.to.match(/(^|;)[=+@-]/);
    expect((await finances1.lire('/versements/export.csv?etat=tous')).corps.trim().split('\r\n')).to.have.length(3);
    expect((await finances1.lire('/versements/export.csv?etat=paye')).corps.trim().split('\r\n')).to.have.length(1);
  });
});
