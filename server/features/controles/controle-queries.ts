import type { Knex } from 'knex';
import type { EtatBilan } from '../../domain/etats/machines.js';
import type { Publics } from '../../domain/financements/nomenclature.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { lireRisque, type RaisonDeRisque, type Risque } from '../../domain/service-fait/risque.js';
import { lireEchantillon, type Echantillon } from './echantillon-queries.js';
import { lireProlongations, type Prolongation } from './prolongation-queries.js';
import { lireQuestions, type Question } from './question-queries.js';
import { lireResultat, type Resultat } from './resultat.js';

/** What the controller retains of the realisation and of the resources; the lines hold their own decision. */
export interface RealisationRetenue {
  readonly volumes: readonly number[];
  readonly publics: Publics;
  readonly nonExecution: boolean;
  /** Amount retained of each resource line, cents, by id of the line. */
  readonly ressources: Readonly<Record<string, number>>;
  readonly commentaire: string;
}

/** `controles.constats`. */
export interface Constats {
  /** Null as long as the controller has not decided. */
  readonly realisation: RealisationRetenue | null;
  /** The porteur accepts the provisional conclusions. */
  readonly acceptees: boolean;
}

export const CONSTATS_VIERGES: Constats = { realisation: null, acceptees: false };

export interface ControleLu {
  readonly bilanId: string;
  /** 1, then one more each time it is reopened. */
  readonly version: number;
  readonly controleurId: string;
  readonly constats: Constats;
  readonly resultat: Resultat | null;
  readonly provisoireLe: string | null;
  readonly reponseAvantLe: Jour | null;
  readonly reponduLe: string | null;
  readonly reponse: string;
  readonly conclusLe: string | null;
  readonly notifieLe: Jour | null;
  /** Extensions of the contradictory period of this version, oldest first. */
  readonly prolongations: readonly Prolongation[];
  /** The draw on which it rests; null when every line is examined. */
  readonly echantillon: Echantillon | null;
  /** Questions asked on the lines, oldest first. */
  readonly questions: readonly Question[];
}

interface Ligne {
  bilan_id: string; version: number; controleur_id: string; constats: string; resultat: string | null; provisoire_le: string | null; reponse_avant_le: string | null;
  repondu_le: string | null; reponse: string; conclu_le: string | null; notifie_le: string | null;
}

/** The control of a bilan; null before it was opened. */
export async function lireControle(db: Knex, bilanId: string): Promise<ControleLu | null> {
  const l = await db('controles').where({ bilan_id: bilanId }).first<Ligne | undefined>();
  if (l === undefined) return null;
  return {
    bilanId: l.bilan_id, version: Number(l.version), controleurId: l.controleur_id, constats: JSON.parse(l.constats) as Constats, resultat: l.resultat === null ? null : lireResultat(l.resultat),
    provisoireLe: l.provisoire_le, reponseAvantLe: l.reponse_avant_le === null ? null : jour(l.reponse_avant_le), reponduLe: l.repondu_le, reponse: l.reponse,
    conclusLe: l.conclu_le, notifieLe: l.notifie_le === null ? null : jour(l.notifie_le),
    prolongations: await lireProlongations(db, bilanId, Number(l.version)), questions: await lireQuestions(db, bilanId), echantillon: await lireEchantillon(db, bilanId),
  };
}

/** A bilan in the controllers' work list. */
export interface BilanAControler {
  readonly dossierId: string;
  readonly numero: string;
  readonly titre: string;
  readonly organisme: string;
  readonly etat: EtatBilan;
  readonly controleurId: string | null;
  readonly controleur: string | null;
  readonly limite: Jour;
  readonly deposeLe: string | null;
  readonly reponseAvantLe: Jour | null;
  readonly reponduLe: string | null;
  /** Signed conventions of the dossier, cents. */
  readonly montantCents: number;
  readonly depensesCents: number;
  readonly lignes: number;
  readonly aExaminer: number;
  /** Points of risk, 0 to 100, and what they come from; null before the deposit. */
  readonly risque: Risque | null;
}

export interface FiltreControles {
  /** Only those of this controller. */
  readonly controleurId: string | null;
  /** One state; everything but the concluded ones when null. */
  readonly etat: EtatBilan | null;
  /** The riskiest first, or the oldest deposit first. */
  readonly tri: 'risque' | 'depot';
}

interface LigneListe {
  dossier_id: string; numero: string | null; titre: string; organisme: string; etat: EtatBilan; controleur_id: string | null; c_prenom: string | null; c_nom: string | null;
  limite: string; depose_le: string | null; reponse_avant_le: string | null; repondu_le: string | null; montant: number | string | null; depenses: number | string | null; lignes: number | string; a_examiner: number | string;
  risque: number | string | null; risque_raisons: string | null;
}

export const TAILLE_LISTE = 200;

/** Bilans to control: those deposited before the others, the riskiest or the oldest first; one query. */
export async function listerBilansAControler(db: Knex, { controleurId, etat, tri }: FiltreControles): Promise<BilanAControler[]> {
  const lignesDuBilan = (): Knex.QueryBuilder => db('bilan_depenses as x').whereRaw('x.bilan_id = b.id');
  const requete = db('bilans as b').join('dossiers as d', 'd.id', 'b.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id')
    .leftJoin('personnes as p', 'p.id', 'd.controleur_id').leftJoin('controles as k', 'k.bilan_id', 'b.id').leftJoin('echantillons as e', 'e.bilan_id', 'b.id')
    .where('b.nature', 'final').orderByRaw('case when b.depose_le is null then 1 else 0 end').orderByRaw(tri === 'risque' ? 'coalesce(b.risque, 0) desc' : 'b.depose_le').orderBy('b.depose_le').orderBy('b.limite').orderBy('b.id').limit(TAILLE_LISTE)
    .select('b.dossier_id', 'd.numero', 'd.titre', 'o.nom as organisme', 'b.etat', 'd.controleur_id', 'p.prenom as c_prenom', 'p.nom as c_nom', 'b.limite', 'b.depose_le', 'b.risque', 'b.risque_raisons', 'k.reponse_avant_le', 'k.repondu_le',
      db('conventions as c').whereRaw('c.dossier_id = b.dossier_id').whereNotNull('c.signee_financeur_le').sum('c.montant_cents').as('montant'),
      lignesDuBilan().sum('x.montant_cents').as('depenses'), lignesDuBilan().count('*').as('lignes'), lignesDuBilan().whereNull('x.retenu_cents').where((q) => void q.where('x.tiree', true).orWhereNull('e.bilan_id')).count('*').as('a_examiner'));
  if (controleurId !== null) void requete.where('d.controleur_id', controleurId);
  void (etat === null ? requete.whereNot('b.etat', 'conclu') : requete.where('b.etat', etat));
  return ((await requete) as LigneListe[]).map((l) => ({
    dossierId: l.dossier_id, numero: l.numero ?? '', titre: l.titre, organisme: l.organisme, etat: l.etat, controleurId: l.controleur_id,
    controleur: l.c_nom === null ? null : `${l.c_prenom ?? ''} ${l.c_nom}`.trim(), limite: jour(l.limite), deposeLe: l.depose_le,
    reponseAvantLe: l.reponse_avant_le === null ? null : jour(l.reponse_avant_le), reponduLe: l.repondu_le,
    montantCents: Number(l.montant ?? 0), depensesCents: Number(l.depenses ?? 0), lignes: Number(l.lignes), aExaminer: Number(l.a_examiner),
    risque: l.risque === null ? null : lireRisque(Number(l.risque), JSON.parse(l.risque_raisons ?? '[]') as RaisonDeRisque[]),
  }));
}

/** Acts of the journal that only someone who instructs makes. */
const ACTES_D_INSTRUCTION = ['recevabilite.controler', 'dossier.demander_complements', 'dossier.declarer_recevable', 'dossier.declarer_irrecevable', 'instruction.enregistrer'];

/**
 * True when the person took part in the instruction of the dossier: in charge, now or earlier, author of the report or
 * of the recevabilité, or of any such act in the journal (spec 1, separations).
 */
export async function aInstruit(db: Knex, dossierId: string, personneId: string): Promise<boolean> {
  const traces = [
    await db('dossiers').where({ id: dossierId, instructeur_id: personneId }).first('id'),
    await db('instructions').where({ dossier_id: dossierId, modifie_par: personneId }).first('dossier_id'),
    await db('recevabilites').where({ dossier_id: dossierId, conclu_par: personneId }).first('dossier_id'),
    await db('journal').where({ dossier_id: dossierId }).where((q) => void q
      .where((auteur) => void auteur.where({ acteur_id: personneId }).whereIn('action', ACTES_D_INSTRUCTION))
      .orWhere((charge) => void charge.where({ action: 'dossier.affecter' }).where('donnees', 'like', `%"apresId":"${personneId}"%`))).first('rang'),
  ];
  return traces.some((t) => t !== undefined);
}

/** Is this person an active member of the organisme, accepted or asking? */
export const estMembre = async (db: Knex, organismeId: string, personneId: string): Promise<boolean> =>
  (await db('membres').where({ organisme_id: organismeId, personne_id: personneId, etat: 'accepte' }).first('id')) !== undefined;
