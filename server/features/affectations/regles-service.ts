import { roleDans } from '../../domain/habilitations/acteur.js';
import { Refus } from '../../domain/kernel/refus.js';
import { choisirParRegle, type IssueAffectation, type RegleAffectation } from '../../domain/instruction/regles-affectation.js';
import { estDoublon } from '../../platform/database.js';
import type { Courriel } from '../../platform/outbox.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { lireAppel } from '../appels/appel-queries.js';
import { agentsHabilites } from '../dossiers/dossier-queries.js';
import { affecterDossier, regrouperCourriels } from '../instruction/affectation-service.js';
import { lireCandidats, listerRegles, listerSansInstructeur, type DossierSansInstructeur } from './regles-queries.js';
import { insererRegle, retirerRegle } from './regles-store.js';

/**
 * Adds a rule to a call.
 * @throws Refus `affectation.regle_inconnue` when the call has no such dispositif or territory, `affectation.non_habilite`, `affectation.regle_doublon`
 */
export async function ajouterRegle(ctx: Contexte, appelId: string, regle: Omit<RegleAffectation, 'id'>): Promise<void> {
  const { contenu } = trouve(await lireAppel(ctx.db, appelId));
  if (regle.dispositif !== 0 && !contenu.dispositifs.some((d) => d.numero === regle.dispositif)) throw new Refus('affectation.regle_inconnue', { champ: 'dispositif' });
  if (regle.territoire !== '' && !contenu.territoires.includes(regle.territoire)) throw new Refus('affectation.regle_inconnue', { champ: 'territoire' });
  if (!(await agentsHabilites(ctx.db, 'instructeur')).some((a) => a.id === regle.instructeurId)) throw new Refus('affectation.non_habilite', { champ: 'instructeurId' });
  if ((await listerRegles(ctx.db, appelId)).some((r) => r.dispositif === regle.dispositif && r.territoire === regle.territoire)) throw new Refus('affectation.regle_doublon', { champ: 'territoire' });
  const id = ctx.nouvelId();
  try {
    await insererRegle(ctx.db, { id, appelId, ...regle, creeePar: ctx.acteur.id ?? '', creeeLe: ctx.maintenant });
  } catch (erreur) {
    if (estDoublon(erreur)) throw new Refus('affectation.regle_doublon', { champ: 'territoire' });
    throw erreur;
  }
  ctx.journaliser({ action: 'affectation.ajouter_regle', objet: 'appel', objetId: appelId, donnees: { ...regle } });
}

/** Removes a rule of a call; one already removed stays so. */
export async function supprimerRegle(ctx: Contexte, appelId: string, regleId: string): Promise<void> {
  const regle = (await listerRegles(ctx.db, appelId)).find((r) => r.id === regleId);
  if (regle === undefined || !(await retirerRegle(ctx.db, appelId, regleId))) return;
  ctx.journaliser({ action: 'affectation.retirer_regle', objet: 'appel', objetId: appelId, donnees: { dispositif: regle.dispositif, territoire: regle.territoire, instructeurId: regle.instructeurId } });
}

/** What the rules would do to each recevable dossier nobody is in charge of. */
export interface Apercu { readonly dossier: DossierSansInstructeur; readonly issue: IssueAffectation }

/** Computes what applying the rules of a call would do now; dossiers of the acting person's own organismes are left out. */
export async function prevoirAffectations(db: Contexte['db'], acteur: Contexte['acteur'], appelId: string, dossierId?: string): Promise<Apercu[]> {
  const [regles, dossiers] = [await listerRegles(db, appelId), (await listerSansInstructeur(db, appelId, dossierId)).filter((d) => roleDans(acteur, d.organismeId) === null)];
  const candidats = await lireCandidats(db, regles, dossiers);
  return dossiers.map((dossier) => ({ dossier, issue: choisirParRegle(regles, dossier, candidats(dossier)) }));
}

/**
 * Applies the rules of a call to the recevable dossiers nobody is in charge of, each under the rules of `affecterDossier`;
 * whoever may not be in charge is passed over, and a dossier no rule can give stays « à affecter ». One mail a person.
 * @returns how many were given, how many are left
 */
export async function appliquerRegles(ctx: Contexte, appelId: string): Promise<{ readonly affectes: number; readonly restants: number }> {
  const courriels: Courriel[] = [];
  const sansCourriel: Contexte = { ...ctx, envoyer: (c) => void courriels.push(c), journaliser: (f) => ctx.journaliser(f) };
  const apercus = await prevoirAffectations(ctx.db, ctx.acteur, appelId);
  let affectes = 0;
  // Always in the same order: two such acts at once wait for each other instead of blocking each other.
  for (const { dossier, issue } of [...apercus].sort((a, b) => (a.dossier.id < b.dossier.id ? -1 : 1))) {
    if (issue.regle !== null && (await tenter(sansCourriel, dossier.id, issue.regle))) affectes += 1;
  }
  regrouperCourriels(ctx, courriels);
  return { affectes, restants: apercus.length - affectes };
}

/** Gives a dossier that has just become recevable to whom the rules of its call name; does nothing when they name nobody. */
export async function affecterParRegle(ctx: Contexte, { id, appelId }: { readonly id: string; readonly appelId: string }): Promise<void> {
  const [apercu] = await prevoirAffectations(ctx.db, ctx.acteur, appelId, id);
  if (apercu !== undefined && apercu.issue.regle !== null) await tenter(ctx, id, apercu.issue.regle);
}

/** Somebody else may have taken it meanwhile: it is then theirs. */
async function tenter(ctx: Contexte, dossierId: string, regle: RegleAffectation): Promise<boolean> {
  try {
    await affecterDossier(ctx, dossierId, regle.instructeurId, { regle: regle.id });
    return true;
  } catch (erreur) {
    if (erreur instanceof Refus) return false;
    throw erreur;
  }
}
