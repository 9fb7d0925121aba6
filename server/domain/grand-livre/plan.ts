/** Where money stands, from the credits of an envelope to what came back. */
export const COMPTES = [
  'disponible', 'engage', 'programme', 'liquide', 'mandate', 'paye', 'trop_verse', 'a_recouvrer', 'recouvre', 'remise',
] as const;
/**
 * An account of the ledger, in cents, held by envelope:
 * - `disponible`: what was taken from the envelope (negative); voted + `disponible` is what is left to commit;
 * - `engage`: committed, in no instalment yet; `programme`: in an instalment to pay;
 * - `liquide`, `mandate`, `paye`: an instalment on its way, then paid;
 * - `trop_verse`: paid above what is due (negative); `a_recouvrer`: claimed back; `recouvre`: came back; `remise`: given up.
 * @see spec 2.5, 2.7
 */
export type Compte = (typeof COMPTES)[number];

interface Passage { readonly de: Compte; readonly vers: Compte }

/** Each event moves money from one account to another: the whole plan of the ledger. */
export const NATURES = {
  engagement: { de: 'disponible', vers: 'engage' },
  liberation: { de: 'engage', vers: 'disponible' },
  programmation: { de: 'engage', vers: 'programme' },
  deprogrammation: { de: 'programme', vers: 'engage' },
  liquidation: { de: 'programme', vers: 'liquide' },
  mandatement: { de: 'liquide', vers: 'mandate' },
  paiement: { de: 'mandate', vers: 'paye' },
  rejet: { de: 'liquide', vers: 'programme' },
  rejet_comptable: { de: 'mandate', vers: 'programme' },
  titre: { de: 'trop_verse', vers: 'a_recouvrer' },
  annulation: { de: 'a_recouvrer', vers: 'trop_verse' },
  encaissement: { de: 'a_recouvrer', vers: 'recouvre' },
  remise: { de: 'a_recouvrer', vers: 'remise' },
} as const satisfies Readonly<Record<string, Passage>>;

/** What an entry records; `correction` is the exact reverse of another entry. */
export type Nature = keyof typeof NATURES | 'correction';
