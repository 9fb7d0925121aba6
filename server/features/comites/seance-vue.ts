import type { Knex } from 'knex';
import { montantEnvisage } from '../../domain/comites/avis.js';
import { simulerCoupure, type Coupure } from '../../domain/comites/coupure.js';
import { quorumAtteint, type EtatQuorum } from '../../domain/comites/quorum.js';
import { estAExaminer } from '../../domain/comites/seance.js';
import { totaliserCredits } from '../../domain/grand-livre/enveloppe.js';
import { roleDans, type Acteur } from '../../domain/habilitations/acteur.js';
import { peut } from '../../domain/habilitations/peut.js';
import type { Cents } from '../../domain/kernel/cents.js';
import { classer } from '../../domain/notation/classement.js';
import type { SyntheseScores } from '../../domain/notation/synthese.js';
import { lireEnveloppes } from '../grand-livre/enveloppe-queries.js';
import { dossiersDeclares } from '../notation/liens-queries.js';
import { derniersExamens, lireScores, type Ecarte, type ScoresLus } from '../notation/notation-queries.js';
import { lireDossiersInscrits, lireMembres, lireSeance, type DossierInscrit, type MembreLu, type SeanceLue } from './seance-queries.js';

/** Withdrew from it, belongs to its organisme, or has yet to say whether a link ties them to it. */
export type RaisonCachee = Ecarte['raison'] | 'a_declarer';

/**
 * What a person may see of a dossier in a session: nothing but its number when they are kept away from it, everything but
 * the scores while they have not submitted their own, or everything.
 */
export type Acces = { readonly niveau: 'cache'; readonly raison: RaisonCachee } | { readonly niveau: 'sans_scores' } | { readonly niveau: 'complet' };

/** A dossier on the agenda, seen by one person. */
export interface LigneSeance extends DossierInscrit {
  readonly synthese: SyntheseScores | null;
  readonly ecartes: readonly Ecarte[];
  readonly quorum: EtatQuorum;
  readonly acces: Acces;
}
export interface LigneClassee extends LigneSeance { readonly rang: number | null }

/** A session as one person may see it. */
export interface VueSeance {
  readonly seance: SeanceLue;
  readonly membres: readonly MembreLu[];
  /** Ranked, among those whose scores this person may see. */
  readonly classees: readonly LigneClassee[];
  /** This person has yet to submit their scores. */
  readonly sansScores: readonly LigneSeance[];
  /** This person is kept away from them. */
  readonly cachees: readonly LigneSeance[];
  /** Taken off the agenda by their porteur. */
  readonly retirees: readonly LigneSeance[];
  /** Available credits of the funder, in cents; null when no envelope was voted. */
  readonly disponible: Cents | null;
  /**
   * Cut-off of the whole ranking; null when part of it is hidden from this person (cumulative amounts would betray it),
   * without credits, or once the session is closed.
   */
  readonly coupure: Coupure | null;
}

/** Reads a session for `acteur`, in a constant number of queries; null when there is none. With `seul`, that dossier only. */
export const lireVue = (db: Knex, seanceId: string, acteur: Acteur, seul?: string): Promise<VueSeance | null> => lire(db, seanceId, acteur, seul);

/** Reads a session as its minutes record it, nothing hidden; null when there is none. */
export const lireVueEntiere = (db: Knex, seanceId: string): Promise<VueSeance | null> => lire(db, seanceId, null);

async function lire(db: Knex, seanceId: string, acteur: Acteur | null, seul?: string): Promise<VueSeance | null> {
  const seance = await lireSeance(db, seanceId);
  if (seance === null) return null;
  const membres = await lireMembres(db, seanceId);
  const inscrits = await lireDossiersInscrits(db, seanceId, seul);
  const scores = await lireScores(db, inscrits.map((d) => d.id));
  const enveloppes = await lireEnveloppes(db, seance.appelId, seance.financeur);
  const disponible = enveloppes.length === 0 ? null : totaliserCredits(enveloppes).disponible;
  const ids = inscrits.map((d) => d.id);
  const faits: Faits = { examens: await derniersExamens(db, ids), declares: acteur?.id == null ? new Set() : await dossiersDeclares(db, ids, acteur.id) };
  const lignes = inscrits.map((d) => presenterLigne(d, scores.get(d.id), seance, membres, acteur, faits));
  return { seance, membres, disponible, ...repartir(lignes, seance, disponible) };
}

/** What decides whether the person's own scores count, and whether they declared their links. */
interface Faits { readonly examens: ReadonlyMap<string, string>; readonly declares: ReadonlySet<string> }

function presenterLigne(d: DossierInscrit, scores: ScoresLus | undefined, seance: SeanceLue, membres: readonly MembreLu[], acteur: Acteur | null, faits: Faits): LigneSeance {
  const ecartes = scores?.ecartes ?? [];
  const presents = membres.filter((m) => m.present).map((m) => m.id);
  return {
    ...d, ecartes, synthese: scores?.synthese ?? null, quorum: quorumAtteint(membres.map((m) => m.id), presents, ecartes.map((e) => e.personneId), seance.quorum),
    acces: acteur === null ? { niveau: 'complet' } : accesDe(acteur, d, scores, faits),
  };
}

function accesDe(acteur: Acteur, d: DossierInscrit, scores: ScoresLus | undefined, { examens, declares }: Faits): Acces {
  const ecarte = scores?.ecartes.find((e) => e.personneId === acteur.id);
  if (ecarte) return { niveau: 'cache', raison: ecarte.raison };
  if (roleDans(acteur, d.organismeId) !== null) return { niveau: 'cache', raison: 'organisme' };
  const rouvert = ['en_instruction', 'instruit'].includes(d.etat) ? (examens.get(d.id) ?? '') : '';
  const scoresSoumis = scores?.feuilles.some((f) => f.personneId === acteur.id && (f.soumiseLe ?? '') > rouvert) === true;
  const sujet = { nature: 'dossier', id: d.id, organismeId: d.organismeId, etat: d.etat, instructeurId: d.instructeurId, controleurId: d.controleurId, deporte: false, avisDemande: false, scoresSoumis, liensDeclares: declares.has(d.id), papier: false, operationFse: false } as const;
  const lecture = peut(acteur, 'dossier.voir', sujet);
  if (!lecture.permis && lecture.motif === 'liens_declares') return { niveau: 'cache', raison: 'a_declarer' };
  return { niveau: peut(acteur, 'notation.lire', sujet).permis ? 'complet' : 'sans_scores' };
}

function repartir(lignes: readonly LigneSeance[], seance: SeanceLue, disponible: Cents | null): Pick<VueSeance, 'classees' | 'sansScores' | 'cachees' | 'retirees' | 'coupure'> {
  const close = seance.etat === 'close';
  const auOrdreDuJour = lignes.filter((l) => (close ? l.avis !== null : estAExaminer(l)));
  const classees = classer(auOrdreDuJour.filter((l) => l.acces.niveau === 'complet'));
  const complete = classees.length === auOrdreDuJour.length;
  const montrerCoupure = complete && !close && disponible !== null && classees.length > 0;
  return {
    classees,
    sansScores: auOrdreDuJour.filter((l) => l.acces.niveau === 'sans_scores'), cachees: auOrdreDuJour.filter((l) => l.acces.niveau === 'cache'),
    retirees: lignes.filter((l) => !auOrdreDuJour.includes(l)),
    coupure: montrerCoupure ? simulerCoupure(classees.map((l) => ({ id: l.id, montant: montantEnvisage(l) })), disponible) : null,
  };
}

/** One dossier of a session, wherever it stands; null when it is not on the agenda. */
export const ligneDe = (vue: VueSeance, dossierId: string): LigneSeance | null =>
  [...vue.classees, ...vue.sansScores, ...vue.cachees, ...vue.retirees].find((l) => l.id === dossierId) ?? null;
