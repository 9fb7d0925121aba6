import type { Deps } from '../../platform/deps.js';
import { parametre } from '../../web/demande.js';
import { formulaireVide } from '../../web/form-errors.js';
import { paths } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { formulaireNouvelleVue, formulaireVue } from './vues-form.js';
import { exigerListe, creerVue, modifierVue, supprimerVue } from './vues-service.js';
import { pageNouvelleVue, pageVue } from './vues-page.js';
import { lireVue, type VueLue } from './vues-queries.js';

/** Saved views of the lists: each person's own, and those of the service. */
export function routesVues(routeur: Routeur, deps: Deps): void {
  const adresse = (chemin: string, vue: Pick<VueLue, 'id' | 'requete'>): string => `${chemin}?${vue.requete}${vue.requete === '' ? '' : '&'}vue=${vue.id}`;
  routeur.pageFormulaire(paths.vues.creer, 'vue.gerer', pageNouvelleVue);
  routeur.post(paths.vues.creer, 'vue.gerer', { formulaire: formulaireNouvelleVue, page: pageNouvelleVue }, async (ctx, commande, demande) => {
    const id = await creerVue(ctx, commande);
    annoncer(demande, `Vue « ${commande.nom} » enregistrée.`);
    const vue = await lireVue(ctx.db, ctx.acteur.id ?? '', id);
    return adresse(exigerListe(ctx, commande.liste).chemin, { id, requete: vue?.requete ?? '' });
  });
  routeur.pageFormulaire(paths.vues.page, 'vue.gerer', pageVue(deps));
  routeur.post(paths.vues.page, 'vue.gerer', { formulaire: formulaireVue, page: pageVue(deps) }, async (ctx, commande, demande) => {
    const vue = await modifierVue(ctx, parametre(demande, 'vueId'), commande);
    annoncer(demande, `Vue « ${vue.nom} » enregistrée.`);
    return adresse(exigerListe(ctx, vue.liste).chemin, vue);
  });
  routeur.post(paths.vues.suppression, 'vue.gerer', { formulaire: formulaireVide }, async (ctx, _commande, demande) => {
    const vue = await supprimerVue(ctx, parametre(demande, 'vueId'));
    annoncer(demande, `Vue « ${vue.nom} » supprimée.`);
    return exigerListe(ctx, vue.liste).chemin;
  });
}
