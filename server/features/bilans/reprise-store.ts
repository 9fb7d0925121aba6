import type { Contexte } from '../../platform/unit-of-work.js';
import { rangSuivant } from './depense-store.js';

const PAR_LOT = 500;
const COLONNES = [
  'poste', 'libelle', 'date', 'acquittee_le', 'montant_cents', 'fournisseur', 'reference', 'salarie', 'mois', 'heures_centiemes', 'facture_cle', 'salarie_cle', 'contenu_cle',
] as const;

type Ligne = Record<(typeof COLONNES)[number], unknown> & { readonly id: string; readonly rang: number };

/** Copies the lines of a bilan and their evidence into another, each once, some hundreds at a time. @returns how many were copied */
export async function copierLesLignes(ctx: Contexte, de: string, vers: string): Promise<number> {
  const { db } = ctx;
  const source = `bilan:${de}`;
  await db('bilan_pieces').insert(db('bilan_pieces').where({ bilan_id: de }).select(db.raw('?', [vers]), 'fichier_id', 'ajoutee_le')).onConflict(['bilan_id', 'fichier_id']).ignore();
  let [rangLu, copiees] = [0, 0];
  for (;;) {
    const lignes = await db('bilan_depenses').where({ bilan_id: de }).where('rang', '>', rangLu).orderBy('rang').limit(PAR_LOT).select<Ligne[]>('id', 'rang', ...COLONNES);
    const connues = new Set((await db('bilan_depenses').where({ bilan_id: vers, source_cle: source }).whereIn('source_ligne', lignes.map((l) => l.rang)).pluck<number[]>('source_ligne')).map(Number));
    const premier = await rangSuivant(ctx, vers);
    const nouvelles = lignes.filter((l) => !connues.has(Number(l.rang))).map((l, i) => {
      const { id: ancienne, rang, ...valeurs } = l;
      return { ancienne, ligne: { ...valeurs, id: ctx.nouvelId(), bilan_id: vers, rang: premier + i, source_cle: source, source_ligne: Number(rang) } };
    });
    if (nouvelles.length > 0) await db('bilan_depenses').insert(nouvelles.map((n) => n.ligne));
    await copierLesPieces(ctx, new Map(nouvelles.map((n) => [n.ancienne, n.ligne.id])));
    copiees += nouvelles.length;
    if (lignes.length < PAR_LOT) return copiees;
    rangLu = Number(lignes.at(-1)?.rang ?? 0);
  }
}

async function copierLesPieces({ db }: Contexte, copies: ReadonlyMap<string, string>): Promise<void> {
  const liens = await db('bilan_depense_pieces').whereIn('depense_id', [...copies.keys()]).select<{ depense_id: string; fichier_id: string }[]>('depense_id', 'fichier_id');
  if (liens.length > 0) await db('bilan_depense_pieces').insert(liens.map((l) => ({ depense_id: copies.get(l.depense_id), fichier_id: l.fichier_id })));
}

/** Copies the resources of a bilan into another. */
export async function copierLesRessources({ db, nouvelId }: Contexte, de: string, vers: string): Promise<void> {
  const ressources = await db('bilan_ressources').where({ bilan_id: de }).orderBy('id').select<Record<string, unknown>[]>('financeur', 'libelle', 'montant_cents', 'fichier_id');
  if (ressources.length > 0) await db('bilan_ressources').insert(ressources.map((r) => ({ ...r, id: nouvelId(), bilan_id: vers })));
}
