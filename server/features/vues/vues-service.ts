import { peut, SANS_SUJET } from '../../domain/habilitations/peut.js';
import { Refus } from '../../domain/kernel/refus.js';
import { estDoublon } from '../../platform/database.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { Interdit, trouve } from '../../web/errors.js';
import type { SaisieNouvelleVue, SaisieVue } from './vues-form.js';
import { listeDe, type ListeAVues } from './vues-listes.js';
import { lireVue, type VueLue } from './vues-queries.js';

const NOMBRE_MAX = 50;

/** The list of that code, when the person may see it; otherwise there is no such list. */
export function exigerListe(ctx: Pick<Contexte, 'acteur'>, code: string): ListeAVues {
  const liste = trouve(listeDe(code));
  return trouve(peut(ctx.acteur, liste.action, SANS_SUJET).permis ? liste : null);
}

/** What an address keeps of a list: its parameters, without the place in it nor the view it came from. */
export function requeteDeVue(requete: string): string {
  const parametres = new URLSearchParams(requete);
  for (const nom of ['apres', 'avant', 'vue']) parametres.delete(nom);
  return parametres.toString().slice(0, 2000);
}

/**
 * Saves the view of a list under a name.
 * @returns its id. @throws Refus `vue.nom_pris`, `vue.trop`; Interdit when somebody shares who may not
 */
export async function creerVue(ctx: Contexte, { liste, requete, nom, partagee, parDefaut }: SaisieNouvelleVue): Promise<string> {
  exigerListe(ctx, liste);
  exigerPartage(ctx, partagee);
  const proprietaire_id = ctx.acteur.id ?? '';
  const deja = await ctx.db('vues').where({ proprietaire_id, liste }).count<{ n: number | string }[]>({ n: '*' });
  if (Number(deja[0]?.n ?? 0) >= NOMBRE_MAX) throw new Refus('vue.trop', { max: NOMBRE_MAX });
  const id = ctx.nouvelId();
  const ecrites = (await ctx.db('vues').insert({ id, liste, proprietaire_id, nom, requete: requeteDeVue(requete), partagee, cree_le: ctx.maintenant, modifie_le: ctx.maintenant })
    .onConflict(['proprietaire_id', 'liste', 'nom']).ignore().returning<unknown[]>('id')).length;
  if (ecrites === 0) throw new Refus('vue.nom_pris', { champ: 'nom' });
  await choisirParDefaut(ctx, liste, id, parDefaut);
  if (partagee) ctx.journaliser({ action: 'vue.partager', objet: 'vue', objetId: id, donnees: { nom } });
  return id;
}

/** Renames a view, shares it or takes it back, makes it the default of the person. @throws Refus `vue.nom_pris` */
export async function modifierVue(ctx: Contexte, vueId: string, { nom, partagee, parDefaut }: SaisieVue): Promise<VueLue> {
  const vue = trouve(await lireVue(ctx.db, ctx.acteur.id ?? '', vueId));
  if (peutModifier(ctx, vue)) {
    exigerPartage(ctx, partagee && !vue.partagee);
    try {
      // A savepoint: PostgreSQL gives up the whole transaction on a duplicate key.
      await ctx.db.transaction((trx) => trx('vues').where({ id: vueId }).update({ nom, partagee, modifie_le: ctx.maintenant }));
    } catch (erreur) {
      throw estDoublon(erreur) ? new Refus('vue.nom_pris', { champ: 'nom' }) : erreur;
    }
    if (!partagee) await ctx.db('vues_par_defaut').where({ vue_id: vueId }).whereNot({ personne_id: vue.proprietaireId }).del();
    if (partagee !== vue.partagee) ctx.journaliser({ action: partagee ? 'vue.partager' : 'vue.reprendre', objet: 'vue', objetId: vueId, donnees: { nom } });
  }
  await choisirParDefaut(ctx, vue.liste, vueId, parDefaut);
  return peutModifier(ctx, vue) ? { ...vue, nom, partagee } : vue;
}

/** Removes a view; those whose list opened on it find the whole list again. @returns the view removed */
export async function supprimerVue(ctx: Contexte, vueId: string): Promise<VueLue> {
  const vue = trouve(await lireVue(ctx.db, ctx.acteur.id ?? '', vueId));
  if (!peutModifier(ctx, vue)) throw new Interdit('habilitation_absente');
  await ctx.db('vues_par_defaut').where({ vue_id: vueId }).del();
  await ctx.db('vues').where({ id: vueId }).del();
  if (vue.partagee) ctx.journaliser({ action: 'vue.supprimer', objet: 'vue', objetId: vueId, donnees: { nom: vue.nom } });
  return vue;
}

/** A view is its author's; one of the service is also in the hands of those who may share. */
export const peutModifier = ({ acteur }: Pick<Contexte, 'acteur'>, vue: VueLue): boolean => vue.proprietaireId === acteur.id || (vue.partagee && peut(acteur, 'vue.partager', SANS_SUJET).permis);

function exigerPartage({ acteur }: Contexte, partagee: boolean): void {
  if (partagee && !peut(acteur, 'vue.partager', SANS_SUJET).permis) throw new Interdit('habilitation_absente');
}

async function choisirParDefaut(ctx: Contexte, liste: string, vueId: string, parDefaut: boolean): Promise<void> {
  const personne_id = ctx.acteur.id ?? '';
  if (parDefaut) await ctx.db('vues_par_defaut').insert({ personne_id, liste, vue_id: vueId }).onConflict(['personne_id', 'liste']).merge(['vue_id']);
  else await ctx.db('vues_par_defaut').where({ personne_id, liste, vue_id: vueId }).del();
}
