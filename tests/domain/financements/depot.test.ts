import { expect } from 'chai';
import { anomaliesDeDepot, type FaitsDuDepot } from '../../../server/domain/financements/depot.js';
import { jour } from '../../../server/domain/kernel/jour.js';

const desFaits = (surcharge: Partial<FaitsDuDepot> = {}): FaitsDuDepot => ({
  operation: { debut: jour('2022-01-01'), fin: jour('2022-12-31') },
  depenses: [],
  ressources: [],
  forfaits: [],
  estimatif: false,
  ...surcharge,
});

const trouvees = (faits: FaitsDuDepot): string[] => anomaliesDeDepot(faits).map(({ code, champ }) => `${code} ${champ}`);

describe('anomalies of deposit', () => {
  it('asks each solicited funder for a letter, the Département and own funds excepted', () => {
    const ressources = [
      { financeur: 'departement', statut: 'sollicite', lettre: false },
      { financeur: 'fonds_propres', statut: 'sollicite', lettre: false },
      { financeur: 'region', statut: 'acquis', lettre: false },
      { financeur: 'commune', statut: 'sollicite', lettre: true },
      { financeur: 'etat', statut: 'sollicite', lettre: false },
    ] as const;
    expect(trouvees(desFaits({ ressources }))).to.deep.equal(['cofinancement_sans_piece ressources[4].piece']);
    expect(trouvees(desFaits({ ressources, financeursSansLettre: ['etat'] }))).to.have.length(2);
  });

  it('asks for the detailed estimate under a flat rate', () => {
    expect(trouvees(desFaits({ forfaits: ['reste_40'] }))).to.deep.equal(['forfait_sans_estimatif regles.forfaits']);
    expect(trouvees(desFaits({ forfaits: ['reste_40'], estimatif: true }))).to.deep.equal([]);
  });

  it('refuses lines dated outside the operation, its first and last day included in it', () => {
    const depenses = [
      { debut: jour('2022-01-01'), fin: jour('2022-12-31') },
      { debut: null, fin: null },
      { debut: jour('2021-12-31'), fin: null },
      { debut: jour('2022-06-01'), fin: jour('2023-01-01') },
    ];
    expect(trouvees(desFaits({ depenses }))).to.deep.equal([
      'depense_hors_periode depenses[2].date',
      'depense_hors_periode depenses[3].date',
    ]);
    expect(anomaliesDeDepot(desFaits({ depenses })).every(({ gravite }) => gravite === 'bloquante')).to.equal(true);
  });
});
