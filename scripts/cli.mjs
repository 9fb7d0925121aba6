import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Command line of the product; built first when this checkout never was. */
const entree = fileURLToPath(new URL('../dist/server/cli/main.js', import.meta.url));
if (!existsSync(entree)) execFileSync('npm', ['run', '-s', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
process.exit(spawnSync(process.execPath, [entree, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1);
