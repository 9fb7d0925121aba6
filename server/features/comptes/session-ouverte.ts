import type { Demande } from '../../web/demande.js';

/** Destroys the session and gives the browser another identifier: one known before signing in is worth nothing after. */
export const nouvelleSession = ({ req }: Demande): Promise<void> => new Promise((resolve, reject) => {
  req.session.regenerate((erreur: unknown) => (erreur ? reject(new Error('session not regenerated', { cause: erreur })) : resolve()));
});

/** Opens a session for a person who has just proved who they are. */
export async function ouvrirSession(demande: Demande, personneId: string): Promise<void> {
  await nouvelleSession(demande);
  demande.req.session.personneId = personneId;
  demande.req.session.ouverteLe = demande.maintenant;
  demande.req.session.vueLe = demande.maintenant;
}
