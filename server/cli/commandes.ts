import { parseArgs } from 'node:util';
import { Refus } from '../domain/kernel/refus.js';
import { lireConfigCli } from '../platform/config.js';
import { messageDeRefus } from '../web/refus-messages.js';
import { verifierBudgetDeFiche } from './budget-fiche.js';
import { verifierArchiveDeDossier } from './archive-verifier.js';
import { UsageInvalide, type Commande, type Ecrire, type Options } from './commande.js';
import { renouvelerCle } from './cle-renouveler.js';
import { creerCompte } from './compte-creer.js';
import { habiliterCompte } from './compte-habiliter.js';
import { genererJeuEssai } from './jeu-essai.js';
import { verifierLivre } from './grand-livre-verifier.js';
import { verifier } from './journal-verifier.js';
import { verifierTableauFinancier } from './tableau-financier.js';
import { chargerProgrammeDeFichier } from './programme-charger.js';
import { charger } from './territoires-charger.js';

const COMMANDES: Readonly<Record<string, Commande>> = {
  'journal verifier': verifier,
  'grand-livre verifier': verifierLivre,
  'compte creer': creerCompte,
  'compte habiliter': habiliterCompte,
  'territoires charger': charger,
  'jeu-essai': genererJeuEssai,
  'programme charger': chargerProgrammeDeFichier,
  'tableau-financier verifier': verifierTableauFinancier,
  'budget-fiche verifier': verifierBudgetDeFiche,
  'archive verifier': verifierArchiveDeDossier,
  'participants renouveler-cle': renouvelerCle,
};

/** Commands that read a file named on the command line. */
const AVEC_FICHIER: readonly Commande[] = [charger, chargerProgrammeDeFichier, verifierTableauFinancier, verifierBudgetDeFiche, verifierArchiveDeDossier];

const AIDE = `Commandes :
  journal verifier
      Relit toute la chaîne du journal ; nomme la première ligne altérée.
  grand-livre verifier [--json]
      Compare le grand livre aux conventions, enveloppes, versements et titres ; nomme chaque différence : 0 sans différence, 1 sinon.
  compte creer --courriel nom@exemple.fr --prenom Prénom --nom Nom [--fonction Fonction] --habilitation code [--habilitation code…]
      Ouvre le compte d’un agent et donne le lien, à usage unique, pour choisir son mot de passe.
  compte habiliter --courriel nom@exemple.fr --habilitation code [--habilitation code…]
      Ajoute des habilitations à un compte.
  territoires charger FICHIER.csv
      Ajoute ou renomme les territoires d’un fichier « code;nom;niveau » (niveau : departement ou territoire) ; n’en retire aucun.
  programme charger FICHIER [--annees 2023-2027]
      Charge les objectifs et les fiches du programme ; les années se lisent dans le nom du fichier. Recharger le même fichier ne change rien.
  jeu-essai --dossiers N [--graine N] [--mot-de-passe MotDePasse] [--force]
      Remplit une base vide de données inventées, pour essayer le produit à sa taille ; sans mot de passe, aucun de ses comptes ne peut se connecter.
  tableau-financier verifier FICHIER [--avenant "Thème=montant"…]
      Contrôle le tableau financier d’une convention amont (CSV, XLSX ou ODS) et écrit le résultat en JSON : 0 sans anomalie, 1 sinon. N’ouvre aucune base.
  budget-fiche verifier FICHIER [--budget 70000.00]
      Contrôle de même le budget détaillé d’une fiche, et le compare au budget de la fiche dans le tableau.
  archive verifier FICHIER.zip [--empreinte SHA256]
      Contrôle l’archive d’un dossier, sans base : 0 si chaque fichier est celui du manifeste, 1 sinon, avec leurs noms. L’empreinte est celle que donne la page de l’archive.
  participants renouveler-cle
      Chiffre de nouveau, par la clé la plus récente de PARTICIPANTS_KEYS, l’identité des participants qu’une clé plus ancienne a chiffrée ; interrompue, elle reprend.

Base : DATABASE_URL (sqlite:chemin ou postgres://…). Adresse publique des liens : BASE_URL.`;

const texte = { type: 'string', multiple: true } as const;

/**
 * Runs the command named by the first one or two arguments.
 * @param ecrireErreur where what went wrong is told; with the results by default
 * @returns the exit code: 0 done, 1 refused or wrong, 2 when the command is not understood
 * @throws ConfigInvalide
 */
export async function executer(args: readonly string[], env: NodeJS.ProcessEnv, ecrire: Ecrire, ecrireErreur: Ecrire = ecrire): Promise<number> {
  const nom = [2, 1].map((mots) => args.slice(0, mots).join(' ')).find((n) => Object.hasOwn(COMMANDES, n)) ?? '';
  const commande = COMMANDES[nom];
  if (commande === undefined) {
    const demandee = args.length === 0 || args[0] === 'aide';
    (demandee ? ecrire : ecrireErreur)(AIDE);
    return demandee ? 0 : 2;
  }
  try {
    return await commande(lireConfigCli(env), lireOptions(args.slice(nom.split(' ').length), AVEC_FICHIER.includes(commande)), ecrire);
  } catch (erreur) {
    if (!(erreur instanceof UsageInvalide) && !(erreur instanceof Refus)) throw erreur;
    ecrireErreur(erreur instanceof Refus ? messageDeRefus(erreur) : erreur.message);
    return erreur instanceof Refus ? 1 : 2;
  }
}

function lireOptions(args: readonly string[], fichiers: boolean): Options {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: fichiers, options: {
      courriel: texte, prenom: texte, nom: texte, fonction: texte, habilitation: texte, dossiers: texte, graine: texte, 'mot-de-passe': texte, budget: texte, avenant: texte, annees: texte, empreinte: texte, force: { type: 'boolean' }, json: { type: 'boolean' },
    } });
    const { force, json, ...textes } = values;
    return { ...textes, fichier: positionals, ...(force === true ? { force: [] } : {}), ...(json === true ? { json: [] } : {}) };
  } catch {
    throw new UsageInvalide(`Option inconnue.\n\n${AIDE}`);
  }
}
