import type { Knex } from 'knex';
import { TABLEAU_DE_DEPENSES } from '../../domain/bilans/importation.js';
import type { NatureBilan } from '../../domain/bilans/lignes.js';
import { exigerColonnes, retenirTitres } from '../../domain/importations/colonnes.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { ApercuFeuille } from '../../platform/apercu-feuille.js';
import { verrouiller } from '../../platform/database.js';
import { compterRangees, programmerImport } from '../../platform/importations.js';
import type { LigneClasseur } from '../../platform/lecture-classeur.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { vers } from '../../web/paths.js';
import { notifier } from '../notifications/notification-service.js';
import { cheminsDuBilan } from './bilan-chemins.js';
import { tenirLeBrouillon } from './bilan-service.js';
import { colonnesDepense, rangSuivant } from './depense-store.js';
import { lireImport, lireTitresConnus, type ImportLu } from './import-queries.js';
import { lireRangee, type Correspondance, type ErreurDeCellule } from './import-rangee.js';

/** Nature of the background work that reads one spreadsheet. */
export const IMPORTER_DEPENSES = 'bilans.importer';

/** Keeps a received spreadsheet until somebody says what its columns hold. @returns the import's id. @throws Refus `import.sans_ligne` */
export async function deposerFeuille(ctx: Contexte, dossierId: string, nature: NatureBilan, feuille: { fichierId: string; apercu: ApercuFeuille }): Promise<string> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  if (feuille.apercu.lignes === 0) throw new Refus('import.sans_ligne', { champ: 'feuille' });
  const id = ctx.nouvelId();
  await ctx.db('bilan_imports').insert({ id, bilan_id: bilan.id, fichier_id: feuille.fichierId, apercu: JSON.stringify(feuille.apercu), demande_par: trouve(ctx.acteur.id), demande_le: ctx.maintenant });
  return id;
}

/**
 * Orders the import of a spreadsheet once its columns are known; its headings are kept for the next one of the organisme.
 * @throws Refus `import.colonne_absente`, `import.colonne_double`, `import.deja_lance`
 */
export async function lancerImport(ctx: Contexte, dossierId: string, nature: NatureBilan, importId: string, c: Correspondance): Promise<void> {
  const bilan = await tenirLeBrouillon(ctx, dossierId, nature);
  const feuille = await importDuBilan(ctx.db, bilan.id, importId);
  if (feuille.correspondance !== null) throw new Refus('import.deja_lance');
  exigerColonnes(TABLEAU_DE_DEPENSES, c.colonnes);
  if (c.colonnes.poste === undefined && c.poste === null) throw new Refus('import.colonne_absente', { champ: 'poste', nom: 'poste' });
  await ctx.db('bilan_correspondances').insert({
    organisme_id: feuille.organismeId, correspondance: JSON.stringify(retenirTitres(TABLEAU_DE_DEPENSES, feuille.apercu.titres, c.colonnes, await lireTitresConnus(ctx.db, feuille.organismeId))), modifiee_le: ctx.maintenant,
  }).onConflict('organisme_id').merge();
  const travail = await programmerImport(ctx, { nature: IMPORTER_DEPENSES, importId, titre: `Import de « ${feuille.nom} »`, lignes: feuille.lignes });
  await ctx.db('bilan_imports').where({ id: importId }).update({ correspondance: JSON.stringify(c), travail_id: travail });
  ctx.journaliser({ action: 'bilan.importer', objet: 'bilan', objetId: bilan.id, dossierId, donnees: { import: importId, fichier: feuille.nom, sha256: feuille.fichier.sha256, lignes: feuille.lignes } });
}

/** @throws Introuvable when the import is of another bilan */
export async function importDuBilan(db: Knex, bilanId: string, importId: string): Promise<ImportLu> {
  const feuille = await lireImport(db, importId);
  return trouve(feuille?.bilanId === bilanId ? feuille : null);
}

/**
 * Adds the rows of one step to the bilan: good ones become lines, each once; the others are reported cell by cell. The same
 * row of the same file is never added twice, nor a row identical to a line the bilan already has.
 * @returns false once the bilan is no draft any more: nothing is added to what was deposited
 */
export async function importerRangees(ctx: Contexte, importId: string, rangees: readonly LigneClasseur[]): Promise<boolean> {
  const feuille = trouve(await lireImport(ctx.db, importId));
  const bilan = trouve(await verrouiller(ctx.db('bilans').where({ id: feuille.bilanId }), ctx.db).first<{ etat: string } | undefined>('etat'));
  if (bilan.etat !== 'brouillon' || feuille.correspondance === null) return false;
  const { correspondance } = feuille;
  const lues = rangees.map((r) => ({ numero: r.numero, lue: lireRangee(r.cellules, correspondance) }));
  const erreurs = lues.flatMap(({ numero, lue }) => ('erreurs' in lue ? lue.erreurs.map((e, rang) => ({ ...e, import_id: importId, ligne: numero, rang })) : []));
  await ecrireErreurs(ctx, erreurs);
  const bonnes = lues.flatMap(({ numero, lue }) => ('depense' in lue ? [{ ...colonnesDepense(lue.depense), source_cle: `${feuille.fichier.sha256}:0`, source_ligne: numero }] : []));
  const ajoutees = await ajouterLesNouvelles(ctx, feuille, bonnes);
  await compterRangees(ctx, 'bilan_imports', importId, { ajoutees, deja: bonnes.length - ajoutees, ecartees: lues.length - bonnes.length });
  return true;
}

async function ecrireErreurs({ db }: Contexte, erreurs: readonly (ErreurDeCellule & { import_id: string; ligne: number; rang: number })[]): Promise<void> {
  if (erreurs.length > 0) await db('bilan_import_erreurs').insert(erreurs.map(({ import_id, ligne, rang, colonne, champ, trouve: vu, attendu }) => ({ import_id, ligne, rang, colonne, champ, trouve: vu, attendu })));
}

type ARanger = Readonly<Record<string, unknown>> & { readonly source_cle: string; readonly source_ligne: number };

/** The bilan is locked: what is looked for first cannot come meanwhile. @returns how many lines were added */
async function ajouterLesNouvelles(ctx: Contexte, { bilanId }: ImportLu, bonnes: readonly ARanger[]): Promise<number> {
  if (bonnes.length === 0) return 0;
  const source = bonnes[0]?.source_cle ?? '';
  const lignes = bonnes.map((b) => b.source_ligne);
  const connues = new Set((await ctx.db('bilan_depenses').where({ bilan_id: bilanId, source_cle: source }).whereIn('source_ligne', lignes).pluck<(number | string)[]>('source_ligne')).map(Number));
  const contenus = new Set(await ctx.db('bilan_depenses').where({ bilan_id: bilanId }).where((q) => void q.whereNull('source_cle').orWhereNot('source_cle', source))
    .whereIn('contenu_cle', bonnes.map((b) => String(b['contenu_cle']))).pluck<string[]>('contenu_cle'));
  const nouvelles = bonnes.filter((b) => !connues.has(b.source_ligne) && !contenus.has(String(b['contenu_cle'])));
  const premier = await rangSuivant(ctx, bilanId);
  const aInserer = nouvelles.map((b, i) => ({ id: ctx.nouvelId(), bilan_id: bilanId, rang: premier + i, ...b }));
  if (aInserer.length > 0) await ctx.db('bilan_depenses').insert(aInserer);
  return nouvelles.length;
}

/** Ends an import: its figures go to the journal, who asked for it is told. @returns the page of its result */
export async function terminerImport(ctx: Contexte, importId: string): Promise<string> {
  const feuille = trouve(await lireImport(ctx.db, importId));
  const { nature } = await ctx.db('bilans').where({ id: feuille.bilanId }).first<{ nature: NatureBilan }>('nature');
  await ctx.db('bilan_imports').where({ id: importId }).update({ fini_le: ctx.maintenant });
  const { lues, ajoutees, deja, ecartees } = feuille;
  ctx.journaliser({ action: 'bilan.finir_import', objet: 'bilan', objetId: feuille.bilanId, dossierId: feuille.dossierId, donnees: { import: importId, lues, ajoutees, deja, ecartees } });
  const suite = vers(cheminsDuBilan(nature).import, { dossierId: feuille.dossierId, importId });
  await notifier(ctx, {
    personnes: ctx.acteur.id === null ? [] : [{ id: ctx.acteur.id }], cle: `import:${importId}`, titre: `Les dépenses de « ${feuille.nom} » sont importées`, lien: suite, dossierId: feuille.dossierId,
    texte: `Bonjour,\n\nLe tableau « ${feuille.nom} » a été lu : ${lues} lignes, ${ajoutees} ajoutées, ${deja} déjà présentes, ${ecartees} à corriger.`,
  });
  return suite;
}
