import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import multer from 'multer';
import type { Request, Response } from 'express';
import { FichierRefuse } from '../platform/fichier-refuse.js';
import { inspecterFeuille, inspecterFichier, nomPropre, TYPES_ACCEPTES, type FichiersAttendus } from '../platform/inspection.js';
import { tailleFichier } from '../platform/format.js';
import { jetonAleatoire } from '../platform/ids.js';
import type { FichierRecu } from './demande.js';
import { FormulaireInvalide } from './errors.js';
import { messageDeFichier } from './upload-messages.js';

export { TYPES_ACCEPTES };

export interface Reception {
  readonly transit: string;
  readonly tailleMax: number;
  readonly nombreMax: number;
}

/** Receives the files of a multipart form into transit; the name given by the browser is only a label. */
export type RecevoirFichiers = (req: Request, res: Response, attendus: FichiersAttendus) => Promise<readonly FichierRecu[]>;

/** What the store of transit adds to multer's description of a file. */
interface EnTransit { readonly path: string; readonly size: number; readonly sha256: string }
type Recu = Express.Multer.File & EnTransit;

/** Room for the other fields of a form, beside its files. */
const CHAMPS_MAX = 4 << 20;

const LIMITES = { fields: 2000, fieldSize: 200_000, fieldNameSize: 200, parts: 2100, headerPairs: 50 };

/**
 * Writes files as they come and computes their hash on the way. One byte above `tailleMax` nothing more is written, and
 * what was is removed: the rest of the request is only read past, so that the reason can be shown beside the field.
 */
function magasinDeTransit({ transit, tailleMax }: Reception): multer.StorageEngine {
  return {
    _handleFile(_req, fichier, suite) {
      const chemin = path.join(transit, jetonAleatoire());
      const empreinte = createHash('sha256');
      let taille = 0;
      const compter = new Transform({
        transform(morceau: Buffer, _codage, suivant) {
          taille += morceau.length;
          if (taille > tailleMax) return void suivant();
          empreinte.update(morceau);
          suivant(null, morceau);
        },
      });
      pipeline(fichier.stream, compter, createWriteStream(chemin, { flags: 'wx' }))
        .then(() => suite(null, { path: chemin, size: taille, sha256: empreinte.digest('hex') } as Partial<Recu>))
        .catch((erreur: unknown) => void rm(chemin, { force: true }).finally(() => suite(erreur)));
    },
    _removeFile(_req, fichier, suite) {
      rm(fichier.path, { force: true }).then(() => suite(null), suite);
    },
  };
}

/** Receives and inspects; a request announced larger than every file at its limit is not read at all. */
export function creerReception(reception: Reception): RecevoirFichiers {
  const { tailleMax, nombreMax } = reception;
  const recevoir = multer({
    storage: magasinDeTransit(reception), preservePath: true,
    limits: { ...LIMITES, files: nombreMax },
    defParamCharset: 'utf8',
  }).any();
  const plafond = tailleMax * nombreMax + CHAMPS_MAX;
  return async (req, res, attendus) => {
    plafonner(req, res, plafond);
    await new Promise<void>((resolve, reject) => {
      void recevoir(req, res, (erreur: unknown) => (erreur === undefined || erreur === null ? resolve() : reject(lisible(erreur))));
    });
    const recus = (Array.isArray(req.files) ? req.files as Recu[] : []);
    // A browser sends an unfilled file field as a nameless empty file.
    const remplis = recus.filter((f) => f.originalname !== '' || f.size > 0);
    await jeterFichiers(recus.filter((f) => !remplis.includes(f)).map((f) => ({ chemin: f.path })));
    return controlerTous(remplis, tailleMax, attendus);
  };
}

/** @throws an error of status 413, the connection being closed after the answer; without an announced length the connection is cut */
function plafonner(req: Request, res: Response, plafond: number): void {
  if (Number(req.headers['content-length'] ?? 0) > plafond) {
    res.setHeader('Connection', 'close');
    throw Object.assign(new Error('too large'), { status: 413 });
  }
  if (req.headers['content-length'] !== undefined) return;
  let recus = 0;
  req.on('data', (m: Buffer) => {
    recus += m.length;
    if (recus > plafond) req.destroy();
  });
}

async function controlerTous(recus: readonly Recu[], tailleMax: number, attendus: FichiersAttendus): Promise<readonly FichierRecu[]> {
  const erreurs = new Map<string, string>();
  const acceptes: FichierRecu[] = [];
  try {
    // One at a time: what an inspection holds in memory is then bounded for the whole request.
    for (const recu of recus) {
      try {
        acceptes.push(await controler(recu, tailleMax, attendus));
      } catch (erreur) {
        if (!(erreur instanceof FichierRefuse)) throw erreur;
        const champ = recu.fieldname.slice(0, 100);
        const avant = erreurs.get(champ);
        erreurs.set(champ, [...(avant === undefined ? [] : [avant]), messageDeFichier(recu.originalname, erreur)].join(' '));
      }
    }
    if (erreurs.size > 0) throw new FormulaireInvalide(sansLesAutres(erreurs, acceptes.length));
    return acceptes;
  } catch (erreur) {
    await jeterFichiers(recus.map((f) => ({ chemin: f.path })));
    throw erreur;
  }
}

/** A form is taken whole or not at all: said when some files of it were good. */
const sansLesAutres = (erreurs: ReadonlyMap<string, string>, bons: number): Record<string, string> =>
  Object.fromEntries([...erreurs].map(([champ, message]) => [champ, bons === 0 ? message : `${message} Aucun fichier de cet envoi n’a été gardé.`]));

async function controler(recu: Recu, tailleMax: number, attendus: FichiersAttendus): Promise<FichierRecu> {
  const nom = nomPropre(recu.originalname);
  if (recu.size > tailleMax) throw new FichierRefuse('trop_grand', tailleFichier(tailleMax));
  const { typeMime, extension } = await (attendus === 'feuille' ? inspecterFeuille : inspecterFichier)(recu.path, recu.size, nom);
  return {
    champ: recu.fieldname, nom: path.extname(nom) === '' ? `${nom}.${extension}` : nom, chemin: recu.path, typeMime, taille: recu.size, sha256: recu.sha256,
  };
}

/** Keeps nothing of a file but its field. */
const sansFichiers: multer.StorageEngine = {
  _handleFile(_req, fichier, suite) {
    fichier.stream.on('end', () => suite(null, {})).on('error', suite).resume();
  },
  _removeFile: (_req, _fichier, suite) => suite(null),
};
const lireSansFichiers = multer({ storage: sansFichiers, limits: { ...LIMITES, files: 20 }, defParamCharset: 'utf8' }).any();
/** Longest multipart request that is read for its texts alone, in bytes. */
const LECTURE_MAX = 64 << 20;

/**
 * Reads the typed fields of a multipart form that comes after its session, so that they can be given back; the names of its file
 * fields stay in `req.files`, their content is read past. A request that is too long or malformed is left unread.
 */
export async function recevoirTextes(req: Request, res: Response): Promise<void> {
  const annonce = Number(req.headers['content-length'] ?? Infinity);
  if (annonce > LECTURE_MAX) return void res.setHeader('Connection', 'close');
  await new Promise<void>((resolve) => void lireSansFichiers(req, res, () => resolve()));
}

function lisible(erreur: unknown): Error {
  if (!(erreur instanceof multer.MulterError)) return new FormulaireInvalide({ fichier: 'L’envoi du fichier n’a pas abouti. Recommencez.' });
  const champ = erreur.field ?? 'fichier';
  return new FormulaireInvalide({ [champ.slice(0, 100)]: erreur.code === 'LIMIT_FILE_COUNT' ? 'Trop de fichiers à la fois.' : 'Cet envoi est mal formé.' });
}

/** Removes files that stayed in transit; a file already moved is no error. */
export async function jeterFichiers(fichiers: readonly { readonly chemin: string }[]): Promise<void> {
  await Promise.all(fichiers.map((f) => rm(f.chemin, { force: true })));
}
