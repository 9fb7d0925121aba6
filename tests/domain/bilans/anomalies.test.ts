import { expect } from 'chai';
import { anomaliesDeBilan, bilanDeposable, type BilanAVerifier } from '../../../server/domain/bilans/anomalies.js';
import { jour } from '../../../server/domain/kernel/jour.js';

const unBilan = (changements: Partial<BilanAVerifier> = {}): BilanAVerifier => ({
  objectifs: 1,
  realisation: { volumes: [32], publics: { rsa: 30, horsRsaMoins25: 2, horsRsaAutres: 0 }, indicateurs: [], recit: 'Fait.', nonExecution: false },
  depenses: [{ id: 'd1', poste: 'personnel_direct', date: jour('2022-06-30'), acquitteeLe: jour('2022-07-05'), aPiece: true }],
  ressources: [{ id: 'r1', aPiece: true }], forfaits: [], operation: { debut: jour('2022-01-01'), fin: jour('2022-12-31') }, limite: jour('2023-06-30'), jour: jour('2023-02-01'),
  ...changements,
});
const codes = (b: BilanAVerifier): string[] => anomaliesDeBilan(b).map((a) => a.code);
const depense = (changements: Partial<BilanAVerifier['depenses'][number]>): Partial<BilanAVerifier> => ({ depenses: unBilan().depenses.map((d) => ({ ...d, ...changements })) });

describe('anomalies of a bilan', () => {
  it('finds nothing in a complete bilan', () => {
    expect(anomaliesDeBilan(unBilan())).to.deep.equal([]);
  });

  it('stops a realisation that is missing or half given, zero being an answer', () => {
    const { realisation } = unBilan();
    if (realisation === null) throw new Error('no realisation');
    expect(codes(unBilan({ realisation: null }))).to.deep.equal(['realisation_absente']);
    expect(codes(unBilan({ objectifs: 2 }))).to.deep.equal(['volume_absent']);
    expect(codes(unBilan({ realisation: { ...realisation, publics: { ...realisation.publics, horsRsaAutres: null }, recit: '' } }))).to.deep.equal(['recit_absent', 'publics_absents']);
    expect(codes(unBilan({ realisation: { ...realisation, volumes: [0] } }))).to.deep.equal([]);
  });

  it('asks only for an account of an action that did not take place', () => {
    const nonExecution = { volumes: [], publics: { rsa: null, horsRsaMoins25: null, horsRsaAutres: null }, indicateurs: [], recit: 'Porteur empêché.', nonExecution: true };
    expect(codes(unBilan({ realisation: nonExecution, depenses: [], ressources: [] }))).to.deep.equal([]);
    expect(codes(unBilan({ depenses: [] }))).to.deep.equal(['depenses_absentes']);
  });

  it('stops an expense without evidence or outside the operation, its first and last days included', () => {
    expect(codes(unBilan(depense({ aPiece: false })))).to.deep.equal(['depense_sans_piece']);
    for (const date of ['2022-01-01', '2022-12-31']) expect(codes(unBilan(depense({ date: jour(date) })))).to.deep.equal([]);
    for (const date of ['2021-12-31', '2023-01-01']) expect(codes(unBilan(depense({ date: jour(date) })))).to.deep.equal(['depense_hors_periode']);
    expect(codes(unBilan({ ressources: [{ id: 'r1', aPiece: false }] }))).to.deep.equal(['ressource_sans_preuve']);
  });

  it('asks no evidence of an expense that a flat rate stands for', () => {
    const indirecte = depense({ poste: 'indirectes', aPiece: false, acquitteeLe: null });
    expect(codes(unBilan({ ...indirecte, forfaits: ['indirectes_15'] }))).to.deep.equal([]);
    expect(codes(unBilan(indirecte))).to.deep.equal(['depense_sans_piece', 'depense_non_acquittee']);
  });

  it('warns without stopping of what is unpaid, early or late', () => {
    for (const [changement, code] of [
      [depense({ acquitteeLe: null }), 'depense_non_acquittee'], [depense({ acquitteeLe: jour('2023-02-02') }), 'depense_non_acquittee'],
      [{ jour: jour('2022-12-31') }, 'operation_en_cours'], [{ jour: jour('2023-07-01') }, 'bilan_tardif'],
    ] as const) {
      const anomalies = anomaliesDeBilan(unBilan(changement));
      expect(anomalies.map((a) => a.code)).to.deep.equal([code]);
      expect(bilanDeposable(anomalies)).to.equal(true);
    }
    expect(codes(unBilan({ jour: jour('2023-06-30') })), 'the last day is in time').to.deep.equal([]);
  });
});
