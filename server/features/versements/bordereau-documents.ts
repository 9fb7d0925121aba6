import { instant, jourAParis, type Instant } from '../../platform/clock.js';
import { dateCourte, dateLongue, euros, pluriel } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import { grouperIban, referenceDe, type Coordonnees } from './versement-documents.js';
import type { VersementLu } from './versement-queries.js';

interface Ligne { readonly versement: VersementLu; readonly compte: Coordonnees }

export interface Bordereau {
  readonly numero: string;
  readonly lignes: readonly Ligne[];
  readonly par: string;
  readonly le: Instant;
  readonly collectivite: string;
}

/** Bordereau of orders to pay: each payment with its account and who prepared and approved it, totals by funder, and places to sign. */
export function corpsDuBordereau({ numero, lignes, par, le, collectivite }: Bordereau): Bloc[] {
  const total = somme(lignes);
  const date = dateLongue(jourAParis(le));
  return [
    { type: 'definitions', entrees: [
      { terme: 'Bordereau', valeur: numero }, { terme: 'Établi le', valeur: `${date} par ${par}` }, { terme: 'Contenu', valeur: `${pluriel(lignes.length, 'mandat')}, ${euros(total)}` },
    ] },
    { type: 'tableau', legende: `Mandats du bordereau ${numero}`, colonnes: [
      { titre: 'Référence', largeur: 2 }, { titre: 'Bénéficiaire et compte', largeur: 3 }, { titre: 'Liquidé, validé', largeur: 2 }, { titre: 'Montant', alignement: 'droite' },
    ], lignes: lignes.map(enRangee), totaux: ['Total', '', '', euros(total)] },
    { type: 'tableau', legende: 'Totaux par financeur', colonnes: [{ titre: 'Financeur', largeur: 3 }, { titre: 'Mandats', alignement: 'droite' }, { titre: 'Montant', alignement: 'droite' }], lignes: parFinanceur(lignes), totaux: ['Total', String(lignes.length), euros(total)] },
    { type: 'paragraphe', texte: `Arrêté le présent bordereau à la somme de ${euros(total)}.` },
    { type: 'signature', lieu: '', date, qualite: `L’ordonnateur, pour ${collectivite}` },
    { type: 'signature', lieu: '', date: '', qualite: 'Le comptable public (date et visa)' },
  ];
}

const somme = (lignes: readonly Ligne[]): number => lignes.reduce((n, l) => n + l.versement.montantCents, 0);
const jourDe = (le: string | null): string => (le === null ? '' : dateCourte(jourAParis(instant(le))));

function enRangee({ versement: v, compte }: Ligne): string[] {
  const validations = [`${v.liquidePar?.nom ?? ''}, ${jourDe(v.liquideLe)}`, `${v.validePar?.nom ?? ''}, ${jourDe(v.valideLe)}`, ...(v.confirmePar === null ? [] : [`${v.confirmePar.nom}, ${jourDe(v.confirmeLe)}`])];
  return [`${referenceDe(v)}\n${v.dossier.numero}`, `${compte.titulaire}\n${grouperIban(compte.iban)}\n${compte.bic}`, validations.join('\n'), euros(v.montantCents)];
}

function parFinanceur(lignes: readonly Ligne[]): string[][] {
  return [...new Set(lignes.map((l) => l.versement.convention.financeur))].sort().map((financeur) => {
    const siennes = lignes.filter((l) => l.versement.convention.financeur === financeur);
    return [libelle('financeur', financeur), String(siennes.length), euros(somme(siennes))];
  });
}
