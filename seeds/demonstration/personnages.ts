import type { Habilitation } from '../../server/domain/habilitations/acteur.js';

/** Password of every demonstration account. */
export const MOT_DE_PASSE_DEMONSTRATION = 'Passerelle-2022!';

export interface Personnage { readonly courriel: string; readonly prenom: string; readonly nom: string; readonly fonction: string; readonly habilitation: Habilitation | null }

const agent = (identifiant: string, prenom: string, nom: string, fonction: string, habilitation: Habilitation | null): Personnage =>
  ({ courriel: `${identifiant}@demonstration.example`, prenom, nom, fonction, habilitation });

/** Agents and partners, one per habilitation at least; the committee has four members, finance two. */
export const AGENTS = {
  instructeur: agent('instructeur', 'Inès', 'Lacaze', 'Chargée d’instruction', 'instructeur'),
  instructeur2: agent('instructeur2', 'Mathieu', 'Doumenc', 'Chargé d’instruction', 'instructeur'),
  responsable: agent('responsable', 'Claire', 'Delmas', 'Responsable des politiques d’insertion', 'responsable'),
  comite1: agent('comite1', 'Hélène', 'Marty', 'Élue en charge du développement social', 'comite'),
  comite2: agent('comite2', 'Patrick', 'Soulié', 'Responsable du pôle ressource', 'comite'),
  comite3: agent('comite3', 'Nadia', 'Benali', 'Conseillère technique départementale', 'comite'),
  comite4: agent('comite4', 'Yves', 'Cabrol', 'Responsable de circonscription', 'comite'),
  avis: agent('avis', 'Sophie', 'Roques', 'Directrice du PLIE de l’Agenais', 'avis'),
  finances: agent('finances', 'Karim', 'Vidal', 'Gestionnaire des subventions', 'finances'),
  finances2: agent('finances2', 'Brigitte', 'Laborde', 'Responsable de l’exécution budgétaire', 'finances'),
  controleur: agent('controleur', 'Thomas', 'Ferrand', 'Contrôleur du service fait', 'controleur'),
  pilotage: agent('pilotage', 'Anne', 'Castagnet', 'Directrice générale adjointe', 'pilotage'),
  admin: agent('admin', 'Julien', 'Sarrazin', 'Administrateur', 'admin'),
} as const;

export type NomAgent = keyof typeof AGENTS;

export interface OrganismeDemo {
  readonly siret: string;
  readonly nom: string;
  readonly nature: 'association' | 'entreprise' | 'public';
  readonly formeJuridique: string;
  readonly rna: string | null;
  readonly adresse: string;
  readonly codePostal: string;
  readonly commune: string;
  readonly telephone: string;
  readonly iban: string;
  readonly signataire: Personnage;
  readonly qualite: string;
}

const organisme = (rang: number, o: Omit<OrganismeDemo, 'telephone' | 'signataire'> & { readonly prenom: string; readonly nomSignataire: string }): OrganismeDemo => ({
  ...o, telephone: `05 53 00 00 ${String(10 + rang)}`,
  signataire: { courriel: rang === 1 ? 'signataire@demonstration.example' : `signataire${rang}@demonstration.example`, prenom: o.prenom, nom: o.nomSignataire, fonction: o.qualite, habilitation: null },
});

/** Invented organismes that answer the call. */
export const ORGANISMES: readonly OrganismeDemo[] = [
  organisme(1, { siret: '78237124900015', nom: 'Les Passerelles du Confluent', nature: 'association', formeJuridique: 'Association loi 1901', rna: 'W471000123', adresse: '12 rue des Lilas', codePostal: '47000', commune: 'Agen', iban: 'FR7630006000011234567890189', prenom: 'Simone', nomSignataire: 'Bertrand', qualite: 'Présidente' }),
  organisme(2, { siret: '41234567000019', nom: 'Ressort Insertion', nature: 'association', formeJuridique: 'Association loi 1901', rna: 'W472000456', adresse: '3 allée des Ateliers', codePostal: '47200', commune: 'Marmande', iban: 'FR1420041010050500013M02606', prenom: 'Gilles', nomSignataire: 'Peyrat', qualite: 'Président' }),
  organisme(3, { siret: '39876543800013', nom: 'Mobilités Solidaires 47', nature: 'association', formeJuridique: 'Association loi 1901', rna: 'W473000789', adresse: '45 avenue de la Gare', codePostal: '47300', commune: 'Villeneuve-sur-Lot', iban: 'FR7630004000031234567890143', prenom: 'Leïla', nomSignataire: 'Haddad', qualite: 'Directrice' }),
  organisme(4, { siret: '50123456100014', nom: 'Les Jardins de l’Albret', nature: 'entreprise', formeJuridique: 'SCIC', rna: null, adresse: '8 chemin de Mouchac', codePostal: '47600', commune: 'Nérac', iban: 'FR7610107001011234567890129', prenom: 'Antoine', nomSignataire: 'Lafitte', qualite: 'Gérant' }),
  organisme(5, { siret: '26470012100017', nom: 'CCAS de Tonneins', nature: 'public', formeJuridique: 'Établissement public communal', rna: null, adresse: '1 place Jean-Jaurès', codePostal: '47400', commune: 'Tonneins', iban: 'FR7611315000011234567890138', prenom: 'Martine', nomSignataire: 'Dupouy', qualite: 'Vice-présidente' }),
];

/** Writer of the first organisme, without the right to deposit. */
export const REDACTEUR: Personnage = { courriel: 'redacteur@demonstration.example', prenom: 'Rémi', nom: 'Castex', fonction: 'Chargé de projet', habilitation: null };

/** Director of the first organisme, who signs by delegation. */
export const DELEGUEE: Personnage = { courriel: 'direction@demonstration.example', prenom: 'Camille', nom: 'Roux', fonction: 'Directrice', habilitation: null };

/** Somebody who asks to join the first organisme. */
export const NOUVELLE: Personnage = { courriel: 'nouvelle@demonstration.example', prenom: 'Fanny', nom: 'Delpech', fonction: 'Conseillère en insertion', habilitation: null };
