import { RAPPELS_AVIS, rappelAvisDu, ETATS_CONSULTABLES } from '../../domain/instruction/avis.js';
import { ajouterJours, jour, type Jour } from '../../domain/kernel/jour.js';
import { avantLHeureDesRappels, instant, jourAParis } from '../../platform/clock.js';
import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { listerAvis } from './avis-queries.js';
import { rappelerAvis } from './avis-service.js';
import { noterRappelInutile } from './avis-store.js';

const NATURE = 'avis.rappeler';
const PAR_ETAPE = 20;

/** Reminders of avis that are waited for, looked for each hour of the day. */
export const RAPPELS_DES_AVIS: Periodique = { nature: NATURE, titre: 'Rappels des demandes d’avis', cadence: 'heure' };

interface Attente { readonly id: string; readonly dossier_id: string; readonly limite: string; readonly demande_le: string; readonly rappel: string | null }

/** Sends the reminders that are due, a few requests a step: three days before the limit, and the day after. */
export const rappelerLesAvis: Executant = executant<object>({
  nature: NATURE,
  async etape(ctx) {
    if (avantLHeureDesRappels(ctx.maintenant)) return { reste: false };
    const attentes = await aRappeler(ctx, jourAParis(ctx.maintenant));
    for (const attente of attentes) await rappeler(ctx, attente);
    return { reste: attentes.length === PAR_ETAPE };
  },
});

/** Requests whose next reminder has come: each condition is the first day of a reminder not yet written. */
async function aRappeler(ctx: Contexte, aujourdhui: Jour): Promise<Attente[]> {
  return ctx.db('avis_demandes as a').join('dossiers as d', 'd.id', 'a.dossier_id').whereIn('d.etat', [...ETATS_CONSULTABLES]).whereNull('a.rendu_le').whereNull('a.retire_le')
    .where((q) => void q
      .where((r) => void r.where('a.limite', '<', aujourdhui).where((s) => void s.whereNull('a.rappel').orWhereNot('a.rappel', 'depassee')))
      .orWhere((r) => void r.where('a.limite', '<=', ajouterJours(aujourdhui, 3)).where('a.limite', '>=', aujourdhui).whereNull('a.rappel')))
    .orderBy('a.limite').orderBy('a.id').limit(PAR_ETAPE).select<Attente[]>('a.id', 'a.dossier_id', 'a.limite', 'a.demande_le', 'a.rappel');
}

async function rappeler(ctx: Contexte, { id, dossier_id: dossierId, limite, demande_le: demandeLe, rappel: dernier }: Attente): Promise<void> {
  const du = rappelAvisDu(jour(limite), jourAParis(instant(demandeLe)), jourAParis(ctx.maintenant));
  if (du === null || RAPPELS_AVIS.indexOf(du.rappel) <= (RAPPELS_AVIS as readonly (string | null)[]).indexOf(dernier)) return;
  if (!du.utile) return noterRappelInutile(ctx.db, id, du.rappel);
  await rappelerAvis(ctx, trouve(await lireDossier(ctx.db, dossierId)), trouve((await listerAvis(ctx.db, dossierId)).find((a) => a.id === id)), du.rappel);
}
