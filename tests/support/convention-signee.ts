import { cents } from '../../server/domain/kernel/cents.js';
import { jour } from '../../server/domain/kernel/jour.js';
import type { Poste } from '../../server/domain/financements/nomenclature.js';
import { ajouterDepense } from '../../server/features/bilans/depense-service.js';
import { ajouterRessource, deposerBilan, enregistrerRealisation, ouvrirBilan } from '../../server/features/bilans/bilan-service.js';
import { liquider, mandater, payer, valider } from '../../server/features/versements/versement-service.js';
import { jourAParis } from '../../server/platform/clock.js';
import type { ApplicationDeTest } from './application.js';
import { agir } from './comptes.js';
import { conventionAPayer, type ConventionDeTest } from './convention-a-payer.js';
import { fichierDeTest, type DossierDeTest, type OptionsDossier } from './dossier-depose.js';

export interface ConventionSignee extends ConventionDeTest { readonly bilanId: string }

/** The reference convention of 20 000 €: 10 000 € paid, 10 000 € after the final bilan, which is open; its operation ends on 31 December 2022. */
export async function conventionSignee(app: ApplicationDeTest, options: OptionsDossier = {}): Promise<ConventionSignee> {
  const convention = await conventionAPayer(app, options);
  const { id, comptes, versements: [premier = ''] } = convention;
  await verser(app, convention, premier);
  return { ...convention, bilanId: await agir(app, comptes.instructeur, (ctx) => ouvrirBilan(ctx, id)) };
}

/** Takes an instalment through preparation, approval, batch and payment, today. */
export async function verser(app: ApplicationDeTest, { id, comptes }: Pick<DossierDeTest, 'id' | 'comptes'>, versementId: string): Promise<void> {
  await agir(app, comptes.finances1, (ctx) => liquider(ctx, id, versementId));
  await agir(app, comptes.finances2, (ctx) => valider(ctx, id, versementId));
  await agir(app, comptes.finances1, (ctx) => mandater(ctx, id, versementId));
  await agir(app, comptes.finances1, (ctx) => payer(ctx, id, versementId, { payeLe: jourAParis(ctx.maintenant) }));
}

export interface OptionsBilan {
  /** People accompanied, of the 40 planned. */
  readonly realise?: number;
  /** Expense lines: post and cents. */
  readonly depenses?: readonly (readonly [Poste, number])[];
  /** Resources received from the State, cents. */
  readonly etatCents?: number;
  readonly publics?: { readonly rsa: number; readonly horsRsaMoins25: number; readonly horsRsaAutres: number };
}

/** Lines of 32 000, 8 000, 6 000 and 2 000 €: 48 000 € in all. */
const DEPENSES: readonly (readonly [Poste, number])[] = [['personnel_direct', 3_200_000], ['fonctionnement_direct', 800_000], ['prestations', 600_000], ['participants', 200_000]];

/** Fills and deposits the bilan of the example: 32 of 40, 30 + 2 people, 48 000 € spent, 25 000 € received; answers the ids of its lines. */
export async function bilanDepose(app: ApplicationDeTest, { id, comptes }: ConventionSignee, options: OptionsBilan = {}): Promise<{ depenses: string[]; ressource: string }> {
  const { realise = 32, depenses = DEPENSES, etatCents = 2_500_000, publics = { rsa: 30, horsRsaMoins25: 2, horsRsaAutres: 0 } } = options;
  const [justificatif, attestation] = [await fichierDeTest(app, 'facture.pdf', comptes.redacteur.id), await fichierDeTest(app, 'attestation.pdf', comptes.redacteur.id)];
  return agir(app, comptes.signataire, async (ctx) => {
    await enregistrerRealisation(ctx, id, { volumes: [realise], publics, indicateurs: ['12 sorties'], recit: 'L’accompagnement a eu lieu.', nonExecution: false });
    const ids: string[] = [];
    for (const [poste, montant] of depenses) {
      ids.push(await ajouterDepense(ctx, id, { poste, libelle: `Dépense ${poste}`, date: jour('2022-06-15'), acquitteeLe: jour('2022-06-30'), montantCents: cents(montant), fichierIds: [justificatif.fichierId] }));
    }
    const ressource = await ajouterRessource(ctx, id, { financeur: 'etat', libelle: 'DDETS', montantCents: etatCents, fichierId: attestation.fichierId });
    await deposerBilan(ctx, id);
    return { depenses: ids, ressource };
  });
}
