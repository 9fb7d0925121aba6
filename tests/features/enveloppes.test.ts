import { expect } from 'chai';
import { Refus } from '../../server/domain/kernel/refus.js';
import { prendreDeliberation } from '../../server/features/decisions/decision-service.js';
import { repartirEnveloppe, virerCredits, type Virement } from '../../server/features/enveloppes/enveloppe-service.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { conventionAPayer } from '../support/convention-a-payer.js';
import { dossierExamine, voterEnveloppe } from '../support/decision.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

const AXE = 'Emploi, entreprise et insertion';
const AUTRE = 'Santé et insertion';

describe('envelopes', function () {
  this.timeout(60_000);
  let app: ApplicationDeTest;
  let dossier: DossierDeTest;
  let enveloppeId: string;
  let finances: Visiteur;

  beforeEach(async () => {
    app = await lancerApplication('2022-05-13T10:00');
    dossier = await dossierExamine(app);
    await app.deps.db('dossiers').where({ id: dossier.id }).update({ axe: AXE, dispositif: 1 });
    enveloppeId = await voterEnveloppe(app, dossier.appelId, 5_000_000);
    finances = new Visiteur(app.adresse);
    await finances.connecter(dossier.comptes.finances1.courriel);
  });
  afterEach(() => app.fermer());

  const page = async (): Promise<string> => texteDe((await finances.lire(`/enveloppes/${enveloppeId}`)).corps).replace(/\s/gu, ' ');
  const attribuer = (montantCents: number, numero = 'C0512'): Promise<string> => agir(app, dossier.comptes.responsable, (ctx) => prendreDeliberation(ctx, { appelId: dossier.appelId, numero, date: '2022-05-13', decisions: [{ dossierId: dossier.id, sens: 'attribue', montantCents, motif: 'Une part n’est pas retenue.' }] }));
  const codeDe = (promesse: Promise<unknown>): Promise<string> => promesse.then(() => '', (e: unknown) => (e instanceof Refus ? e.code : String(e)));
  const repartir = (axe: string, autre: string, reserve = ''): Promise<string> => finances.reussir(`/enveloppes/${enveloppeId}/repartition`, { 'parts[0][cle]': `axe:${AXE}`, 'parts[0][montant]': axe, 'parts[1][cle]': `axe:${AUTRE}`, 'parts[1][montant]': autre, reserve });

  it('are split by axe with a reserve, and a vote above the part of a dossier is refused inside its transaction', async () => {
    await repartir('15 000', '30 000', '5 000');
    expect(await page()).to.include('Emploi, entreprise et insertion 15 000,00 € 0,00 € 15 000,00 €').and.to.include('Réserve d’innovation 5 000,00 €');
    expect(await codeDe(attribuer(1_500_001))).to.equal('enveloppe.part_depassee');
    await attribuer(1_500_000);
    expect(await page()).to.include('Emploi, entreprise et insertion 15 000,00 € 15 000,00 € 0,00 €').and.to.include('Engagé 15 000,00 €');
    const refus = await finances.envoyer(`/enveloppes/${enveloppeId}/repartition`, { 'parts[0][cle]': `axe:${AXE}`, 'parts[0][montant]': '14 999,99' });
    expect(refus.statut).to.equal(422);
    expect(texteDe(refus.corps).replace(/\s/gu, ' ')).to.include('15 000,00 € y sont déjà engagés');
    expect(refus.corps).to.include('value="14 999,99"');
    const longue = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`parts[${i}][montant]`, i === 24 ? '7 777,77' : '']));
    const refusLong = await finances.envoyer(`/enveloppes/${enveloppeId}/repartition`, { ...longue, 'parts[24][cle]': `axe:${AUTRE}`, reserve: '99 000' });
    expect([refusLong.statut, refusLong.corps.includes('value="7 777,77"')], 'a form of more than twenty rows').to.deep.equal([422, true]);
  });

  it('pay an innovative dossier from the reserve alone', async () => {
    await repartir('45 000', '0', '5 000');
    await finances.reussir(`/enveloppes/${enveloppeId}/reserve`, { dossierId: dossier.id, sens: 'imputer' });
    expect(await codeDe(attribuer(500_001))).to.equal('enveloppe.part_depassee');
    await attribuer(500_000);
    expect(await page()).to.include('Réserve d’innovation 5 000,00 € 5 000,00 € 0,00 €');
    expect(texteDe((await finances.envoyer(`/enveloppes/${enveloppeId}/reserve`, { dossierId: dossier.id, sens: 'retirer' })).corps)).to.include('déjà prise');
  });

  it('move credits by a decision, between parts and between years, each kept with who and why', async () => {
    await repartir('15 000', '30 000');
    const autreId = await agir(app, dossier.comptes.responsable, async (ctx) => {
      const id = ctx.nouvelId();
      await ctx.db('enveloppes').insert({ id, appel_id: dossier.appelId, financeur: 'departement', annee: 2023, vote_cents: 100 });
      return id;
    });
    const virement = { de: `axe:${AUTRE}`, vers: `${enveloppeId}|axe:${AXE}`, montant: '10 000', decision: '2022-CP-0600', decideLe: '10/05/2022', motif: 'Les projets d’emploi sont plus nombreux.' };
    await finances.reussir(`/enveloppes/${enveloppeId}/virement`, virement);
    expect(await page()).to.include('Emploi, entreprise et insertion 25 000,00 €').and.to.include('2022-CP-0600').and.to.include('Les projets d’emploi sont plus nombreux.').and.to.include('Fatou Inances');
    await finances.reussir(`/enveloppes/${enveloppeId}/virement`, { ...virement, de: '', vers: `${autreId}|`, montant: '5 000' });
    expect(await page()).to.include('Voté (AE) 45 000,00 €');
    const trop = await finances.envoyer(`/enveloppes/${enveloppeId}/virement`, { ...virement, montant: '20 000,01' });
    expect(texteDe(trop.corps).replace(/\s/gu, ' ')).to.include('Il ne reste que 20 000,00 € à virer');
    expect(trop.corps).to.include('value="20 000,01"').and.to.include('2022-CP-0600');
    expect((await finances.envoyer(`/enveloppes/${enveloppeId}/virement`, { ...virement, vers: `${enveloppeId}|axe:Rien` })).statut).to.equal(422);
  });

  it('never lose nor double a cent when transfers and a vote meet', async () => {
    await agir(app, dossier.comptes.finances1, (ctx) => repartirEnveloppe(ctx, enveloppeId, [{ nature: 'axe', code: AXE, vote: cents(2_500_000) }, { nature: 'axe', code: AUTRE, vote: cents(2_500_000) }]));
    const virer = (dePart: string, versPart: string): Promise<void> => {
      const v: Virement = { dePart, versEnveloppeId: enveloppeId, versPart, montantCents: 400_000, decision: 'D', decideLe: '2022-05-10', motif: 'Essai' };
      return agir(app, dossier.comptes.finances1, (ctx) => virerCredits(ctx, enveloppeId, v));
    };
    const essais = await Promise.all([...Array.from({ length: 10 }, () => codeDe(virer(`axe:${AXE}`, `axe:${AUTRE}`))), codeDe(attribuer(2_000_000))]);
    expect(essais.filter((c) => !['', 'enveloppe.virement_insuffisant', 'enveloppe.part_depassee'].includes(c))).to.deep.equal([]);
    const parts = await app.deps.db('enveloppe_parts').where({ enveloppe_id: enveloppeId }).select<{ code: string; vote_cents: number | string }[]>('code', 'vote_cents');
    expect(parts.reduce((n, p) => n + Number(p.vote_cents), 0)).to.equal(5_000_000);
    const engage = 0 - Number((await app.deps.db('mouvements').where({ compte: 'disponible' }).sum({ n: 'montant_cents' }).first<{ n: number | string | null }>()).n ?? 0);
    expect(engage).to.be.at.most(Number(parts.find((p) => p.code === AXE)?.vote_cents));
  });

  it('have payment credits by year within the authorisation', async () => {
    await finances.reussir(`/enveloppes/${enveloppeId}/credits-paiement`, { 'credits[0][annee]': '2022', 'credits[0][montant]': '20 000', 'credits[1][annee]': '2023', 'credits[1][montant]': '30 000' });
    expect(await page()).to.include('Payé en 2022 0,00 € sur 20 000,00 €');
    const trop = await finances.envoyer(`/enveloppes/${enveloppeId}/credits-paiement`, { 'credits[0][annee]': '2022', 'credits[0][montant]': '50 000,01' });
    expect(texteDe(trop.corps).replace(/\s/gu, ' ')).to.include('dépassent l’autorisation d’engagement (50 000,00 €)');
  });

  it('foresee the payments of their conventions month by month, and are read by the direction without being changed', async () => {
    const c = await conventionAPayer(app, { comptes: dossier.comptes });
    const prevue = texteDe((await finances.lire(`/enveloppes/${c.enveloppeId}`)).corps).replace(/\s/gu, ' ');
    expect(prevue).to.include('juillet 2022 10 000,00 € 10 000,00 €').and.to.include('octobre 2023 10 000,00 € 10 000,00 €');
    expect(prevue).to.include('Total 20 000,00 € 20 000,00 €');
    const direction = new Visiteur(app.adresse);
    await direction.connecter(dossier.comptes.pilotage.courriel);
    const lue = await direction.lire(`/enveloppes/${enveloppeId}`);
    expect([lue.statut, lue.corps.includes('Enregistrer la répartition')]).to.deep.equal([200, false]);
    expect(texteDe((await direction.lire('/enveloppes')).corps).replace(/\s/gu, ' ')).to.include('Voté 50 000,00 €');
    expect((await direction.envoyer(`/enveloppes/${enveloppeId}/repartition`, {})).statut).to.equal(403);
  });
});
