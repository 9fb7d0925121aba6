import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import { oublierDemandeurs } from './droits-service.js';
import { purgerLot } from './purge-service.js';

const PURGE = 'participants.purger';
const OUBLI = 'droits.oublier';

/** Each day, who took part in operations whose longest duty to keep is over is destroyed. */
export const PURGE_DES_PARTICIPANTS: Periodique = { nature: PURGE, titre: 'Destruction des données de participants arrivées à terme', cadence: 'jour' };
/** Each day, who asked about their data more than a year ago is destroyed. */
export const OUBLI_DES_DEMANDEURS: Periodique = { nature: OUBLI, titre: 'Destruction de l’identité des demandeurs du registre des droits', cadence: 'jour' };

/** Records destroyed in one transaction, which the journal counts. */
const FICHES_PAR_ETAPE = 500;
const DEMANDES_PAR_ETAPE = 100;

/** One operation, or a part of it, a step. */
export const purgerParticipants: Executant = executant<object>({
  nature: PURGE,
  etape: async (ctx) => ((await purgerLot(ctx, FICHES_PAR_ETAPE)) === 0 ? { reste: false } : { reste: true }),
});

export const oublierLesDemandeurs: Executant = executant<object>({
  nature: OUBLI,
  etape: async (ctx) => ((await oublierDemandeurs(ctx, DEMANDES_PAR_ETAPE)) < DEMANDES_PAR_ETAPE ? { reste: false } : { reste: true }),
});
