import { expect } from 'chai';
import fc from 'fast-check';
import { montantEnvisage, verifierAvis, type AvisComite } from '../../server/domain/comites/avis.js';
import { simulerCoupure } from '../../server/domain/comites/coupure.js';
import { quorumAtteint } from '../../server/domain/comites/quorum.js';
import { exigerCloturable, exigerQuorumPossible, type DossierDeSeance } from '../../server/domain/comites/seance.js';
import { cents } from '../../server/domain/kernel/cents.js';
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
