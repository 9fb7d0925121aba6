import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import yauzl from 'yauzl';
import { ClasseurRefuse } from './classeur-refuse.js';

/** What a part of a document holds once inflated, at most: a sheet of 100 000 rows of twelve cells. */
const PARTIE_MAX = 64 << 20;
const ENTREES_MAX = 4000;
/** A mark, an attribute or a text longer than that is no cell: a parser would hold it whole. */
const SILENCE_MAX = 1 << 20;
const PROFONDEUR_MAX = 64;

/** The parts of an office document, opened by name. */
export interface Document {
  /** The inflated bytes of a part, or null when there is none. @throws ClasseurRefuse `trop_grand`, `abime` */
  partie(nom: string): Promise<Readable | null>;
  fermer(): void;
}

/** Opens an office document; nothing is inflated yet. @throws ClasseurRefuse `format` when it is no zip, `trop_grand` */
export async function ouvrirDocument(chemin: string): Promise<Document> {
  const archive = await yauzl.openPromise(chemin, { lazyEntries: true, autoClose: false }).catch(() => { throw new ClasseurRefuse('format'); });
  try {
    const entrees = new Map<string, yauzl.Entry>();
    for await (const e of archive.eachEntry()) {
      if (entrees.size >= ENTREES_MAX) throw new ClasseurRefuse('trop_grand', ENTREES_MAX);
      entrees.set(e.fileName.toLowerCase(), e);
    }
    return {
      partie: async (nom) => {
        const entree = entrees.get(nom.toLowerCase());
        if (entree === undefined) return null;
        // yauzl ends the stream with an error past the size announced: it is the size to bound.
        if (entree.uncompressedSize > PARTIE_MAX) throw new ClasseurRefuse('trop_grand', PARTIE_MAX);
        const flux = await archive.openReadStreamPromise(entree).catch(() => { throw new ClasseurRefuse('abime'); });
        // It inflates at once: an error that comes before its reader is kept for it.
        return flux.on('error', () => undefined);
      },
      fermer: () => archive.close(),
    };
  } catch (erreur) {
    archive.close();
    throw erreur instanceof ClasseurRefuse ? erreur : new ClasseurRefuse('abime');
  }
}

export type Attributs = Readonly<Record<string, string>>;

/** Told of the marks and texts of an XML part, in order. */
export interface EcouteXml {
  ouvrir(nom: string, attributs: Attributs): void;
  fermer(nom: string): void;
  texte?(texte: string): void;
}

/**
 * Reads an XML part to its end, a piece at a time, and yields after each piece: what the listener has gathered may then be taken.
 * Nothing but the mark being read is held. Entities other than those of XML are unknown, whatever the document declares.
 * @throws ClasseurRefuse `abime` when it is not well formed, has a document type or marks beyond reason
 */
export async function* parcourirXml(flux: Readable, ecoute: EcouteXml): AsyncGenerator<void> {
  const analyseur = new SaxesParser({ position: false, xmlns: false });
  let [profondeur, depuisMarque] = [0, 0];
  const marque = <A extends unknown[]>(faire: (...a: A) => void) => (...a: A): void => {
    depuisMarque = 0;
    faire(...a);
  };
  const abime = (): never => { throw new ClasseurRefuse('abime'); };
  analyseur.on('error', abime);
  analyseur.on('doctype', abime);
  analyseur.on('comment', marque(() => undefined));
  analyseur.on('opentag', marque((m) => {
    profondeur += 1;
    if (profondeur > PROFONDEUR_MAX) abime();
    ecoute.ouvrir(m.name, m.attributes);
  }));
  analyseur.on('closetag', marque((m) => {
    profondeur -= 1;
    ecoute.fermer(m.name);
  }));
  analyseur.on('text', marque((t) => ecoute.texte?.(t)));
  analyseur.on('cdata', marque((t) => ecoute.texte?.(t)));
  const decodeur = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const morceau of flux) {
      depuisMarque += (morceau as Buffer).length;
      if (depuisMarque > SILENCE_MAX) abime();
      analyseur.write(decodeur.decode(morceau as Buffer, { stream: true }));
      yield;
    }
    analyseur.write(decodeur.decode());
    analyseur.close();
    yield;
  } catch (erreur) {
    // What inflates wrong, is not UTF-8 or ends too early fails in its own words.
    throw erreur instanceof ClasseurRefuse ? erreur : new ClasseurRefuse('abime');
  } finally {
    flux.destroy();
  }
}

/** Reads a whole part for its listener. @throws ClasseurRefuse */
export async function lireXml(flux: Readable, ecoute: EcouteXml): Promise<void> {
  for await (const _ of parcourirXml(flux, ecoute)) { /* the listener keeps what it needs */ }
}
