import { expect } from 'chai';
import fc from 'fast-check';
import { budgetAjuste, evaluerAjustement, exigerEnvoyable, montantDuFinanceur, ouvrirAjustement, repondre, retenirLesSouhaits, tourSuivant, type FaitsAjustement, type LigneAjustee } from '../../../server/domain/instruction/ajustement.js';
import { cents } from '../../../server/domain/kernel/cents.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { contenuReference } from '../../../server/features/appels/reference.js';
import { sectionsDeTest } from '../../support/dossier-depose.js';

/** 50 000 € of expenses, 20 000 € asked of the Département, 12 000 € of own funds on line 3 of the resources. */
const { budget, publics } = sectionsDeTest();
const faits = (champs: Partial<FaitsAjustement> = {}): FaitsAjustement => ({ etape: 'instruction', budget, publics, appel: contenuReference(), voteCents: null, ...champs });
const changer = (lignes: readonly LigneAjustee[], groupe: LigneAjustee['groupe'], rang: number, propose: number, motif = 'Raison'): LigneAjustee[] =>
  lignes.map((l) => (l.groupe === groupe && l.rang === rang ? { ...l, propose: cents(propose), motif } : l));
const code = (cas: () => unknown): string | null => { try { cas(); return null; } catch (erreur) { return erreur instanceof Refus ? erreur.code : String(erreur); } };
const ouverts = ouvrirAjustement(faits());

describe('adjusted budget', () => {
  it('starts from what was asked and is sent only when it changes, says why, and holds', () => {
    expect(evaluerAjustement(ouverts, faits(), 'propose')).to.deep.equal(evaluerAjustement(ouverts, faits(), 'demande'));
    expect(code(() => exigerEnvoyable(ouverts, faits()))).to.equal('ajustement.sans_changement');
    const baisse = changer(ouverts, 'ressources', 0, 1_800_000);
    expect(code(() => exigerEnvoyable(baisse, faits())), '2 000 € short').to.equal('ajustement.plan_bloque');
    const equilibre = changer(baisse, 'depenses', 2, 400_000);
    expect(code(() => exigerEnvoyable(equilibre, faits()))).to.equal(null);
    expect(code(() => exigerEnvoyable(changer(equilibre, 'depenses', 2, 400_000, ' '), faits()))).to.equal('ajustement.sans_motif');
    expect(code(() => exigerEnvoyable(changer(changer(ouverts, 'ressources', 0, 2_100_000), 'depenses', 2, 700_000), faits()))).to.equal('ajustement.depasse_demande');
  });

  it('is kept once every line is accepted, and waits for another round when one is contested, with a word', () => {
    const propose = changer(changer(ouverts, 'ressources', 0, 1_800_000), 'depenses', 2, 400_000);
    const accepte = repondre(propose, [], faits());
    expect(accepte.accepte).to.equal(true);
    expect(montantDuFinanceur(accepte.lignes, 'departement', 'retenu')).to.equal(1_800_000);
    expect(budgetAjuste(budget, accepte.lignes, 'retenu').depenses[2]?.montant).to.equal(400_000);
    const non = { groupe: 'depenses' as const, rang: 2, accord: false, souhaite: cents(500_000), commentaire: 'Deux ateliers de moins, pas trois' };
    expect(code(() => repondre(propose, [{ ...non, commentaire: ' ' }], faits()))).to.equal('ajustement.sans_commentaire');
    const conteste = repondre(propose, [non], faits());
    expect(conteste.accepte).to.equal(false);
    expect(code(() => retenirLesSouhaits(conteste.lignes, faits())), '1 000 € short').to.equal('ajustement.plan_bloque');
    const suite = tourSuivant(conteste.lignes);
    expect(suite.map((l) => l.propose)).to.deep.equal(conteste.lignes.map((l) => (l.groupe === 'depenses' && l.rang === 2 ? 500_000 : l.propose)));
    expect(suite.every((l) => l.reponse === null && l.retenu === null)).to.equal(true);
  });

  it('follows the vote after it: the call’s funder at the amount voted, the porteur saying how the cut is borne', () => {
    const vote = faits({ etape: 'attribution', voteCents: cents(1_500_000) });
    const lignes = ouvrirAjustement(vote);
    expect(montantDuFinanceur(lignes, 'departement', 'propose')).to.equal(1_500_000);
    expect(code(() => exigerEnvoyable(lignes, vote)), 'sent out of balance').to.equal(null);
    expect(code(() => exigerEnvoyable(changer(lignes, 'ressources', 0, 1_600_000), vote))).to.equal('ajustement.montant_vote');
    expect(code(() => repondre(lignes, [], vote)), 'not accepted as it is').to.equal('ajustement.plan_bloque');
    const porte = repondre(lignes, [{ groupe: 'ressources', rang: 3, accord: false, souhaite: cents(1_700_000), commentaire: 'Sur fonds propres' }], vote);
    const retenues = retenirLesSouhaits(porte.lignes, vote);
    expect(evaluerAjustement(retenues, vote, 'retenu')).to.include({ equilibre: true, totalRessources: 5_000_000 });
    expect(montantDuFinanceur(retenues, 'departement', 'retenu')).to.equal(1_500_000);
    expect(montantDuFinanceur(ouvrirAjustement(vote, budgetAjuste(budget, retenues, 'retenu')), 'fonds_propres', 'propose'), 'starts again from what was kept').to.equal(1_700_000);
  });

  it('never lets out a kept budget that does not balance, nor more than was asked of the call’s funder', () => {
    const montant = fc.integer({ min: 0, max: 4_000_000 });
    fc.assert(fc.property(fc.array(montant, { minLength: 8, maxLength: 8 }), fc.array(montant, { minLength: 8, maxLength: 8 }), (proposes, souhaits) => {
      const lignes = ouverts.map((l, i) => ({ ...l, propose: cents(proposes[i] ?? 0), motif: 'Raison' }));
      for (const reponses of [[], lignes.map((l, i) => ({ groupe: l.groupe, rang: l.rang, accord: i % 2 === 0, souhaite: cents(souhaits[i] ?? 0), commentaire: 'Pourquoi' }))]) {
        try {
          exigerEnvoyable(lignes, faits());
          const { lignes: repondues, accepte } = repondre(lignes, reponses, faits());
          const retenues = accepte ? repondues : retenirLesSouhaits(repondues, faits());
          expect(evaluerAjustement(retenues, faits(), 'retenu').equilibre).to.equal(true);
          expect(montantDuFinanceur(retenues, 'departement', 'retenu')).to.be.at.most(2_000_000);
        } catch (erreur) {
          if (!(erreur instanceof Refus)) throw erreur;
        }
      }
    }));
  });
});
