import { readFileSync } from 'node:fs';
import path from 'node:path';
import Joi from 'joi';
import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { RACINE } from '../../platform/racine.js';
import { lireContenu } from './appel-contenu.js';

/** The collectivity whose call ships with the product, as data. */
export interface CollectiviteReference {
  readonly nom: string;
  readonly code: string;
  readonly service: string;
  readonly direction: string;
  readonly adresse: string;
  readonly juridiction: string;
}

export type AppelReference = ContenuAppel & { readonly code: string; readonly titre: string; readonly collectivite: CollectiviteReference };

export interface Territoire { readonly code: string; readonly nom: string; readonly niveau: string }

const DOSSIER = path.join(RACINE, 'seeds/reference');

const lire = (nom: string): string => readFileSync(path.join(DOSSIER, nom), 'utf8');

const texte = Joi.string().max(500);
const collectivite = Joi.object({ nom: texte, code: texte, service: texte, direction: texte, adresse: texte, juridiction: texte });

let memoire: AppelReference | null = null;

/**
 * The reference call of the product, read and checked once.
 * @throws Error when the files of `seeds/reference` are missing or malformed
 */
export function lireAppelReference(): AppelReference {
  memoire ??= lireContenu<Pick<AppelReference, 'code' | 'titre' | 'collectivite'>>(
    { ...JSON.parse(lire('aap-2022-2023.json')) as object, ...JSON.parse(lire('aap-2022-2023-textes.json')) as object, territoires: lireTerritoires().map((t) => t.code) },
    { code: texte, titre: texte, collectivite },
  );
  return memoire;
}

/** Content of the reference call alone, as `creerAppel` takes it. */
export function contenuReference(): ContenuAppel {
  const { code: _code, titre: _titre, collectivite: _collectivite, ...contenu } = lireAppelReference();
  return contenu;
}

/** Territories of the reference collectivity, from `territoires.csv` (code;nom;niveau). */
export function lireTerritoires(): readonly Territoire[] {
  const [, ...lignes] = lire('territoires.csv').trim().split(/\r?\n/);
  return lignes.map((l) => {
    const [code = '', nom = '', niveau = ''] = l.split(';');
    return { code, nom, niveau };
  });
}

/** Writes the reference territories into the database; those already there take the new names. */
export async function chargerTerritoires(db: Knex): Promise<void> {
  await db('territoires').insert([...lireTerritoires()]).onConflict('code').merge();
}
