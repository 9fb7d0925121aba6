import type { Knex } from 'knex';
import type { LigneClasseur } from './lecture-classeur.js';
import { lireCle, lireTrancheTriee, type Cle, type Tranche } from './tranche.js';
import { executant, programmer, type Executant } from './travaux.js';
import type { Contexte } from './unit-of-work.js';

/** Rows of a spreadsheet read by one step of its import. */
export const LIGNES_PAR_ETAPE = 500;

export interface ChargeImport { readonly importId: string }

/** What is done of the rows of one nature of spreadsheet. */
export interface Importation {
  readonly nature: string;
  /** The rows of a step, read outside the transaction; fewer than `LIGNES_PAR_ETAPE` at the last one. */
  readonly lire: (importId: string, etape: number) => Promise<readonly LigneClasseur[]>;
  /** Puts them away in the transaction of the step. @returns false when nothing more may be added */
  readonly ranger: (ctx: Contexte, importId: string, rangees: readonly LigneClasseur[], etape: number) => Promise<boolean>;
  /** @returns the page of the result */
  readonly terminer: (ctx: Contexte, importId: string) => Promise<string>;
}

/** Imports a spreadsheet some hundreds of rows a step: memory holds one step whatever the file. Killed half-way it goes on from the step that was not counted. */
export const importationParEtapes = ({ nature, lire, ranger, terminer }: Importation): Executant => executant<ChargeImport, readonly LigneClasseur[]>({
  nature,
  preparer: ({ importId }, fait) => lire(importId, fait),
  etape: async (ctx, { importId }, fait, rangees) => {
    const suite = await ranger(ctx, importId, rangees, fait);
    return suite && rangees.length === LIGNES_PAR_ETAPE ? { reste: true } : { reste: false, suite: await terminer(ctx, importId) };
  },
});

/** Orders the import of a spreadsheet of `lignes` rows. @returns the id of its work */
export const programmerImport = (ctx: Contexte, { nature, importId, titre, lignes }: { readonly nature: string; readonly importId: string; readonly titre: string; readonly lignes: number }): Promise<string> =>
  programmer(ctx, { nature, cle: `import:${importId}`, titre, charge: { importId }, total: Math.floor(lignes / LIGNES_PAR_ETAPE) + 1 });

/** What a step made of its rows: added, there already, set aside to be corrected. */
export interface ComptesDImport { readonly ajoutees: number; readonly deja: number; readonly ecartees: number }

/** Adds the figures of a step to those of its import. */
export const compterRangees = ({ db }: Pick<Contexte, 'db'>, table: string, importId: string, { ajoutees, deja, ecartees }: ComptesDImport): Promise<number> => db(table).where({ id: importId }).update({
  lues: db.raw('lues + ?', [ajoutees + deja + ecartees]), ajoutees: db.raw('ajoutees + ?', [ajoutees]), deja: db.raw('deja + ?', [deja]), ecartees: db.raw('ecartees + ?', [ecartees]),
});

/** What every import knows of itself. */
export interface ImportSuivi extends ComptesDImport {
  readonly id: string;
  readonly nom: string;
  /** Rows below the headings. */
  readonly lignes: number;
  readonly lues: number;
  /** Somebody said what the columns hold. */
  readonly decrit: boolean;
  readonly demandeLe: string;
  readonly finiLe: string | null;
  readonly travail: { readonly etat: string; readonly fait: number } | null;
}

/** Where a row that was refused is in its sheet: a field of a row is refused once. */
export interface LieuDErreur { readonly ligne: number; readonly champ: string }

type Places = { readonly apres?: Cle; readonly avant?: Cle };

/** A page of the rows refused that `requete` reads, in the order of the sheet. */
export async function lireErreursDImport<L extends LieuDErreur>(requete: Knex.QueryBuilder, sens: Places, taille: number): Promise<Tranche<L>> {
  const tranche = await lireTrancheTriee<L>(requete, { colonne: 'ligne', id: 'champ', croissant: true, cle: (l) => ({ valeur: Number(l.ligne), id: l.champ }), sens, taille });
  return { ...tranche, lignes: tranche.lignes.map((l) => ({ ...l, ligne: Number(l.ligne) })) };
}

/** Place in the list of errors that a link holds, or null. */
export const lireCleErreur = (texte: unknown, champs: readonly string[]): Cle | null => lireCle(texte, 'nombre', (id): id is string => champs.some((c) => c === id));

/** Place in the list of errors that the query of a page asks for. */
export function placesDErreurs(query: { readonly avant?: unknown; readonly apres?: unknown }, champs: readonly string[]): Places {
  const [avant, apres] = [lireCleErreur(query.avant, champs), lireCleErreur(query.apres, champs)];
  return { ...(avant === null ? {} : { avant }), ...(avant !== null || apres === null ? {} : { apres }) };
}

/** Every row refused, some at a time; `lire` reads one page. */
export async function* parcourirErreurs<L>(lire: (sens: Places, taille: number) => Promise<Tranche<L>>, champs: readonly string[]): AsyncGenerator<L> {
  let apres: Cle | null = { valeur: 0, id: '' };
  while (apres !== null) {
    const tranche: Tranche<L> = await lire({ apres }, LIGNES_PAR_ETAPE);
    yield* tranche.lignes;
    apres = lireCleErreur(tranche.apres, champs);
  }
}
