import type { SectionSaisie } from '../../domain/dossiers/contenu.js';
import { reconduire } from '../../domain/dossiers/reconduction.js';
import { Refus } from '../../domain/kernel/refus.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { trouve } from '../../web/errors.js';
import { contenuDesSections, lireDossier, lireReglesDuDossier, lireSections, lireVersionDossier } from './dossier-queries.js';

/**
 * Fills a brouillon just created with what another dossier of the same organisme holds, its last deposit if it has one.
 * @throws Refus `reprise.autre_organisme`
 * @see spec 1, stage 3
 */
export async function reprendreDossier(ctx: Contexte, dossierId: string, sourceId: string): Promise<void> {
  const [dossier, source] = [trouve(await lireDossier(ctx.db, dossierId)), await lireDossier(ctx.db, sourceId)];
  if (source?.organismeId !== dossier.organismeId) throw new Refus('reprise.autre_organisme', { champ: 'repriseDe' });
  const ancien = (await lireVersionDossier(ctx.db, sourceId))?.sections ?? contenuDesSections(await lireSections(ctx.db, sourceId));
  const sections = reconduire(ancien, await lireReglesDuDossier(ctx.db, dossier), source.appelId !== dossier.appelId);
  const lignes = (Object.entries(sections) as [SectionSaisie, object][]).map(([section, contenu]) => ({
    dossier_id: dossierId, section, contenu: JSON.stringify(contenu), version: 1, statut: 'en_cours', modifie_par: ctx.acteur.id, modifie_le: ctx.maintenant, journalise_le: ctx.maintenant,
  }));
  if (lignes.length > 0) await ctx.db('dossier_sections').insert(lignes);
  await ctx.db('dossiers').where({ id: dossierId }).update({ reprise_de_id: sourceId, titre: sections.projet?.titre ?? '', demande_cents: source.demandeCents, cout_total_cents: source.coutTotalCents });
  ctx.journaliser({ action: 'dossier.reconduire', objet: 'dossier', objetId: dossierId, dossierId, donnees: { source: source.numero ?? sourceId, sections: lignes.map((l) => l.section).join(' ') } });
}
