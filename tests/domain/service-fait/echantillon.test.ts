import { expect } from 'chai';
import fc from 'fast-check';
import { cents, type Cents } from '../../../server/domain/kernel/cents.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { taux } from '../../../server/domain/kernel/taux.js';
import { extrapoler, regleCommune, tailleEchantillon, tirer, type LigneATirer, type RegleEchantillonnage } from '../../../server/domain/service-fait/echantillon.js';

const lignes = (n: number): LigneATirer[] => Array.from({ length: n }, (_, i) => ({ id: `l${i + 1}`, rang: i + 1 }));
const code = (f: () => unknown): string => { try { f(); return 'ok'; } catch (e) { return e instanceof Refus ? e.code : String(e); } };

const REGLE: RegleEchantillonnage = { seuilLignes: 100, taux: taux('0.1'), minimum: 5, extrapolation: true };

describe('sampling of expense lines', () => {
  it('draws a share rounded up, its minimum at least, all the lines at most, and nothing below its threshold', () => {
    expect(code(() => tailleEchantillon(REGLE, 99))).to.equal('echantillon.sous_le_seuil');
    expect(tailleEchantillon(REGLE, 101)).to.equal(11);
    expect(tailleEchantillon({ ...REGLE, minimum: 30 }, 100)).to.equal(30);
    expect(tailleEchantillon({ ...REGLE, seuilLignes: 0, minimum: 30 }, 12)).to.equal(12);
  });

  it('takes the most demanding figures when several conventions allow it, and is refused when one does not', () => {
    const autre: RegleEchantillonnage = { seuilLignes: 50, taux: taux('0.25'), minimum: 3, extrapolation: false };
    expect(regleCommune([REGLE, autre])).to.deep.equal({ seuilLignes: 100, taux: '0.2500', minimum: 5, extrapolation: true });
    expect(regleCommune([REGLE, undefined])).to.equal(null);
    expect(regleCommune([])).to.equal(null);
  });

  it('draws the same lines from the same seed whatever the order they come in, never one twice', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }), fc.double({ min: 0, max: 1, noNaN: true }), (n, g, part) => {
      const [toutes, graine, taille] = [lignes(n), g.toString(16).padStart(16, '0'), Math.floor(n * part)];
      const tirees = tirer(toutes, graine, taille);
      expect(tirees).to.deep.equal(tirer([...toutes].reverse(), graine, taille));
      expect(new Set(tirees).size).to.equal(taille);
    }), { numRuns: 200 });
  });

  it('gives each line the same chance', () => {
    const compte = new Map<string, number>();
    for (let g = 0; g < 4000; g += 1) for (const id of tirer(lignes(10), g.toString(16).padStart(16, '0'), 3)) compte.set(id, (compte.get(id) ?? 0) + 1);
    for (const n of compte.values()) expect(n).to.be.within(1050, 1350);
  });

  it('extends to the lines nobody looked at the error of those drawn, and of no other', () => {
    const ligne = (montant: number, retenu: number | null, tiree: boolean, poste = 'prestations'): { poste: string; montant: Cents; retenu: Cents | null; tiree: boolean } => ({ poste, montant: cents(montant), retenu: retenu === null ? null : cents(retenu), tiree });
    const population = [ligne(60_000, 60_000, true), ligne(40_000, 30_000, true), ligne(33_333, null, false), ligne(10_000, null, false, 'participants'), ligne(50_000, 0, false)];
    const e = extrapoler(population, REGLE);
    expect(e).to.include({ controle: 100_000, erreur: 10_000, taux: '0.1000', lignes: 2, reste: 43_333, correction: 4_333 });
    expect(e?.retenuParPoste).to.deep.equal([{ poste: 'prestations', montant: 33_333, retenu: 30_000 }, { poste: 'participants', montant: 10_000, retenu: 9_000 }]);
    expect(extrapoler(population, { extrapolation: false })).to.include({ correction: 0, taux: '0.1000' });
    expect(extrapoler([...population, ligne(1, null, true)], REGLE)).to.equal(null);
  });

  it('never retains more than declared, nothing less than nothing, and the whole when the draw shows no error', () => {
    const montant = fc.integer({ min: 0, max: 5_000_000 });
    const ligne = fc.record({ poste: fc.constantFrom('prestations', 'participants'), montant, part: fc.integer({ min: 0, max: 100 }), tiree: fc.boolean(), vue: fc.boolean() });
    fc.assert(fc.property(fc.array(ligne, { minLength: 1, maxLength: 60 }), (lignes) => {
      const lues = lignes.map(({ poste, montant: m, part, tiree, vue }) => ({ poste, montant: cents(m), tiree, retenu: tiree || vue ? cents(Math.floor((m * part) / 100)) : null }));
      const e = extrapoler(lues, REGLE);
      expect(e).to.not.equal(null);
      if (e === null) return;
      for (const p of e.retenuParPoste) expect(p.retenu).to.be.within(0, p.montant);
      if (e.erreur === 0) expect(e.correction).to.equal(0);
      const exact = e.controle === 0 ? 0 : (e.reste * e.erreur) / e.controle;
      expect(Math.abs(e.correction - exact)).to.be.at.most(1);
    }), { numRuns: 500 });
  });
});
