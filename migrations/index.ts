import type { Knex } from 'knex';
import * as socle from './0001-socle.js';
import * as comptes from './0002-comptes.js';
import * as appels from './0003-appels.js';
import * as dossiers from './0004-dossiers.js';
import * as instruction from './0005-instruction.js';
import * as decision from './0006-decision.js';
import * as argent from './0007-argent.js';
import * as travaux from './0008-travaux.js';
import * as pieces from './0009-pieces.js';
import * as organismes from './0010-organismes.js';
import * as recevabilite from './0011-recevabilite.js';
import * as echanges from './0012-echanges.js';
import * as listes from './0013-listes.js';
import * as redaction from './0015-redaction.js';
import * as redactionAppels from './0014-appels.js';
import * as comite from './0016-comite.js';
import * as bilans from './0021-bilans.js';
import * as grandLivre from './0017-grand-livre.js';
import * as decisions from './0019-decision.js';
import * as enveloppes from './0024-enveloppes.js';
import * as donneesSortantes from './0026-donnees-sortantes.js';
import * as instructionApprofondie from './0018-instruction.js';
import * as archives from './0022-archives.js';
import * as programme from './0023-programme.js';
import * as controle from './0028-controle.js';
import * as conventions from './0020-conventions.js';
import * as versements from './0028-versements.js';
import * as prolongations from './0034-prolongations.js';
import * as avenants from './0031-avenants.js';
import * as questions from './0035-questions.js';
import * as pilotage from './0038-pilotage.js';
import * as recouvrement from './0036-recouvrement.js';
import * as questionnaires from './0039-questionnaires.js';
import * as participants from './0037-participants.js';
import * as controleParRisque from './0040-controle.js';
import * as irregularites from './0041-irregularites.js';
import * as importsParticipants from './0042-imports-participants.js';
import * as totauxParticipants from './0044-totaux-participants.js';
import * as controleParEchantillon from './0046-controle-par-echantillon.js';
import * as droitsDesPersonnes from './0047-droits-des-personnes.js';
import * as regleDesIndicateurs from './0048-regle-des-indicateurs.js';

interface Migration {
  up(db: Knex): Promise<void>;
}

/** Every migration in its order; the name stored in the database carries no file extension. */
export const migrations: readonly { nom: string; migration: Migration }[] = [
  { nom: '0001-socle', migration: socle },
  { nom: '0002-comptes', migration: comptes },
  { nom: '0003-appels', migration: appels },
  { nom: '0004-dossiers', migration: dossiers },
  { nom: '0005-instruction', migration: instruction },
  { nom: '0006-decision', migration: decision },
  { nom: '0007-argent', migration: argent },
  { nom: '0008-travaux', migration: travaux },
  { nom: '0009-pieces', migration: pieces },
  { nom: '0010-organismes', migration: organismes },
  { nom: '0011-recevabilite', migration: recevabilite },
  { nom: '0012-echanges', migration: echanges },
  { nom: '0013-listes', migration: listes },
  { nom: '0014-appels', migration: redactionAppels },
  { nom: '0015-redaction', migration: redaction },
  { nom: '0016-comite', migration: comite },
  { nom: '0021-bilans', migration: bilans },
  { nom: '0017-grand-livre', migration: grandLivre },
  { nom: '0019-decision', migration: decisions },
  { nom: '0024-enveloppes', migration: enveloppes },
  { nom: '0026-donnees-sortantes', migration: donneesSortantes },
  { nom: '0018-instruction', migration: instructionApprofondie },
  { nom: '0022-archives', migration: archives },
  { nom: '0023-programme', migration: programme },
  { nom: '0028-controle', migration: controle },
  { nom: '0020-conventions', migration: conventions },
  { nom: '0028-versements', migration: versements },
  { nom: '0034-prolongations', migration: prolongations },
  { nom: '0031-avenants', migration: avenants },
  { nom: '0035-questions', migration: questions },
  { nom: '0038-pilotage', migration: pilotage },
  { nom: '0036-recouvrement', migration: recouvrement },
  { nom: '0039-questionnaires', migration: questionnaires },
  { nom: '0037-participants', migration: participants },
  { nom: '0040-controle', migration: controleParRisque },
  { nom: '0041-irregularites', migration: irregularites },
  { nom: '0042-imports-participants', migration: importsParticipants },
  { nom: '0044-totaux-participants', migration: totauxParticipants },
  { nom: '0046-controle-par-echantillon', migration: controleParEchantillon },
  { nom: '0047-droits-des-personnes', migration: droitsDesPersonnes },
  { nom: '0048-regle-des-indicateurs', migration: regleDesIndicateurs },
];
