import { parseArgs } from 'node:util';
import { Refus } from '../domain/kernel/refus.js';
import { lireConfigCli } from '../platform/config.js';
import { messageDeRefus } from '../web/refus-messages.js';
import { UsageInvalide, type Commande, type Ecrire, type Options } from './commande.js';
import { creerCompte } from './compte-creer.js';
import { habiliterCompte } from './compte-habiliter.js';
import { verifier } from './journal-verifier.js';
import { charger } from './territoires-charger.js';

const COMMANDES: Readonly<Record<string, Commande>> = {
  'journal verifier': verifier,
  'compte creer': creerCompte,
  'compte habiliter': habiliterCompte,
  'territoires charger': charger,
};

const AIDE = `Commandes :
  journal verifier
      Relit toute la chaîne du journal ; nomme la première ligne altérée.
  compte creer --courriel nom@exemple.fr --prenom Prénom --nom Nom [--fonction Fonction] --habilitation code [--habilitation code…]
      Ouvre le compte d’un agent et donne le lien, à usage unique, pour choisir son mot de passe.
  compte habiliter --courriel nom@exemple.fr --habilitation code [--habilitation code…]
      Ajoute des habilitations à un compte.
  territoires charger FICHIER.csv
      Ajoute ou renomme les territoires d’un fichier « code;nom;niveau » (niveau : departement ou territoire) ; n’en retire aucun.

Base : DATABASE_URL (sqlite:chemin ou postgres://…). Adresse publique des liens : BASE_URL.`;

const texte = { type: 'string', multiple: true } as const;

/**
 * Runs the command named by the first two arguments.
 * @returns the exit code: 0 done, 1 refused or wrong, 2 when the command is not understood
 * @throws ConfigInvalide
 */
export async function executer(args: readonly string[], env: NodeJS.ProcessEnv, ecrire: Ecrire): Promise<number> {
  const commande = COMMANDES[args.slice(0, 2).join(' ')];
  if (commande === undefined) {
    ecrire(AIDE);
    return args.length === 0 || args[0] === 'aide' ? 0 : 2;
  }
  try {
    return await commande(lireConfigCli(env), lireOptions(args.slice(2), commande === charger), ecrire);
  } catch (erreur) {
    if (!(erreur instanceof UsageInvalide) && !(erreur instanceof Refus)) throw erreur;
    ecrire(erreur instanceof Refus ? messageDeRefus(erreur) : erreur.message);
    return erreur instanceof Refus ? 1 : 2;
  }
}

function lireOptions(args: readonly string[], fichiers: boolean): Options {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: fichiers, options: { courriel: texte, prenom: texte, nom: texte, fonction: texte, habilitation: texte } });
    return { ...values, fichier: positionals };
  } catch {
    throw new UsageInvalide(`Option inconnue.\n\n${AIDE}`);
  }
}
