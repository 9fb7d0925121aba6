import type { Deps } from './platform/deps.js';
import type { Atelier } from './platform/travaux.js';
import { compositionDArchive } from './features/archives/archive-travaux.js';
import { analysesDeFichiers, periodiqueAnalyses } from './features/documents/fichier-travaux.js';
import { compositionDeLivret } from './features/comites/livret-travaux.js';
import { lotsDeLettres } from './features/lettres/lot-travaux.js';
import { importationDeDepenses } from './features/bilans/import-travaux.js';
import { RAPPELS_BILANS, rappelerBilans } from './features/bilans/rappel-travaux.js';
import { lectureDeLiasse } from './features/conventions/liasse-travaux.js';
import { RAPPELS_DE_SIGNATURE, rappelerLesSignatures } from './features/conventions/rappel-travaux.js';
import { importationDeParticipants, OUBLI_DES_TABLEAUX, oublierTableaux } from './features/participants/import-travaux.js';
import { OUBLI_DES_DEMANDEURS, oublierLesDemandeurs, PURGE_DES_PARTICIPANTS, purgerParticipants } from './features/participants/purge-travaux.js';
import { RECOMPTE_DES_PARTICIPANTS, recompterParticipants } from './features/participants/recompte-service.js';
import { RAPPELS_PARTICIPANTS, rappelerParticipants } from './features/participants/rappel-travaux.js';
import { compositionDeRapport } from './features/pilotage/rapport-travaux.js';
import { periodiqueRecapitulatifs, recapitulatifs } from './features/notifications/notifications-travaux.js';
import { RAPPELS_DES_AVIS, rappelerLesAvis } from './features/instruction/avis-travaux.js';
import { RAPPELS_REVERSEMENTS, rappelerReversements } from './features/versements/recouvrement-travaux.js';
import { RAPPELS_COMPLEMENTS, rappelerComplements } from './features/recevabilite/recevabilite-travaux.js';

/** Every background work of the product, one a line: the only place where they are wired. */
export function composerAtelier(deps: Deps): Atelier {
  return {
    executants: [
      ...analysesDeFichiers(deps),
      compositionDeLivret(deps),
      compositionDArchive(deps),
      compositionDeRapport(deps),
      importationDeDepenses(deps),
      importationDeParticipants(deps),
      lotsDeLettres,
      rappelerBilans,
      lectureDeLiasse(deps),
      oublierTableaux,
      oublierLesDemandeurs,
      purgerParticipants,
      recompterParticipants(deps),
      rappelerComplements,
      rappelerLesAvis,
      rappelerLesSignatures,
      rappelerParticipants,
      rappelerReversements,
      recapitulatifs,
    ],
    periodiques: [
      periodiqueAnalyses,
      OUBLI_DES_TABLEAUX,
      OUBLI_DES_DEMANDEURS,
      PURGE_DES_PARTICIPANTS,
      RECOMPTE_DES_PARTICIPANTS,
      RAPPELS_BILANS,
      RAPPELS_COMPLEMENTS,
      RAPPELS_DES_AVIS,
      RAPPELS_DE_SIGNATURE,
      RAPPELS_PARTICIPANTS,
      RAPPELS_REVERSEMENTS,
      periodiqueRecapitulatifs,
    ],
  };
}
