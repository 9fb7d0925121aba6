import { expect } from 'chai';
import { Refus } from '../../server/domain/kernel/refus.js';
import { conclureControle, emettreProvisoire } from '../../server/features/controles/conclusions-service.js';
import { lireControle } from '../../server/features/controles/controle-queries.js';
import { designerControleur, ouvrirControle, retenirRealisation, statuerDepense } from '../../server/features/controles/controle-service.js';
import { repondreContradictoire } from '../../server/features/controles/contradictoire-service.js';
import { rouvrirControle } from '../../server/features/controles/reouverture-service.js';
import { deposerRecours, repondreRecours } from '../../server/features/recours/recours-service.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { encaisserReversement, liquider, mandater, payer, valider } from '../../server/features/versements/versement-service.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { bilanDepose, conventionSignee, type ConventionSignee } from '../support/convention-signee.js';

describe('control reopened after its conclusions', () => {
  let app: ApplicationDeTest;
  let c: ConventionSignee;
  let lignes: string[];
  let ressource: string;

  beforeEach(async () => {
    app = await lancerApplication();
    c = await conventionSignee(app);
    app.horloge.allerA('2023-02-15T10:00');
    ({ depenses: lignes, ressource } = await bilanDepose(app, c));
    await agir(app, c.comptes.responsable, (ctx) => designerControleur(ctx, c.id, c.comptes.controleur.id));
    await agir(app, c.comptes.controleur, (ctx) => ouvrirControle(ctx, c.id));
  });
  afterEach(() => app.fermer());

  /** Concludes with so many people retained of the 40 planned, and the lines wholly accepted. */
  const conclure = async (volume: number, publics = volume): Promise<void> => {
    await agir(app, c.comptes.controleur, async (ctx) => {
      for (const id of lignes) {
        const { m } = await ctx.db('bilan_depenses').where({ id }).first<{ m: number | string }>('montant_cents as m');
        await statuerDepense(ctx, c.id, id, { retenuCents: Number(m), motif: null, constat: '' });
      }
      await retenirRealisation(ctx, c.id, { volumes: [volume], publics: { rsa: publics, horsRsaMoins25: 0, horsRsaAutres: 0 }, nonExecution: volume === 0, commentaire: 'Rapproché des feuilles.', ressources: { [ressource]: 2_500_000 } });
      await emettreProvisoire(ctx, c.id);
    });
    await agir(app, c.comptes.signataire, (ctx) => repondreContradictoire(ctx, c.id, { reponse: '', accepte: true }));
    await agir(app, c.comptes.controleur, (ctx) => conclureControle(ctx, c.id));
  };
  const verser = async (): Promise<number> => {
    const { id, montant } = await app.deps.db('versements').where({ convention_id: c.conventionId, etat: 'a_liquider' }).where('montant_cents', '>', 0).first<{ id: string; montant: number | string }>('id', 'montant_cents as montant');
    await agir(app, c.comptes.finances1, (ctx) => liquider(ctx, c.id, id));
    await agir(app, c.comptes.finances2, (ctx) => valider(ctx, c.id, id));
    await agir(app, c.comptes.finances1, (ctx) => mandater(ctx, c.id, id));
    await agir(app, c.comptes.finances1, (ctx) => payer(ctx, c.id, id, { payeLe: '2023-02-15' }));
    return Number(montant);
  };
  const rouvrir = (motif = 'Recours accepté : trois feuilles d’émargement avaient été écartées à tort.'): Promise<void> => agir(app, c.comptes.responsable, (ctx) => rouvrirControle(ctx, c.id, motif));
  const compte = async (nom: string): Promise<number> => Number((await app.deps.db('mouvements').where({ convention_id: c.conventionId, compte: nom }).sum({ n: 'montant_cents' }).first<{ n: number | string | null }>()).n ?? 0);
  const etat = async (): Promise<string> => (await app.deps.db('conventions').where({ id: c.conventionId }).first<{ etat: string }>('etat')).etat;

  it('moves only the difference once the first balance was paid, and keeps the former conclusions', async () => {
    await conclure(32);
    expect(await verser()).to.equal(800_000);
    expect(await etat()).to.equal('soldee');
    await rouvrir();
    expect(await etat()).to.equal('en_execution');
    const controle = await lireControle(app.deps.db, c.bilanId);
    expect([controle?.version, controle?.resultat, controle?.conclusLe]).to.deep.equal([2, null, null]);
    const [ancienne] = await app.deps.db('controle_versions').where({ bilan_id: c.bilanId }).select<{ version: number; motif: string; resultat: string }[]>('version', 'motif', 'resultat');
    expect([ancienne?.version, ancienne?.motif.slice(0, 15), (JSON.parse(ancienne?.resultat ?? '{}') as { conventions: { solde: { du: number } }[] }).conventions[0]?.solde.du]).to.deep.equal([1, 'Recours accepté', 1_800_000]);
    await conclure(36);
    expect((await lireControle(app.deps.db, c.bilanId))?.resultat?.conventions[0]?.solde).to.include({ du: 1_900_000, solde: 100_000, aReverser: 0 });
    expect(await verser()).to.equal(100_000);
    expect([await compte('paye'), await etat()]).to.deep.equal([1_900_000, 'soldee']);
    const corrections = await app.deps.db('ecritures').where({ convention_id: c.conventionId }).whereNotNull('corrige_id').select<{ nature: string }[]>('nature');
    expect(corrections.map((e) => e.nature)).to.deep.equal(['programmation']);
  });

  it('follows a recours accepted against its conclusions, which says so in its letter', async () => {
    await conclure(32);
    const recoursId = await agir(app, c.comptes.signataire, (ctx) => deposerRecours(ctx, c.id, { contre: 'conclusions_csf', texte: 'Trois feuilles ont été écartées à tort.' }));
    await agir(app, c.comptes.responsable, (ctx) => repondreRecours(ctx, c.id, recoursId, { sens: 'accepte', reponse: 'Les trois feuilles sont reprises.' }));
    const { etat: bilan } = await app.deps.db('bilans').where({ id: c.bilanId }).first<{ etat: string }>('etat');
    expect([bilan, (await lireControle(app.deps.db, c.bilanId))?.version]).to.deep.equal(['en_controle', 2]);
    const { modele } = await app.deps.db('documents').where({ type: 'reponse_recours' }).first<{ modele: string }>('modele');
    expect(modele).to.include('Le contrôle de service fait est rouvert').and.to.include('Les trois feuilles sont reprises.');
  });

  it('claims back only the difference, after a recovery as after a payment', async () => {
    await conclure(0);
    const titre = async (): Promise<{ id: string; montant: number }> => {
      const t = await app.deps.db('reversements').where({ convention_id: c.conventionId, etat: 'emis' }).first<{ id: string; montant: number | string }>('id', 'montant_cents as montant');
      return { id: t.id, montant: Number(t.montant) };
    };
    const premier = await titre();
    expect(premier.montant).to.equal(1_000_000);
    await agir(app, c.comptes.finances1, (ctx) => encaisserReversement(ctx, c.id, premier.id, { montantCents: premier.montant, recuLe: jour('2023-02-15'), reference: '' }));
    await rouvrir();
    await conclure(32);
    expect((await lireControle(app.deps.db, c.bilanId))?.resultat?.conventions[0]?.solde).to.include({ du: 1_800_000, solde: 1_800_000 });
    expect(await verser()).to.equal(1_800_000);
    await rouvrir('Deuxième recours accepté en partie.');
    await conclure(28);
    const second = await titre();
    expect(second.montant).to.equal(100_000);
    expect(await app.deps.db('ecritures').where({ objet_id: second.id, nature: 'titre' }).whereNotNull('corrige_id').select('id')).to.have.length(1);
    await agir(app, c.comptes.finances1, (ctx) => encaisserReversement(ctx, c.id, second.id, { montantCents: second.montant, recuLe: jour('2023-02-15'), reference: '' }));
    expect([await compte('paye') - await compte('recouvre'), await etat()]).to.deep.equal([1_700_000, 'soldee']);
  });

  it('withdraws a claim not yet recovered, refuses while a payment is on its way, or without a reason, or twice', async () => {
    await conclure(0);
    await rouvrir();
    expect((await app.deps.db('reversements').first<{ etat: string }>('etat')).etat).to.equal('annule');
    expect([await compte('a_recouvrer'), await compte('trop_verse')]).to.deep.equal([0, 0]);
    const code = (p: Promise<unknown>): Promise<string> => p.then(() => 'ok', (e: unknown) => (e instanceof Refus ? e.code : String(e)));
    expect(await code(rouvrir())).to.equal('controle.pas_conclu');
    await conclure(32);
    const [, solde = ''] = c.versements;
    await agir(app, c.comptes.finances1, (ctx) => liquider(ctx, c.id, solde));
    expect(await code(rouvrir())).to.equal('versement.en_cours');
    expect(await code(rouvrir(' '))).to.equal('controle.motif_de_reouverture');
    const issues = await Promise.all(Array.from({ length: 10 }, () => code(rouvrir())));
    expect(new Set(issues)).to.deep.equal(new Set(['versement.en_cours']));
  });
});
