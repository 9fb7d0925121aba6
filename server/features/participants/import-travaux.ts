import { CoffreFerme } from '../../platform/coffre.js';
import type { Deps } from '../../platform/deps.js';
import { importationParEtapes, LIGNES_PAR_ETAPE } from '../../platform/importations.js';
import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import { trouve } from '../../web/errors.js';
import { lireImport, lireLot } from './import-queries.js';
import { IMPORTER_PARTICIPANTS, importerRangees, oublierLesTableaux, terminerImport } from './import-service.js';
import { coffreDesParticipants } from './participant-coffre.js';

/** Reads the rows of a spreadsheet of participants, which wait encrypted, and removes them as it goes. */
export function importationDeParticipants(deps: Deps): Executant {
  const coffre = coffreDesParticipants(deps);
  return importationParEtapes({
    nature: IMPORTER_PARTICIPANTS,
    ranger: (ctx, importId, rangees, etape) => importerRangees(ctx, coffre, importId, rangees, etape),
    terminer: (ctx, importId) => terminerImport(ctx, coffre, importId),
    lire: async (importId, etape) => {
      const lot = await lireLot(deps.db, coffre, importId, etape);
      const { lignes } = trouve(await lireImport(deps.db, coffre, importId));
      if (lot === null && etape * LIGNES_PAR_ETAPE < lignes) throw new CoffreFerme('the rows of this import were removed before they were read');
      return lot ?? [];
    },
  });
}

const NATURE = 'participants.oublier_tableaux';

/** Each day, what is left of the spreadsheets of participants sent a month before is removed. */
export const OUBLI_DES_TABLEAUX: Periodique = { nature: NATURE, titre: 'Effacement des tableaux de participants', cadence: 'jour' };

const PAR_ETAPE = 50;

/** Removes those spreadsheets, some a step; the records they added stay. */
export const oublierTableaux: Executant = executant<object>({
  nature: NATURE,
  etape: async (ctx) => ((await oublierLesTableaux(ctx, PAR_ETAPE)) < PAR_ETAPE ? { reste: false } : { reste: true }),
});
