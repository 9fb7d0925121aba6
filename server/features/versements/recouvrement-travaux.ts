import { ajouterJours, jour } from '../../domain/kernel/jour.js';
import { avantLHeureDesRappels, jourAParis } from '../../platform/clock.js';
import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireDossier } from '../dossiers/dossier-queries.js';
import { ecrireAuPorteur } from '../notifications/notification-service.js';
import { requeteReversements, versReversement, type LigneDeReversement, type ReversementLu } from './reversement-queries.js';
import { courrielRappelReversement } from './versement-courriels.js';

const NATURE = 'reversements.rappeler';
const PAR_ETAPE = 20;
/** An instalment is announced so many days ahead. */
const PREAVIS_JOURS = 10;

/** Reminders of the instalments of titles of recovery, looked for each hour of the day. */
export const RAPPELS_REVERSEMENTS: Periodique = { nature: NATURE, titre: 'Rappels des remboursements échelonnés', cadence: 'heure' };

/** Reminds organismes of an instalment ten days before its limit, then the day after it; once each, a few a step. */
export const rappelerReversements: Executant = executant<object>({
  nature: NATURE,
  async etape(ctx, _charge, fait) {
    if (avantLHeureDesRappels(ctx.maintenant)) return { reste: false };
    const titres = await aRappeler(ctx, fait);
    for (const titre of titres) await rappeler(ctx, titre);
    return { reste: titres.length === PAR_ETAPE };
  },
});

async function aRappeler({ db, maintenant }: Contexte, fait: number): Promise<ReversementLu[]> {
  const requete = requeteReversements(db).where('r.etat', 'emis').where('r.prochaine_limite', '<=', ajouterJours(jourAParis(maintenant), PREAVIS_JOURS)).orderBy('r.prochaine_limite').orderBy('r.id');
  return ((await requete.offset(fait * PAR_ETAPE).limit(PAR_ETAPE)) as LigneDeReversement[]).map(versReversement);
}

async function rappeler(ctx: Contexte, titre: ReversementLu): Promise<void> {
  const limite = jour(titre.prochaineLimite ?? '');
  const passee = limite < jourAParis(ctx.maintenant);
  const cle = `reversement.rappeler:${titre.id}:${limite}:${passee ? 'passee' : 'attendue'}`;
  if ((await ctx.db('notifications').where({ cle }).first('id')) !== undefined) return;
  const dossier = trouve(await lireDossier(ctx.db, titre.dossierId));
  await ecrireAuPorteur(ctx, dossier, { cle, ...courrielRappelReversement(dossier, titre.numero, { limite, resteCents: titre.resteCents, passee }) });
}
