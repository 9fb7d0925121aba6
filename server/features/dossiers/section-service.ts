import type { ContenuSections, SectionSaisie } from '../../domain/dossiers/contenu.js';
import { manquesDeSection } from '../../domain/dossiers/completude.js';
import { evaluerBudget } from '../../domain/dossiers/evaluation.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { lireReglesDuDossier, type DossierLu } from './dossier-queries.js';
import { dossierEditable } from './edition.js';

/**
 * Saves a section over the version its author read.
 * @returns the new version. @throws Refus `section.conflit` when somebody saved it meanwhile; `complements.hors_demande`
 * when only other elements were asked to be corrected.
 */
export async function enregistrerSection<S extends SectionSaisie>(ctx: Contexte, dossierId: string, section: S, contenu: ContenuSections[S], versionLue: number): Promise<number> {
  const dossier = await dossierEditable(ctx, dossierId, 'section', section);
  const appel = await lireReglesDuDossier(ctx.db, dossier);
  const statut = manquesDeSection(section, contenu, appel).length === 0 ? 'complete' : 'en_cours';
  const ligne = { contenu: JSON.stringify(contenu), statut, version: versionLue + 1, modifie_par: ctx.acteur.id, modifie_le: ctx.maintenant };
  const ecrites = versionLue === 0
    ? (await ctx.db('dossier_sections').insert({ dossier_id: dossierId, section, ...ligne }).onConflict(['dossier_id', 'section']).ignore().returning<unknown[]>('section')).length
    : await ctx.db('dossier_sections').where({ dossier_id: dossierId, section, version: versionLue }).update(ligne);
  if (ecrites === 0) throw new Refus('section.conflit');
  await reporterSurLeDossier(ctx, dossier, section, contenu);
  ctx.journaliser({ action: 'section.enregistrer', objet: 'section', objetId: dossierId, dossierId, donnees: { section, version: versionLue + 1 } });
  return versionLue + 1;
}

/** Keeps the title and the amounts of lists in step with the sections they come from. */
async function reporterSurLeDossier(ctx: Contexte, dossier: DossierLu, section: SectionSaisie, contenu: ContenuSections[SectionSaisie]): Promise<void> {
  const champs: Record<string, unknown> = { modifie_le: ctx.maintenant };
  if (section === 'projet' && 'titre' in contenu) champs['titre'] = contenu.titre;
  if (section === 'budget' && 'ressources' in contenu) {
    const plan = evaluerBudget(contenu, undefined, await lireReglesDuDossier(ctx.db, dossier));
    champs['demande_cents'] = plan.subvention.demandee;
    champs['cout_total_cents'] = plan.totalDepenses;
  }
  await ctx.db('dossiers').where({ id: dossier.id }).update(champs);
}
