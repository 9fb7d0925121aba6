import type { SectionSaisie, VersionDossier } from '../../domain/dossiers/contenu.js';
import { evaluerBudget } from '../../domain/dossiers/evaluation.js';
import { pieceOuverte, sectionOuverte, type Perimetre } from '../../domain/recevabilite/perimetre.js';
import type { Contexte } from '../../platform/unit-of-work.js';
import { lirePieces, lireReglesDuDossier, lireSections, type DossierLu } from './dossier-queries.js';

/**
 * Puts the sections and pieces that `ouvert` leaves closed back as they were deposited: what was begun under an earlier
 * request, and never sent, must not come along with the answer to another one.
 */
export async function remettreCommeDepose(ctx: Contexte, dossierId: string, version: VersionDossier, ouvert: Perimetre): Promise<void> {
  const courantes = await lireSections(ctx.db, dossierId);
  for (const section of Object.keys(version.sections) as SectionSaisie[]) {
    const [deposee, courante] = [version.sections[section], courantes.get(section)];
    if (sectionOuverte(ouvert, section) || courante === undefined || canonique(courante.contenu) === canonique(deposee)) continue;
    await ctx.db('dossier_sections').where({ dossier_id: dossierId, section }).update({ contenu: JSON.stringify(deposee), version: courante.version + 1, modifie_par: ctx.acteur.id, modifie_le: ctx.maintenant });
    ctx.journaliser({ action: 'section.remettre', objet: 'section', objetId: dossierId, dossierId, donnees: { section, version: courante.version + 1 } });
  }
  await remettrePieces(ctx, dossierId, version, ouvert);
}

async function remettrePieces(ctx: Contexte, dossierId: string, version: VersionDossier, ouvert: Perimetre): Promise<void> {
  const fermees = version.pieces.filter((p) => !pieceOuverte(ouvert, p));
  const presentes = await lirePieces(ctx.db, dossierId);
  const enTrop = presentes.filter((p) => !pieceOuverte(ouvert, p) && !fermees.some((f) => f.fichierId === p.fichierId));
  for (const { id, code, precision } of enTrop) {
    await ctx.db('pieces').where({ id }).update({ retiree_le: ctx.maintenant });
    ctx.journaliser({ action: 'piece.retirer', objet: 'piece', objetId: id, dossierId, donnees: { code, precision } });
  }
  const perdues = fermees.filter((f) => !presentes.some((p) => p.fichierId === f.fichierId));
  for (const { code, precision, fichierId } of perdues) {
    await ctx.db('pieces').where({ dossier_id: dossierId, fichier_id: fichierId, code, precision }).update({ retiree_le: null });
  }
}

/** Title and amounts of lists as the deposited version has them, to write with a return to it. */
export async function champsDeLaVersion(ctx: Contexte, dossier: DossierLu, { sections: { projet, budget } }: VersionDossier): Promise<{ titre: string; demande_cents: number; cout_total_cents: number }> {
  const plan = evaluerBudget(budget, undefined, await lireReglesDuDossier(ctx.db, dossier));
  return { titre: projet.titre, demande_cents: plan.subvention.demandee, cout_total_cents: plan.totalDepenses };
}

/** The same content with its keys in another order is the same. */
const canonique = (v: unknown): string => JSON.stringify(v, (_, x: unknown) =>
  (typeof x === 'object' && x !== null && !Array.isArray(x) ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1))) : x));
