import { LIBELLES_DROITS } from './libelles-droits.js';

type Famille = Readonly<Record<string, string>>;

const OUI_NON: Famille = { oui: 'Oui', non: 'Non' };
const STATUTS: Famille = { chomeur: 'Sans emploi, en recherche d’emploi', inactif: 'Sans emploi, sans recherche d’emploi', salarie: 'En emploi salarié', independant: 'À son compte' };

/** French words for participants of FSE+ operations: answers, questions, indicators. */
export const LIBELLES_PARTICIPANTS: Readonly<Record<string, Famille>> = {
  ...LIBELLES_DROITS,
  sexe: { femme: 'Femme', homme: 'Homme', non_binaire: 'Non binaire' },
  sexes: { femme: 'Femmes', homme: 'Hommes', non_binaire: 'Non binaires' },
  statut_emploi: STATUTS,
  situation_suivi: { ...STATUTS, injoignable: 'N’a pas pu être jointe' },
  duree_chomage: { moins_6_mois: 'Moins de 6 mois', de_6_a_12_mois: 'De 6 à 12 mois', plus_12_mois: 'Plus de 12 mois' },
  niveau: {
    cite_0: 'École primaire non terminée (CITE 0)', cite_1: 'École primaire (CITE 1)', cite_2: 'Collège, brevet (CITE 2)', cite_3: 'CAP, BEP, baccalauréat (CITE 3)', cite_4: 'Formation après le baccalauréat, hors enseignement supérieur (CITE 4)',
    cite_5: 'BTS, DUT, DEUG (CITE 5)', cite_6: 'Licence, BUT (CITE 6)', cite_7: 'Master, diplôme d’ingénieur (CITE 7)', cite_8: 'Doctorat (CITE 8)',
  },
  oui_non: OUI_NON,
  oui_non_nsp: { ...OUI_NON, nsp: 'Ne souhaite pas répondre' },
  champ_participant: {
    nom: 'Nom', prenom: 'Prénom', naissance: 'Date de naissance', courriel: 'Adresse électronique', telephone: 'Téléphone', adresse: 'Adresse', sexe: 'Sexe', entree: 'Entrée dans l’opération',
    statut: 'Situation à l’entrée', dureeChomage: 'Durée du chômage', formation: 'Études ou formation en cours à l’entrée', niveau: 'Niveau d’études', handicap: 'Situation de handicap',
    paysTiers: 'Nationalité d’un pays hors de l’Union européenne', origine: 'Origine étrangère', minorite: 'Appartenance à une minorité', logement: 'Sans domicile ou en exclusion du logement', rural: 'Habite en zone rurale',
    sortie: 'Sortie de l’opération', situationSortie: 'Situation à la sortie', formationSortie: 'Études ou formation à la sortie', qualification: 'Qualification obtenue',
    suiviLe: 'Date du suivi à six mois', situationSuivi: 'Situation à six mois', amelioration: 'Meilleure situation dans l’emploi à six mois',
  },
  filtre_participant: { tous: 'Tous', incompletes: 'À compléter', presents: 'Encore dans l’opération', suivi: 'Suivi à six mois à faire' },
  fiche_participant: { complete: 'Complète', incomplete: 'À compléter' },
  jauge_participants: { vide: 'Aucune fiche', bon: 'Données fiables', alerte: 'À surveiller', depasse: 'Trop de fiches incomplètes' },
  indicateur_fse: {
    EECO01: 'Participants', EECO02: 'Chômeurs, y compris de longue durée', EECO03: 'Chômeurs de longue durée', EECO04: 'Personnes inactives', EECO05: 'Personnes en emploi, indépendants compris',
    EECO06: 'Moins de 18 ans', EECO07: 'De 18 à 29 ans', EECO08: '55 ans ou plus', EECO09: 'Niveau collège ou moins (CITE 0 à 2)', EECO10: 'Niveau lycée ou post-secondaire (CITE 3 et 4)', EECO11: 'Enseignement supérieur (CITE 5 à 8)',
    EECO12: 'Personnes en situation de handicap', EECO13: 'Ressortissants de pays tiers', EECO14: 'Personnes d’origine étrangère', EECO15: 'Minorités, communautés marginalisées comprises', EECO16: 'Sans-domicile ou personnes en exclusion du logement',
    EECO17: 'Habitants de zones rurales', EECO18: 'Administrations et services publics soutenus', EECO19: 'Micro, petites et moyennes entreprises soutenues',
    EECR01: 'Inactifs en recherche d’emploi à la sortie', EECR02: 'En études ou en formation à la sortie', EECR03: 'Qualification obtenue à la sortie', EECR04: 'En emploi à la sortie',
    EECR05: 'En emploi six mois après la sortie', EECR06: 'Meilleure situation dans l’emploi six mois après la sortie',
  },
};
