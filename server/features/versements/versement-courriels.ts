import type { Jour } from '../../domain/kernel/jour.js';
import type { EcheanceDeReversement } from '../../domain/versements/recouvrement.js';
import { dateLongue, euros } from '../../platform/format.js';

/** Subject and body of a mail, before it has a recipient. */
export interface Lettre { readonly sujet: string; readonly texte: string }

interface Dossier { readonly numero: string | null; readonly titre: string }

const lettre = (sujet: string, paragraphes: readonly string[]): Lettre => ({ sujet, texte: ['Bonjour,', ...paragraphes].join('\n\n') });
const nommer = ({ numero, titre }: Dossier): string => `${numero ?? ''} « ${titre} »`.trim();

/** A payment was made. */
export const courrielPaiement = (d: Dossier, montantCents: number, payeLe: string, iban: string): Lettre => lettre(`${euros(montantCents)} versés le ${dateLongue(payeLe)}`, [
  `${euros(montantCents)} vous ont été versés le ${dateLongue(payeLe)} pour votre dossier ${nommer(d)}, sur le compte qui se termine par ${iban.slice(-4)}.`,
  'La somme apparaît sur votre compte sous quelques jours ouvrés.',
]);

/** The amount due is known, and something remains to be paid. */
export const courrielSolde = (d: Dossier, soldeCents: number, duCents: number): Lettre => lettre(`Votre dossier ${d.numero ?? ''} : solde de ${euros(soldeCents)}`, [
  `Le contrôle de votre dossier ${nommer(d)} est terminé. La subvention due s’élève à ${euros(duCents)} : il reste ${euros(soldeCents)} à vous verser.`,
  'Vous n’avez rien à faire : vous recevrez un message le jour du paiement. Le détail du calcul est dans votre dossier, rubrique « Solde ».',
]);

/** The amount due is known, and was paid to the cent. */
export const courrielQuitte = (d: Dossier, duCents: number): Lettre => lettre(`Votre dossier ${d.numero ?? ''} : subvention soldée`, [
  `Le contrôle de votre dossier ${nommer(d)} est terminé. La subvention due s’élève à ${euros(duCents)} et elle est entièrement versée : il ne reste rien à verser ni à rembourser.`,
  'Conservez les justificatifs : la durée de conservation est indiquée dans la convention. Le détail du calcul est dans votre dossier, rubrique « Solde ».',
]);

/** More was paid than what is due. */
export const courrielReversement = (d: Dossier, aReverserCents: number, duCents: number, numero: string): Lettre => lettre(`Votre dossier ${d.numero ?? ''} : ${euros(aReverserCents)} à reverser`, [
  `Le contrôle de votre dossier ${nommer(d)} est terminé. La subvention due s’élève à ${euros(duCents)}, moins que ce qui vous a été versé : ${euros(aReverserCents)} sont à reverser (titre ${numero}).`,
  'N’envoyez rien maintenant : le comptable public vous adressera un avis des sommes à payer. Le titre et le détail du calcul sont dans votre dossier.',
]);

/** A title of recovery is waived, wholly or in part; amounts in cents. */
export const courrielRemise = (d: Dossier, numero: string, remisCents: number, resteCents: number): Lettre => lettre(`Votre dossier ${d.numero ?? ''} : remise de ${euros(remisCents)} sur le titre ${numero}`, [
  `Une remise de ${euros(remisCents)} vous est accordée sur le titre de reversement ${numero}, émis pour votre dossier ${nommer(d)}.`,
  resteCents === 0 ? 'Vous n’avez plus rien à rembourser.' : `Il reste ${euros(resteCents)} à rembourser.`,
  'La décision est dans votre dossier, rubrique « Solde ».',
]);

/** Instalments are agreed for what is still to pay back. */
export const courrielEcheancier = (d: Dossier, numero: string, echeances: readonly EcheanceDeReversement[]): Lettre => lettre(`Votre dossier ${d.numero ?? ''} : échéancier du titre ${numero}`, [
  `Le remboursement du titre ${numero}, émis pour votre dossier ${nommer(d)}, est échelonné :`,
  echeances.map((e) => `- ${euros(e.montant)} au plus tard le ${dateLongue(e.limite)}`).join('\n'),
  'L’échéancier est dans votre dossier, rubrique « Solde ».',
]);

/** An instalment comes due, or its day is over. */
export const courrielRappelReversement = (d: Dossier, numero: string, { limite, resteCents, passee }: { readonly limite: Jour; readonly resteCents: number; readonly passee: boolean }): Lettre =>
  lettre(`Votre dossier ${d.numero ?? ''} : ${passee ? 'échéance de remboursement passée' : `remboursement attendu le ${dateLongue(limite)} au plus tard`}`, [
    passee
      ? `Une échéance du titre de reversement ${numero}, attendue le ${dateLongue(limite)} au plus tard pour votre dossier ${nommer(d)}, n’est pas réglée en entier.`
      : `Une échéance du titre de reversement ${numero}, pour votre dossier ${nommer(d)}, est à régler au plus tard le ${dateLongue(limite)}.`,
    `Il reste ${euros(resteCents)} à rembourser en tout. Si vous ne pouvez pas régler à temps, écrivez-nous avant cette date depuis votre dossier.`,
  ]);
