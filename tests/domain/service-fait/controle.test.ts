import { expect } from 'chai';
import { cents } from '../../../server/domain/kernel/cents.js';
import { jour } from '../../../server/domain/kernel/jour.js';
import { taux } from '../../../server/domain/kernel/taux.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { solderConventionDuBilan, type ConventionASolder, type FaitsDuBilan } from '../../../server/domain/service-fait/assemblage.js';
import { contradictoireClos, joursRestants, reponsePossible } from '../../../server/domain/service-fait/contradictoire.js';
import { deciderLigne, sortDeLigne, type DecisionLigne } from '../../../server/domain/service-fait/lignes.js';

const CONVENTION: ConventionASolder = {
  financeur: 'departement', verse: cents(1_000_000), objectifs: [{ intitule: 'Personnes', prevu: 40, unite: 'personnes', poids: 1 }],
  conditions: {
    montant: cents(2_000_000), depensesPrevues: cents(5_000_000), methode: 'solde', tauxIntervention: true, plafondHorsRsa: taux('0.1000'),
    echeances: [{ declencheur: 'signature', taux: taux('0.5000') }, { declencheur: 'bilan', taux: taux('0.5000') }],
  },
};
const desFaits = (changements: Partial<FaitsDuBilan> = {}): FaitsDuBilan => ({
  volumes: [32], publics: { rsa: 30, horsRsaMoins25: 2, horsRsaAutres: 0 }, nonExecution: false, forfaits: [],
  depenses: [{ poste: 'personnel_direct', montant: cents(4_000_000) }, { poste: 'indirectes', montant: cents(800_000) }],
  ressources: [{ financeur: 'etat', montant: cents(2_500_000) }, { financeur: 'departement', montant: cents(1_000_000) }], ...changements,
});
const refusDe = (decision: DecisionLigne): string => {
  try {
    deciderLigne(cents(1000), decision);
  } catch (erreur) {
    if (erreur instanceof Refus) return erreur.code;
  }
  return 'aucun';
};

describe('service-fait control', () => {
  it('holds a decision on a line between zero and what was declared, with a motive and a finding for a cut', () => {
    expect(refusDe({ retenu: cents(1001), motif: 'ineligible', constat: 'Non.' })).to.equal('controle.retenu_hors_bornes');
    expect(refusDe({ retenu: cents(-1), motif: 'ineligible', constat: 'Non.' })).to.equal('controle.retenu_hors_bornes');
    expect(refusDe({ retenu: cents(999), motif: null, constat: 'Non.' })).to.equal('controle.motif_absent');
    expect(refusDe({ retenu: cents(0), motif: 'ineligible', constat: '' })).to.equal('controle.constat_absent');
    expect(deciderLigne(cents(1000), { retenu: cents(1000), motif: 'ineligible', constat: 'Vu.' })).to.deep.equal({ retenu: 1000, motif: null, constat: 'Vu.' });
    expect([null, cents(1000), cents(1), cents(0)].map((retenu) => sortDeLigne(cents(1000), retenu))).to.deep.equal(['a_examiner', 'acceptee', 'partielle', 'rejetee']);
  });

  it('lets the porteur answer until the last day included, and the controller conclude after it or after the answer', () => {
    const periode = { limite: jour('2023-03-17'), repondu: false };
    const [avant, dernier, apres] = [jour('2023-03-16'), jour('2023-03-17'), jour('2023-03-18')];
    expect([avant, dernier, apres].map((j) => reponsePossible(periode, j))).to.deep.equal([true, true, false]);
    expect([avant, dernier, apres].map((j) => contradictoireClos(periode, j))).to.deep.equal([false, false, true]);
    expect([avant, dernier, apres].map((j) => joursRestants(periode, j))).to.deep.equal([1, 0, -1]);
    expect([reponsePossible({ ...periode, repondu: true }, avant), contradictoireClos({ ...periode, repondu: true }, avant)]).to.deep.equal([false, true]);
  });

  it('counts as other resources everything but the money of the convention itself', () => {
    const { demande, solde } = solderConventionDuBilan(CONVENTION, desFaits());
    expect([demande.depensesRetenues, demande.autresRessources, solde.du, solde.solde, solde.contraignant]).to.deep.equal([4_800_000, 2_500_000, 1_800_000, 800_000, 'volume']);
  });

  it('recomputes flat rates on the retained bases, and counts a missing volume for nothing', () => {
    const { demande, depenses } = solderConventionDuBilan(CONVENTION, desFaits({ forfaits: ['indirectes_15'], volumes: [] }));
    expect([demande.depensesRetenues, depenses.forfaits[0]?.montant, demande.realisation.volumes[0]?.realise]).to.deep.equal([4_600_000, 600_000, 0]);
  });
});
