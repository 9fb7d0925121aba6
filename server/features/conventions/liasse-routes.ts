import { Refus } from '../../domain/kernel/refus.js';
import type { Deps } from '../../platform/deps.js';
import { lecteurDePages } from '../../platform/lecture-pages.js';
import { parametre, type Demande } from '../../web/demande.js';
import { Introuvable, trouve } from '../../web/errors.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { fichierDuChamp, rangerFichier } from '../documents/fichier-service.js';
import { formulaireAffectation, formulaireEcart } from './liasse-form.js';
import { avancementLiasse, pageLiasse, pageLiasses } from './liasse-page.js';
import { lireLiasse } from './liasse-queries.js';
import { affecterPage, deposerLiasse, ecarterPage } from './liasse-service.js';
import { fichierDeLiasse } from './liasse-travaux.js';

/** Scanned bundles of signed conventions and avenants: cut and attached by the codes of their pages. */
export function routesLiasses(routeur: Routeur, deps: Deps): void {
  const liste = pageLiasses(deps);
  routeur.pageFormulaire(paths.liasses.liste, 'liasse.traiter', liste);
  routeur.post(paths.liasses.liste, 'liasse.traiter', { formulaire: formulaireVide, page: liste, fichiers: true }, async (ctx, _vide, demande) => {
    const recu = fichierDuChamp(demande.fichiers, 'fichier');
    if (recu === null) throw new Refus('liasse.fichier_absent', { champ: 'fichier' });
    const liasseId = await deposerLiasse(ctx, await rangerFichier(ctx, deps.magasin, recu));
    annoncer(demande, 'Liasse reçue : ses pages sont lues une à une. Vous serez prévenu quand elle sera rangée.');
    return vers(paths.liasses.page, { liasseId });
  });

  const page = pageLiasse(deps);
  routeur.pageFormulaire(paths.liasses.page, 'liasse.traiter', page);
  routeur.get(paths.liasses.avancement, 'liasse.traiter', avancementLiasse(deps));
  routeur.get(paths.liasses.vignette, 'liasse.traiter', vignette(deps));
  routeur.post(paths.liasses.affectation, 'liasse.traiter', { formulaire: formulaireAffectation, page }, async (ctx, affectation, demande) => {
    const liasseId = parametre(demande, 'liasseId');
    await affecterPage(ctx, liasseId, pageDemandee(demande), affectation);
    annoncer(demande, `Page affectée à ${affectation.numero}. L’exemplaire est rattaché dès que toutes ses pages sont là.`);
    return vers(paths.liasses.page, { liasseId });
  });
  routeur.post(paths.liasses.ecart, 'liasse.traiter', { formulaire: formulaireEcart, page }, async (ctx, { motif }, demande) => {
    const liasseId = parametre(demande, 'liasseId');
    await ecarterPage(ctx, liasseId, pageDemandee(demande), motif);
    annoncer(demande, 'Page écartée.');
    return vers(paths.liasses.page, { liasseId });
  });
}

/** @throws Introuvable when the address names no page number */
function pageDemandee(demande: Demande): number {
  const lu = /^[1-9]\d{0,2}$/.exec(parametre(demande, 'page'));
  if (lu === null) throw new Introuvable();
  return Number(lu[0]);
}

/** A page of the bundle, small, as it was scanned; drawn when it is asked for. */
const vignette = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const liasse = trouve(await lireLiasse(deps.db, parametre(demande, 'liasseId')));
  const page = pageDemandee(demande);
  if (page > liasse.pages) throw new Introuvable();
  const jpeg = await lecteurDePages.vignette(fichierDeLiasse(deps, liasse), page).catch(() => null);
  demande.res.type('image/jpeg').send(Buffer.from(trouve(jpeg)));
};
