import { expect } from 'chai';
import { reconduire } from '../../../server/domain/dossiers/reconduction.js';
import { lireAppelReference } from '../../../server/features/appels/reference.js';
import { sectionsDeTest } from '../../support/dossier-depose.js';

describe('a dossier begun from another', () => {
  const appel = lireAppelReference();
  const ancien = sectionsDeTest();

  it('keeps texts, people, budget and indicators, and asks the funders again', () => {
    const neuf = reconduire(ancien, appel, true);
    expect(neuf.projet).to.deep.include({ titre: ancien.projet.titre, besoin: ancien.projet.besoin, reconduction: true, debut: '2022-01-01', fin: '2022-12-31' });
    expect(neuf.publics?.volumes).to.deep.equal(ancien.publics.volumes);
    expect(neuf.budget?.depenses).to.deep.equal(ancien.budget.depenses);
    expect(neuf.budget?.ressources.map((r) => [r.financeur, r.statut])).to.deep.equal([['departement', 'sollicite'], ['etat', 'sollicite'], ['commune', 'sollicite'], ['fonds_propres', 'acquis']]);
  });

  it('certifies nothing in the name of the former one', () => {
    const neuf = reconduire(ancien, appel, true);
    expect(neuf).not.to.have.property('engagements');
    expect(neuf.organisme).to.include({ identiteConfirmee: false, contactNom: ancien.organisme.contactNom });
  });

  it('leaves to be chosen what the new call no longer offers', () => {
    const autre = { ...appel, axes: ['Un autre axe'], dispositifs: [{ numero: 9, intitule: 'Neuf', plusValues: [] }], territoires: [], mesuresSocles: [], publics: [], periodeOperations: { ...appel.periodeOperations, debut: '2024-01-01' as typeof appel.periodeOperations.debut, fin: '2024-12-31' as typeof appel.periodeOperations.fin } };
    expect(reconduire(ancien, autre, false).projet).to.deep.include({ axe: '', dispositif: null, territoires: [], mesures: [], debut: null, fin: null, reconduction: false });
  });

  it('takes up what there is of a dossier never finished', () => {
    expect(reconduire({}, appel, true)).to.deep.equal({});
  });
});
