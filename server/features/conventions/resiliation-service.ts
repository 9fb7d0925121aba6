import { limiteBilanFinal } from '../../domain/echeances/limites.js';
import { CONVENTION } from '../../domain/etats/machines.js';
import { cents, moins } from '../../domain/kernel/cents.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { dateLongue, euros, pluriel } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { fixerConservation } from '../conservation/conservation-service.js';
import { etablirDocument } from '../documents/document-service.js';
import { lireReglesDuDossier, lireVersionDossier } from '../dossiers/dossier-queries.js';
import { changerEtat } from '../etats/changer-etat.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { interrompreVersements } from '../versements/versement-service.js';
import { avenantEnCours } from './avenant-queries.js';
import { tenir } from './avenant-service.js';
import { p } from './convention-articles.js';
import { courrielResiliation } from './convention-courriels.js';
import type { ConventionLue } from './convention-queries.js';

/**
 * Terminates a convention: the instalments that are not paid are withdrawn, the credits they held released, the letter
 * established and the porteur told. What is due for what was done is fixed by the control of the bilan, which is due in
 * the usual time after the day of effect.
 * @throws Refus `resiliation.avenant_en_cours`, `resiliation.date_trop_tot`, `resiliation.date_future`, `versement.en_cours`, `etat.incompatible`
 * @see spec 1, Convention
 */
export async function resilierConvention(ctx: Contexte, dossierId: string, conventionId: string, { le, motif }: { le: Jour; motif: string }): Promise<void> {
  const { convention, dossier, avenants } = await tenir(ctx, dossierId, conventionId);
  if (avenantEnCours(avenants)) throw new Refus('resiliation.avenant_en_cours');
  if (le > jourAParis(ctx.maintenant)) throw new Refus('resiliation.date_future', { champ: 'le' });
  if (le < jourAParis(instant(convention.genereeLe))) throw new Refus('resiliation.date_trop_tot', { champ: 'le' });
  await changerEtat(ctx, CONVENTION, 'resilier', { id: conventionId, dossierId, motif, champs: { resiliee_le: le }, donnees: { le } });
  const { delais } = (await lireReglesDuDossier(ctx.db, dossier)).regles;
  const verse = await interrompreVersements(ctx, conventionId);
  const limite = convention.signeePorteurLe === null ? null : await avancerBilan(ctx, dossierId, convention, le, delais.bilanFinalMois);
  const { organisme } = trouve(await lireVersionDossier(ctx.db, dossierId, dossier.version));
  await etablirDocument(ctx, {
    type: 'resiliation', titre: 'Résiliation de la convention', dossierId, objetId: conventionId, visiblePorteur: true, reference: convention.numero,
    blocs: lettreDeResiliation({ organisme, numero: convention.numero, projet: convention.termes.titre, le, motif, verse, retire: moins(cents(convention.montantCents), verse), limite, recoursMois: delais.recoursMois, juridiction: (await lireMarque(ctx.db)).juridiction }),
  });
  if (limite === null) await fixerConservation(ctx, dossierId);
  await ecrireAuPorteur(ctx, dossier, { cle: `convention.resilier:${conventionId}`, ...courrielResiliation(dossier, convention.numero) });
}

/** The bilan still being written is due in the usual time after the termination, when that is sooner. */
async function avancerBilan(ctx: Contexte, dossierId: string, { termes: { operation } }: ConventionLue, le: Jour, mois: number): Promise<Jour> {
  const limite = limiteBilanFinal(le < operation.fin ? le : operation.fin, mois);
  await ctx.db('bilans').where({ dossier_id: dossierId, nature: 'final', etat: 'brouillon' }).where('limite', '>', limite).update({ limite });
  return jour(limite);
}

interface Lettre {
  readonly organisme: { readonly nom: string; readonly adresse: string; readonly codePostal: string; readonly commune: string };
  readonly numero: string;
  readonly projet: string;
  readonly le: Jour;
  readonly motif: string;
  readonly verse: number;
  readonly retire: number;
  readonly limite: Jour | null;
  readonly recoursMois: number;
  readonly juridiction: string;
}

function lettreDeResiliation({ organisme: o, numero, projet, le, motif, verse, retire, limite, recoursMois, juridiction }: Lettre): Bloc[] {
  return [
    p(`${o.nom}, ${o.adresse}, ${o.codePostal} ${o.commune}`),
    { type: 'titre', niveau: 1, texte: `Résiliation de la convention ${numero}` },
    p(`La convention ${numero}, conclue pour l’opération « ${projet} », est résiliée au ${dateLongue(le)}, pour le motif suivant :`), p(motif),
    p(`À ce jour, ${euros(verse)} vous ont été versés. Les versements prévus qui ne sont pas payés, soit ${euros(retire)}, sont retirés.`),
    ...(limite === null ? [] : [p(`Vous remettez le bilan de ce qui a été réalisé au plus tard le ${dateLongue(limite)}. Le montant dû est arrêté après son contrôle : ce qui manque vous est payé, ce qui a été versé en trop vous est réclamé par un titre de reversement.`)]),
    p(`Vous pouvez contester cette décision dans un délai de ${pluriel(recoursMois, 'mois')} à compter de sa notification, devant la juridiction compétente : ${juridiction}.`),
  ];
}
