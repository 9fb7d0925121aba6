import type { Deps } from '../../platform/deps.js';
import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { paths } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { estCouleur } from './couleur.js';
import { lireMarque, MARQUE_VIERGE, type Marque } from './marque-queries.js';
import { formulaireReglages } from './reglages-form.js';
import { pageReglages } from './reglages-page.js';
import { enregistrerMarque } from './reglages-service.js';
import { formulaireTerritoires } from './territoires-form.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { modifierTerritoires } from './territoires-service.js';

/** Settings of the collectivity, its territories, and the style sheet that carries its colour. */
export function routesReglages(routeur: Routeur, { db, uniteDeTravail }: Deps): void {
  const page = async (demande: Demande, etat: EtatFormulaire): Promise<void> => pageReglages(demande, etat, await lireMarque(db), await listerTerritoires(db));
  routeur.pageFormulaire(paths.administration.reglages, 'reglages.modifier', page);
  routeur.postLibre(paths.administration.reglages, 'reglages.modifier', { formulaire: formulaireReglages, page }, async (marque, demande) => {
    await uniteDeTravail(demande.acteur, (ctx) => enregistrerMarque(ctx, marque));
    // This server shows the change at once; the others read it again within ten seconds.
    demande.req.app.locals['marque'] = marque;
    annoncer(demande, 'Les réglages sont enregistrés.');
    return paths.administration.reglages;
  });

  routeur.post(paths.administration.territoires, 'reglages.modifier', { formulaire: formulaireTerritoires, page }, async (ctx, { territoires }, demande) => {
    const changes = await modifierTerritoires(ctx, territoires);
    annoncer(demande, changes === 0 ? 'Rien n’a changé dans les territoires.' : 'Les territoires sont enregistrés.');
    return `${paths.administration.reglages}#territoires`;
  });

  routeur.get(paths.feuilleMarque, 'public.lire', async ({ req, res }) => {
    const { couleur } = (req.app.locals['marque'] as Marque | undefined) ?? MARQUE_VIERGE;
    res.set('Cache-Control', 'public, max-age=60').type('css').send(`:root { --p-marque: ${estCouleur(couleur) ? couleur : MARQUE_VIERGE.couleur}; }\n`);
    await Promise.resolve();
  });
}
