import { expect } from 'chai';
import { CHAMPS_IMPORT } from '../../server/domain/bilans/importation.js';
import { apercevoirDepenses, LecteurDeFeuilles } from '../../server/features/bilans/import-lecture.js';
import { lancerImport, deposerFeuille, importerRangees, terminerImport } from '../../server/features/bilans/import-service.js';
import { lireErreurs, lireImport, type ErreurLue } from '../../server/features/bilans/import-queries.js';
import { rangerFichier } from '../../server/features/documents/fichier-service.js';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LIGNES_PAR_ETAPE, parcourirErreurs } from '../../server/platform/importations.js';
import { sha256 } from '../../server/platform/ids.js';
import { formatDuType } from '../../server/platform/lecture-classeur.js';
import { lancerApplication, type ApplicationDeTest } from '../support/application.js';
import { BASE } from '../support/base.js';
import { agir } from '../support/comptes.js';
import { conventionSignee } from '../support/convention-signee.js';
import { fichierDeDepenses, lignesDeDepenses } from '../support/feuille-depenses.js';

const [LIGNES, FAUTES] = [10_000, 137];
/** Growth of the resident memory allowed while a spreadsheet is read and its rows written. */
const CROISSANCE_MAX_MO = 150;
const COLONNES = { poste: 0, libelle: 1, fournisseur: 2, reference: 3, date: 4, acquitteeLe: 5, montant: 6, salarie: 7, mois: 8, heures: 9 };

describe(`import of ${LIGNES} expenses with ${FAUTES} planted errors`, function () {
  this.timeout(1_800_000);
  let app: ApplicationDeTest;

  beforeEach(async () => { app = await lancerApplication(); });
  afterEach(() => app.fermer());

  for (const format of ['xlsx', 'ods', 'csv'] as const) {
    it(`reports exactly those rows of a ${format} file, in bounded memory`, async () => {
      const convention = await conventionSignee(app);
      const { lignes, plantees } = lignesDeDepenses(LIGNES, FAUTES);
      const fichier = await fichierDeDepenses(format, lignes);
      const octets = Buffer.from(await fichier.arrayBuffer());
      const chemin = path.join(app.deps.magasin.transit, 'dépenses');
      await writeFile(chemin, octets);
      globalThis.gc?.();
      const [depart, debut] = [process.memoryUsage().rss, performance.now()];
      let plusHaut = depart;
      const mesurer = (): void => { plusHaut = Math.max(plusHaut, process.memoryUsage().rss); };
      const type = formatDuType(fichier.type);
      if (type === null) throw new Error(`no table: ${fichier.type}`);
      const apercu = await apercevoirDepenses(chemin, type);
      mesurer();
      const importId = await agir(app, convention.comptes.redacteur, async (ctx) => {
        const fichierId = await rangerFichier(ctx, app.deps.magasin, { champ: 'feuille', nom: fichier.name, chemin, typeMime: fichier.type, taille: octets.length, sha256: sha256(octets) });
        const id = await deposerFeuille(ctx, convention.id, 'final', { fichierId, apercu });
        await lancerImport(ctx, convention.id, 'final', id, { colonnes: COLONNES, poste: null });
        return id;
      });
      const feuille = await lireImport(app.deps.db, importId);
      if (feuille === null) throw new Error('no import');
      const lecteur = new LecteurDeFeuilles(app.deps.magasin);
      for (let etape = 0; ; etape += 1) {
        const rangees = await lecteur.lot({ importId, cleStockage: feuille.fichier.cleStockage, typeMime: feuille.fichier.typeMime, ligneTitres: apercu.ligneTitres }, etape * LIGNES_PAR_ETAPE, LIGNES_PAR_ETAPE);
        await agir(app, convention.comptes.redacteur, (ctx) => importerRangees(ctx, importId, rangees));
        mesurer();
        if (rangees.length < LIGNES_PAR_ETAPE) break;
      }
      await agir(app, convention.comptes.redacteur, (ctx) => terminerImport(ctx, importId));
      const [secondes, croissance] = [(performance.now() - debut) / 1000, (plusHaut - depart) / 2 ** 20];
      const trouvees: number[] = [];
      for await (const e of parcourirErreurs<ErreurLue>((sens, taille) => lireErreurs(app.deps.db, importId, sens, taille), CHAMPS_IMPORT)) trouvees.push(e.ligne);
      expect(trouvees).to.deep.equal(plantees.map((p) => p.ligne));
      const fini = await lireImport(app.deps.db, importId);
      expect([fini?.lues, fini?.ajoutees, fini?.ecartees]).to.deep.equal([LIGNES, LIGNES - FAUTES, FAUTES]);
      process.stderr.write(`  ${BASE}, ${format} : ${LIGNES} lignes, ${FAUTES} fautes signalées, en ${secondes.toFixed(1)} s, mémoire +${croissance.toFixed(0)} Mo\n`);
      expect(croissance).to.be.lessThan(CROISSANCE_MAX_MO);
    });
  }
});
