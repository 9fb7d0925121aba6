import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { ACTIONS } from '../../server/domain/habilitations/actions.js';
import { MACHINES } from '../../server/domain/etats/machines.js';
import { RACINE } from '../../server/platform/racine.js';
import { lireGlossaire } from '../../server/web/glossaire.js';
import { actualiser, ARCHITECTURE, COMMANDE } from '../../scripts/docs.js';

const lire = (chemin: string): string => readFileSync(path.join(RACINE, chemin), 'utf8');
const dossiers = (chemin: string): string[] => readdirSync(path.join(RACINE, chemin), { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name).sort();
const pages = (): string[] => ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...['docs', 'docs/decisions'].flatMap((d) => readdirSync(path.join(RACINE, d)).filter((f) => f.endsWith('.md')).map((f) => `${d}/${f}`))];

describe('The documentation', () => {
  it('prints the state machines and the permissions as the code has them', () => {
    const texte = readFileSync(ARCHITECTURE, 'utf8');
    if (actualiser(texte) !== texte) expect.fail(`docs/architecture.md no longer says what the code does. Run: ${COMMANDE}`);
    for (const { nom } of MACHINES) expect(texte).to.include(`**${nom}**, which starts as`);
    for (const action of Object.keys(ACTIONS)) expect(texte).to.include(`\`${action}\``);
  });

  it('notices a table that differs from the code', () => {
    const texte = readFileSync(ARCHITECTURE, 'utf8');
    expect(actualiser(texte.replace('| `publier` |', '| `paraitre` |'))).to.equal(texte);
    expect(() => actualiser(texte.replace('<!-- actions:fin -->', ''))).to.throw('markers');
  });

  it('has a glossary entry for every folder of the domain, and none for a folder that is gone', () => {
    const nommes = lireGlossaire(lire('docs/glossaire.md')).flatMap((e) => e.dossier ?? []).sort();
    const existants = dossiers('server/domain');
    const manquants = existants.filter((d) => !nommes.includes(d));
    const disparus = nommes.filter((d) => !existants.includes(d));
    expect(manquants, 'add to docs/glossaire.md an entry with the line « Dossier du code : … »').to.deep.equal([]);
    expect(disparus, 'take the line « Dossier du code : … » out of docs/glossaire.md').to.deep.equal([]);
  });

  it('numbers its decisions without a gap and lists every one of them', () => {
    const fichiers = readdirSync(path.join(RACINE, 'docs/decisions')).filter((f) => f !== 'README.md').sort();
    const liste = lire('docs/decisions/README.md');
    fichiers.forEach((fichier, i) => {
      expect(fichier, 'name it NNNN-title-in-lower-case.md, with the next number').to.match(new RegExp(`^${String(i + 1).padStart(4, '0')}-[a-z0-9]+(-[a-z0-9]+)*\\.md$`));
      expect(liste, `list ${fichier} in docs/decisions/README.md`).to.include(`](${fichier})`);
      expect(lire(`docs/decisions/${fichier}`)).to.match(/^# \d{4} /).and.to.include('\n## Context\n').and.to.include('\n## Decision\n').and.to.include('\n## Consequences\n');
    });
  });

  it('gives a reason for every dependency', () => {
    const { dependencies, devDependencies } = JSON.parse(lire('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    const raisons = lire('docs/decisions/0002-dependencies.md');
    const sansRaison = Object.keys({ ...dependencies, ...devDependencies }).filter((nom) => !raisons.includes(`\`${nom}\``));
    expect(sansRaison, 'add one line each to docs/decisions/0002-dependencies.md').to.deep.equal([]);
  });

  it('explains every variable of the configuration in the README', () => {
    const variables = [...lire('server/platform/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): Joi/gm)].map((m) => m[1] ?? '');
    const readme = lire('README.md');
    expect(variables).to.include('DATABASE_URL');
    expect(variables.filter((v) => !readme.includes(`| \`${v}\``)), 'add one line each to the configuration table of README.md').to.deep.equal([]);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(lire('package.json')) as { scripts: Record<string, string> };
    const nommes = pages().flatMap((p) => [...lire(p).matchAll(/npm run (?:-s )?([a-z:]+)/g)].map((m) => `${p}: ${m[1] ?? ''}`));
    expect(nommes.filter((n) => scripts[n.split(': ')[1] ?? ''] === undefined)).to.deep.equal([]);
  });

  it('links only to files that are there', () => {
    const morts = pages().flatMap((page) => [...lire(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
      .map((m) => path.join(path.dirname(page), m[1] ?? '')).filter((cible) => !existsSync(path.join(RACINE, cible))).map((cible) => `${page} → ${cible}`));
    expect(morts).to.deep.equal([]);
  });
});
