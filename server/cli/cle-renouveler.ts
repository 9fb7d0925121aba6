import { coffreDesParticipants } from '../features/participants/participant-coffre.js';
import { renouvelerLot } from '../features/participants/cle-service.js';
import { CoffreFerme } from '../platform/coffre.js';
import { nombre, pluriel } from '../platform/format.js';
import { agirParLots } from './base-cli.js';
import { UsageInvalide, type Commande } from './commande.js';

/** Encrypts again, batch after batch, every identity, request and spreadsheet that an older key wrote; run again after a stop, it goes on. */
export const renouvelerCle: Commande = async (config, _options, ecrire) => {
  const coffre = coffreDesParticipants({ config });
  if (!coffre.ouvert) throw new UsageInvalide('Donnez PARTICIPANTS_KEYS : l’ancienne clé et la nouvelle.');
  let faites = 0;
  try {
    await agirParLots(config, async (ctx) => {
      const lot = await renouvelerLot(ctx, coffre);
      return { faits: lot, reste: lot > 0 };
    }, (n) => { faites += n; if (n > 0) ecrire(`${nombre(faites)}…`); });
  } catch (erreur) {
    if (!(erreur instanceof CoffreFerme)) throw erreur;
    ecrire('La clé qui a chiffré une identité ou une demande manque dans PARTICIPANTS_KEYS, ou ce texte a été altéré : rien n’est perdu de ce qui est fait, remettez la clé puis recommencez.');
    return 1;
  }
  ecrire(`${pluriel(faites, 'ligne chiffrée', 'lignes chiffrées')} de nouveau par la clé ${nombre(coffre.version)}. Rien ne dépend plus d’une clé plus ancienne.`);
  return 0;
};
