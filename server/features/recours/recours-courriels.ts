import { dateLongue } from '../../platform/format.js';
import type { NatureActe, SensReponse } from '../../domain/recours/recours.js';
import { libelle } from '../../web/libelles.js';

interface Lettre { readonly sujet: string; readonly texte: string }
interface Dossier { readonly numero: string | null; readonly titre: string }

const lettre = (sujet: string, paragraphes: readonly string[]): Lettre => ({ sujet, texte: ['Bonjour,', ...paragraphes].join('\n\n') });

/** To the responsables: a recours waits for an answer. */
export const courrielRecoursDepose = (d: Dossier, contre: NatureActe): Lettre => lettre(`Recours gracieux : dossier ${d.numero ?? ''}`, [
  `Le porteur du dossier ${d.numero ?? ''} « ${d.titre} » conteste ${libelle('acte_conteste', contre)}.`,
  'Son texte est dans le dossier, rubrique « Recours ». Sans réponse dans les deux mois, le recours est considéré comme rejeté.',
]);

/** To the porteur: the receipt, and until when an answer is awaited. */
export const courrielRecepisse = (d: Dossier, rejet: string): Lettre => lettre(`Votre recours gracieux est déposé : dossier ${d.numero ?? ''}`, [
  `Votre recours gracieux sur le dossier ${d.numero ?? ''} « ${d.titre} » est bien reçu. Son récépissé est dans votre dossier, rubrique « Recours ».`,
  `Sans réponse au ${dateLongue(rejet)}, il est considéré comme rejeté.`,
]);

const SUITES: Readonly<Record<SensReponse, string>> = { accepte: 'accepté', rejete: 'rejeté', sans_suite: 'classé sans suite' };

/** To the porteur: the answer, and until when the court may be seised. */
export const courrielReponse = (d: Dossier, sens: SensReponse, limite: string | null): Lettre => lettre(`Votre recours gracieux : dossier ${d.numero ?? ''}`, [
  `Votre recours gracieux sur le dossier ${d.numero ?? ''} « ${d.titre} » est ${SUITES[sens]}.`, 'La réponse motivée est dans votre dossier, rubrique « Recours ».',
  ...(limite === null ? [] : [`Vous pouvez saisir le tribunal jusqu’au ${dateLongue(limite)} inclus.`]),
]);

/** To those who pay: the conclusions they applied were successfully contested, and the control is reopened. */
export const courrielRecoursAccepteCsf = (d: Dossier): Lettre => lettre(`Recours accepté contre un contrôle : dossier ${d.numero ?? ''}`, [
  `Le recours contre les conclusions du contrôle de service fait du dossier ${d.numero ?? ''} « ${d.titre} » est accepté.`,
  'La réponse motivée est dans le dossier. Le contrôle est rouvert : attendez ses nouvelles conclusions avant de payer ou de recouvrer.',
]);
