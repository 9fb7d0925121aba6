import { peut } from '../../domain/habilitations/peut.js';
import type { Demande } from '../../web/demande.js';
import type { DroitsFichier } from './fichier-queries.js';

/** Files of messages are read by those who write there, files of private notes by the agents who write them: seeing the dossier is not enough. */
export const droitsFichier = ({ acteur, sujet }: Demande): DroitsFichier =>
  ({ messages: peut(acteur, 'message.ecrire', sujet).permis, notes: peut(acteur, 'message.noter', sujet).permis });
