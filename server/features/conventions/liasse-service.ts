import { exemplairesComplets, exemplairesIncomplets, rangerPage, type Exemplaire } from '../../domain/conventions/liasse.js';
import { roleDans } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { lireCode } from '../../platform/code-de-page.js';
import { verrouiller } from '../../platform/database.js';
import { pluriel } from '../../platform/format.js';
import type { PageLue, Rotation } from '../../platform/lecture-pages.js';
import { compterPages } from '../../platform/pdf.js';
import { programmer } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { dernierDocument } from '../documents/document-queries.js';
import { notifier } from '../notifications/notification-service.js';
import { attacherExemplaire } from './convention-store.js';
import { lireLiasse, lirePages, lireSignable, type DocumentSignable, type LiasseLue } from './liasse-queries.js';
import { changerTravail, ecrireEtatLiasse, ecrirePages, fixerTotal, insererLiasse, ouvrirPages } from './liasse-store.js';

/** Nature of the background work that reads one bundle, or attaches what a person completed in it. */
export const LIRE_LIASSE = 'conventions.liasse';

export interface ChargeLiasse {
  readonly liasseId: string;
  /** The pages are read already: only what became complete is to be attached. */
  readonly lue?: true;
}

/** More pages than that are two bundles. */
export const PAGES_MAX = 300;

/**
 * Receives a scanned bundle, a PDF; its pages are read in the background.
 * @returns its id @throws Refus `liasse.pdf`
 */
export async function deposerLiasse(ctx: Contexte, fichierId: string): Promise<string> {
  const fichier = trouve(await ctx.db('fichiers').where({ id: fichierId }).first<{ type_mime: string; nom: string } | undefined>('type_mime', 'nom'));
  if (fichier.type_mime !== 'application/pdf') throw new Refus('liasse.pdf', { champ: 'fichier' });
  const id = ctx.nouvelId();
  const travailId = await programmer(ctx, { nature: LIRE_LIASSE, cle: `liasse:${id}`, titre: `Lecture de « ${fichier.nom} »`, charge: { liasseId: id } });
  await insererLiasse(ctx.db, { id, fichierId, deposeePar: trouve(ctx.acteur.id), deposeeLe: ctx.maintenant, travailId });
  ctx.journaliser({ action: 'liasse.deposer', objet: 'liasse', objetId: id, donnees: { fichierId } });
  return id;
}

/** The file is open: its pages are to be read, or it is refused. */
export async function ouvrirLiasse(ctx: Contexte, liasse: LiasseLue, pages: number | null): Promise<boolean> {
  const lisible = pages !== null && pages > 0 && pages <= PAGES_MAX;
  if (lisible) {
    await ouvrirPages(ctx.db, liasse.id, pages);
    const { travail_id: travailId } = await ctx.db('liasses').where({ id: liasse.id }).first<{ travail_id: string }>('travail_id');
    await fixerTotal(ctx.db, travailId, pages + 2);
    return true;
  }
  await ecrireEtatLiasse(ctx.db, liasse.id, 'refusee', ctx.maintenant);
  ctx.journaliser({ action: 'liasse.refuser', objet: 'liasse', objetId: liasse.id, donnees: { pages: pages ?? 0 } });
  await prevenir(ctx, liasse, `Le fichier « ${liasse.fichier.nom} » n’a pas pu être lu.`);
  return false;
}

/** Writes what was read on one page: kept, or set aside with its reason. */
export async function noterPage(ctx: Contexte, liasse: LiasseLue, page: number, lue: PageLue | null): Promise<void> {
  if (lue === null) return ecrirePages(ctx.db, liasse.id, [page], { etat: 'a_part', raison: 'illisible' });
  const code = lue.code === null ? null : lireCode(lue.code);
  const vise = code === null ? null : await lireSignable(ctx.db, code.numero);
  const raison = rangerPage(
    code === null ? null : { numero: code.numero, rang: code.page, pages: code.pages }, lue.encre,
    vise === null ? null : { aSigner: vise.aSigner, organismeDeLAgent: roleDans(ctx.acteur, vise.organismeId) !== null }, await lirePages(ctx.db, liasse.id),
  );
  await ecrirePages(ctx.db, liasse.id, [page], {
    etat: raison === null ? 'reconnue' : 'a_part', raison: raison ?? '', rotation: lue.rotation,
    ...(code === null ? {} : { numero: code.numero, rang: code.page, pages: code.pages }),
  });
}

/** The next copy to cut out of a bundle; null when none is left. */
export const prochainExemplaire = async (db: Contexte['db'] | Parameters<typeof lirePages>[0], liasseId: string): Promise<Exemplaire | null> => exemplairesComplets(await lirePages(db, liasseId))[0] ?? null;

/** A copy cut out, already in the store. */
export interface ExemplaireDecoupe { readonly exemplaire: Exemplaire; readonly cle: string; readonly taille: number; readonly sha256: string }

/**
 * Attaches a copy to its convention or its avenant, if that one still waits for it; else its pages are set aside. Once: the
 * pages leave `reconnue` in the same transaction.
 */
export async function attacherDecoupe(ctx: Contexte, liasse: LiasseLue, { exemplaire: { numero, feuilles }, cle, taille, sha256 }: ExemplaireDecoupe): Promise<void> {
  const pages = feuilles.map((f) => f.page);
  const vise = trouve(await lireSignable(ctx.db, numero));
  await verrouiller(ctx.db(vise.objet === 'convention' ? 'conventions' : 'avenants').where({ id: vise.id }), ctx.db).first('id');
  if (!trouve(await lireSignable(ctx.db, numero)).aSigner) return ecrirePages(ctx.db, liasse.id, pages, { etat: 'a_part', raison: 'pas_a_signer' });
  const fichierId = ctx.nouvelId();
  await ctx.db('fichiers').insert({
    id: fichierId, nom: `${numero} signé.pdf`, type_mime: 'application/pdf', taille, sha256, cle_stockage: cle, depose_par: liasse.deposeePar.id, depose_le: ctx.maintenant, analyse: 'sans_objet',
  });
  if (vise.objet === 'convention') await attacherExemplaire(ctx.db, vise.id, fichierId);
  else await ctx.db('avenants').where({ id: vise.id }).update({ fichier_signe_id: fichierId });
  await ecrirePages(ctx.db, liasse.id, pages, { etat: 'attachee', raison: '' });
  ctx.journaliser({ action: 'liasse.attacher', objet: vise.objet, objetId: vise.id, dossierId: vise.dossierId, donnees: { liasseId: liasse.id, numero, pages, fichierId } });
}

/** Everything was read and cut: pages of incomplete copies are set aside, and whoever sent the bundle is told. */
export async function terminerLiasse(ctx: Contexte, liasse: LiasseLue): Promise<string> {
  for (const { feuilles } of exemplairesIncomplets(await lirePages(ctx.db, liasse.id))) await ecrirePages(ctx.db, liasse.id, feuilles.map((f) => f.page), { etat: 'a_part', raison: 'incomplete' });
  await ecrireEtatLiasse(ctx.db, liasse.id, 'lue', ctx.maintenant);
  const pages = await lirePages(ctx.db, liasse.id);
  const exemplaires = new Set(pages.filter((p) => p.etat === 'attachee').map((p) => p.numero)).size;
  const aPart = pages.filter((p) => p.etat === 'a_part').length;
  ctx.journaliser({ action: 'liasse.lire', objet: 'liasse', objetId: liasse.id, donnees: { pages: pages.length, exemplaires, aPart } });
  return prevenir(ctx, liasse, `${pluriel(exemplaires, 'exemplaire signé')} rattaché${exemplaires > 1 ? 's' : ''} ; ${pluriel(aPart, 'page')} à regarder.`);
}

async function prevenir(ctx: Contexte, liasse: LiasseLue, texte: string): Promise<string> {
  const lien = vers(paths.liasses.page, { liasseId: liasse.id });
  await notifier(ctx, {
    personnes: [{ id: liasse.deposeePar.id }], cle: `liasse:${liasse.id}:${ctx.maintenant}`, titre: `Liasse « ${liasse.fichier.nom} » : ${texte}`.slice(0, 200), lien, dossierId: null,
    texte: `Bonjour,\n\nLa liasse « ${liasse.fichier.nom} » a été lue. ${texte}`,
  });
  return lien;
}

export interface Affectation { readonly numero: string; readonly rang: number; readonly rotation: Rotation }

/**
 * A person says which page of which document a page set aside is. When its copy becomes complete it is attached in the background.
 * @throws Refus `liasse.numero_inconnu`, `liasse.pas_a_signer`, `liasse.rang_inconnu` { pages }, `liasse.page_deja_la`, `liasse.page_traitee`
 */
export async function affecterPage(ctx: Contexte, liasseId: string, page: number, { numero, rang, rotation }: Affectation): Promise<void> {
  const pages = await tenirPageAPart(ctx, liasseId, page);
  const vise = await lireSignable(ctx.db, numero);
  if (vise === null || roleDans(ctx.acteur, vise.organismeId) !== null) throw new Refus('liasse.numero_inconnu', { champ: 'numero' });
  if (!vise.aSigner) throw new Refus('liasse.pas_a_signer', { champ: 'numero' });
  const total = await pagesDuDocument(ctx, vise);
  if (rang > total) throw new Refus('liasse.rang_inconnu', { champ: 'rang', pages: total });
  const prise = pages.some((p) => p.page !== page && p.numero === numero && p.rang === rang && (p.etat === 'reconnue' || p.etat === 'attachee' || p.raison === 'incomplete'));
  if (prise) throw new Refus('liasse.page_deja_la', { champ: 'rang' });
  await ecrirePages(ctx.db, liasseId, [page], { etat: 'a_part', raison: 'incomplete', numero, rang, pages: total, rotation, traitee_par: trouve(ctx.acteur.id) });
  ctx.journaliser({ action: 'liasse.affecter', objet: 'liasse', objetId: liasseId, dossierId: vise.dossierId, donnees: { page, numero, rang } });
  if (!exemplairesComplets(await lirePages(ctx.db, liasseId)).some((e) => e.numero === numero)) return;
  const travailId = await programmer(ctx, { nature: LIRE_LIASSE, cle: `liasse:${liasseId}:${page}:${ctx.maintenant}`, titre: `Rattachement de ${numero}`, charge: { liasseId, lue: true } });
  await changerTravail(ctx.db, liasseId, travailId);
}

/** How many pages a document has: as it was drawn to be signed. */
async function pagesDuDocument(ctx: Contexte, { id, objet }: DocumentSignable): Promise<number> {
  return compterPages(trouve(await dernierDocument(ctx.db, id, objet)));
}

/**
 * A person puts a page away for good, with a reason.
 * @throws Refus `liasse.page_traitee`
 */
export async function ecarterPage(ctx: Contexte, liasseId: string, page: number, motif: string): Promise<void> {
  await tenirPageAPart(ctx, liasseId, page);
  await ecrirePages(ctx.db, liasseId, [page], { etat: 'ecartee', commentaire: motif, traitee_par: trouve(ctx.acteur.id) });
  ctx.journaliser({ action: 'liasse.ecarter', objet: 'liasse', objetId: liasseId, motif, donnees: { page } });
}

async function tenirPageAPart(ctx: Contexte, liasseId: string, page: number): Promise<Awaited<ReturnType<typeof lirePages>>> {
  await verrouiller(ctx.db('liasses').where({ id: liasseId }), ctx.db).first('id');
  trouve(await lireLiasse(ctx.db, liasseId));
  const pages = await lirePages(ctx.db, liasseId);
  if (trouve(pages.find((p) => p.page === page)).etat !== 'a_part') throw new Refus('liasse.page_traitee');
  return pages;
}
