import { expect } from 'chai';
import { executer } from '../../server/cli/commandes.js';
import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { jour } from '../../server/domain/kernel/jour.js';
import { cleDePersonne } from '../../server/domain/participants/identite.js';
import { renouvelerLot } from '../../server/features/participants/cle-service.js';
import { lireDemande } from '../../server/features/participants/droits-queries.js';
import { recevoirDemande } from '../../server/features/participants/droits-service.js';
import { lireErreurs, lireImport, lireLot } from '../../server/features/participants/import-queries.js';
import { insererErreurs, insererLot, scellerApercu } from '../../server/features/participants/import-store.js';
import { coffreDesParticipants, ouvrirIdentite } from '../../server/features/participants/participant-coffre.js';
import { trouverParEmpreinte } from '../../server/features/participants/participant-queries.js';
import { lireCles, type Coffre } from '../../server/platform/coffre.js';
import { nouvelId } from '../../server/platform/ids.js';
import { verifierJournal } from '../../server/platform/journal.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { agir } from '../support/comptes.js';
import { inscrire, operationFse } from '../support/operation-fse.js';

const [ANCIENNE, NOUVELLE] = ['a'.repeat(64), 'b'.repeat(64)];
const coffre = (cles: string): Coffre => coffreDesParticipants({ config: { clesParticipants: lireCles(cles) } });

describe('The key of participants', () => {
  let app: ApplicationDeTest;
  before(async () => { app = await lancerApplication('2022-03-10T09:00', { clesParticipants: lireCles(`1:${ANCIENNE}`) }); });
  after(() => app.fermer());

  const commande = async (cles: string): Promise<{ code: number; sortie: string }> => {
    const lignes: string[] = [];
    const code = await executer(['participants', 'renouveler-cle'], { DATABASE_URL: app.deps.config.databaseUrl, PARTICIPANTS_KEYS: cles }, (l) => void lignes.push(l));
    return { code, sortie: lignes.join('\n').replace(/[\u00a0\u202f]/g, ' ') };
  };
  const versions = async (): Promise<number[]> => (await app.deps.db('participant_identites').orderBy('participant_id').pluck<number[]>('cle_version')).map(Number);

  it('is replaced batch after batch: what was cut short goes on, and the new key alone reads and finds everybody', async () => {
    const operation = await operationFse(app);
    for (let i = 0; i < 5; i += 1) await inscrire(app, operation, i, {}, { courriel: `personne${i}@exemple.fr` });
    const deux = coffre(`1:${ANCIENNE},2:${NOUVELLE}`);
    expect(await app.deps.uniteDeTravail(SYSTEME, (ctx) => renouvelerLot(ctx, deux, 2))).to.equal(2);
    expect((await versions()).filter((v) => v === 2)).to.have.length(2);
    const sansCle = await commande('');
    expect(sansCle.code).to.equal(2);
    expect(sansCle.sortie).to.include('Donnez PARTICIPANTS_KEYS');
    const sansAncienne = await commande(`2:${NOUVELLE}`);
    expect(sansAncienne.code).to.equal(1);
    expect(sansAncienne.sortie).to.include('manque dans PARTICIPANTS_KEYS');
    expect((await versions()).filter((v) => v === 2), 'nothing half done').to.have.length(2);
    const faite = await commande(`1:${ANCIENNE},2:${NOUVELLE}`);
    expect(faite.code).to.equal(0);
    expect(faite.sortie).to.include('3 lignes chiffrées de nouveau par la clé 2');
    expect(await versions()).to.deep.equal([2, 2, 2, 2, 2]);
    expect((await commande(`1:${ANCIENNE},2:${NOUVELLE}`)).sortie).to.include('0 ligne');
    const seule = coffre(`2:${NOUVELLE}`);
    for (const l of await app.deps.db('participant_identites').select<{ participant_id: string; cle_version: number; chiffre: string }[]>('participant_id', 'cle_version', 'chiffre')) {
      const identite = ouvrirIdentite(seule, l.participant_id, { version: Number(l.cle_version), chiffre: l.chiffre });
      expect(identite.nom).to.match(/^Martin\d$/);
      expect((await trouverParEmpreinte(app.deps.db, operation.id, seule.toutesLesEmpreintes(cleDePersonne({ ...identite, naissance: jour(identite.naissance) }))))?.id).to.equal(l.participant_id);
    }
    expect(await verifierJournal(app.deps.db)).to.include({ intact: true });
    const journal = await app.deps.db('journal').where({ action: 'participant.renouveler_cle' }).pluck<string[]>('donnees');
    expect(journal.map((d) => (JSON.parse(d) as { lignes: number }).lignes)).to.deep.equal([2, 3]);
    expect(journal.join()).to.not.match(/Martin|personne\d/);
  });

  it('is replaced for who asked about their data and for spreadsheets that wait; what nobody can read of these is discarded', async () => {
    const { db } = app.deps;
    const [trois, quatre] = ['c'.repeat(64), 'd'.repeat(64)];
    const deux = coffre(`2:${NOUVELLE}`);
    const demandeur = { nom: 'Martin1', prenom: 'Camille', naissance: jour('1990-05-04'), autreNom: '', contact: 'Agen', representant: '', precision: '' };
    const { id: auteur } = await db('personnes').where({ courriel: 'responsable@passerelle.test' }).first<{ id: string }>('id');
    const { id: dossierId } = await db('dossiers').first<{ id: string }>('id');
    const apercu = { format: 'csv', ligneTitres: 1, titres: ['Nom'], exemples: [['Martin1']], lignes: 1 } as const;
    const tableau = (cle: Coffre, id: string): Promise<void> => app.deps.uniteDeTravail(SYSTEME, async (ctx) => {
      await ctx.db('participant_imports').insert({ id, dossier_id: dossierId, sha256: '0'.repeat(64), lignes: 1, ...scellerApercu(cle, id, 'a.csv', apercu), demande_par: auteur, demande_le: ctx.maintenant });
      await insererLot(ctx.db, cle, id, 0, [{ numero: 2, cellules: ['Martin1'] }]);
      await insererErreurs(ctx.db, cle, id, [{ ligne: 2, champ: 'nom', colonne: 'A', trouve: 'Martin1', attendu: 'un nom' }]);
    });
    const [lisible, perdu] = [nouvelId(), nouvelId()];
    const demandeId = await agir(app, { id: auteur }, (ctx) => recevoirDemande(ctx, deux, { nature: 'acces', canal: 'courrier', recueLe: jour('2022-03-10'), verification: 'presence', demandeur }));
    await tableau(deux, lisible);
    await tableau(coffre(`1:${ANCIENNE}`), perdu);
    expect((await commande(`2:${NOUVELLE},3:${trois}`)).sortie).to.include('de nouveau par la clé 3');
    const apres = coffre(`3:${trois}`);
    expect((await lireDemande(db, apres, demandeId))?.demandeur).to.deep.equal(demandeur);
    expect(await lireLot(db, apres, lisible, 0)).to.deep.equal([{ numero: 2, cellules: ['Martin1'] }]);
    expect((await lireImport(db, apres, lisible))?.apercu.titres).to.deep.equal(['Nom']);
    expect((await lireErreurs(db, apres, lisible, {}, 10)).lignes[0]?.trouve).to.equal('Martin1');
    for (const table of ['participant_import_lots', 'participant_import_erreurs']) expect(await db(table).where({ import_id: perdu }), table).to.have.length(0);
    expect(await lireImport(db, apres, perdu)).to.equal(null);
    const sansLaSienne = await commande(`4:${quatre}`);
    expect(sansLaSienne.code).to.equal(1);
    expect(await lireDemande(db, apres, demandeId), 'nothing of a request is discarded').not.to.equal(null);
  });
});
