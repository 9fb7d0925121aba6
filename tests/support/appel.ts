import { SYSTEME } from '../../server/domain/habilitations/acteur.js';
import { instantDeParis } from '../../server/platform/clock.js';
import { creerAppel, fixerEnveloppe, publierAppel } from '../../server/features/appels/appel-service.js';
import { chargerTerritoires, contenuReference, lireAppelReference } from '../../server/features/appels/reference.js';
import type { ApplicationDeTest } from './application.js';

/** The reference call, published and open from 15 November 2021 to 28 February 2022, with an envelope of 500 000 €. */
export async function appelReferencePublie(app: ApplicationDeTest): Promise<{ id: string }> {
  await chargerTerritoires(app.deps.db);
  const { code, titre } = lireAppelReference();
  return app.deps.uniteDeTravail(SYSTEME, async (ctx) => {
    const id = await creerAppel(ctx, { code, titre, ouvreLe: instantDeParis('2021-11-15T00:00'), fermeLe: instantDeParis('2022-02-28T23:59:59'), contenu: contenuReference() });
    await publierAppel(ctx, { appelId: id });
    await fixerEnveloppe(ctx, { appelId: id, financeur: 'departement', annee: 2022, voteCents: 50_000_000 });
    return { id };
  });
}
