import { expect } from 'chai';
import fc from 'fast-check';
import { montantEnvisage, verifierAvis, type AvisComite } from '../../server/domain/comites/avis.js';
import { simulerCoupure } from '../../server/domain/comites/coupure.js';
import { quorumAtteint } from '../../server/domain/comites/quorum.js';
import { exigerCloturable, exigerQuorumPossible, type DossierDeSeance } from '../../server/domain/comites/seance.js';
import { METHODES_SIMULATION, PARAMETRES_VIERGES, partagerEgalement, simuler, type DemandeSimulation } from '../../server/domain/comites/simulation.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { taux } from '../../server/domain/kernel/taux.js';
import { Refus } from '../../server/domain/kernel/refus.js';

const refus = (action: () => unknown): string => {
  try {
    action();
  } catch (erreur) {
    if (erreur instanceof Refus) return erreur.code;
    throw erreur;
  }
  return 'aucun';
};

describe('Cut-off of a ranking', () => {
  const montants = fc.array(fc.integer({ min: 0, max: 5_000_000 }).map(cents), { maxLength: 30 });

  it('falls before the first dossier that exceeds the credits, even when a smaller one follows', () => {
    const coupure = simulerCoupure([60_00, 50_00, 10_00].map((m, i) => ({ id: String(i), montant: cents(m) })), cents(100_00));
    expect(coupure.lignes.map((l) => [l.cumul, l.dansLEnveloppe])).to.deep.equal([[60_00, true], [110_00, false], [120_00, false]]);
    expect([coupure.retenus, coupure.montantRetenu, coupure.total]).to.deep.equal([1, 60_00, 120_00]);
  });

  it('takes the longest head of the ranking that the credits can pay', () => {
    fc.assert(fc.property(montants, fc.integer({ min: -100, max: 50_000_000 }), (liste, disponible) => {
      const coupure = simulerCoupure(liste.map((montant, i) => ({ id: String(i), montant })), cents(disponible));
      expect(coupure.montantRetenu).to.be.at.most(Math.max(0, disponible));
      expect(coupure.lignes.map((l) => l.dansLEnveloppe)).to.deep.equal(coupure.lignes.map((_, i) => i < coupure.retenus));
      const suivante = coupure.lignes[coupure.retenus];
      if (suivante) expect(suivante.cumul).to.be.above(disponible);
      expect(coupure.total).to.equal(liste.reduce((t, m) => t + m, 0));
    }));
  });
});

describe('Quorum of a dossier', () => {
  const personnes = fc.subarray(['a', 'b', 'c', 'd', 'e', 'f']);

  it('counts members present who may sit, once each, and never one who withdrew', () => {
    expect(quorumAtteint(['a', 'b', 'c'], ['a', 'b', 'intrus', 'a'], ['b'], 2)).to.deep.equal({ atteint: false, presents: 1, requis: 2 });
    fc.assert(fc.property(personnes, personnes, personnes, fc.integer({ min: 1, max: 6 }), (membres, presents, ecartes, quorum) => {
      const avec = quorumAtteint(membres, presents, ecartes, quorum);
      expect(avec.presents).to.equal(membres.filter((m) => presents.includes(m) && !ecartes.includes(m)).length);
      expect(avec.atteint).to.equal(avec.presents >= quorum);
      expect(quorumAtteint(membres, presents, [], quorum).presents).to.be.at.least(avec.presents);
    }));
  });

  it('cannot ask more members than the session has', () => {
    expect([0, 1, 3, 4].map((q) => refus(() => exigerQuorumPossible(q, 3)))).to.deep.equal(['comite.quorum_impossible', 'aucun', 'aucun', 'comite.quorum_impossible']);
  });
});

describe('Avis of the committee', () => {
  const bornes = { demande: cents(20_000_00), plafonnee: cents(15_000_00) };
  const rendre = (avis: AvisComite, montant: number, reserves = ''): (() => number) => () => verifierAvis({ avis, montant: cents(montant), reserves }, bornes);

  it('carries an amount within its bounds when favourable, reasons otherwise', () => {
    expect(rendre('favorable', 15_000_00)()).to.equal(15_000_00);
    expect(rendre('defavorable', 15_000_00, 'Hors du champ de l’appel')()).to.equal(0);
    expect([rendre('favorable', 0), rendre('favorable', 15_000_01), rendre('favorable', 20_000_01), rendre('favorable_avec_reserves', 1), rendre('ajourne', 0, ' ')].map(refus))
      .to.deep.equal(['comite.montant_nul', 'comite.plafond_depasse', 'comite.montant_superieur_demande', 'comite.reserves_absentes', 'comite.reserves_absentes']);
  });

  it('replaces the instruction’s amount in the simulation, which replaces what is asked', () => {
    const base = { avis: null, montantCents: null, proposeCents: null, demandeCents: 300 };
    expect([base, { ...base, proposeCents: 200 }, { ...base, proposeCents: 200, avis: 'favorable' as const, montantCents: 100 }, { ...base, proposeCents: 200, avis: 'ajourne' as const, montantCents: 0 }].map(montantEnvisage))
      .to.deep.equal([300, 200, 100, 0]);
  });
});

describe('Close of a session', () => {
  const dossier = (changements: Partial<DossierDeSeance> = {}): DossierDeSeance => ({ numero: 'AAP-2022-0001', etat: 'instruit', avis: 'favorable', quorum: { atteint: true, presents: 3, requis: 2 }, ...changements });

  it('asks an avis and a quorum for every dossier still to examine', () => {
    expect(refus(() => exigerCloturable([dossier(), dossier({ etat: 'retire', avis: null })]))).to.equal('aucun');
    expect(refus(() => exigerCloturable([dossier({ etat: 'retire' })]))).to.equal('comite.sans_dossier');
    expect(refus(() => exigerCloturable([dossier(), dossier({ avis: null })]))).to.equal('comite.sans_avis');
    expect(refus(() => exigerCloturable([dossier({ quorum: { atteint: false, presents: 1, requis: 2 } })]))).to.equal('comite.quorum');
  });
});

describe('Simulations of a committee', () => {
  const dossiers = [['a', 10_000_00, 10_000_00], ['b', 20_000_00, 15_000_00], ['c', 5_000_00, 5_000_00]].map(([id, base, plus]) => ({ id: String(id), base: cents(Number(base)), maximum: cents(Number(plus)) }));
  const demande = (d: Partial<DemandeSimulation> = {}): DemandeSimulation => ({ enveloppe: cents(22_000_00), methode: 'coupure', parametres: PARAMETRES_VIERGES, arbitrages: new Map(), ...d });
  const montants = (d: Partial<DemandeSimulation>): number[] => simuler(dossiers, demande(d)).lignes.map((l) => l.montant / 100);

  it('cuts, gives the rest to the next, takes the same rate of all, spreads the envelope, or keeps between a floor and a ceiling', () => {
    expect(montants({})).to.deep.equal([10_000, 0, 0]);
    expect(montants({ methode: 'reliquat' })).to.deep.equal([10_000, 12_000, 0]);
    expect(montants({ methode: 'taux', parametres: { ...PARAMETRES_VIERGES, taux: taux('0.5000') } })).to.deep.equal([5000, 10_000, 2500]);
    expect(montants({ methode: 'prorata' })).to.deep.equal([7333, 11_000, 3666]);
    expect(montants({ methode: 'bornes', parametres: { ...PARAMETRES_VIERGES, plancher: cents(6_000_00), plafond: cents(9_000_00) } })).to.deep.equal([9000, 9000, 0]);
    expect(simuler(dossiers, demande()).coupure).to.equal('a');
  });

  it('takes amounts set by hand first, within what a dossier may be given; 0 leaves it out', () => {
    const s = simuler(dossiers, demande({ arbitrages: new Map([['a', cents(0)], ['b', cents(99_000_00)]]) }));
    expect(s.lignes.map((l) => [l.montant / 100, l.arbitre])).to.deep.equal([[0, true], [15_000, true], [5000, false]]);
    expect([s.total, s.reste, s.retenus]).to.deep.equal([20_000_00, 2_000_00, 2]);
  });

  it('never exceeds the envelope but by a rate or by hand, nor what a dossier may be given, and always adds up', () => {
    const montant = fc.integer({ min: 0, max: 9_999_999 }).map(cents);
    fc.assert(fc.property(fc.array(fc.tuple(montant, montant), { maxLength: 30 }), montant, fc.constantFrom(...METHODES_SIMULATION), fc.constantFrom(1, 100, 10_000), (paires, enveloppe, methode, arrondi) => {
      const liste = paires.map(([base, plus], i) => ({ id: `d${i}`, base, maximum: plus }));
      const s = simuler(liste, demande({ enveloppe, methode, parametres: { ...PARAMETRES_VIERGES, taux: taux('0.9000'), arrondi } }));
      expect(s.lignes.reduce((t, l) => t + l.montant, 0)).to.equal(s.total);
      for (const [i, l] of s.lignes.entries()) expect(l.montant).to.be.within(0, liste[i]?.maximum ?? 0);
      if (methode !== 'taux') expect(s.total).to.be.at.most(enveloppe);
      expect(s.reste).to.equal(enveloppe - s.total);
    }));
  });

  it('shares a dossier of several territories in parts that add up', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 9 }), (m, n) => {
      const parts = partagerEgalement(cents(m), n);
      expect(parts.reduce((t, p) => t + p, 0)).to.equal(m);
      expect(Math.max(...parts) - Math.min(...parts)).to.be.at.most(1);
    }));
  });
});
