import { expect } from 'chai';
import { anomaliesDeBilan, bilanDeposable, type BilanAVerifier, type ComptesDepenses } from '../../../server/domain/bilans/anomalies.js';
import { jour } from '../../../server/domain/kernel/jour.js';

const COMPTES: ComptesDepenses = { total: 3, sansPiece: 0, horsPeriode: 0, nonAcquittees: 0, doublons: 0, tempsDepasse: 0, tempsIncomplet: 0 };
const unBilan = (changements: Partial<BilanAVerifier> = {}): BilanAVerifier => ({
  objectifs: 1,
  realisation: { volumes: [32], publics: { rsa: 30, horsRsaMoins25: 2, horsRsaAutres: 0 }, indicateurs: [], recit: 'Fait.', nonExecution: false },
  nature: 'final', depenses: COMPTES, piecesLibres: 0, ressources: [{ id: 'r1', aPiece: true }], operation: { debut: jour('2022-01-01'), fin: jour('2022-12-31') }, limite: jour('2023-06-30'), jour: jour('2023-02-01'),
  ...changements,
});
const codes = (b: BilanAVerifier): string[] => anomaliesDeBilan(b).map((a) => a.code);
const depense = (changements: Partial<ComptesDepenses>): Partial<BilanAVerifier> => ({ depenses: { ...COMPTES, ...changements } });

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
    expect(codes(unBilan({ realisation: nonExecution, ...depense({ total: 0 }), ressources: [] }))).to.deep.equal([]);
    expect(codes(unBilan(depense({ total: 0 })))).to.deep.equal(['depenses_absentes']);
  });

  it('stops expenses without evidence or outside the operation, and says how many', () => {
    expect(anomaliesDeBilan(unBilan(depense({ sansPiece: 2 })))).to.deep.equal([{ code: 'depense_sans_piece', gravite: 'bloquante', partie: 'depenses', ligne: null, nombre: 2 }]);
    expect(codes(unBilan(depense({ horsPeriode: 1 })))).to.deep.equal(['depense_hors_periode']);
    expect(codes(unBilan({ ressources: [{ id: 'r1', aPiece: false }] }))).to.deep.equal(['ressource_sans_preuve']);
  });

  it('never stops an intermediate bilan for its expenses or resources, only for what was realised', () => {
    const anomalies = anomaliesDeBilan(unBilan({ nature: 'intermediaire', ...depense({ sansPiece: 2, horsPeriode: 1 }), ressources: [{ id: 'r1', aPiece: false }], jour: jour('2022-07-01') }));
    expect(anomalies.map((a) => a.code)).to.deep.equal(['depense_sans_piece', 'depense_hors_periode', 'ressource_sans_preuve']);
    expect(bilanDeposable(anomalies)).to.equal(true);
    expect(bilanDeposable(anomaliesDeBilan(unBilan({ nature: 'intermediaire', realisation: null })))).to.equal(false);
  });

  it('warns without stopping of what is unpaid, early or late', () => {
    for (const [changement, code] of [
      [depense({ nonAcquittees: 1 }), 'depense_non_acquittee'], [depense({ doublons: 2 }), 'depense_doublon'], [depense({ tempsDepasse: 1 }), 'temps_depasse'],
      [depense({ tempsIncomplet: 1 }), 'temps_incomplet'], [{ piecesLibres: 1 }, 'piece_non_rattachee'],
      [{ jour: jour('2022-12-31') }, 'operation_en_cours'], [{ jour: jour('2023-07-01') }, 'bilan_tardif'],
    ] as const) {
      const anomalies = anomaliesDeBilan(unBilan(changement));
      expect(anomalies.map((a) => a.code)).to.deep.equal([code]);
      expect(bilanDeposable(anomalies)).to.equal(true);
    }
    expect(codes(unBilan({ jour: jour('2023-06-30') })), 'the last day is in time').to.deep.equal([]);
  });
});
