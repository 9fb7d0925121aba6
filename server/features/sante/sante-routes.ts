import type { Deps } from '../../platform/deps.js';
import { schemaAJour } from '../../platform/migrations.js';
import { paths } from '../../web/paths.js';
import type { Routeur } from '../../web/routeur.js';

type Etat = 'ok' | 'panne';

/** `GET /sante`: 200 when database, files and outbox answer, 503 when one fails; no detail that helps an attacker. */
export function routesSante(routeur: Routeur, { db, magasin }: Deps): void {
  routeur.get(paths.sante, 'public.lire', async ({ res }) => {
    const [base, fichiers, courriels] = await Promise.all([
      etat(async () => { if (!(await schemaAJour(db))) throw new Error('schema'); }),
      etat(() => magasin.verifier()),
      etatOutbox(),
    ]);
    const ok = base === 'ok' && fichiers === 'ok' && courriels.etat === 'ok';
    res.status(ok ? 200 : 503).json({ etat: ok ? 'ok' : 'panne', base, fichiers, courriels });
  });

  async function etatOutbox(): Promise<{ etat: Etat; enAttente?: number; abandonnes?: number }> {
    try {
      const lignes = await db('outbox').whereIn('etat', ['en_attente', 'abandonne']).groupBy('etat').select('etat').count<{ etat: string; n: number | string }[]>({ n: '*' });
      const nombre = (e: string): number => Number(lignes.find((l) => l.etat === e)?.n ?? 0);
      return { etat: 'ok', enAttente: nombre('en_attente'), abandonnes: nombre('abandonne') };
    } catch {
      return { etat: 'panne' };
    }
  }

  async function etat(verifier: () => Promise<void>): Promise<Etat> {
    try {
      await Promise.race([verifier(), new Promise<never>((_, rejeter) => setTimeout(() => rejeter(new Error('délai')), 4000).unref())]);
      return 'ok';
    } catch {
      return 'panne';
    }
  }
}
