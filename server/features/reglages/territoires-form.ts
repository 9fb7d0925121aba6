import Joi from 'joi';
import { BOM } from '../../platform/csv.js';
import { formulaire, ligne, lignes } from '../../web/form-errors.js';
import type { TerritoireLu } from '../appels/appel-queries.js';
import { NIVEAUX, type NiveauTerritoire } from './territoires-queries.js';
import type { RangeeTerritoire } from './territoires-service.js';

const code = ligne(10).uppercase().pattern(/^[A-Z0-9-]+$/);
const nom = ligne(100);
const niveau = Joi.string().valid(...NIVEAUX);
const sansCode = { 'string.pattern.base': 'Un code compte dix lettres, chiffres ou tirets au plus, sans accent : 47-AN.' };

const rangee = Joi.object<RangeeTerritoire>({
  avant: ligne(10).allow('').default(''),
  code: Joi.when('nom', { is: Joi.string().trim().min(1).required(), then: code.required().messages(sansCode), otherwise: code.allow('').default('').messages(sansCode) }),
  nom: nom.allow('').default(''),
  niveau: niveau.empty('').default('territoire'),
});

/** Rows of the territories in the settings; a row emptied of its code and its name is a removal. */
export const formulaireTerritoires = formulaire<{ territoires: RangeeTerritoire[] }>({
  territoires: lignes(rangee, 300),
});

/** A CSV file of territories that cannot be read: the message names the line. */
export class CsvInvalide extends Error {}

/**
 * Territories of a CSV file, `code;nom;niveau` with its heading.
 * @throws CsvInvalide
 */
export function lireCsvTerritoires(contenu: string): TerritoireLu[] {
  const [entete, ...corps] = contenu.replace(BOM, '').split(/\r?\n/).map((l) => l.trim());
  if (entete?.toLowerCase() !== 'code;nom;niveau') throw new CsvInvalide('La première ligne doit être « code;nom;niveau ».');
  const lus = corps.flatMap((l, i) => (l === '' ? [] : [lireLigne(l, i + 2)]));
  if (lus.length === 0) throw new CsvInvalide('Le fichier ne contient aucun territoire.');
  const double = lus.find((t, i) => lus.findIndex((autre) => autre.code === t.code) < i);
  if (double !== undefined) throw new CsvInvalide(`Le code « ${double.code} » est donné deux fois.`);
  return lus;
}

function lireLigne(texte: string, numero: number): TerritoireLu {
  const [c, n, v, ...reste] = texte.split(';').map((cellule) => cellule.trim().replace(/^"(.*)"$/, '$1'));
  const { value, error } = Joi.object<{ code: string; nom: string; niveau: NiveauTerritoire }>({ code: code.required(), nom: nom.required(), niveau: niveau.required() })
    .validate({ code: c, nom: n, niveau: v });
  if (error !== undefined || reste.length > 0) {
    throw new CsvInvalide(`Ligne ${numero} : donnez un code (dix lettres, chiffres ou tirets au plus), un nom et un niveau (« ${NIVEAUX.join(' » ou « ')} »).`);
  }
  return value;
}
