import { VERSEURS, type Verseur } from '../../server/domain/appels/contenu.js';
import { nouvelId } from '../../server/platform/ids.js';
import { jourAParis } from '../../server/platform/clock.js';
import { genererConventions } from '../../server/features/conventions/convention-service.js';
import { prendreDeliberation } from '../../server/features/decisions/decision-service.js';
import { notifierDecision } from '../../server/features/decisions/notification-service.js';
import type { ApplicationDeTest } from './application.js';
import { agir } from './comptes.js';
import { dossierDepose, sectionsDeTest, type DossierDeTest, type OptionsDossier } from './dossier-depose.js';

/** Votes credits of a funder on a call, for 2022. */
export async function voterEnveloppe(app: ApplicationDeTest, appelId: string, voteCents: number, financeur: Verseur = 'departement'): Promise<string> {
  const id = nouvelId();
  await app.deps.db('enveloppes').insert({ id, appel_id: appelId, financeur, annee: 2022, vote_cents: voteCents });
  return id;
}

/** An examined dossier of a call that FSE+ pays too: 20 000 € asked of the Département and 12 000 € of FSE+. */
export function dossierFse(app: ApplicationDeTest): Promise<DossierDeTest> {
  const { budget } = sectionsDeTest();
  const ressources = budget.ressources.map((r) => (r.financeur === 'etat' ? { ...r, financeur: 'fse' as const, libelle: 'FSE+' } : r));
  return dossierExamine(app, { sections: { budget: { ...budget, ressources } }, regles: { financeursVerseurs: [...VERSEURS] } });
}

/** A dossier the committee has examined, with its favourable avis. */
export async function dossierExamine(app: ApplicationDeTest, options: OptionsDossier & { readonly montantCents?: number } = {}): Promise<DossierDeTest> {
  const { montantCents = 2_000_000, ...reste } = options;
  const dossier = await dossierDepose(app, { ...reste, etat: 'instruit' });
  const { db, horloge } = app.deps;
  const le = horloge.maintenant();
  const seanceId = nouvelId();
  await db('seances').insert({ id: seanceId, appel_id: dossier.appelId, titre: 'Comité', le, lieu: 'Agen', quorum: 1, etat: 'close', compte_rendu: '', cree_le: le, close_le: le });
  await db('seance_dossiers').insert({ seance_id: seanceId, dossier_id: dossier.id, ordre: 1, avis: 'favorable', montant_cents: montantCents, reserves: '' });
  await db('dossiers').where({ id: dossier.id }).update({ etat: 'examine' });
  return dossier;
}

/** Decides on a dossier and notifies it today: an award of `montantCents`, with what other funders add, or a refusal when 0. */
export async function deciderEtNotifier(app: ApplicationDeTest, dossier: DossierDeTest, montantCents: number, autres: Partial<Record<Verseur, number>> = {}): Promise<void> {
  const date = jourAParis(app.horloge.maintenant());
  const sens = montantCents > 0 ? 'attribue' as const : 'refuse' as const;
  await agir(app, dossier.comptes.responsable, async (ctx) => {
    await prendreDeliberation(ctx, { appelId: dossier.appelId, numero: `D-${dossier.numero}-${date}`, date, decisions: [{ dossierId: dossier.id, sens, montantCents, autres, motif: sens === 'refuse' ? 'Le besoin n’est pas établi.' : 'Les dépenses de communication ne sont pas retenues.' }] });
    await notifierDecision(ctx, dossier.id);
  });
}

/** A notified award of 20 000 € with its convention to sign; answers both. */
export async function conventionASigner(app: ApplicationDeTest, montantCents = 2_000_000): Promise<{ dossier: DossierDeTest; conventionId: string }> {
  const dossier = await dossierExamine(app);
  await voterEnveloppe(app, dossier.appelId, 10_000_000);
  await deciderEtNotifier(app, dossier, montantCents);
  const [conventionId] = await agir(app, dossier.comptes.responsable, (ctx) => genererConventions(ctx, dossier.id));
  if (conventionId === undefined) throw new Error('no convention');
  return { dossier, conventionId };
}
