import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Anomalie } from '../domain/archives/manifeste.js';
import { verifierArchive, type VerificationArchive } from '../features/archives/archive-verification.js';
import { dateLongue, instantLong, pluriel } from '../platform/format.js';
import { ZipIllisible } from '../platform/lecture-zip.js';
import { UsageInvalide, type Commande, type Ecrire, type Options } from './commande.js';

const PHRASES: Readonly<Record<Anomalie, string>> = {
  manquant: 'manque dans l’archive',
  en_trop: 'n’est pas dans le manifeste',
  en_double: 'est présent deux fois',
  taille: 'n’a pas la taille du manifeste',
  empreinte: 'ne correspond pas à son empreinte',
  illisible: 'ne se lit pas : il est abîmé',
  format: 'n’est pas dans le format attendu',
  chaine: 'ne suit pas la chaîne du journal',
};

/** Checks the archive of a dossier without any database: 0 when it is whole, 1 with the name of each file that is not. */
export const verifierArchiveDeDossier: Commande = async (_config, options, ecrire) => {
  const fichier = await exigerFichier(options);
  const attendue = options['empreinte']?.[0]?.trim().toLowerCase();
  if (attendue !== undefined && attendue !== (await empreinteDuFichier(fichier))) {
    ecrire('Archive altérée : le fichier ne correspond pas à l’empreinte donnée.');
    return 1;
  }
  try {
    return rendreCompte(await verifierArchive(fichier), ecrire);
  } catch (erreur) {
    if (!(erreur instanceof ZipIllisible)) throw erreur;
    ecrire('Archive illisible : ce n’est pas une archive ZIP, ou elle est abîmée.');
    return 1;
  }
};

async function exigerFichier(options: Options): Promise<string> {
  const [fichier, ...autres] = options['fichier'] ?? [];
  if (fichier === undefined || autres.length > 0) throw new UsageInvalide('Donnez un fichier ZIP, et un seul.');
  const infos = await stat(fichier).catch(() => null);
  if (infos?.isFile() !== true) throw new UsageInvalide(`Fichier illisible : ${fichier}`);
  return fichier;
}

function rendreCompte({ manifeste, empreinte, anomalies }: VerificationArchive, ecrire: Ecrire): number {
  if (manifeste !== null) {
    const { dossier, etabliLe, etabliPar, conservation, fichiers, absents } = manifeste;
    ecrire(`Dossier ${dossier.numero}, ${dossier.organisme} : archive établie le ${instantLong(etabliLe)} par ${etabliPar}.`);
    if (conservation.jusquau !== null) ecrire(`À conserver ${conservation.definitive ? 'jusqu’au' : 'au moins jusqu’au'} ${dateLongue(conservation.jusquau)}.`);
    ecrire(`${pluriel(fichiers.length, 'fichier')} au manifeste, ${pluriel(absents.length, 'fichier retenu', 'fichiers retenus')} par l’antivirus.`);
  }
  if (empreinte !== null) ecrire(`Empreinte du manifeste : ${empreinte}`);
  if (anomalies.length === 0) {
    ecrire('Archive intacte.');
    return 0;
  }
  ecrire(`Archive altérée : ${pluriel(anomalies.length, 'anomalie')}.`);
  for (const { nom, code } of anomalies) ecrire(`  ${nom} : ${PHRASES[code]}.`);
  return 1;
}

async function empreinteDuFichier(chemin: string): Promise<string> {
  const somme = createHash('sha256');
  for await (const morceau of createReadStream(chemin)) somme.update(morceau as Buffer);
  return somme.digest('hex');
}
