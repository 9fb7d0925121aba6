import { expect } from 'chai';
import fc from 'fast-check';
import { cents } from '../../../server/domain/kernel/cents.js';
import { taux } from '../../../server/domain/kernel/taux.js';
import { lireQuantite } from '../../../server/domain/service-fait/quantite.js';
import { calculerSolde, type DemandeSolde, type Levier, type Solde } from '../../../server/domain/service-fait/solde.js';
import { lireDemandeSolde } from '../../../server/domain/simulations/contrat-solde.js';
import { CAS, unSolde } from '../simulations/generateurs.js';

type Surcharge = Omit<Partial<DemandeSolde>, 'convention' | 'realisation'> & {
  readonly convention?: Partial<DemandeSolde['convention']>;
  readonly realisation?: Partial<DemandeSolde['realisation']>;
};

const uneDemande = ({ convention, realisation, ...reste }: Surcharge = {}): DemandeSolde => ({
  convention: {
    montant: cents(2_000_000),
    depensesPrevues: cents(5_000_000),
    methode: 'solde',
    tauxIntervention: true,
    plafondHorsRsa: taux('0.1000'),
    echeances: [
      { declencheur: 'signature', taux: taux('0.5000') },
      { declencheur: 'bilan', taux: taux('0.5000') },
    ],
    ...convention,
  },
  verse: cents(1_000_000),
  realisation: {
    volumes: [{ prevu: 40, realise: 40, poids: 1 }],
    publics: { rsa: 30, horsRsaMoins25: 2, horsRsaAutres: 0 },
    nonExecution: false,
    ...realisation,
  },
  depensesRetenues: cents(5_000_000),
  autresRessources: cents(2_500_000),
  ...reste,
});

const uneDemandeQuelconque = unSolde.map((corps) => {
  const lecture = lireDemandeSolde(corps);
  if (!lecture.ok) throw new Error(JSON.stringify(lecture.details));
  return lecture.demande;
});

const plafond = (solde: Solde, code: string): number | undefined => solde.plafonds.find((p) => p.code === code)?.montant;
const levier = (solde: Solde, chiffre: string): Levier | undefined =>
  solde.explication.leviers.find((l) => l.chiffre === chiffre);

describe('balance after control', () => {
  it('answers the example of the contract', () => {
    const solde = calculerSolde(
      uneDemande({ realisation: { volumes: [{ prevu: 40, realise: 32, poids: 1 }] }, depensesRetenues: cents(4_800_000) }),
    );
    expect(solde.plafonds.map(({ montant }) => montant)).to.deep.equal([2_000_000, 1_800_000, 1_920_000, 2_300_000, 2_000_000]);
    expect([solde.contraignant, solde.du, solde.solde, solde.aReverser]).to.deep.equal(['volume', 1_800_000, 800_000, 0]);
    expect(solde.tauxRealisation).to.equal('0.8000');
  });

  it('rounds the volume ceiling once, on the exact rate', () => {
    const volumes = [
      { prevu: 3, realise: 1, poids: 1 },
      { prevu: '0.3', realise: 0.1, poids: '2.5' },
    ];
    const solde = calculerSolde(uneDemande({ convention: { montant: cents(3), methode: 'montant' }, realisation: { volumes } }));
    // r is exactly one third, which 0.1 ÷ 0.3 in floats is not.
    expect(plafond(solde, 'volume')).to.equal(1);
    const gros = calculerSolde(
      uneDemande({ convention: { montant: cents(300_000), methode: 'montant' }, realisation: { volumes } }),
    );
    expect(plafond(gros, 'volume')).to.equal(100_000);
    expect(gros.tauxRealisation).to.equal('0.3333');
  });

  it('counts one for everything without objective, and caps each objective at one', () => {
    expect(calculerSolde(uneDemande({ realisation: { volumes: [] } })).tauxRealisation).to.equal('1.0000');
    const volumes = [
      { prevu: 10, realise: 50, poids: 1 },
      { prevu: 10, realise: 0, poids: 1 },
      { prevu: 0, realise: 9, poids: 7 },
    ];
    expect(calculerSolde(uneDemande({ realisation: { volumes } })).tauxRealisation).to.equal('0.5000');
  });

  it('owes nothing when non-execution is declared, whatever the method', () => {
    for (const methode of ['solde', 'montant'] as const) {
      const solde = calculerSolde(uneDemande({ convention: { methode }, realisation: { nonExecution: true } }));
      expect([solde.contraignant, solde.du, solde.aReverser]).to.deep.equal(['volume', 0, 1_000_000]);
      expect(levier(solde, 'non_execution')?.duAtteignable).to.equal(2_000_000);
    }
  });

  it('leaves the expense ceiling out without rate of intervention or planned cost, and says why', () => {
    const sans = calculerSolde(uneDemande({ convention: { tauxIntervention: false } }));
    const nulles = calculerSolde(uneDemande({ convention: { depensesPrevues: cents(0) } }));
    for (const solde of [sans, nulles]) expect(plafond(solde, 'depenses')).to.equal(undefined);
    const motifs = [sans, nulles].map(({ explication }) =>
      explication.plafonds.map((p) => (p.code === 'depenses' ? p.nonApplique : null)).find((motif) => motif !== null),
    );
    expect(motifs).to.deep.equal(['sans_taux_intervention', 'depenses_prevues_nulles']);
  });

  it('keeps ceilings beyond the safe integers exact', () => {
    const maximum = cents(9_999_999_999);
    const solde = calculerSolde(
      uneDemande({ convention: { montant: maximum, depensesPrevues: cents(1) }, depensesRetenues: maximum }),
    );
    expect(solde.plafonds.find(({ code }) => code === 'depenses')?.montantExact).to.equal(9_999_999_999n ** 2n);
    expect(solde.du).to.be.at.most(maximum);
  });

  it('keeps the volume ceiling at zero when a last instalment is some cents below it', () => {
    const echeances = [
      { declencheur: 'bilan', taux: taux('0.5') },
      { declencheur: 'bilan', taux: taux('0.5') },
      { declencheur: 'signature', taux: taux('0') },
    ] as const;
    const volumes = [{ prevu: 1, realise: 0, poids: 1 }];
    const solde = calculerSolde(uneDemande({ convention: { montant: cents(1), echeances }, realisation: { volumes } }));
    expect(solde.echeancier.map(({ montant }) => montant)).to.deep.equal([1, 1, -1]);
    expect([plafond(solde, 'volume'), solde.du]).to.deep.equal([0, 0]);
  });

  it('refuses volumes and weights that are none', () => {
    for (const faux of [-1, NaN, '1e3', 'x', '']) {
      expect(() => calculerSolde(uneDemande({ realisation: { volumes: [{ prevu: faux, realise: 1, poids: 1 }] } }))).to.throw(RangeError);
    }
    expect(() => calculerSolde(uneDemande({ realisation: { volumes: [{ prevu: 1, realise: 1, poids: 0 }] } }))).to.throw(RangeError);
  });

  it('reads a quantity as it is written', () => {
    expect(lireQuantite(0.1)).to.deep.equal({ numerateur: 1n, denominateur: 10n });
    expect(lireQuantite(1e-7)).to.deep.equal({ numerateur: 1n, denominateur: 10_000_000n });
    expect(lireQuantite('007.50')).to.deep.equal({ numerateur: 750n, denominateur: 100n });
    expect(lireQuantite(-0)).to.deep.equal({ numerateur: 0n, denominateur: 1n });
    for (const loin of [1e21, Number.MAX_VALUE, Number.MIN_VALUE, -1, '-0.5', '9'.repeat(16), `0.${'0'.repeat(99)}1`]) {
      expect(lireQuantite(loin)).to.equal('hors_bornes');
    }
    for (const faux of [Infinity, NaN, '', '1e5', '1,5', '.5', '1.', ' 1', 'x'.repeat(99)]) {
      expect(lireQuantite(faux)).to.equal('decimal_invalide');
    }
  });
});

describe('properties of the amount due', () => {
  it('never rises above a ceiling nor falls below zero', () => {
    fc.assert(
      fc.property(uneDemandeQuelconque, (demande) => {
        const solde = calculerSolde(demande);
        for (const { montant } of solde.plafonds) expect(solde.du).to.be.at.most(montant);
        expect(solde.du).to.be.at.least(0);
        expect(solde.du).to.equal(plafond(solde, solde.contraignant));
        expect(solde.solde - solde.aReverser).to.equal(solde.du - demande.verse);
        expect(Math.min(solde.solde, solde.aReverser)).to.equal(0);
      }),
      { numRuns: CAS },
    );
  }).timeout(0);

  it('never lowers the amount due when an expense is accepted', () => {
    fc.assert(
      fc.property(uneDemandeQuelconque, fc.nat(5_000_000), (demande, ajout) => {
        const accepte = { ...demande, depensesRetenues: cents(demande.depensesRetenues + ajout) };
        return calculerSolde(accepte).du >= calculerSolde(demande).du;
      }),
      { numRuns: CAS },
    );
  }).timeout(0);
});

describe('explanation of the amount due', () => {
  it('lists the five ceilings in order with the binding one and its ties', () => {
    const { explication } = calculerSolde(uneDemande());
    expect(explication.plafonds.map(({ code }) => code)).to.deep.equal(['convention', 'volume', 'depenses', 'surfinancement', 'publics']);
    expect(explication.contraignant).to.equal('convention');
    expect(explication.aEgalite).to.deep.equal(['volume', 'depenses', 'publics']);
    expect(explication.leviers.map(({ chiffre }) => chiffre)).to.deep.equal(['montant_convention']);
  });

  it('names the figures that would change each binding ceiling', () => {
    const chiffres = (surcharge: Surcharge): string =>
      calculerSolde(uneDemande(surcharge)).explication.leviers.map(({ chiffre }) => chiffre).join(' ');
    expect(chiffres({ realisation: { volumes: [{ prevu: 2, realise: 1, poids: 1 }] } })).to.equal('volumes_realises');
    expect(chiffres({ depensesRetenues: cents(4_900_000) })).to.equal('depenses_retenues');
    expect(chiffres({ autresRessources: cents(4_000_000) })).to.equal('depenses_retenues autres_ressources');
    const publics = { rsa: 30, horsRsaMoins25: 20, horsRsaAutres: 0 };
    expect(chiffres({ realisation: { publics } })).to.equal('publics_rsa publics_hors_rsa');
    expect(chiffres({ realisation: { publics: { ...publics, rsa: 0 } } })).to.equal('publics_rsa');
  });

  it('gives the nearest retained expense that frees the amount due, and not a cent too much', () => {
    fc.assert(
      fc.property(uneDemandeQuelconque, (demande) => {
        const vu = levier(calculerSolde(demande), 'depenses_retenues');
        if (vu === undefined || vu.cible === null) return;
        const a = (cible: number): number => calculerSolde({ ...demande, depensesRetenues: cents(cible) }).du;
        expect(a(vu.cible)).to.equal(vu.duAtteignable);
        expect(a(vu.cible - 1)).to.be.below(vu.duAtteignable ?? 0);
        expect(vu.cible).to.be.above(demande.depensesRetenues);
      }),
      { numRuns: CAS },
    );
  }).timeout(0);

  it('gives the nearest other resources that free the amount due, and not a cent too few', () => {
    fc.assert(
      fc.property(uneDemandeQuelconque, (demande) => {
        const vu = levier(calculerSolde(demande), 'autres_ressources');
        if (vu === undefined || vu.cible === null) return;
        const a = (cible: number): number => calculerSolde({ ...demande, autresRessources: cents(cible) }).du;
        expect(a(vu.cible)).to.equal(vu.duAtteignable);
        expect(a(vu.cible + 1)).to.be.below(vu.duAtteignable ?? 0);
      }),
      { numRuns: CAS },
    );
  }).timeout(0);

  it('reaches what it promises for volumes fully realised', () => {
    fc.assert(
      fc.property(uneDemandeQuelconque, (demande) => {
        const vu = levier(calculerSolde(demande), 'volumes_realises');
        if (vu === undefined) return;
        const volumes = demande.realisation.volumes.map((v) => ({ ...v, realise: v.prevu }));
        const atteint = calculerSolde({ ...demande, realisation: { ...demande.realisation, volumes } }).du;
        expect(atteint).to.equal(vu.duAtteignable);
      }),
      { numRuns: CAS },
    );
  }).timeout(0);
});
