import { ajouterJours, type Jour } from '../kernel/jour.js';

/** Days to ask people for their situation once six months have passed. Rule of the service: the answer is that of the six-month day. */
const DELAI_SUIVI_JOURS = 30;
/** Days to record an exit. @see monitoring guidance of the Commission on the ESF: immediate results are those of the four weeks after leaving */
const DELAI_SORTIE_JOURS = 28;

/** Last day to ask somebody who is to be asked from `du` on. */
export const limiteDuSuivi = (du: Jour): Jour => ajouterJours(du, DELAI_SUIVI_JOURS);

/** Last day to complete the records of an operation that ends on `fin`, and to record who left. */
export const limiteDesFiches = (fin: Jour): Jour => ajouterJours(fin, DELAI_SORTIE_JOURS);

/** Follow-ups due before this day are late, and records of operations that ended before the other one. */
export const enRetardLe = (aujourdhui: Jour): { readonly suiviDuAvant: Jour; readonly finAvant: Jour } =>
  ({ suiviDuAvant: ajouterJours(aujourdhui, -DELAI_SUIVI_JOURS), finAvant: ajouterJours(aujourdhui, -DELAI_SORTIE_JOURS) });
