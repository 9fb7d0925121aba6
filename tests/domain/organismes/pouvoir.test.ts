import { expect } from 'chai';
import fc from 'fast-check';
import { ajouterJours, jour, type Jour } from '../../../server/domain/kernel/jour.js';
import { Refus } from '../../../server/domain/kernel/refus.js';
import { formeJuridiqueDe, natureDe } from '../../../server/domain/organismes/categorie-juridique.js';
import { pouvoirDe, signe, verifierDelegation, type FaitsDePouvoir } from '../../../server/domain/organismes/pouvoir.js';
import { manquesDuProfil, masquerIban } from '../../../server/domain/organismes/profil.js';

const unSignataire = (faits: Partial<FaitsDePouvoir> = {}): FaitsDePouvoir => ({ role: 'signataire', representantLegal: false, delegationDu: '2022-01-01', delegationJusquAu: '2022-12-31', delegationJointe: true, ...faits });
const jours = fc.integer({ min: -2000, max: 2000 }).map((n): Jour => ajouterJours(jour('2022-06-15'), n));

describe('The power to sign for an organisme', () => {
  it('belongs to the legal representative whatever the delegations say, and never to a redacteur', () => {
    fc.assert(fc.property(jours, fc.option(jours), fc.option(jours), fc.boolean(), (aujourdhui, delegationDu, delegationJusquAu, delegationJointe) => {
      const faits = { delegationDu, delegationJusquAu, delegationJointe };
      expect(pouvoirDe({ ...faits, role: 'signataire', representantLegal: true }, aujourdhui)).to.equal('representant');
      for (const representantLegal of [true, false]) expect(signe(pouvoirDe({ ...faits, role: 'redacteur', representantLegal }, aujourdhui))).to.equal(false);
    }));
  });

  it('lasts from the first day of a delegation with its file to its last one, both included', () => {
    fc.assert(fc.property(jours, jours, jours, (a, b, aujourdhui) => {
      const [du, jusquAu] = a < b ? [a, b] : [b, a];
      expect(signe(pouvoirDe(unSignataire({ delegationDu: du, delegationJusquAu: jusquAu }), aujourdhui))).to.equal(du <= aujourdhui && aujourdhui <= jusquAu);
      expect(signe(pouvoirDe(unSignataire({ delegationDu: du, delegationJusquAu: jusquAu, delegationJointe: false }), aujourdhui))).to.equal(false);
    }));
  });

  it('says why it is missing', () => {
    expect(pouvoirDe(unSignataire(), jour('2022-12-31'))).to.equal('delegation');
    expect(pouvoirDe(unSignataire(), jour('2023-01-01'))).to.equal('delegation_echue');
    expect(pouvoirDe(unSignataire(), jour('2021-12-31'))).to.equal('delegation_a_venir');
    expect(pouvoirDe(unSignataire({ delegationJointe: false }), jour('2022-06-01'))).to.equal('delegation_absente');
    expect(pouvoirDe(unSignataire({ delegationJusquAu: null }), jour('2022-06-01'))).to.equal('delegation_absente');
  });

  it('comes from a delegation that runs forward, is not over and lasts five years at most', () => {
    const code = (du: string, jusquAu: string): string | null => {
      try {
        verifierDelegation(jour(du), jour(jusquAu), jour('2022-06-15'));
        return null;
      } catch (erreur) {
        if (erreur instanceof Refus) return erreur.code;
        throw erreur;
      }
    };
    expect(code('2022-06-15', '2022-06-15')).to.equal(null);
    expect(code('2022-01-01', '2027-01-01')).to.equal(null);
    expect(code('2022-01-01', '2027-01-02')).to.equal('delegation.trop_longue');
    expect(code('2022-01-01', '2022-06-14')).to.equal('delegation.echue');
    expect(code('2022-07-01', '2022-06-30')).to.equal('delegation.dates_inversees');
  });
});

describe('The profile of an organisme', () => {
  it('lacks what a deposit needs first', () => {
    const complet = { nature: 'association', rna: 'W471000123', telephone: '05', iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP' } as const;
    expect(manquesDuProfil(complet)).to.deep.equal([]);
    expect(manquesDuProfil({ ...complet, rna: null, telephone: '', iban: '', bic: '' })).to.deep.equal([{ champ: 'iban', bloquant: true }, { champ: 'rna', bloquant: false }, { champ: 'telephone', bloquant: false }]);
    expect(manquesDuProfil({ ...complet, bic: '' })).to.deep.equal([{ champ: 'bic', bloquant: false }]);
    expect(manquesDuProfil({ ...complet, nature: 'public', rna: null })).to.deep.equal([]);
  });

  it('lets an IBAN be recognised without being used', () => {
    expect(masquerIban('FR7630006000011234567890189')).to.equal('FR76 •••• 189');
    expect(masquerIban('')).to.equal('');
  });

  it('reads the kind of organisme in INSEE\'s legal category, or leaves the choice', () => {
    expect(['9220', '9300', '7361', '4110', '5710', '6540', '1000', '8210', '9110', '92', '', 'toString'].map(natureDe))
      .to.deep.equal(['association', 'association', 'public', 'public', 'entreprise', 'entreprise', 'entreprise', null, null, null, null, null]);
    expect(['9220', '7367', '0000', 'constructor'].map(formeJuridiqueDe)).to.deep.equal(['Association loi 1901', 'Centre intercommunal d’action sociale', '', '']);
  });
});
