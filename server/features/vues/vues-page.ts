import { peut, SANS_SUJET } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { texteTape, type Saisie } from '../../web/saisie.js';
import { listeDe } from './vues-listes.js';
import { lireVue } from './vues-queries.js';
import { exigerListe, peutModifier, requeteDeVue } from './vues-service.js';

export interface PageVue {
  readonly action: string;
  readonly suppression: string | null;
  readonly retour: string;
  readonly liste: string;
  readonly requete: string;
  readonly nom: string;
  readonly proprietaire: string | null;
  readonly modifiable: boolean;
  readonly partageable: boolean;
  readonly partagee: boolean;
  readonly parDefaut: boolean;
  readonly bouton: string;
  readonly consequence: string;
}

declare module '../../web/render.js' {
  interface Pages { 'vues/vue': PageVue }
}

const coche = (saisie: Saisie, champ: string): boolean => texteTape(saisie, champ) !== '';

/** Names the view of a list before it is saved. */
export const pageNouvelleVue = async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const saisie = etat.saisie ?? {};
  const code = etat.saisie === null ? texteDeQuery(demande.query, 'liste', 30) : texteTape(saisie, 'liste');
  const requete = requeteDeVue(etat.saisie === null ? texteDeQuery(demande.query, 'requete', 2000) : texteTape(saisie, 'requete'));
  const liste = exigerListe(demande, code);
  await render(demande, 'vues/vue', {
    action: paths.vues.creer, suppression: null, retour: `${liste.chemin}?${requete}`, liste: code, requete, nom: texteTape(saisie, 'nom'), proprietaire: null, modifiable: true,
    partageable: peut(demande.acteur, 'vue.partager', SANS_SUJET).permis, partagee: coche(saisie, 'partagee'), parDefaut: coche(saisie, 'parDefaut'), bouton: 'Enregistrer la vue', consequence: '',
  }, { titre: 'Enregistrer cette vue', etat, fil: [{ texte: liste.titre, lien: liste.chemin }] });
};

/** A saved view: its name, who sees it, whether the list opens on it, its removal. */
export const pageVue = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const vue = trouve(await lireVue(db, demande.acteur.id ?? '', parametre(demande, 'vueId')));
  const liste = trouve(listeDe(vue.liste));
  const modifiable = peutModifier(demande, vue);
  const { saisie } = etat;
  await render(demande, 'vues/vue', {
    action: vers(paths.vues.page, { vueId: vue.id }), suppression: modifiable ? vers(paths.vues.suppression, { vueId: vue.id }) : null, retour: `${liste.chemin}?${vue.requete}&vue=${vue.id}`, liste: vue.liste, requete: vue.requete,
    nom: saisie === null ? vue.nom : texteTape(saisie, 'nom'), proprietaire: vue.proprietaireId === demande.acteur.id ? null : vue.proprietaire, modifiable,
    partageable: peut(demande.acteur, 'vue.partager', SANS_SUJET).permis || vue.partagee, partagee: saisie === null ? vue.partagee : coche(saisie, 'partagee'), parDefaut: saisie === null ? vue.parDefaut : coche(saisie, 'parDefaut'),
    bouton: 'Enregistrer', consequence: vue.partagee ? 'La vue disparaît pour tout le service. Aucun dossier ne change.' : 'La vue disparaît de votre liste. Aucun dossier ne change.',
  }, { titre: `Vue « ${vue.nom} »`, etat, fil: [{ texte: liste.titre, lien: liste.chemin }] });
};
