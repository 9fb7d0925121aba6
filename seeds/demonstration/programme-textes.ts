import type { Cadre, EtatProgramme } from '../../server/domain/programme/fiche.js';

/** A fiche of the programme as the demonstration writes it. */
export interface FicheEcrite {
  readonly numero: string;
  readonly etat: EtatProgramme;
  readonly cadre: Cadre;
  readonly axes: readonly string[];
  readonly dispositifs: readonly number[];
  /** Its twelve parts, in order. */
  readonly parties: readonly string[];
  readonly actions: readonly { intitule: string; pilote: string; etat: EtatProgramme; debut: string | null; fin: string | null; avancement: string }[];
  /** Beginnings of the titles of the projects that carry it. */
  readonly titres: readonly string[];
}

/** Three fiches written in full: outreach, health, work together with the RSA. */
export const FICHES_ECRITES: readonly FicheEcrite[] = [
  {
    numero: '3.1', etat: 'en_cours', cadre: 'PTI', axes: ['Accès au droit et juste droit'], dispositifs: [],
    parties: [
      'Une partie du public ne vient plus dans les services : isolement, mobilité, démarches en ligne. Les structures constatent des ruptures de parcours dès le premier rendez-vous.',
      'Rencontrer les personnes là où elles sont.\nProposer un premier accompagnement sans condition d’orientation.\nRamener vers le droit commun en moins de six mois.',
      'Allocataires du RSA sans suivi depuis plus de six mois, jeunes sans emploi ni formation, personnes isolées en zone rurale.',
      'Permanences dans les commerces et les mairies, équipes mobiles de deux professionnels, relais par les facteurs et les aides à domicile.',
      'CCAS, France services, missions locales, centres sociaux, associations d’insertion.',
      'Direction de l’insertion, responsable des politiques d’insertion. Référent dans chacune des quatre circonscriptions.',
      'Appel à projets d’insertion, crédits de la convention avec l’État, FSE+ pour les équipes mobiles. Un équivalent temps plein par territoire.',
      'Tout le département, en commençant par le Marmandais et le Fumélois.',
      'Premier semestre 2023 : deux territoires. 2024 : extension. 2026 : bilan et généralisation.',
      'La régularité des passages et la confiance des relais locaux.',
      'Ne pas créer un guichet de plus ; protéger les données recueillies hors des locaux.',
      'Nombre de personnes rencontrées, part de celles qui reprennent un parcours dans les trois mois. Point trimestriel en comité technique.',
    ],
    actions: [
      { intitule: 'Équipes mobiles du Marmandais', pilote: 'CCAS de Tonneins', etat: 'en_cours', debut: '2023-02-01', fin: '2024-12-31', avancement: 'Deux tournées par semaine depuis mars.' },
      { intitule: 'Formation des relais de proximité', pilote: 'Direction de l’insertion', etat: 'realisee', debut: '2023-01-09', fin: '2023-04-28', avancement: 'Quarante relais formés.' },
    ],
    titres: ['Parcours numérique', 'Aller vers'],
  },
  {
    numero: '3.2', etat: 'en_cours', cadre: 'PTI', axes: ['Santé et insertion'], dispositifs: [],
    parties: [
      'Un allocataire du RSA sur quatre déclare avoir renoncé à des soins dans l’année. La santé est le premier frein cité par les référents.',
      'Lever le renoncement aux soins.\nFaire de la santé une étape reconnue du parcours.',
      'Allocataires du RSA, jeunes suivis par les missions locales, personnes sans médecin traitant.',
      'Accompagnement physique aux rendez-vous, bilans de santé collectifs, permanences de professionnels de santé dans les centres médico-sociaux.',
      'CPAM, ARS, centres hospitaliers, plateforme territoriale d’appui, MSA.',
      'Porteurs associatifs retenus à l’appel à projets ; pilotage par la direction de l’insertion avec la délégation territoriale de l’ARS.',
      'Appel à projets d’insertion, participation de la CPAM. Une infirmière par territoire.',
      'Marmandais et Agenais, puis les deux autres territoires.',
      'Ouverture en 2022, extension en 2024, évaluation en 2026.',
      'La présence de la même professionnelle dans la durée.',
      'Respecter le secret médical ; ne pas se substituer aux dispositifs de soins.',
      'Personnes accompagnées, bilans réalisés, ouverture de droits. Suivi semestriel avec la CPAM.',
    ],
    actions: [
      { intitule: 'Référent santé du Marmandais', pilote: 'CCAS de Tonneins', etat: 'en_cours', debut: '2022-06-01', fin: '2024-05-31', avancement: '' },
      { intitule: 'Bilans de santé collectifs', pilote: 'CPAM', etat: 'a_lancer', debut: '2023-09-01', fin: null, avancement: '' },
    ],
    titres: ['Un référent santé'],
  },
  {
    numero: '4.2', etat: 'en_cours', cadre: 'PDI', axes: ['Emploi, entreprise et insertion'], dispositifs: [1, 2],
    parties: [
      'L’agriculture et l’agro-alimentaire recrutent chaque saison. La crainte de perdre le RSA éloigne encore de ces emplois.',
      'Sécuriser la reprise d’un emploi saisonnier.\nFaire de la saison une étape vers l’emploi durable.',
      'Allocataires du RSA en mesure de travailler, résidant à moins de trente kilomètres des exploitations.',
      'Information sur le cumul, accompagnement pendant la saison, navettes, immersions et chantiers d’insertion entre deux saisons.',
      'Chambre d’agriculture, MSA, France Travail, groupements d’employeurs, structures d’insertion.',
      'Direction de l’insertion ; service de l’emploi pour la relation avec les employeurs.',
      'Appel à projets d’insertion, convention avec l’État, Région pour la formation.',
      'Vallée du Lot et de la Garonne.',
      'Campagnes de printemps et d’automne, chaque année de 2023 à 2027.',
      'Des règles de cumul simples et dites à l’avance.',
      'Éviter les indus ; vérifier les conditions de travail et de transport.',
      'Nombre de personnes ayant cumulé, durée moyenne des contrats, sorties vers l’emploi durable.',
    ],
    actions: [
      { intitule: 'Cumul RSA et emploi saisonnier', pilote: 'Direction de l’insertion', etat: 'en_cours', debut: '2023-03-01', fin: '2027-12-31', avancement: 'Convention signée avec la MSA.' },
      { intitule: 'Navettes des saisonniers', pilote: 'Communautés de communes', etat: 'suspendue', debut: '2023-04-01', fin: '2023-10-31', avancement: 'En attente d’un transporteur.' },
    ],
    titres: ['Rebond', 'Chantier école', 'Maraîchage', 'Entreprises ouvertes'],
  },
];
