import { Refus } from '../../domain/kernel/refus.js';
import { programmer } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { notifier } from '../notifications/notification-service.js';
import { lireContradictions } from '../instruction/contradictions-queries.js';
import { lireRapports } from '../notation/rapport-queries.js';
import { composerFiche, dossiersDuLivret, type DossierDuLivret, type TeteDeLivret } from './livret.js';
import { lireLivret, livretsDe, type LivretLu } from './livret-queries.js';
import { lireContenus } from './seance-queries.js';
import { ligneDe, lireVue, type VueSeance } from './seance-vue.js';

/** Nature of the background work that composes one booklet. */
export const COMPOSER_LIVRET = 'comites.livret';
/** Sheets composed by one step. */
export const FICHES_PAR_ETAPE = 5;

export interface ChargeLivret { readonly livretId: string }

/** Steps of a booklet: its sheets some at a time, then the drawing. */
export const etapesDe = (dossiers: number): number => Math.ceil(dossiers / FICHES_PAR_ETAPE) + 1;

/**
 * Orders the booklet of a session as the acting person may read it; one that is still being composed is answered instead of
 * another. @returns its id
 * @see issue 4, Comité
 */
export async function demanderLivret(ctx: Contexte, seanceId: string): Promise<string> {
  const personneId = trouve(ctx.acteur.id);
  const vue = trouve(await lireVue(ctx.db, seanceId, ctx.acteur));
  const enCours = (await livretsDe(ctx.db, seanceId, personneId)).find((l) => l.pretLe === null && l.etat === 'en_attente');
  if (enCours !== undefined) return enCours.id;
  const id = ctx.nouvelId();
  const dossiers = dossiersDuLivret(vue);
  const travail = await programmer(ctx, { nature: COMPOSER_LIVRET, cle: `livret:${id}`, titre: `Livret : ${vue.seance.titre}`, charge: { livretId: id }, total: etapesDe(dossiers.length) });
  await ctx.db('livrets').insert({ id, seance_id: seanceId, personne_id: personneId, dossiers: JSON.stringify(dossiers), entete: JSON.stringify(teteDe(vue)), demande_le: ctx.maintenant, travail_id: travail });
  ctx.journaliser({ action: 'seance.composer_livret', objet: 'seance', objetId: seanceId, donnees: { dossiers: dossiers.length } });
  return id;
}

const teteDe = ({ seance, membres, cachees }: VueSeance): TeteDeLivret =>
  ({ titre: seance.titre, appelTitre: seance.appelTitre, le: seance.le, lieu: seance.lieu, membres: membres.map((m) => m.nom), absentes: cachees.length });

/** Composes the sheets of one step; a dossier its reader may no longer see is left out. @returns false when none was left to compose */
export async function composerFiches(ctx: Contexte, livretId: string, etape: number): Promise<boolean> {
  const livret = trouve(await lireLivret(ctx.db, livretId));
  const debut = etape * FICHES_PAR_ETAPE;
  const lot = livret.dossiers.slice(debut, debut + FICHES_PAR_ETAPE);
  if (lot.length === 0) return false;
  const ids = lot.map((d) => d.id);
  const [contenus, rapports, contradictions] = [await lireContenus(ctx.db, ids), await lireRapports(ctx.db, ids), await lireContradictions(ctx.db, ids)];
  for (const [i, d] of lot.entries()) {
    const vue = trouve(await lireVue(ctx.db, livret.seanceId, ctx.acteur, d.id));
    const ligne = ligneDe(vue, d.id);
    if (ligne === null || ligne.acces.niveau === 'cache') continue;
    const fiche = composerFiche({ ligne: { ...ligne, rang: d.rang }, version: contenus.get(d.id), rapport: rapports.get(d.id), contradictions: contradictions.get(d.id) ?? [] });
    await ctx.db('livret_fiches').insert({ livret_id: livretId, dossier_id: d.id, rang: debut + i + 1, blocs: JSON.stringify(fiche) });
  }
  return true;
}

/** A drawn booklet, already in the store. */
export interface LivretDessine { readonly cle: string; readonly taille: number; readonly sha256: string }

/** Attaches the drawn file to its booklet and tells its reader; the sheets it was drawn from are dropped. */
export async function terminerLivret(ctx: Contexte, livretId: string, dessin: LivretDessine): Promise<string> {
  const livret = trouve(await lireLivret(ctx.db, livretId));
  const fichierId = ctx.nouvelId();
  await ctx.db('fichiers').insert({
    id: fichierId, nom: nomDuFichier(livret), type_mime: 'application/pdf', taille: dessin.taille, sha256: dessin.sha256, cle_stockage: dessin.cle, depose_par: livret.personneId, depose_le: ctx.maintenant, analyse: 'sans_objet',
  });
  await ctx.db('livrets').where({ id: livretId, fichier_id: null }).update({ fichier_id: fichierId, pret_le: ctx.maintenant });
  await ctx.db('livret_fiches').where({ livret_id: livretId }).delete();
  const suite = vers(paths.seances.livrets, { seanceId: livret.seanceId });
  await notifier(ctx, {
    personnes: [{ id: livret.personneId }], cle: `livret:${livretId}`, titre: `Le livret « ${livret.tete?.titre ?? ''} » est prêt`, lien: suite, dossierId: null,
    texte: 'Bonjour,\n\nLe livret du comité que vous avez demandé est prêt : téléchargez-le sur Passerelle.',
  });
  return suite;
}

const nomDuFichier = ({ tete }: LivretLu): string => `Livret ${(tete?.titre ?? 'du comité').replace(/[^\p{L}\p{N} _-]+/gu, ' ')}`.slice(0, 120).trim() + '.pdf';

/** True when a booklet no longer is what its reader may read: they withdrew from one of its dossiers, or must score again one whose scores it shows. */
export const livretPerime = (dossiers: readonly DossierDuLivret[], { cachees, sansScores }: VueSeance): boolean =>
  dossiers.some((d) => cachees.some((l) => l.id === d.id) || (d.scores && sansScores.some((l) => l.id === d.id)));

/** Holds that a booklet still is what its reader may read. @throws Refus `comite.livret_perime` */
export function exigerLivretValable(dossiers: readonly DossierDuLivret[], vue: VueSeance): void {
  if (livretPerime(dossiers, vue)) throw new Refus('comite.livret_perime');
}
