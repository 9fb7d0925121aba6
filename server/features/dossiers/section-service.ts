import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { ContenuSections, SectionSaisie } from '../../domain/dossiers/contenu.js';
import { manquesDeSection } from '../../domain/dossiers/completude.js';
import { evaluerBudget } from '../../domain/dossiers/evaluation.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { lireReglesDuDossier, type DossierLu } from './dossier-queries.js';
import { dossierEditable } from './edition.js';

/** One journal row tells of the saves one person makes by typing during this time; an explicit save always writes its own. */
const UNE_SAISIE_MS = 30 * 60_000;

interface LigneSection { readonly contenu: string; readonly version: number; readonly modifie_par: string | null; readonly journalise_le: string | null }

/**
 * Saves a section over the version its author read. What is already stored is not stored again.
 * @param auto the save comes from typing: one person's saves within half an hour make one row of the journal
 * @returns the version stored. @throws Refus `section.conflit` when somebody saved it meanwhile; `complements.hors_demande`
 * when only other elements were asked to be corrected.
 */
export async function enregistrerSection<S extends SectionSaisie>(ctx: Contexte, dossierId: string, section: S, contenu: ContenuSections[S], versionLue: number, auto = false): Promise<number> {
  const dossier = await dossierEditable(ctx, dossierId, 'section', section);
  const stockee = await ctx.db('dossier_sections').where({ dossier_id: dossierId, section }).first<LigneSection | undefined>('contenu', 'version', 'modifie_par', 'journalise_le');
  if (Number(stockee?.version ?? 0) !== versionLue) throw new Refus('section.conflit');
  const texte = JSON.stringify(contenu);
  if (stockee?.contenu === texte) return versionLue;
  const appel = await lireReglesDuDossier(ctx.db, dossier);
  const aJournaliser = !auto || !memeSaisie(ctx, stockee);
  await ctx.db('dossier_sections').insert({
    dossier_id: dossierId, section, contenu: texte, statut: manquesDeSection(section, contenu, appel).length === 0 ? 'complete' : 'en_cours', version: versionLue + 1,
    modifie_par: ctx.acteur.id, modifie_le: ctx.maintenant, ...(aJournaliser ? { journalise_le: ctx.maintenant } : {}),
  }).onConflict(['dossier_id', 'section']).merge();
  await reporterSurLeDossier(ctx, dossier, appel, section, contenu);
  if (aJournaliser) ctx.journaliser({ action: 'section.enregistrer', objet: 'section', objetId: dossierId, dossierId, donnees: { section, version: versionLue + 1 } });
  return versionLue + 1;
}

/** The dossier is locked: what is stored cannot change before the end of the transaction. */
const memeSaisie = (ctx: Contexte, stockee: LigneSection | undefined): boolean =>
  stockee?.journalise_le != null && stockee.modifie_par === ctx.acteur.id && Date.parse(ctx.maintenant) - Date.parse(stockee.journalise_le) < UNE_SAISIE_MS;

/** Keeps the title and the amounts of lists in step with the sections they come from. */
async function reporterSurLeDossier(ctx: Contexte, dossier: DossierLu, appel: ContenuAppel, section: SectionSaisie, contenu: ContenuSections[SectionSaisie]): Promise<void> {
  const champs: Record<string, unknown> = { modifie_le: ctx.maintenant };
  if (section === 'projet' && 'titre' in contenu) champs['titre'] = contenu.titre;
  if (section === 'budget' && 'ressources' in contenu) {
    const plan = evaluerBudget(contenu, undefined, appel);
    champs['demande_cents'] = plan.subvention.demandee;
    champs['cout_total_cents'] = plan.totalDepenses;
  }
  await ctx.db('dossiers').where({ id: dossier.id }).update(champs);
}
