import type { Knex } from 'knex';
import type { ContenuAppel } from '../../domain/appels/contenu.js';
import { calendrierDesObligations, type CodeObligation, type Fait, type Obligation, type StatutObligation } from '../../domain/conventions/obligations.js';
import { limitePublication } from '../../domain/echeances/limites.js';
import { cents } from '../../domain/kernel/cents.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { estFerie, instant, jourAParis } from '../../platform/clock.js';
import { dateCourte, pluriel } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import { lireFinanceursSansPreuve } from '../bilans/financeur-queries.js';
import type { DossierLu } from '../dossiers/dossier-queries.js';
import { lireActesContestables, listerRecours } from '../recours/recours-queries.js';
import { jourDeSignature, listerConventions } from './convention-queries.js';

/** A line of the obligation calendar as pages show it. */
export interface ObligationLue {
  readonly titre: string;
  readonly limite: Jour;
  readonly statut: StatutObligation;
  /** What the date means today: days left, days late, done. */
  readonly detail: string;
}

interface LigneBilan { nature: string; limite: string; depose_le: string | null; reponse_avant_le: string | null; repondu_le: string | null }

const jourDe = (le: string | null): Jour | null => (le === null ? null : jourAParis(instant(le)));
const fait = (code: CodeObligation, limite: Jour, faiteLe: Jour | null, indicative: boolean, precision = ''): Fait => ({ code, limite, faiteLe, indicative, precision });

/** The obligation calendar of a dossier, computed from what is recorded; a constant number of queries (spec 1, stage 11). */
export async function lireObligations(db: Knex, dossier: DossierLu, appel: ContenuAppel, aujourdhui: Jour): Promise<ObligationLue[]> {
  const faits = [
    ...await complements(db, dossier.id), ...await recours(db, dossier, appel, aujourdhui),
    ...await conventions(db, dossier.id, appel), ...await bilan(db, dossier.id), ...await preuves(db, dossier.id), ...await suites(db, dossier.id),
    ...(dossier.conserveJusquAu === null ? [] : [fait('conservation', jour(dossier.conserveJusquAu), null, true)]),
  ];
  return calendrierDesObligations(faits, aujourdhui).map((o) => ({
    titre: [libelle('obligation', o.code), o.precision].filter((t) => t !== '').join(' · '), limite: o.limite, statut: o.statut, detail: detailler(o),
  }));
}

function detailler({ statut, joursRestants, faiteLe, limite }: Obligation): string {
  switch (statut) {
    case 'faite': return faiteLe !== null && faiteLe > limite ? 'Fait, après la date' : 'Fait';
    case 'en_retard': return `${pluriel(-joursRestants, 'jour')} de retard`;
    case 'echue': return 'Date passée';
    case 'proche':
    case 'a_venir': return joursRestants === 0 ? 'Aujourd’hui' : `Dans ${pluriel(joursRestants, 'jour')}`;
  }
}

async function complements(db: Knex, dossierId: string): Promise<Fait[]> {
  const lignes = await db('demandes_complements').where({ dossier_id: dossierId }).select<{ limite: string; repondu_le: string | null; cloture_par: string | null }[]>('limite', 'repondu_le', 'cloture_par');
  // Closed by an agent without an answer: the day has passed, and nothing is due any more.
  return lignes.map((l) => (l.cloture_par === null ? fait('complements', jour(l.limite), jourDe(l.repondu_le), false) : fait('complements', jour(l.limite), null, true)));
}

async function recours(db: Knex, dossier: DossierLu, appel: ContenuAppel, aujourdhui: Jour): Promise<Fait[]> {
  const actes = await lireActesContestables(db, dossier, aujourdhui, { mois: appel.regles.delais.recoursMois, estFerie });
  const deposes = await listerRecours(db, dossier.id);
  return actes.map((a) => fait('recours', a.limite, jourDe(deposes.findLast((r) => r.contre === a.contre)?.deposeLe ?? null), true));
}

async function conventions(db: Knex, dossierId: string, appel: ContenuAppel): Promise<Fait[]> {
  return (await listerConventions(db, dossierId)).flatMap((c) => {
    const signature = jourDeSignature(c);
    const publication = signature === null ? null : limitePublication(signature, cents(c.montantCents), appel.regles.delais.publicationMois);
    return [fait('fin_operation', c.termes.operation.fin, null, true, `${c.numero}, dépenses datées du ${dateCourte(c.termes.operation.debut)} au ${dateCourte(c.termes.operation.fin)}`), ...(publication === null ? [] : [fait('publication', publication, null, true, c.numero)])];
  });
}

async function bilan(db: Knex, dossierId: string): Promise<Fait[]> {
  const lignes = await db('bilans as b').leftJoin('controles as c', 'c.bilan_id', 'b.id').where('b.dossier_id', dossierId)
    .select<LigneBilan[]>('b.nature', 'b.limite', 'b.depose_le', 'c.reponse_avant_le', 'c.repondu_le');
  return lignes.flatMap((l) => [
    fait(l.nature === 'final' ? 'bilan' : 'bilan_intermediaire', jour(l.limite), jourDe(l.depose_le), false),
    ...(l.reponse_avant_le === null ? [] : [fait('contradictoire', jour(l.reponse_avant_le), jourDe(l.repondu_le), true)]),
  ]);
}

/** Délibérations and attestations that the final bilan does not hold yet: due with it. */
async function preuves(db: Knex, dossierId: string): Promise<Fait[]> {
  const final = await db('bilans').where({ dossier_id: dossierId, nature: 'final', etat: 'brouillon' }).first<{ limite: string } | undefined>('limite');
  if (final === undefined) return [];
  return (await lireFinanceursSansPreuve(db, dossierId)).map((f) => fait('preuve_financeur', jour(final.limite), null, false, libelle('financeur', f)));
}

/** What visits asked for. */
async function suites(db: Knex, dossierId: string): Promise<Fait[]> {
  const lignes = await db('visite_suites as s').join('visites as v', 'v.id', 's.visite_id').where('v.dossier_id', dossierId).select<{ constat: string; echeance: string; faite_le: string | null }[]>('s.constat', 's.echeance', 's.faite_le');
  return lignes.map((l) => fait('suite_visite', jour(l.echeance), l.faite_le === null ? null : jour(l.faite_le), false, l.constat));
}
