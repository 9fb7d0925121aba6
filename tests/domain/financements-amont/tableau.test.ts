import { expect } from 'chai';
import fc from 'fast-check';
import type { AnomalieAmont } from '../../../server/domain/financements-amont/anomalies.js';
import { verifierTableau, type VerificationTableau } from '../../../server/domain/financements-amont/controles-tableau.js';
import { COLONNES_TABLEAU, lireTableau } from '../../../server/domain/financements-amont/tableau.js';
import { cents } from '../../../server/domain/kernel/cents.js';
import { lireMontantSaisi } from '../../../server/platform/format.js';
import { changer, ecrit, ENTETE, feuille, REEL, tableauCoherent, type Cellules } from './appui.js';

const verifier = (cellules: Cellules): VerificationTableau => verifierTableau(lireTableau(feuille(cellules), lireMontantSaisi));
const codes = (cellules: Cellules): string[] => verifier(cellules).anomalies.map((a) => a.code);
const euros = (c: string): number => lireMontantSaisi(c === '' ? '0' : c) ?? Number.NaN;
const SOMMEES = ['budget', 'etat', 'departement', 'report', 'autres'];
const DERNIERE = REEL.length - 1;

const nomme = (a: AnomalieAmont, ligne: number, colonne: string): boolean => a.lieu.lignes.includes(ligne) && (a.lieu.colonne === colonne || a.lieu.memeEcart === colonne);

describe('funding table from above', () => {
  it('finds nothing wrong in the real table of 2020, and adds it up to the cent', () => {
    const { lignes, totaux, anomalies } = verifier(REEL);
    expect(anomalies).to.deep.equal([]);
    expect(lignes).to.equal(16);
    expect(totaux).to.deep.equal({ budget: 193_665_200, etatPrenotifie: 80_223_279, etat: 65_073_200, departement: 74_297_700, report: 54_294_300, autres: 0 });
  });

  REEL.slice(1).forEach((ligne, i) => ENTETE.slice(4).forEach((colonne, j) => {
    const [rang, cellule] = [i + 1, ligne[j + 4] ?? ''];
    it(`names the place of one cent changed in line ${rang + 1}, column ${colonne}${cellule === '' ? ' (empty)' : ''}`, () => {
      const { anomalies } = verifier(changer(REEL, rang, j + 4, ecrit(euros(cellule) + 1)));
      expect(anomalies.some((a) => a.code === 'total_incoherent' && a.lieu.total === true && nomme(a, DERNIERE + 1, colonne))).to.equal(true);
      expect(anomalies.filter((a) => a.code === 'total_incoherent')).to.have.length(1);
      // A carry-over of its own takes a fiche out of the sum of its theme: the fiche is named, off by its share of what the theme carries.
      const propre = colonne === 'report' && cellule === '' && ligne[2] !== '*';
      if (propre) expect(anomalies.some((a) => a.code === 'somme_incoherente' && a.lieu.fiche === ligne[2])).to.equal(true);
      else if (rang < DERNIERE && SOMMEES.includes(colonne)) expect(anomalies.some((a) => a.code === 'somme_incoherente' && nomme(a, rang + 1, colonne))).to.equal(true);
      else expect(anomalies.some((a) => a.code === 'somme_incoherente')).to.equal(false);
    });
  }));

  it('names the fiche with its own carry-over, the theme without, and says which other total is off by as much', () => {
    const [fiche] = verifier(changer(REEL, 1, 7, '77100.01')).anomalies;
    expect(fiche).to.deep.include({
      code: 'somme_incoherente', gravite: 'bloquante', attendu: 17_000_001, trouve: 17_000_000,
      lieu: { lignes: [2], theme: 'Prévenir les sorties sèches de l\'ASE', fiche: '1.1', colonne: 'budget', memeEcart: 'departement' },
    });
    const [theme] = verifier(changer(REEL, 10, 8, '295000.01')).anomalies;
    expect(theme).to.deep.include({
      code: 'somme_incoherente', attendu: 89_665_201, trouve: 89_665_200,
      lieu: { lignes: [5, 6, 7, 8, 9, 10, 11], theme: 'Insertion des allocataires du RSA', colonne: 'budget', memeEcart: 'report' },
    });
  });

  it('takes zeros typed into the empty cells for what they are', () => {
    expect(codes(REEL.map((l, i) => (i === 0 ? l : l.map((c, j) => (j >= 4 && c === '' ? '0,00' : c)))))).to.deep.equal([]);
  });

  it('lets two errors of one theme hide behind each other only where the theme carries the sum', () => {
    const compense = (a: number, b: number): Cellules => changer(changer(REEL, a, 4, ecrit(euros(REEL[a]?.[4] ?? '') + 1)), b, 4, ecrit(euros(REEL[b]?.[4] ?? '') - 1));
    expect(codes(compense(2, 3))).to.deep.equal(['somme_incoherente', 'somme_incoherente']);
    expect(codes(compense(5, 6))).to.deep.equal([]);
  });

  it('warns when the State gives more than announced, unless an avenant says otherwise', () => {
    const plus = changer(changer(changer(REEL, 1, 6, '68000.00'), 1, 7, '77000.00'), DERNIERE, 6, '650832.00');
    const tableau = lireTableau(feuille(changer(plus, DERNIERE, 7, '742877.00')), lireMontantSaisi);
    const [depassee, ...autres] = verifierTableau(tableau).anomalies;
    expect(autres).to.deep.equal([]);
    expect(depassee).to.deep.include({ code: 'prenotification_depassee', gravite: 'avertissement', attendu: 6_790_000, trouve: 6_800_000 });
    expect(depassee?.lieu).to.deep.equal({ lignes: [2], theme: 'Prévenir les sorties sèches de l\'ASE', fiche: '1.1', colonne: 'etat' });
    const avenant = (plafond: number): string[] => verifierTableau(tableau, new Map([['prévenir les sorties sèches de l’ASE ', cents(plafond)]])).anomalies.map((a) => a.code);
    expect(avenant(6_800_000)).to.deep.equal([]);
    expect(avenant(6_799_999)).to.deep.equal(['prenotification_depassee']);
  });

  it('gives total_incoherent once per column that differs', () => {
    const faux = changer(changer(changer(REEL, DERNIERE, 4, '1936652.01'), DERNIERE, 6, ''), DERNIERE, 9, '3');
    expect(verifier(faux).anomalies.map((a) => [a.code, a.lieu.colonne, a.attendu, a.trouve])).to.deep.equal([
      ['total_incoherent', 'budget', 193_665_200, 193_665_201], ['total_incoherent', 'etat', 65_073_200, 0], ['total_incoherent', 'autres', 0, 300],
    ]);
  });

  it('keeps every figure as given, an unreadable one with its place, and checks the rest', () => {
    const faux = changer(changer(REEL, 2, 6, 'à définir'), 3, 4, '5 000,01 €');
    const tableau = lireTableau(feuille(faux), lireMontantSaisi);
    expect(tableau.lignes[1]?.montants.etat).to.deep.equal({ brut: 'à définir', cents: null });
    expect(tableau.lignes[2]?.montants.budget).to.deep.equal({ brut: '5 000,01 €', cents: 500_001 });
    const { anomalies, totaux } = verifierTableau(tableau);
    expect(anomalies.map((a) => [a.code, a.lieu.fiche ?? 'TOTAL', a.lieu.colonne, a.trouve])).to.deep.equal([
      ['montant_illisible', '2.1', 'etat', 'à définir'], ['somme_incoherente', '2.2', 'budget', 500_001], ['total_incoherent', 'TOTAL', 'budget', 193_665_200],
    ]);
    expect(totaux.etat).to.equal(65_073_200 - 3_500_000);
  });

  it('reads headings in any order and spelling, under a title, and a theme written once for its rows', () => {
    const inverse = REEL.map((l) => [...l].reverse());
    expect(codes(inverse)).to.deep.equal([]);
    const orne = [['THÈME', 'Imputation', 'Fiche', 'Intitulé', 'Budget', 'État prénotifié', 'État', 'Département', 'Report', 'Autres', ''], [], ...REEL.slice(1)];
    expect(codes(orne)).to.deep.equal([]);
    expect(codes([['Convention 2020'], ...REEL])).to.deep.equal(['texte_avant_entete']);
    const fusionne = REEL.map((l, i) => (i > 1 && l[0] === REEL[i - 1]?.[0] ? ['', ...l.slice(1)] : l));
    expect(codes(fusionne)).to.deep.equal([]);
  });

  it('tells what the file lacks or has too much of, and checks the rest', () => {
    const sans = (nom: string): Cellules => REEL.map((l) => l.filter((_, j) => j !== ENTETE.findIndex((e) => e === nom)));
    expect(codes(REEL.slice(1))).to.deep.equal(['entete_absente']);
    expect(codes([['a', 'b', 'c'], ...REEL.slice(1)])).to.deep.equal(['entete_absente']);
    for (const nom of ENTETE.slice(1)) expect(codes(sans(nom)), nom).to.deep.equal(['colonne_absente']);
    expect(codes(changer(REEL, 0, 6, 'Part État'))).to.deep.equal(['colonne_absente', 'colonne_inconnue']);
    expect(codes(changer(REEL, 0, 9, 'report'))).to.deep.equal(['colonne_absente', 'colonne_en_double']);
    expect(codes(REEL.slice(0, -1))).to.deep.equal(['total_absent']);
    expect(codes([...REEL.slice(0, 3), REEL[DERNIERE] ?? [], ...REEL.slice(3, -1)])).to.deep.equal(['total_mal_place']);
    expect(codes([...REEL, REEL[DERNIERE] ?? []])).to.deep.equal(['total_en_double']);
    expect(codes(REEL.map((l, i) => (i === 4 ? [...l, '12'] : l)))).to.deep.equal(['cellule_en_trop']);
    expect(codes([REEL[0] ?? [], ['', '', '1.1', 'Action', '1', '1', '1'], ['TOTAL', '', '', '', '1', '1', '1']])).to.deep.equal(['theme_absent']);
    expect(codes([])).to.include.members(['entete_absente', 'aucune_ligne', 'total_absent']);
  });

  it('finds nothing in a coherent table, whatever its themes', () => {
    fc.assert(fc.property(tableauCoherent, (t) => { expect(codes(t)).to.deep.equal([]); }));
  });

  it('finds every single figure changed in a coherent table', () => {
    fc.assert(fc.property(tableauCoherent, fc.nat(), fc.nat(COLONNES_TABLEAU.length - 1), fc.integer({ min: -9_999, max: 9_999 }).filter((d) => d !== 0), (t, n, j, delta) => {
      const rang = 1 + (n % (t.length - 1));
      const { anomalies } = verifier(changer(t, rang, j + 4, ecrit(euros(t[rang]?.[j + 4] ?? '') + delta)));
      const colonne = ENTETE[j + 4] ?? '';
      expect(anomalies.some((a) => nomme(a, rang + 1, colonne) || (a.lieu.total === true && a.lieu.colonne === colonne))).to.equal(true);
    }));
  });

  it('finds a row lost, a row twice and a figure nobody can read', () => {
    fc.assert(fc.property(tableauCoherent, fc.nat(), fc.nat(COLONNES_TABLEAU.length - 1), (t, n, j) => {
      const rang = 1 + (n % (t.length - 2));
      fc.pre((t[rang] ?? []).slice(4).some((c) => euros(c) !== 0));
      expect(codes(t.filter((_, i) => i !== rang))).to.include('total_incoherent');
      expect(codes(t.flatMap((l, i) => (i === rang ? [l, l] : [l])))).to.include('total_incoherent');
      expect(codes(changer(t, rang, j + 4, '12,3,4'))).to.include('montant_illisible');
    }));
  });
});
