import { expect } from 'chai';
import fc from 'fast-check';
import { mediane, releverContradictions, type AutreDossier, type FaitsContradictions } from '../../../server/domain/instruction/contradictions.js';
import { cents } from '../../../server/domain/kernel/cents.js';
import { ajouterJours, ajouterMois, jour } from '../../../server/domain/kernel/jour.js';
import { sectionsDeTest } from '../../support/dossier-depose.js';

const { projet, budget } = sectionsDeTest();
const COUTS = [100_000, 125_000, 130_000, 150_000, 160_000].map((coutCents) => ({ coutCents, personnes: 1 }));
const faits = (champs: Partial<FaitsContradictions> = {}): FaitsContradictions =>
  ({ cout: { coutCents: 5_000_000, personnes: 40 }, couts: COUTS, projet, depenses: budget.depenses, ressources: budget.ressources, financeurAppel: 'departement', autres: [], ...champs });
const autre = (champs: Partial<AutreDossier> = {}): AutreDossier => ({ ...projet, numero: 'AAP-2022-0007', ressources: [], finance: true, titre: 'Autre chose', besoin: 'Rien de commun.', ...champs });
const codes = (f: FaitsContradictions): string[] => releverContradictions(f).map((c) => c.code);

describe('contradictions of a dossier', () => {
  it('compares the cost per person with the median of the call: beyond its double, below its half, the bounds included in what is usual', () => {
    const cout = (coutCents: number): string[] => codes(faits({ cout: { coutCents, personnes: 1 } }));
    expect(releverContradictions(faits())).to.deep.equal([]);
    expect([cout(260_000), cout(260_001), cout(65_000), cout(64_999)]).to.deep.equal([[], ['cout_par_personne'], [], ['cout_par_personne']]);
    expect(codes(faits({ cout: { coutCents: 900_000, personnes: 1 }, couts: COUTS.slice(0, 3) })), 'too few to say').to.deep.equal([]);
    expect(codes(faits({ cout: { coutCents: 900_000, personnes: 0 } }))).to.deep.equal([]);
  });

  it('names a funder that stands twice in the plan, and an amount announced in another dossier of the same time', () => {
    const [premiere] = budget.ressources;
    if (premiere === undefined) throw new Error('no resource');
    expect(codes(faits({ ressources: [...budget.ressources, { ...premiere, libelle: 'Autre ligne' }] }))).to.deep.equal(['financeur_en_double']);
    expect(codes(faits({ ressources: [...budget.ressources, { financeur: 'commune', libelle: 'Commune d’Agen', statut: 'acquis', montant: cents(1) }] })), 'two communes').to.deep.equal([]);
    expect(codes(faits({ ressources: [...budget.ressources, { financeur: 'commune', libelle: 'COMMUNE DE MARMANDE', statut: 'acquis', montant: cents(1) }] }))).to.deep.equal(['financeur_en_double']);
    expect(releverContradictions(faits({ autres: [autre({ ressources: budget.ressources })] })).map((c) => ('montant' in c ? [c.financeur, c.montant] : c.code))).to.deep.equal([['etat', 1_200_000], ['commune', 600_000]]);
    expect(codes(faits({ autres: [autre({ ressources: budget.ressources, debut: jour('2023-01-01'), fin: jour('2023-12-31') })] })), 'another year').to.deep.equal([]);
  });

  it('names an action already funded: alike, on the same territory, at the same time', () => {
    const meme = autre({ titre: 'UN PARCOURS vers l’emploi', besoin: '' });
    expect(codes(faits({ autres: [meme] }))).to.deep.equal(['action_deja_financee']);
    for (const change of [{ finance: false }, { territoires: ['47-VF'] }, { debut: jour('2023-01-01'), fin: jour('2023-12-31') }]) expect(codes(faits({ autres: [{ ...meme, ...change }] }))).to.deep.equal([]);
  });

  it('names staff hours above 1 720 a year for their share of full-time, over the length of the operation', () => {
    const heures = (n: number, quotite?: number, periode: Partial<FaitsContradictions['projet']> = {}): unknown[] =>
      releverContradictions(faits({ projet: { ...projet, ...periode }, depenses: [{ poste: 'personnel_direct', libelle: 'Conseillère', nature: 'courante', montant: cents(100), heures: n, ...(quotite === undefined ? {} : { quotite }) }] })).map((c) => (c.code === 'heures_excessives' ? c.plafond : c.code));
    expect([heures(1720), heures(1721), heures(860, 50), heures(861, 50), heures(2580, 150), heures(2581, 150)]).to.deep.equal([[], [1720], [], [860], [], [2580]]);
    expect([heures(3440, 100, { fin: jour('2023-12-31') }), heures(861, 100, { fin: jour('2022-06-30') }), heures(1, 0)]).to.deep.equal([[], [860], [0]]);
    expect(codes(faits({ depenses: [{ poste: 'prestations', libelle: 'Cabinet', nature: 'courante', montant: cents(100), heures: 9_000 }] })), 'not staff').to.deep.equal([]);
    fc.assert(fc.property(fc.nat(20_000), fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 24 }), (n, quotite, mois) => {
      const periode = { debut: jour('2022-01-01'), fin: ajouterJours(ajouterMois(jour('2022-01-01'), mois), -1) };
      expect(heures(n, quotite, periode).length > 0).to.equal(n * 1200 > 1720 * quotite * mois);
    }));
  });

  it('takes as median an amount that stands in the list, with as many below as above but one', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 40 }), (valeurs) => {
      const m = mediane(valeurs);
      expect(valeurs).to.include(m);
      expect(valeurs.filter((v) => v < m).length * 2).to.be.at.most(valeurs.length);
      expect(valeurs.filter((v) => v > m).length * 2).to.be.at.most(valeurs.length + 1);
    }));
  });
});
