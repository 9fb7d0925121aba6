import { expect } from 'chai';
import fc from 'fast-check';
import { changementsDe, reviser, verifierAvenant, type Clauses, type Revision } from '../../../server/domain/conventions/avenant.js';
import { deplace, deplacerEntrePostes, type Postes } from '../../../server/domain/conventions/mouvement.js';
import { POSTES } from '../../../server/domain/financements/nomenclature.js';
import { cents, ZERO, type Cents } from '../../../server/domain/kernel/cents.js';
import { jour } from '../../../server/domain/kernel/jour.js';
import { taux } from '../../../server/domain/kernel/taux.js';

const POSTES_DE_BASE: Postes = { personnel_direct: cents(3_200_000), fonctionnement_direct: cents(800_000), prestations: cents(600_000), participants: cents(400_000) };

/** 20 000 € for 50 000 €, 40 people, until the end of 2022. */
const clauses = (change: Partial<Clauses['termes']> = {}): Clauses => ({
  montant: cents(2_000_000),
  termes: {
    financeur: 'departement', titre: 'Un parcours', methode: 'solde', tauxIntervention: true, plafondHorsRsa: taux('0.1000'), echeances: [{ declencheur: 'bilan', taux: taux('1') }],
    objectifs: [{ intitule: 'Personnes', prevu: 40, unite: 'personnes', poids: 1 }], publicsPrevus: { rsa: 37, horsRsaMoins25: 3, horsRsaAutres: 0 },
    operation: { debut: jour('2022-01-01'), fin: jour('2022-12-31') }, depensesPrevuesCents: cents(5_000_000), forfaits: [], postes: POSTES_DE_BASE, ...change,
  },
});
const revision = ({ montant, termes }: Clauses, change: Partial<Revision> = {}): Revision => ({
  montant, fin: termes.operation.fin, volumes: termes.objectifs.map((o) => o.prevu), publics: termes.publicsPrevus, postes: termes.postes ?? {}, ...change,
});
const code = (acte: () => unknown): string => { try { acte(); return 'accepted'; } catch (e) { return e instanceof Error ? e.message : String(e); } };
const montants = fc.record(Object.fromEntries(POSTES.map((p) => [p, fc.option(fc.integer({ min: 0, max: 10_000_000 }).map(cents), { nil: undefined })]))) as fc.Arbitrary<Postes>;

describe('an avenant', () => {
  it('changes nothing when it repeats the clauses in force', () => {
    const c = clauses();
    expect(changementsDe(c, reviser(c, revision(c)))).to.deep.equal([]);
  });

  it('says each clause it changes, before and after', () => {
    const c = clauses();
    const apres = reviser(c, revision(c, { montant: cents(1_600_000), fin: jour('2023-03-31'), volumes: [32], postes: { ...POSTES_DE_BASE, participants: cents(300_000) } }));
    expect(changementsDe(c, apres).map((x) => x.clause)).to.deep.equal(['fin', 'montant', 'cout', 'poste', 'volume']);
    expect(apres.termes.depensesPrevuesCents).to.equal(4_900_000);
  });

  it('recomputes flat rates on the posts it changes', () => {
    const c = clauses({ forfaits: ['indirectes_15'], depensesPrevuesCents: cents(5_480_000) });
    expect(reviser(c, revision(c, { postes: { ...POSTES_DE_BASE, personnel_direct: cents(2_000_000) } })).termes.depensesPrevuesCents).to.equal(3_800_000 + 300_000);
  });

  it('keeps the estimate behind a flat rate, which nobody revises and which is no change', () => {
    const c = clauses({ forfaits: ['indirectes_15'], postes: { ...POSTES_DE_BASE, indirectes: cents(700_000) }, depensesPrevuesCents: cents(5_480_000) });
    const apres = reviser(c, revision(c, { postes: POSTES_DE_BASE }));
    expect([apres.termes.postes?.indirectes, changementsDe(c, apres)]).to.deep.equal([700_000, []]);
    expect(code(() => deplacerEntrePostes(c, c.termes.postes ?? {}, POSTES_DE_BASE, taux('0.1000')))).to.equal('mouvement.sans_changement');
  });

  it('never goes below what is paid, above the planned cost, past the call, nor up without a délibération', () => {
    const c = clauses();
    const juger = (change: Partial<Revision>, deliberation = ''): string => code(() => { verifierAvenant(c, reviser(c, revision(c, change)), { verse: cents(1_000_000), deliberation, finDesOperations: jour('2023-12-31') }); });
    expect([juger({}), juger({ montant: cents(999_999) }), juger({ montant: cents(5_000_001) }, 'n° 1'), juger({ montant: cents(2_000_001) }), juger({ fin: jour('2024-01-01') }), juger({ fin: jour('2021-12-31') })])
      .to.deep.equal(['avenant.sans_changement', 'avenant.sous_verse', 'avenant.au_dessus_du_cout', 'avenant.deliberation_absente', 'avenant.hors_periode', 'avenant.fin_avant_debut']);
    expect([juger({ montant: cents(1_000_000) }), juger({ montant: cents(2_500_000) }, 'n° 1'), juger({ fin: jour('2023-12-31') })]).to.deep.equal(['accepted', 'accepted', 'accepted']);
  });
});

describe('a move between posts', () => {
  const SEUIL = taux('0.1000');

  it('is free up to the threshold, to the cent, and needs an avenant one cent above', () => {
    const c = clauses();
    const vers = (n: number): Postes => ({ ...POSTES_DE_BASE, personnel_direct: cents(3_200_000 - n), prestations: cents(600_000 + n) });
    expect(deplacerEntrePostes(c, POSTES_DE_BASE, vers(500_000), SEUIL).termes.postes).to.deep.equal(vers(500_000));
    expect(code(() => deplacerEntrePostes(c, POSTES_DE_BASE, vers(500_001), SEUIL))).to.equal('mouvement.au_dessus_du_seuil');
    expect(code(() => deplacerEntrePostes(c, POSTES_DE_BASE, POSTES_DE_BASE, SEUIL))).to.equal('mouvement.sans_changement');
  });

  it('adds up with the moves declared before it', () => {
    const deja: Postes = { ...POSTES_DE_BASE, personnel_direct: cents(2_900_000), prestations: cents(900_000) };
    const encore: Postes = { ...deja, personnel_direct: cents(2_650_000), participants: cents(650_000) };
    expect(code(() => deplacerEntrePostes(clauses({ postes: deja }), POSTES_DE_BASE, encore, SEUIL))).to.equal('mouvement.au_dessus_du_seuil');
    expect(code(() => deplacerEntrePostes(clauses({ postes: deja }), POSTES_DE_BASE, POSTES_DE_BASE, SEUIL)), 'back to what was signed').to.equal('accepted');
  });

  it('keeps the planned cost, also where a flat rate follows a post', () => {
    const c = clauses({ forfaits: ['indirectes_15'], depensesPrevuesCents: cents(5_480_000) });
    expect(code(() => deplacerEntrePostes(c, POSTES_DE_BASE, { ...POSTES_DE_BASE, personnel_direct: cents(3_100_000), prestations: cents(700_000) }, SEUIL))).to.equal('mouvement.cout_change');
    expect(code(() => deplacerEntrePostes(c, POSTES_DE_BASE, { ...POSTES_DE_BASE, prestations: cents(500_000), participants: cents(500_000) }, SEUIL))).to.equal('accepted');
  });

  it('measures the same whichever way it goes, when the total stays', () => {
    const somme = (p: Postes): number => POSTES.reduce<number>((n, q) => n + (p[q] ?? ZERO), 0);
    fc.assert(fc.property(montants, montants, (a, b) => {
      const [ab, ba]: readonly Cents[] = [deplace(a, b), deplace(b, a)];
      expect((ab ?? 0) - (ba ?? 0)).to.equal(somme(b) - somme(a));
    }));
  });
});
