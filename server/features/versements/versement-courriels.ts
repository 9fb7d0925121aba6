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

/** A title of recovery is given up. */
export const courrielAnnulation = (d: Dossier, montantCents: number, numero: string): Lettre => lettre(`Votre dossier ${d.numero ?? ''} : titre ${numero} annulé`, [
  `Le titre de reversement ${numero} de ${euros(montantCents)}, émis pour votre dossier ${nommer(d)}, est annulé. Vous n’avez rien à rembourser.`,
]);
