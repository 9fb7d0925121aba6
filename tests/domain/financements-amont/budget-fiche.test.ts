import { expect } from 'chai';
import fc from 'fast-check';
import { lireBudgetFiche, verifierBudgetFiche, type VerificationBudgetFiche } from '../../../server/domain/financements-amont/budget-fiche.js';
import { lireFigure } from '../../../server/domain/financements-amont/figures.js';
import { cents } from '../../../server/domain/kernel/cents.js';
import { lireMontantSaisi } from '../../../server/platform/format.js';
import { changer, ecrit, feuille, type Cellules } from './appui.js';

const FICHE: Cellules = [
  ['poste', 'montant', 'etat', 'departement'],
  ['Formation des agents d\'accueil', '24 000,00', '12 000,00', '12 000,00'],
  ['Outils partagés', '16000', '', '16 000,00 €'],
  ['Coordination', '30 000,00', '23000.00', '7000'],
  ['TOTAL', '70 000,00', '35 000,00', '35\u00a0000,00\u202f€'],
];

const verifier = (cellules: Cellules, budget: number | null = 7_000_000): VerificationBudgetFiche => verifierBudgetFiche(lireBudgetFiche(feuille(cellules), lireMontantSaisi), budget === null ? null : cents(budget));
const codes = (cellules: Cellules, budget?: number | null): string[] => verifier(cellules, budget).anomalies.map((a) => a.code);

const budgetCoherent = fc.array(fc.tuple(fc.nat(9_999_999), fc.nat(9_999_999)), { minLength: 1, maxLength: 12 }).map((postes): Cellules => {
  const [etat, departement] = [postes.reduce((s, [e]) => s + e, 0), postes.reduce((s, [, d]) => s + d, 0)];
  return [['poste', 'montant', 'etat', 'departement'], ...postes.map(([e, d], i) => [`Poste ${i}`, ecrit(e + d), ecrit(e), ecrit(d)]), ['TOTAL', ecrit(etat + departement), ecrit(etat), ecrit(departement)]];
});

describe('detailed budget of a fiche', () => {
  it('adds it up and compares it with the funding table', () => {
    expect(verifier(FICHE)).to.deep.equal({ lignes: 3, totaux: { montant: 7_000_000, etat: 3_500_000, departement: 3_500_000 }, anomalies: [] });
    expect(codes(FICHE, null)).to.deep.equal([]);
    const [different, ...autres] = verifier(FICHE, 7_000_001).anomalies;
    expect(autres).to.deep.equal([]);
    expect(different).to.deep.include({ code: 'budget_fiche_different', attendu: 7_000_001, trouve: 7_000_000, lieu: { lignes: [5], total: true, colonne: 'montant' } });
  });

  it('checks each row by itself, and the total once per column that differs', () => {
    const [ligne, total] = verifier(changer(FICHE, 2, 2, '0,01')).anomalies;
    expect(ligne).to.deep.include({ code: 'ligne_incoherente', attendu: 1_600_001, trouve: 1_600_000, lieu: { lignes: [3], poste: 'Outils partagés', colonne: 'montant' } });
    expect(total).to.deep.include({ code: 'total_incoherent', attendu: 3_500_001, trouve: 3_500_000, lieu: { lignes: [5], total: true, colonne: 'etat' } });
    expect(codes([...FICHE.slice(0, 4), ['TOTAL', '70000', '34000', '36000']])).to.deep.equal(['total_incoherent', 'total_incoherent']);
  });

  it('compares what the document announces: its TOTAL row, or the sum of the posts without one', () => {
    expect(codes(changer(FICHE, 4, 1, '69 000,00'))).to.deep.equal(['total_incoherent', 'budget_fiche_different']);
    expect(codes(FICHE.slice(0, 4))).to.deep.equal(['total_absent']);
    expect(codes(FICHE.slice(0, 4), 1)).to.have.members(['total_absent', 'budget_fiche_different']);
  });

  it('checks what can be when a figure or a column is missing', () => {
    expect(codes(changer(FICHE, 1, 1, '24 00,00'))).to.deep.equal(['montant_illisible']);
    expect(codes(FICHE.map((l) => l.slice(0, 3)))).to.deep.equal(['colonne_absente']);
    expect(codes(FICHE.slice(1))).to.deep.equal(['entete_absente']);
  });

  it('finds nothing in a coherent budget and each single figure changed', () => {
    fc.assert(fc.property(budgetCoherent, fc.nat(), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 999 }), (b, n, j, delta) => {
      expect(codes(b, null)).to.deep.equal([]);
      const rang = 1 + (n % (b.length - 1));
      const faux = verifier(changer(b, rang, j, ecrit((lireMontantSaisi(b[rang]?.[j] ?? '') ?? 0) + delta)), null).anomalies;
      expect(faux.some((a) => a.lieu.total === true && a.lieu.colonne === b[0]?.[j])).to.equal(true);
      expect(rang === b.length - 1 || faux.some((a) => a.code === 'ligne_incoherente' && a.lieu.lignes[0] === rang + 1)).to.equal(true);
    }));
  });
});

describe('figures of a funding document', () => {
  it('reads every writing of an amount, an empty cell and a lone dash being zero', () => {
    for (const brut of ['1234.56', '1 234,56', '1\u202f234,56', '1\u00a0234,56 €', ' 1234,56\u202f€ ', '1.234,56']) expect(lireFigure(brut, lireMontantSaisi).cents, brut).to.equal(123_456);
    for (const brut of ['', '  ', '-', '- €', '–', '0', '0,00 €', '-0.00']) expect(lireFigure(brut, lireMontantSaisi).cents, brut).to.equal(0);
    expect(lireFigure('-5,5', lireMontantSaisi).cents).to.equal(-550);
  });

  it('guesses nothing', () => {
    for (const brut of ['n.c.', '12 34', '1,234.56', '1.234', '12.345', '1e3', '=1+1', '999999999999,99', '1 000 000 000,00', '12 k€', '#REF!']) expect(lireFigure(brut, lireMontantSaisi), brut).to.deep.equal({ brut, cents: null });
  });
});
