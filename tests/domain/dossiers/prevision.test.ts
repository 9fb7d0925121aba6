import { expect } from 'chai';
import fc from 'fast-check';
import type { ContenuAppel } from '../../../server/domain/appels/contenu.js';
import type { SectionBudget, SectionPublics } from '../../../server/domain/dossiers/contenu.js';
import { prevoirSoldes } from '../../../server/domain/dossiers/prevision.js';
import { cents } from '../../../server/domain/kernel/cents.js';
import { lireAppelReference } from '../../../server/features/appels/reference.js';

const appel: ContenuAppel = lireAppelReference();
const budget: SectionBudget = {
  depenses: [{ poste: 'personnel_direct', libelle: 'Conseillers', nature: 'courante', montant: cents(5_000_000) }],
  ressources: [
    { financeur: 'departement', libelle: '', statut: 'sollicite', montant: cents(2_000_000) },
    { financeur: 'etat', libelle: '', statut: 'acquis', montant: cents(3_000_000) },
  ],
  forfaits: [], valorisations: [],
};
const publics: SectionPublics = { ciblePublics: [], rsa: 37, horsRsaMoins25: 3, horsRsaAutres: 0, reperage: '', volumes: [{ intitule: 'Personnes', prevu: 40, unite: 'personnes', poids: 1 }] };

describe('the forecast of the balance, before deposit', () => {
  it('prorates the balance only, as the reference call says: 18 000 € at 80 % of the volume', () => {
    expect(prevoirSoldes(budget, publics, appel).map((p) => [p.pourcentage, p.tauxRealisation, p.du, p.perte, p.contraignant])).to.deep.equal([
      [60, '0.6000', 1_600_000, 400_000, 'volume'], [80, '0.8000', 1_800_000, 200_000, 'volume'], [100, '1.0000', 2_000_000, 0, 'convention'],
    ]);
  });

  it('prorates the whole amount under the other method', () => {
    const entier = { ...appel, regles: { ...appel.regles, methodeProratisation: 'montant' as const } };
    expect(prevoirSoldes(budget, publics, entier).map((p) => p.du)).to.deep.equal([1_200_000, 1_600_000, 2_000_000]);
  });

  it('shows the ceiling for people outside RSA even when all is done', () => {
    const [dernier] = prevoirSoldes(budget, { ...publics, rsa: 30, horsRsaMoins25: 10 }, appel, [100]);
    expect(dernier).to.include({ contraignant: 'publics', du: 1_666_667 });
  });

  it('says nothing without an amount or a volume', () => {
    expect(prevoirSoldes({ ...budget, ressources: [] }, publics, appel)).to.deep.equal([]);
    expect(prevoirSoldes(budget, { ...publics, volumes: [] }, appel)).to.deep.equal([]);
    expect(prevoirSoldes(budget, undefined, appel)).to.deep.equal([]);
  });

  it('never falls when more is done, and never passes the amount asked', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.array(fc.record({ prevu: fc.integer({ min: 1, max: 500 }), poids: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 5 }), (demande, objectifs) => {
      const ressources = [{ financeur: 'departement' as const, libelle: '', statut: 'sollicite' as const, montant: cents(demande) }];
      const volumes = objectifs.map((o) => ({ intitule: 'x', unite: 'x', ...o }));
      const dus = prevoirSoldes({ ...budget, ressources }, { ...publics, volumes }, appel, [0, 20, 40, 60, 80, 100]).map((p) => p.du);
      expect(dus).to.deep.equal([...dus].sort((a, b) => a - b));
      expect(Math.max(...dus)).to.be.at.most(demande);
    }));
  });
});
