import { SYSTEME } from '../../domain/habilitations/acteur.js';
import type { Magasin } from '../../platform/file-store.js';
import { verrouiller } from '../../platform/database.js';
import { programmer } from '../../platform/travaux.js';
import type { Verdict } from '../../platform/antivirus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import type { FichierRecu } from '../../web/demande.js';
import { annoncerQuarantaine } from './fichier-courriels.js';
import { fichiersSansAnalysePrevue, usagesDuFichier } from './fichier-queries.js';

/** Nature of the background work that has one file scanned. */
export const ANALYSER = 'fichiers.analyser';

/**
 * Accepts a received file: moved durably into the store, then its row in the transaction. A crash between the two
 * leaves a file nobody refers to, swept away later; never a row without its file. With an antivirus configured the file
 * waits for its verdict: the scan is ordered in the same transaction.
 * @returns the file's id.
 */
export async function rangerFichier(ctx: Contexte, magasin: Magasin, recu: FichierRecu): Promise<string> {
  const cle = await magasin.ranger(recu.chemin);
  const id = ctx.nouvelId();
  await ctx.db('fichiers').insert({
    id, nom: recu.nom, type_mime: recu.typeMime, taille: recu.taille, sha256: recu.sha256, cle_stockage: cle, depose_par: ctx.acteur.id, depose_le: ctx.maintenant,
    analyse: magasin.analyse ? 'en_attente' : 'sans_objet',
  });
  if (magasin.analyse) await programmerAnalyse(ctx, id, recu.nom);
  return id;
}

/** The product itself asks for the scan: what it finds is not an act of the person who sent the file. */
async function programmerAnalyse(ctx: Contexte, id: string, nom: string): Promise<void> {
  await programmer({ ...ctx, acteur: SYSTEME }, { nature: ANALYSER, cle: `analyse:${id}:${ctx.maintenant}`, titre: `Analyse antivirus de « ${nom} »`.slice(0, 200), charge: { fichierId: id } });
}

/** Orders again the scans that were given up, so that no file waits forever; some at a time. @returns true when more remain. */
export async function reprendreLesAnalyses(ctx: Contexte, parLot = 100): Promise<boolean> {
  const oublies = await fichiersSansAnalysePrevue(ctx.db, parLot);
  for (const f of oublies) await programmerAnalyse(ctx, f.id, f.nom);
  return oublies.length === parLot;
}

/**
 * Writes the verdict of the antivirus. An infected file is quarantined: kept, served to nobody; its dossiers' journals say
 * so, whoever gave it is asked by mail to replace it (every member, when it came from the organisme), and the instructeur
 * of a deposited dossier is told.
 */
export async function enregistrerVerdict(ctx: Contexte, fichierId: string, verdict: Verdict): Promise<void> {
  const fichier = await verrouiller(ctx.db('fichiers').where({ id: fichierId }), ctx.db).first<{ nom: string; sha256: string; analyse: string; depose_par: string | null } | undefined>('nom', 'sha256', 'analyse', 'depose_par');
  if (fichier?.analyse !== 'en_attente') return;
  const analyse = verdict.sain ? 'saine' : 'infectee';
  await ctx.db('fichiers').where({ id: fichierId }).update({ analyse, analyse_le: ctx.maintenant, analyse_detail: verdict.sain ? null : verdict.nom.slice(0, 200) });
  if (verdict.sain) return;
  const usages = await usagesDuFichier(ctx.db, fichierId);
  const fait = { action: 'fichier.quarantaine', objet: 'fichier', objetId: fichierId, donnees: { nom: fichier.nom, sha256: fichier.sha256, virus: verdict.nom } };
  if (usages.dossiers.length === 0) ctx.journaliser(fait);
  for (const { dossierId } of usages.dossiers) ctx.journaliser({ ...fait, dossierId });
  await annoncerQuarantaine(ctx, { id: fichierId, nom: fichier.nom, deposePar: fichier.depose_par }, usages);
}

/** The file received in field `champ`, or null. */
export const fichierDuChamp = (fichiers: readonly FichierRecu[], champ: string): FichierRecu | null => fichiers.find((f) => f.champ === champ) ?? null;
