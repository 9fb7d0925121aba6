import { expect } from 'chai';
import { lireNomsTotaux, lireTableauTotaux } from '../../server/features/participants/totaux.js';
import { lireDemandeTotaux } from '../../server/features/participants/totaux-filtre.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { BASE } from '../support/base.js';
import { baseDeParticipants } from '../support/participants-en-nombre.js';
import { compterRequetes } from '../support/pilotage.js';
import { verifierOperations, verifierTotaux } from '../support/totaux-participants.js';

const DOSSIERS = Number(process.env['DOSSIERS'] ?? 20_000);
const PARTICIPANTS = Number(process.env['PARTICIPANTS'] ?? 200_000);

describe(`indicators over ${PARTICIPANTS} participants of ${DOSSIERS} dossiers`, function () {
  this.timeout(1_800_000);
  let app: ApplicationDeTest;

  before(async () => { app = await lancerApplication('2024-10-01T09:00'); });
  after(() => app.fermer());

  it('are exact against a plain recount, in as many queries as over sixty', async () => {
    const { db } = app.deps;
    const demandee = lireDemandeTotaux({});
    const lire = async (): Promise<number> => compterRequetes(db, async () => lireTableauTotaux(db, demandee, await lireNomsTotaux(db), true));
    const petite = await baseDeParticipants(app, { dossiers: 60, participants: 60, graine: 1 });
    await lire();
    const requetes = await lire();
    const grande = await baseDeParticipants(app, { dossiers: DOSSIERS, participants: PARTICIPANTS, graine: 31 });
    const base = { operations: [...petite.operations, ...grande.operations], personnes: [...petite.personnes, ...grande.personnes] };
    await lire();
    const debut = performance.now();
    expect(await lire()).to.equal(requetes);
    const duree = performance.now() - debut;
    const compares = await verifierTotaux(db, base);
    await verifierOperations(db, base, ['fiches', 'incompletes', 'EECO01', 'EECR05']);
    process.stderr.write(`  ${BASE} : ${base.personnes.length} participants, ${compares} chiffres exacts, page en ${Math.round(duree)} ms et ${requetes} requêtes, mémoire au plus ${Math.round(process.resourceUsage().maxRSS / 1024)} Mo\n`);
  });
});
