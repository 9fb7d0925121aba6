import type { Cents } from '../domain/kernel/cents.js';
import type { SoldeDeConvention } from '../domain/service-fait/assemblage.js';
import { expliquerSolde, type Reglement } from './explication-solde.js';
import { dateLongue } from '../platform/format.js';
import { libelle } from './libelles.js';

/** The balance of one convention, ready for a page: figures in cents, sentences in French. */
export interface SoldePresente {
  readonly numero: string;
  readonly financeur: string;
  readonly montantCents: Cents;
  readonly duCents: Cents;
  readonly verseCents: Cents;
  readonly soldeCents: Cents;
  readonly aReverserCents: Cents;
  readonly aReverser: boolean;
  /** Name of the last key figure: `Solde à verser`, `Solde versé le …`, `À reverser`, `Reversé le …`. */
  readonly libelleSolde: string;
  readonly libelleVerse: string;
  readonly tauxRealisation: string;
  readonly depensesCents: Cents;
  readonly autresRessourcesCents: Cents;
  readonly forfaits: readonly { readonly texte: string; readonly assietteCents: Cents; readonly montantCents: Cents }[];
  readonly plafonds: readonly { readonly libelle: string; readonly montantCents: number | null; readonly phrase: string; readonly contraignant: boolean }[];
  readonly contraignant: string;
  readonly conclusion: string;
  readonly leviers: readonly string[];
}

/**
 * Puts a balance into words, as the porteur, the controller and the auditor read it (spec 2.5).
 * @param reglement how it was settled since; null while it is not, and in a document frozen at its date
 */
export function presenterSolde(convention: { readonly numero: string; readonly financeur: string }, { demande, depenses, solde }: SoldeDeConvention, reglement: Reglement | null = null): SoldePresente {
  const { plafonds, conclusion, leviers } = expliquerSolde(solde, reglement);
  return {
    numero: convention.numero, financeur: libelle('financeur', convention.financeur), montantCents: demande.convention.montant,
    duCents: solde.du, verseCents: demande.verse, soldeCents: solde.solde, aReverserCents: solde.aReverser, aReverser: solde.aReverser > 0,
    libelleSolde: nommerSolde(solde.aReverser > 0, reglement), libelleVerse: reglement === null ? 'Déjà versé' : 'Versé avant le contrôle',
    tauxRealisation: solde.tauxRealisation, depensesCents: demande.depensesRetenues, autresRessourcesCents: demande.autresRessources,
    forfaits: depenses.forfaits.map((f) => ({ texte: libelle('forfait', f.code), assietteCents: f.assiette, montantCents: f.montant })),
    plafonds: plafonds.map((p) => ({ libelle: p.libelle, montantCents: p.montantCents, phrase: p.phrase, contraignant: p.contraignant })),
    contraignant: libelle('plafond', solde.contraignant), conclusion, leviers,
  };
}

function nommerSolde(aReverser: boolean, reglement: Reglement | null): string {
  if (reglement === null) return aReverser ? 'À reverser' : 'Solde à verser';
  const date = reglement.le === null ? '' : ` le ${dateLongue(reglement.le)}`;
  return `${{ verse: 'Solde versé', reverse: 'Reversé', abandonne: 'Reversement annulé' }[reglement.nature]}${date}`;
}
