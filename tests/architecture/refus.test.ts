import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { RACINE } from '../../server/platform/racine.js';
import { CODES_EXPLIQUES } from '../../server/web/refus-messages.js';

describe('refusals', () => {
  it('each have a sentence for the person who is refused', () => {
    const sources = readdirSync(path.join(RACINE, 'server'), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts'));
    const codes = sources.flatMap((f) => [...readFileSync(path.join(RACINE, 'server', f), 'utf8').matchAll(/new Refus\('([^']+)'/g)].map(([, code]) => code ?? ''));
    expect(codes.length).to.be.greaterThan(100);
    expect([...new Set(codes)].filter((c) => !CODES_EXPLIQUES.has(c))).to.deep.equal([]);
  });
});
