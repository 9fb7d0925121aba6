import { expect } from 'chai';
import { manquesDeLAppel } from '../../../server/domain/appels/completude.js';
import type { ContenuAppel, ReglesFse } from '../../../server/domain/appels/contenu.js';
import { ARTICLES, articlesDe } from '../../../server/domain/conventions/modele.js';
import { echeancierDeConvention, financeursConventionnes, numeroConvention, REGLES_FSE_PAR_DEFAUT, termesDe } from '../../../server/domain/conventions/termes.js';
import { cofinanceursSollicites } from '../../../server/domain/dossiers/pieces-exigees.js';
import { cents } from '../../../server/domain/kernel/cents.js';
import { taux } from '../../../server/domain/kernel/taux.js';
import { contenuReference } from '../../../server/features/appels/reference.js';
import { sectionsDeTest } from '../../support/dossier-depose.js';

const FSE: ReglesFse = { echeances: [{ declencheur: 'bilan_intermediaire', taux: taux('0.4') }, { declencheur: 'bilan', taux: taux('0.6') }], avance: taux('0.3'), methodeProratisation: 'montant', tauxIntervention: true, delaiPaiementJours: 80 };

const appel = (fse: ReglesFse | null): ContenuAppel => {
  const contenu = contenuReference();
  return fse === null ? contenu : { ...contenu, regles: { ...contenu.regles, financeursVerseurs: ['departement', 'fse'], fse } };
};
const version = { numero: 'AAP-2022-0001', organisme: { nature: 'association' }, sections: sectionsDeTest(), pieces: [] } as unknown as Parameters<typeof termesDe>[0];

describe('terms of the conventions of a call', () => {
  it('are those of the Département alone unless the call pays FSE+ too', () => {
    expect(financeursConventionnes(appel(null).regles)).to.deep.equal(['departement']);
    expect(financeursConventionnes(appel(FSE).regles)).to.deep.equal(['departement', 'fse']);
    expect(numeroConvention('AAP-2022-0001', 'fse')).to.equal('CONV-AAP-2022-0001-F');
  });

  it('take the schedule, the advance and the limit of their own funder, and the same planned cost', () => {
    const departement = termesDe(version, appel(FSE), 'departement');
    const fse = termesDe(version, appel(FSE), 'fse');
    expect([departement.methode, departement.avance, departement.delaiPaiementJours]).to.deep.equal(['solde', undefined, undefined]);
    expect([fse.methode, fse.avance, fse.delaiPaiementJours]).to.deep.equal(['montant', '0.3000', 80]);
    expect(fse.depensesPrevuesCents).to.equal(departement.depensesPrevuesCents);
    // 30 % in advance, taken from the first instalment: 15 000 + 5 000 + 30 000 of 50 000 €.
    expect(echeancierDeConvention(cents(5_000_000), fse).map((e) => [e.declencheur, e.montant])).to.deep.equal([['avance', 1_500_000], ['bilan_intermediaire', 500_000], ['bilan', 3_000_000]]);
    expect(echeancierDeConvention(cents(2_000_000), departement).map((e) => [e.declencheur, e.montant])).to.deep.equal([['signature', 1_000_000], ['bilan', 1_000_000]]);
  });

  it('always sum to the amount, whatever the advance', () => {
    for (const montant of [0, 1, 99, 100_001, 1_234_567]) {
      const parts = echeancierDeConvention(cents(montant), { echeances: REGLES_FSE_PAR_DEFAUT.echeances, avance: taux('0.3333') });
      expect(parts.reduce((n, e) => n + e.montant, 0), String(montant)).to.equal(montant);
    }
  });

  it('hold a call that pays FSE+ to instalments of exactly 100 % and a limit', () => {
    const codes = (fse: ReglesFse): string[] => manquesDeLAppel({ ouvreLe: '2022-01-01', fermeLe: '2022-02-01', contenu: appel(fse) }, appel(fse).territoires).map((m) => `${m.section}:${m.code}`);
    expect(codes(FSE)).to.deep.equal([]);
    expect(codes({ ...FSE, echeances: [{ declencheur: 'bilan', taux: taux('0.9') }], delaiPaiementJours: 0, avance: taux('1.5') })).to.deep.equal(['versements:echeances_fse_incompletes', 'versements:avance_fse_entiere', 'versements:delai_nul']);
  });

  it('ask no letter of intent of a funder that answers the dossier itself', () => {
    const budget = { ressources: [{ financeur: 'fse', libelle: 'FSE+', statut: 'sollicite', montant: cents(100) }] } as const;
    expect(cofinanceursSollicites(budget, financeursConventionnes(appel(null).regles))).to.deep.equal(['fse']);
    expect(cofinanceursSollicites(budget, financeursConventionnes(appel(FSE).regles))).to.deep.equal([]);
  });

  it('add to a convention of FSE+ the articles of EU law, and nothing to another', () => {
    expect(articlesDe('departement')).to.deep.equal(ARTICLES);
    expect(articlesDe('fse').slice(6, 12)).to.deep.equal(['suivi', 'fse_eligibilite', 'fse_participants', 'fse_publicite', 'fse_audit', 'bilan']);
  });
});
