import { expect } from 'chai';
import { calendrierDesObligations, type Fait } from '../../../server/domain/conventions/obligations.js';
import { jour } from '../../../server/domain/kernel/jour.js';

const fait = (code: Fait['code'], limite: string, faiteLe: string | null = null, indicative = false): Fait =>
  ({ code, limite: jour(limite), faiteLe: faiteLe === null ? null : jour(faiteLe), indicative, precision: '' });

describe('Obligation calendar (spec 1, stage 11)', () => {
  it('is sorted by date and says what each date means today', () => {
    const calendrier = calendrierDesObligations([
      fait('bilan', '2023-06-30'), fait('fin_operation', '2022-12-31', null, true), fait('complements', '2022-02-01', '2022-01-20'), fait('recours', '2022-12-31', null, true), fait('publication', '2023-07-31', null, true),
    ], jour('2023-07-01'));
    expect(calendrier.map((o) => [o.code, o.statut, o.joursRestants])).to.deep.equal([
      ['complements', 'faite', -515], ['recours', 'echue', -182], ['fin_operation', 'echue', -182], ['bilan', 'en_retard', -1], ['publication', 'proche', 30],
    ]);
  });

  it('keeps a date its own last day and calls it near within thirty days', () => {
    const statut = (aujourdhui: string): string | undefined => calendrierDesObligations([fait('bilan', '2023-06-30')], jour(aujourdhui))[0]?.statut;
    expect([statut('2023-05-30'), statut('2023-05-31'), statut('2023-06-30'), statut('2023-07-01')]).to.deep.equal(['a_venir', 'proche', 'proche', 'en_retard']);
  });
});
