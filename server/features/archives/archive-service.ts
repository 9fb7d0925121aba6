import { Refus } from '../../domain/kernel/refus.js';
import { verrouiller } from '../../platform/database.js';
import { programmer } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { notifier } from '../notifications/notification-service.js';
import { archivesDuDossier, lireArchive, type EntreeEcrite, type PlanArchive } from './archive-queries.js';

/** Nature of the background work that composes one archive. */
export const COMPOSER_ARCHIVE = 'archives.composer';

export interface ChargeArchive { readonly archiveId: string }

/**
 * Orders the archive of a dossier; one that is still being composed is answered instead of another.
 * @returns its id
 * @throws Refus `archive.pas_deposee` before the dossier was deposited
 * @see issue 5, Solde
 */
export async function demanderArchive(ctx: Contexte, dossierId: string): Promise<string> {
  // Locked: two people who ask at once get the same archive.
  await verrouiller(ctx.db('dossiers').where({ id: dossierId }), ctx.db).first('id');
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  if (dossier.numero === null) throw new Refus('archive.pas_deposee');
  const enCours = (await archivesDuDossier(ctx.db, dossierId)).find((a) => a.preteLe === null && a.etat === 'en_attente');
  if (enCours !== undefined) return enCours.id;
  const id = ctx.nouvelId();
  const travail = await programmer(ctx, { nature: COMPOSER_ARCHIVE, cle: `archive:${id}`, titre: `Archive du dossier ${dossier.numero}`, charge: { archiveId: id } });
  await ctx.db('archives').insert({ id, dossier_id: dossierId, demandee_par: ctx.acteur.id, demandee_le: ctx.maintenant, travail_id: travail });
  ctx.journaliser({ action: 'archive.demander', objet: 'archive', objetId: id, dossierId });
  return id;
}

/** A part of an archive that is in the store, not yet in the database. */
export interface PartieEcrite { readonly cle: string; readonly taille: number; readonly sha256: string; readonly entrees: readonly EntreeEcrite[] }

/** Adds a part to an archive, and the plan of the next ones when it is the first. */
export async function ajouterPartie(ctx: Contexte, archiveId: string, rang: number, partie: PartieEcrite, plan?: PlanArchive): Promise<void> {
  const fichierId = ctx.nouvelId();
  await ctx.db('fichiers').insert({
    id: fichierId, nom: `archive-${rang}.part`, type_mime: 'application/octet-stream', taille: partie.taille, sha256: partie.sha256, cle_stockage: partie.cle, depose_par: ctx.acteur.id, depose_le: ctx.maintenant, analyse: 'sans_objet',
  });
  await ctx.db('archive_parties').insert({ archive_id: archiveId, rang, fichier_id: fichierId, entrees: JSON.stringify(partie.entrees) });
  if (plan !== undefined) await ctx.db('archives').where({ id: archiveId }).update({ plan: JSON.stringify(plan) });
}

/** The whole archive, its last part included. */
export interface ArchiveComposee { readonly taille: number; readonly fichiers: number; readonly empreinte: string; readonly empreinteManifeste: string }

/**
 * Ends an archive: its hashes are written in the journal, so that whoever changes it later cannot change what proves it;
 * it takes the place of the former ones, whose parts are dropped; who asked for it is told. @returns the page where it is
 */
export async function terminerArchive(ctx: Contexte, archiveId: string, composee: ArchiveComposee): Promise<string> {
  const { dossierId } = trouve(await lireArchive(ctx.db, archiveId));
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const { taille, fichiers, empreinte, empreinteManifeste } = composee;
  await ctx.db('archives').where({ id: archiveId }).update({ prete_le: ctx.maintenant, taille, fichiers, empreinte, empreinte_manifeste: empreinteManifeste });
  await retirerLesAnciennes(ctx, dossierId, archiveId);
  ctx.journaliser({ action: 'archive.etablir', objet: 'archive', objetId: archiveId, dossierId, donnees: { taille, fichiers, empreinte, empreinteManifeste } });
  const suite = vers(paths.archives.page, { dossierId });
  await notifier(ctx, {
    personnes: ctx.acteur.id === null ? [] : [{ id: ctx.acteur.id }], cle: `archive:${archiveId}`, titre: `L’archive du dossier ${dossier.numero ?? ''} est prête`, lien: suite, dossierId,
    texte: 'Bonjour,\n\nL’archive que vous avez demandée est prête : téléchargez-la sur Passerelle.',
  });
  return suite;
}

/** Drops the parts of the other archives of a dossier; their files are swept away once no row names them. */
async function retirerLesAnciennes(ctx: Contexte, dossierId: string, saufId: string): Promise<void> {
  const anciennes = ctx.db('archives').where({ dossier_id: dossierId }).whereNotNull('prete_le').whereNot({ id: saufId }).select('id');
  const parties = await ctx.db('archive_parties').whereIn('archive_id', anciennes).select<{ fichier_id: string }[]>('fichier_id');
  await ctx.db('archive_parties').whereIn('archive_id', anciennes).delete();
  await ctx.db('fichiers').whereIn('id', parties.map((p) => p.fichier_id)).delete();
}
