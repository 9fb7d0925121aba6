import type { Deps } from './platform/deps.js';
import type { Atelier } from './platform/travaux.js';

/** Every background work of the product: the only place where they are wired. */
export function composerAtelier(_deps: Deps): Atelier {
  return { executants: [], periodiques: [] };
}
