import { expect } from 'chai';
import { etatPublication, ligneScdl, manquesScdl, type ConventionEssentielle } from '../../../server/domain/donnees-essentielles/scdl.js';
import { cents } from '../../../server/domain/kernel/cents.js';
import { jour } from '../../../server/domain/kernel/jour.js';
import { taux } from '../../../server/domain/kernel/taux.js';

const ATTRIBUANT = { nom: 'Département de Lot-et-Garonne', siret: '22470001900017' };
const convention = (partiel: Partial<ConventionEssentielle> = {}): ConventionEssentielle => ({
  dateConvention: jour('2022-05-05'), referenceDecision: '2022-CP-0412', beneficiaire: { nom: 'Ressort Insertion', siret: '35600000000048', rna: null }, objet: 'Chantier école', montant: cents(3_200_000),
  echeances: [{ declencheur: 'signature', taux: taux('0.5') }, { declencheur: 'bilan', taux: taux('0.5') }], versements: { debut: jour('2022-05-23'), fin: jour('2023-06-30') }, dispositif: 'Appel à projets insertion 2022-2023', ...partiel,
});

describe('essential data of a convention', () => {
  it('writes every column of the format', () => {
    expect(ligneScdl(convention(), ATTRIBUANT)).to.deep.equal({
      nomAttribuant: 'Département de Lot-et-Garonne', idAttribuant: '22470001900017', dateConvention: '2022-05-05', referenceDecision: '2022-CP-0412', nomBeneficiaire: 'Ressort Insertion', idBeneficiaire: '35600000000048',
      rnaBeneficiaire: '', objet: 'Chantier école', montant: '32000.00', nature: 'aide en numéraire', conditionsVersement: 'échelonné : 50 % à la signature ; 50 % après le contrôle du bilan final',
      datesPeriodeVersement: '2022-05-23/2023-06-30', idRAE: '', notificationUE: 'false', pourcentageSubvention: '1', dispositifAide: 'Appel à projets insertion 2022-2023',
    });
  });

  it('keeps a text on one line and within 256 characters, never half a character', () => {
    const { objet } = ligneScdl(convention({ objet: `a\n${'é'.repeat(252)}😀😀` }), ATTRIBUANT);
    expect(objet.length).to.be.at.most(256);
    expect(Buffer.from(objet).toString()).to.equal(objet);
    expect(objet).to.match(/^a é+…$/);
  });

  it('says which obligatory column cannot be filled, and refuses to write such a line', () => {
    const muette = convention({ objet: ' ', beneficiaire: { nom: '', siret: '00000000000000', rna: 'W12' } });
    expect(manquesScdl(muette, { nom: '', siret: '22470001900018' })).to.deep.equal(['attribuant_nom', 'attribuant_siret', 'beneficiaire_nom', 'beneficiaire_id', 'objet']);
    expect(() => ligneScdl(muette, ATTRIBUANT)).to.throw(RangeError);
    expect(manquesScdl(convention({ beneficiaire: { nom: 'Asso', siret: '', rna: 'W474000321' } }), ATTRIBUANT)).to.deep.equal([]);
  });

  it('asks for another publication when the amount changed, and is late the day after its limit', () => {
    const [m, limite] = [cents(100), jour('2022-08-05')];
    expect(etatPublication(m, m, limite, jour('2023-01-01'))).to.equal('publiee');
    expect(etatPublication(m, cents(99), limite, jour('2022-06-01'))).to.equal('a_republier');
    expect(etatPublication(m, null, limite, limite)).to.equal('a_publier');
    expect(etatPublication(m, null, limite, jour('2022-08-06'))).to.equal('en_retard');
  });
});
