import type { Knex } from 'knex';
import type { EtatConvention, EtatVersement } from '../../domain/etats/machines.js';
import type { DeclencheurVersement } from '../../domain/versements/programme.js';
import type { Suspension } from '../../domain/versements/delai.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import type { DocumentModele } from '../../platform/pdf.js';

/** Someone who acted on a payment. */
export interface Intervenant { readonly id: string; readonly nom: string }

/** A payment with its convention, its dossier and its beneficiary as they are now; amounts in cents. */
export interface VersementLu {
  readonly id: string;
  readonly rang: number;
  readonly declencheur: DeclencheurVersement;
  readonly montantCents: number;
  readonly etat: EtatVersement;
  readonly exigible: boolean;
  readonly exigibleLe: string | null;
  readonly liquidePar: Intervenant | null;
  readonly liquideLe: string | null;
  readonly validePar: Intervenant | null;
  readonly valideLe: string | null;
  /** Second approval, above the amount of the settings. */
  readonly confirmePar: Intervenant | null;
  readonly confirmeLe: string | null;
  readonly bordereau: string | null;
  readonly mandateLe: string | null;
  readonly payeLe: string | null;
  /** Last day to pay; null when it is not due, or while the limit is interrupted. */
  readonly limiteLe: string | null;
  /** Reason of the last rejection, empty when there was none. */
  readonly motifRejet: string;
  readonly convention: { readonly id: string; readonly numero: string; readonly financeur: string; readonly etat: EtatConvention; readonly montantCents: number; readonly signeeLe: string | null };
  readonly dossier: { readonly id: string; readonly numero: string; readonly titre: string; readonly etat: string; readonly conserveJusquAu: string | null };
  readonly organisme: { readonly id: string; readonly nom: string; readonly siret: string; readonly iban: string; readonly bic: string };
}

/** Row of `requeteVersements`. */
export interface LigneVersement {
  id: string; rang: number; declencheur: DeclencheurVersement; montant_cents: number | string; etat: EtatVersement; exigible: boolean | number; exigible_le: string | null;
  liquide_par: string | null; l_prenom: string | null; l_nom: string | null; liquide_le: string | null; valide_par: string | null; v_prenom: string | null; v_nom: string | null; valide_le: string | null;
  confirme_par: string | null; x_prenom: string | null; x_nom: string | null; confirme_le: string | null; limite_le: string | null;
  bordereau: string | null; mandate_le: string | null; paye_le: string | null; motif_rejet: string;
  convention_id: string; c_numero: string; financeur: string; c_etat: EtatConvention; c_montant: number | string; signee_porteur_le: string | null; signee_financeur_le: string | null;
  dossier_id: string; d_numero: string | null; titre: string; d_etat: string; conserve_jusqu_au: string | null; organisme_id: string; o_nom: string; siret: string; iban: string; bic: string;
}

/** Query of payments with everything a page shows of them: one row a payment. */
export const requeteVersements = (db: Knex): Knex.QueryBuilder => db('versements as v')
  .join('conventions as c', 'c.id', 'v.convention_id').join('dossiers as d', 'd.id', 'c.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id')
  .leftJoin('personnes as lp', 'lp.id', 'v.liquide_par').leftJoin('personnes as vp', 'vp.id', 'v.valide_par').leftJoin('personnes as xp', 'xp.id', 'v.confirme_par')
  .select('v.*', 'lp.prenom as l_prenom', 'lp.nom as l_nom', 'vp.prenom as v_prenom', 'vp.nom as v_nom', 'xp.prenom as x_prenom', 'xp.nom as x_nom',
    'c.numero as c_numero', 'c.financeur', 'c.etat as c_etat', 'c.montant_cents as c_montant', 'c.signee_porteur_le', 'c.signee_financeur_le',
    'd.id as dossier_id', 'd.numero as d_numero', 'd.titre', 'd.etat as d_etat', 'd.conserve_jusqu_au', 'o.id as organisme_id', 'o.nom as o_nom', 'o.siret', 'o.iban', 'o.bic');

const intervenant = (id: string | null, prenom: string | null, nom: string | null): Intervenant | null =>
  (id === null ? null : { id, nom: `${prenom ?? ''} ${nom ?? ''}`.trim() });

/** Row of `requeteVersements` → payment. */
export const versVersement = (l: LigneVersement): VersementLu => ({
  id: l.id, rang: Number(l.rang), declencheur: l.declencheur, montantCents: Number(l.montant_cents), etat: l.etat, exigible: Boolean(l.exigible), exigibleLe: l.exigible_le,
  liquidePar: intervenant(l.liquide_par, l.l_prenom, l.l_nom), liquideLe: l.liquide_le, validePar: intervenant(l.valide_par, l.v_prenom, l.v_nom), valideLe: l.valide_le,
  confirmePar: intervenant(l.confirme_par, l.x_prenom, l.x_nom), confirmeLe: l.confirme_le, limiteLe: l.limite_le,
  bordereau: l.bordereau, mandateLe: l.mandate_le, payeLe: l.paye_le, motifRejet: l.motif_rejet,
  convention: {
    id: l.convention_id, numero: l.c_numero, financeur: l.financeur, etat: l.c_etat, montantCents: Number(l.c_montant),
    signeeLe: l.signee_porteur_le === null || l.signee_financeur_le === null ? null : [l.signee_porteur_le, l.signee_financeur_le].sort()[1] ?? null,
  },
  dossier: { id: l.dossier_id, numero: l.d_numero ?? '', titre: l.titre, etat: l.d_etat, conserveJusquAu: l.conserve_jusqu_au },
  organisme: { id: l.organisme_id, nom: l.o_nom, siret: l.siret, iban: l.iban, bic: l.bic },
});

const lire = async (requete: Knex.QueryBuilder): Promise<VersementLu[]> => ((await requete) as LigneVersement[]).map(versVersement);

/** One payment of a dossier; null when it is unknown or belongs to another. */
export async function lireVersement(db: Knex, dossierId: string, id: string): Promise<VersementLu | null> {
  return (await lire(requeteVersements(db).where({ 'v.id': id, 'c.dossier_id': dossierId })))[0] ?? null;
}

/** Payments of a convention, in the order of its schedule. */
export const versementsDeLaConvention = (db: Knex, conventionId: string): Promise<VersementLu[]> =>
  lire(requeteVersements(db).where('v.convention_id', conventionId).orderBy('v.rang'));

/** Payments of every convention of a dossier, by convention then in the order of the schedule. */
export const versementsDuDossier = (db: Knex, dossierId: string): Promise<VersementLu[]> =>
  lire(requeteVersements(db).where('c.dossier_id', dossierId).orderBy('c.numero').orderBy('v.rang'));

/** Payments by id; those that do not exist are left out. */
export async function versementsParId(db: Knex, ids: readonly string[]): Promise<ReadonlyMap<string, VersementLu>> {
  return new Map((await lire(requeteVersements(db).whereIn('v.id', [...ids]))).map((v) => [v.id, v]));
}

/** Payments by the reference accounting knows them under (`CONV-AAP-2022-0001-D-1`); unknown ones are left out. */
export async function versementsParReference(db: Knex, references: readonly string[]): Promise<ReadonlyMap<string, VersementLu>> {
  const conventions = [...new Set(references.map((r) => r.replace(/-\d+$/, '')))];
  const lus = await lire(requeteVersements(db).whereIn('c.numero', conventions));
  return new Map(lus.map((v) => [`${v.convention.numero}-${v.rang}`, v]));
}

/** Interruptions of the limit of a payment, with who decided each, oldest first. */
export async function lireSuspensions(db: Knex, versementId: string): Promise<(Suspension & { readonly motif: string })[]> {
  const lignes = await db('versement_suspensions').where({ versement_id: versementId }).orderBy('debut').select<{ debut: Jour; fin: Jour | null; motif: string }[]>('debut', 'fin', 'motif');
  return lignes.map((l) => ({ debut: jour(l.debut), fin: l.fin === null ? null : jour(l.fin), motif: l.motif }));
}

/** A payment that is left with nothing to pay: the balance was fixed without it. */
export const estSansObjet = (v: Pick<VersementLu, 'montantCents' | 'etat'>): boolean => v.montantCents === 0 && v.etat !== 'paye';

export interface CertificatLu { readonly documentId: string; readonly reference: string; readonly modele: DocumentModele }

/** Newest liquidation certificate of each payment, by payment. */
export async function lireCertificats(db: Knex, versementIds: readonly string[]): Promise<ReadonlyMap<string, CertificatLu>> {
  const lignes = await db('documents').whereIn('objet_id', [...versementIds]).where({ type: 'certificat_liquidation' }).orderBy('etabli_le').orderBy('id')
    .select<{ id: string; objet_id: string; modele: string }[]>('id', 'objet_id', 'modele');
  return new Map(lignes.map((l) => {
    const modele = JSON.parse(l.modele) as DocumentModele;
    return [l.objet_id, { documentId: l.id, reference: modele.reference ?? '', modele }];
  }));
}

export interface EtapeDeVersement { readonly le: string; readonly acteur: string; readonly action: string; readonly vers: string | null; readonly motif: string | null }

/** What the journal says of a payment or a title, oldest first. */
export async function lireEtapes(db: Knex, objet: 'versement' | 'reversement', id: string): Promise<EtapeDeVersement[]> {
  const lignes = await db('journal').where({ objet, objet_id: id }).orderBy('rang')
    .select<{ le: string; acteur_nom: string; action: string; vers: string | null; motif: string | null }[]>('le', 'acteur_nom', 'action', 'vers', 'motif');
  return lignes.map((l) => ({ le: l.le, acteur: l.acteur_nom, action: l.action, vers: l.vers, motif: l.motif }));
}
