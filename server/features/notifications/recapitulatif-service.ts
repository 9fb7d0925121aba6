import { rythmeDe } from '../../domain/echanges/courriels.js';
import { parDossier } from '../../domain/echanges/recapitulatif.js';
import { instant, instantDeParis, jourAParis, type Instant } from '../../platform/clock.js';
import { pluriel } from '../../platform/format.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { lireARecapituler, prochainARecapituler, type Destinataire, type NotificationLue } from './notification-queries.js';
import { piedDeCourriel } from './notification-service.js';
import { oublierAnciennes, retirerDuRecapitulatif } from './notification-store.js';

/** Hour of the daily mail in Paris. */
const HEURE = '07:00';
const UN_AN_MS = 365 * 24 * 3_600_000;

/** The daily mail that is due: its day, and the moment before which events go into it; null before seven in the morning. */
export function recapitulatifDu(maintenant: Instant): { readonly jour: string; readonly avant: Instant } | null {
  const jour = jourAParis(maintenant);
  const avant = instantDeParis(`${jour}T${HEURE}`);
  return maintenant < avant ? null : { jour, avant };
}

/**
 * Writes the daily mail of one more person; none when everything in it was read meanwhile. The mail and what it told
 * commit together, and its key names the day: two servers, or one that stops halfway, send it once.
 * @returns false when nobody is left
 */
export async function recapitulerUnePersonne(ctx: Contexte): Promise<boolean> {
  const du = recapitulatifDu(ctx.maintenant);
  if (du === null) return false;
  const prefixe = `recapitulatif:${du.jour}:`;
  const personne = await prochainARecapituler(ctx.db, du.avant, prefixe);
  if (personne === null) {
    await oublierAnciennes(ctx.db, instant(new Date(Date.parse(ctx.maintenant) - UN_AN_MS)));
    return false;
  }
  const attendues = await lireARecapituler(ctx.db, personne.id, du.avant);
  const aDire = rythmeDe(personne) === 'jamais' ? [] : attendues.filter((n) => n.lueLe === null);
  await retirerDuRecapitulatif(ctx.db, attendues.map((n) => n.id));
  if (aDire.length > 0) ctx.envoyer({ cle: prefixe + personne.id, a: personne.courriel, ...lettre(ctx, personne, aDire) });
  return true;
}

const nommer = ({ numero, titre }: { readonly numero: string | null; readonly titre: string }): string => [numero, titre].filter(Boolean).join(' – ') || 'Nouveau dossier';

/** Titles and links alone: what was written stays in the product. */
function lettre(ctx: Contexte, personne: Destinataire, notifications: readonly NotificationLue[]): { sujet: string; texte: string } {
  const groupes = parDossier(notifications.map((n) => ({ titre: n.titre, lien: ctx.adresse(n.lien), dossier: n.dossier && { id: n.dossier.id, nom: nommer(n.dossier) } })));
  const blocs = groupes.map(({ dossier, evenements }) => [
    ...(groupes.length === 1 && dossier === null ? [] : [dossier?.nom ?? 'Autres nouvelles']), ...evenements.map((e) => `• ${e.titre}\n  ${e.lien}`),
  ].join('\n'));
  return {
    sujet: `${pluriel(notifications.length, 'nouvelle')} sur Passerelle`,
    texte: [`Bonjour ${personne.nom},`, 'Voici ce qui s’est passé depuis votre dernier récapitulatif.', ...blocs, piedDeCourriel(ctx, false)].join('\n\n'),
  };
}
