import fc from 'fast-check';
import { BASE } from '../support/base.js';
import { uneVie, vivre } from '../domain/grand-livre/vies.js';

const NOMBRE = Number(process.env['VIES'] ?? 10_000);

/** Rules alone: one database is enough. */
if (BASE === 'sqlite') describe(`${NOMBRE} lives of a convention against an exact model`, function () {
  this.timeout(1_800_000);

  it('agree on every cent', () => {
    const fins = new Map<string, number>();
    const debut = performance.now();
    fc.assert(fc.property(uneVie, (vie) => {
      for (const fin of vivre(vie).split(', ')) fins.set(fin, (fins.get(fin) ?? 0) + 1);
    }), { numRuns: NOMBRE });
    process.stderr.write(`  ${NOMBRE} vies en ${((performance.now() - debut) / 1000).toFixed(1)} s ; ${[...fins].map(([f, n]) => `${f} ${n}`).join(', ')}\n`);
  });
});
