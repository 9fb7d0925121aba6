import { pipeline } from 'node:stream/promises';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { estParScript } from '../../web/requete.js';
import { dossiersDuLivret } from './livret.js';
import { lireLivret, livretsDe, type LivretLu } from './livret-queries.js';
import { exigerLivretValable, livretPerime } from './livret-service.js';
import { lireVue, type VueSeance } from './seance-vue.js';

/** A booklet of this reader: being composed, ready, out of date, or given up. */
export interface LivretPresente {
  readonly id: string;
  readonly demandeLe: string;
  readonly pretLe: string | null;
  readonly lien: string | null;
  readonly taille: number;
  readonly contenu: string;
  readonly perime: boolean;
  readonly abandonne: boolean;
  readonly enCours: { readonly lien: string; readonly fait: number; readonly total: number; readonly texte: string } | null;
}

export interface PageLivrets {
  readonly titreSeance: string;
  readonly action: string;
  readonly retour: string;
  readonly composable: number;
  readonly livrets: readonly LivretPresente[];
  /** Without JavaScript the page is read again by this link while a booklet is being composed. */
  readonly actualiser: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'comites/livrets': PageLivrets; 'comites/livret-avancement': { readonly livret: LivretPresente } }
}

/** Booklets of this reader for a session: ask for one, follow it, fetch it. */
export const pageLivrets = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const seanceId = parametre(demande, 'seanceId');
  const vue = trouve(await lireVue(db, seanceId, demande.acteur));
  const livrets = (await livretsDe(db, seanceId, trouve(demande.acteur.id))).map((l) => presenter(l, vue));
  const ici = vers(paths.seances.livrets, { seanceId });
  await render(demande, 'comites/livrets', {
    titreSeance: vue.seance.titre, action: ici, retour: vers(paths.seances.page, { seanceId }), composable: dossiersDuLivret(vue).length, livrets,
    actualiser: livrets.some((l) => l.enCours !== null) ? ici : null,
  }, { titre: 'Livret de la séance', fil: [{ texte: 'Comité', lien: paths.seances.liste }, { texte: vue.seance.titre, lien: vers(paths.seances.page, { seanceId }) }] });
};

/** How far a booklet is: a fragment for the page that polls it, the page itself otherwise. */
export const avancementLivret = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const { livret, vue } = await leMien(deps, demande);
  if (!estParScript(demande.req)) return demande.res.redirect(303, vers(paths.seances.livrets, { seanceId: vue.seance.id }));
  await render(demande, 'comites/livret-avancement', { livret: presenter(livret, vue) }, { titre: 'Livret', fragment: true });
};

/** The booklet as a file, to the reader it was drawn for, while it still is what they may read. */
export const servirLivret = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const { livret, vue } = await leMien(deps, demande);
  const fichier = trouve(livret.fichier);
  exigerLivretValable(livret.dossiers, vue);
  demande.res.attachment(fichier.nom).type('application/pdf').setHeader('Content-Length', String(fichier.taille));
  await pipeline(deps.magasin.ouvrir(fichier.cleStockage), demande.res);
};

async function leMien({ db }: Deps, demande: Demande): Promise<{ livret: LivretLu; vue: VueSeance }> {
  const seanceId = parametre(demande, 'seanceId');
  const livret = trouve(await lireLivret(db, parametre(demande, 'livretId')));
  trouve(livret.seanceId === seanceId && livret.personneId === demande.acteur.id ? livret : null);
  return { livret, vue: trouve(await lireVue(db, seanceId, demande.acteur)) };
}

function presenter(l: LivretLu, vue: VueSeance): LivretPresente {
  const ids = { seanceId: l.seanceId, livretId: l.id };
  const perime = livretPerime(l.dossiers, vue);
  return {
    id: l.id, demandeLe: l.demandeLe, pretLe: l.pretLe, taille: l.fichier?.taille ?? 0, contenu: pluriel(l.dossiers.length, 'fiche'), perime, abandonne: l.etat === 'abandonne',
    lien: l.fichier === null || perime ? null : vers(paths.seances.livret, ids),
    enCours: l.pretLe !== null || l.etat === 'abandonne' ? null : { lien: vers(paths.seances.livretAvancement, ids), fait: l.fait, total: l.total, texte: l.total === 0 ? 'en attente' : `étape ${l.fait} sur ${l.total}` },
  };
}
