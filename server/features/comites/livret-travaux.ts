import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Deps } from '../../platform/deps.js';
import { instantLong } from '../../platform/format.js';
import { nouvelId } from '../../platform/ids.js';
import { compterPages, pdfEnMemoire, type Bloc, type DocumentModele } from '../../platform/pdf.js';
import { executant, type Executant } from '../../platform/travaux.js';
import { trouve } from '../../web/errors.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { livret, sommaire } from './livret.js';
import { lireFiches, lireLivret } from './livret-queries.js';
import { COMPOSER_LIVRET, composerFiches, etapesDe, terminerLivret, type ChargeLivret, type LivretDessine } from './livret-service.js';

/**
 * Composes a booklet: some sheets a step, kept as blocks, then the drawing, done outside the transaction and moved into the
 * store before the last step commits. Killed half-way it goes on from the step that was not counted; a file drawn and not
 * counted is one nobody refers to, swept away later.
 */
export const compositionDeLivret = (deps: Deps): Executant => executant<ChargeLivret, LivretDessine | undefined>({
  nature: COMPOSER_LIVRET,
  preparer: async ({ livretId }, fait) => {
    const { dossiers } = trouve(await lireLivret(deps.db, livretId));
    return fait < etapesDe(dossiers.length) - 1 ? undefined : dessiner(deps, livretId);
  },
  etape: async (ctx, { livretId }, fait, dessin) => {
    if (dessin === undefined) {
      await composerFiches(ctx, livretId, fait);
      return { reste: true };
    }
    return { reste: false, suite: await terminerLivret(ctx, livretId, dessin) };
  },
});

async function dessiner({ db, magasin }: Deps, livretId: string): Promise<LivretDessine> {
  const { tete, demandeLe } = trouve(await lireLivret(db, livretId));
  const fiches = await lireFiches(db, livretId);
  const marque = await lireMarque(db);
  const enModele = (blocs: readonly Bloc[]): DocumentModele => ({
    titre: 'Livret du comité', emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse }, date: instantLong(demandeLe), creeLe: demandeLe, blocs: [...blocs],
  });
  const avant = compterPages(enModele(sommaire(trouve(tete), fiches.map((f) => f.entree), 0)));
  const octets = await pdfEnMemoire(enModele(livret(trouve(tete), fiches, avant)));
  const chemin = path.join(magasin.transit, nouvelId());
  await writeFile(chemin, octets);
  return { cle: await magasin.ranger(chemin), taille: octets.length, sha256: createHash('sha256').update(octets).digest('hex') };
}
