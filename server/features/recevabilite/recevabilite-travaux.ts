import { jour, ajouterJours, type Jour } from '../../domain/kernel/jour.js';
import { RAPPELS, rappelDu, type Rappel } from '../../domain/recevabilite/complements.js';
import { avantLHeureDesRappels, instant, jourAParis } from '../../platform/clock.js';
import { dateLongue } from '../../platform/format.js';
import { executant, type Executant, type Periodique } from '../../platform/travaux.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { ecrireAuPorteur, ecrireAuxAgents } from '../notifications/notification-service.js';
import { lireDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { agentsDeLaDemande } from './complements-service.js';
import { ecrireRappel } from './recevabilite-store.js';

const NATURE = 'complements.rappeler';
const PAR_ETAPE = 20;

/** Reminders of requests for complements that wait for their answer, looked for each hour of the day. */
export const RAPPELS_COMPLEMENTS: Periodique = { nature: NATURE, titre: 'Rappels des demandes de compléments', cadence: 'heure' };

interface Attente { readonly id: string; readonly dossier_id: string; readonly limite: string; readonly demande_le: string; readonly demande_par: string; readonly rappel: Rappel | null }

/** Sends the reminders that are due, a few requests a step: seven days before the limit, two days before, and the day after. */
export const rappelerComplements: Executant = executant<object>({
  nature: NATURE,
  async etape(ctx) {
    if (avantLHeureDesRappels(ctx.maintenant)) return { reste: false };
    const attentes = await aRappeler(ctx, jourAParis(ctx.maintenant));
    for (const attente of attentes) await rappeler(ctx, attente);
    return attentes.length < PAR_ETAPE ? { reste: false } : { reste: true };
  },
});

/** Open requests whose next reminder has come: each condition is the first day of a reminder not yet written. */
async function aRappeler(ctx: Contexte, aujourdhui: Jour): Promise<Attente[]> {
  return ctx.db('demandes_complements as c').join('dossiers as d', 'd.id', 'c.dossier_id').where('d.etat', 'complements_demandes').whereNull('c.repondu_le')
    .where((q) => void q
      .where((r) => void r.where('c.limite', '<', aujourdhui).where((s) => void s.whereNull('c.rappel').orWhereNot('c.rappel', 'depassee')))
      .orWhere((r) => void r.where('c.limite', '<=', ajouterJours(aujourdhui, 2)).where('c.limite', '>=', aujourdhui).where((s) => void s.whereNull('c.rappel').orWhere('c.rappel', 'j7')))
      .orWhere((r) => void r.where('c.limite', '<=', ajouterJours(aujourdhui, 7)).where('c.limite', '>', ajouterJours(aujourdhui, 2)).whereNull('c.rappel')))
    .orderBy('c.limite').orderBy('c.id').limit(PAR_ETAPE).select<Attente[]>('c.id', 'c.dossier_id', 'c.limite', 'c.demande_le', 'c.demande_par', 'c.rappel');
}

async function rappeler(ctx: Contexte, { id, dossier_id: dossierId, limite, demande_le: demandeLe, demande_par: demandeParId, rappel: dernier }: Attente): Promise<void> {
  const du = rappelDu(jour(limite), jourAParis(instant(demandeLe)), jourAParis(ctx.maintenant));
  if (du === null || RAPPELS.indexOf(du.rappel) <= (dernier === null ? -1 : RAPPELS.indexOf(dernier))) return;
  await ecrireRappel(ctx.db, id, du.rappel);
  if (!du.utile) return;
  const dossier = trouve(await lireDossier(ctx.db, dossierId));
  const cle = `complements:rappel:${du.rappel}:${id}:${limite}`;
  await ecrireAuPorteur(ctx, dossier, { cle, ...motsAuPorteur(du.rappel, dossier, limite) });
  if (du.rappel === 'depassee') {
    await ecrireAuxAgents(ctx, await agentsDeLaDemande(ctx, dossier, { demandeParId }), dossierId, {
      cle: `${cle}:agent`, sujet: `Dossier ${dossier.numero ?? ''} : compléments non reçus`,
      texte: `Bonjour,\n\n${dossier.organismeNom} n’a pas répondu à la demande de compléments avant le ${dateLongue(limite)}.\n\nVous pouvez attendre encore, donner un nouveau délai, ou reprendre l’examen du dossier tel qu’il a été déposé.`,
    });
  }
  ctx.journaliser({ action: 'complements.rappeler', objet: 'demande_complements', objetId: id, dossierId, donnees: { rappel: du.rappel, limite } });
}

function motsAuPorteur(rappel: Rappel, dossier: DossierLu, limite: string): { sujet: string; texte: string } {
  const objet = `Dossier ${dossier.numero ?? ''}`;
  if (rappel === 'depassee') {
    return {
      sujet: `${objet} : le délai pour répondre est passé`,
      texte: `Bonjour,\n\nLes compléments demandés sur le dossier « ${dossier.titre} » étaient attendus le ${dateLongue(limite)} au plus tard.\n\nVous pouvez encore les déposer tant que l’examen n’a pas repris. Sans réponse, le dossier sera examiné en l’état et pourra être déclaré irrecevable.`,
    };
  }
  return {
    sujet: `${objet} : compléments attendus le ${dateLongue(limite)} au plus tard`,
    texte: `Bonjour,\n\nDes compléments sont attendus sur le dossier « ${dossier.titre} » le ${dateLongue(limite)} au plus tard, et n’ont pas encore été déposés.\n\nCe qui est demandé est indiqué dans le dossier sur Passerelle, rubrique « Compléments ». Après vos corrections, un signataire doit redéposer le dossier.`,
  };
}
