import { expect } from 'chai';
import { avancementDuDossier, ETAPES_DOSSIER, type FaitsDeFrise } from '../../../server/domain/dossiers/frise.js';

describe('the stages of a dossier as its porteur follows them', () => {
  const enCours = (faits: Partial<FaitsDeFrise>): string => {
    const { rang, fin } = avancementDuDossier({ etat: 'notifie', refuse: false, conventions: [], bilan: null, ...faits });
    return rang > fin ? `terminé : ${ETAPES_DOSSIER[fin] ?? ''}` : ETAPES_DOSSIER[rang] ?? '';
  };

  it('names the stage under way, an agreement to sign and an action that is carried out included', () => {
    expect(enCours({ etat: 'brouillon' })).to.equal('Dépôt');
    expect(enCours({ etat: 'complements_demandes' })).to.equal('Recevabilité');
    expect(enCours({ etat: 'attribue' })).to.equal('Décision');
    expect(enCours({})).to.equal('Convention');
    expect(enCours({ conventions: ['signee', 'a_signer'], bilan: 'brouillon' })).to.equal('Convention');
    expect(enCours({ conventions: ['en_execution', 'en_execution'], bilan: 'brouillon' })).to.equal('Réalisation');
    expect(enCours({ conventions: ['en_execution'], bilan: 'depose' })).to.equal('Contrôle');
    expect(enCours({ conventions: ['en_execution', 'soldee'], bilan: 'conclu' })).to.equal('Solde');
    expect(enCours({ conventions: ['soldee', 'soldee'], bilan: 'conclu' })).to.equal('terminé : Solde');
  });

  it('stops where a dossier ended: nothing is announced after a refusal', () => {
    expect(enCours({ refuse: true })).to.equal('terminé : Décision');
    expect(enCours({ etat: 'irrecevable' })).to.equal('terminé : Recevabilité');
    expect(enCours({ etat: 'retire' })).to.equal('terminé : Dépôt');
  });
});
