import type { Deps } from '../../platform/deps.js';
import { parametre, type Demande } from '../../web/demande.js';
import { paths, vers } from '../../web/paths.js';
import { annoncer } from '../../web/render.js';
import type { Routeur } from '../../web/routeur.js';
import { formulaireCredits, formulaireRepartition, formulaireReserve, formulaireVirement, partsDe } from './enveloppe-form.js';
import { pageEnveloppe, pageEnveloppes } from './enveloppe-page.js';
import { fixerCreditsDePaiement, imputerSurLaReserve, repartirEnveloppe, virerCredits } from './enveloppe-service.js';

const ici = (demande: Demande): string => vers(paths.enveloppes.page, { enveloppeId: parametre(demande, 'enveloppeId') });

/** Envelopes in depth: use, split, payment credits, transfers, forecast of payments. */
export function routesEnveloppes(routeur: Routeur, deps: Deps): void {
  const page = pageEnveloppe(deps);
  const id = (demande: Demande): string => parametre(demande, 'enveloppeId');
  routeur.get(paths.enveloppes.liste, 'enveloppe.lire', pageEnveloppes(deps));
  routeur.pageFormulaire(paths.enveloppes.page, 'enveloppe.lire', page);
  routeur.post(paths.enveloppes.repartition, 'enveloppe.repartir', { formulaire: formulaireRepartition, page }, async (ctx, saisie, demande) => {
    await repartirEnveloppe(ctx, id(demande), partsDe(saisie));
    annoncer(demande, 'La répartition est enregistrée.');
    return ici(demande);
  });
  routeur.post(paths.enveloppes.credits, 'enveloppe.repartir', { formulaire: formulaireCredits, page }, async (ctx, { credits }, demande) => {
    await fixerCreditsDePaiement(ctx, id(demande), credits.flatMap((c) => (c.annee === null || c.montant === null || c.montant === 0 ? [] : [{ annee: c.annee, voteCents: c.montant }])));
    annoncer(demande, 'Les crédits de paiement sont enregistrés.');
    return ici(demande);
  });
  routeur.post(paths.enveloppes.virement, 'enveloppe.repartir', { formulaire: formulaireVirement, page }, async (ctx, v, demande) => {
    await virerCredits(ctx, id(demande), { dePart: v.de, versEnveloppeId: v.vers.enveloppeId, versPart: v.vers.part, montantCents: v.montant, decision: v.decision, decideLe: v.decideLe, motif: v.motif });
    annoncer(demande, 'Le virement est enregistré.');
    return ici(demande);
  });
  routeur.post(paths.enveloppes.reserve, 'enveloppe.repartir', { formulaire: formulaireReserve, page }, async (ctx, { dossierId, sens }, demande) => {
    await imputerSurLaReserve(ctx, id(demande), { dossierId, innovant: sens === 'imputer' });
    annoncer(demande, sens === 'imputer' ? 'Le dossier sera payé sur la réserve d’innovation.' : 'Le dossier ne relève plus de la réserve d’innovation.');
    return ici(demande);
  });
}
