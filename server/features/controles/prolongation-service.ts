import type { Jour } from '../../domain/kernel/jour.js';
import { Refus } from '../../domain/kernel/refus.js';
import { exigerProlongation, reponsePossible } from '../../domain/service-fait/contradictoire.js';
import { jourAParis } from '../../platform/clock.js';
import { dateLongue } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { prevenirLePorteur } from '../bilans/bilan-service.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { ecrireAuxAgents } from '../notifications/notification-service.js';
import { exigerOuvert } from './contradictoire-service.js';
import { ecrireDemandeProlongation, ecrireReponseProlongation } from './controle-store.js';
import { tenirLeControle } from './controle-tenu.js';
import { demandeEnAttente } from './prolongation-queries.js';

/**
 * The porteur asks for more time to answer the provisional conclusions; the limit does not move until the controller answers.
 * @throws Refus `contradictoire.ferme`, `prolongation.deja_demandee`, `prolongation.date`
 */
export async function demanderProlongation(ctx: Contexte, dossierId: string, { souhaite, motif }: { readonly souhaite: Jour; readonly motif: string }): Promise<void> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const controle = exigerOuvert(ctx, tenu);
  const avant = controle.reponseAvantLe;
  if (avant === null) return;
  if (demandeEnAttente(controle.prolongations) !== null) throw new Refus('prolongation.deja_demandee');
  exigerProlongation(avant, souhaite, jourAParis(ctx.maintenant));
  await ecrireDemandeProlongation(ctx, controle, { avant, souhaite, motif });
  ctx.journaliser({ action: 'contradictoire.demander_prolongation', objet: 'bilan', objetId: tenu.bilan.id, dossierId, motif, donnees: { avant, souhaite } });
  const { dossier } = tenu.d;
  await ecrireAuxAgents(ctx, (await agentsHabilites(ctx.db, 'controleur')).filter((c) => c.id === dossier.controleurId), dossierId, {
    cle: `contradictoire.demander_prolongation:${tenu.bilan.id}:${ctx.maintenant}`, sujet: `Prolongation demandée : ${dossier.numero ?? ''} ${dossier.organismeNom}`,
    texte: `Bonjour,\n\n${dossier.organismeNom} demande à répondre aux conclusions provisoires jusqu’au ${dateLongue(souhaite)} au lieu du ${dateLongue(avant)} : ${motif}\n\nRépondez sur la page du contrôle.`,
  });
}

/**
 * Answers the porteur's request, or extends the period unasked while it runs: the last day moves to `apres`, or stays when null.
 * A request made in time may be granted after the limit; the day granted is then today or later.
 * @throws Refus `prolongation.sans_demande`, `prolongation.motif_absent`, `prolongation.date`, `contradictoire.ferme`, `etat.incompatible`
 */
export async function repondreProlongation(ctx: Contexte, dossierId: string, { apres, motif }: { readonly apres: Jour | null; readonly motif: string }): Promise<void> {
  const tenu = await tenirLeControle(ctx, dossierId);
  const { bilan, d } = tenu;
  const enAttente = demandeEnAttente(tenu.controle?.prolongations ?? []);
  const controle = enAttente === null ? exigerOuvert(ctx, tenu) : tenu.controle;
  if (controle?.reponseAvantLe == null) throw new Refus('etat.incompatible', { objet: 'bilan', etat: bilan.etat, transition: 'prolonger' });
  if (apres === null && enAttente === null) throw new Refus('prolongation.sans_demande');
  if (motif === '' && (apres === null || enAttente === null)) throw new Refus('prolongation.motif_absent', { champ: 'motifProlongation' });
  const aujourdhui = jourAParis(ctx.maintenant);
  const avant = controle.reponseAvantLe;
  if (apres !== null) exigerProlongation(avant, apres, aujourdhui);
  await ecrireReponseProlongation(ctx, controle, enAttente?.id ?? null, { reponse: apres === null ? 'refusee' : 'accordee', apres, motif });
  ctx.journaliser({
    action: apres === null ? 'contradictoire.refuser_prolongation' : 'contradictoire.prolonger', objet: 'bilan', objetId: bilan.id, dossierId, ...(motif === '' ? {} : { motif }), donnees: { avant, apres },
  });
  const cause = motif === '' ? '' : `\n\n${motif}`;
  await prevenirLePorteur(ctx, d, `contradictoire.prolonger:${bilan.id}:${ctx.maintenant}`, apres === null ? 'Prolongation refusée' : 'Votre délai de réponse est prolongé', apres === null
    ? `Votre demande de prolongation n’est pas accordée.${cause}\n\n${reponsePossible({ limite: avant, repondu: false }, aujourdhui) ? 'Vous pouvez répondre' : 'Vous pouviez répondre'} aux conclusions provisoires jusqu’au ${dateLongue(avant)} inclus.`
    : `Vous pouvez répondre aux conclusions provisoires jusqu’au ${dateLongue(apres)} inclus, au lieu du ${dateLongue(avant)}.${cause}`);
}
