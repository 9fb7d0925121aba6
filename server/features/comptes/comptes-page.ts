import type { Demande, EtatFormulaire } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import type { OrganismeDePersonne } from './comptes-queries.js';
import type { Personne } from './comptes-store.js';
import type { EtatDeJeton, JetonLu } from './jetons-service.js';
import { LONGUEUR_MIN } from './mot-de-passe.js';

interface ActionDePage { readonly texte: string; readonly lien: string }

export interface PageInscription {
  readonly action: string;
  readonly saisie: { readonly prenom: string; readonly nom: string; readonly courriel: string; readonly consentement: boolean };
  readonly longueurMin: number;
  readonly connexion: string;
  readonly donnees: string;
  readonly invitation: InvitationSuivie | null;
}

/** The invitation a sign-up comes from. */
export interface InvitationSuivie { readonly jeton: string; readonly courriel: string; readonly organisme: string }

/** A page that says one thing and where to go next. */
export interface PageAvis {
  readonly chapo: string;
  readonly paragraphes: readonly string[];
  readonly suites: readonly ActionDePage[];
}

export interface PageConfirmation { readonly action: string; readonly courriel: string }
export interface PageConnexion {
  readonly action: string; readonly courriel: string; readonly retour: string; readonly pourContinuer: boolean; readonly oubli: string; readonly inscription: string;
}
export interface PageOubli { readonly action: string; readonly courriel: string; readonly connexion: string }
export interface PageNouveauMotDePasse { readonly action: string; readonly courriel: string; readonly longueurMin: number }

export interface PageCompte {
  readonly identite: { readonly action: string; readonly prenom: string; readonly nom: string; readonly fonction: string; readonly courriel: string };
  readonly motDePasse: { readonly action: string; readonly longueurMin: number };
  readonly habilitations: readonly string[];
  readonly organismes: readonly { readonly nom: string; readonly role: string; readonly enAttente: boolean; readonly lien: string | null }[];
  readonly nouvelOrganisme: string;
  readonly echanges: { readonly rythme: string; readonly lienRythme: string; readonly calendrierDepuis: string | null; readonly lienCalendrier: string };
}

declare module '../../web/render.js' {
  interface Pages {
    'comptes/inscription': PageInscription;
    'comptes/avis': PageAvis;
    'comptes/confirmation': PageConfirmation;
    'comptes/connexion': PageConnexion;
    'comptes/oubli': PageOubli;
    'comptes/nouveau-mot-de-passe': PageNouveauMotDePasse;
    'comptes/compte': PageCompte;
  }
}

/** Text typed in a field, whatever else was sent in its place. */
const texteSaisi = (etat: EtatFormulaire, champ: string, defaut = ''): string => {
  const valeur = etat.saisie?.[champ];
  return typeof valeur === 'string' ? valeur : defaut;
};

const avis = (demande: Demande, titre: string, page: PageAvis, statut = 200): Promise<void> =>
  render(demande, 'comptes/avis', page, { titre, statut });

/** Sign-up form, its address filled in by an invitation; after an error everything but the password is shown again. */
export function pageInscription(demande: Demande, etat: EtatFormulaire, invitation: InvitationSuivie | null): Promise<void> {
  return render(demande, 'comptes/inscription', {
    action: paths.inscription, longueurMin: LONGUEUR_MIN, connexion: paths.connexion, donnees: paths.donnees, invitation,
    saisie: {
      prenom: texteSaisi(etat, 'prenom'), nom: texteSaisi(etat, 'nom'), courriel: texteSaisi(etat, 'courriel', invitation?.courriel), consentement: etat.saisie?.['consentement'] === 'oui',
    },
  }, { titre: 'Créer un compte', etat });
}

/** The one answer to every sign-up. */
export const pageInscriptionEnvoyee = (demande: Demande): Promise<void> => avis(demande, 'Consultez votre messagerie', {
  chapo: 'Un message vient de partir vers l’adresse que vous avez donnée.',
  paragraphes: [
    'Ouvrez le lien qu’il contient pour continuer : il est valable 48 heures.',
    'Vous ne le trouvez pas ? Regardez dans les courriers indésirables, attendez quelques minutes, ou recommencez en vérifiant l’adresse.',
  ],
  suites: [{ texte: 'Recommencer l’inscription', lien: paths.inscription }],
});

/** The one answer to every request for a new password. */
export const pageOubliEnvoye = (demande: Demande): Promise<void> => avis(demande, 'Consultez votre messagerie', {
  chapo: 'Si cette adresse a un compte, un message vient de lui être envoyé.',
  paragraphes: ['Le lien qu’il contient permet de choisir un nouveau mot de passe. Il est valable une heure et ne sert qu’une fois.'],
  suites: [{ texte: 'Revenir à la connexion', lien: paths.connexion }],
});

const TITRES_DE_LIEN: Readonly<Record<Exclude<EtatDeJeton, 'valable'>, string>> = {
  expire: 'Ce lien n’est plus valable', utilise: 'Ce lien a déjà servi', inconnu: 'Ce lien n’existe pas',
};

/** What is said of a link that no longer opens anything. */
function pageLienPerdu(demande: Demande, etat: Exclude<EtatDeJeton, 'valable'>, paragraphes: readonly string[], suites: readonly ActionDePage[]): Promise<void> {
  const chapo = etat === 'expire' ? 'Sa durée de validité est dépassée.'
    : etat === 'utilise' ? 'Un lien ne sert qu’une fois, et un nouveau lien remplace les précédents.' : 'Vérifiez que l’adresse est complète : un lien long est parfois coupé par la messagerie.';
  return avis(demande, TITRES_DE_LIEN[etat], { chapo, paragraphes, suites }, etat === 'inconnu' ? 404 : 410);
}

/** Confirmation of an address: a button, because mail scanners open links by themselves. */
export function pageConfirmation(demande: Demande, lu: JetonLu, jeton: string): Promise<void> {
  if (lu.etat === 'valable' && lu.personne !== null) {
    return render(demande, 'comptes/confirmation', { action: vers(paths.confirmation, { jeton }), courriel: lu.personne.courriel }, { titre: 'Confirmer votre adresse' });
  }
  if (lu.etat !== 'inconnu' && lu.personne !== null && lu.personne.confirmeLe !== null) {
    return avis(demande, 'Votre adresse est déjà confirmée', {
      chapo: 'Votre compte est ouvert : connectez-vous.', paragraphes: [], suites: [{ texte: 'Se connecter', lien: paths.connexion }],
    }, 410);
  }
  return pageLienPerdu(demande, lu.etat === 'valable' ? 'inconnu' : lu.etat, ['Recommencez l’inscription avec la même adresse : un nouveau lien vous sera envoyé.'], [{ texte: 'S’inscrire', lien: paths.inscription }]);
}

/** Sign-in form; `retour` has been checked to be a page of this server. */
export function pageConnexion(demande: Demande, etat: EtatFormulaire, retour: string | null): Promise<void> {
  return render(demande, 'comptes/connexion', {
    action: paths.connexion, courriel: texteSaisi(etat, 'courriel'), retour: retour ?? '', pourContinuer: retour !== null, oubli: paths.oubli, inscription: paths.inscription,
  }, { titre: 'Se connecter', etat });
}

/** Form that asks for a new password. */
export function pageOubli(demande: Demande, etat: EtatFormulaire): Promise<void> {
  return render(demande, 'comptes/oubli', { action: paths.oubli, courriel: texteSaisi(etat, 'courriel'), connexion: paths.connexion }, { titre: 'Mot de passe oublié', etat });
}

/** Form behind a mailed link: the first password of an invited person or a new one. */
export function pageNouveauMotDePasse(demande: Demande, etat: EtatFormulaire, lu: JetonLu, jeton: string): Promise<void> {
  if (lu.etat === 'valable' && lu.personne !== null) {
    return render(demande, 'comptes/nouveau-mot-de-passe', {
      action: vers(paths.nouveauMotDePasse, { jeton }), courriel: lu.personne.courriel, longueurMin: LONGUEUR_MIN,
    }, { titre: 'Choisir votre mot de passe', etat });
  }
  return pageLienPerdu(demande, lu.etat === 'valable' ? 'inconnu' : lu.etat, ['Demandez un nouveau lien : il sera envoyé à l’adresse de votre compte.'], [{ texte: 'Demander un nouveau lien', lien: paths.oubli }]);
}

/** What the account page says beside the person: their organismes, how they are written to, since when their calendar is open. */
export interface FaitsDuCompte { readonly organismes: readonly OrganismeDePersonne[]; readonly rythme: string; readonly calendrierDepuis: string | null }

/** The signed-in person's account: identity, password, organismes, mails and calendar. */
export function pageCompte(demande: Demande, etat: EtatFormulaire, personne: Personne, { organismes, rythme, calendrierDepuis }: FaitsDuCompte): Promise<void> {
  return render(demande, 'comptes/compte', {
    identite: {
      action: paths.compte, prenom: texteSaisi(etat, 'prenom', personne.prenom), nom: texteSaisi(etat, 'nom', personne.nom),
      fonction: texteSaisi(etat, 'fonction', personne.fonction), courriel: personne.courriel,
    },
    motDePasse: { action: paths.compteMotDePasse, longueurMin: LONGUEUR_MIN },
    habilitations: [...demande.acteur.habilitations].map((h) => libelle('habilitation', h)),
    organismes: organismes.map((o) => ({
      nom: o.nom, role: libelle('habilitation', o.role), enAttente: o.etat !== 'accepte', lien: o.etat === 'accepte' ? vers(paths.organismes.fiche, { organismeId: o.id }) : null,
    })),
    nouvelOrganisme: paths.organismes.nouveau,
    echanges: { rythme: libelle('rythme', rythme), lienRythme: paths.compteNotifications, calendrierDepuis, lienCalendrier: paths.compteCalendrier },
  }, { titre: 'Mon compte', etat });
}
