import path from 'node:path';
import { rm } from 'node:fs/promises';
import multer from 'multer';
import { fileTypeFromFile } from 'file-type';
import type { Request, Response } from 'express';
import { empreinteDuFichier } from '../platform/file-store.js';
import { jetonAleatoire } from '../platform/ids.js';
import type { FichierRecu } from './demande.js';
import { FormulaireInvalide } from './errors.js';

/** Kinds accepted as evidence, read from the content; the extension given back when a file is served. */
export const TYPES_ACCEPTES: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
};

export interface Reception {
  readonly transit: string;
  readonly tailleMax: number;
  readonly nombreMax: number;
}

/** Receives the files of a multipart form into transit; the name given by the browser is only a label. */
export type RecevoirFichiers = (req: Request, res: Response) => Promise<readonly FichierRecu[]>;

export function creerReception({ transit, tailleMax, nombreMax }: Reception): RecevoirFichiers {
  const recevoir = multer({
    storage: multer.diskStorage({ destination: transit, filename: (_req, _file, suite) => suite(null, jetonAleatoire()) }),
    limits: { fileSize: tailleMax, files: nombreMax, fields: 2000, fieldSize: 200_000, fieldNameSize: 200, parts: 2100, headerPairs: 50 },
    defParamCharset: 'utf8',
  }).any();
  return async (req, res) => {
    await new Promise<void>((resolve, reject) => {
      void recevoir(req, res, (erreur: unknown) => (erreur === undefined || erreur === null ? resolve() : reject(lisible(erreur, tailleMax))));
    });
    const recus = (Array.isArray(req.files) ? req.files : []).filter((f) => f.originalname !== '' || f.size > 0);
    try {
      return await Promise.all(recus.map(controler));
    } catch (erreur) {
      await jeterFichiers(recus.map((f) => ({ chemin: f.path })));
      throw erreur;
    }
  };
}

async function controler(fichier: Express.Multer.File): Promise<FichierRecu> {
  const refuser = (message: string): never => { throw new FormulaireInvalide({ [fichier.fieldname]: `« ${nomAffiche(fichier.originalname)} » : ${message}` }); };
  if (fichier.size === 0) refuser('ce fichier est vide.');
  const typeMime = (await fileTypeFromFile(fichier.path))?.mime ?? '';
  const extension = TYPES_ACCEPTES[typeMime] ?? refuser('seuls les fichiers PDF, JPEG, PNG, DOCX, XLSX, ODT et ODS sont acceptés, et le contenu de celui-ci n’en est pas un.');
  const donnee = path.extname(fichier.originalname).slice(1).toLowerCase().replace('jpeg', 'jpg');
  if (donnee !== '' && donnee !== extension) refuser(`son contenu est de type ${extension.toUpperCase()}, pas ${donnee.toUpperCase().slice(0, 10)}.`);
  return {
    champ: fichier.fieldname, nom: nomAffiche(fichier.originalname), chemin: fichier.path, typeMime, taille: fichier.size,
    sha256: await empreinteDuFichier(fichier.path),
  };
}

/** Last segment of the given name without control or bidirectional characters, 200 characters at most. */
export function nomAffiche(nom: string): string {
  const dernier = nom.split(/[\\/]/).at(-1) ?? '';
  const propre = dernier.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
  return (propre === '' ? 'fichier' : propre).slice(-200);
}

function lisible(erreur: unknown, tailleMax: number): Error {
  if (!(erreur instanceof multer.MulterError)) return new FormulaireInvalide({ fichier: 'L’envoi du fichier n’a pas abouti. Recommencez.' });
  const champ = erreur.field ?? 'fichier';
  const messages: Record<string, string> = {
    LIMIT_FILE_SIZE: `Ce fichier dépasse ${Math.floor(tailleMax / 1048576)} Mo.`,
    LIMIT_FILE_COUNT: 'Trop de fichiers à la fois.',
  };
  return new FormulaireInvalide({ [champ.slice(0, 100)]: messages[erreur.code] ?? 'Cet envoi est mal formé.' });
}

/** Removes files that stayed in transit; a file already moved is no error. */
export async function jeterFichiers(fichiers: readonly { readonly chemin: string }[]): Promise<void> {
  await Promise.all(fichiers.map((f) => rm(f.chemin, { force: true })));
}
