import { horlogeSysteme } from '../platform/clock.js';
import { ouvrirBase, type Base } from '../platform/database.js';
import { magasinSurDisque } from '../platform/file-store.js';
import { nombre, pluriel } from '../platform/format.js';
import { migrer } from '../platform/migrations.js';
import { UsageInvalide, type Commande, type Options } from './commande.js';
import { genererJeu } from './jeu-essai/generer.js';

const DOSSIERS_MAX = 1_000_000;

/** Fills an empty base with invented data, to try the product at the size it will have. */
export const genererJeuEssai: Commande = async (config, options, ecrire) => {
  const dossiers = entier(options, 'dossiers', 1000);
  if (dossiers < 1 || dossiers > DOSSIERS_MAX) throw new UsageInvalide(`--dossiers va de 1 à ${nombre(DOSSIERS_MAX)}.`);
  const motDePasse = options['mot-de-passe']?.[0] ?? null;
  const db = ouvrirBase(config.databaseUrl);
  try {
    await migrer(db);
    await exigerBaseVide(db, options['force'] !== undefined);
    const debut = Date.now();
    let dits = 0;
    const { monde } = await genererJeu(db, await magasinSurDisque(config.filesDir), {
      dossiers, graine: entier(options, 'graine', 47), motDePasse, maintenant: horlogeSysteme.maintenant(),
      avancer: (faits) => { if (faits - dits >= 10_000) { dits = faits; ecrire(`${nombre(faits)} dossiers écrits…`); } },
    });
    ecrire(`${pluriel(dossiers, 'dossier')} et ${pluriel(monde.organismes.length, 'organisme')} écrits en ${nombre(Math.round((Date.now() - debut) / 1000))} s.`);
    ecrire(motDePasse === null ? 'Aucun compte ne peut se connecter : donnez --mot-de-passe pour en ouvrir.' : `Comptes : ${['instructeur', 'responsable', 'finances', 'controleur', 'signataire'].map((c) => `${c}@jeu-essai.example`).join(', ')}.`);
    return 0;
  } finally {
    await db.destroy();
  }
};

/** Invented data are never poured into a base in use, unless somebody insists. */
async function exigerBaseVide(db: Base, force: boolean): Promise<void> {
  if (force) return;
  for (const table of ['dossiers', 'personnes', 'organismes']) {
    if ((await db(table).first<object | undefined>('id')) !== undefined) throw new UsageInvalide('Cette base n’est pas vide : le jeu d’essai n’y est pas écrit. Désignez une base vide, ou ajoutez --force.');
  }
}

function entier(options: Options, nom: string, defaut: number): number {
  const texte = options[nom]?.[0];
  if (texte === undefined) return defaut;
  if (!/^\d{1,9}$/.test(texte)) throw new UsageInvalide(`--${nom} est un nombre entier.`);
  return Number(texte);
}
