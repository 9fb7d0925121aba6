import { executant, type Executant } from '../../platform/travaux.js';
import { ETABLIR_LOT, etablirLettres, terminerLot, type ChargeLot } from './lot-service.js';

/** Establishes a batch of letters, some a step. */
export const lotsDeLettres: Executant = executant<ChargeLot>({
  nature: ETABLIR_LOT,
  etape: async (ctx, { lotId }, fait) => ((await etablirLettres(ctx, lotId, fait)) ? { reste: true } : { reste: false, suite: await terminerLot(ctx, lotId) }),
});
