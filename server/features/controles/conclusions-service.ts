import { finDelaiFranc } from '../../domain/echeances/delai-franc.js';
import { limiteContradictoire } from '../../domain/echeances/limites.js';
import { BILAN } from '../../domain/etats/machines.js';
import { Refus } from '../../domain/kernel/refus.js';
import { estFerie, jourAParis } from '../../platform/clock.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { prevenirLePorteur } from '../bilans/bilan-service.js';
import { conservationDe, conventionsAConserver, dureesDe, lireAideEtat } from '../conservation/conservation-queries.js';
import { etablirDocument } from '../documents/document-service.js';
import { changerEtat } from '../etats/changer-etat.js';
import { lireMarque } from '../reglages/marque-queries.js';
import { solderConvention } from '../versements/versement-service.js';
import { conclusionsDefinitives, conclusionsProvisoires } from './controle-documents.js';
import { figer, lignesAExaminer } from './controle-faits.js';
import type { ControleLu } from './controle-queries.js';
import { ecrireConclusions, ecrireConservation, ecrireProvisoire } from './controle-store.js';
import { delaiFse } from './delai-fse.js';
import { constaterIrregularites } from './irregularite-service.js';
import { exigerContradictoireClos, tenirLeControle, type ControleTenu } from './controle-tenu.js';
import { questionsEnAttente } from './question-queries.js';
import type { Resultat } from './resultat.js';

/**
 * Sends the provisional conclusions: every line decided, the realisation retained. The balance as it stands is frozen
 * for the porteur, who has so many days to answer.
 * @returns the document's id. @throws Refus `controle.lignes_en_attente`, `controle.lignes_a_examiner`, `controle.realisation_a_retenir`, `etat.incompatible`
 * @see spec 1 stage 14
 */
export async function emettreProvisoire(ctx: Contexte, dossierId: string): Promise<string> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const { d, bilan } = tenu;
  const controle = exigerComplet(tenu);
  const limite = limiteContradictoire(jourAParis(ctx.maintenant), d.appel.regles.delais.contradictoireJours);
  const resultat = figer('provisoire', d, bilan, controle);
  await changerEtat(ctx, BILAN, 'ouvrir_contradictoire', { id: bilan.id, dossierId, donnees: { reponseAvantLe: limite, ...duParConvention(resultat) } });
  await ecrireProvisoire(ctx, bilan.id, limite, resultat);
  const documentId = await etablirDocument(ctx, {
    type: 'conclusions_provisoires', titre: 'Conclusions provisoires du contrôle de service fait', dossierId, objetId: bilan.id, visiblePorteur: true, reference: d.dossier.numero ?? '',
    blocs: conclusionsProvisoires(d, bilan, controle, resultat, limite),
  });
  await prevenirLePorteur(ctx, d, `controle.provisoire:${bilan.id}:${controle.version}`, 'Conclusions provisoires de votre contrôle',
    `Le contrôle de service fait de votre opération est terminé ; ses conclusions sont provisoires. Vous pouvez répondre ligne par ligne, avec de nouveaux justificatifs, jusqu’au ${dateLongue(limite)} inclus, ou les accepter tout de suite.\n\nSans réponse de votre part à cette date, elles deviendront définitives.`);
  return documentId;
}

/**
 * Concludes a control once the porteur has answered or let the limit pass: the balance is frozen, the amount due is
 * handed to the payments, the day until which evidence is kept is set, and the conclusions are notified.
 * @returns the document's id. @throws Refus `controle.contradictoire_en_cours`, `controle.lignes_a_examiner`, `etat.incompatible`
 * @see spec 1 stages 14 and 15, spec 2.5
 */
export async function conclureControle(ctx: Contexte, dossierId: string): Promise<string> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const { d, bilan } = tenu;
  const controle = exigerComplet(tenu);
  if (bilan.etat === 'contradictoire') exigerContradictoireClos(controle, ctx);
  const notification = jourAParis(ctx.maintenant);
  const resultat = figer('definitif', d, bilan, controle);
  await changerEtat(ctx, BILAN, 'conclure', { id: bilan.id, dossierId, donnees: duParConvention(resultat) });
  await ecrireConclusions(ctx, bilan.id, notification, resultat, controle.constats.realisation);
  const { jusquau } = conservationDe({ conventions: await conventionsAConserver(ctx.db, dossierId), apurement: notification, aide: await lireAideEtat(ctx.db, dossierId) }, dureesDe(d.appel));
  await ecrireConservation(ctx, dossierId, jusquau);
  const limiteRecours = finDelaiFranc(notification, d.appel.regles.delais.recoursMois, estFerie);
  const { juridiction } = await lireMarque(ctx.db);
  const documentId = await etablirDocument(ctx, {
    type: 'conclusions_definitives', titre: 'Conclusions définitives du contrôle de service fait', dossierId, objetId: bilan.id, visiblePorteur: true, reference: d.dossier.numero ?? '',
    blocs: conclusionsDefinitives(d, bilan, controle, resultat, { limiteRecours, recoursMois: d.appel.regles.delais.recoursMois, juridiction, conserverJusquAu: jusquau }),
  });
  const limiteFse = delaiFse(d, bilan, controle, notification)?.limite ?? null;
  for (const { conventionId, financeur, solde } of resultat.conventions) await solderConvention(ctx, conventionId, { duCents: solde.du, limite: financeur === 'fse' ? limiteFse : null });
  await constaterIrregularites(ctx, tenu, resultat);
  await prevenirLePorteur(ctx, d, `controle.conclure:${bilan.id}:${controle.version}`, 'Conclusions définitives de votre contrôle',
    `Le contrôle de service fait de votre opération est conclu. Le montant dû, le calcul qui y conduit et les voies de recours sont dans les conclusions définitives, jointes à votre dossier, et sur la page « Solde ».\n\nVous pouvez former un recours gracieux jusqu’au ${dateLongue(limiteRecours)} inclus.`);
  return documentId;
}

/** The control, when every line is decided and the realisation retained. @throws Refus otherwise */
function exigerComplet({ d, bilan, controle }: ControleTenu): ControleLu {
  if (controle === null) throw new Refus('etat.incompatible', { objet: 'bilan', etat: bilan.etat, transition: 'controler' });
  const attendues = questionsEnAttente(controle.questions).length;
  if (attendues > 0) throw new Refus('controle.lignes_en_attente', { nombre: attendues });
  const restantes = lignesAExaminer(d, bilan).length;
  if (restantes > 0) throw new Refus('controle.lignes_a_examiner', { nombre: restantes });
  if (controle.constats.realisation === null) throw new Refus('controle.realisation_a_retenir');
  return controle;
}

const duParConvention = ({ conventions }: Resultat): Record<string, unknown> =>
  ({ soldes: conventions.map(({ numero, solde }) => ({ numero, duCents: solde.du, soldeCents: solde.solde, aReverserCents: solde.aReverser, contraignant: solde.contraignant })) });
