import type { Knex } from 'knex';
import { obligationDe, type Obligation } from '../../domain/droits/obligation.js';
import type { CanalDroit, MotifProlongation, MotifRefus, MoyenReponse, NatureDroit, Verification } from '../../domain/droits/demande.js';
import type { EtatDemandeDroits } from '../../domain/etats/machines.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import type { Coffre } from '../../platform/coffre.js';
import { lireTrancheTriee, type CoupeTriee, type Tranche } from '../../platform/tranche.js';
import { conservationsDesDossiers, type ConservationLue } from '../conservation/conservation-queries.js';
import { ouvrirDemandeur, type Demandeur } from './droits-coffre.js';

/** What a person asked about their data. */
export interface DemandeLue {
  readonly id: string;
  readonly numero: string;
  readonly nature: NatureDroit;
  readonly etat: EtatDemandeDroits;
  readonly canal: CanalDroit;
  readonly verification: Verification;
  readonly recueLe: Jour;
  readonly limiteLe: Jour;
  readonly prolongation: { readonly le: Jour; readonly motif: MotifProlongation } | null;
  readonly reponse: { readonly le: Jour; readonly moyen: MoyenReponse; readonly motif: MotifRefus | null } | null;
  /** Null once it is destroyed. */
  readonly demandeur: Demandeur | null;
}

interface Ligne {
  id: string; numero: string; nature: NatureDroit; etat: EtatDemandeDroits; canal: CanalDroit; verification: Verification; recue_le: string; limite_le: string; prolongee_le: string | null; prolongation_motif: MotifProlongation | null;
  repondue_le: string | null; moyen: MoyenReponse | null; refus_motif: MotifRefus | null; cle_version: number | null; chiffre: string | null;
}

const versDemande = (coffre: Coffre, l: Ligne): DemandeLue => ({
  id: l.id, numero: l.numero, nature: l.nature, etat: l.etat, canal: l.canal, verification: l.verification, recueLe: jour(l.recue_le), limiteLe: jour(l.limite_le),
  prolongation: l.prolongee_le === null || l.prolongation_motif === null ? null : { le: jour(l.prolongee_le), motif: l.prolongation_motif },
  reponse: l.repondue_le === null || l.moyen === null ? null : { le: jour(l.repondue_le), moyen: l.moyen, motif: l.refus_motif },
  demandeur: l.cle_version === null || l.chiffre === null ? null : ouvrirDemandeur(coffre, l.id, { version: Number(l.cle_version), chiffre: l.chiffre }),
});

/** One request, or null. */
export async function lireDemande(db: Knex, coffre: Coffre, id: string): Promise<DemandeLue | null> {
  const ligne = await db('droits_demandes').where({ id }).first<Ligne | undefined>('*');
  return ligne === undefined ? null : versDemande(coffre, ligne);
}

/** Requests still to be answered, or those that were. */
export const VOLETS_DROITS = ['ouvertes', 'closes'] as const;
export type VoletDroits = (typeof VOLETS_DROITS)[number];

/** A page of requests: the nearest limit first while they are open, the latest first once they are closed. */
export async function listerDemandes(db: Knex, coffre: Coffre, volet: VoletDroits, sens: CoupeTriee<Ligne>['sens'], taille: number): Promise<Tranche<DemandeLue>> {
  const requete = db('droits_demandes').select('*');
  if (volet === 'ouvertes') requete.whereNull('repondue_le');
  else requete.whereNotNull('repondue_le');
  const tranche = await lireTrancheTriee<Ligne>(requete, { colonne: volet === 'ouvertes' ? 'limite_le' : 'repondue_le', id: 'id', croissant: volet === 'ouvertes', cle: (l) => ({ valeur: (volet === 'ouvertes' ? l.limite_le : l.repondue_le) ?? '', id: l.id }), sens, taille });
  return { ...tranche, lignes: tranche.lignes.map((l) => versDemande(coffre, l)) };
}

/** How many requests are open, late among them, and closed; one query. */
export async function compterDemandes(db: Knex, aujourdhui: Jour): Promise<{ ouvertes: number; enRetard: number; closes: number }> {
  const l = await db('droits_demandes').select(db.raw('count(*) as toutes'), db.raw('coalesce(sum(case when repondue_le is null then 1 else 0 end), 0) as ouvertes'),
    db.raw('coalesce(sum(case when repondue_le is null and limite_le < ? then 1 else 0 end), 0) as retard', [aujourdhui])).first<Record<'toutes' | 'ouvertes' | 'retard', number | string>>();
  return { ouvertes: Number(l.ouvertes), enRetard: Number(l.retard), closes: Number(l.toutes) - Number(l.ouvertes) };
}

/** The whole register, the oldest first, without anybody's identity. */
export async function* parcourirRegistre(db: Knex): AsyncGenerator<Omit<Ligne, 'cle_version' | 'chiffre'> & { readonly fiches: number; readonly effacees: number }> {
  for (let apres = '';;) {
    const fiches = (sort?: string): Knex.QueryBuilder => { const q = db('droits_fiches as f').whereRaw('f.demande_id = d.id').count('*'); return sort === undefined ? q.as('fiches') : q.where('f.sort', sort).as('effacees'); };
    const lignes: (Ligne & { fiches: number | string; effacees: number | string })[] = await db('droits_demandes as d').where('d.id', '>', apres).orderBy('d.id').limit(500)
      .select('d.id', 'd.numero', 'd.nature', 'd.etat', 'd.canal', 'd.verification', 'd.recue_le', 'd.limite_le', 'd.prolongee_le', 'd.prolongation_motif', 'd.repondue_le', 'd.moyen', 'd.refus_motif').select(fiches(), fiches('effacee'));
    for (const l of lignes) yield { ...l, fiches: Number(l.fiches), effacees: Number(l.effacees) };
    const derniere = lignes.at(-1);
    if (derniere === undefined || lignes.length < 500) return;
    apres = derniere.id;
  }
}

export type SortDeFiche = 'transmise' | 'effacee' | 'gardee';

/** A record found for a request, with its operation and what was done of it. */
export interface FicheTrouvee {
  readonly participantId: string;
  readonly dossier: { readonly id: string; readonly numero: string; readonly titre: string; readonly organisme: string; readonly organismeId: string };
  /** Null once the record is erased or removed. */
  readonly pseudonyme: string | null;
  readonly version: number | null;
  readonly sort: { readonly code: SortDeFiche; readonly version: number | null; readonly jusquau: Jour | null } | null;
  /** The duty to keep it, today. */
  readonly obligation: Obligation | null;
}

/** The records found for a request, in the order of their operations; a constant number of queries. */
export async function fichesTrouvees(db: Knex, demandeId: string, aujourdhui: Jour): Promise<FicheTrouvee[]> {
  const lignes: { participant_id: string; dossier_id: string; numero: string | null; titre: string; organisme: string; organisme_id: string; pseudonyme: string | null; p_version: number | null; sort: SortDeFiche | null; version: number | null; jusquau: string | null }[] =
    await db('droits_fiches as f').join('dossiers as d', 'd.id', 'f.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id').leftJoin('participants as p', 'p.id', 'f.participant_id')
      .where({ 'f.demande_id': demandeId }).orderBy('d.numero').orderBy('f.participant_id')
      .select('f.participant_id', 'f.dossier_id', 'd.numero', 'd.titre', 'o.nom as organisme', 'o.id as organisme_id', 'p.pseudonyme', 'p.version as p_version', 'f.sort', 'f.version', 'f.jusquau');
  const obligations = await obligationsDe(db, lignes.map((l) => l.dossier_id), aujourdhui);
  return lignes.map((l) => ({
    participantId: l.participant_id, dossier: { id: l.dossier_id, numero: l.numero ?? '', titre: l.titre, organisme: l.organisme, organismeId: l.organisme_id }, pseudonyme: l.pseudonyme, version: l.p_version === null ? null : Number(l.p_version),
    sort: l.sort === null ? null : { code: l.sort, version: l.version === null ? null : Number(l.version), jusquau: l.jusquau === null ? null : jour(l.jusquau) }, obligation: obligations.get(l.dossier_id) ?? null,
  }));
}

/** The duty to keep the records of operations, by dossier; three queries. */
export async function obligationsDe(db: Knex, dossierIds: readonly string[], aujourdhui: Jour): Promise<ReadonlyMap<string, Obligation | null>> {
  const conservations = await conservationsDesDossiers(db, [...new Set(dossierIds)], aujourdhui);
  return new Map([...conservations].map(([id, c]) => [id, obligationDe({ conventionsFse: c.conventions.filter((x) => x.financeur === 'fse'), conservation: conservationConnue(c) }, aujourdhui)]));
}

const conservationConnue = ({ jusquau, regle, definitive }: ConservationLue): Obligation | null => (jusquau === null || regle === null ? null : { jusquau, regle, definitive });

/** What the person of a record asks to have corrected, over the version it has now; empty when nothing waits. */
export async function correctionsDemandees(db: Knex, coffre: Coffre, { id, version }: { readonly id: string; readonly version: number }): Promise<string[]> {
  const lignes: { id: string; cle_version: number; chiffre: string }[] = await db('droits_fiches as f').join('droits_demandes as d', 'd.id', 'f.demande_id').where({ 'f.participant_id': id, 'f.sort': 'transmise', 'f.version': version })
    .whereNull('d.repondue_le').whereNotNull('d.chiffre').orderBy('d.id').select('d.id', 'd.cle_version', 'd.chiffre');
  return lignes.map((l) => ouvrirDemandeur(coffre, l.id, { version: Number(l.cle_version), chiffre: l.chiffre }).precision);
}

/** Records that bear one of these fingerprints, in every operation. */
export const trouverPartout = (db: Knex, empreintes: readonly string[]): Promise<{ participant_id: string; dossier_id: string }[]> =>
  db('participant_identites').whereIn('empreinte', [...empreintes]).orderBy('participant_id').select('participant_id', 'dossier_id');
