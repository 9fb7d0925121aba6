import { formeJuridiqueDe, natureDe } from '../../domain/organismes/categorie-juridique.js';
import type { FicheAnnuaire, ReponseAnnuaire } from '../../platform/annuaire-entreprises.js';

/** What is said above the form after a look-up. */
export interface Note { readonly titre: string; readonly texte: string }

/** A look-up, or the one that was not made because the person made many. */
export type Reponse = ReponseAnnuaire | { readonly etat: 'freine'; readonly minutes: number };

const A_LA_MAIN = 'Remplissez le formulaire à la main : tout le reste est pareil.';

const ECHECS: Readonly<Record<Exclude<ReponseAnnuaire['etat'], 'trouve' | 'inactif'>, string>> = {
  absent: 'L’annuaire des entreprises ne connaît pas ce SIRET, ou ne le diffuse pas. Vérifiez-le.',
  lent: 'L’annuaire des entreprises ne répond pas.',
  indisponible: 'L’annuaire des entreprises ne répond pas.',
  sature: 'L’annuaire des entreprises reçoit trop de demandes en ce moment.',
  illisible: 'La réponse de l’annuaire des entreprises n’a pas pu être lue.',
};

/** What a look-up puts in the form, and the sentence that goes with it; whatever happened the form can be filled by hand. */
export function preremplissage(reponse: Reponse, siret: string): { saisie: Readonly<Record<string, string>>; note: Note | null } {
  if (reponse.etat === 'trouve') return { saisie: saisieDe(reponse.fiche), note: noteDe(reponse.fiche) };
  if (reponse.etat === 'inactif') return { saisie: { siret }, note: null };
  const cause = reponse.etat === 'freine' ? `Vous avez fait beaucoup de recherches : la prochaine sera possible dans ${reponse.minutes} min.` : ECHECS[reponse.etat];
  return { saisie: { siret }, note: { titre: 'Rien n’a été prérempli', texte: `${cause}\n${A_LA_MAIN}` } };
}

function saisieDe(f: FicheAnnuaire): Readonly<Record<string, string>> {
  const nature = natureDe(f.categorieJuridique) ?? (f.association || f.rna !== '' ? 'association' : '');
  return {
    siret: f.siret, nom: f.nom, nature, formeJuridique: formeJuridiqueDe(f.categorieJuridique), rna: nature === 'association' ? f.rna : '', adresse: f.adresse, codePostal: f.codePostal, commune: f.commune,
    representantNom: f.dirigeantNom, representantQualite: f.dirigeantQualite,
  };
}

const noteDe = (f: FicheAnnuaire): Note => ({
  titre: 'Prérempli d’après l’annuaire des entreprises',
  texte: `${f.ferme ? 'Attention : l’annuaire indique que cet établissement est fermé. Vérifiez votre SIRET.\n' : ''}Vérifiez chaque ligne et corrigez ce qui a changé : seul ce que vous enregistrez compte.`,
});
