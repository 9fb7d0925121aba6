import { expect } from 'chai';
import fc from 'fast-check';
import { forfaitsCompatibles, totaliserDepenses } from '../../../server/domain/financements/forfaits.js';
import { CODES_FORFAIT, POSTES } from '../../../server/domain/financements/nomenclature.js';
import { appliquerPlafondHorsRsa } from '../../../server/domain/financements/plafond-hors-rsa.js';
import { evaluerPlan, type DemandePlan } from '../../../server/domain/financements/plan.js';
import { ANOMALIES, estBloque } from '../../../server/domain/financements/anomalies.js';
import { cents, type Cents } from '../../../server/domain/kernel/cents.js';
import { dixMilliemes, formaterTaux, taux } from '../../../server/domain/kernel/taux.js';

const unPlan = (surcharge: Partial<DemandePlan> = {}): DemandePlan => ({
  regles: { plafondHorsRsa: taux('0.1000'), tauxMaxFse: taux('0.6000'), forfaits: [] },
  depenses: [{ poste: 'personnel_direct', libelle: 'Salaire', montant: cents(3_000_000), nature: 'courante' }],
  ressources: [{ financeur: 'departement', statut: 'sollicite', montant: cents(3_000_000) }],
  publics: { rsa: 40, horsRsaMoins25: 0, horsRsaAutres: 0 },
  ...surcharge,
});

const codes = (plan: DemandePlan): string[] => evaluerPlan(plan).anomalies.map(({ code }) => code);
const unMontant = fc.nat(9_999_999_999).map(cents);
const unTaux = fc.nat(9_999).map((parts) => formaterTaux(parts, 10_000));
const desPublics = fc.record({ rsa: fc.nat(500), horsRsaMoins25: fc.nat(500), horsRsaAutres: fc.nat(500) });

describe('financing plan', () => {
  it('finds nothing wrong with a balanced plan', () => {
    expect(codes(unPlan())).to.deep.equal([]);
    expect(evaluerPlan(unPlan()).tauxIntervention).to.equal('1.0000');
  });

  it('knows a gravité for every anomaly of the spec', () => {
    expect(Object.keys(ANOMALIES)).to.have.length(12);
    expect(estBloque([])).to.equal(false);
  });

  it('counts invalid amounts as zero, also from typed callers', () => {
    for (const montant of [null, cents(-1), cents(10_000_000_000)]) {
      const plan = unPlan({ depenses: [{ poste: 'prestations', libelle: '', montant, nature: 'courante' }] });
      expect(evaluerPlan(plan).totalDepenses).to.equal(0);
      expect(codes(plan)).to.deep.equal(['montant_invalide', 'plan_desequilibre']);
      expect(evaluerPlan(plan).tauxIntervention).to.equal('0.0000');
    }
  });

  it('asks FSE+ for a simplified cost up to 200 000 € and not a cent above', () => {
    const fse = (total: number): DemandePlan =>
      unPlan({
        depenses: [{ poste: 'personnel_direct', libelle: '', montant: cents(total), nature: 'courante' }],
        ressources: [
          { financeur: 'departement', statut: 'sollicite', montant: cents(total - 100) },
          { financeur: 'fse', statut: 'sollicite', montant: cents(100) },
        ],
      });
    expect(codes(fse(20_000_000))).to.deep.equal(['fse_cout_simplifie_requis']);
    expect(codes(fse(20_000_001))).to.deep.equal([]);
  });

  it('compares the FSE+ share with the maximum exactly', () => {
    const fse = (part: number): DemandePlan =>
      unPlan({
        depenses: [{ poste: 'personnel_direct', libelle: '', montant: cents(30_000_000), nature: 'courante' }],
        ressources: [
          { financeur: 'departement', statut: 'sollicite', montant: cents(30_000_000 - part) },
          { financeur: 'fse', statut: 'sollicite', montant: cents(part) },
        ],
      });
    expect(codes(fse(18_000_000))).to.deep.equal([]);
    expect(codes(fse(18_000_001))).to.deep.equal(['fse_taux_depasse']);
  });

  it('follows the rules of the call for its funder and the natures it refuses', () => {
    const plan = unPlan({
      regles: { ...unPlan().regles, financeur: 'region', naturesIneligibles: ['amende'] },
      depenses: [{ poste: 'prestations', libelle: '', montant: cents(3_000_000), nature: 'investissement' }],
    });
    expect(codes(plan)).to.deep.equal(['subvention_absente']);
  });

  it('sorts anomalies by code, then champ', () => {
    const ligne = { poste: 'prestations', libelle: '', montant: null, nature: 'amende' } as const;
    const trouvees = evaluerPlan(unPlan({ depenses: [ligne, ligne], ressources: [] })).anomalies;
    expect(trouvees.map(({ code, champ }) => `${code} ${champ}`)).to.deep.equal([
      'depense_ineligible depenses[0].nature',
      'depense_ineligible depenses[1].nature',
      'montant_invalide depenses[0].montant',
      'montant_invalide depenses[1].montant',
      'subvention_absente ressources',
    ]);
  });
});

describe('simplified cost options', () => {
  const depenses = fc.array(fc.record({ poste: fc.constantFrom(...POSTES), montant: unMontant }), { maxLength: 20 });

  it('combines only the flat staff rate with 7 % of indirect costs', () => {
    const permises = CODES_FORFAIT.flatMap((a) => CODES_FORFAIT.map((b) => [a, b])).filter(forfaitsCompatibles);
    expect(permises).to.deep.equal([
      ['indirectes_7', 'personnel_20'],
      ['personnel_20', 'indirectes_7'],
    ]);
    expect(forfaitsCompatibles(['personnel_20', 'indirectes_7', 'reste_40'])).to.equal(false);
  });

  it('never exceeds a rate and never misses it by a cent', () => {
    const taux100 = { indirectes_7: 7, indirectes_15: 15, reste_40: 40, personnel_20: 20 };
    fc.assert(
      fc.property(depenses, fc.subarray([...CODES_FORFAIT]), (lignes, demandes) => {
        for (const { code, assiette, montant } of totaliserDepenses(lignes, demandes).forfaits) {
          const exces = BigInt(montant) * 100n - BigInt(assiette) * BigInt(taux100[code]);
          expect(exces <= 0n && exces > -100n, code).to.equal(true);
        }
      }),
    );
  });

  it('counts the flat staff amount in the base of 7 %', () => {
    const lignes = [
      { poste: 'prestations', montant: cents(10_000) },
      { poste: 'personnel_direct', montant: cents(77_777) },
      { poste: 'indirectes', montant: cents(55_555) },
    ] as const;
    const { total, forfaits } = totaliserDepenses(lignes, ['indirectes_7', 'personnel_20']);
    expect(forfaits).to.deep.equal([
      { code: 'indirectes_7', assiette: 12_000, montant: 840 },
      { code: 'personnel_20', assiette: 10_000, montant: 2_000 },
    ]);
    expect(total).to.equal(12_840);
  });

  it('never lowers the total when an accepted expense is added', () => {
    fc.assert(
      fc.property(depenses, depenses, fc.subarray([...CODES_FORFAIT]), (lignes, ajoutees, demandes) => {
        const avant = totaliserDepenses(lignes, demandes).total;
        return totaliserDepenses([...lignes, ...ajoutees], demandes).total >= avant;
      }),
    );
  });
});

describe('ceiling for people outside RSA', () => {
  const plafonner = (m: Cents, rsa: number, jeunes: number, autres: number): number =>
    appliquerPlafondHorsRsa(m, { rsa, horsRsaMoins25: jeunes, horsRsaAutres: autres }, taux('0.1000')).plafonnee;

  it('grants all at the ceiling, and cuts above it', () => {
    expect(plafonner(cents(2_000_000), 9, 1, 0)).to.equal(2_000_000);
    expect(plafonner(cents(2_000_000), 8, 2, 0)).to.equal(1_777_778);
    expect(plafonner(cents(2_000_000), 5, 0, 5)).to.equal(1_000_000);
    expect(plafonner(cents(2_000_000), 0, 5, 0)).to.equal(0);
    expect(plafonner(cents(2_000_000), 0, 0, 0)).to.equal(0);
  });

  it('calls the share too high exactly when it cuts', () => {
    const tiers = { rsa: 2, horsRsaMoins25: 1, horsRsaAutres: 0 };
    const juge = appliquerPlafondHorsRsa(cents(2_000_000), tiers, taux('0.3333'));
    // One third is shown 0.3333 and is above 0.3333: 1 € in 20 000 is really cut.
    expect(juge.tauxHorsRsa).to.equal('0.3333');
    expect(juge.depasse).to.equal(true);
    expect(juge.plafonnee).to.equal(1_999_900);
  });

  it('grants at most the amount, and under-25s at most p of what is granted', () => {
    fc.assert(
      fc.property(unMontant, desPublics, unTaux, (montant, publics, p) => {
        const { plafonnee, partJeunes, partRsa, ecarte } = appliquerPlafondHorsRsa(montant, publics, p);
        expect(plafonnee).to.be.within(0, montant);
        expect(partJeunes + partRsa).to.equal(plafonnee);
        expect(plafonnee + ecarte).to.equal(montant);
        expect(Math.min(partJeunes, partRsa)).to.be.at.least(0);
        expect(BigInt(partJeunes) * 10_000n <= BigInt(plafonnee) * dixMilliemes(p)).to.equal(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses a ceiling of 1 and counts that are none', () => {
    const publics = { rsa: 1, horsRsaMoins25: 0, horsRsaAutres: 0 };
    expect(() => appliquerPlafondHorsRsa(cents(1), publics, taux('1'))).to.throw(RangeError);
    expect(() => appliquerPlafondHorsRsa(cents(1), { ...publics, rsa: 0.5 }, taux('0'))).to.throw(RangeError);
    expect(() => appliquerPlafondHorsRsa(cents(-1), publics, taux('0'))).to.throw(RangeError);
  });
});
