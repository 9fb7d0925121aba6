import type { Refus } from '../domain/kernel/refus.js';
import { instantLong, pluriel } from '../platform/format.js';
import { libelle } from './libelles.js';
import { REFUS_BILANS } from './refus-bilans.js';
import { REFUS_DROITS } from './refus-droits.js';
import { REFUS_FINANCES } from './refus-finances.js';
import { REFUS_INSTRUCTION } from './refus-instruction.js';
import type { Messages } from './refus-mots.js';
import { REFUS_PARTICIPANTS } from './refus-participants.js';

const usages = (d: Refus['donnees']): string => [
  ...(Number(d['appels']) > 0 ? [`${pluriel(Number(d['appels']), 'appel', 'appels')}`] : []), ...(Number(d['dossiers']) > 0 ? [`${pluriel(Number(d['dossiers']), 'dossier', 'dossiers')}`] : []),
].join(' et ').concat(Number(d['appels']) + Number(d['dossiers']) > 1 ? ' l’utilisent' : ' l’utilise');

/** French sentence of each refusal code of the domain; a test holds that none is missing. */
const MESSAGES: Messages = {
  ...REFUS_BILANS, ...REFUS_FINANCES, ...REFUS_INSTRUCTION, ...REFUS_PARTICIPANTS, ...REFUS_DROITS,
  'etat.incompatible': (d) => `Cette action n’est plus possible : ${libelle('objet', String(d['objet']))} est à l’état « ${libelle(String(d['objet']), String(d['etat']))} ».`,
  'archive.pas_deposee': () => 'Ce dossier n’est pas déposé : il n’a rien à archiver.',
  'aide_etat.reference': () => 'Indiquez le numéro du régime, par exemple SA.111723.',
  'aide_etat.octroi_futur': () => 'Cette date est à venir : indiquez le jour où l’aide a été octroyée.',
  'organisme.non_membre': () => 'Choisissez un organisme dont vous êtes membre.',
  'organisme.conflit': () => 'Quelqu’un a modifié cet organisme pendant votre saisie. Votre saisie est conservée : vérifiez-la, puis enregistrez de nouveau.',
  'membre.dernier_signataire': () => 'Un organisme garde toujours au moins un signataire.',
  'membre.deja_traite': () => 'Cette personne n’est plus dans cette situation : quelqu’un a déjà répondu, ou elle est partie.',
  'membre.representant': () => 'Cette personne est le représentant légal : désignez d’abord le nouveau, puis changez son rôle.',
  'delegation.sans_objet': () => 'Une délégation se joint pour un signataire qui n’est pas le représentant légal.',
  'delegation.dates_inversees': () => 'La fin de la délégation précède son début.',
  'delegation.echue': () => 'Cette délégation est déjà terminée : joignez celle qui est en cours.',
  'delegation.trop_longue': (d) => `Une délégation s’enregistre pour ${Number(d['mois']) / 12} ans au plus : renouvelez-la ensuite.`,
  'delegation.fichier_absent': () => 'Joignez la délégation signée.',
  'delegation.type': () => 'La délégation signée est un fichier PDF, ou sa photographie (JPEG, PNG).',
  'representant.inconnu': () => 'Choisissez une des personnes proposées.',
  'representant.nom_absent': () => 'Saisissez le prénom et le nom du représentant légal.',
  'invitation.deja_membre': () => 'Cette personne est déjà membre de l’organisme.',
  'invitation.perimee': () => 'Cette invitation n’est plus valable : demandez à la personne qui vous a invité de vous en envoyer une autre.',
  'invitation.autre_adresse': () => 'Cette invitation est adressée à une autre adresse électronique que celle de votre compte.',
  'application.expiration_passee': () => 'La date de fin doit être à venir.',
  'application.expiration_lointaine': () => 'Un jeton est valable deux ans au plus : choisissez une date plus proche.',
  'application.deja_revoquee': () => 'Cette application est déjà révoquée.',
  'section.conflit': () => 'Quelqu’un a enregistré cette section pendant votre saisie. Votre saisie est conservée : comparez, puis enregistrez de nouveau.',
  'piece.doublon': (d) => `« ${String(d['nom'])} » est déjà joint à cette pièce : c’est le même fichier.`,
  'piece.inconnue': () => 'Cette pièce n’est pas demandée.',
  'piece.trop_nombreuses': (d) => `Cette pièce a déjà trop de fichiers : ${Number(d['maximum'])} au plus. Réunissez-les en un seul PDF.`,
  'piece.deja_perimee': () => 'Cette date est passée : la pièce ne serait proposée à aucun dossier.',
  'piece.perimee': (d) => `« ${String(d['nom'])} » est périmée : remplacez-la sur la fiche de votre organisme.`,
  'piece.en_quarantaine': (d) => `« ${String(d['nom'])} » est en quarantaine : remplacez-la sur la fiche de votre organisme.`,
  'depot.incomplet': (d) => `Le dossier n’est pas complet : ${Number(d['nombre'])} section${Number(d['nombre']) > 1 ? 's' : ''} à revoir.`,
  'depot.sans_iban': () => 'L’IBAN de l’organisme manque : complétez sa fiche avant de déposer.',
  'appel.depot_ferme': (d) => `Le dépôt s’est terminé le ${instantLong(String(d['fermeLe']))}. Ce que vous avez saisi est conservé, mais ne peut plus être déposé.`,
  'appel.pas_ouvert': (d) => `Le dépôt n’est pas encore ouvert : il ouvre le ${instantLong(String(d['ouvreLe']))}.`,
  'appel.code_pris': () => 'Un autre appel porte déjà ce code. Choisissez-en un autre.',
  'appel.fige': () => 'Cet appel est publié : ses règles sont figées. Publiez une nouvelle version pour les modifier.',
  'appel.modifie_entre_temps': () => 'Quelqu’un a enregistré cet appel pendant que vous le modifiiez. Votre saisie est conservée ci-dessous ; l’enregistrer de nouveau remplacera la sienne.',
  'appel.incomplet': (d) => `L’appel n’est pas complet : ${String(d['codes']).split(' ').map((c) => libelle('manque_appel', c)).join(' ')}`,
  'appel.prolongation_avant': (d) => `La nouvelle clôture doit venir après l’actuelle, le ${instantLong(String(d['fermeLe']))}.`,
  'appel.sans_changement': () => 'Rien n’a changé par rapport à la version publiée : il n’y a pas de nouvelle version à publier.',
  'appel.fermeture_passee': () => 'La clôture ne peut pas être déplacée dans le passé. Pour arrêter les dépôts maintenant, clôturez l’appel depuis sa page de suivi.',
  'appel.dossiers_en_cours': (d) => `L’appel ne peut pas être archivé : ${pluriel(Number(d['nombre']), 'dossier attend encore sa décision ou le solde de sa convention', 'dossiers attendent encore leur décision ou le solde de leur convention')}.`,
  'reprise.autre_organisme': () => 'Ce dossier n’est pas de cet organisme : choisissez un dossier de l’organisme qui porte le projet.',
  'connexion.autre_personne': () => 'Cette page a été ouverte par une autre personne : connectez-vous avec son compte, ou ouvrez une nouvelle page.',
  'connexion.refusee': () => 'Adresse électronique ou mot de passe incorrect. Si vous venez de vous inscrire, ouvrez d’abord le lien reçu par courriel.',
  'jeton.perime': () => 'Ce lien n’est plus valable.',
  'mot_de_passe.courant': () => 'Ce mot de passe est trop facile à deviner. Choisissez par exemple quatre mots sans rapport entre eux.',
  'mot_de_passe.courriel': () => 'Le mot de passe ne doit pas contenir votre adresse électronique.',
  'mot_de_passe.actuel_inexact': () => 'Ce n’est pas votre mot de passe actuel.',
  'compte.courriel_connu': () => 'Un compte existe déjà avec cette adresse : retrouvez-le dans la liste.',
  'compte.propre_admin': () => 'Vous ne pouvez pas retirer votre propre habilitation d’administrateur. Demandez-le à un autre administrateur.',
  'compte.soi_meme': () => 'Vous ne pouvez pas désactiver votre propre compte. Demandez-le à un autre administrateur.',
  'compte.plus_admin': () => 'Vous n’êtes plus administrateur : rien n’a été modifié.',
  'compte.deja_ouvert': () => 'L’invitation ne peut pas être renvoyée : ce compte est déjà ouvert, ou désactivé.',
  'courriel.non_abandonne': () => 'Ce message n’est pas abandonné : il est déjà envoyé ou en attente.',
  'territoire.sans_nom': () => 'Renseignez le nom, ou videz aussi le code pour retirer le territoire.',
  'territoire.en_double': (d) => `Un autre territoire porte déjà le code « ${String(d['code'])} ».`,
  'territoire.utilise': (d) => `Le territoire « ${String(d['nom'])} » (${String(d['code'])}) ne peut être ni retiré ni changé de code : ${usages(d)}. Vous pouvez changer son nom.`,
  'vue.nom_pris': () => 'Une de vos vues porte déjà ce nom.',
  'vue.trop': (d) => `Vous avez déjà ${Number(d['max'])} vues : supprimez-en une.`,
  'message.brouillon': () => 'Vous pourrez écrire au service instructeur dès que le dossier sera déposé.',
  'message.vide': () => 'Écrivez un texte, ou joignez un fichier.',
  'message.trop_de_fichiers': (d) => `Joignez au plus ${Number(d['maximum'])} fichiers à la fois : envoyez les autres dans un second message.`,
  'message.document_inconnu': () => 'Un des documents cités n’est plus dans le dossier, ou n’est pas visible de l’organisme.',
  'message.note_interdite': () => 'Les notes privées sont réservées au service instructeur.',
};

/** Sentence shown to the person for a refusal. */
export function messageDeRefus(refus: Refus): string {
  return MESSAGES[refus.code]?.(refus.donnees) ?? 'Cette action est refusée par les règles de l’appel.';
}

/** Codes that have a sentence. */
export const CODES_EXPLIQUES: ReadonlySet<string> = new Set(Object.keys(MESSAGES));
