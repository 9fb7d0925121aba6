import type { Bloc } from '../platform/pdf.js';

/** Where a letter to an organisme goes. */
interface Destinataire {
  readonly nom: string;
  readonly representantNom: string;
  readonly representantQualite: string;
  readonly adresse: string;
  readonly codePostal: string;
  readonly commune: string;
}

/** The address on a letter to an organisme, for its representative; empty lines are left out. */
export const blocAdresse = (o: Destinataire): Bloc => ({
  type: 'adresse', lignes: [o.nom, `À l’attention de ${o.representantNom}`, o.representantQualite, o.adresse, `${o.codePostal} ${o.commune}`].filter((l) => l !== ''),
});
