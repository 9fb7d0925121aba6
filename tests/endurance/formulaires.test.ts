import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { RACINE } from '../../server/platform/racine.js';
import { Avancement } from '../support/avancement.js';
import { BASE } from '../support/base.js';
import { aucune, sansFaute } from '../support/tirs.js';
import type { Nouvelle, Ordre } from '../support/tireur.js';

/**
 * Hostile values that each field gets, through the form's schema and over HTTP. `AVANCEMENT=file.json` keeps the counts:
 * the same command goes on from there. `TMPDIR=/dev/shm` spares the disk; `PROCESSUS` servers share the work.
 */
const CAS = Number(process.env['CAS'] ?? 10_000);
const MINUTES = Number(process.env['MINUTES'] ?? 30);
const GRAINE = Number(process.env['GRAINE'] ?? Date.now() % 2 ** 31);
const PROCESSUS = Number(process.env['PROCESSUS'] ?? Math.min(4, cpus().length));
/** At most that often a line tells where the run stands. */
const SUIVI_MS = 60_000;

const ecrire = (texte: string): void => void process.stderr.write(`  ${texte}\n`);

interface Trouves { formulaires: Set<string>; aEnvoyer: number; champs: number; schemas: number; sansAdresse: readonly string[]; defauts: string[] }

/** One process with its share, until it is over. @throws Error when it ends before saying so */
function lancer(ordre: Ordre, ecouter: (n: Nouvelle) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const enfant = fork(path.join(RACINE, 'tests/support/tireur.ts'), { execArgv: ['--import=tsx'], serialization: 'advanced' });
    let fini = false;
    enfant.on('message', (n) => { fini ||= (n as Nouvelle).quoi === 'fin'; ecouter(n as Nouvelle); });
    enfant.on('exit', (code) => (fini ? resolve() : reject(new Error(`process ${ordre.part} ended with ${String(code)} before it was over`))));
    enfant.send(ordre);
  });
}

describe(`every field of every form given ${CAS} hostile values`, function () {
  this.timeout((MINUTES + 120) * 60_000);

  it(`never answers a 500, keeps nobody waiting and writes none of them unescaped (GRAINE=${GRAINE})`, async () => {
    const avancement = new Avancement(process.env['AVANCEMENT']);
    const trouves: Trouves = { formulaires: new Set(), aEnvoyer: 0, champs: 0, schemas: 0, sansAdresse: [], defauts: [] };
    const deja = [...avancement.bilan.requetes];
    let [depuis, suiviA] = [avancement.total, performance.now()];
    const suivre = (): void => {
      if (performance.now() - suiviA < SUIVI_MS) return;
      ecrire(`${new Date().toISOString().slice(11, 19)} ${avancement.total} / ${trouves.aEnvoyer} requêtes, ${((avancement.total - depuis) * 1000 / (performance.now() - suiviA)).toFixed(0)} par seconde, ${avancement.bilan.fautes.length} faute(s)`);
      [depuis, suiviA] = [avancement.total, performance.now()];
    };
    const ecouter = (n: Nouvelle): void => {
      if (n.quoi === 'terrain') {
        for (const cle of n.formulaires) trouves.formulaires.add(cle);
        Object.assign(trouves, { aEnvoyer: n.aEnvoyer, champs: n.champs, schemas: n.schemas, sansAdresse: n.sansAdresse });
      } else if (n.quoi === 'schemas') {
        trouves.defauts.push(...n.defauts);
        if (n.defauts.length === 0) avancement.schemas = CAS;
      } else if (n.quoi === 'tour') {
        avancement.ajouter(n.bilan);
        suivre();
      }
    };
    await Promise.all(Array.from({ length: PROCESSUS }, (_, part) => lancer({
      cas: CAS, deja, part, parts: PROCESSUS, minutes: MINUTES, graine: (GRAINE + part) % 2 ** 31, schemas: part === 0 && avancement.schemas < CAS ? CAS : 0,
    }, ecouter)));
    raconter(avancement, trouves);
    sansFaute(avancement.bilan.fautes);
    aucune(trouves.defauts);
    expect([...trouves.formulaires].filter((cle) => !avancement.bilan.requetes.has(cle)), 'never met').to.deep.equal([]);
  });
});

function raconter({ bilan, total, secondes, schemas }: Avancement, trouves: Trouves): void {
  ecrire(`${BASE}, GRAINE=${GRAINE} : ${trouves.formulaires.size} formulaires, ${trouves.champs} champs, ${trouves.schemas} schémas × ${schemas} saisies, ${total} requêtes en ${secondes.toFixed(0)} s de travail, la plus lente ${bilan.plusLentMs.toFixed(0)} ms, ${bilan.tardives} tardives une fois, ${bilan.perimees} à des formulaires qui n’étaient plus là`);
  ecrire([...bilan.statuts].sort(([a], [b]) => a - b).map(([statut, n]) => `${statut} × ${n}`).join(', '));
  for (const [cle, n] of [...bilan.requetes].sort(([, a], [, b]) => b - a)) ecrire(`${String(n).padStart(7)}  ${cle.slice(0, 160)}`);
  if (trouves.sansAdresse.length > 0) ecrire(`éprouvés sans HTTP seulement : ${trouves.sansAdresse.join(', ')}`);
}
