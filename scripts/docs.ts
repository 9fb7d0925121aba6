import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Machine } from '../server/domain/etats/machine.js';
import { MACHINES } from '../server/domain/etats/machines.js';
import { HABILITATIONS, ROLES_PORTEUR } from '../server/domain/habilitations/acteur.js';
import { ACTIONS, type Regle } from '../server/domain/habilitations/actions.js';
import { RACINE } from '../server/platform/racine.js';

/** Prints the tables of docs/architecture.md from the code, between their markers: `npx tsx scripts/docs.ts`. */

export const COMMANDE = 'npx tsx scripts/docs.ts';
export const ARCHITECTURE = path.join(RACINE, 'docs/architecture.md');

const code = (texte: string): string => `\`${texte}\``;
const rangee = (cellules: readonly string[]): string => `| ${cellules.join(' | ')} |`;
const tableau = (titres: readonly string[], lignes: readonly (readonly string[])[]): string =>
  [rangee(titres), rangee(titres.map(() => '---')), ...lignes.map(rangee)].join('\n');

/** One table per state machine: transition, where it starts, where it leads, who makes it. */
function transitions(): string {
  const machines: readonly Machine<string, string>[] = MACHINES;
  return machines.map((m) => {
    const lignes = Object.entries(m.transitions).map(([nom, t]) => [code(nom), t.de.map(code).join(', '), code(t.vers), code(t.par)]);
    return `**${m.nom}**, which starts as ${code(m.initial)}\n\n${tableau(['transition', 'from', 'to', 'by'], lignes)}`;
  }).join('\n\n');
}

/** Every action against every habilitation: `●` without a condition, else the conditions. */
function actions(): string {
  const lignes = Object.entries(ACTIONS).map(([nom, regle]: [string, Regle]) => [
    code(nom), code(regle.sujet), regle.public ? 'everybody' : regle.connecte ? 'signed in' : '',
    ...ROLES_PORTEUR.map((role) => (regle.porteurs?.includes(role) ? regle.porteursSi?.map(code).join(', ') ?? '●' : '')),
    ...HABILITATIONS.map((h) => {
      const conditions = regle.agents?.[h];
      return conditions === undefined ? '' : conditions.length === 0 ? '●' : conditions.map(code).join(', ');
    }),
  ]);
  return tableau(['action', 'on', 'open to', ...ROLES_PORTEUR.map((r) => `porteur .${r}`), ...HABILITATIONS], lignes);
}

const TABLES: Readonly<Record<string, () => string>> = { transitions, actions };

/**
 * The same text with each table as the code has it now.
 * @throws Error when a pair of markers is missing
 */
export function actualiser(texte: string): string {
  return Object.entries(TABLES).reduce((suite, [nom, produire]) => {
    const [debut, fin] = [`<!-- ${nom}:début -->`, `<!-- ${nom}:fin -->`];
    const [depuis, jusqua] = [suite.indexOf(debut), suite.indexOf(fin)];
    if (depuis < 0 || jusqua < depuis) throw new Error(`docs/architecture.md has no pair of markers ${debut} … ${fin}`);
    return `${suite.slice(0, depuis + debut.length)}\n\n${produire()}\n\n${suite.slice(jusqua)}`;
  }, texte);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(ARCHITECTURE, actualiser(readFileSync(ARCHITECTURE, 'utf8')));
  process.stdout.write('docs/architecture.md is up to date.\n');
}
