import { creerFrein, type Frein } from '../../platform/throttle.js';
import type { Deps } from '../../platform/deps.js';
import { sha256 } from '../../platform/ids.js';
import { FORMULAIRE_VIERGE, parametre, type Demande } from '../../web/demande.js';
import { Introuvable, TropDeTentatives, trouve } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { secretUneFois } from '../../web/secret-une-fois.js';
import { lireTravail } from '../accueil/taches-queries.js';
import { abonne } from '../comptes/connexion-service.js';
import { chargerActeur } from '../habilitations/acteur-queries.js';
import { calendrierDesTaches } from './calendrier-ical.js';
import { pageCalendrier } from './calendrier-page.js';
import { personneDuJeton } from './calendrier-queries.js';
import { creerLienDeCalendrier, retirerLienDeCalendrier } from './calendrier-service.js';
import { noterLecture } from './calendrier-store.js';

const UNE_HEURE = 3600;
/** A calendar program reads every quarter of an hour at most; a guesser is stopped after a few wrong tokens. */
const LECTURES_PAR_HEURE = 30;
const ESSAIS_PAR_HEURE = 20;

/** One's deadlines in one's own calendar: a secret address, made and closed by its owner. */
export function routesCalendrier(routeur: Routeur, deps: Deps): void {
  const freins = { adresse: creerFrein(deps.db, deps.horloge, 'calendrier', ESSAIS_PAR_HEURE, UNE_HEURE), jeton: creerFrein(deps.db, deps.horloge, 'calendrier-lu', LECTURES_PAR_HEURE, UNE_HEURE) };
  routeur.get(paths.calendrier, 'public.lire', (demande) => servirCalendrier(deps, freins, demande));
  routesLien(routeur, deps);
}

function routesLien(routeur: Routeur, deps: Deps): void {
  const page = pageCalendrier(deps);
  routeur.pageFormulaire(paths.compteCalendrier, 'compte.gerer', (demande, etat) => page(demande, etat));
  // Shows the address in its own answer: kept anywhere, it would no longer be secret.
  routeur.postLibre(paths.compteCalendrier, 'compte.gerer', { formulaire: formulaireVide, page: (demande, etat) => page(demande, etat) }, async (_vide, demande) => {
    const adresse = await secretUneFois(deps.uniteDeTravail, demande, paths.compteCalendrier, async (ctx) => ctx.adresse(vers(paths.calendrier, { jeton: await creerLienDeCalendrier(ctx) })));
    if (adresse === null) return paths.compteCalendrier;
    await page(demande, FORMULAIRE_VIERGE, adresse);
    return null;
  });
  routeur.get(paths.compteCalendrierRetrait, 'compte.gerer', ({ res }) => Promise.resolve(res.redirect(303, paths.compteCalendrier)));
  routeur.post(paths.compteCalendrierRetrait, 'compte.gerer', { formulaire: formulaireVide }, async (ctx, _vide, demande) => {
    await retirerLienDeCalendrier(ctx);
    annoncer(demande, 'Le lien est retiré : il n’ouvre plus rien.');
    return paths.compteCalendrier;
  });
}

async function freiner(frein: Frein, cle: string): Promise<void> {
  const secondes = await frein.consommer(cle);
  if (secondes > 0) throw new TropDeTentatives(secondes);
}

/** The calendar of whoever made the token; an unknown token, or the account of somebody who left, is 404. */
async function servirCalendrier({ db, config }: Deps, freins: { adresse: Frein; jeton: Frein }, demande: Demande): Promise<void> {
  const jeton = parametre(demande, 'jeton');
  const adresse = abonne(demande.req.ip);
  await freiner(freins.adresse, adresse);
  const personneId = /^[\w-]{43}$/.test(jeton) ? await personneDuJeton(db, jeton) : null;
  if (personneId === null) throw new Introuvable();
  await freins.adresse.rendre(adresse);
  await freiner(freins.jeton, sha256(jeton));
  const acteur = trouve(await chargerActeur(db, personneId, demande.maintenant));
  const { taches } = await lireTravail(db, acteur, demande.maintenant);
  await noterLecture(db, personneId, demande.maintenant);
  const { res } = demande;
  res.setHeader('Cache-Control', 'private, max-age=900');
  res.setHeader('Content-Disposition', 'inline; filename="echeances.ics"');
  res.type('text/calendar; charset=utf-8').send(calendrierDesTaches(taches, { baseUrl: config.baseUrl, ecritLe: demande.maintenant }));
}
