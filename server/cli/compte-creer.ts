import { accorderHabilitation, creerPersonne } from '../features/comptes/compte-service.js';
import { emettreJeton } from '../features/comptes/jetons-service.js';
import { SANS_MOT_DE_PASSE } from '../features/comptes/mot-de-passe.js';
import { paths, vers } from '../web/paths.js';
import { agirEnBase } from './base-cli.js';
import type { Commande } from './commande.js';
import { exiger, exigerCourriel, exigerHabilitations } from './options.js';

/** Opens an agent's account: the first one of an installation, when no administrator can invite yet. */
export const creerCompte: Commande = async (config, options, ecrire) => {
  const personne = { courriel: exigerCourriel(options), prenom: exiger(options, 'prenom'), nom: exiger(options, 'nom'), fonction: options['fonction']?.[0] ?? '' };
  const habilitations = exigerHabilitations(options);
  const jeton = await agirEnBase(config, async (ctx) => {
    const id = await creerPersonne(ctx, { ...personne, motDePasseHache: SANS_MOT_DE_PASSE, confirme: false });
    for (const code of habilitations) await accorderHabilitation(ctx, id, code);
    ctx.journaliser({ action: 'compte.inviter', objet: 'personne', objetId: id });
    return emettreJeton(ctx, id, 'invitation');
  });
  ecrire(`Compte ouvert pour ${personne.prenom} ${personne.nom} (${habilitations.join(', ')}).`);
  ecrire('Lien pour choisir le mot de passe, valable sept jours et une seule fois :');
  ecrire(config.baseUrl + vers(paths.nouveauMotDePasse, { jeton }));
  return 0;
};
