import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Exemplaire } from '../../domain/conventions/liasse.js';
import { extrairePages } from '../../platform/decoupe-pdf.js';
import type { Deps } from '../../platform/deps.js';
import { nouvelId, sha256 } from '../../platform/ids.js';
import { lecteurDePages, PageIllisible, type FichierALire, type PageLue, type Rotation } from '../../platform/lecture-pages.js';
import { enMemoire } from '../../platform/octets.js';
import { executant, type Etape, type Executant } from '../../platform/travaux.js';
import { trouve } from '../../web/errors.js';
import { lireLiasse, type LiasseLue } from './liasse-queries.js';
import { attacherDecoupe, LIRE_LIASSE, noterPage, ouvrirLiasse, prochainExemplaire, terminerLiasse, type ChargeLiasse, type ExemplaireDecoupe } from './liasse-service.js';

/** What one step found outside the transaction. */
type Lecture =
  | { readonly quoi: 'ouverture'; readonly pages: number | null }
  | { readonly quoi: 'page'; readonly page: number; readonly lue: PageLue | null }
  | { readonly quoi: 'exemplaire'; readonly decoupe: ExemplaireDecoupe }
  | { readonly quoi: 'fin' };

/** The file of a bundle, as the reader of pages takes it. */
export const fichierDeLiasse = ({ magasin }: Deps, { fichier }: LiasseLue): FichierALire => ({ cle: fichier.cleStockage, octets: () => enMemoire(magasin.ouvrir(fichier.cleStockage)) });

/**
 * Reads a bundle: the file is opened, then one page a step, then one copy cut out a step. Drawing, reading and cutting are done
 * outside the transaction; killed half-way, the work goes on from the step that was not counted, and a copy cut and not counted
 * is a file nobody refers to.
 */
export const lectureDeLiasse = (deps: Deps): Executant => executant<ChargeLiasse, Lecture>({
  nature: LIRE_LIASSE,
  preparer: async ({ liasseId, lue }, fait) => {
    const liasse = trouve(await lireLiasse(deps.db, liasseId));
    if (dejaLue(liasse, lue)) return { quoi: 'fin' };
    if (lue !== true && fait === 0) return { quoi: 'ouverture', pages: await compter(deps, liasse) };
    if (lue !== true && fait <= liasse.pages) return { quoi: 'page', page: fait, lue: await sansCasser(lecteurDePages.lire(fichierDeLiasse(deps, liasse), fait)) };
    const exemplaire = await prochainExemplaire(deps.db, liasseId);
    return exemplaire === null ? { quoi: 'fin' } : { quoi: 'exemplaire', decoupe: await decouperExemplaire(deps, liasse, exemplaire) };
  },
  etape: async (ctx, { liasseId, lue }, _fait, lecture): Promise<Etape> => {
    const liasse = trouve(await lireLiasse(ctx.db, liasseId));
    if (dejaLue(liasse, lue)) return { reste: false };
    switch (lecture.quoi) {
      case 'ouverture': return await ouvrirLiasse(ctx, liasse, lecture.pages) ? { reste: true } : { reste: false };
      case 'page': await noterPage(ctx, liasse, lecture.page, lecture.lue); return { reste: true };
      case 'exemplaire': await attacherDecoupe(ctx, liasse, lecture.decoupe); return { reste: true };
      case 'fin': return { reste: false, suite: await terminerLiasse(ctx, liasse) };
    }
  },
});

/** Nothing is left to read: the pages of a bundle are read once. */
const dejaLue = (liasse: LiasseLue, completee: ChargeLiasse['lue']): boolean => completee !== true && liasse.etat !== 'en_cours';

/** @throws Error while the antivirus has not answered: the work is tried again later */
async function compter(deps: Deps, liasse: LiasseLue): Promise<number | null> {
  if (liasse.fichier.analyse === 'en_attente') throw new Error('the bundle still waits for its antivirus scan');
  return liasse.fichier.analyse === 'infectee' ? null : sansCasser(lecteurDePages.compter(fichierDeLiasse(deps, liasse)));
}

async function sansCasser<T>(lecture: Promise<T>): Promise<T | null> {
  try {
    return await lecture;
  } catch (erreur) {
    if (erreur instanceof PageIllisible) return null;
    throw erreur;
  }
}

/** Cuts a copy out of the bundle and puts it in the store. */
export async function decouperExemplaire({ magasin }: Deps, liasse: LiasseLue, exemplaire: Exemplaire): Promise<ExemplaireDecoupe> {
  const octets = await enMemoire(magasin.ouvrir(liasse.fichier.cleStockage));
  const extrait = await extrairePages(octets, exemplaire.feuilles.map((f) => ({ page: f.page, rotation: f.rotation as Rotation })), `${exemplaire.numero} signé`, liasse.deposeeLe);
  const chemin = path.join(magasin.transit, nouvelId());
  await writeFile(chemin, extrait);
  return { exemplaire, cle: await magasin.ranger(chemin), taille: extrait.length, sha256: sha256(extrait) };
}
