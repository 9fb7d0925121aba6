import { CHAMPS_PARTICIPANT, type ChampParticipant } from '../../server/domain/participants/importation.js';
import { libelle } from '../../server/web/libelles.js';

/** Headings of the spreadsheet to fill. */
export const TITRES_PARTICIPANTS = CHAMPS_PARTICIPANT.map((champ) => libelle('champ_participant', champ));

/** A planted error: the row of the sheet, its field, what was put there, what the report must then say. */
export interface FautePlantee { readonly ligne: number; readonly champ: ChampParticipant; readonly valeur: string; readonly attendu: string }

const FAUTES: readonly (readonly [ChampParticipant, string, string])[] = [
  ['nom', '', 'Renseignez ce champ.'], ['naissance', '31/02/1990', 'Saisissez une date'], ['sexe', 'demoiselle', 'Femme ; Homme ; Non binaire'], ['statut', 'Sans emploi', 'Une de ces réponses'], ['niveau', '9', 'Une de ces réponses'],
  ['courriel', 'sans-arobase', 'adresse électronique'], ['entree', '31/12/2021', 'pendant l’opération'], ['sortie', '02/01/2022', 'La sortie vient après l’entrée'], ['handicap', 'peut-être', 'Ne souhaite pas répondre'],
];

const PERSONNE: Readonly<Partial<Record<ChampParticipant, string>>> = {
  prenom: 'Solène', naissance: '04/05/1990', sexe: 'Femme', courriel: 'solene@exemple.fr', telephone: '06 11 22 33 44', adresse: '8 sente des Tisserands', entree: '01/02/2022',
  statut: 'Sans emploi, en recherche d’emploi', dureeChomage: 'Plus de 12 mois', formation: 'non', niveau: 'CAP, BEP, baccalauréat (CITE 3)', handicap: 'Non', paysTiers: 'non', origine: 'nsp', minorite: 'Ne souhaite pas répondre', logement: 'NON', rural: 'oui',
};

/** The row of one person, by field, in the order of the headings. */
export const ligneDeParticipant = (nom: string, champs: Readonly<Partial<Record<ChampParticipant, string>>> = {}): string[] => {
  const ligne: Readonly<Partial<Record<ChampParticipant, string>>> = { ...PERSONNE, nom, ...champs };
  return CHAMPS_PARTICIPANT.map((c) => ligne[c] ?? '');
};

/** Rows of a spreadsheet of `n` people, headings first, with `fautes` rows that cannot be read, spread over it; always the same. */
export function lignesDeParticipants(n: number, fautes: number): { lignes: string[][]; plantees: FautePlantee[] } {
  const lignes = Array.from({ length: n }, (_, i) => ligneDeParticipant(`Zanzibarrois ${i + 1}`, i % 3 === 0 ? { sexe: 'H', statut: 'inactif', dureeChomage: '', niveau: '5' } : {}));
  const pas = Math.floor(n / Math.max(1, fautes));
  const plantees = Array.from({ length: fautes }, (_, k): FautePlantee => {
    const rang = k * pas + (k % Math.max(1, pas));
    const [champ, valeur, attendu] = FAUTES[k % FAUTES.length] ?? ['nom', '', ''];
    const ligne = lignes[rang];
    if (ligne !== undefined) ligne[CHAMPS_PARTICIPANT.indexOf(champ)] = valeur;
    return { ligne: rang + 2, champ, valeur, attendu };
  });
  return { lignes: [[...TITRES_PARTICIPANTS], ...lignes], plantees };
}
