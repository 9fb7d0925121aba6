import type { ContenuAppel } from '../appels/contenu.js';
import { financeursConventionnes } from '../conventions/termes.js';
import { anomaliesDeDepot, evaluerPlan, type Anomalie, type EvaluationPlan } from '../financements/plan.js';
import { NATURES, type Financeur, type Nature } from '../financements/nomenclature.js';
import { SECTIONS, type ContenuSections, type Section, type SectionBudget, type SectionPublics } from './contenu.js';
import { manquesDeSection, type Manque } from './completude.js';
import { cofinanceursParLigne, cofinanceursSollicites, piecesExigees, type FaitsPieces, type PieceExigee } from './pieces-exigees.js';

const BUDGET_VIDE: SectionBudget = { depenses: [], ressources: [], forfaits: [], valorisations: [] };
const PUBLICS_VIDES = { rsa: 0, horsRsaMoins25: 0, horsRsaAutres: 0 };
const estNature = (n: string): n is Nature => (NATURES as readonly string[]).includes(n);

/** The plan of a dossier judged by the rules of its call (spec 2.1 to 2.3). */
export function evaluerBudget(budget: SectionBudget | undefined, publics: Pick<SectionPublics, 'rsa' | 'horsRsaMoins25' | 'horsRsaAutres'> | undefined, { regles }: ContenuAppel): EvaluationPlan {
  const { depenses, ressources, forfaits } = budget ?? BUDGET_VIDE;
  const { rsa, horsRsaMoins25, horsRsaAutres } = publics ?? PUBLICS_VIDES;
  return evaluerPlan({
    regles: { plafondHorsRsa: regles.plafondHorsRsa, tauxMaxFse: regles.tauxMaxFse, forfaits, financeur: regles.financeur, naturesIneligibles: regles.naturesIneligibles.filter(estNature) },
    depenses, ressources, publics: { rsa, horsRsaMoins25, horsRsaAutres },
  });
}

/** Facts about pieces that the sections give. */
export function faitsPieces(sections: Partial<ContenuSections>, natureOrganisme: string, appel: ContenuAppel): FaitsPieces {
  return {
    nature: natureOrganisme, forfaits: sections.budget?.forfaits ?? [], cofinanceursSollicites: cofinanceursSollicites(sections.budget, financeursConventionnes(appel.regles)),
    signataireDelegue: sections.organisme?.signataireDelegue ?? false, reconduction: sections.projet?.reconduction ?? false,
  };
}

export interface EtatSection { readonly section: Section; readonly manques: readonly Manque[]; readonly complete: boolean }

/** Everything that stands between a dossier and its deposit. */
export interface ExamenDepot {
  readonly sections: readonly EtatSection[];
  readonly plan: EvaluationPlan;
  /** Anomalies of the plan and of the deposit, blocking ones included. */
  readonly anomalies: readonly Anomalie[];
  readonly pieces: readonly (PieceExigee & { readonly fournie: boolean })[];
  readonly deposable: boolean;
}

/**
 * Examines a dossier before deposit: sections complete, plan without blocking anomaly, required pieces present
 * (spec 1, stage 4; spec 2.1). A piece the antivirus condemned is not provided. Nothing is decided here about its recevabilité.
 */
export function examinerDepot(sections: Partial<ContenuSections>, natureOrganisme: string, fournies: readonly { code: string; precision: string; analyse?: string }[], appel: ContenuAppel): ExamenDepot {
  const exigees = piecesExigees(appel, faitsPieces(sections, natureOrganisme, appel))
    .map((p) => ({ ...p, fournie: fournies.some((f) => f.code === p.code && f.precision === p.precision && f.analyse !== 'infectee') }));
  const plan = evaluerBudget(sections.budget, sections.publics, appel);
  const anomalies = [...plan.anomalies, ...anomaliesDesPieces(sections, exigees, financeursConventionnes(appel.regles))];
  const etats = SECTIONS.map((section): EtatSection => {
    const manques = section === 'pieces'
      ? exigees.filter((p) => p.obligatoire && !p.fournie).map((p) => ({ champ: p.precision === '' ? p.code : `${p.code}:${p.precision}`, code: 'a_remplir' as const }))
      : manquesDeSection(section, sections[section], appel);
    const bloque = section === 'budget' && plan.anomalies.some((a) => a.gravite === 'bloquante');
    return { section, manques, complete: manques.length === 0 && !bloque };
  });
  return { sections: etats, plan, anomalies, pieces: exigees, deposable: etats.every((e) => e.complete) && !anomalies.some((a) => a.gravite === 'bloquante') };
}

function anomaliesDesPieces(sections: Partial<ContenuSections>, pieces: readonly (PieceExigee & { fournie: boolean })[], verseurs: readonly Financeur[]): readonly Anomalie[] {
  const { projet, budget } = sections;
  if (projet === undefined || budget === undefined || !projet.debut || !projet.fin) return [];
  const parLigne = cofinanceursParLigne(budget, verseurs);
  const lettre = (financeur: string): boolean => !pieces.some((p) => p.precision === financeur && !p.fournie);
  return anomaliesDeDepot({
    operation: { debut: projet.debut, fin: projet.fin },
    depenses: budget.depenses.map(() => ({ debut: null, fin: null })),
    ressources: budget.ressources.map((r, i) => ({ financeur: r.financeur, statut: r.statut, lettre: lettre(parLigne[i] ?? r.financeur) })),
    forfaits: budget.forfaits,
    estimatif: !pieces.some((p) => p.code === 'estimatif_forfait' && !p.fournie),
  });
}
