import type { Knex } from 'knex';
import { avisObligatoiresManquants, type SensAvis } from '../../domain/instruction/avis.js';
import { concertationsRequises } from '../../domain/recevabilite/concertation.js';
import { listerTerritoires } from '../appels/appel-queries.js';
import { agentsHabilites, lireReglesDuDossier, lireVersionDossier, type Agent, type DossierLu } from '../dossiers/dossier-queries.js';
import { membresDe } from './instruction-queries.js';

/** One consultation of a partner; `sens` and `texte` null until the answer. */
export interface AvisLu {
  readonly id: string;
  readonly dossierId: string;
  readonly personneId: string;
  readonly personneNom: string;
  readonly fonction: string;
  readonly question: string;
  readonly demandeLe: string;
  readonly demandePar: string;
  readonly demandeParId: string;
  readonly limite: string;
  readonly sens: SensAvis | null;
  readonly texte: string | null;
  readonly renduLe: string | null;
  /** Access taken back: the partner no longer sees the dossier. */
  readonly retireLe: string | null;
  readonly motifRetrait: string;
  readonly relances: number;
  readonly relanceLe: string | null;
  /** Partner named by the call whose required avis this is. */
  readonly auTitreDe: string | null;
}

interface Ligne {
  id: string; dossier_id: string; personne_id: string; prenom: string; nom: string; fonction: string; question: string; demande_le: string; demande_par: string; d_prenom: string; d_nom: string;
  limite: string; sens: SensAvis | null; texte: string | null; rendu_le: string | null;
  retire_le: string | null; motif_retrait: string; relances: number; relance_le: string | null; au_titre_de: string | null;
}

const requete = (db: Knex): Knex.QueryBuilder => db('avis_demandes as a').join('personnes as p', 'p.id', 'a.personne_id').join('personnes as q', 'q.id', 'a.demande_par')
  .select('a.id', 'a.dossier_id', 'a.personne_id', 'p.prenom', 'p.nom', 'p.fonction', 'a.question', 'a.demande_le', 'a.demande_par', 'q.prenom as d_prenom', 'q.nom as d_nom',
    'a.limite', 'a.sens', 'a.texte', 'a.rendu_le', 'a.retire_le', 'a.motif_retrait', 'a.relances', 'a.relance_le', 'a.au_titre_de');

const depuisLigne = (l: Ligne): AvisLu => ({
  id: l.id, dossierId: l.dossier_id, personneId: l.personne_id, personneNom: `${l.prenom} ${l.nom}`, fonction: l.fonction, question: l.question, demandeLe: l.demande_le,
  demandePar: `${l.d_prenom} ${l.d_nom}`, demandeParId: l.demande_par, limite: l.limite, sens: l.sens, texte: l.texte, renduLe: l.rendu_le,
  retireLe: l.retire_le, motifRetrait: l.motif_retrait, relances: Number(l.relances), relanceLe: l.relance_le, auTitreDe: l.au_titre_de,
});

/** Consultations of a dossier, oldest first: for agents only, never for the porteur. */
export async function listerAvis(db: Knex, dossierId: string): Promise<AvisLu[]> {
  return ((await requete(db).where('a.dossier_id', dossierId).orderBy('a.demande_le').orderBy('a.id')) as Ligne[]).map(depuisLigne);
}

/** The consultation of one person on a dossier, null when they were not asked or no longer are. */
export async function lireAvisDe(db: Knex, dossierId: string, personneId: string): Promise<AvisLu | null> {
  const ligne = (await requete(db).where({ 'a.dossier_id': dossierId, 'a.personne_id': personneId }).whereNull('a.retire_le').first()) as Ligne | undefined;
  return ligne ? depuisLigne(ligne) : null;
}

export interface AvisAttendu extends AvisLu { readonly numero: string; readonly titre: string; readonly organismeNom: string; readonly etat: string }

/** What a person was asked, what is still to answer first, by limit. */
export async function listerAvisDemandesA(db: Knex, personneId: string): Promise<AvisAttendu[]> {
  const lignes = (await requete(db).join('dossiers as d', 'd.id', 'a.dossier_id').join('organismes as o', 'o.id', 'd.organisme_id').where('a.personne_id', personneId).whereNull('a.retire_le')
    .select('d.numero', 'd.titre', 'd.etat', 'o.nom as organisme_nom').orderByRaw('case when a.rendu_le is null then 0 else 1 end').orderBy('a.limite').orderBy('a.id').limit(300)) as
    (Ligne & { numero: string | null; titre: string; etat: string; organisme_nom: string })[];
  return lignes.map((l) => ({ ...depuisLigne(l), numero: l.numero ?? '', titre: l.titre, organismeNom: l.organisme_nom, etat: l.etat }));
}

/** Partners who may still be consulted on a dossier: habilitated, not asked or asked no longer without an answer, not members of its organisme. */
export async function partenairesConsultables(db: Knex, dossier: { readonly id: string; readonly organismeId: string }, demandes: readonly AvisLu[]): Promise<Agent[]> {
  const membres = await membresDe(db, dossier.organismeId);
  return (await agentsHabilites(db, 'avis')).filter((a) => !membres.has(a.id) && !demandes.some((d) => d.personneId === a.id && (d.retireLe === null || d.renduLe !== null)));
}

/** A required avis given up, with its reason. */
export interface DispenseLue { readonly partenaire: string; readonly motif: string; readonly par: string; readonly le: string }

/** Required avis given up on a dossier. */
export async function listerDispenses(db: Knex, dossierId: string): Promise<DispenseLue[]> {
  const lignes = await db('dispenses_avis as x').join('personnes as p', 'p.id', 'x.accordee_par').where({ 'x.dossier_id': dossierId }).orderBy('x.partenaire')
    .select<{ partenaire: string; motif: string; prenom: string; nom: string; accordee_le: string }[]>('x.partenaire', 'x.motif', 'p.prenom', 'p.nom', 'x.accordee_le');
  return lignes.map((l) => ({ partenaire: l.partenaire, motif: l.motif, par: `${l.prenom} ${l.nom}`, le: l.accordee_le }));
}

/** Required avis of a dossier: those its call names for its territories, what is waived, what is missing. */
export interface AvisObligatoires { readonly requis: readonly { readonly partenaire: string; readonly territoire: string }[]; readonly dispenses: readonly DispenseLue[]; readonly manquants: readonly string[] }

/** Reads which avis the call requires for this dossier and which are missing. */
export async function lireAvisObligatoires(db: Knex, dossier: DossierLu, avis: readonly AvisLu[]): Promise<AvisObligatoires> {
  const [version, appel, dispenses] = [await lireVersionDossier(db, dossier.id, dossier.version), await lireReglesDuDossier(db, dossier), await listerDispenses(db, dossier.id)];
  const requis = version === null || appel.regles.concertationPrealable.length === 0 ? [] : concertationsRequises(appel, version.sections.projet.territoires, await listerTerritoires(db));
  return { requis, dispenses, manquants: avisObligatoiresManquants(requis.map((r) => r.partenaire), avis.filter((a) => a.renduLe !== null).map((a) => a.auTitreDe), dispenses.map((d) => d.partenaire)) };
}
