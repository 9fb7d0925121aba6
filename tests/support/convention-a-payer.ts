import { termesDe, numeroConvention } from '../../server/domain/conventions/termes.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { lireReglesDuDossier, lireVersionDossier } from '../../server/features/dossiers/dossier-queries.js';
import { engagerCredits } from '../../server/features/grand-livre/engagement-service.js';
import { programmerVersements } from '../../server/features/versements/versement-service.js';
import { nouvelId } from '../../server/platform/ids.js';
import type { ApplicationDeTest } from './application.js';
import { agir } from './comptes.js';
import { dossierDepose, type DossierDeTest, type OptionsDossier } from './dossier-depose.js';

export interface ConventionDeTest extends DossierDeTest {
  readonly conventionId: string;
  /** Payments in the order of the schedule. */
  readonly versements: readonly string[];
  readonly enveloppeId: string;
}

/** A convention of 20 000 € signed today (10 000 € due at once, 10 000 € after the final bilan), its credits committed. */
export async function conventionAPayer(app: ApplicationDeTest, options: OptionsDossier = {}): Promise<ConventionDeTest> {
  const { db } = app.deps;
  const dossier = await dossierDepose(app, { etat: 'instruit', ...options });
  const le = app.horloge.maintenant();
  const [jour, montant, conventionId] = [le.slice(0, 10), 2_000_000, nouvelId()];
  await db('dossiers').where({ id: dossier.id }).update({ etat: 'notifie', notifie_le: jour });
  const version = await lireVersionDossier(db, dossier.id);
  if (version === null) throw new Error('no deposited version');
  const termes = termesDe(version, await lireReglesDuDossier(db, { appelId: dossier.appelId, appelVersion: 1 }), 'departement');
  await db('conventions').insert({
    id: conventionId, dossier_id: dossier.id, financeur: 'departement', numero: numeroConvention(dossier.numero, 'departement'), etat: 'signee', montant_cents: montant,
    depenses_prevues_cents: cents(5_000_000), termes: JSON.stringify(termes), generee_le: le, signee_porteur_le: jour, signee_financeur_le: jour,
  });
  const enveloppe = await db('enveloppes').where({ appel_id: dossier.appelId }).first<{ id: string } | undefined>('id');
  const enveloppeId = enveloppe?.id ?? nouvelId();
  if (enveloppe === undefined) await db('enveloppes').insert({ id: enveloppeId, appel_id: dossier.appelId, financeur: 'departement', annee: 2022, vote_cents: 50_000_000 });
  await agir(app, dossier.comptes.instructeur, async (ctx) => {
    await engagerCredits(ctx, { appelId: dossier.appelId, financeur: 'departement', demandes: [{ dossierId: dossier.id, montant: cents(montant) }], objet: { type: 'convention', id: conventionId } });
    await programmerVersements(ctx, conventionId);
  });
  const lignes = await db('versements').where({ convention_id: conventionId }).orderBy('rang').select<{ id: string }[]>('id');
  return { ...dossier, conventionId, versements: lignes.map((l) => l.id), enveloppeId };
}
