import type { Knex } from 'knex';
import { exigerColonnes, retenirTitres } from '../../domain/importations/colonnes.js';
import { Refus } from '../../domain/kernel/refus.js';
import { sansReponsesVaines } from '../../domain/participants/fiche.js';
import { cleDePersonne, pseudonymeDe } from '../../domain/participants/identite.js';
import { TABLEAU_DE_PARTICIPANTS, type ColonnesDeParticipant } from '../../domain/participants/importation.js';
import type { ApercuFeuille } from '../../platform/apercu-feuille.js';
import { instant } from '../../platform/clock.js';
import type { Coffre } from '../../platform/coffre.js';
import { compterRangees, LIGNES_PAR_ETAPE, programmerImport } from '../../platform/importations.js';
import type { LigneClasseur } from '../../platform/lecture-classeur.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { notifier } from '../notifications/notification-service.js';
import { importsAvant, lireImport, lireTitresConnus, type Connu, type ImportLu } from './import-queries.js';
import { lireRangee } from './import-rangee.js';
import { effacerImports, effacerLot, insererConnus, insererErreurs, insererLot, retenirCorrespondance, scellerApercu } from './import-store.js';
import { exigerCoffre, scellerIdentite } from './participant-coffre.js';
import { lireReponses, trouverParEmpreintes, type FichePseudonyme, type Reconnu } from './participant-queries.js';
import { tenirOperation, type ParticipantSaisi } from './participant-service.js';
import { CHAMPS, insererParticipants, type ParticipantAEcrire } from './participant-store.js';

/** Nature of the background work that reads one spreadsheet. */
export const IMPORTER_PARTICIPANTS = 'participants.importer';

/** A received spreadsheet: its name, its hash, what it shows, and its rows, headings included. */
export interface FeuilleRecue { readonly nom: string; readonly sha256: string; readonly apercu: ApercuFeuille; readonly rangees: AsyncIterable<LigneClasseur> }

/**
 * Keeps the rows of a received spreadsheet, encrypted, until somebody says what its columns hold; the file itself is kept nowhere.
 * @returns the import's id. @throws Refus `participant.sans_cle`, `import.sans_ligne`; ClasseurRefuse
 */
export async function deposerTableau(ctx: Contexte, coffre: Coffre, dossierId: string, { nom, sha256, apercu, rangees }: FeuilleRecue): Promise<string> {
  exigerCoffre(coffre);
  await tenirOperation(ctx, dossierId);
  if (apercu.lignes === 0) throw new Refus('import.sans_ligne', { champ: 'feuille' });
  const id = ctx.nouvelId();
  await ctx.db('participant_imports').insert({ id, dossier_id: dossierId, sha256, lignes: apercu.lignes, ...scellerApercu(coffre, id, nom, apercu), demande_par: trouve(ctx.acteur.id), demande_le: ctx.maintenant });
  let [rang, lot] = [0, [] as LigneClasseur[]];
  for await (const ligne of rangees) {
    if (ligne.numero <= apercu.ligneTitres) continue;
    lot.push(ligne);
    if (lot.length < LIGNES_PAR_ETAPE) continue;
    await insererLot(ctx.db, coffre, id, rang, lot);
    [rang, lot] = [rang + 1, []];
  }
  if (lot.length > 0) await insererLot(ctx.db, coffre, id, rang, lot);
  return id;
}

/**
 * Orders the import of a spreadsheet once its columns are known; its headings are kept for the next one of the organisme.
 * @throws Refus `import.colonne_absente`, `import.colonne_double`, `import.deja_lance`; Introuvable
 */
export async function lancerImport(ctx: Contexte, coffre: Coffre, dossierId: string, importId: string, colonnes: ColonnesDeParticipant): Promise<void> {
  exigerCoffre(coffre);
  await tenirOperation(ctx, dossierId);
  const feuille = await importDuDossier(ctx.db, coffre, dossierId, importId);
  if (feuille.colonnes !== null) throw new Refus('import.deja_lance');
  exigerColonnes(TABLEAU_DE_PARTICIPANTS, colonnes);
  const titres = retenirTitres(TABLEAU_DE_PARTICIPANTS, feuille.apercu.titres, colonnes, await lireTitresConnus(ctx.db, coffre, feuille.organismeId));
  await retenirCorrespondance(ctx.db, coffre, feuille.organismeId, titres, ctx.maintenant);
  const travail = await programmerImport(ctx, { nature: IMPORTER_PARTICIPANTS, importId, titre: 'Import de participants', lignes: feuille.lignes });
  await ctx.db('participant_imports').where({ id: importId }).update({ colonnes: JSON.stringify(colonnes), travail_id: travail });
  ctx.journaliser({ action: 'participant.importer', objet: 'dossier', objetId: dossierId, dossierId, donnees: { import: importId, sha256: feuille.sha256, lignes: feuille.lignes } });
}

/** @throws Introuvable when the import is of another operation */
export async function importDuDossier(db: Knex, coffre: Coffre, dossierId: string, importId: string): Promise<ImportLu> {
  const feuille = await lireImport(db, coffre, importId);
  return trouve(feuille?.dossierId === dossierId ? feuille : null);
}

/**
 * Adds the rows of one step to the operation: good ones become records, a person once; the others are reported cell by cell, and
 * the rows themselves are removed. Somebody who is there already is left as they are: what the row says otherwise is reported.
 * @returns false when the import is not ordered
 */
export async function importerRangees(ctx: Contexte, coffre: Coffre, importId: string, rangees: readonly LigneClasseur[], rang: number): Promise<boolean> {
  const feuille = trouve(await lireImport(ctx.db, coffre, importId));
  const { colonnes, dossierId } = feuille;
  if (colonnes === null) return false;
  const cadre = await tenirOperation(ctx, dossierId);
  const lues = rangees.map((r) => ({ ligne: r.numero, lue: lireRangee(r.cellules, colonnes, cadre) }));
  await insererErreurs(ctx.db, coffre, importId, lues.flatMap(({ ligne, lue }) => ('erreurs' in lue ? lue.erreurs.map((e) => ({ ...e, ligne })) : [])));
  const bonnes = lues.flatMap(({ ligne, lue }) => ('saisi' in lue ? [{ ligne, saisi: lue.saisi }] : []));
  const { nouvelles, connues } = await trier(ctx.db, coffre, dossierId, bonnes);
  await insererParticipants(ctx.db, nouvelles.map(({ saisi }) => aEcrire(ctx, coffre, feuille, saisi)));
  await insererConnus(ctx.db, importId, await differencesDesConnus(ctx.db, dossierId, connues));
  await compterRangees(ctx, 'participant_imports', importId, { ajoutees: nouvelles.length, deja: connues.length, ecartees: lues.length - bonnes.length });
  await effacerLot(ctx.db, importId, rang);
  return true;
}

interface Rangee { readonly ligne: number; readonly saisi: ParticipantSaisi }
interface RangeeConnue extends Rangee { readonly connu: Reconnu | null }

/** The operation is locked: nobody comes in meanwhile. A person twice in the sheet is new once, then known under no record yet (`null`). */
async function trier(db: Knex, coffre: Coffre, dossierId: string, bonnes: readonly Rangee[]): Promise<{ nouvelles: Rangee[]; connues: RangeeConnue[] }> {
  const empreintes = bonnes.map(({ saisi }) => coffre.toutesLesEmpreintes(cleDePersonne(saisi.identite)));
  const parEmpreinte = new Map((await trouverParEmpreintes(db, dossierId, empreintes.flat())).map((r) => [r.empreinte, r]));
  const vues = new Set<string>();
  const nouvelles: Rangee[] = [];
  const connues: RangeeConnue[] = [];
  bonnes.forEach((rangee, i) => {
    const siennes = empreintes[i] ?? [];
    const connu = siennes.map((e) => parEmpreinte.get(e)).find((r) => r !== undefined) ?? null;
    if (connu !== null || siennes.some((e) => vues.has(e))) connues.push({ ...rangee, connu });
    else nouvelles.push(rangee);
    for (const e of siennes) vues.add(e);
  });
  return { nouvelles, connues };
}

function aEcrire(ctx: Contexte, coffre: Coffre, { dossierId, demandePar }: ImportLu, { identite, fiche }: ParticipantSaisi): ParticipantAEcrire {
  const id = ctx.nouvelId();
  return { id, dossierId, pseudonyme: pseudonymeDe(id), fiche: sansReponsesVaines(fiche), identite: scellerIdentite(coffre, id, identite), source: 'import', creePar: demandePar, creeLe: ctx.maintenant };
}

async function differencesDesConnus(db: Knex, dossierId: string, connues: readonly RangeeConnue[]): Promise<Connu[]> {
  const inscrites = connues.flatMap(({ connu, ...r }) => (connu === null ? [] : [{ ...r, connu }]));
  const fiches = await lireReponses(db, dossierId, inscrites.map((r) => r.connu.id));
  return inscrites.map(({ ligne, saisi, connu }) => ({ ligne, pseudonyme: connu.pseudonyme, differences: autrement(fiches.get(connu.id), saisi) })).filter((c) => c.differences.length > 0);
}

/** Names of the answers that a row gives and the record has not, or has otherwise. */
function autrement(fiche: FichePseudonyme | undefined, { fiche: saisie }: ParticipantSaisi): string[] {
  const lue = sansReponsesVaines(saisie);
  return fiche === undefined ? [] : CHAMPS.filter((champ) => lue[champ] !== null && lue[champ] !== fiche[champ]);
}

/** Ends an import: the first rows shown are removed, its figures go to the journal, who asked for it is told. @returns the page of its result */
export async function terminerImport(ctx: Contexte, coffre: Coffre, importId: string): Promise<string> {
  const feuille = trouve(await lireImport(ctx.db, coffre, importId));
  const { dossierId, lues, ajoutees, deja, ecartees } = feuille;
  await ctx.db('participant_imports').where({ id: importId }).update({ fini_le: ctx.maintenant, ...scellerApercu(coffre, importId, feuille.nom, { ...feuille.apercu, exemples: [] }) });
  ctx.journaliser({ action: 'participant.finir_import', objet: 'dossier', objetId: dossierId, dossierId, donnees: { import: importId, lues, ajoutees, deja, ecartees } });
  const suite = vers(paths.participants.import, { dossierId, importId });
  await notifier(ctx, {
    personnes: [{ id: feuille.demandePar }], cle: `import:${importId}`, titre: 'Votre tableau de participants est importé', lien: suite, dossierId,
    texte: `Bonjour,\n\nVotre tableau de participants a été lu : ${lues} lignes, ${ajoutees} personnes inscrites, ${deja} déjà inscrites, ${ecartees} lignes à corriger.`,
  });
  return suite;
}

const JOURS_AVANT_OUBLI = 30;

/** Removes what is left of spreadsheets sent thirty days before: rows nobody described, cells nobody corrected. @returns how many, `limite` at most */
export async function oublierLesTableaux(ctx: Contexte, limite: number): Promise<number> {
  const avant = instant(new Date(Date.parse(ctx.maintenant) - JOURS_AVANT_OUBLI * 86_400_000));
  const anciens = await importsAvant(ctx.db, avant, limite);
  await effacerImports(ctx.db, anciens.map((i) => i.id));
  for (const { id, dossierId, lues } of anciens) ctx.journaliser({ action: 'participant.oublier_tableau', objet: 'dossier', objetId: dossierId, dossierId, donnees: { import: id, lues } });
  return anciens.length;
}
