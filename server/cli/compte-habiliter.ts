import { accorderHabilitation } from '../features/comptes/compte-service.js';
import { habilitationsDe, personneParCourriel } from '../features/comptes/comptes-store.js';
import { agirEnBase } from './base-cli.js';
import { UsageInvalide, type Commande } from './commande.js';
import { exigerCourriel, exigerHabilitations } from './options.js';

/** Grants habilitations to an account that exists; those already held stay. */
export const habiliterCompte: Commande = async (config, options, ecrire) => {
  const courriel = exigerCourriel(options);
  const codes = exigerHabilitations(options);
  const tenues = await agirEnBase(config, async (ctx) => {
    const personne = await personneParCourriel(ctx.db, courriel);
    if (personne === null) throw new UsageInvalide(`Aucun compte à l’adresse ${courriel}.`);
    for (const code of codes) await accorderHabilitation(ctx, personne.id, code);
    return habilitationsDe(ctx.db, personne.id);
  });
  ecrire(`${courriel} : ${tenues.join(', ')}.`);
  return 0;
};
