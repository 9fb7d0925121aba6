import type { Volume } from '../dossiers/contenu.js';
import { totaliserDepenses, type TotalDesDepenses } from '../financements/forfaits.js';
import type { CodeForfait, Financeur, Poste, Publics } from '../financements/nomenclature.js';
import { somme, type Cents } from '../kernel/cents.js';
import type { ConventionAControler } from './plafonds.js';
import { calculerSolde, type DemandeSolde, type Solde } from './solde.js';

/** A convention as the balance reads it. */
export interface ConventionASolder {
  readonly financeur: Financeur;
  readonly conditions: ConventionAControler;
  readonly objectifs: readonly Volume[];
  /** V, already paid. */
  readonly verse: Cents;
}

/** What was done, spent and received: as declared for a forecast, as retained for conclusions. */
export interface FaitsDuBilan {
  /** Quantities, in the order of the convention's objectives; a missing one counts for nothing. */
  readonly volumes: readonly number[];
  readonly publics: Publics;
  readonly nonExecution: boolean;
  readonly depenses: readonly { readonly poste: Poste; readonly montant: Cents }[];
  readonly forfaits: readonly CodeForfait[];
  readonly ressources: readonly { readonly financeur: Financeur; readonly montant: Cents }[];
}

/** The balance of one convention, with what it was computed from. */
export interface SoldeDeConvention {
  readonly demande: DemandeSolde;
  readonly depenses: TotalDesDepenses;
  readonly solde: Solde;
}

/**
 * The balance of a convention from the lines of a bilan: expenses added up under the dossier's flat rates on the
 * retained bases, and as other resources everything received but the money of the convention's own funder.
 * @throws as `calculerSolde`
 * @see spec 2.2, 2.5
 */
export function solderConventionDuBilan(convention: ConventionASolder, faits: FaitsDuBilan): SoldeDeConvention {
  const depenses = totaliserDepenses(faits.depenses, faits.forfaits);
  const demande: DemandeSolde = {
    convention: convention.conditions,
    verse: convention.verse,
    realisation: {
      volumes: convention.objectifs.map(({ prevu, poids }, rang) => ({ prevu, poids, realise: faits.volumes[rang] ?? 0 })),
      publics: faits.publics,
      nonExecution: faits.nonExecution,
    },
    depensesRetenues: depenses.total,
    autresRessources: somme(faits.ressources.filter((r) => r.financeur !== convention.financeur).map((r) => r.montant)),
  };
  return { demande, depenses, solde: calculerSolde(demande) };
}
