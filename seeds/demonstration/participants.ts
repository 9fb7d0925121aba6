import { jour, type Jour } from '../../server/domain/kernel/jour.js';
import type { Fiche } from '../../server/domain/participants/questionnaire.js';
import { coffreDesParticipants } from '../../server/features/participants/participant-coffre.js';
import { inscrireParticipant } from '../../server/features/participants/participant-service.js';
import { montantFse, type MondeDecide } from './monde.js';
import type { Scene } from './scene.js';

const ENTREE: Omit<Fiche, 'sexe' | 'naissance' | 'entree'> = {
  statut: 'chomeur', dureeChomage: 'plus_12_mois', formation: 'non', niveau: 'cite_3', handicap: 'non', paysTiers: 'non', origine: 'non', minorite: 'non', logement: 'non', rural: 'oui',
  sortie: null, situationSortie: null, formationSortie: null, qualification: null, suiviLe: null, situationSuivi: null, amelioration: null,
};

const sortie = (le: Jour, situation: Fiche['situationSortie'], qualification: Fiche['qualification'] = 'non'): Partial<Fiche> => ({ sortie: le, situationSortie: situation, formationSortie: 'non', qualification });

type Personne = readonly [prenom: string, nom: string, naissance: string, sexe: Fiche['sexe'], entree: string, reste: Partial<Fiche>];

/** Invented people: some found a job and were asked six months after, one is to be asked now, two records are to be completed. */
const PERSONNES: readonly Personne[] = [
  ['Sabrina', 'Caubet', '1987-03-14', 'femme', '2022-05-16', { ...sortie(jour('2022-10-28'), 'salarie', 'oui'), suiviLe: jour('2023-05-02'), situationSuivi: 'salarie' }],
  ['Thierry', 'Lafargue', '1965-11-02', 'homme', '2022-05-16', { niveau: 'cite_2', ...sortie(jour('2022-11-04'), 'chomeur'), suiviLe: jour('2023-05-09'), situationSuivi: 'salarie' }],
  ['Nadia', 'Benali', '1994-07-21', 'femme', '2022-05-23', { origine: 'oui', ...sortie(jour('2022-11-10'), 'independant') }],
  ['Kévin', 'Dupin', '2001-01-30', 'homme', '2022-06-07', { dureeChomage: 'de_6_a_12_mois', logement: 'oui', ...sortie(jour('2022-12-16'), 'chomeur', 'oui') }],
  ['Maryse', 'Ducos', '1972-09-09', 'femme', '2022-06-07', { handicap: 'oui', ...sortie(jour('2022-12-30'), 'inactif') }],
  ['Ousmane', 'Diallo', '1990-12-25', 'homme', '2022-09-05', { paysTiers: 'oui', origine: 'oui', niveau: 'cite_6', ...sortie(jour('2022-12-30'), 'salarie') }],
  ['Élodie', 'Laborde', '1998-04-18', 'femme', '2022-09-05', { statut: 'inactif', dureeChomage: null, ...sortie(jour('2022-12-30'), 'chomeur') }],
  ['Patrick', 'Roumégous', '1969-06-11', 'homme', '2022-09-12', { niveau: null, ...sortie(jour('2022-12-30'), 'chomeur') }],
  ['Fatiha', 'Morel', '1983-02-05', 'femme', '2022-10-03', {}],
];

/** The people of the operation of FSE+ that is over, each entered by the organisme on the day they came; what came later was written with it. */
export async function suivreLesParticipants(scene: Scene, { dossiers }: Pick<MondeDecide, 'dossiers'>): Promise<void> {
  const coffre = coffreDesParticipants(scene.deps);
  for (const { id, organisme } of dossiers.filter((d) => d.projet.jusqua === 'bilan' && montantFse(d.projet) > 0)) {
    for (const [prenom, nom, naissance, sexe, entree, reste] of PERSONNES) {
      await scene.le('2023-05-10T10:30').par(organisme.signataireId, (ctx) => inscrireParticipant(ctx, coffre, id, {
        identite: { nom, prenom, naissance: jour(naissance), courriel: '', telephone: '', adresse: '' }, fiche: { ...ENTREE, sexe, naissance: jour(naissance), entree: jour(entree), ...reste },
      }));
    }
  }
}
