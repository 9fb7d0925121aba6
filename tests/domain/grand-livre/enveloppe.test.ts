import { expect } from 'chai';
import fc from 'fast-check';
import { prendreAuPlus } from '../../../server/domain/grand-livre/ecriture.js';
import { disponibleDe, exigerAuDessusDeLEngage, imputer, totaliserCredits, type LigneEnveloppe } from '../../../server/domain/grand-livre/enveloppe.js';
import { cents } from '../../../server/domain/kernel/cents.js';
import { Refus } from '../../../server/domain/kernel/refus.js';

const ligne = (annee: number, vote: number, engage = 0, libere = 0): LigneEnveloppe => ({ id: String(annee), annee, vote: cents(vote), engage: cents(engage), libere: cents(libere) });

describe('Credits of an envelope (spec 2.7)', () => {
  it('commits on the earliest year first and spreads over the next', () => {
    const lignes = [ligne(2023, 1_000), ligne(2022, 500, 200)];
    expect(imputer(lignes, [{ dossierId: 'a', montant: cents(200) }, { dossierId: 'b', montant: cents(700) }])).to.deep.equal([
      { dossierId: 'a', parts: [{ enveloppeId: '2022', montant: 200 }] }, { dossierId: 'b', parts: [{ enveloppeId: '2022', montant: 100 }, { enveloppeId: '2023', montant: 600 }] },
    ]);
  });

  it('counts released credits as available, and a lowered vote as missing', () => {
    expect(disponibleDe(ligne(2022, 500, 400, 150))).to.equal(250);
    expect(() => imputer([ligne(2022, 100, 400), ligne(2023, 500)], [{ dossierId: 'a', montant: cents(201) }])).to.throw(Refus).with.property('donnees').that.deep.equals({ disponible: 200, demande: 201 });
  });

  it('never commits more than is available, whatever the lines and the amounts', () => {
    const montant = fc.integer({ min: 0, max: 1_000 });
    fc.assert(fc.property(fc.array(fc.tuple(montant, montant, montant), { maxLength: 4 }), fc.array(montant, { maxLength: 5 }), (credits, montants) => {
      const lignes = credits.map(([v, e, l], i) => ligne(2022 + i, v, e, l));
      const demandes = montants.map((m, i) => ({ dossierId: String(i), montant: cents(m) }));
      const demande = montants.reduce((a, b) => a + b, 0);
      if (demande > totaliserCredits(lignes).disponible) return void expect(() => imputer(lignes, demandes)).to.throw(Refus);
      const parts = imputer(lignes, demandes).flatMap((i) => i.parts.map((p) => ({ ...p, dossierId: i.dossierId })));
      for (const { dossierId, montant: attendu } of demandes) expect(parts.filter((i) => i.dossierId === dossierId).reduce((n, i) => n + i.montant, 0)).to.equal(attendu);
      for (const l of lignes) expect(parts.filter((i) => i.enveloppeId === l.id).reduce((n, i) => n + i.montant, 0)).to.be.at.most(Math.max(0, disponibleDe(l)));
    }));
  });

  it('releases no more than what is held', () => {
    const tenu = [{ enveloppeId: '2023', montant: cents(300) }, { enveloppeId: '2022', montant: cents(500) }];
    expect(prendreAuPlus(tenu, cents(400))).to.deep.equal([{ enveloppeId: '2023', montant: 300 }, { enveloppeId: '2022', montant: 100 }]);
    expect(prendreAuPlus(tenu, cents(10_000))).to.deep.equal(tenu);
    expect(prendreAuPlus(tenu, cents(0))).to.deep.equal([]);
  });

  it('is never set below what is committed', () => {
    expect(() => exigerAuDessusDeLEngage(cents(299), cents(300))).to.throw(Refus, 'enveloppe.sous_engage');
    expect(() => exigerAuDessusDeLEngage(cents(300), cents(300))).not.to.throw();
  });
});
