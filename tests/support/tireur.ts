import { eprouverSchemas, preparerTerrain } from './epreuve-formulaires.js';
import type { FormulaireTrouve } from './formulaires.js';
import { Tirage } from './saisies-hostiles.js';
import { tirer, type Bilan } from './tirs.js';

/** What one process of several is asked: its share of what each form must still meet. */
export interface Ordre { readonly cas: number; readonly deja: readonly (readonly [cle: string, n: number])[]; readonly part: number; readonly parts: number; readonly minutes: number; readonly graine: number; readonly schemas: number }

/** What it tells as it goes; maps travel as lists. */
export type Nouvelle =
  | { readonly quoi: 'terrain'; readonly formulaires: readonly string[]; readonly aEnvoyer: number; readonly champs: number; readonly schemas: number; readonly sansAdresse: readonly string[] }
  | { readonly quoi: 'schemas'; readonly defauts: readonly string[] }
  | { readonly quoi: 'tour'; readonly bilan: Bilan }
  | { readonly quoi: 'fin' };

const dire = (nouvelle: Nouvelle): Promise<void> => new Promise((suite) => {
  if (process.send === undefined) return suite();
  process.send(nouvelle, () => suite());
});

/** A form of buttons alone has no field to be given anything: it is tried, but not as many times. */
const SANS_CHAMP = 100;
const dues = (f: FormulaireTrouve, cas: number): number => (f.champs.every((c) => c.genre === 'bouton') ? Math.min(SANS_CHAMP, cas) : cas);

/** A process that sends its share of hostile values to a demonstration of its own; it stops when the one that asked is gone. */
process.once('message', (recu) => {
  const arret = new AbortController();
  process.once('disconnect', () => arret.abort());
  void travailler(recu as Ordre, arret.signal).finally(() => process.exit());
});

async function travailler({ cas, deja, part, parts, minutes, graine, schemas: casDirects }: Ordre, signal: AbortSignal): Promise<void> {
  const { monde, formulaires, schemas, sansAdresse } = await preparerTerrain({ parPatron: 6, parPage: 4 });
  try {
    await dire({ quoi: 'terrain', formulaires: formulaires.map((f) => f.cle), aEnvoyer: formulaires.reduce((n, f) => n + dues(f, cas), 0), champs: formulaires.reduce((n, f) => n + f.champs.length, 0), schemas: schemas.length, sansAdresse });
    if (casDirects > 0) await dire({ quoi: 'schemas', defauts: eprouverSchemas(schemas, casDirects, new Tirage(graine, true)) });
    const faits = new Map(deja);
    const restants = new Map(formulaires.map((f) => [f.cle, Math.ceil(Math.max(0, dues(f, cas) - (faits.get(f.cle) ?? 0) - part) / parts)]));
    await tirer(monde, formulaires, { restants, graine, minutes, signal, surTour: (bilan) => void dire({ quoi: 'tour', bilan }) });
  } finally {
    await monde.fermer();
    await dire({ quoi: 'fin' });
  }
}
