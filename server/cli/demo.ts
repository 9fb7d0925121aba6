import { rm } from 'node:fs/promises';
import path from 'node:path';
import { etatDemonstration, semerDemonstration } from '../../seeds/demonstration/index.js';
import { AGENTS, MOT_DE_PASSE_DEMONSTRATION, ORGANISMES, REDACTEUR, type Personnage } from '../../seeds/demonstration/personnages.js';
import { ConfigInvalide, lireConfig, type Config } from '../platform/config.js';
import { ouvrirBase } from '../platform/database.js';
import { libelle } from '../web/libelles.js';
import { demarrer, preparerDeps } from '../serveur.js';

/** `npm run demo`: a demonstration département, kept between runs; `-- --neuf` starts over. */
async function principal(): Promise<void> {
  const config = lireConfig(process.env, 'demonstration');
  if (process.argv.includes('--neuf')) await effacer(config);
  let deps = await preparerDeps(config);
  if ((await etatDemonstration(deps)) === 'interrompue') {
    ecrire('La création précédente a été interrompue : elle recommence.');
    await deps.db.destroy();
    await effacer(config);
    deps = await preparerDeps(config);
  }
  if ((await etatDemonstration(deps)) === 'vierge') {
    ecrire('Création de la démonstration…');
    await semerDemonstration(deps);
  }
  const serveur = await demarrer(deps);
  ecrire(annonce(serveur.adresse));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void serveur.arreter().then(() => process.exit(0)));
}

/** Removes the demonstration's database and files. */
async function effacer({ databaseUrl, filesDir }: Config): Promise<void> {
  if (databaseUrl.startsWith('sqlite:')) {
    const fichier = path.resolve(databaseUrl.slice('sqlite:'.length));
    await Promise.all(['', '-wal', '-shm'].map((suffixe) => rm(fichier + suffixe, { force: true })));
  } else {
    const db = ouvrirBase(databaseUrl);
    await db.raw('DROP SCHEMA public CASCADE');
    await db.raw('CREATE SCHEMA public');
    await db.destroy();
  }
  await rm(path.join(filesDir, 'transit'), { recursive: true, force: true });
}

function annonce(adresse: string): string {
  const ligne = (p: Personnage, role: string): string => `  ${role.padEnd(28)} ${p.courriel.padEnd(42)} ${p.prenom} ${p.nom}`;
  const porteurs = ORGANISMES.map((o) => ligne(o.signataire, `Signataire, ${o.nom}`.slice(0, 28)));
  return [
    '', `Passerelle, démonstration : ${adresse}`, '', `Comptes (mot de passe : ${MOT_DE_PASSE_DEMONSTRATION})`,
    ...Object.values(AGENTS).map((a) => ligne(a, libelle('habilitation', a.habilitation ?? ''))), ligne(REDACTEUR, 'Rédacteur'), ...porteurs, '',
    `Les courriels restent dans le produit : ${adresse}/demonstration/courriels`, 'Pour tout recommencer : npm run demo -- --neuf', '',
  ].join('\n');
}

const ecrire = (texte: string): void => void process.stdout.write(`${texte}\n`);

principal().catch((erreur: unknown) => {
  process.stderr.write(`${erreur instanceof ConfigInvalide ? erreur.message : String(erreur instanceof Error ? erreur.stack : erreur)}\n`);
  process.exit(1);
});
