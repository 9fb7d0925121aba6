import type { Deps } from '../../platform/deps.js';
import type { LigneClasseur } from '../../platform/lecture-classeur.js';
import { executant, type Executant } from '../../platform/travaux.js';
import { trouve } from '../../web/errors.js';
import { LecteurDeFeuilles } from './import-lecture.js';
import { lireImport } from './import-queries.js';
import { IMPORTER_DEPENSES, importerRangees, LIGNES_PAR_ETAPE, terminerImport, type ChargeImport } from './import-service.js';

/**
 * Reads a spreadsheet of expenses, some hundreds of rows a step: rows are read outside the transaction, written in it. Memory
 * holds one step whatever the file. Killed half-way it goes on from the step that was not counted.
 */
export function importationDeDepenses({ db, magasin }: Deps): Executant {
  const lecteur = new LecteurDeFeuilles(magasin);
  return executant<ChargeImport, readonly LigneClasseur[]>({
    nature: IMPORTER_DEPENSES,
    preparer: async ({ importId }, fait) => {
      const { fichier, apercu } = trouve(await lireImport(db, importId));
      if (fichier.analyse === 'infectee') return [];
      if (fichier.analyse === 'en_attente') throw new Error('the antivirus has not answered yet: the import waits');
      return lecteur.lot({ importId, cleStockage: fichier.cleStockage, typeMime: fichier.typeMime, ligneTitres: apercu.ligneTitres }, fait * LIGNES_PAR_ETAPE, LIGNES_PAR_ETAPE);
    },
    etape: async (ctx, { importId }, _fait, rangees) => {
      const suite = await importerRangees(ctx, importId, rangees);
      return suite && rangees.length === LIGNES_PAR_ETAPE ? { reste: true } : { reste: false, suite: await terminerImport(ctx, importId) };
    },
  });
}
