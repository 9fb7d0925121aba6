import { ClasseurRefuse, formatDuType, lireClasseur } from '../../platform/lecture-classeur.js';
import type { Deps } from '../../platform/deps.js';
import { pluriel } from '../../platform/format.js';
import { Refus } from '../../domain/kernel/refus.js';
import { parametre, type Demande, type FichierRecu } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { servirPdf } from '../documents/document-routes.js';
import { fichierDuChamp } from '../documents/fichier-service.js';
import { lireBordereau } from './bordereau-queries.js';
import { mandaterLot } from './bordereau-service.js';
import { pageBordereaux, pageRetour, pageRetours } from './echange-page.js';
import { importerRetour, RETOUR_MAX, type FichierDeRetour } from './retour-service.js';
import { formulaireConfirmation, formulaireLot } from './versement-form.js';
import { pageListe } from './versement-liste-page.js';

/** What goes to accounting and what comes back: bordereaux of several payments, answers row by row. */
export function routesEchanges(routeur: Routeur, deps: Deps): void {
  routeur.post(paths.versements.lot, 'versement.echanger', { formulaire: formulaireLot, page: pageListe(deps) }, async (ctx, { versements }, demande) => {
    const { numero } = await mandaterLot(ctx, versements);
    annoncer(demande, `Bordereau ${numero} établi : ${pluriel(versements.length, 'versement mandaté', 'versements mandatés')}.`);
    return paths.versements.bordereaux;
  });
  routeur.get(paths.versements.bordereaux, 'versement.echanger', pageBordereaux(deps));
  routeur.get(paths.versements.bordereau, 'versement.echanger', async (demande) =>
    servirPdf(demande.res, trouve(await lireBordereau(deps.db, parametre(demande, 'bordereauId'))).modele));

  const page = pageRetours(deps);
  routeur.pageFormulaire(paths.versements.retours, 'versement.echanger', page);
  routeur.get(paths.versements.retour, 'versement.echanger', pageRetour(deps));
  routeur.post(paths.versements.retours, 'versement.echanger', { formulaire: formulaireConfirmation, page, fichiers: 'feuille' }, async (ctx, _, demande: Demande) => {
    const retourId = await importerRetour(ctx, await lireRetourRecu(fichierDuChamp(demande.fichiers, 'fichier')));
    return vers(paths.versements.retour, { retourId });
  });
}

async function lireRetourRecu(recu: FichierRecu | null): Promise<FichierDeRetour> {
  const format = recu === null ? null : formatDuType(recu.typeMime);
  if (recu === null || format === null) throw new Refus('retour.fichier_absent', { champ: 'fichier' });
  const rangees = [];
  try {
    for await (const rangee of lireClasseur(recu.chemin, { format, limites: { lignes: RETOUR_MAX + 2, cellulesParLigne: 40 } })) rangees.push(rangee);
  } catch (erreur) {
    if (!(erreur instanceof ClasseurRefuse)) throw erreur;
    throw erreur.raison === 'lignes' ? new Refus('retour.trop_long', { champ: 'fichier', maximum: RETOUR_MAX }) : new Refus('retour.vide', { champ: 'fichier' });
  }
  return { nom: recu.nom, sha256: recu.sha256, rangees };
}
