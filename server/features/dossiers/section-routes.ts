import Joi from 'joi';
import type { SectionSaisie } from '../../domain/dossiers/contenu.js';
import type { Deps } from '../../platform/deps.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { parametre, type Demande } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { lireFormulaire, type Formulaire } from '../../web/form-errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import { avecQuery, estParScript } from '../../web/requete.js';
import type { Routeur } from '../../web/routeur.js';
import type { Saisie } from '../../web/saisie.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { ajouterCollage, choisirForfaits, etapeDemandee, type Etape } from './budget-saisie.js';
import { appliquerChoix } from './conflit-page.js';
import { lireDossier, lireReglesDuDossier, lireSections } from './dossier-queries.js';
import { formulaireSection } from './section-forms.js';
import { etatSection, pageSection, sectionDemandee } from './section-page.js';
import { enregistrerSection } from './section-service.js';

const CORPS_LIBRE: Formulaire<Record<string, unknown>> = { schema: Joi.object<Record<string, unknown>>().unknown(true) };

/** Sections of a dossier, each written and saved on its own: by a button, or as one types. */
export function routesSections(routeur: Routeur, deps: Deps): void {
  const section = pageSection(deps);
  routeur.pageFormulaire(paths.dossiers.section, 'dossier.rediger', section);
  routeur.get(paths.dossiers.sectionEtat, 'dossier.rediger', etatSection(deps));
  routeur.post(paths.dossiers.section, 'dossier.rediger', { formulaire: CORPS_LIBRE, page: section }, async (ctx, corps, demande) => {
    const nom = sectionDemandee(demande);
    const dossierId = parametre(demande, 'dossierId');
    const auto = estParScript(demande.req);
    const etape = etapeDemandee(corps);
    const version = await enregistrer(ctx, dossierId, nom, await preparer(ctx, dossierId, nom, corps, etape), auto);
    if (auto) return avecQuery(vers(paths.dossiers.sectionEtat, { dossierId, section: nom }), { version: String(version) });
    return suiteDe(demande, nom, etape);
  });
}

/** What was typed, once the choices between two versions, the pasted rows and the chosen flat rates are brought in. */
async function preparer(ctx: Contexte, dossierId: string, nom: SectionSaisie, corps: Saisie, etape: Etape): Promise<Saisie> {
  const stockee = (await lireSections(ctx.db, dossierId)).get(nom);
  const choisi = Number(corps['version']) === stockee?.version ? appliquerChoix(corps, stockee.contenu) : corps;
  if (nom !== 'budget') return choisi;
  return etape.nature === 'forfait' ? choisirForfaits(choisi, etape.option) : ajouterCollage(choisi);
}

async function enregistrer(ctx: Contexte, dossierId: string, nom: SectionSaisie, saisie: Saisie, auto: boolean): Promise<number> {
  const appel = await lireReglesDuDossier(ctx.db, trouve(await lireDossier(ctx.db, dossierId)));
  const territoires = (await listerTerritoires(ctx.db)).map((t) => t.code).filter((c) => appel.territoires.includes(c));
  const { version, suite: _suite, ...contenu } = lireFormulaire(formulaireSection(nom, appel, territoires), saisie);
  return enregistrerSection(ctx, dossierId, nom, contenu, version, auto);
}

function suiteDe(demande: Demande, nom: SectionSaisie, etape: Etape): string {
  const dossierId = parametre(demande, 'dossierId');
  annoncer(demande, etape.nature === 'coller' ? 'Lignes ajoutées et enregistrées.' : `Section « ${libelle('section', nom)} » enregistrée.`);
  if (etape.nature === 'liste') return vers(paths.dossiers.page, { dossierId });
  const ici = vers(paths.dossiers.section, { dossierId, section: nom });
  return etape.nature === 'forfait' ? `${ici}#forfaits` : ici;
}
