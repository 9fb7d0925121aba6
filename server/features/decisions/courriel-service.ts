import type { Contexte } from '../../platform/unit-of-work.js';
import { contactsPorteur } from '../dossiers/dossier-queries.js';

/** Subject and body of a mail, before it has a recipient. */
export interface Lettre {
  readonly sujet: string;
  readonly texte: string;
}

/** Writes to every accepted member of the organisme that carries the dossier; `cle` names the event, once and for all. */
export async function ecrireAuPorteur(ctx: Contexte, dossier: { readonly id: string; readonly organismeId: string }, { cle, sujet, texte }: Lettre & { readonly cle: string }): Promise<void> {
  for (const contact of await contactsPorteur(ctx.db, dossier.organismeId)) {
    ctx.envoyer({ cle: `${cle}:${contact.id}`, a: contact.courriel, sujet, texte, dossierId: dossier.id });
  }
}

/** Writes to named agents, each once. */
export function ecrireAuxAgents(ctx: Contexte, agents: readonly { readonly id: string; readonly courriel: string }[], dossierId: string, { cle, sujet, texte }: Lettre & { readonly cle: string }): void {
  const uniques = new Map(agents.map((a) => [a.id, a]));
  for (const agent of uniques.values()) ctx.envoyer({ cle: `${cle}:${agent.id}`, a: agent.courriel, sujet, texte, dossierId });
}
