import type { Knex } from 'knex';
import type { Candidat } from '../../domain/instruction/affectation.js';
import type { ProjetAAffecter, RegleAffectation } from '../../domain/instruction/regles-affectation.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';

/** A rule with the name of its instructeur. */
export interface RegleLue extends RegleAffectation { readonly instructeurNom: string }

interface LigneRegle { id: string; dispositif: number; territoire: string; instructeur_id: string; prenom: string; nom: string }

/** Rules of a call, by territory then dispositif, those for all last. */
export async function listerRegles(db: Knex, appelId: string): Promise<RegleLue[]> {
  const lignes = await db('regles_affectation as r').join('personnes as p', 'p.id', 'r.instructeur_id').where({ 'r.appel_id': appelId })
    .orderBy('r.territoire', 'desc').orderBy('r.dispositif', 'desc').select<LigneRegle[]>('r.id', 'r.dispositif', 'r.territoire', 'r.instructeur_id', 'p.prenom', 'p.nom');
  return lignes.map((l) => ({ id: l.id, dispositif: Number(l.dispositif), territoire: l.territoire, instructeurId: l.instructeur_id, instructeurNom: `${l.prenom} ${l.nom}` }));
}

/** A recevable dossier nobody is in charge of. */
export interface DossierSansInstructeur extends ProjetAAffecter {
  readonly id: string;
  readonly numero: string;
  readonly titre: string;
  readonly organismeId: string;
  readonly organismeNom: string;
}

interface LigneDossier { id: string; numero: string | null; titre: string; etat: string; organisme_id: string; organisme: string; dispositif: number | null; controleur_id: string | null }

/** Dossiers applied to at once: what is left waits for the next time. */
export const DOSSIERS_PAR_APPLICATION = 500;

/** Recevable dossiers of a call nobody is in charge of, by number, or the one named; two queries. */
export async function listerSansInstructeur(db: Knex, appelId: string, dossierId?: string): Promise<DossierSansInstructeur[]> {
  const requete = db('dossiers as d').join('organismes as o', 'o.id', 'd.organisme_id').where({ 'd.appel_id': appelId, 'd.etat': 'recevable' }).whereNull('d.instructeur_id');
  if (dossierId !== undefined) void requete.where('d.id', dossierId);
  const lignes = await requete.orderBy('d.numero').orderBy('d.id').limit(DOSSIERS_PAR_APPLICATION)
    .select<LigneDossier[]>('d.id', 'd.numero', 'd.titre', 'd.etat', 'd.organisme_id', 'o.nom as organisme', 'd.dispositif', 'd.controleur_id');
  const territoires = await db('dossier_territoires').whereIn('dossier_id', lignes.map((l) => l.id)).select<{ dossier_id: string; territoire: string }[]>('dossier_id', 'territoire');
  const parDossier = new Map<string, string[]>();
  for (const t of territoires) parDossier.set(t.dossier_id, [...(parDossier.get(t.dossier_id) ?? []), t.territoire]);
  return lignes.map((l) => ({
    id: l.id, numero: l.numero ?? '', titre: l.titre, etat: l.etat, organismeId: l.organisme_id, organismeNom: l.organisme, instructeurId: null, controleurId: l.controleur_id,
    dispositif: l.dispositif === null ? null : Number(l.dispositif), territoires: parDossier.get(l.id) ?? [],
  }));
}

/** Tells, for a person of a rule and a dossier, whether they may be in charge of it; two queries for all of them. */
export async function lireCandidats(db: Knex, regles: readonly RegleAffectation[], dossiers: readonly DossierSansInstructeur[]): Promise<(dossier: DossierSansInstructeur) => (instructeurId: string) => Candidat> {
  const habilites = new Set((await agentsHabilites(db, 'instructeur')).map((a) => a.id));
  const membres = await db('membres').whereNot({ etat: 'refuse' }).whereIn('personne_id', [...new Set(regles.map((r) => r.instructeurId))]).whereIn('organisme_id', [...new Set(dossiers.map((d) => d.organismeId))])
    .select<{ personne_id: string; organisme_id: string }[]>('personne_id', 'organisme_id');
  const appartenances = new Set(membres.map((m) => `${m.personne_id}:${m.organisme_id}`));
  return ({ organismeId }) => (id) => ({ id, habilite: habilites.has(id), membre: appartenances.has(`${id}:${organismeId}`) });
}
