import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How a page must be turned, clockwise, to stand upright. */
export type Rotation = 0 | 90 | 180 | 270;

/** What was read on a page of a scan. */
export interface PageLue {
  /** Text of the QR code found; null when there is none that can be read. */
  readonly code: string | null;
  readonly rotation: Rotation;
  /** Share of dark dots: next to nothing on a blank page. */
  readonly encre: number;
}

/** One thing asked of the process; `octets` is sent when it does not hold the file. */
export interface DemandeDeLecture {
  readonly rang: number;
  readonly cle: string;
  readonly octets?: Uint8Array;
  readonly acte: { readonly nature: 'compter' } | { readonly nature: 'lire' | 'vignette'; readonly page: number };
}

export type ReponseDeLecture =
  | { readonly etat: 'fait'; readonly valeur: number | PageLue | Uint8Array }
  | { readonly etat: 'fichier_demande' }
  | { readonly etat: 'illisible'; readonly raison: string };

/** A page, or a whole file, that cannot be drawn. */
export class PageIllisible extends Error {}

/** A file to read pages of: a key that names its content, and its bytes when they are needed. */
export interface FichierALire { readonly cle: string; octets(): Promise<Uint8Array> }

const DELAI_MS = 45_000;
/** The process, and the file it holds, are given up when nothing was asked for that long. */
const REPOS_MS = 30_000;

/**
 * Draws pages and reads their codes in a process of its own, one thing at a time: requests are not held up, and a page that
 * would break the drawing library, or takes more than 45 seconds, takes down that process alone; it is unreadable.
 */
export class LecteurDePages {
  private processus: ChildProcess | null = null;
  private file: Promise<unknown> = Promise.resolve();
  private rang = 0;
  private repos: NodeJS.Timeout | null = null;

  /** @throws PageIllisible when the file is no PDF that can be opened */
  compter(fichier: FichierALire): Promise<number> {
    return this.demander(fichier, { nature: 'compter' }) as Promise<number>;
  }

  /** @param page from 1 @throws PageIllisible */
  lire(fichier: FichierALire, page: number): Promise<PageLue> {
    return this.demander(fichier, { nature: 'lire', page }) as Promise<PageLue>;
  }

  /** A small JPEG of the page. @throws PageIllisible */
  vignette(fichier: FichierALire, page: number): Promise<Uint8Array> {
    return this.demander(fichier, { nature: 'vignette', page }) as Promise<Uint8Array>;
  }

  private demander(fichier: FichierALire, acte: DemandeDeLecture['acte']): Promise<unknown> {
    const tour = this.file.then(async () => {
      const premiere = await this.poser({ cle: fichier.cle, acte });
      const reponse = premiere.etat === 'fichier_demande' ? await this.poser({ cle: fichier.cle, acte, octets: await fichier.octets() }) : premiere;
      if (reponse.etat !== 'fait') throw new PageIllisible(reponse.etat === 'illisible' ? reponse.raison : 'the file was not taken');
      return reponse.valeur;
    });
    this.file = tour.catch(() => undefined);
    return tour;
  }

  private poser(demande: Omit<DemandeDeLecture, 'rang'>): Promise<ReponseDeLecture> {
    if (this.repos !== null) clearTimeout(this.repos);
    const processus = this.processus ??= lancer();
    const rang = this.rang += 1;
    return new Promise<ReponseDeLecture>((resolve) => {
      const finir = (reponse: ReponseDeLecture, perdu: boolean): void => {
        clearTimeout(delai);
        processus.removeAllListeners();
        if (perdu) this.fermer();
        else this.reposer();
        resolve(reponse);
      };
      const perdre = (raison: string) => (): void => finir({ etat: 'illisible', raison }, true);
      const delai = setTimeout(perdre('too long to draw'), DELAI_MS);
      processus.once('error', perdre('the process could not be reached'));
      processus.once('exit', perdre('the process ended'));
      processus.on('message', (reponse: ReponseDeLecture & { rang: number }) => { if (reponse.rang === rang) finir(reponse, false); });
      processus.send({ ...demande, rang });
    });
  }

  private reposer(): void {
    this.repos = setTimeout(() => this.fermer(), REPOS_MS);
    this.repos.unref();
  }

  private fermer(): void {
    this.processus?.kill('SIGKILL');
    this.processus = null;
  }
}

/** From source the file is TypeScript, read by the loader this process was started with; from the build, JavaScript. */
function lancer(): ChildProcess {
  const fichier = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './lecture-pages-processus.ts' : './lecture-pages-processus.js', import.meta.url));
  const processus = fork(fichier, [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: heritage() });
  processus.unref();
  processus.channel?.unref();
  return processus;
}

/** Of the server's environment the process gets what Node needs to start, and no secret. */
function heritage(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS } = process.env;
  return NODE_OPTIONS === undefined ? {} : { NODE_OPTIONS };
}

/** The reader of this process. */
export const lecteurDePages = new LecteurDePages();
