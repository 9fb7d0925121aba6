import { expect } from 'chai';
import fc from 'fast-check';
import { ajouterJours, jour } from '../../../server/domain/kernel/jour.js';
import { bornesLimite, exigerLimiteAcceptable, exigerProlongation, RAPPELS, rappelDu } from '../../../server/domain/recevabilite/complements.js';
import { perimetreDe, pieceOuverte, sectionOuverte } from '../../../server/domain/recevabilite/perimetre.js';
import { projetsProches, ressemblance } from '../../../server/domain/recevabilite/ressemblance.js';

const refus = (f: () => void): unknown => { try { f(); return null; } catch (e) { return e; } };
const lettre = (precision: string): { code: string; precision: string } => ({ code: 'lettre_intention', precision });

describe('périmètre d’une demande de compléments', () => {
  const depot = [{ code: 'rib', precision: '' }, lettre('commune'), lettre('region')];

  it('opens the letter of one co-funder and leaves the other closed', () => {
    const p = perimetreDe({ elements: [{ cible: 'piece', code: 'lettre_intention', precision: 'commune' }], exigeesAuDepot: depot, exigeesMaintenant: depot });
    expect([pieceOuverte(p, lettre('commune')), pieceOuverte(p, lettre('region')), pieceOuverte(p, { code: 'rib', precision: '' }), sectionOuverte(p, 'budget')]).to.deep.equal([true, false, false, false]);
  });

  it('opens with a section the pieces that only its correction made necessary', () => {
    const maintenant = [...depot, lettre('epci'), { code: 'estimatif_forfait', precision: '' }];
    const p = perimetreDe({ elements: [{ cible: 'section', code: 'budget' }], exigeesAuDepot: depot, exigeesMaintenant: maintenant });
    expect(p).to.deep.equal({ sections: ['budget'], pieces: [lettre('epci'), { code: 'estimatif_forfait', precision: '' }] });
    const sansSection = perimetreDe({ elements: [{ cible: 'piece', code: 'rib' }], exigeesAuDepot: depot, exigeesMaintenant: maintenant });
    expect(sansSection.pieces).to.deep.equal([{ code: 'rib', precision: '' }]);
  });
});

describe('délai d’une demande de compléments', () => {
  const faits = { demande: jour('2022-02-01'), delaiAppel: 15 };

  it('takes the limit of the call without a word, another one with its reason, none out of bounds', () => {
    expect(bornesLimite(faits.demande, 15)).to.deep.equal({ minimum: '2022-02-06', maximum: '2022-04-02' });
    expect(bornesLimite(faits.demande, 3).minimum).to.equal('2022-02-04');
    expect(refus(() => exigerLimiteAcceptable(jour('2022-02-16'), '', faits))).to.equal(null);
    expect(refus(() => exigerLimiteAcceptable(jour('2022-02-20'), ' ', faits))).to.include({ code: 'complements.limite_sans_motif' });
    expect(refus(() => exigerLimiteAcceptable(jour('2022-02-20'), 'Vacances', faits))).to.equal(null);
    for (const limite of ['2022-02-05', '2022-04-03', '2022-01-01']) {
      expect(refus(() => exigerLimiteAcceptable(jour(limite), 'Motif', faits))).to.deep.include({ code: 'complements.limite_hors_bornes', donnees: { champ: 'limite', minimum: '2022-02-06', maximum: '2022-04-02' } });
    }
  });

  it('gives more time later than the limit and than today, 120 days after the request at most', () => {
    const donner = (jusquau: string, aujourdhui: string): unknown => refus(() => exigerProlongation(jour(jusquau), { champ: 'limite', limite: jour('2022-02-16'), demande: faits.demande, aujourdhui: jour(aujourdhui) }));
    expect(donner('2022-02-17', '2022-02-10')).to.equal(null);
    expect(donner('2022-02-16', '2022-02-10')).to.include({ code: 'complements.prolongation_hors_bornes' });
    expect(donner('2022-02-20', '2022-02-20')).to.include({ code: 'complements.prolongation_hors_bornes' });
    expect([donner('2022-06-01', '2022-02-10'), donner('2022-06-02', '2022-02-10')]).to.satisfy(([oui, non]: unknown[]) => oui === null && non !== null);
  });

  it('reminds seven days before, two days before and the day after, never on the day of the request itself', () => {
    const le = (j: string): string | null => rappelDu(jour('2022-02-16'), faits.demande, jour(j))?.rappel ?? null;
    expect(['2022-02-08', '2022-02-09', '2022-02-13', '2022-02-14', '2022-02-16', '2022-02-17', '2022-05-01'].map(le)).to.deep.equal([null, 'j7', 'j7', 'j2', 'j2', 'depassee', 'depassee']);
    expect(rappelDu(jour('2022-02-06'), faits.demande, faits.demande)).to.deep.equal({ rappel: 'j7', utile: false });
    expect(rappelDu(jour('2022-02-06'), faits.demande, jour('2022-02-04'))).to.deep.equal({ rappel: 'j2', utile: true });
  });

  it('never goes back to an earlier reminder as days pass', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 5, max: 60 }), (apres, delai) => {
      const rang = (n: number): number => { const r = rappelDu(ajouterJours(faits.demande, delai), faits.demande, ajouterJours(faits.demande, n)); return r === null ? -1 : RAPPELS.indexOf(r.rappel); };
      expect(rang(apres + 1)).to.be.at.least(rang(apres));
    }));
  });
});

describe('projets qui se ressemblent', () => {
  const besoin = 'Un allocataire du RSA sur trois du bassin vit à plus de vingt kilomètres d’un service de l’emploi.';
  const projet = { titre: 'Rebond : vers l’emploi', besoin };

  it('sees the same title and the same need whatever the capitals, accents and punctuation', () => {
    const autres = [
      { numero: '1', titre: 'REBOND, vers l’emploi', besoin: 'Autre' }, { numero: '2', titre: 'Garage', besoin: `${besoin.toUpperCase()} !` },
      { numero: '3', titre: 'Vélo', besoin: 'Les trajets courts du bassin agenais se font à vélo.' }, { numero: '4', titre: 'Mobilité', besoin: besoin.replace('trois', 'quatre') },
    ];
    expect(projetsProches(projet, autres)).to.deep.equal(['1', '2', '4']);
    expect(projetsProches({ titre: '', besoin: '' }, [{ numero: '1', titre: '', besoin: '' }])).to.deep.equal([]);
    expect(projetsProches({ titre: 'A', besoin: 'Trop peu de mots ici' }, [{ numero: '1', titre: 'B', besoin: 'Trop peu de mots là' }]), 'short texts say too little').to.deep.equal([]);
  });

  it('measures from 0 to 1, the same both ways, 1 for a text and itself', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => {
      const r = ressemblance(a, b);
      expect(r).to.be.within(0, 1).and.to.equal(ressemblance(b, a));
      expect([0, 1]).to.include(ressemblance(a, a));
    }));
  });
});
