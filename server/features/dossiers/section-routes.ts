import Joi from 'joi';
import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { lireFormulaire, type Formulaire } from '../../web/form-errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { lireDossier, lireReglesDuDossier } from './dossier-queries.js';
import { formulaireSection } from './section-forms.js';
import { pageSection, sectionDemandee } from './section-page.js';
import { enregistrerSection } from './section-service.js';

const CORPS_LIBRE: Formulaire<Record<string, unknown>> = { schema: Joi.object<Record<string, unknown>>().unknown(true) };

/** Sections of a dossier, each written and saved on its own. */
export function routesSections(routeur: Routeur, deps: Deps): void {
  const section = pageSection(deps);
  routeur.pageFormulaire(paths.dossiers.section, 'dossier.rediger', section);
  routeur.post(paths.dossiers.section, 'dossier.rediger', { formulaire: CORPS_LIBRE, page: section }, async (ctx, corps, demande) => {
    const nom = sectionDemandee(demande);
    const dossierId = parametre(demande, 'dossierId');
    const appel = await lireReglesDuDossier(ctx.db, trouve(await lireDossier(ctx.db, dossierId)));
    const territoires = (await listerTerritoires(ctx.db)).map((t) => t.code).filter((c) => appel.territoires.includes(c));
    const { version, suite, ...contenu } = lireFormulaire(formulaireSection(nom, appel, territoires), corps);
    await enregistrerSection(ctx, dossierId, nom, contenu, version);
    annoncer(demande, `Section « ${libelle('section', nom)} » enregistrée.`);
    return suite === 'liste' ? vers(paths.dossiers.page, { dossierId }) : vers(paths.dossiers.section, { dossierId, section: nom });
  });
}
