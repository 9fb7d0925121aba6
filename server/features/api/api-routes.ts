import type { Deps } from '../../platform/deps.js';
import { creerFrein, type Frein } from '../../platform/throttle.js';
import { FORMULAIRE_VIERGE, parametre, type Demande } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths } from '../../web/paths.js';
import { annoncer, render } from '../../web/render.js';
import { avecQuery } from '../../web/requete.js';
import type { ReponseApi, Routeur } from '../../web/routeur.js';
import { secretUneFois } from '../../web/secret-une-fois.js';
import { abonne } from '../comptes/connexion-service.js';
import { formulaireApplication, pageApplications } from './application-page.js';
import { applicationDuJeton, noterPassage } from './application-queries.js';
import { creerApplication, revoquerApplication } from './application-service.js';
import { documentOpenApi, LECTURES_PAR_MINUTE, TAILLE_MAX, TAILLE_PAR_DEFAUT } from './openapi.js';
import type { Portee } from './portees.js';
import { RESSOURCES, type Ressource } from './ressources.js';
import { lireApiDossier, type Place } from './ressources-queries.js';

/** What the page that presents the API shows. */
export interface PageApi { readonly document: string; readonly ressources: readonly { readonly nom: string; readonly chemin: string; readonly portee: string; readonly resume: string; readonly filtres: string }[]; readonly parMinute: number; readonly baseUrl: string }

declare module '../../web/render.js' {
  interface Pages { 'api/presentation': PageApi }
}

interface Freins { readonly jeton: Frein; readonly adresse: Frein }

const erreur = (statut: number, code: string, extra: { details?: readonly { champ: string; code: string }[]; entetes?: Record<string, string> } = {}): ReponseApi =>
  ({ statut, corps: { erreur: { code, ...(extra.details === undefined ? {} : { details: extra.details }) } }, ...(extra.entetes === undefined ? {} : { entetes: extra.entetes }) });

/** The read-only JSON API, its document, and the applications that may read it. */
export function routesApiLecture(routeur: Routeur, deps: Deps): void {
  const { db, horloge, config } = deps;
  const freins = { jeton: creerFrein(db, horloge, 'api', LECTURES_PAR_MINUTE, 60), adresse: creerFrein(db, horloge, 'api-refus', 30, 600) };
  const document = documentOpenApi(config.baseUrl);
  routeur.get(paths.apiPresentation, 'public.lire', (demande) => render(demande, 'api/presentation', {
    document: paths.api.document, parMinute: LECTURES_PAR_MINUTE, baseUrl: config.baseUrl,
    ressources: RESSOURCES.map((r) => ({ nom: r.nom, chemin: r.chemin, portee: r.portee, resume: r.resume, filtres: [...r.filtres.map((f) => f.nom), 'apres', 'taille'].join(', ') })),
  }, { titre: 'API de lecture' }));
  routeur.lectureApi(paths.api.document, 'api.lire', () => Promise.resolve({ statut: 200, corps: document }));
  for (const r of RESSOURCES) routeur.lectureApi(r.chemin, 'api.lire', (demande) => ouvrir(deps, freins, demande, r.portee, () => lister(deps, r, demande)));
  routeur.lectureApi(paths.api.dossier, 'api.lire', (demande) => ouvrir(deps, freins, demande, 'dossiers', async () => {
    const dossier = await lireApiDossier(db, parametre(demande, 'dossierId'));
    return dossier === null ? erreur(404, 'introuvable') : { statut: 200, corps: dossier };
  }));
  routesApplications(routeur, deps);
}

/** Reads the token, counts, checks the scope, then answers; wrong tokens are counted by address. */
async function ouvrir({ db }: Deps, freins: Freins, { req, maintenant }: Demande, portee: Portee, suite: () => Promise<ReponseApi>): Promise<ReponseApi> {
  const jeton = /^Bearer (psl_[\w-]{43})$/.exec(req.headers.authorization ?? '')?.[1];
  const application = jeton === undefined ? null : await applicationDuJeton(db, jeton, maintenant);
  const attente = application === null ? await freins.adresse.consommer(abonne(req.ip)) : await freins.jeton.consommer(application.id);
  if (attente > 0) return erreur(429, 'trop_de_requetes', { entetes: { 'Retry-After': String(attente) } });
  if (application === null) return erreur(401, 'jeton_invalide', { entetes: { 'WWW-Authenticate': 'Bearer realm="passerelle"' } });
  await noterPassage(db, application, maintenant);
  if (!application.portees.includes(portee)) return erreur(403, 'portee_insuffisante');
  return suite();
}

async function lister({ db }: Deps, r: Ressource, { query }: Demande): Promise<ReponseApi> {
  const details = Object.entries(query).flatMap(([champ, valeur]) => {
    const code = defautDe(r, champ, valeur);
    return code === null ? [] : [{ champ: champ.slice(0, 100), code }];
  });
  if (details.length > 0) return erreur(400, 'requete_invalide', { details });
  const lus = query as Readonly<Record<string, string>>;
  const place: Place = { apres: lus['apres'] ?? null, taille: Number(lus['taille'] ?? TAILLE_PAR_DEFAUT) };
  const { donnees, apres } = await r.lire(db, lus, place);
  return { statut: 200, corps: { donnees, suivant: apres === null ? null : avecQuery(r.chemin, { ...lus, apres }) } };
}

function defautDe(r: Ressource, champ: string, valeur: unknown): string | null {
  if (typeof valeur !== 'string') return 'repete';
  if (champ === 'taille') return /^[1-9]\d{0,2}$/.test(valeur) && Number(valeur) <= TAILLE_MAX ? null : 'invalide';
  if (champ === 'apres') return /^[\w-]{1,1000}$/.test(valeur) ? null : 'invalide';
  const filtre = r.filtres.find((f) => f.nom === champ);
  if (filtre === undefined) return 'inconnu';
  return filtre.valable(valeur) ? null : 'invalide';
}

function routesApplications(routeur: Routeur, deps: Deps): void {
  const page = pageApplications(deps);
  routeur.pageFormulaire(paths.administration.applications, 'application.gerer', (demande, etat) => page(demande, etat));
  // Shows the token in its own answer: kept anywhere, it would no longer be secret.
  routeur.postLibre(paths.administration.applications, 'application.gerer', { formulaire: formulaireApplication, page: (demande, etat) => page(demande, etat) }, async (saisie, demande) => {
    const jeton = await secretUneFois(deps.uniteDeTravail, demande, paths.administration.applications, (ctx) => creerApplication(ctx, saisie));
    if (jeton === null) return paths.administration.applications;
    await page(demande, FORMULAIRE_VIERGE, jeton);
    return null;
  });
  routeur.post(paths.administration.application, 'application.gerer', { formulaire: formulaireVide, page: (demande, etat) => page(demande, etat) }, async (ctx, _vide, demande) => {
    await revoquerApplication(ctx, parametre(demande, 'applicationId'));
    annoncer(demande, 'L’application est révoquée : son jeton n’ouvre plus rien.');
    return paths.administration.applications;
  });
}
