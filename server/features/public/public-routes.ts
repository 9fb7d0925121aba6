import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Deps } from '../../platform/deps.js';
import { RACINE } from '../../platform/racine.js';
import { lireGlossaire } from '../../web/glossaire.js';
import { paths } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { sensDeQuery, texteDeQuery } from '../../web/requete.js';
import type { Routeur } from '../../web/routeur.js';
import { pageAccueilPublic, pageCourrielsDemonstration } from './public-page.js';
import { appelsAnnonces, courrielsDemonstration } from './public-queries.js';

/** Pages for everybody; the mails of a demonstration only where one runs. */
export function routesPublic(routeur: Routeur, { config, db }: Deps): void {
  const termes = lireGlossaire(readFileSync(path.join(RACINE, 'docs/glossaire.md'), 'utf8'));
  routeur.get(paths.accueil, 'public.lire', async (demande) => pageAccueilPublic(demande, await appelsAnnonces(db, demande.maintenant)));
  routeur.get(paths.mentions, 'public.lire', (demande) => render(demande, 'public/mentions', {}, { titre: 'Mentions légales' }));
  routeur.get(paths.accessibilite, 'public.lire', (demande) => render(demande, 'public/accessibilite', {}, { titre: 'Déclaration d’accessibilité' }));
  routeur.get(paths.donnees, 'public.lire', (demande) => render(demande, 'public/donnees', {}, { titre: 'Données personnelles' }));
  routeur.get(paths.glossaire, 'public.lire', (demande) => render(demande, 'public/glossaire', { termes }, { titre: 'Glossaire' }));

  if (config.mode !== 'demonstration') return;
  routeur.get(paths.demonstration.courriels, 'public.lire', async (demande) => {
    const recherche = texteDeQuery(demande.query, 'q');
    await pageCourrielsDemonstration(demande, recherche, await courrielsDemonstration(db, recherche, sensDeQuery(demande.query)), config.baseUrl);
  });
}
