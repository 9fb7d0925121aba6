import { creerAntivirus, type Verdict } from '../../platform/antivirus.js';
import type { Deps } from '../../platform/deps.js';
import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import { ANALYSER, enregistrerVerdict, reprendreLesAnalyses } from './fichier-service.js';
import { lireFichierAAnalyser } from './fichier-queries.js';

const REPRENDRE = 'fichiers.reprendre_analyses';

/**
 * Scans, one file a work: the antivirus is asked outside any transaction, its verdict written in one. Without a clear
 * verdict the work is tried again with growing waits; given up, it is ordered again within the hour.
 */
export function analysesDeFichiers({ db, magasin, config }: Deps): readonly Executant[] {
  const antivirus = config.antivirus === null ? null : creerAntivirus(config.antivirus);
  const analyser = executant<{ fichierId: string }, Verdict | null>({
    nature: ANALYSER,
    async preparer({ fichierId }) {
      const fichier = await lireFichierAAnalyser(db, fichierId);
      if (fichier?.analyse !== 'en_attente') return null;
      if (antivirus === null) throw new Error('no antivirus is configured any more: the file keeps waiting');
      return antivirus.analyser(magasin.ouvrir(fichier.cleStockage));
    },
    async etape(ctx, { fichierId }, _fait, verdict) {
      if (verdict !== null) await enregistrerVerdict(ctx, fichierId, verdict);
      return { reste: false };
    },
  });
  const reprendre = executant<object>({
    nature: REPRENDRE,
    etape: async (ctx) => (config.antivirus !== null && (await reprendreLesAnalyses(ctx)) ? { reste: true } : { reste: false }),
  });
  return [analyser, reprendre];
}

export const periodiqueAnalyses: Periodique = { nature: REPRENDRE, titre: 'Reprise des analyses antivirus', cadence: 'heure' };
