import type { Knex } from 'knex';
import { CoffreFerme, type Coffre, type Scelle } from '../../platform/coffre.js';
import { verrouiller } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { lieuDeDemande } from './droits-coffre.js';
import { LIEUX } from './import-queries.js';
import { effacerImports } from './import-store.js';
import { exigerCoffre, ouvrirIdentite, scellerIdentite } from './participant-coffre.js';

/** Rows written again in one transaction. */
const PAR_LOT = 500;

/** A row of any kind that an older key wrote. */
type Ligne = Readonly<Record<string, string | number>> & { readonly cle_version: number };

/** A table that holds encrypted texts: its key, the text, and how one row is written again. */
interface Place {
  readonly table: string;
  readonly cles: readonly string[];
  readonly chiffre: string;
  readonly resceller: (coffre: Coffre, ligne: Ligne, scelle: Scelle) => Record<string, string | number>;
  /** What waits for a short time in this table is removed once the key that wrote it was withdrawn. */
  readonly perdue?: (db: Knex, ligne: Ligne) => Promise<unknown>;
}

const deNouveau = (lieu: (l: Ligne) => string, colonne = 'chiffre') => (coffre: Coffre, ligne: Ligne, scelle: Scelle): Record<string, string | number> => {
  const { version, chiffre } = coffre.sceller(coffre.ouvrir(scelle, lieu(ligne)), lieu(ligne));
  return { cle_version: version, [colonne]: chiffre };
};
const effacerLigne = (table: string, ...cles: readonly string[]) => (db: Knex, ligne: Ligne): Promise<unknown> => db(table).where(Object.fromEntries(cles.map((c) => [c, ligne[c]]))).del();

/** Every place where the keys of participants encrypt, identities first. */
const PLACES: readonly Place[] = [
  {
    table: 'participant_identites', cles: ['participant_id'], chiffre: 'chiffre',
    resceller: (coffre, l, scelle) => { const { version, ...reste } = scellerIdentite(coffre, String(l['participant_id']), ouvrirIdentite(coffre, String(l['participant_id']), scelle)); return { cle_version: version, ...reste }; },
  },
  { table: 'droits_demandes', cles: ['id'], chiffre: 'chiffre', resceller: deNouveau((l) => lieuDeDemande(String(l['id']))) },
  { table: 'participant_import_lots', cles: ['import_id', 'rang'], chiffre: 'chiffre', resceller: deNouveau((l) => LIEUX.lot(String(l['import_id']), Number(l['rang']))), perdue: effacerLigne('participant_import_lots', 'import_id', 'rang') },
  { table: 'participant_import_erreurs', cles: ['import_id', 'ligne', 'champ'], chiffre: 'chiffre', resceller: deNouveau((l) => LIEUX.erreur(String(l['import_id']), Number(l['ligne']), String(l['champ']))), perdue: effacerLigne('participant_import_erreurs', 'import_id', 'ligne', 'champ') },
  { table: 'participant_imports', cles: ['id'], chiffre: 'apercu_chiffre', resceller: deNouveau((l) => LIEUX.apercu(String(l['id'])), 'apercu_chiffre'), perdue: (db, l) => effacerImports(db, [String(l['id'])]) },
  { table: 'participant_correspondances', cles: ['organisme_id'], chiffre: 'chiffre', resceller: deNouveau((l) => LIEUX.titres(String(l['organisme_id']))), perdue: effacerLigne('participant_correspondances', 'organisme_id') },
];

/**
 * Encrypts one batch again with the newest key: identities with their fingerprints, who asked about their data, what waits of
 * spreadsheets. What an older key wrote is what is left to do, so that a run cut short goes on where it stopped and a second one does
 * nothing. The journal keeps how many. Of a spreadsheet, what a withdrawn key wrote is discarded: it waits for thirty days at most.
 * @returns how many were written; 0 when everything is under the newest key
 * @throws Refus `participant.sans_cle`; CoffreFerme when the key that wrote an identity or a request is no longer configured: the batch is undone
 */
export async function renouvelerLot(ctx: Contexte, coffre: Coffre, taille = PAR_LOT): Promise<number> {
  exigerCoffre(coffre);
  for (const place of PLACES) {
    const faites = await renouvelerPlace(ctx, coffre, place, taille);
    if (faites > 0) {
      ctx.journaliser({ action: 'participant.renouveler_cle', objet: 'cle', objetId: `participants:${coffre.version}`, donnees: { version: coffre.version, table: place.table, lignes: faites } });
      return faites;
    }
  }
  return 0;
}

async function renouvelerPlace(ctx: Contexte, coffre: Coffre, { table, cles, chiffre, resceller, perdue }: Place, taille: number): Promise<number> {
  const anciennes = ctx.db(table).where('cle_version', '<', coffre.version).orderBy(['cle_version', ...cles].map((column) => ({ column }))).limit(taille);
  const lignes: Ligne[] = await verrouiller(anciennes, ctx.db).select('cle_version', chiffre, ...cles);
  for (const ligne of lignes) {
    try {
      await ctx.db(table).where(Object.fromEntries(cles.map((c) => [c, ligne[c]]))).update(resceller(coffre, ligne, { version: Number(ligne.cle_version), chiffre: String(ligne[chiffre]) }));
    } catch (erreur) {
      if (!(erreur instanceof CoffreFerme) || perdue === undefined) throw erreur;
      await perdue(ctx.db, ligne);
    }
  }
  return lignes.length;
}
