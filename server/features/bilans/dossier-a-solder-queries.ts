import type { Knex } from 'knex';
import type { NatureBilan } from '../../domain/bilans/lignes.js';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { PeriodeOperation } from '../../domain/bilans/contenu.js';
import type { TermesConvention } from '../../domain/conventions/termes.js';
import type { Indicateur, LigneDepense } from '../../domain/dossiers/contenu.js';
import type { EtatConvention } from '../../domain/etats/machines.js';
import type { CodeForfait, Financeur, Publics } from '../../domain/financements/nomenclature.js';
import { cents } from '../../domain/kernel/cents.js';
import type { Taux } from '../../domain/kernel/taux.js';
import type { ConventionASolder } from '../../domain/service-fait/assemblage.js';
import type { RegleEchantillonnage } from '../../domain/service-fait/echantillon.js';
import { lireDossier, lireReglesDuDossier, lireVersionDossier, type DossierLu } from '../dossiers/dossier-queries.js';
import { lireBilan, type BilanLu } from './bilan-queries.js';

/** A signed convention with what its balance depends on. */
export interface ConventionDuBilan extends ConventionASolder {
  readonly id: string;
  readonly numero: string;
  readonly etat: EtatConvention;
  readonly operation: PeriodeOperation;
  /** Share paid in advance, when the funder gives one. */
  readonly avance: Taux | undefined;
  /** Flat rates frozen by the convention. */
  readonly forfaits: readonly CodeForfait[];
  readonly publicsPrevus: Publics;
  /** How its control may rest on a sample; undefined when it may not. */
  readonly echantillonnage: RegleEchantillonnage | undefined;
}

/** What surrounds the bilans of a dossier: its signed conventions, its budget, the rules of its call. */
export interface CadreDuBilan {
  readonly dossier: DossierLu;
  /** Signed conventions, the first being the one whose objectives and period the bilan follows. */
  readonly conventions: readonly ConventionDuBilan[];
  readonly forfaits: readonly CodeForfait[];
  readonly budget: readonly LigneDepense[];
  readonly indicateurs: readonly Indicateur[];
  readonly appel: ContenuAppel;
  /** Name and address of the organisme, for a letter. */
  readonly destinataire: readonly string[];
}

/** Everything the bilan, the control and the balance of a dossier are made from, every expense line included. */
export interface DossierASolder extends CadreDuBilan {
  /** The final bilan, unless another nature was asked for. */
  readonly bilan: BilanLu | null;
}

/** The dossier with a bilan and its signed conventions; a constant number of queries, null when there is no such dossier. */
export async function lireDossierASolder(db: Knex, dossierId: string, nature: NatureBilan = 'final'): Promise<DossierASolder | null> {
  const cadre = await lireCadreDuBilan(db, dossierId);
  return cadre === null ? null : { ...cadre, bilan: await lireBilan(db, dossierId, nature) };
}

/** What surrounds the bilans of a dossier, without them; null when there is no such dossier. */
export async function lireCadreDuBilan(db: Knex, dossierId: string): Promise<CadreDuBilan | null> {
  const dossier = await lireDossier(db, dossierId);
  if (dossier === null) return null;
  const version = await lireVersionDossier(db, dossierId);
  const conventions = await lireConventions(db, dossierId);
  return {
    dossier, conventions, appel: await lireReglesDuDossier(db, dossier),
    destinataire: version === null ? [dossier.organismeNom] : [version.organisme.nom, version.organisme.adresse, `${version.organisme.codePostal} ${version.organisme.commune}`],
    forfaits: conventions[0]?.forfaits ?? [], budget: version?.sections.budget.depenses ?? [], indicateurs: version?.sections.indicateurs.indicateurs ?? [],
  };
}

interface Ligne {
  id: string; numero: string; etat: EtatConvention; financeur: Financeur; montant_cents: number | string; depenses_prevues_cents: number | string; termes: string;
  verse: number | string | null; rendu: number | string | null;
}

/** A terminated convention is balanced too, once it had bound both parties. */
const SIGNEES: readonly EtatConvention[] = ['signee', 'en_execution', 'resiliee', 'soldee'];

async function lireConventions(db: Knex, dossierId: string): Promise<ConventionDuBilan[]> {
  const lignes: Ligne[] = await db('conventions as c').where({ 'c.dossier_id': dossierId }).whereIn('c.etat', SIGNEES).whereNotNull('c.signee_financeur_le').orderBy('c.financeur')
    .select('c.id', 'c.numero', 'c.etat', 'c.financeur', 'c.montant_cents', 'c.depenses_prevues_cents', 'c.termes',
      db('mouvements as m').whereRaw('m.convention_id = c.id').where('m.compte', 'paye').sum('m.montant_cents').as('verse'),
      // Claimed back and settled, with a minus sign: zero as long as a claim is open.
      db('mouvements as m').whereRaw('m.convention_id = c.id').whereIn('m.compte', ['trop_verse', 'a_recouvrer']).sum('m.montant_cents').as('rendu'));
  return lignes.map(versConvention);
}

function versConvention(l: Ligne): ConventionDuBilan {
  const termes = JSON.parse(l.termes) as TermesConvention;
  return {
    id: l.id, numero: l.numero, etat: l.etat, financeur: l.financeur, verse: cents(Number(l.verse ?? 0) + Number(l.rendu ?? 0)), objectifs: termes.objectifs, forfaits: termes.forfaits,
    operation: termes.operation, avance: termes.avance, publicsPrevus: termes.publicsPrevus, echantillonnage: termes.echantillonnage,
    conditions: {
      montant: cents(Number(l.montant_cents)), depensesPrevues: cents(Number(l.depenses_prevues_cents)), methode: termes.methode, tauxIntervention: termes.tauxIntervention,
      plafondHorsRsa: termes.plafondHorsRsa, echeances: termes.echeances,
    },
  };
}
