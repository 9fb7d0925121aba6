import type { Knex } from 'knex';
import { AGENTS, DELEGUEE, MOT_DE_PASSE_DEMONSTRATION, NOUVELLE, ORGANISMES, REDACTEUR } from '../../seeds/demonstration/personnages.js';
import { semerDemonstration } from '../../seeds/demonstration/index.js';
import { lancerApplication, type ApplicationDeTest } from './application.js';
import { BASE } from './base.js';
import { Visiteur } from './visiteur.js';

/** Name of the visitor who is nobody. */
export const ANONYME = 'anonyme';

/** Everybody of the demonstration, by the beginning of their address. */
export const TOUS = [...Object.values(AGENTS), ...ORGANISMES.map((o) => o.signataire), REDACTEUR, DELEGUEE, NOUVELLE].map((p) => p.courriel.replace(/@.*/, ''));
const MODELE = BASE === 'postgres' ? 'MODELE_POSTGRES' : 'MODELE_SQLITE';
const LE = '2023-06-01T10:00';

/**
 * The demonstration with everybody signed in, as a template that is opened again as it was: what a test spoils is
 * gone at the next `rouvrir`, sessions and addresses being kept.
 */
export class MondeDemo {
  private constructor(private readonly modele: ApplicationDeTest, private courante: ApplicationDeTest, readonly visiteurs: ReadonlyMap<string, Visiteur>) {}

  /** @param gens who signs in; nobody is always there too */
  static async creer(gens: readonly string[] = TOUS): Promise<MondeDemo> {
    const modele = await lancerApplication(LE, { mode: 'demonstration' });
    await semerDemonstration(modele.deps);
    const visiteurs = new Map([[ANONYME, new Visiteur(modele.adresse)]]);
    for (const qui of gens) {
      const visiteur = new Visiteur(modele.adresse);
      await visiteur.connecter(`${qui}@demonstration.example`, MOT_DE_PASSE_DEMONSTRATION);
      visiteurs.set(qui, visiteur);
    }
    await visiteurs.get(ANONYME)?.lire('/connexion');
    await modele.serveur.arreter();
    return new MondeDemo(modele, await copier(modele), visiteurs);
  }

  get app(): ApplicationDeTest { return this.courante; }

  visiteur(qui: string): Visiteur {
    const visiteur = this.visiteurs.get(qui);
    if (visiteur === undefined) throw new Error(`nobody is called ${qui}`);
    return visiteur;
  }

  /** Starts over from the template, at the same address; on SQLite under the application that runs, which takes milliseconds. */
  async rouvrir(): Promise<void> {
    if (BASE === 'sqlite') return remettre(this.courante.deps.db, fichierDe(this.modele));
    await this.courante.fermer();
    this.courante = await copier(this.modele);
  }

  async fermer(): Promise<void> {
    await this.courante.fermer();
    await this.modele.fermer();
  }
}

/** Launches the application on a copy of the template's database, on its port and with its files. */
async function copier(modele: ApplicationDeTest): Promise<ApplicationDeTest> {
  const { databaseUrl, filesDir } = modele.deps.config;
  const avant = process.env[MODELE];
  process.env[MODELE] = databaseUrl.replace(/^sqlite:/, '');
  try {
    return await lancerApplication(LE, { mode: 'demonstration', port: Number(new URL(modele.adresse).port), filesDir });
  } finally {
    if (avant === undefined) Reflect.deleteProperty(process.env, MODELE);
    else process.env[MODELE] = avant;
  }
}

const fichierDe = (app: ApplicationDeTest): string => app.deps.config.databaseUrl.replace(/^sqlite:/, '');

interface Copie { step(pages: number, suite: (erreur: Error | null) => void): void; finish(suite: () => void): void }
interface ConnexionSqlite { backup(fichier: string, ici: string, la: string, versFichier: boolean, suite: (erreur: Error | null) => void): Copie }
interface ClientSqlite { acquireConnection(): Promise<ConnexionSqlite>; releaseConnection(connexion: ConnexionSqlite): Promise<void> }

/** Copies a file of SQLite over the base that `db` keeps open, between two transactions. */
async function remettre(db: Knex, fichier: string): Promise<void> {
  const client = db.client as ClientSqlite;
  const connexion = await client.acquireConnection();
  try {
    await new Promise<void>((resolve, reject) => {
      const copie = connexion.backup(fichier, 'main', 'main', false, (erreur) => {
        if (erreur !== null) return reject(erreur);
        copie.step(-1, (echec) => copie.finish(() => (echec === null ? resolve() : reject(echec))));
      });
    });
  } finally {
    await client.releaseConnection(connexion);
  }
}
