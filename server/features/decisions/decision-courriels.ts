import { dateLongue, euros } from '../../platform/format.js';
import type { Lettre } from '../notifications/notification-service.js';

interface Dossier { readonly numero: string | null; readonly titre: string }

const nommer = ({ numero, titre }: Dossier): string => `${numero ?? ''} « ${titre} »`.trim();
const lettre = (sujet: string, paragraphes: readonly string[]): Lettre => ({ sujet, texte: ['Bonjour,', ...paragraphes].join('\n\n') });

/** Award: the amount, what it asks for when it is partial, and what comes next. */
export const courrielAttribution = (d: Dossier, montantCents: number, partielle: boolean): Lettre => lettre(`Votre dossier ${d.numero ?? ''} : subvention attribuée`, [
  `Votre dossier ${nommer(d)} est retenu. Une subvention de ${euros(montantCents)} vous est attribuée.`,
  ...(partielle ? ['Ce montant est inférieur à celui que vous aviez demandé : la lettre dit ce qui n’est pas retenu et pourquoi. Adaptez votre budget à ce montant avant la convention.'] : []),
  'La lettre de notification est dans votre dossier. Vous recevrez ensuite la convention à signer : le premier versement suit sa signature.',
]);

/** Refusal: where the reasons stand, and until when it may be contested. */
export const courrielRefus = (d: Dossier, limiteRecours: string): Lettre => lettre(`Votre dossier ${d.numero ?? ''} : décision notifiée`, [
  `La demande de subvention de votre dossier ${nommer(d)} n’a pas été retenue.`,
  'La lettre de notification, avec les motifs et les voies de recours, est dans votre dossier.',
  `Vous pouvez déposer un recours gracieux, depuis votre dossier, jusqu’au ${dateLongue(limiteRecours)} inclus.`,
]);

/** Postponement: why, and that nothing is asked for now. */
export const courrielAjournement = (d: Dossier, motif: string): Lettre => lettre(`Votre dossier ${d.numero ?? ''} : décision reportée`, [
  `La décision sur votre dossier ${nommer(d)} est reportée.`, `Motif : ${motif}`,
  'Votre dossier reste ouvert. Le service instructeur vous écrira s’il a besoin d’autres éléments.',
]);

/** To the instructeur: a postponed dossier is theirs again. */
export const courrielReprise = (d: Dossier): Lettre => lettre(`Dossier ${d.numero ?? ''} : instruction à reprendre`, [
  `Le dossier ${nommer(d)}, ajourné, revient en instruction.`, 'Complétez le rapport, puis faites-le valider pour qu’il repasse en comité.',
]);
