import { titresReconnus } from '../../domain/importations/colonnes.js';
import { TABLEAU_DE_PARTICIPANTS } from '../../domain/participants/importation.js';
import { apercevoir, type ApercuFeuille } from '../../platform/apercu-feuille.js';
import { lireClasseur, type FormatClasseur, type LimitesClasseur } from '../../platform/lecture-classeur.js';
import type { FichierRecu } from '../../web/demande.js';
import type { FeuilleRecue } from './import-service.js';

/** A spreadsheet of participants, at most. */
const LIMITES: LimitesClasseur = { lignes: 10_000, cellulesParLigne: 60, caracteresParCellule: 1_000 };

/** What a spreadsheet of participants shows before it is read. @throws ClasseurRefuse */
export const apercevoirParticipants = (chemin: string, format: FormatClasseur): Promise<ApercuFeuille> =>
  apercevoir(chemin, { format, limites: LIMITES, titresReconnus: (cellules) => titresReconnus(TABLEAU_DE_PARTICIPANTS, cellules) });

/** A received spreadsheet as it is kept: its rows are read as they are asked for. */
export const feuilleRecue = ({ nom, sha256, chemin }: FichierRecu, apercu: ApercuFeuille): FeuilleRecue =>
  ({ nom, sha256, apercu, rangees: lireClasseur(chemin, { format: apercu.format, limites: LIMITES }) });
