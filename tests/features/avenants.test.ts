import { expect } from 'chai';
import type { Revision } from '../../server/domain/conventions/avenant.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { preparerAvenant, signerAvenant, validerAvenant } from '../../server/features/conventions/avenant-service.js';
import { lireConvention, listerVersements } from '../../server/features/conventions/convention-queries.js';
import { resilierConvention } from '../../server/features/conventions/resiliation-service.js';
import { listerDocuments } from '../../server/features/documents/document-queries.js';
import { etatEnveloppe } from '../../server/features/grand-livre/enveloppe-queries.js';
import { verifierGrandLivre } from '../../server/features/grand-livre/verification-queries.js';
import { solderConvention } from '../../server/features/versements/versement-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { bilanDepose, conventionSignee, type ConventionSignee } from '../support/convention-signee.js';
import { fichierDeTest } from '../support/dossier-depose.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const PDF = new File(['%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'], 'avenant signé.pdf', { type: 'application/pdf' });
const compact = (texte: string): string => texte.replace(/\s+/gu, ' ');

describe('Avenants and termination', () => {
  let app: ApplicationDeTest;
  let c: ConventionSignee;
  let page: string;
  beforeEach(async () => {
    app = await lancerApplication('2022-06-01T10:00');
    c = await conventionSignee(app);
    page = `/dossiers/${c.id}/conventions/${c.conventionId}`;
  });
  afterEach(() => app.fermer());

  const connecte = async (nom: string): Promise<Visiteur> => {
    const visiteur = new Visiteur(app.adresse);
    await visiteur.connecter(`${nom}@passerelle.test`);
    return visiteur;
  };
  const convention = async (): Promise<NonNullable<Awaited<ReturnType<typeof lireConvention>>>> => {
    const lue = await lireConvention(app.deps.db, c.id, c.conventionId);
    if (lue === null) throw new Error('no convention');
    return lue;
  };
  /** The form of the clauses in force, with what the avenant changes. */
  const formulaire = async (change: Record<string, string>): Promise<Record<string, string>> => {
    const { termes, montantCents } = await convention();
    return {
      motif: 'Entrées plus lentes que prévu.', deliberation: '', fin: termes.operation.fin, montant: String(montantCents / 100),
      ...Object.fromEntries(termes.objectifs.map((o, i) => [`volumes[${i}]`, String(o.prevu)])), ...Object.fromEntries(Object.entries(termes.publicsPrevus).map(([k, n]) => [`publics[${k}]`, String(n)])),
      ...Object.fromEntries(Object.entries(termes.postes ?? {}).map(([k, n]) => [`postes[${k}]`, String(n / 100)])), ...change,
    };
  };
  const revision = async (change: Partial<Revision>): Promise<Revision> => {
    const { termes, montantCents } = await convention();
    return { montant: cents(montantCents), fin: termes.operation.fin, volumes: termes.objectifs.map((o) => o.prevu), publics: termes.publicsPrevus, postes: termes.postes ?? {}, ...change };
  };
  const preparer = async (change: Partial<Revision>, deliberation = ''): Promise<string> => {
    const voulu = await revision(change);
    return agir(app, c.comptes.instructeur, (ctx) => preparerAvenant(ctx, c.id, c.conventionId, { revision: voulu, motif: 'Changement.', deliberation }));
  };
  const signer = async (avenantId: string): Promise<void> => {
    const { fichierId } = await fichierDeTest(app, 'avenant.pdf', c.comptes.signataire.id);
    await agir(app, c.comptes.responsable, (ctx) => validerAvenant(ctx, c.id, c.conventionId, avenantId));
    await agir(app, c.comptes.instructeur, (ctx) => signerAvenant(ctx, c.id, c.conventionId, avenantId, { signePorteurLe: jour('2022-06-01'), signeFinanceurLe: jour('2022-06-01'), fichierId }));
  };
  const engage = async (): Promise<number> => (await etatEnveloppe(app.deps.db, c.appelId)).parEnveloppe.reduce((n, e) => n + e.engageCents, 0);
  const montants = async (): Promise<number[]> => (await listerVersements(app.deps.db, c.conventionId)).map((v) => v.montantCents);
  const limite = async (): Promise<string | undefined> => (await app.deps.db('bilans').where({ dossier_id: c.id }).first<{ limite: string } | undefined>('limite'))?.limite;
  const differences = async (): Promise<unknown> => (await verifierGrandLivre(app.deps.db)).differences;
  const code = async (acte: Promise<unknown>): Promise<string> => acte.then(() => 'accepted', (e: unknown) => (e instanceof Error ? e.message : String(e)));

  it('extends an operation: asked for, prepared, validated, signed; the limit of the bilan moves and both read the differences', async () => {
    const [instructeur, responsable, signataire] = [await connecte('instructeur'), await connecte('responsable'), await connecte('signataire')];
    await signataire.reussir(`${page}/demandes-d-avenant`, { texte: 'Nous demandons un mois de plus.' });
    expect((await signataire.envoyer(`${page}/demandes-d-avenant`, { texte: 'Encore.' })).statut).to.equal(422);
    expect(texteDe((await instructeur.lire(`${page}/nouvel-avenant`)).corps)).to.include('Nous demandons un mois de plus.');
    const tard = await instructeur.envoyer(`${page}/nouvel-avenant`, await formulaire({ fin: '31/03/2033' }));
    expect([tard.statut, texteDe(tard.corps).includes('Les opérations de l’appel finissent le')]).to.deep.equal([422, true]);
    const vide = await instructeur.envoyer(`${page}/nouvel-avenant`, await formulaire({ 'volumes[0]': '' }));
    expect([vide.statut, texteDe(vide.corps).includes('Indiquez la quantité prévue.')]).to.deep.equal([422, true]);
    const sans = await instructeur.envoyer(`${page}/nouvel-avenant`, await formulaire({}));
    expect([sans.statut, texteDe(sans.corps).includes('ne change rien')]).to.deep.equal([422, true]);
    await instructeur.reussir(`${page}/nouvel-avenant`, await formulaire({ fin: '31/03/2023', 'volumes[0]': '45' }));
    const avenant = await app.deps.db('avenants').first<{ id: string; numero: string }>('id', 'numero');
    const adresse = `${page}/avenants/${avenant.id}`;
    expect(avenant.numero).to.match(/-D-A1$/);
    expect((await signataire.lire(adresse)).statut).to.equal(404);
    expect((await instructeur.envoyer(`${adresse}/validation`)).statut).to.equal(403);
    expect((await instructeur.envoyer(`${page}/nouvel-avenant`, await formulaire({ fin: '01/12/2022' }))).statut).to.equal(422);
    await responsable.reussir(`${adresse}/validation`);
    const document = (await listerDocuments(app.deps.db, c.id, true)).find((d) => d.type === 'avenant');
    const pdf = compact(await extraireTextePdf((await signataire.lire(`/dossiers/${c.id}/documents/${document?.id ?? ''}/document.pdf`)).octets));
    expect(pdf).to.include('Avenant n° 1').and.to.include('31 décembre 2022').and.to.include('31 mars 2023').and.to.include('45');
    const dates = { signePorteurLe: '01/06/2022', signeFinanceurLe: '01/06/2022' };
    expect((await instructeur.envoyer(`${adresse}/signature`, dates)).statut).to.equal(422);
    await signataire.reussir(`${adresse}/exemplaire-signe`, { fichier: PDF });
    expect((await instructeur.envoyer(`${adresse}/signature`, { ...dates, signePorteurLe: '02/06/2022' })).statut).to.equal(422);
    await instructeur.reussir(`${adresse}/signature`, dates);
    expect([await limite(), (await convention()).version, await montants(), await differences()]).to.deep.equal(['2023-09-30', 2, [1_000_000, 1_000_000], []]);
    const liste = compact(texteDe((await signataire.lire(`${page}/avenants`)).corps));
    expect(liste).to.include('Version 2').and.to.include('31 mars 2023').and.to.include('L’avenant n° 1 est préparé.');
    expect((await app.deps.db('outbox').where('cle', 'like', 'avenant.%').select('cle')).length).to.be.greaterThan(3);
  });

  it('lets the porteur move up to a tenth between posts by declaring it, once and for all, and keeps the history', async () => {
    const [signataire, instructeur] = [await connecte('signataire'), await connecte('instructeur')];
    const adresse = `${page}/mouvements`;
    expect(texteDe((await signataire.lire(adresse)).corps)).to.include('Cet appel ne prévoit pas de mouvement sans avenant');
    const { contenu } = await app.deps.db('appel_versions').where({ appel_id: c.appelId }).first<{ contenu: string }>('contenu');
    const appel = JSON.parse(contenu) as { regles: Record<string, unknown> };
    await app.deps.db('appel_versions').where({ appel_id: c.appelId }).update({ contenu: JSON.stringify({ ...appel, regles: { ...appel.regles, seuilMouvementBudget: '0.1000' } }) });
    const mouvement = (personnel: string, prestations: string): Record<string, string> => ({ 'postes[personnel_direct]': personnel, 'postes[fonctionnement_direct]': '8 000,00', 'postes[prestations]': prestations, 'postes[participants]': '4 000,00', motif: 'Un intervenant remplace un salarié parti.' });
    const refuse = async (m: Record<string, string>): Promise<string> => { const r = await signataire.envoyer(adresse, m); return `${r.statut} ${compact(texteDe(r.corps))}`; };
    expect(compact(texteDe((await signataire.lire(adresse)).corps))).to.include('soit 5 000,00 €, sans avenant');
    expect(await refuse(mouvement('26 000,00', '12 000,00'))).to.match(/^422/).and.include('6 000,00 € seraient déplacés');
    expect(await refuse(mouvement('30 000,00', '9 000,00'))).to.match(/^422/).and.include('Un mouvement garde le coût prévu');
    await signataire.reussir(adresse, mouvement('29 000,00', '9 000,00'));
    expect(await refuse(mouvement('26 500,00', '11 500,00'))).to.include('5 500,00 € seraient déplacés');
    expect((await instructeur.envoyer(adresse, mouvement('28 000,00', '10 000,00'))).statut).to.equal(403);
    const lue = compact(texteDe((await instructeur.lire(adresse)).corps));
    expect(lue).to.include('Mouvement n° 1').and.include('Un intervenant remplace un salarié parti.').and.include('32 000,00 €').and.include('29 000,00 €');
    expect([(await convention()).termes.postes?.prestations, (await convention()).version, await montants(), await differences()]).to.deep.equal([900_000, 1, [1_000_000, 1_000_000], []]);
    expect((await app.deps.db('notifications').where('cle', 'like', 'convention.deplacer%').select('cle')).length, 'the agents in charge are told').to.be.greaterThan(0);
    await preparer({ fin: jour('2023-03-31') });
    expect(await refuse(mouvement('32 000,00', '6 000,00'))).to.include('Un autre avenant');
  });

  it('lowers an amount: the schedule sums to it, the credits return to the envelope, the ledger holds', async () => {
    await signer(await preparer({ montant: cents(1_600_000) }));
    expect([await montants(), await engage(), (await convention()).montantCents, await differences()]).to.deep.equal([[1_000_000, 600_000], 1_600_000, 1_600_000, []]);
    expect(await code(preparer({ montant: cents(999_999) }))).to.equal('avenant.sous_verse');
  });

  it('raises an amount within the envelope only, from its validation, and gives it back when abandoned', async () => {
    expect(await code(preparer({ montant: cents(2_500_000) }))).to.equal('avenant.deliberation_absente');
    await app.deps.db('enveloppes').update({ vote_cents: 2_400_000 });
    const responsable = await connecte('responsable');
    const trop = await preparer({ montant: cents(2_500_000) }, 'n° 2022-118 du 5 septembre 2022');
    const refus = await responsable.envoyer(`${page}/avenants/${trop}/validation`);
    expect([refus.statut, await engage(), (await app.deps.db('avenants').where({ id: trop }).first<{ etat: string }>('etat')).etat]).to.deep.equal([422, 2_000_000, 'brouillon']);
    await responsable.reussir(`${page}/avenants/${trop}/abandon`, { motifAbandon: 'Crédits insuffisants.' });
    const juste = await preparer({ montant: cents(2_400_000) }, 'n° 2022-118 du 5 septembre 2022');
    await responsable.reussir(`${page}/avenants/${juste}/validation`);
    expect(await engage()).to.equal(2_400_000);
    await responsable.reussir(`${page}/avenants/${juste}/abandon`, { motifAbandon: 'L’organisme renonce.' });
    expect(await engage()).to.equal(2_000_000);
    await signer(await preparer({ montant: cents(2_400_000) }, 'n° 2022-118 du 5 septembre 2022'));
    expect([await montants(), await engage(), await differences()]).to.deep.equal([[1_000_000, 1_400_000], 2_400_000, []]);
  });

  it('is terminated by the responsable alone: unpaid instalments withdrawn, credits released, letter; the control then fixes what is due', async () => {
    expect((await (await connecte('instructeur')).envoyer(`${page}/resiliation`, { le: '01/06/2022', motif: 'Manquement.' })).statut).to.equal(403);
    const responsable = await connecte('responsable');
    const sans = await responsable.envoyer(`${page}/resiliation`, { le: '02/06/2022', motif: 'Manquement.' });
    expect([sans.statut, sans.corps.includes('value="02/06/2022"')]).to.deep.equal([422, true]);
    await responsable.reussir(`${page}/resiliation`, { le: '01/06/2022', motif: 'L’action a cessé.' });
    expect([await montants(), await engage(), (await convention()).etat, await limite(), await differences()]).to.deep.equal([[1_000_000, 0], 1_000_000, 'resiliee', '2022-12-01', []]);
    const vue = texteDe((await (await connecte('signataire')).lire(page)).corps);
    expect(vue).to.include('Lettre de résiliation').and.to.include('Résiliée');
    expect((await responsable.lire(`${page}/resiliation`)).corps).to.include('Cette convention est terminée');
    await bilanDepose(app, c);
    await agir(app, c.comptes.responsable, (ctx) => solderConvention(ctx, c.conventionId, { duCents: 1_200_000 }));
    expect([await montants(), await engage(), await differences()]).to.deep.equal([[1_000_000, 200_000], 1_200_000, []]);
  });

  it('is not terminated while an avenant waits, nor is a terminated one changed', async () => {
    const enCours = await preparer({ fin: jour('2022-11-30') });
    const resilier = (): Promise<void> => agir(app, c.comptes.responsable, (ctx) => resilierConvention(ctx, c.id, c.conventionId, { le: jour('2022-06-01'), motif: 'Manquement.' }));
    expect(await code(resilier())).to.equal('resiliation.avenant_en_cours');
    await (await connecte('responsable')).reussir(`${page}/avenants/${enCours}/abandon`, { motifAbandon: 'Résiliation.' });
    await resilier();
    expect(await code(preparer({ fin: jour('2022-11-30') }))).to.equal('avenant.convention_non_signee');
  });
});
