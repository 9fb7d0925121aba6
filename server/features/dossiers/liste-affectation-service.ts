import { peut } from '../../domain/habilitations/peut.js';
import { Refus } from '../../domain/kernel/refus.js';
import { pluriel } from '../../platform/format.js';
import type { Courriel } from '../../platform/outbox.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { messageDeRefus } from '../../web/refus-messages.js';
import { chargerSujetDossier } from '../habilitations/sujet-queries.js';
import { affecterDossier, regrouperCourriels } from '../instruction/affectation-service.js';
import { agentsHabilites, lireDossier } from './dossier-queries.js';

export interface ResultatAffectation {
  readonly instructeur: string;
  readonly affectes: number;
  /** Dossiers left as they are, each with its reason. */
  readonly ecartes: readonly { readonly numero: string; readonly motif: string }[];
}

/**
 * Puts an instructeur in charge of many dossiers in one transaction, each under the rules of `affecterDossier`: a dossier
 * that breaks one is left as it is and named, the others go through. A person whom several mails would tell gets one.
 * @param motif why, kept in the history of each; needed of those that change hands
 * @throws Refus `affectation.aucun` when every dossier is left
 */
export async function affecterEnNombre(ctx: Contexte, dossierIds: readonly string[], instructeurId: string, motif?: string): Promise<ResultatAffectation> {
  const courriels: Courriel[] = [];
  const unParUn: Contexte = { ...ctx, envoyer: (c) => void courriels.push(c), journaliser: (f) => ctx.journaliser(f) };
  const ecartes: { numero: string; motif: string }[] = [];
  let affectes = 0;
  // Always in the same order: two such acts at once wait for each other instead of blocking each other.
  for (const id of [...dossierIds].sort()) {
    const ecart = await tenter(unParUn, id, instructeurId, motif);
    if (ecart === null) affectes += 1;
    else ecartes.push({ numero: (await lireDossier(ctx.db, id))?.numero ?? 'Sans numéro', motif: ecart });
  }
  if (affectes === 0) throw new Refus('affectation.aucun');
  regrouperCourriels(ctx, courriels);
  const agents = await agentsHabilites(ctx.db, 'instructeur');
  return { instructeur: agents.find((a) => a.id === instructeurId)?.nom ?? '', affectes, ecartes };
}

async function tenter(ctx: Contexte, dossierId: string, instructeurId: string, motif?: string): Promise<string | null> {
  const sujet = await chargerSujetDossier(ctx.db, dossierId, ctx.acteur);
  if (sujet === null || !peut(ctx.acteur, 'dossier.affecter', sujet).permis) return 'Vous ne pouvez pas affecter ce dossier.';
  try {
    await affecterDossier(ctx, dossierId, instructeurId, motif === undefined ? {} : { motif });
    return null;
  } catch (erreur) {
    if (erreur instanceof Refus) return messageDeRefus(erreur);
    throw erreur;
  }
}

const NOMMES_MAX = 10;

/** What was done, in one sentence for the next page. */
export function direLeResultat({ instructeur, affectes, ecartes }: ResultatAffectation): string {
  const faits = `${pluriel(affectes, 'dossier confié', 'dossiers confiés')} à ${instructeur}.`;
  if (ecartes.length === 0) return faits;
  const nommes = ecartes.slice(0, NOMMES_MAX).map((e) => `${e.numero} (${e.motif.replace(/\.$/u, '')})`).join(' ; ');
  const reste = ecartes.length > NOMMES_MAX ? ` et ${ecartes.length - NOMMES_MAX} autres` : '';
  return `${faits} ${pluriel(ecartes.length, 'dossier mis à part', 'dossiers mis à part')} : ${nommes}${reste}.`;
}
