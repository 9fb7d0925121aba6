import type { Knex } from 'knex';
import type { Reglement } from '../../web/explication-solde.js';
import { presenterSolde, type SoldePresente } from '../../web/presentation-solde.js';
import { reversementsDuDossier, type ReversementLu } from '../versements/reversement-queries.js';
import { versementsDuDossier, type VersementLu } from '../versements/versement-queries.js';
import type { Resultat, SoldeFige } from './resultat.js';

/** What was paid and claimed back on a dossier. */
export interface MouvementsLus { readonly versements: readonly VersementLu[]; readonly reversements: readonly ReversementLu[] }

/** Payments and claims of a dossier, in two queries. */
export const lireMouvements = async (db: Knex, dossierId: string): Promise<MouvementsLus> =>
  ({ versements: await versementsDuDossier(db, dossierId), reversements: await reversementsDuDossier(db, dossierId) });

/** Balances as the conclusions froze them; once final, each says how it was settled since. */
export const presenterSoldesFiges = ({ etape, conventions }: Resultat, mouvements: MouvementsLus): SoldePresente[] =>
  conventions.map((c) => presenterSolde(c, c, etape === 'definitif' ? reglementDe(c, mouvements) : null));

/** How a final balance was settled: paid, recovered, or given up; null while it is not. */
function reglementDe({ numero, solde }: SoldeFige, { versements, reversements }: MouvementsLus): Reglement | null {
  if (solde.aReverser > 0) return recouvrement(reversements.filter((r) => r.conventionNumero === numero));
  if (solde.solde === 0) return null;
  const payes = versements.filter((v) => v.convention.numero === numero && v.etat === 'paye' && v.montantCents > 0);
  const total = payes.reduce((t, v) => t + v.montantCents, 0);
  return total < solde.du ? null : { nature: 'verse', le: payes.map((v) => v.payeLe).sort().at(-1) ?? null };
}

function recouvrement(titres: readonly ReversementLu[]): Reglement | null {
  const dernier = titres.at(-1);
  if (dernier === undefined || dernier.etat === 'emis') return null;
  return dernier.etat === 'encaisse' ? { nature: 'reverse', le: dernier.encaisseLe } : { nature: 'abandonne', le: null };
}
