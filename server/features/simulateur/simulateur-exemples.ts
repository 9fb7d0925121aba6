import type { Saisie } from '../../web/saisie.js';

/** What the forms of the simulator hold at first: the default rules of spec 2. */
const REGLES: Saisie = { plafondHorsRsa: '10', echeances: [{ declencheur: 'signature', taux: '50' }, { declencheur: 'bilan', taux: '50' }] };

export const PLAN_VIERGE: Saisie = {
  ...REGLES, tauxMaxFse: '60',
  depenses: [{ poste: 'personnel_direct', nature: 'courante' }, { poste: 'fonctionnement_direct', nature: 'courante' }, { poste: 'indirectes', nature: 'courante' }],
  ressources: [{ financeur: 'departement', statut: 'sollicite' }, { financeur: 'fonds_propres', statut: 'acquis' }],
};

export const SOLDE_VIERGE: Saisie = { ...REGLES, methode: 'solde', tauxIntervention: 'oui' };

const PUBLICS: Saisie = { rsa: '40', horsRsaMoins25: '4', horsRsaAutres: '0' };

/** A worked budget of 50 000 €, balanced, with its indirect costs at a flat rate. */
export const EXEMPLE_PLAN: Saisie = {
  ...REGLES, tauxMaxFse: '60', forfaits: ['indirectes_15'],
  depenses: [
    { poste: 'personnel_direct', libelle: 'Accompagnatrice socioprofessionnelle', nature: 'courante', montant: '30 000,00' },
    { poste: 'fonctionnement_direct', libelle: 'Location de salle et fournitures', nature: 'courante', montant: '6 500,00' },
    { poste: 'prestations', libelle: 'Ateliers de mobilité', nature: 'courante', montant: '6 000,00' },
    { poste: 'participants', libelle: 'Titres de transport', nature: 'courante', montant: '3 000,00' },
    { poste: 'indirectes', libelle: 'Frais de siège (valeur réelle)', nature: 'courante', montant: '5 200,00' },
  ],
  ressources: [
    { financeur: 'departement', statut: 'sollicite', montant: '20 000,00' },
    { financeur: 'epci', statut: 'acquis', montant: '18 000,00' },
    { financeur: 'fonds_propres', statut: 'acquis', montant: '12 000,00' },
  ],
  publics: PUBLICS,
};

/** The worked balance of spec 3: 80 % realised, 18 000 € due, 8 000 € left to pay. */
export const EXEMPLE_SOLDE: Saisie = {
  ...REGLES, montant: '20 000,00', depensesPrevues: '50 000,00', methode: 'solde', tauxIntervention: 'oui', verse: '10 000,00',
  volumes: [{ intitule: 'Personnes accompagnées', prevu: '40', realise: '32', poids: '1' }],
  publics: { rsa: '30', horsRsaMoins25: '2', horsRsaAutres: '0' }, depensesRetenues: '48 000,00', autresRessources: '25 000,00',
};
