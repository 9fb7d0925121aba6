/** How a person wants the mails that are not official: one each time, one a day, or none. */
export const RYTHMES = ['immediat', 'quotidien', 'jamais'] as const;
export type Rythme = (typeof RYTHMES)[number];

/** What decides how a person is written to. */
export interface FaitsDestinataire {
  /** Their choice; null while they have made none. */
  readonly choix: Rythme | null;
  /** Works for the collectivity; a consulted partner does not. */
  readonly agent: boolean;
}

/** The rhythm in force: people's choice, else at once for a porteur or a partner, once a day for an agent who is told of every dossier. */
export const rythmeDe = ({ choix, agent }: FaitsDestinataire): Rythme => choix ?? (agent ? 'quotidien' : 'immediat');

/** What becomes of an event: a mail now, a line in the next daily mail, or the page of notifications alone. */
export type Envoi = 'maintenant' | 'recapitulatif' | 'aucun';

/** An official mail records an act or starts a time limit: it always leaves at once, whatever the choice. */
export function envoiDe(destinataire: FaitsDestinataire, officiel: boolean): Envoi {
  if (officiel) return 'maintenant';
  return ({ immediat: 'maintenant', quotidien: 'recapitulatif', jamais: 'aucun' } as const)[rythmeDe(destinataire)];
}
