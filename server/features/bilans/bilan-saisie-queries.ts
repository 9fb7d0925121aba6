import type { Knex } from 'knex';
import type { NatureBilan } from '../../domain/bilans/lignes.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { lireEnteteDeBilan, type EnteteDeBilan } from './bilan-queries.js';
import { sommerParPoste, type FaitsDesLignes, type SommeDePoste } from './depense-liste-queries.js';
import { lireCadreDuBilan, type CadreDuBilan } from './dossier-a-solder-queries.js';

/** A bilan whose expenses are added up per post: what its pages and its forecast need, however many lines there are. */
export interface BilanEnSaisie extends EnteteDeBilan { readonly depenses: readonly SommeDePoste[] }

/** The dossier around it. */
export interface DossierEnSaisie extends CadreDuBilan { readonly bilan: BilanEnSaisie | null }

/** The dossier with a bilan, without its lines; a constant number of queries, null when there is no such dossier. */
export async function lireDossierEnSaisie(db: Knex, dossierId: string, nature: NatureBilan): Promise<DossierEnSaisie | null> {
  const cadre = await lireCadreDuBilan(db, dossierId);
  if (cadre === null) return null;
  const bilan = await lireEnteteDeBilan(db, dossierId, nature);
  return { ...cadre, bilan: bilan === null ? null : { ...bilan, depenses: await sommerParPoste(db, bilan.id) } };
}

/** What decides the flags of a bilan's lines, as its porteur may know them or as the service does. */
export const faitsDesLignes = ({ dossier, conventions, forfaits }: CadreDuBilan, bilanId: string, jour: Jour, portee: FaitsDesLignes['portee'] = 'organisme'): FaitsDesLignes =>
  ({ bilanId, dossierId: dossier.id, organismeId: dossier.organismeId, portee, forfaits, operation: conventions[0]?.operation ?? null, jour });
