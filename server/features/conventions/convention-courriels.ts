import { euros } from '../../platform/format.js';

interface Lettre { readonly sujet: string; readonly texte: string }
interface Dossier { readonly numero: string | null; readonly titre: string; readonly organismeNom: string }

const lettre = (sujet: string, paragraphes: readonly string[]): Lettre => ({ sujet, texte: ['Bonjour,', ...paragraphes].join('\n\n') });

/** To the porteur: the convention waits for their signature. */
export const courrielASigner = (d: Dossier, montantCents: number): Lettre => lettre(`Votre convention à signer : dossier ${d.numero ?? ''}`, [
  `La convention de subvention de ${euros(montantCents)} pour votre projet « ${d.titre} » est prête.`,
  'Un signataire de votre organisme la télécharge dans le dossier, rubrique « Convention », la signe à la main et y dépose l’exemplaire signé, numérisé en PDF.',
]);

/** To the porteur: no signed copy has come since the convention was established. */
export const courrielRappelSignature = (numero: string, jours: number): Lettre => lettre(`Rappel : convention à signer ${numero}`, [
  `La convention ${numero} est prête depuis ${jours} jours ; nous n’avons pas reçu l’exemplaire signé.`,
  'Sans lui, aucun versement ne peut être programmé. Téléchargez-la dans le dossier, rubrique « Convention », faites-la signer et déposez-la, numérisée en PDF. Si vous l’avez renvoyée par courrier, ne tenez pas compte de ce rappel.',
]);

/** To the agent in charge: a signed copy has arrived. */
export const courrielExemplaireRecu = (d: Dossier, numero: string): Lettre => lettre(`Convention signée reçue : ${numero}`, [
  `${d.organismeNom} a déposé l’exemplaire signé de la convention ${numero}.`, 'Faites-le signer par l’autorité compétente, puis enregistrez les deux dates de signature dans le dossier.',
]);

/** To the porteur: both parties have signed, the first payment is due. */
export const courrielSignee = (d: Dossier, numero: string): Lettre => lettre(`Votre convention est signée : ${numero}`, [
  `La convention ${numero} pour votre projet « ${d.titre} » est signée par les deux parties.`, 'L’échéancier des versements est dans votre dossier, rubrique « Convention ».',
]);

/** To finance staff: payments are scheduled. */
export const courrielAFinancer = (d: Dossier, numero: string): Lettre => lettre(`Versement à liquider : ${numero}`, [
  `La convention ${numero} (${d.organismeNom}) est signée. Ses versements sont programmés ; celui de la signature est à liquider.`,
]);

/** To the porteur: an avenant waits for their signature, and why. */
export const courrielAvenantASigner = (d: Dossier, numero: string, motif: string): Lettre => lettre(`Avenant à signer : ${numero}`, [
  `Un avenant à la convention de votre projet « ${d.titre} » est prêt. Son objet : ${motif}`,
  'Un signataire de votre organisme le télécharge dans le dossier, rubrique « Convention », le signe et y dépose l’exemplaire signé.',
]);

/** To the porteur: the avenant is signed by both parties. */
export const courrielAvenantSigne = (d: Dossier, numero: string): Lettre => lettre(`Avenant signé : ${numero}`, [
  `L’avenant ${numero} à la convention de votre projet « ${d.titre} » est signé par les deux parties. La convention modifiée, ses versements et ses dates sont dans votre dossier.`,
]);

/** To the agent in charge: the porteur asks for a change. */
export const courrielDemandeDAvenant = (d: Dossier, numero: string): Lettre => lettre(`Avenant demandé : ${numero}`, [
  `${d.organismeNom} demande un avenant à la convention ${numero}. Préparez-le, ou répondez à sa demande, dans le dossier, rubrique « Convention ».`,
]);

/** To the agent in charge: the porteur moved amounts between posts, below the threshold of the call. */
export const courrielMouvement = (d: Dossier, numero: string, motif: string): Lettre => lettre(`Budget déplacé : ${numero}`, [
  `${d.organismeNom} déclare un mouvement entre postes du budget de la convention ${numero}, sans avenant.`, motif,
]);

/** To the porteur: no avenant will be prepared, and why. */
export const courrielDemandeRefusee = (d: Dossier, numero: string, reponse: string): Lettre => lettre(`Votre demande d’avenant : ${numero}`, [
  `Le service ne donne pas suite à votre demande d’avenant à la convention de votre projet « ${d.titre} ».`, reponse,
]);

/** To the agent in charge: the porteur gave back its signed copy of an avenant. */
export const courrielAvenantRecu = (d: Dossier, numero: string): Lettre => lettre(`Avenant signé reçu : ${numero}`, [
  `${d.organismeNom} a déposé l’exemplaire signé de l’avenant ${numero}.`, 'Faites-le signer par l’autorité compétente, puis enregistrez les deux dates de signature.',
]);

/** To the porteur: the convention is terminated; the letter says what follows. */
export const courrielResiliation = (d: Dossier, numero: string): Lettre => lettre(`Convention résiliée : ${numero}`, [
  `La convention ${numero} pour votre projet « ${d.titre} » est résiliée. La lettre qui en donne le motif et les suites est dans votre dossier, rubrique « Convention ».`,
]);
