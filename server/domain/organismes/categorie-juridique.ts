import type { NatureOrganisme } from './nature.js';

/** Usual names of INSEE's legal categories that answer calls; the others are typed by hand. */
const FORMES: Readonly<Record<string, string>> = {
  '1000': 'Entrepreneur individuel', '5498': 'EURL', '5499': 'SARL', '5599': 'Société anonyme', '5699': 'Société anonyme', '5710': 'SAS', '5720': 'SASU',
  '5458': 'Société coopérative de production (SCOP)', '5558': 'Société coopérative de production (SCOP)', '5658': 'Société coopérative de production (SCOP)',
  '6540': 'Société civile immobilière', '7113': 'Ministère', '7210': 'Commune', '7220': 'Département', '7229': 'Collectivité territoriale', '7230': 'Région',
  '7343': 'Communauté urbaine', '7344': 'Métropole', '7345': 'Syndicat intercommunal à vocation multiple', '7346': 'Communauté de communes', '7348': 'Communauté d’agglomération', '7353': 'Syndicat intercommunal à vocation unique',
  '7354': 'Syndicat mixte', '7355': 'Syndicat mixte', '7361': 'Centre communal d’action sociale', '7362': 'Caisse des écoles', '7364': 'Établissement public de santé', '7365': 'Syndicat interhospitalier',
  '7366': 'Établissement public local social et médico-social', '7367': 'Centre intercommunal d’action sociale', '7371': 'Office public de l’habitat', '7389': 'Établissement public administratif',
  '7410': 'Groupement d’intérêt public', '7430': 'Établissement public des cultes', '8210': 'Mutuelle', '8110': 'Régime général de la sécurité sociale', '8140': 'Mutualité sociale agricole',
  '9110': 'Syndicat de propriétaires', '9210': 'Association non déclarée', '9220': 'Association loi 1901', '9221': 'Association loi 1901 d’insertion par l’activité économique',
  '9222': 'Association intermédiaire', '9223': 'Groupement d’employeurs', '9230': 'Association reconnue d’utilité publique', '9240': 'Congrégation', '9260': 'Association de droit local (Alsace-Moselle)', '9300': 'Fondation',
};

/** Words for a legal category of INSEE (four digits); empty when it is not a usual one. */
export const formeJuridiqueDe = (categorie: string): string => (Object.hasOwn(FORMES, categorie) ? FORMES[categorie] ?? '' : '');

/**
 * Kind of organisme behind a legal category of INSEE; null when it says nothing sure and the person chooses.
 * 4 and 7: public law; 92 and 93: associations and foundations; 1, 5, 6: companies.
 */
export function natureDe(categorie: string): NatureOrganisme | null {
  if (!/^\d{4}$/.test(categorie)) return null;
  if (/^(4|7)/.test(categorie)) return 'public';
  if (/^9[23]/.test(categorie)) return 'association';
  return /^(1|5|6)/.test(categorie) ? 'entreprise' : null;
}
