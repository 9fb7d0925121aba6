import { expect } from 'chai';
import fc from 'fast-check';
import { cents } from '../../../server/domain/kernel/cents.js';
import { ajouterJours, jour } from '../../../server/domain/kernel/jour.js';
import { evaluerRisque, type FaitsDeRisque } from '../../../server/domain/service-fait/risque.js';

const LIMITE = jour('2023-06-30');
const SANS: FaitsDeRisque = { montant: cents(0), controlesPasses: 1, controlesReduits: 0, anomalies: 0, lignes: 10, limite: LIMITE, deposeLe: LIMITE };

describe('risk of a bilan', () => {
  it('is the sum of its reasons, each with its figure', () => {
    expect(evaluerRisque(SANS)).to.deep.equal({ score: 0, niveau: 'faible', raisons: [] });
    expect(evaluerRisque({ montant: cents(10_000_000), controlesPasses: 0, controlesReduits: 0, anomalies: 5, lignes: 10, limite: LIMITE, deposeLe: ajouterJours(LIMITE, 4) })).to.deep.equal({
      score: 62, niveau: 'eleve', raisons: [
        { code: 'montant', points: 30, valeur: 10_000_000 }, { code: 'premiere_fois', points: 20, valeur: 0 }, { code: 'anomalies', points: 10, valeur: 5 }, { code: 'retard', points: 2, valeur: 4 },
      ],
    });
    expect(evaluerRisque({ ...SANS, montant: cents(5_000_000), controlesPasses: 4, controlesReduits: 1 })).to.include({ score: 25, niveau: 'moyen' });
  });

  it('stays between 0 and 100 and never falls when something gets worse', () => {
    const faits = fc.record({ montant: fc.integer({ min: 0, max: 20_000_000 }), passes: fc.integer({ min: 0, max: 20 }), reduits: fc.integer({ min: 0, max: 20 }), anomalies: fc.integer({ min: 0, max: 300 }), lignes: fc.integer({ min: 1, max: 300 }), retard: fc.integer({ min: -40, max: 400 }) });
    fc.assert(fc.property(faits, (f) => {
      const avec = (anomalies: number, retard: number): number => evaluerRisque({
        montant: cents(f.montant), controlesPasses: f.passes, controlesReduits: Math.min(f.passes, f.reduits), anomalies: Math.min(anomalies, f.lignes), lignes: f.lignes, limite: LIMITE, deposeLe: ajouterJours(LIMITE, retard),
      }).score;
      expect(avec(f.anomalies, f.retard)).to.be.within(0, 100);
      expect(avec(f.anomalies + 1, f.retard + 1)).to.be.at.least(avec(f.anomalies, f.retard));
    }));
  });
});
