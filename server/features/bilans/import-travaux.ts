import type { Deps } from '../../platform/deps.js';
import { importationParEtapes, LIGNES_PAR_ETAPE } from '../../platform/importations.js';
import type { Executant } from '../../platform/travaux.js';
import { trouve } from '../../web/errors.js';
import { LecteurDeFeuilles } from './import-lecture.js';
import { lireImport } from './import-queries.js';
import { IMPORTER_DEPENSES, importerRangees, terminerImport } from './import-service.js';

/** Reads a spreadsheet of expenses, which stays among the evidence of its bilan, once the antivirus has answered. */
export function importationDeDepenses({ db, magasin }: Deps): Executant {
  const lecteur = new LecteurDeFeuilles(magasin);
  return importationParEtapes({
    nature: IMPORTER_DEPENSES, ranger: importerRangees, terminer: terminerImport,
    lire: async (importId, etape) => {
      const { fichier, apercu } = trouve(await lireImport(db, importId));
      if (fichier.analyse === 'infectee') return [];
      if (fichier.analyse === 'en_attente') throw new Error('the antivirus has not answered yet: the import waits');
      return lecteur.lot({ importId, cleStockage: fichier.cleStockage, typeMime: fichier.typeMime, ligneTitres: apercu.ligneTitres }, etape * LIGNES_PAR_ETAPE, LIGNES_PAR_ETAPE);
    },
  });
}
