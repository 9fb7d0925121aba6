import { expect } from 'chai';
import { executer } from '../../server/cli/commandes.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { Refus } from '../../server/domain/kernel/refus.js';
import { engagerCredits, libererCredits } from '../../server/features/grand-livre/engagement-service.js';
import { soldesDeLaConvention } from '../../server/features/grand-livre/soldes-queries.js';
import { verifierGrandLivre } from '../../server/features/grand-livre/verification-queries.js';
import * as service from '../../server/features/versements/versement-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { conventionAPayer, type ConventionDeTest } from '../support/convention-a-payer.js';
import { extraireTextePdf } from '../support/pdf-texte.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('payments held by several people, sent to accounting and answered', () => {
  let app: ApplicationDeTest;
  let c: ConventionDeTest;
  const gens = new Map<string, Visiteur>();

  beforeEach(async () => {
    app = await lancerApplication('2022-03-01T09:00');
    c = await conventionAPayer(app);
    gens.clear();
    await app.deps.db('habilitations').insert({ personne_id: c.comptes.pilotage.id, code: 'finances', accordee_le: app.horloge.maintenant() });
  });
  afterEach(() => app.fermer());

  const qui = async (nom: keyof ConventionDeTest['comptes']): Promise<Visiteur> => {
    const connu = gens.get(nom) ?? new Visiteur(app.adresse);
    if (!gens.has(nom)) await connu.connecter(c.comptes[nom].courriel);
    gens.set(nom, connu);
    return connu;
  };
  const page = (rang: 1 | 2 = 1, de = c): string => `/dossiers/${de.id}/versements/${de.versements[rang - 1] ?? ''}`;
  const ligne = async (rang: 1 | 2 = 1, de = c): Promise<Record<string, unknown>> => app.deps.db('versements').where({ id: de.versements[rang - 1] }).first<Record<string, unknown>>();
  const normal = (t: string): string => t.replace(/[\u00a0\u202f]/g, ' ');
  const reference = (de = c, rang = 1): string => `CONV-${de.numero}-D-${rang}`;
  const validerTous = async (conventions: readonly ConventionDeTest[]): Promise<void> => {
    for (const x of conventions) {
      await agir(app, c.comptes.finances1, (ctx) => service.liquider(ctx, x.id, x.versements[0] ?? ''));
      await agir(app, c.comptes.finances2, (ctx) => service.valider(ctx, x.id, x.versements[0] ?? ''));
    }
  };
  const seuil = async (valeur: string): Promise<void> => {
    await app.deps.db('reglages').insert({ cle: 'collectivite', valeur: JSON.stringify({ seuilDoubleValidation: valeur }), modifie_le: app.horloge.maintenant() }).onConflict('cle').merge();
  };

  it('wants a third person above the amount of the settings, on the page, in a lot and in the database', async () => {
    await seuil('9999.99');
    await validerTous([c]);
    const [f1, f2, f3] = [await qui('finances1'), await qui('finances2'), await qui('pilotage')];
    expect(texteDe((await f2.lire(page())).corps)).to.include('Seconde validation attendue');
    expect(texteDe((await f1.envoyer(`${page()}/mandatement`)).corps)).to.include('une seconde personne doit le valider');
    expect(texteDe((await f1.envoyer('/versements/mandatement', { versements: [c.versements[0] ?? ''] })).corps)).to.include('une seconde personne doit le valider');
    expect(texteDe((await f2.envoyer(`${page()}/confirmation`)).corps)).to.include('une troisième personne');
    let refuse = false;
    await app.deps.db('versements').where({ id: c.versements[0] }).update({ confirme_par: c.comptes.finances2.id }).catch(() => { refuse = true; });
    expect(refuse).to.equal(true);
    await f3.lire(page());
    await f3.reussir(`${page()}/confirmation`);
    expect((await f3.envoyer(`${page()}/confirmation`)).statut).to.equal(422);
    await f1.reussir(`${page()}/mandatement`);
    expect(await ligne()).to.include({ etat: 'mandate', confirme_par: c.comptes.pilotage.id });
    // At the amount itself, one approval is enough.
    await seuil('10000.00');
    const autre = await conventionAPayer(app, { comptes: c.comptes, appelId: c.appelId });
    await validerTous([autre]);
    await f1.reussir(`${page(1, autre)}/mandatement`);
  });

  it('orders chosen payments in one bordereau, all or none, and takes the answer of accounting row by row, once', async () => {
    const [b, d] = [await conventionAPayer(app, { comptes: c.comptes, appelId: c.appelId }), await conventionAPayer(app, { comptes: c.comptes, appelId: c.appelId })];
    const f1 = await qui('finances1');
    await validerTous([c, b]);
    const trois = [c, b, d].map((x) => x.versements[0] ?? '');
    expect((await f1.envoyer('/versements/mandatement', { versements: trois })).statut, 'one is not approved').to.equal(422);
    expect([(await ligne())['etat'], (await ligne(1, b))['etat']]).to.deep.equal(['valide', 'valide']);
    await validerTous([d]);
    expect((await f1.lire('/versements?etat=valide')).corps).to.include(`value="${trois[0] ?? ''}"`);
    const lots = await Promise.all(Array.from({ length: 10 }, () => f1.envoyer('/versements/mandatement', { versements: trois })));
    expect(lots.map((r) => r.statut).sort()).to.deep.equal([303, ...Array<number>(9).fill(422)]);
    const liste = (await f1.lire('/versements/bordereaux')).corps;
    expect(normal(texteDe(liste))).to.include('B-2022-0001').and.to.include('30 000,00 €').and.to.include('0 sur 3');
    const pdf = normal(await extraireTextePdf((await f1.lire(/href="([^"]+bordereau\.pdf)"/.exec(liste)?.[1] ?? '')).octets));
    for (const attendu of ['Bordereau de mandats', reference(), reference(d), 'FR76 3000 6000 0112 3456 7890 189', '30 000,00 €', 'Félix Inancier', 'Le comptable public']) expect(pdf.replace(/\s+/g, ' ')).to.include(attendu);

    const csv = ['Référence;Payé le;Motif de rejet', `${reference()};01/03/2022;`, `${reference(b)};;Compte clos`, 'CONV-INCONNUE-1;01/03/2022;', `${reference(d)};31/12/2022;`, `${reference()};01/03/2022;`, ';01/03/2022;'].join('\r\n');
    const fichier = new File([csv], 'retour.csv', { type: 'text/csv' });
    const retour = await f1.reussir('/versements/retours', { fichier });
    const resultat = texteDe((await f1.lire(retour)).corps);
    for (const attendu of ['1 Payé', '1 Rejeté', '4 En erreur', 'Aucun versement ne porte cette référence', 'n’est pas encore passée', 'figure déjà plus haut', 'La référence manque']) expect(resultat).to.include(attendu);
    expect([(await ligne())['etat'], await ligne(1, b), (await ligne(1, d))['etat']]).to.deep.equal(['paye', { ...await ligne(1, b), etat: 'a_liquider', motif_rejet: 'Compte clos', bordereau: null }, 'mandate']);
    expect(await f1.reussir('/versements/retours', { fichier }), 'the same file again').to.equal(retour);
    const second = await f1.reussir('/versements/retours', { fichier: new File([`${csv}\r\n${reference(d)};01/03/2022;`], 'retour-2.csv', { type: 'text/csv' }) });
    expect(texteDe((await f1.lire(second)).corps)).to.include('2 Déjà enregistré');
    expect(texteDe((await f1.envoyer('/versements/retours', { fichier: new File(['Nom;Valeur\r\na;b'], 'x.csv', { type: 'text/csv' }) })).corps)).to.include('doit avoir les colonnes');
    expect((await verifierGrandLivre(app.deps.db)).differences).to.deep.equal([]);
  });

  it('counts sixty days, stops counting with a reason, and holds back an amount for the next payment', async () => {
    const f1 = await qui('finances1');
    expect((await ligne())['limite_le']).to.equal('2022-04-30');
    expect(texteDe((await f1.lire(page())).corps)).to.include('À payer au plus tard le 30 avril 2022');
    expect((await f1.envoyer(`${page()}/suspension`, { motifSuspension: ' ' })).statut).to.equal(422);
    await f1.reussir(`${page()}/suspension`, { motifSuspension: 'RIB illisible' });
    expect((await f1.envoyer(`${page()}/suspension`, { motifSuspension: 'Encore' })).statut).to.equal(422);
    expect((await ligne())['limite_le']).to.equal(null);
    app.horloge.allerA('2022-03-11T09:00');
    await f1.connecter(c.comptes.finances1.courriel);
    expect(texteDe((await f1.lire(page())).corps)).to.include('Suspendu depuis le 1er mars 2022').and.to.include('RIB illisible');
    await f1.reussir(`${page()}/suspension/fin`);
    expect((await ligne())['limite_le']).to.equal('2022-05-10');
    expect((await f1.envoyer(`${page()}/suspension/fin`)).statut).to.equal(422);

    expect((await f1.envoyer(`${page()}/retenue`, { montant: '10 000', motifRetenue: 'Tout' })).statut).to.equal(422);
    await f1.reussir(`${page()}/retenue`, { montant: '1 500,50', motifRetenue: 'Attestation attendue' });
    expect([Number((await ligne())['montant_cents']), Number((await ligne(2))['montant_cents'])]).to.deep.equal([849_950, 1_150_050]);
    expect((await verifierGrandLivre(app.deps.db)).differences).to.deep.equal([]);
  });

  it('schedules again after an avenant, never below what is paid nor above what is committed', async () => {
    const { db } = app.deps;
    const modifier = (montantCents: number): Promise<void> => agir(app, c.comptes.instructeur, async (ctx) => {
      const ecart = montantCents - Number((await ctx.db('conventions').where({ id: c.conventionId }).first<{ montant_cents: unknown }>('montant_cents')).montant_cents);
      await ctx.db('conventions').where({ id: c.conventionId }).update({ montant_cents: montantCents });
      const objet = { type: 'convention', id: c.conventionId } as const;
      if (ecart > 0) await engagerCredits(ctx, { appelId: c.appelId, financeur: 'departement', demandes: [{ dossierId: c.id, montant: cents(ecart) }], objet: { type: 'dossier', id: c.id } });
      await service.reprogrammerVersements(ctx, c.conventionId);
      if (ecart < 0) await libererCredits(ctx, { dossierId: c.id, financeur: 'departement', montantCents: -ecart, objet });
    });
    const montants = async (): Promise<number[]> => [Number((await ligne())['montant_cents']), Number((await ligne(2))['montant_cents'])];
    await modifier(2_400_000);
    expect(await montants()).to.deep.equal([1_200_000, 1_200_000]);
    await validerTous([c]);
    await modifier(1_800_000);
    expect(await montants(), 'what is on its way stays').to.deep.equal([1_200_000, 600_000]);
    const refus = await modifier(1_199_999).then(() => null, (e: unknown) => e);
    expect(refus).to.be.instanceOf(Refus).with.property('code', 'versement.montant_deja_verse');
    expect(await soldesDeLaConvention(db, c.conventionId)).to.include({ programme: 600_000, liquide: 1_200_000 });
    expect((await verifierGrandLivre(db)).differences).to.deep.equal([]);
  });

  it('shows the ledger of a convention and of an envelope, and names what differs from it', async () => {
    const { db, config } = app.deps;
    await validerTous([c]);
    const f1 = await qui('finances1');
    const livre = normal(texteDe((await f1.lire(`/grand-livre/conventions/${c.conventionId}`)).corps));
    expect(livre).to.include('Liquidation').and.to.include('−10 000,00 €').and.to.include('Fatou Inances');
    expect(normal(texteDe((await f1.lire(`/grand-livre/enveloppes/${c.enveloppeId}?compte=disponible`)).corps))).to.include('Engagement').and.to.include('−20 000,00 €');
    expect((await f1.lire(`/grand-livre/conventions/${c.conventionId}?export=csv`)).corps).to.include('Liquidation');
    expect((await f1.lire(`/grand-livre/conventions/${c.conventionId}?export=xlsx`)).octets.length).to.be.greaterThan(1000);
    expect((await (await qui('instructeur')).lire(`/grand-livre/conventions/${c.conventionId}`)).statut).to.equal(403);

    const dire = async (): Promise<[number, string]> => { const lignes: string[] = []; return [await executer(['grand-livre', 'verifier'], { DATABASE_URL: config.databaseUrl }, (l) => lignes.push(l)), normal(lignes.join('\n'))]; };
    expect(await dire()).to.deep.equal([0, 'Grand livre juste : 3 écritures']);
    for (const [table, id] of [['ecritures', 'id'], ['mouvements', 'ecriture_id']] as const) {
      const gardee = await db(table).whereNotNull(id).update({ [id]: nouvelId() }).then(() => false, () => true);
      expect(gardee, `${table} may only be added to`).to.equal(true);
    }
    await db('versements').where({ id: c.versements[0] }).update({ montant_cents: 999_999 });
    await db('versements').where({ id: c.versements[1] }).update({ montant_cents: 1_000_001 });
    await db('enveloppes').where({ id: c.enveloppeId }).update({ vote_cents: 1_999_999 });
    await db('conventions').where({ id: c.conventionId }).update({ montant_cents: 2_000_001 });
    const [code, phrases] = await dire();
    expect(code).to.equal(1);
    for (const attendu of [`Versement ${reference()} (liquide) : 9 999,99 € attendus, 10 000,00 €`, 'a 10 000,01 € d’échéances à payer', 'est dépassée : 20 000,00 € engagés pour 19 999,99 € votés', 'est de 20 000,01 € ; 20 000,00 € sont engagés']) expect(phrases).to.include(attendu);
    const json: string[] = [];
    expect(await executer(['grand-livre', 'verifier', '--json'], { DATABASE_URL: config.databaseUrl }, (l) => json.push(l))).to.equal(1);
    expect((JSON.parse(json.join('')) as { differences: unknown[] }).differences).to.have.length(4);
  });
});
