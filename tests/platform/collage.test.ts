import { expect } from 'chai';
import fc from 'fast-check';
import { lireCollage, LIGNES_COLLEES_MAX } from '../../server/features/dossiers/collage.js';

describe('rows pasted from a spreadsheet', () => {
  it('reads posts, labels and French amounts, and passes over the heading and the total', () => {
    const texte = 'Poste\tLibellé\tMontant\nPersonnel direct\tConseillère en insertion\t32 000,00 €\nprestations\tAteliers\t6\u202f000,50\nTotal\t\t38 000,50';
    expect(lireCollage(texte, 'depenses')).to.deep.equal([
      { poste: 'personnel_direct', nature: 'courante', libelle: 'Conseillère en insertion', montant: '32 000,00 €' },
      { poste: 'prestations', nature: 'courante', libelle: 'Ateliers', montant: '6\u202f000,50' },
    ]);
  });

  it('recognises funders and their status, and keeps a name that says more', () => {
    expect(lireCollage('Commune de Marmande\tacquis\t6000\nÉtat\tPolitique de la ville\tsollicité\t12 000', 'ressources')).to.deep.equal([
      { financeur: 'commune', statut: 'acquis', libelle: 'Commune de Marmande', montant: '6000' },
      { financeur: 'etat', statut: 'sollicite', libelle: 'Politique de la ville', montant: '12 000' },
    ]);
  });

  it('reads semicolons when there is no tab, and leaves an unreadable amount where the form will say so', () => {
    expect(lireCollage('Loyer;1 200,00\nÉlectricité;environ 300', 'depenses').map((r) => [r['libelle'], r['montant']])).to.deep.equal([['Loyer', '1 200,00'], ['Électricité', 'environ 300']]);
  });

  it('loses no cell, whatever is pasted, and never gives more rows than the bound', () => {
    const cellule = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).map((s) => s.replace(/[\t\r\n;]/g, ' ').trim()).filter((s) => s !== '' && !/total/i.test(s));
    fc.assert(fc.property(fc.array(fc.tuple(cellule, fc.integer({ min: 1, max: 99_999 }).map(String)), { minLength: 1, maxLength: 8 }), (lignes) => {
      const lues = lireCollage(lignes.map((l) => l.join('\t')).join('\n'), 'valorisations');
      expect(lues.map((r) => r['montant'])).to.deep.equal(lignes.map(([, montant]) => montant));
      expect(lues.map((r) => r['libelle'])).to.deep.equal(lignes.map(([nom]) => nom));
    }));
    expect(lireCollage('a\t1\n'.repeat(1000), 'depenses')).to.have.length(LIGNES_COLLEES_MAX);
  });
});
