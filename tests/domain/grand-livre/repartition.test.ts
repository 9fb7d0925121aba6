import { expect } from 'chai';
import fc from 'fast-check';
import { prevoirPaiements, type VersementAttendu } from '../../../server/domain/grand-livre/prevision-paiements.js';
import { cleDePart, exigerPartsDisponibles, exigerRepartition, NON_REPARTIE, partDuDossier, suivreParts, type PartVotee } from '../../../server/domain/grand-livre/repartition.js';
import { cents, type Cents } from '../../../server/domain/kernel/cents.js';
import { jour } from '../../../server/domain/kernel/jour.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { taux } from '../../../server/domain/kernel/taux.js';

const axe = (code: string, vote: number): PartVotee => ({ nature: 'axe', code, vote: cents(vote) });
const reserve = (vote: number): PartVotee => ({ nature: 'reserve', code: '', vote: cents(vote) });
const engages = (o: Readonly<Record<string, number>>): ReadonlyMap<string, Cents> => new Map(Object.entries(o).map(([k, v]) => [k, cents(v)]));
const codeDe = (cas: () => unknown): string => { try { cas(); return ''; } catch (e) { return e instanceof Refus ? e.code : String(e); } };

describe('split of an envelope', () => {
  it('takes a dossier from the part of its axe, dispositif or only territory, an innovative one from the reserve, the others from what is not split', () => {
    const faits = { axe: 'Santé', dispositif: 2, territoires: ['47-AN'], innovant: false };
    expect(partDuDossier([axe('Santé', 1)], faits)).to.equal('axe:Santé');
    expect(partDuDossier([{ nature: 'dispositif', code: '2', vote: cents(1) }], faits)).to.equal('dispositif:2');
    expect(partDuDossier([{ nature: 'territoire', code: '47-AN', vote: cents(1) }], faits)).to.equal('territoire:47-AN');
    expect(partDuDossier([{ nature: 'territoire', code: '47-AN', vote: cents(1) }], { ...faits, territoires: ['47-AN', '47-MT'] })).to.equal(NON_REPARTIE);
    expect(partDuDossier([axe('Santé', 1), reserve(1)], { ...faits, innovant: true })).to.equal('reserve:');
    expect(partDuDossier([axe('Santé', 1)], { ...faits, innovant: true })).to.equal('axe:Santé');
    expect(partDuDossier([axe('Emploi', 1)], faits)).to.equal(NON_REPARTIE);
  });

  it('is kept within the vote, along one dimension, never below what is committed', () => {
    expect(() => exigerRepartition(cents(100), [axe('A', 60), axe('B', 30), reserve(10)], engages({ 'axe:A': 60 }))).not.to.throw();
    expect(codeDe(() => exigerRepartition(cents(100), [axe('A', 60), { nature: 'dispositif', code: '1', vote: cents(1) }], engages({})))).to.equal('enveloppe.plusieurs_dimensions');
    expect(codeDe(() => exigerRepartition(cents(100), [axe('A', 1), axe('A', 2)], engages({})))).to.equal('enveloppe.part_double');
    expect(codeDe(() => exigerRepartition(cents(100), [axe('A', 101)], engages({})))).to.equal('enveloppe.repartition_depassee');
    expect(codeDe(() => exigerRepartition(cents(100), [axe('A', 50)], engages({ 'axe:A': 51 })))).to.equal('enveloppe.part_sous_engagee');
    expect(codeDe(() => exigerRepartition(cents(100), [axe('A', 50)], engages({ '': 51 })))).to.equal('enveloppe.part_sous_engagee');
  });

  it('adds up to the envelope, and never lets a part be passed', () => {
    const montant = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(fc.property(fc.array(montant, { maxLength: 6 }), montant, fc.array(montant, { maxLength: 7 }), montant, (votes, reste, pris, demande) => {
      const parts = votes.map((v, i) => axe(String(i), v));
      const vote = cents(votes.reduce((a, b) => a + b, 0) + reste);
      const deja = engages(Object.fromEntries([...parts.map(cleDePart), NON_REPARTIE].map((cle, i) => [cle, pris[i] ?? 0])));
      const { parts: suivies, nonRepartie } = suivreParts(vote, parts, deja);
      expect(suivies.reduce<number>((n, p) => n + p.vote, nonRepartie.vote)).to.equal(vote);
      for (const [cle, p] of [...suivies.map((s): [string, { disponible: number }] => [cleDePart(s), s]), [NON_REPARTIE, nonRepartie] as [string, { disponible: number }]]) {
        const refuse = codeDe(() => exigerPartsDisponibles(vote, parts, deja, new Map([[cle, cents(demande)]]))) === 'enveloppe.part_depassee';
        expect(refuse).to.equal(demande > p.disponible);
      }
    }));
  });
});

describe('forecast of payments', () => {
  const attendu = (p: Partial<VersementAttendu>): VersementAttendu => ({ montant: cents(1_000_000), enChemin: false, exigibleLe: null, apresBilan: false, limiteBilan: jour('2023-06-30'), ...p });
  it('puts what is on its way this month, what is due sixty days later, what waits for a bilan after its control, at the realisation observed', () => {
    const mois = prevoirPaiements([
      attendu({ enChemin: true }), attendu({ exigibleLe: jour('2023-03-20') }), attendu({ exigibleLe: jour('2022-01-01') }), attendu({ apresBilan: true }),
    ], taux('0.8500'), jour('2023-03-15'));
    expect(mois).to.deep.equal([
      { mois: '2023-03', echeancier: 2_000_000, attendu: 2_000_000 }, { mois: '2023-05', echeancier: 1_000_000, attendu: 1_000_000 }, { mois: '2023-10', echeancier: 1_000_000, attendu: 850_000 },
    ]);
  });
  it('sums to the instalments, and expects no more than them', () => {
    fc.assert(fc.property(fc.array(fc.record({ montant: fc.integer({ min: 1, max: 9_999_999 }).map(cents), enChemin: fc.boolean(), apresBilan: fc.boolean() })), fc.integer({ min: 0, max: 10_000 }), (liste, r) => {
      const mois = prevoirPaiements(liste.map(attendu), taux((r / 10_000).toFixed(4)), jour('2024-02-29'));
      expect(mois.reduce((n, m) => n + m.echeancier, 0)).to.equal(liste.reduce((n, v) => n + v.montant, 0));
      for (const m of mois) expect(m.attendu).to.be.at.most(m.echeancier);
    }));
  });
});
