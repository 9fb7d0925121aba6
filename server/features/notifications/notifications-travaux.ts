import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import { recapitulerUnePersonne } from './recapitulatif-service.js';

const NATURE = 'notifications.recapituler';

/** The daily mails: looked at every hour, written from seven in the morning (Paris), one person a step. */
export const recapitulatifs: Executant = executant<object>({
  nature: NATURE,
  etape: async (ctx) => ((await recapitulerUnePersonne(ctx)) ? { reste: true } : { reste: false }),
});

export const periodiqueRecapitulatifs: Periodique = { nature: NATURE, titre: 'Récapitulatifs quotidiens des notifications', cadence: 'heure' };
