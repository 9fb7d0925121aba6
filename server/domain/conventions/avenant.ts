import { postesRemplaces, totaliserDepenses } from '../financements/forfaits.js';
import { POSTES, type Poste, type Publics } from '../financements/nomenclature.js';
import { ZERO, type Cents } from '../kernel/cents.js';
import { Refus } from '../kernel/refus.js';
import type { Jour } from '../kernel/jour.js';
import type { TermesConvention } from './termes.js';

/** What a convention says at one of its versions; amount in cents. */
export interface Clauses { readonly montant: Cents; readonly termes: TermesConvention }

/** What an avenant may change; quantities in the order of the objectives. */
export interface Revision {
  readonly montant: Cents;
  readonly fin: Jour;
  readonly volumes: readonly number[];
  readonly publics: Publics;
  readonly postes: Partial<Readonly<Record<Poste, Cents>>>;
}

/** Number of an avenant: `CONV-AAP-2022-0001-D-A1`. */
export const numeroAvenant = (numeroConvention: string, rang: number): string => `${numeroConvention}-A${rang}`;

/**
 * The clauses once revised: the planned cost is what the posts make, flat rates recomputed on them. A convention that never
 * knew its posts keeps its planned cost; posts that a flat rate replaces keep their estimate, which nobody revises.
 * @see spec 2.2, 2.5 (D_p)
 */
export function reviser({ termes }: Clauses, { montant, fin, volumes, publics, postes }: Revision): Clauses {
  const remplaces = postesRemplaces(termes.forfaits);
  const revises = Object.fromEntries(POSTES.flatMap((poste) => {
    const prevu = remplaces.has(poste) ? termes.postes?.[poste] : postes[poste];
    return prevu === undefined ? [] : [[poste, prevu] as const];
  }));
  const lignes = POSTES.flatMap((poste) => (revises[poste] === undefined ? [] : [{ poste, montant: revises[poste] }]));
  return {
    montant,
    termes: {
      ...termes, operation: { ...termes.operation, fin }, publicsPrevus: publics,
      objectifs: termes.objectifs.map((o, i) => ({ ...o, prevu: volumes[i] ?? o.prevu })),
      ...(termes.postes === undefined ? {} : { postes: revises, depensesPrevuesCents: totaliserDepenses(lignes, termes.forfaits).total }),
    },
  };
}

/** One clause that changed: `rang` tells which objective, `poste` which post. */
export type Changement =
  | { readonly clause: 'montant' | 'cout'; readonly avant: Cents; readonly apres: Cents }
  | { readonly clause: 'fin'; readonly avant: Jour; readonly apres: Jour }
  | { readonly clause: 'volume'; readonly intitule: string; readonly unite: string; readonly avant: number; readonly apres: number }
  | { readonly clause: 'public'; readonly public: keyof Publics; readonly avant: number; readonly apres: number }
  | { readonly clause: 'poste'; readonly poste: Poste; readonly avant: Cents; readonly apres: Cents };

const PUBLICS: readonly (keyof Publics)[] = ['rsa', 'horsRsaMoins25', 'horsRsaAutres'];

/** What a version changes of the one before, in the order of the articles. */
export function changementsDe(avant: Clauses, apres: Clauses): Changement[] {
  const [a, b] = [avant.termes, apres.termes];
  const tous: Changement[] = [
    { clause: 'fin', avant: a.operation.fin, apres: b.operation.fin }, { clause: 'montant', avant: avant.montant, apres: apres.montant },
    { clause: 'cout', avant: a.depensesPrevuesCents, apres: b.depensesPrevuesCents },
    ...POSTES.map((poste): Changement => ({ clause: 'poste', poste, avant: a.postes?.[poste] ?? ZERO, apres: b.postes?.[poste] ?? ZERO })),
    ...a.objectifs.map((o, i): Changement => ({ clause: 'volume', intitule: o.intitule, unite: o.unite, avant: o.prevu, apres: b.objectifs[i]?.prevu ?? o.prevu })),
    ...PUBLICS.map((p): Changement => ({ clause: 'public', public: p, avant: a.publicsPrevus[p], apres: b.publicsPrevus[p] })),
  ];
  return tous.filter((c) => c.avant !== c.apres);
}

/** What an avenant is judged on besides its clauses. */
export interface Circonstances {
  /** Paid, or on its way to be: never taken back by an avenant; cents. */
  readonly verse: Cents;
  readonly deliberation: string;
  /** Last day of the operations of the call. */
  readonly finDesOperations: Jour;
}

/**
 * Holds that an avenant may be proposed. It never goes below what is paid: what would be paid in excess is claimed when the
 * balance is known, by a title, since an avenant signed by both parties does not recover money by itself.
 * @throws Refus `avenant.sans_changement`, `avenant.deliberation_absente`, `avenant.sous_verse` { verse }, `avenant.au_dessus_du_cout` { cout },
 *   `avenant.fin_avant_debut`, `avenant.hors_periode` { fin }
 * @see spec 1, Convention
 */
export function verifierAvenant(avant: Clauses, apres: Clauses, { verse, deliberation, finDesOperations }: Circonstances): void {
  if (changementsDe(avant, apres).length === 0) throw new Refus('avenant.sans_changement');
  const { debut, fin } = apres.termes.operation;
  if (fin < debut) throw new Refus('avenant.fin_avant_debut', { champ: 'fin' });
  if (fin > finDesOperations && fin !== avant.termes.operation.fin) throw new Refus('avenant.hors_periode', { champ: 'fin', fin: finDesOperations });
  if (apres.montant < verse) throw new Refus('avenant.sous_verse', { champ: 'montant', verse });
  if (apres.montant > apres.termes.depensesPrevuesCents) throw new Refus('avenant.au_dessus_du_cout', { champ: 'montant', cout: apres.termes.depensesPrevuesCents });
  if (apres.montant > avant.montant && deliberation.trim() === '') throw new Refus('avenant.deliberation_absente', { champ: 'deliberation' });
}
