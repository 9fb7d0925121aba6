import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { phaseDepot } from '../../domain/appels/ouverture.js';
import { avecDecalageDeParis, type Instant } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import type { Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { listerAppelsPublics, listerTerritoires, publicationsCourantes, type TerritoireLu } from './appel-queries.js';
import { phraseDepot } from './appel-presentation.js';
import type { AppelLu } from './appel-store.js';

/** How long a reader may keep the feed without asking again, seconds. */
const DUREE_CACHE = 300;

/**
 * Open calls as a JSON Feed 1.1, with our fields in the extension `_passerelle` of each item.
 * @see docs/exploitation.md, « Flux des appels ouverts »; https://www.jsonfeed.org/version/1.1/
 */
export const servirFlux = ({ db, config }: Deps) => async ({ req, res, maintenant }: Demande): Promise<void> => {
  const [appels, territoires, marque, versions] = await Promise.all([listerAppelsPublics(db), listerTerritoires(db), lireMarque(db), publicationsCourantes(db)]);
  const absolu = (chemin: string): string => config.baseUrl + chemin;
  const ouverts = appels.filter((a) => phaseDepot(a, maintenant) === 'ouvert').sort((a, b) => (a.fermeLe < b.fermeLe ? -1 : 1));
  const corps = JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1', title: `Appels à projets ouverts – ${marque.nom === '' ? 'Passerelle' : marque.nom}`, home_page_url: absolu(paths.appels.liste), feed_url: absolu(paths.appels.flux),
    description: 'Appels à projets dont le dépôt est ouvert, le premier à se terminer d’abord.', language: 'fr', ...(marque.nom === '' ? {} : { authors: [{ name: marque.nom }] }),
    items: ouverts.map((a) => article(a, versions.get(a.id) ?? a.publieLe ?? a.creeLe, territoires, absolu)),
  });
  res.setHeader('Content-Type', 'application/feed+json; charset=utf-8');
  res.setHeader('Cache-Control', `public, max-age=${DUREE_CACHE}`);
  res.setHeader('ETag', `"${createHash('sha256').update(corps).digest('base64url').slice(0, 32)}"`);
  res.setHeader('Last-Modified', new Date(dernierChangement(appels, versions, maintenant)).toUTCString());
  // Public and without a cookie: any site may read it from its visitors' browsers.
  res.setHeader('Access-Control-Allow-Origin', '*');
  res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  if (dejaLu(req, res)) res.status(304).end();
  else res.send(corps);
};

/** Does the reader already have this feed? The fingerprint decides alone when they give one (RFC 9110, 13.2.2). */
function dejaLu(req: Request, res: Response): boolean {
  const empreintes = req.headers['if-none-match'];
  if (empreintes !== undefined) return empreintes.trim() === '*' || empreintes.split(',').some((e) => e.trim().replace(/^W\//, '') === res.getHeader('ETag'));
  const depuis = Date.parse(req.headers['if-modified-since'] ?? '');
  return !Number.isNaN(depuis) && Date.parse(String(res.getHeader('Last-Modified'))) <= depuis;
}

/** The last moment the feed became another: a publication, an opening, a closing, whether planned or not. */
function dernierChangement(appels: readonly AppelLu[], versions: ReadonlyMap<string, Instant>, maintenant: Instant): number {
  const moments = appels.flatMap((a) => [a.ouvreLe, apresCloture(a), versions.get(a.id) ?? a.creeLe, ...(a.closLe === null ? [] : [a.closLe])]).filter((le) => le <= maintenant);
  return moments.reduce((n, le) => Math.max(n, Date.parse(le)), 0);
}

/** First second after the closing second. */
const apresCloture = ({ fermeLe }: AppelLu): string => new Date(Date.parse(fermeLe.slice(0, 19) + 'Z') + 1000).toISOString();

function article(a: AppelLu, modifieLe: Instant, territoires: readonly TerritoireLu[], absolu: (chemin: string) => string): object {
  const url = absolu(vers(paths.appels.page, { appelId: a.id }));
  const { contenu: c } = a;
  return {
    id: url, url, title: a.titre, summary: phraseDepot(a, 'ouvert'), content_text: [c.contexte, c.objectifs, c.attendus ?? ''].filter((t) => t !== '').join('\n\n'), language: 'fr',
    date_published: avecDecalageDeParis(a.publieLe ?? a.creeLe), date_modified: avecDecalageDeParis(modifieLe), tags: c.axes,
    attachments: [{ url: absolu(vers(paths.appels.pdf, { appelId: a.id })), mime_type: 'application/pdf', title: a.titre }],
    _passerelle: {
      about: absolu(paths.appels.flux), code: a.code, version: a.version, ouvreLe: avecDecalageDeParis(a.ouvreLe), fermeLe: avecDecalageDeParis(a.fermeLe), periodeOperations: c.periodeOperations,
      dispositifs: c.dispositifs.map(({ numero, intitule }) => ({ numero, intitule })), axes: c.axes, mesures: c.mesuresSocles, publics: c.publics,
      territoires: c.territoires.map((code) => ({ code, nom: territoires.find((t) => t.code === code)?.nom ?? code })),
      criteres: c.criteres.map(({ intitule, poids }) => ({ intitule, poids })), pieces: c.pieces.map(({ code, intitule, obligatoire }) => ({ code, intitule, obligatoire })),
      versements: c.regles.echeances, contact: c.contact,
    },
  };
}
