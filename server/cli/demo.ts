import { semerDemonstration } from '../../seeds/demonstration/index.js';
import { AGENTS, MOT_DE_PASSE_DEMONSTRATION, DELEGUEE, ORGANISMES, REDACTEUR, type Personnage } from '../../seeds/demonstration/personnages.js';
import { ConfigInvalide, lireConfig } from '../platform/config.js';
import { libelle } from '../web/libelles.js';
import { demarrer, preparerDeps } from '../serveur.js';
import { BaseEtrangere, preparerBase } from './demo-base.js';
import { horlogeDeDemonstration } from './demo-horloge.js';

/** `npm run demo`: a demonstration département, kept between runs; `-- --neuf` starts over. */
async function principal(): Promise<void> {
  const config = lireConfig(process.env, 'demonstration');
  const etat = await preparerBase(config, process.argv.includes('--neuf'));
  if (etat === 'recommencee') ecrire('La création précédente a été interrompue : elle recommence.');
  const deps = await preparerDeps(config, await horlogeDeDemonstration(config));
  if (etat !== 'complete') {
    ecrire('Création de la démonstration…');
    await semerDemonstration(deps);
  }
  const serveur = await demarrer(deps);
  ecrire(annonce(serveur.adresse));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void serveur.arreter().then(() => process.exit(0)));
}

function annonce(adresse: string): string {
  const ligne = (p: Personnage, role: string): string => `  ${role.padEnd(28)} ${p.courriel.padEnd(42)} ${p.prenom} ${p.nom}`;
  const porteurs = ORGANISMES.map((o) => ligne(o.signataire, `Signataire, ${o.nom}`.slice(0, 28)));
  return [
    '', `Passerelle, démonstration : ${adresse}`, '', `Comptes (mot de passe : ${MOT_DE_PASSE_DEMONSTRATION})`,
    ...Object.values(AGENTS).map((a) => ligne(a, libelle('habilitation', a.habilitation ?? ''))), ligne(REDACTEUR, 'Rédacteur'), ligne(DELEGUEE, 'Signataire par délégation'), ...porteurs, '',
    `Les courriels restent dans le produit : ${adresse}/demonstration/courriels`, 'Pour tout recommencer : npm run demo -- --neuf', '',
  ].join('\n');
}

const ecrire = (texte: string): void => void process.stdout.write(`${texte}\n`);

principal().catch((erreur: unknown) => {
  process.stderr.write(`${erreur instanceof ConfigInvalide || erreur instanceof BaseEtrangere ? erreur.message : String(erreur instanceof Error ? erreur.stack : erreur)}\n`);
  process.exit(1);
});
