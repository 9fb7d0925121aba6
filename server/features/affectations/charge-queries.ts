import type { Knex } from 'knex';
import { ETATS_EN_CHARGE } from '../../domain/instruction/affectation.js';
import { ETATS_CONSULTABLES } from '../../domain/instruction/avis.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { dateLongue, euros, pluriel } from '../../platform/format.js';
import type { Agent } from '../dossiers/dossier-queries.js';
import { listerAbsences, type AbsenceLue } from './absences-queries.js';

/** Stages of the work on a dossier, each a set of states. */
const ETAPES = {
  recevabilite: ['depose', 'complements_demandes'], instruction: ['recevable', 'en_instruction'], comite: ['instruit', 'examine', 'ajourne'],
} as const;

/** Open dossiers of one instructeur: how many at each stage, limits that are over, amounts asked in cents. */
interface Charge {
  readonly total: number;
  readonly recevabilite: number;
  readonly instruction: number;
  readonly comite: number;
  /** Requests for complements and consultations whose limit is over without an answer. */
  readonly retards: number;
  readonly demandeCents: number;
}

const SANS_CHARGE: Charge = { total: 0, recevabilite: 0, instruction: 0, comite: 0, retards: 0, demandeCents: 0 };

interface LigneEtat { instructeur_id: string; etat: string; nombre: number | string; demande: number | string | null }
interface LigneRetard { instructeur_id: string; nombre: number | string }

/** Workload of each instructeur by id, one without any absent; two queries. */
async function chargeDesInstructeurs(db: Knex, aujourdhui: Jour): Promise<ReadonlyMap<string, Charge>> {
  const etats = await db('dossiers').whereNotNull('instructeur_id').whereIn('etat', [...ETATS_EN_CHARGE]).groupBy('instructeur_id', 'etat')
    .select<LigneEtat[]>('instructeur_id', 'etat', db.raw('count(*) as nombre'), db.raw('sum(demande_cents) as demande'));
  const charges = new Map<string, Charge>();
  for (const l of etats) charges.set(l.instructeur_id, ajouter(charges.get(l.instructeur_id) ?? SANS_CHARGE, l));
  for (const { instructeur_id: id, nombre } of await lireRetards(db, aujourdhui)) {
    const charge = charges.get(id) ?? SANS_CHARGE;
    charges.set(id, { ...charge, retards: charge.retards + Number(nombre) });
  }
  return charges;
}

function ajouter(charge: Charge, { etat, nombre, demande }: LigneEtat): Charge {
  const n = Number(nombre);
  const de = (etape: keyof typeof ETAPES): number => charge[etape] + ((ETAPES[etape] as readonly string[]).includes(etat) ? n : 0);
  return {
    ...charge, total: charge.total + n, recevabilite: de('recevabilite'), instruction: de('instruction'), comite: de('comite'), demandeCents: charge.demandeCents + Number(demande ?? 0),
  };
}

async function lireRetards(db: Knex, aujourdhui: Jour): Promise<LigneRetard[]> {
  const compter = (q: Knex.QueryBuilder): Knex.QueryBuilder => q.whereNotNull('d.instructeur_id').groupBy('d.instructeur_id').select('d.instructeur_id', db.raw('count(*) as nombre'));
  return (await db.unionAll([
    compter(db('dossiers as d').join('demandes_complements as c', 'c.dossier_id', 'd.id').where('d.etat', 'complements_demandes').whereNull('c.repondu_le').where('c.limite', '<', aujourdhui)),
    compter(db('dossiers as d').join('avis_demandes as a', 'a.dossier_id', 'd.id').whereIn('d.etat', [...ETATS_CONSULTABLES]).whereNull('a.rendu_le').whereNull('a.retire_le').where('a.limite', '<', aujourdhui)),
  ])) as LigneRetard[];
}

/** A line of the table of workloads. */
export interface ChargeAffichee extends Charge { readonly nom: string; readonly absence: string }

/** Workloads set beside a choice of instructeur: the table, and one sentence a person. */
export interface Charges {
  readonly lignes: readonly ChargeAffichee[];
  readonly phrase: (agent: Agent) => string;
}

/** Reads the workload of these instructeurs, and who is away, in three queries. */
export async function lireCharges(db: Knex, agents: readonly Agent[], aujourdhui: Jour): Promise<Charges> {
  const [charges, absences] = [await chargeDesInstructeurs(db, aujourdhui), (await listerAbsences(db, aujourdhui)).filter((a) => a.du <= aujourdhui)];
  const chargeDe = (a: Agent): Charge => charges.get(a.id) ?? SANS_CHARGE;
  const absenceDe = (a: Agent): string => decrireAbsence(absences.find((x) => x.personneId === a.id));
  return {
    lignes: agents.map((a) => ({ nom: a.nom, absence: absenceDe(a), ...chargeDe(a) })),
    phrase: (a) => [a.fonction, `${pluriel(chargeDe(a).total, 'dossier')} en charge`, ...precisions(chargeDe(a)), absenceDe(a)].filter((m) => m !== '').join(' · '),
  };
}

const precisions = ({ retards, demandeCents }: Charge): string[] => [
  ...(demandeCents === 0 ? [] : [`${euros(demandeCents)} demandés`]), ...(retards === 0 ? [] : [pluriel(retards, 'délai dépassé', 'délais dépassés')]),
];

/** « absente jusqu’au 12 mars 2023, suppléée par … », without agreement of gender. */
const decrireAbsence = (absence: AbsenceLue | undefined): string =>
  (absence === undefined ? '' : `en absence jusqu’au ${dateLongue(absence.au)}, suppléance de ${absence.suppleantNom}`);
