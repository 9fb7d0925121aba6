import type { Deps } from '../../platform/deps.js';
import { dateLongue } from '../../platform/format.js';
import { jourAParis, type Instant } from '../../platform/clock.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery } from '../../web/requete.js';
import { examinerInvitation, type EtatInvitation } from './invitation-service.js';

export interface PageInvitation {
  readonly chapo: string;
  readonly courriel: string;
  readonly fin: string;
  /** Address of the button that accepts; null unless the signed-in person is the one invited. */
  readonly accepter: string | null;
  readonly autreCompte: { readonly courriel: string; readonly deconnexion: string } | null;
  readonly entrer: { readonly connexion: string; readonly inscription: string } | null;
}

export interface PageInvitationPerdue { readonly chapo: string; readonly texte: string; readonly lien: string; readonly action: string }

declare module '../../web/render.js' {
  interface Pages { 'organismes/invitation': PageInvitation; 'organismes/invitation-perdue': PageInvitationPerdue }
}

const PERDUES: Readonly<Record<Exclude<EtatInvitation, 'valable'>, { titre: string; chapo: string }>> = {
  expiree: { titre: 'Cette invitation n’est plus valable', chapo: 'Une invitation se suit dans les quatorze jours.' },
  utilisee: { titre: 'Cette invitation a déjà servi', chapo: 'Un lien ne sert qu’une fois. Si c’était vous, vous êtes membre : connectez-vous.' },
  annulee: { titre: 'Cette invitation n’est plus valable', chapo: 'Elle a été annulée, ou remplacée par un lien plus récent : regardez votre dernier message.' },
  inconnue: { titre: 'Ce lien n’existe pas', chapo: 'Vérifiez que l’adresse est complète : un lien long est parfois coupé par la messagerie.' },
};

/** Page of an invitation link: to accept it signed in, to sign in, or to sign up; the same whether the address has an account or not. */
export const pageInvitation = ({ db }: Deps) => async (demande: Demande, etatFormulaire: EtatFormulaire): Promise<void> => {
  const jeton = parametre(demande, 'jeton');
  const { etat, invitation } = await examinerInvitation(db, jeton, demande.maintenant);
  const { acteur } = demande;
  if (etat !== 'valable' || invitation === null) {
    const { titre, chapo } = PERDUES[etat === 'valable' ? 'inconnue' : etat];
    return render(demande, 'organismes/invitation-perdue', {
      chapo, texte: 'Sinon, demandez à la personne qui vous a invité de vous envoyer un nouveau lien.', ...(acteur.id === null ? { lien: paths.connexion, action: 'Se connecter' } : { lien: paths.tableauDeBord, action: 'Tableau de bord' }),
    }, { titre, statut: etat === 'inconnue' ? 404 : 410 });
  }
  const adresse = vers(paths.invitation, { jeton });
  const sienne = acteur.courriel === invitation.courriel;
  return render(demande, 'organismes/invitation', {
    chapo: `${invitation.inviteParNom} vous invite à travailler sur les dossiers de « ${invitation.organismeNom} », comme ${libelle('habilitation', invitation.role).toLowerCase()}.`,
    courriel: invitation.courriel, fin: dateLongue(jourAParis(invitation.expireLe as Instant)), accepter: acteur.id !== null && sienne ? adresse : null,
    autreCompte: acteur.id !== null && !sienne ? { courriel: acteur.courriel, deconnexion: paths.deconnexion } : null,
    entrer: acteur.id === null ? { connexion: avecQuery(paths.connexion, { retour: adresse }), inscription: avecQuery(paths.inscription, { invitation: jeton }) } : null,
  }, { titre: `Rejoindre ${invitation.organismeNom}`, etat: etatFormulaire });
};
