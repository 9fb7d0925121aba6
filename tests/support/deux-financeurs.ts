import { enregistrerSignature, genererConventions } from '../../server/features/conventions/convention-service.js';
import type { ApplicationDeTest } from './application.js';
import { agir } from './comptes.js';
import { designerControleur } from '../../server/features/controles/controle-service.js';
import { bilanDepose, verser, type OptionsBilan } from './convention-signee.js';
import { deciderEtNotifier, dossierFse, voterEnveloppe } from './decision.js';
import { fichierDeTest, type DossierDeTest } from './dossier-depose.js';

/** One dossier, 20 000 € of the Département (half paid) and 12 000 € of FSE+ (its advance of 30 % paid), both signed. */
export async function conventionsDesDeuxFinanceurs(app: ApplicationDeTest): Promise<DossierDeTest> {
  const dossier = await dossierFse(app);
  const { id, appelId, comptes } = dossier;
  await voterEnveloppe(app, appelId, 50_000_000);
  await voterEnveloppe(app, appelId, 50_000_000, 'fse');
  await deciderEtNotifier(app, dossier, 2_000_000, { fse: 1_200_000 });
  const aujourdhui = app.horloge.maintenant().slice(0, 10);
  for (const conventionId of await agir(app, comptes.responsable, (ctx) => genererConventions(ctx, id))) {
    const { fichierId } = await fichierDeTest(app, 'convention-signee.pdf', comptes.signataire.id);
    await agir(app, comptes.instructeur, (ctx) => enregistrerSignature(ctx, id, conventionId, { signeePorteurLe: aujourdhui, signeeFinanceurLe: aujourdhui, fichierId }));
    const { id: versement } = await app.deps.db('versements').where({ convention_id: conventionId }).orderBy('rang').first<{ id: string }>('id');
    await verser(app, dossier, versement);
  }
  return dossier;
}

/** Their bilan, deposited on 15 February 2023, and its controller named; with the ids of its expense lines and of its resource. */
export async function bilanDesDeuxFinanceurs(app: ApplicationDeTest, dossier: DossierDeTest, options: OptionsBilan = {}): Promise<{ depenses: string[]; ressource: string }> {
  app.horloge.allerA('2023-02-15T10:00');
  const { id: bilanId } = await app.deps.db('bilans').where({ dossier_id: dossier.id, nature: 'final' }).first<{ id: string }>('id');
  const depose = await bilanDepose(app, { ...dossier, bilanId, conventionId: '', versements: [], enveloppeId: '' }, options);
  await agir(app, dossier.comptes.responsable, (ctx) => designerControleur(ctx, dossier.id, dossier.comptes.controleur.id));
  return depose;
}
