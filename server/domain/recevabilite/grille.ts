import type { ContenuAppel } from '../appels/contenu.js';
import type { VersionDossier } from '../dossiers/contenu.js';
import { faitsPieces } from '../dossiers/evaluation.js';
import { piecesExigees } from '../dossiers/pieces-exigees.js';
import { Refus } from '../kernel/refus.js';
import type { CodeControle, Controle } from './controles.js';
import { clePiece, estContredite, examinerPiece, type EtatPiece, type FaitsFichiers } from './etat-piece.js';

export const RESULTATS_LIGNE = ['conforme', 'non_conforme', 'sans_objet'] as const;
export type ResultatLigne = (typeof RESULTATS_LIGNE)[number];

/** What a person decided on one line of the checklist; `cle` is `regle:periode` or `piece:lettre_intention:commune`. */
export interface DecisionLigne {
  readonly cle: string;
  readonly resultat: ResultatLigne | null;
  readonly commentaire: string;
}

/** A line of the checklist: an eligibility rule the machine looked at, or a piece of the call. */
export type LigneGrille =
  | { readonly cle: string; readonly nature: 'regle'; readonly code: CodeControle; readonly obligatoire: true; readonly contredite: boolean }
  | { readonly cle: string; readonly nature: 'piece'; readonly code: string; readonly precision: string; readonly intitule: string; readonly obligatoire: boolean; readonly contredite: boolean;
    readonly etat: EtatPiece; readonly valableJusquAu: string | null };

/**
 * Lines a person goes through: one per eligibility rule, then one per piece asked of this dossier.
 * `contredite`: the machine found the rule broken, or the piece absent, out of date or infected, so that `conforme` needs an explanation.
 * @see spec 1, stage 5
 */
export function lignesDeLaGrille(version: VersionDossier, appel: ContenuAppel, controles: readonly Controle[], faits: FaitsFichiers): LigneGrille[] {
  const regles = controles.filter((c) => c.code !== 'pieces').map((c): LigneGrille => (
    { cle: `regle:${c.code}`, nature: 'regle', code: c.code, obligatoire: true, contredite: c.resultat === 'bloquant' }));
  const pieces = piecesExigees(appel, faitsPieces(version.sections, version.organisme.nature, appel)).map((p): LigneGrille => {
    const { etat, valableJusquAu } = examinerPiece(version, p, faits);
    return {
      cle: `piece:${clePiece(p)}`, nature: 'piece', code: p.code, precision: p.precision, intitule: p.intitule, obligatoire: p.obligatoire, contredite: estContredite(etat, p.obligatoire), etat, valableJusquAu,
    };
  });
  return [...regles, ...pieces];
}

/** Where the checklist stands: keys of lines, in order. */
export interface BilanGrille {
  /** Required lines nobody has decided on. */
  readonly restantes: readonly string[];
  /** Required lines found wrong. */
  readonly nonConformes: readonly string[];
  /** Lines decided against what the machine found, or found wrong, without a word of explanation. */
  readonly aExpliquer: readonly string[];
}

/** Weighs the decisions against the lines expected; decisions on other lines are ignored. */
export function peserGrille(lignes: readonly LigneGrille[], decisions: readonly DecisionLigne[]): BilanGrille {
  const parCle = new Map(decisions.map((d) => [d.cle, d]));
  const cles = (garder: (ligne: LigneGrille, decision: DecisionLigne | undefined) => boolean): string[] =>
    lignes.filter((l) => garder(l, parCle.get(l.cle))).map((l) => l.cle);
  return {
    restantes: cles((l, d) => l.obligatoire && (d?.resultat ?? null) === null),
    nonConformes: cles((l, d) => l.obligatoire && d?.resultat === 'non_conforme'),
    aExpliquer: cles((l, d) => d !== undefined && d.commentaire.trim() === '' && (d.resultat === 'non_conforme' || (l.contredite && d.resultat !== null))),
  };
}

/**
 * Holds that a person may declare the dossier admissible: every required line decided, none wrong, each decision
 * against the machine's finding explained.
 * @throws Refus `recevabilite.incomplete`, `recevabilite.non_conforme`, `recevabilite.inexpliquee`, each with `nombre`
 * @see spec 1, stage 5 ("it proposes, a person decides")
 */
export function exigerGrilleRecevable(lignes: readonly LigneGrille[], decisions: readonly DecisionLigne[]): void {
  const { restantes, nonConformes, aExpliquer } = peserGrille(lignes, decisions);
  if (restantes.length > 0) throw new Refus('recevabilite.incomplete', { nombre: restantes.length });
  if (nonConformes.length > 0) throw new Refus('recevabilite.non_conforme', { nombre: nonConformes.length });
  if (aExpliquer.length > 0) throw new Refus('recevabilite.inexpliquee', { nombre: aExpliquer.length });
}
