import { expect } from 'chai';
import { composerAtelier } from '../../server/atelier.js';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { recevoirDemande, repondreDemande } from '../../server/features/participants/droits-service.js';
import { coffreDesParticipants } from '../../server/features/participants/participant-coffre.js';
import { recompterLot } from '../../server/features/participants/recompte-service.js';
import { purgerLot } from '../../server/features/participants/purge-service.js';
import { ecrireAuJournal } from '../../server/platform/journal.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir, comptesDeTest, type ComptesDeTest } from '../support/comptes.js';
import type { DossierDeTest } from '../support/dossier-depose.js';
import { inscrire, operationFse } from '../support/operation-fse.js';
import { texteDe, Visiteur } from '../support/visiteur.js';

describe('The data of participants once the longest duty to keep them is over', () => {
  let app: ApplicationDeTest;
  let comptes: ComptesDeTest;
  let terminee: DossierDeTest;
  let vivante: DossierDeTest;

  /** Clears the accounts of an operation on a day: its date of keeping follows. */
  async function apurer({ id }: DossierDeTest, le: string): Promise<void> {
    const { db } = app.deps;
    const { id: convention } = await db('conventions').where({ dossier_id: id }).first<{ id: string }>('id');
    await db('conventions').where({ id: convention }).update({ etat: 'soldee' });
    await db.transaction((trx) => ecrireAuJournal(trx, [{ action: 'convention.solder', objet: 'convention', objetId: convention, dossierId: id, de: 'en_execution', vers: 'soldee' }], { id: null, nom: 'Test' }, instantDeParis(`${le}T10:00`)));
    await db('dossiers').where({ id }).update({ conserve_jusqu_au: `${Number(le.slice(0, 4)) + 3}-12-31` });
  }
  const identites = async (o: DossierDeTest): Promise<number> => (await app.deps.db('participant_identites').where({ dossier_id: o.id })).length;
  const purges = async (): Promise<number[]> => (await app.deps.db('journal').where({ action: 'participant.purger' }).orderBy('rang').pluck<string[]>('donnees')).map((d) => (JSON.parse(d) as { fiches: number }).fiches);
  const page = async (chemin: string): Promise<string> => { const v = new Visiteur(app.adresse); await v.connecter(comptes.responsable.courriel); return texteDe((await v.lire(chemin)).corps); };

  before(async () => {
    app = await lancerApplication('2022-03-10T09:00');
    comptes = await comptesDeTest(app);
    terminee = await operationFse(app, { comptes });
    vivante = await operationFse(app, { comptes, appelId: terminee.appelId });
    for (let i = 0; i < 5; i += 1) await inscrire(app, terminee, i);
    await inscrire(app, vivante, 1);
    await apurer(terminee, '2022-11-15');
    // A date fixed by a control whose accounts are still open binds nobody.
    await app.deps.db('dossiers').where({ id: vivante.id }).update({ conserve_jusqu_au: '2024-12-31' });
  });
  after(() => app.fermer());

  it('are announced with their number and their day', async () => {
    expect(await page(`/dossiers/${terminee.id}/conservation`)).to.include('5 fiches nominatives seront détruites le 1er janvier 2026');
    expect(await page(`/dossiers/${vivante.id}/conservation`)).to.include('1 fiche nominative sera détruite au plus tôt le');
    expect(await page('/archives')).to.include('5 fiches à détruire le lendemain');
  });

  it('stay until the last day included, then go batch after batch: a run killed in the middle goes on, a second one does nothing', async () => {
    const totaux = await app.deps.db('participants').where({ dossier_id: terminee.id }).sum({ n: 'eeco01', longue: 'eeco03' }).first<object>();
    app.horloge.allerA('2025-12-31T23:00');
    await app.serveur.travailler();
    expect(await identites(terminee)).to.equal(5);
    app.horloge.allerA('2026-01-01T08:00');
    const lot = (): Promise<number> => app.deps.uniteDeTravail(SYSTEME, (ctx) => purgerLot(ctx, 2));
    expect(await lot()).to.equal(2);
    const tue = await app.deps.uniteDeTravail(SYSTEME, async (ctx) => { await purgerLot(ctx, 2); throw new Error('killed'); }).catch((e: unknown) => (e as Error).message);
    expect(tue).to.equal('killed');
    expect([await identites(terminee), await purges()]).to.deep.equal([3, [2]]);
    await app.serveur.travailler();
    expect([await identites(terminee), await purges()]).to.deep.equal([0, [2, 3]]);
    expect(await lot()).to.equal(0);
    expect(await identites(vivante), 'whose accounts are open').to.equal(1);
    expect(await app.deps.db('participants').where({ dossier_id: terminee.id }).sum({ n: 'eeco01', longue: 'eeco03' }).first<object>()).to.deep.equal(totaux);
    expect(await app.deps.db('participants').where({ dossier_id: terminee.id }).whereNotNull('pseudonyme')).to.have.length(0);
    expect(await page('/archives')).to.include('5 fiches détruites');
    expect(await page(`/dossiers/${terminee.id}/conservation`)).to.include('5 fiches ont déjà été détruites');
  });

  it('wait for the answer to a request that is still open', async () => {
    const coffre = coffreDesParticipants(app.deps);
    const demande = await agir(app, comptes.responsable, (ctx) => recevoirDemande(ctx, coffre, {
      nature: 'acces', canal: 'courrier', recueLe: jour('2026-01-01'), verification: 'presence', demandeur: { nom: 'Martin1', prenom: 'Camille', naissance: jour('1990-05-04'), autreNom: '', contact: 'Agen', representant: '', precision: '' },
    }));
    await apurer(vivante, '2022-11-15');
    app.horloge.allerA('2026-01-02T08:00');
    await app.serveur.travailler();
    expect(await identites(vivante)).to.equal(1);
    expect(await page('/archives')).to.include('dont 1 jusqu’à la réponse à une demande');
    await agir(app, comptes.responsable, (ctx) => repondreDemande(ctx, coffre, demande, { le: jour('2026-01-02'), moyen: 'remise' }));
    app.horloge.allerA('2026-01-03T08:00');
    await app.serveur.travailler();
    expect(await identites(vivante)).to.equal(0);
  });

  it('are counted again, some at a time, when the rule of the indicators changes', async () => {
    const o = await operationFse(app, { comptes, appelId: terminee.appelId });
    for (let i = 0; i < 3; i += 1) await inscrire(app, o, i, { minorite: null });
    const { db } = app.deps;
    const comptees = async (): Promise<object> => db('participants').where({ dossier_id: o.id }).sum({ n: 'eeco01', longue: 'eeco03', completes: 'complete' }).first<object>();
    const justes = await comptees();
    await db('participants').where({ dossier_id: o.id }).update({ regle: 1, eeco01: 0, eeco03: 0, complete: 0 });
    const coffre = coffreDesParticipants(app.deps);
    const lot = (): Promise<number> => app.deps.uniteDeTravail(SYSTEME, (ctx) => recompterLot(ctx, coffre, 2));
    expect([await lot(), await lot(), await lot()]).to.deep.equal([2, 1, 0]);
    expect(await comptees()).to.deep.equal(justes);
    expect(composerAtelier(app.deps).periodiques.map((p) => p.nature)).to.include.members(['participants.recompter', 'participants.purger', 'droits.oublier', 'participants.oublier_tableaux']);
  });
});
