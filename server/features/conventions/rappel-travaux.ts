import { avantLHeureDesRappels, instant, type Instant } from '../../platform/clock.js';
import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { courrielRappelSignature } from './convention-courriels.js';
import { noterRappel } from './convention-store.js';

const NATURE = 'conventions.rappeler';
const PAR_ETAPE = 20;
const DELAI_JOURS = 15;

/** Reminders of conventions not given back, looked for each hour of the day. */
export const RAPPELS_DE_SIGNATURE: Periodique = { nature: NATURE, titre: 'Rappels des conventions à signer', cadence: 'heure' };

/** Reminds organismes, once each, of a convention established 15 days ago of which no signed copy has come; a few a step. */
export const rappelerLesSignatures: Executant = executant<object>({
  nature: NATURE,
  async etape(ctx) {
    if (avantLHeureDesRappels(ctx.maintenant)) return { reste: false };
    const attentes = await aRappeler(ctx, instant(new Date(Date.parse(ctx.maintenant) - DELAI_JOURS * 24 * 3600_000)));
    for (const { id, numero, dossier_id: dossierId } of attentes) {
      await noterRappel(ctx.db, id, ctx.maintenant);
      await ecrireAuPorteur(ctx, trouve(await lireDossier(ctx.db, dossierId)), { cle: `convention.rappeler:${id}`, ...courrielRappelSignature(numero, DELAI_JOURS) });
    }
    return { reste: attentes.length === PAR_ETAPE };
  },
});

const aRappeler = (ctx: Contexte, etablieAvant: Instant): Promise<{ id: string; numero: string; dossier_id: string }[]> =>
  ctx.db('conventions').where({ etat: 'a_signer' }).where('generee_le', '<=', etablieAvant).whereNull('fichier_signe_id').whereNull('rappelee_le').orderBy('generee_le').orderBy('id').limit(PAR_ETAPE).select('id', 'numero', 'dossier_id');
