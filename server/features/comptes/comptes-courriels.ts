import type { Marque } from '../reglages/marque-queries.js';

/** Subject and body of a mail, before it has a recipient. */
export interface Lettre {
  readonly sujet: string;
  readonly texte: string;
}

interface Destinataire { readonly prenom: string; readonly nom: string }

const signature = (m: Marque): string => ['—', ...[m.nom, m.service].filter((l) => l !== '')].join('\n');

const lettre = (m: Marque, a: Destinataire, sujet: string, paragraphes: readonly string[]): Lettre => ({
  sujet, texte: [`Bonjour ${a.prenom} ${a.nom},`, ...paragraphes, signature(m)].join('\n\n'),
});

const NON_DEMANDE = 'Si vous n’êtes pas à l’origine de cette demande, ne faites rien : sans votre action, rien ne change.';

/** First mail of a sign-up: the link that confirms the address, valid 48 hours. */
export const courrielConfirmation = (m: Marque, a: Destinataire, lien: string): Lettre => lettre(m, a, 'Confirmez votre adresse électronique', [
  'Vous venez de demander un compte pour répondre aux appels à projets. Pour l’ouvrir, confirmez votre adresse en suivant ce lien, valable 48 heures :',
  lien, NON_DEMANDE,
]);

/** Sign-up with an address that already has a working account. */
export const courrielCompteExistant = (m: Marque, a: Destinataire, liens: { connexion: string; oubli: string }): Lettre => lettre(m, a, 'Vous avez déjà un compte', [
  'Une inscription vient d’être demandée avec votre adresse, qui a déjà un compte : rien n’a été modifié.',
  `Pour vous connecter :\n${liens.connexion}`, `Si vous avez oublié votre mot de passe :\n${liens.oubli}`, NON_DEMANDE,
]);

/** Sign-up with an address whose account was never confirmed: whoever reads the mailbox chooses the password. */
export const courrielInscriptionEnAttente = (m: Marque, a: Destinataire, lien: string): Lettre => lettre(m, a, 'Terminez votre inscription', [
  'Une inscription était déjà en attente pour votre adresse. Pour la terminer, choisissez votre mot de passe en suivant ce lien, valable 48 heures :',
  lien, NON_DEMANDE,
]);

/** Sign-up with the address of a closed account. */
export const courrielCompteDesactive = (m: Marque, a: Destinataire): Lettre => lettre(m, a, 'Votre compte est désactivé', [
  'Une inscription vient d’être demandée avec votre adresse. Elle a déjà un compte, qui a été désactivé.',
  `Pour le faire rouvrir, écrivez ${m.contact === '' ? `à l’administrateur du service (${m.nom})` : `à ${m.contact}`}.`,
]);

/** Link to choose a new password, valid one hour. */
export const courrielOubli = (m: Marque, a: Destinataire, lien: string): Lettre => lettre(m, a, 'Choisissez un nouveau mot de passe', [
  'Vous avez demandé un nouveau mot de passe. Choisissez-le en suivant ce lien, valable une heure et une seule fois :',
  lien, NON_DEMANDE,
]);

/** Tells the owner that the password was changed, so that a theft is seen. */
export const courrielMotDePasseChange = (m: Marque, a: Destinataire, oubli: string): Lettre => lettre(m, a, 'Votre mot de passe a été changé', [
  'Le mot de passe de votre compte vient d’être changé, et vos autres sessions ont été fermées.',
  `Si ce n’est pas vous, choisissez tout de suite un nouveau mot de passe${m.contact === '' ? '' : ` et prévenez ${m.contact}`} :\n${oubli}`,
]);

/** Invitation of an agent by an administrator, valid seven days. */
export const courrielInvitation = (m: Marque, a: Destinataire, lien: string): Lettre => lettre(m, a, `Votre accès à la plateforme des appels à projets – ${m.nom}`, [
  'Un compte vient d’être ouvert à votre nom. Choisissez votre mot de passe en suivant ce lien, valable sept jours :',
  lien, 'Votre identifiant est l’adresse à laquelle vous recevez ce message.',
]);
