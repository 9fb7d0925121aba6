import type { RolePorteur } from '../../domain/habilitations/acteur.js';
import { dateLongue } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';

/** Subject and body of a mail, before it has a recipient. */
interface Lettre { readonly sujet: string; readonly texte: string }

const lettre = (sujet: string, ...paragraphes: readonly string[]): Lettre => ({ sujet, texte: ['Bonjour,', ...paragraphes].join('\n\n') });
const enRole = (role: RolePorteur): string => libelle('habilitation', role).toLowerCase();

/** To the signataires: somebody asks to join. */
export const courrielDemande = (qui: { nom: string; courriel: string }, organisme: string): Lettre => lettre(`${qui.nom} demande à rejoindre ${organisme}`,
  `${qui.nom} (${qui.courriel}) demande à rejoindre « ${organisme} » dans Passerelle.`, 'Connectez-vous et ouvrez la fiche de votre organisme pour accepter ou refuser.');

/** To the person: their request is answered. */
export const courrielReponse = (organisme: string, role: RolePorteur | null, par: string): Lettre => (role === null
  ? lettre(`Votre demande à rejoindre ${organisme} est refusée`, `${par} n’a pas accepté votre demande à rejoindre « ${organisme} » dans Passerelle.`, 'Si vous pensez que c’est une erreur, voyez avec vos collègues : un signataire peut vous inviter.')
  : lettre(`Votre demande à rejoindre ${organisme} est acceptée`, `${par} a accepté votre demande : vous êtes ${enRole(role)} de « ${organisme} » dans Passerelle.`, 'Connectez-vous : ses dossiers sont dans « Mes dossiers ».'));

/** To the other signataires: a request is answered by one of them. */
export const courrielReponseFaite = (organisme: string, nom: string, accepte: boolean, par: string): Lettre => lettre(`${organisme} : demande de ${nom} ${accepte ? 'acceptée' : 'refusée'}`,
  `${par} a ${accepte ? 'accepté' : 'refusé'} la demande de ${nom} à rejoindre « ${organisme} » dans Passerelle.`);

/** To the person: their role changes. */
export const courrielRole = (organisme: string, role: RolePorteur, par: string): Lettre => lettre(`Votre rôle dans ${organisme} change`, `${par} a changé votre rôle dans « ${organisme} » : vous êtes ${enRole(role)}.`,
  role === 'signataire' ? 'Pour déposer et signer, joignez la délégation de signature que vous a donnée le représentant légal, sur la fiche de l’organisme.' : 'Vous préparez les dossiers ; un signataire les dépose.');

/** To the person: they are no longer a member. */
export const courrielRetrait = (organisme: string, par: string): Lettre => lettre(`Vous n’êtes plus membre de ${organisme}`, `${par} vous a retiré de « ${organisme} » dans Passerelle : vous ne voyez plus ses dossiers.`, 'Votre compte reste ouvert.');

/** To the signataires: a member left. */
export const courrielDepart = (organisme: string, nom: string): Lettre => lettre(`${nom} a quitté ${organisme}`, `${nom} a quitté « ${organisme} » dans Passerelle et ne voit plus ses dossiers.`);

/** To the other signataires: a delegation is on file. */
export const courrielDelegation = (organisme: string, nom: string, jusquAu: string, par: string): Lettre => lettre(`${organisme} : délégation de signature de ${nom}`,
  `${par} a joint la délégation de signature de ${nom}, valable jusqu’au ${dateLongue(jusquAu)}. Cette personne peut déposer les dossiers de « ${organisme} » et signer pour lui.`,
  'Si ce n’est pas normal, ouvrez la fiche de votre organisme et retirez-lui ce rôle.');

/** To the signataires: somebody else represents the organisme. */
export const courrielRepresentant = (organisme: string, nom: string, qualite: string, finies: boolean, par: string): Lettre => lettre(`${organisme} : nouveau représentant légal`,
  `${par} a déclaré que ${nom} (${qualite}) représente désormais « ${organisme} ».`, finies ? 'Les délégations de signature données auparavant ont pris fin : demandez-en une nouvelle et joignez-la à la fiche de l’organisme.' : 'Les délégations de signature en cours restent valables.',
  'Si ce n’est pas exact, ouvrez la fiche de votre organisme et corrigez-la.');

/** To the signataires: the account that receives the money is another one. */
export const courrielIban = (organisme: string, masque: string, par: string): Lettre => lettre(`${organisme} : l’IBAN a changé`,
  `${par} a changé l’IBAN de « ${organisme} » dans Passerelle${masque === '' ? ' : il est maintenant vide.' : ` : il commence et finit maintenant par ${masque}.`}`,
  'Les prochains versements iront sur ce compte. Si vous ne l’avez pas demandé, corrigez tout de suite la fiche de l’organisme et prévenez le service : des fraudeurs font changer des IBAN.');

/** To an invited person, account or not. */
export const courrielInvitation = (organisme: string, role: RolePorteur, par: string, lien: string, fin: string): Lettre => lettre(`${par} vous invite à rejoindre ${organisme}`,
  `${par} vous invite à travailler sur les dossiers de « ${organisme} » dans Passerelle, comme ${enRole(role)}.`, `Pour accepter, ouvrez ce lien, valable jusqu’au ${dateLongue(fin)} et une seule fois :`, lien,
  'Si vous ne connaissez pas cet organisme, ne faites rien : sans votre action, rien ne change.');

/** To whoever invited: the person joined. */
export const courrielInvitationAcceptee = (organisme: string, nom: string, courriel: string): Lettre => lettre(`${nom} a rejoint ${organisme}`, `${nom} (${courriel}) a accepté votre invitation et fait partie de « ${organisme} » dans Passerelle.`);
