import { exigerModele } from '../../domain/lettres/modele.js';
import type { Deps } from '../../platform/deps.js';
import type { Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { servirPdf } from '../documents/document-routes.js';
import { apercevoirLettre, type Apercu } from './apercu-queries.js';
import { formulaireModele, type SaisieModele } from './modele-form.js';
import { natureDemandee, pageModele, pageModeles } from './modele-page.js';
import { enregistrerModele } from './modele-service.js';

/** Templates of letters: their list, their editor, their preview on a real dossier. */
export function routesModelesDeLettres(routeur: Routeur, deps: Deps): void {
  routeur.get(paths.lettres.liste, 'lettre.modeler', pageModeles(deps));
  const page = pageModele(deps);
  routeur.pageFormulaire(paths.lettres.modele, 'lettre.modeler', page);
  routeur.post(paths.lettres.modele, 'lettre.modeler', { formulaire: formulaireModele, page }, async (ctx, saisie, demande) => {
    const nature = natureDemandee(demande);
    const version = await enregistrerModele(ctx, nature, saisie);
    annoncer(demande, version === saisie.lue ? 'Le modèle n’a pas changé.' : `La version ${version} du modèle est enregistrée : les prochaines lettres l’utilisent.`);
    return vers(paths.lettres.modele, { natureLettre: nature });
  });

  const apercevoir = (saisie: SaisieModele, demande: Demande): Promise<Apercu> => {
    const nature = natureDemandee(demande);
    exigerModele(saisie, nature);
    return apercevoirLettre(deps.db, { nature, texte: saisie, numero: saisie.dossier.trim(), acteur: demande.acteur, maintenant: demande.maintenant });
  };
  routeur.postLibre(paths.lettres.apercu, 'lettre.modeler', { formulaire: formulaireModele, page }, async (saisie, demande) => {
    await page(demande, { saisie: demande.corps, erreurs: {}, refus: null }, await apercevoir(saisie, demande));
    return null;
  });
  routeur.postLibre(paths.lettres.apercuPdf, 'lettre.modeler', { formulaire: formulaireModele, page }, async (saisie, demande) => {
    await servirPdf(demande.res, (await apercevoir(saisie, demande)).modele);
    return null;
  });
}
