import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { genererJeu } from '../server/cli/jeu-essai/generer.js';
import { horlogeSysteme } from '../server/platform/clock.js';
import { ouvrirBase, type Base } from '../server/platform/database.js';
import { magasinSurDisque } from '../server/platform/file-store.js';
import { migrer } from '../server/platform/migrations.js';
import { CONNEXIONS, scenarios, type Releve, type Terrain } from './bench/scenarios.js';
import { connecter, lancerProduit, lancerTemoin, type Lieux, type Mesure } from './bench/serveurs.js';

/**
 * `npm run bench`: the built product in production mode beside a bare Express, Handlebars and knex on the same base, by
 * turns. `-- --tailles 1000,10000 --duree 10 --tours 2 --court --base postgres://… --json fichier.json`; a base given must
 * be empty and takes one size.
 */
const { values } = parseArgs({
  options: { tailles: { type: 'string', default: '1000,10000,100000' }, duree: { type: 'string' }, tours: { type: 'string', default: '2' }, court: { type: 'boolean', default: false }, base: { type: 'string' }, json: { type: 'string' } },
});
const DUREE = Number(values.duree ?? (values.court ? 3 : 10));
const TOURS = Number(values.tours);
const DEPOTS_PAR_TOUR = DUREE * 8;
const MOT_DE_PASSE = 'Bench-bench-2026!';

interface Resultat { readonly taille: number; readonly scenario: string; readonly produit: Releve; readonly temoin: Releve; readonly rapport: number }

const dire = (texte: string): void => void process.stdout.write(`${texte}\n`);
const mediane = (valeurs: readonly number[]): number => {
  const triees = [...valeurs].sort((a, b) => a - b);
  const milieu = triees.length / 2;
  return triees.length % 2 === 1 ? (triees[Math.floor(milieu)] ?? 0) : ((triees[milieu - 1] ?? 0) + (triees[milieu] ?? 0)) / 2;
};
const reunir = (releves: readonly Releve[]): Releve => ({
  debit: mediane(releves.map((r) => r.debit)), p50: mediane(releves.map((r) => r.p50)), p99: mediane(releves.map((r) => r.p99)), memoire: Math.max(...releves.map((r) => r.memoire)), erreurs: releves.reduce((n, r) => n + r.erreurs, 0),
});

async function preparer(db: Base, lieux: Lieux, taille: number): Promise<Omit<Terrain, 'agent' | 'porteur'>> {
  await migrer(db);
  const parServeur = CONNEXIONS + (TOURS + 1) * DEPOTS_PAR_TOUR;
  const { aDeposer } = await genererJeu(db, await magasinSurDisque(lieux.filesDir), { dossiers: taille, graine: 47, motDePasse: MOT_DE_PASSE, maintenant: horlogeSysteme.maintenant(), aDeposer: 2 * parServeur });
  await db('compteurs').insert({ nom: 'bench', valeur: 0 });
  const { id } = await db('dossiers').where({ etat: 'notifie' }).orderBy('id').first<{ id: string }>('id');
  const [produit, temoin] = [aDeposer.slice(0, parServeur), aDeposer.slice(parServeur)];
  const versions = async (ids: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    const lignes = await db('dossier_sections').where({ section: 'engagements' }).whereIn('dossier_id', [...ids]).select<{ dossier_id: string; version: number }[]>('dossier_id', 'version');
    return new Map(lignes.map((l) => [l.dossier_id, Number(l.version)]));
  };
  return {
    versions, dossierId: id, aEnregistrer: { produit: produit.slice(0, CONNEXIONS), temoin: temoin.slice(0, CONNEXIONS) }, aDeposer: { produit: produit.slice(CONNEXIONS), temoin: temoin.slice(CONNEXIONS) },
  };
}

async function mesurer(lieux: Lieux, taille: number): Promise<Resultat[]> {
  const db = ouvrirBase(lieux.databaseUrl);
  const debut = Date.now();
  const terrain = await preparer(db, lieux, taille);
  dire(`\n${taille} dossiers écrits en ${Math.round((Date.now() - debut) / 1000)} s`);
  const serveurs: Mesure[] = [];
  try {
    serveurs.push(await lancerProduit(lieux), await lancerTemoin(lieux));
    const [produit, temoin] = serveurs as [Mesure, Mesure];
    await laisserFinir(db);
    const ouvrir = (qui: string): ReturnType<typeof connecter> => connecter(produit.adresse, `${qui}@jeu-essai.example`, MOT_DE_PASSE);
    const resultats: Resultat[] = [];
    for (const scenario of scenarios({ ...terrain, agent: await ouvrir('responsable'), porteur: await ouvrir('signataire') }, DEPOTS_PAR_TOUR)) {
      const releves: Record<Mesure['nom'], Releve[]> = { produit: [], temoin: [] };
      // A first short turn warms both up and is not counted.
      for (let tour = 0; tour <= TOURS; tour += 1) {
        for (const s of tour % 2 === 0 ? [produit, temoin] : [temoin, produit]) {
          const r = await scenario.lancer(s, tour === 0 ? 1 : DUREE);
          if (tour > 0) releves[s.nom].push(r);
        }
      }
      const [p, t] = [reunir(releves.produit), reunir(releves.temoin)];
      resultats.push({ taille, scenario: scenario.nom, produit: p, temoin: t, rapport: p.debit / t.debit });
      dire(rangee(resultats.at(-1)));
    }
    return resultats;
  } finally {
    await Promise.all([...serveurs.map((s) => s.arreter()), db.destroy()]);
  }
}

/** A base just written wakes the works of the hour and of the day, reminders and their mails: what is measured starts after them. */
async function laisserFinir(db: Base): Promise<void> {
  const attendent = async (): Promise<number> => {
    const dus = await db('travaux').where({ etat: 'en_attente' }).where('prochaine_tentative', '<=', horlogeSysteme.maintenant()).count({ n: '*' }).first<{ n: number | string }>();
    const courriels = await db('outbox').where({ etat: 'en_attente' }).count({ n: '*' }).first<{ n: number | string }>();
    return Number(dus.n) + Number(courriels.n);
  };
  const debut = Date.now();
  for (let calmes = 0; calmes < 5 && Date.now() - debut < 600_000;) {
    await new Promise((r) => setTimeout(r, 1000));
    calmes = await attendent() === 0 ? calmes + 1 : 0;
  }
  dire(`travaux de fond finis en ${Math.round((Date.now() - debut) / 1000)} s`);
}

const COLONNES = ['dossiers', 'scénario', 'req/s', 'p50 ms', 'p99 ms', 'Mio', 'erreurs', 'témoin req/s', 'p50', 'p99', 'rapport'] as const;
const LARGEURS = [8, 24, 8, 7, 7, 5, 8, 13, 6, 6, 8] as const;
const aligner = (cellules: readonly string[]): string => cellules.map((c, i) => (i === 1 ? c.padEnd(LARGEURS[i] ?? 0) : c.padStart(LARGEURS[i] ?? 0))).join('  ');
const rangee = (r: Resultat | undefined): string => (r === undefined ? '' : aligner([
  String(r.taille), r.scenario, r.produit.debit.toFixed(0), r.produit.p50.toFixed(0), r.produit.p99.toFixed(0), String(r.produit.memoire), `${r.produit.erreurs}/${r.temoin.erreurs}`, r.temoin.debit.toFixed(0), r.temoin.p50.toFixed(0), r.temoin.p99.toFixed(0), r.rapport.toFixed(2),
]));

async function principal(): Promise<void> {
  const dossier = await mkdtemp(path.join(tmpdir(), 'passerelle-bench-'));
  const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData: (flux, _session, suite) => { flux.on('end', () => suite()); flux.resume(); } });
  await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', () => resolve()));
  const adresse = smtp.server.address();
  const smtpUrl = `smtp://127.0.0.1:${typeof adresse === 'object' && adresse !== null ? adresse.port : 0}`;
  try {
    dire(`Node ${process.version}, ${cpus().length} processeurs, ${TOURS} tours de ${DUREE} s, ${CONNEXIONS} connexions`);
    dire(aligner([...COLONNES]));
    const resultats: Resultat[] = [];
    for (const taille of values.tailles.split(',').map(Number)) {
      const ici = path.join(dossier, String(taille));
      resultats.push(...await mesurer({ databaseUrl: values.base ?? `sqlite:${path.join(ici, 'base.sqlite')}`, filesDir: path.join(ici, 'fichiers'), smtpUrl }, taille));
      await rm(ici, { recursive: true, force: true });
    }
    const json = JSON.stringify({ node: process.version, processeurs: cpus().length, duree: DUREE, tours: TOURS, connexions: CONNEXIONS, resultats }, null, 1);
    if (values.json === undefined) dire(`\n${json}`);
    else await writeFile(values.json, `${json}\n`);
  } finally {
    await new Promise<void>((resolve) => void smtp.close(() => resolve()));
    await rm(dossier, { recursive: true, force: true });
  }
}

await principal();
