import type { ContenuSections } from '../../server/domain/dossiers/contenu.js';
import type { Financeur, Poste, StatutRessource } from '../../server/domain/financements/nomenclature.js';
import { cents } from '../../server/domain/kernel/cents.js';
import { jour } from '../../server/domain/kernel/jour.js';

/** How far a demonstration dossier goes. */
export const ETAPES = [
  'brouillon', 'retire', 'irrecevable', 'depose', 'complements', 'recevable', 'instruction', 'instruit', 'ajourne', 'attribue', 'refuse',
  'convention', 'signee', 'execution', 'bilan', 'controle', 'contradictoire', 'conclu', 'solde',
] as const;
export type EtapeDemo = (typeof ETAPES)[number];

export interface ProjetDemo {
  readonly jusqua: EtapeDemo;
  readonly organisme: number;
  readonly titre: string;
  readonly dispositif: number;
  readonly axe: string;
  readonly besoin: string;
  readonly methode: string;
  readonly territoires: readonly string[];
  readonly personnes: number;
  readonly jeunes: number;
  /** Whole euros: personnel, fonctionnement, prestations, participants. */
  readonly depenses: readonly [number, number, number, number];
  /** Whole euros asked of the Département. */
  readonly demande: number;
  /** Other resources, whole euros; the rest is own funds. */
  readonly autres: readonly (readonly [Financeur, string, StatutRessource, number])[];
  /** First and last day, when it is not the year 2022. */
  readonly periode?: readonly [debut: string, fin: string];
  /** Share of the planned volume that its bilan tells, 0.82 for most. */
  readonly realise?: number;
  /** Post whose expenses the control retains nothing of. */
  readonly ecarte?: Poste;
}

const EMPLOI = 'Emploi, entreprise et insertion';
const SOCIALE = 'Insertion sociale dans son environnement';
const SANTE = 'Santé et insertion';
const DROITS = 'Accès au droit et juste droit';

/** Invented projects, true to what such a call receives. */
export const PROJETS: readonly ProjetDemo[] = [
  { jusqua: 'solde', organisme: 0, titre: 'Rebond : un accompagnement vers l’emploi en milieu rural', dispositif: 1, axe: EMPLOI, besoin: 'Un allocataire du RSA sur trois du bassin vit à plus de 20 km d’un service de l’emploi.', methode: 'Entretiens hebdomadaires au plus près des personnes, ateliers collectifs, immersions d’une à deux semaines en entreprise.', territoires: ['47-AN'], personnes: 37, jeunes: 3, depenses: [32_000, 8_000, 6_000, 4_000], demande: 20_000, autres: [['etat', 'Politique de la ville', 'acquis', 12_000], ['commune', 'Ville d’Agen', 'sollicite', 6_000]] },
  { jusqua: 'contradictoire', organisme: 1, titre: 'Chantier école du Marmandais', dispositif: 1, axe: EMPLOI, besoin: 'Les métiers du second œuvre recrutent, les candidats sans diplôme n’y accèdent pas.', methode: 'Douze semaines de chantier encadré, alternées avec des remises à niveau.', territoires: ['47-MT'], personnes: 24, jeunes: 2, depenses: [61_000, 14_500, 9_500, 5_000], demande: 36_000, autres: [['region', 'Formation', 'acquis', 30_000]] },
  { jusqua: 'controle', organisme: 2, titre: 'Garage solidaire itinérant', dispositif: 3, axe: SOCIALE, besoin: 'Sans véhicule, un emploi sur deux reste hors de portée.', methode: 'Un camion atelier, deux mécaniciens et des réparations à prix coûtant sur prescription.', territoires: ['47-VF', '47-AN'], personnes: 120, jeunes: 10, depenses: [54_000, 22_000, 3_000, 6_000], demande: 28_000, autres: [['epci', 'Communauté d’agglomération', 'acquis', 25_000]] },
  { jusqua: 'bilan', organisme: 3, titre: 'Maraîchage et remobilisation', dispositif: 1, axe: EMPLOI, besoin: 'Les personnes très éloignées de l’emploi ont besoin d’un premier cadre de travail.', methode: 'Ateliers de maraîchage trois matinées par semaine et accompagnement individuel.', territoires: ['47-AN'], personnes: 18, jeunes: 0, depenses: [26_000, 7_000, 2_000, 1_500], demande: 15_000, autres: [['fse', 'Fonds social européen plus', 'sollicite', 8_000]] },
  { jusqua: 'execution', organisme: 4, titre: 'Un référent santé pour les allocataires', dispositif: 3, axe: SANTE, besoin: 'Le renoncement aux soins bloque les parcours d’insertion.', methode: 'Une infirmière accompagne les démarches, tient des permanences et organise des bilans de santé.', territoires: ['47-MT'], personnes: 60, jeunes: 4, depenses: [41_000, 4_000, 1_000, 2_000], demande: 24_000, autres: [['organisme_social', 'CPAM', 'acquis', 15_000]] },
  { jusqua: 'signee', organisme: 0, titre: 'Parcours numérique : de la démarche en ligne au CV', dispositif: 3, axe: DROITS, besoin: 'La dématérialisation éloigne les plus fragiles de leurs droits.', methode: 'Ateliers par petits groupes et prêt de matériel.', territoires: ['47-AN', '47-MT'], personnes: 45, jeunes: 5, depenses: [18_000, 5_000, 3_000, 1_000], demande: 12_000, autres: [['etat', 'France numérique ensemble', 'acquis', 9_000]] },
  { jusqua: 'convention', organisme: 1, titre: 'Entreprises ouvertes : immersions et parrainage', dispositif: 2, axe: EMPLOI, besoin: 'Les entreprises du bassin recrutent sans connaître les personnes accompagnées.', methode: 'Prospection, immersions, parrainage par un salarié pendant trois mois.', territoires: ['47-MT', '47-VF'], personnes: 40, jeunes: 4, depenses: [38_000, 6_000, 4_000, 2_000], demande: 22_000, autres: [['prive', 'Club d’entreprises', 'acquis', 10_000]] },
  { jusqua: 'refuse', organisme: 2, titre: 'Achat de véhicules en libre service', dispositif: 3, axe: SOCIALE, besoin: 'Les trajets domicile-travail sont trop longs.', methode: 'Location à 5 € par jour.', territoires: ['47-VF'], personnes: 20, jeunes: 1, depenses: [12_000, 30_000, 4_000, 0], demande: 30_000, autres: [] },
  { jusqua: 'attribue', organisme: 3, titre: 'Cuisine mobile d’insertion', dispositif: 1, axe: EMPLOI, besoin: 'La restauration collective manque de bras.', methode: 'Préparation au certificat de commis sur un camion-école.', territoires: ['47-AN'], personnes: 16, jeunes: 1, depenses: [28_000, 6_500, 3_500, 2_000], demande: 18_000, autres: [['region', 'Plan de formation', 'sollicite', 10_000]] },
  { jusqua: 'ajourne', organisme: 4, titre: 'Pause parentalité', dispositif: 3, axe: SOCIALE, besoin: 'Les parents isolés renoncent faute de garde.', methode: 'Accueil occasionnel couplé aux rendez-vous d’insertion.', territoires: ['47-MT'], personnes: 30, jeunes: 3, depenses: [22_000, 5_000, 1_000, 2_000], demande: 14_000, autres: [['organisme_social', 'CAF', 'sollicite', 9_000]] },
  { jusqua: 'instruit', organisme: 0, titre: 'Atelier vélo et emploi', dispositif: 3, axe: SOCIALE, besoin: 'Le vélo répond aux trajets courts du bassin agenais.', methode: 'Remise en selle, entretien et prêt longue durée.', territoires: ['47-AN'], personnes: 35, jeunes: 3, depenses: [16_000, 6_000, 1_000, 1_000], demande: 11_000, autres: [['commune', 'Ville d’Agen', 'acquis', 6_000]] },
  { jusqua: 'instruction', organisme: 1, titre: 'Coordination des acteurs de la remobilisation', dispositif: 3, axe: DROITS, besoin: 'Vingt structures s’ignorent sur le même bassin.', methode: 'Plateforme partagée, comités techniques trimestriels.', territoires: ['47-MT'], personnes: 80, jeunes: 8, depenses: [30_000, 4_000, 6_000, 0], demande: 19_000, autres: [['etat', 'Commissaire à la lutte contre la pauvreté', 'sollicite', 12_000]] },
  { jusqua: 'recevable', organisme: 2, titre: 'Permis de conduire accompagné', dispositif: 1, axe: EMPLOI, besoin: 'Le permis reste la première condition des offres locales.', methode: 'Code collectif, conduite sur simulateur, partenariat avec trois auto-écoles.', territoires: ['47-VF'], personnes: 28, jeunes: 2, depenses: [15_000, 3_000, 14_000, 3_000], demande: 17_000, autres: [['region', 'Aide au permis', 'acquis', 11_000]] },
  { jusqua: 'complements', organisme: 3, titre: 'Ferme pédagogique et estime de soi', dispositif: 1, axe: SOCIALE, besoin: 'La perte de confiance freine toute démarche.', methode: 'Séances en groupe de huit personnes, deux fois par semaine.', territoires: ['47-AN'], personnes: 20, jeunes: 1, depenses: [17_000, 4_000, 1_500, 500], demande: 10_000, autres: [['prive', 'Mutualité', 'sollicite', 6_000]] },
  { jusqua: 'depose', organisme: 4, titre: 'Aller vers les adultes invisibles', dispositif: 3, axe: DROITS, besoin: 'Une partie du public ne vient plus dans les services.', methode: 'Maraudes sociales, permanences dans les commerces.', territoires: ['47-MT'], personnes: 50, jeunes: 5, depenses: [27_000, 4_500, 1_500, 1_000], demande: 16_000, autres: [['etat', 'Plan pauvreté', 'acquis', 10_000]] },
  { jusqua: 'irrecevable', organisme: 0, titre: 'Festival des solidarités', dispositif: 3, axe: SOCIALE, besoin: 'Rendre visible l’engagement associatif.', methode: 'Deux journées ouvertes au public.', territoires: ['47-AN'], personnes: 10, jeunes: 0, depenses: [3_000, 4_000, 8_000, 0], demande: 9_000, autres: [] },
  { jusqua: 'retire', organisme: 1, titre: 'Recyclerie du Marmandais', dispositif: 1, axe: EMPLOI, besoin: 'Valoriser les encombrants par le travail.', methode: 'Tri, réparation et vente.', territoires: ['47-MT'], personnes: 12, jeunes: 0, depenses: [24_000, 9_000, 1_000, 0], demande: 15_000, autres: [['epci', 'Communauté de communes', 'sollicite', 12_000]] },
  { jusqua: 'brouillon', organisme: 0, titre: 'Jardin partagé et santé', dispositif: 1, axe: SANTE, besoin: 'Les personnes isolées du quartier demandent un lieu commun.', methode: 'Deux demi-journées par semaine avec un animateur.', territoires: ['47-AN'], personnes: 22, jeunes: 2, depenses: [14_000, 3_000, 1_000, 500], demande: 9_000, autres: [] },
  { jusqua: 'conclu', organisme: 1, titre: 'Passeport pour les métiers du soin', dispositif: 1, axe: EMPLOI, besoin: 'Les établissements pour personnes âgées du bassin cherchent soixante aides-soignants.', methode: 'Découverte des métiers, remise à niveau, préparation aux concours par un organisme de formation.', territoires: ['47-MT'], personnes: 40, jeunes: 0, depenses: [38_000, 8_000, 30_000, 4_000], demande: 30_000, autres: [['fse', 'Fonds social européen plus', 'sollicite', 32_000]], realise: 0.2, ecarte: 'prestations' },
  { jusqua: 'execution', organisme: 0, titre: 'Un pas après l’autre : remobilisation de longue durée', dispositif: 1, axe: EMPLOI, besoin: 'Un an ne suffit pas aux personnes qui n’ont pas travaillé depuis plus de cinq ans.', methode: 'Dix-huit mois d’accompagnement par le même binôme, en quatre étapes validées avec la personne.', territoires: ['47-AN'], personnes: 24, jeunes: 0, depenses: [44_000, 9_000, 5_000, 4_000], demande: 22_000, autres: [['fse', 'Fonds social européen plus', 'sollicite', 24_000]], periode: ['2022-07-01', '2023-12-31'] },
  { jusqua: 'execution', organisme: 2, titre: 'Se déplacer pour travailler : le conseil en mobilité', dispositif: 3, axe: SOCIALE, besoin: 'Les personnes accompagnées renoncent aux offres à plus de dix kilomètres.', methode: 'Bilan de mobilité, plan de déplacement, essai d’un mois et suivi dans l’emploi.', territoires: ['47-VF'], personnes: 60, jeunes: 5, depenses: [36_000, 12_000, 2_000, 3_000], demande: 20_000, autres: [['fse', 'Fonds social européen plus', 'sollicite', 18_000]], periode: ['2022-07-01', '2023-12-31'] },
];

const POSTES: readonly (readonly [Poste, string])[] = [
  ['personnel_direct', 'Salaires et charges des intervenants'], ['fonctionnement_direct', 'Locaux, déplacements, fournitures'], ['prestations', 'Intervenants extérieurs'], ['participants', 'Transport et repas des participants'],
];

/** Sections of a demonstration project, balanced by own funds. */
export function sectionsDe(p: ProjetDemo, contact: { readonly nom: string; readonly courriel: string; readonly telephone: string }): ContenuSections {
  const cout = p.depenses.reduce((a, b) => a + b, 0);
  const reste = cout - p.demande - p.autres.reduce((a, [, , , m]) => a + m, 0);
  return {
    organisme: { contactNom: contact.nom, contactFonction: 'Responsable de l’action', contactCourriel: contact.courriel, contactTelephone: contact.telephone, identiteConfirmee: true, signataireDelegue: false },
    projet: {
      titre: p.titre, dispositif: p.dispositif, axe: p.axe, mesures: ['Insertion et parcours des allocataires du RSA'], besoin: p.besoin, objectifs: `Accompagner ${p.personnes + p.jeunes} personnes et mesurer leur situation six mois après.`, methode: p.methode,
      partenariat: 'Centres médico-sociaux, France Travail, mission locale, communes du bassin.', territoires: p.territoires, debut: jour(p.periode?.[0] ?? '2022-01-01'), fin: jour(p.periode?.[1] ?? '2022-12-31'),
      equipe: 'Deux intervenants qualifiés et une coordination à mi-temps.', concertation: p.territoires.includes('47-AN') ? 'Échange avec le PLIE de l’Agenais le 9 décembre 2021.' : '', reconduction: false,
    },
    publics: {
      ciblePublics: ['bénéficiaires de minima sociaux', 'demandeurs d\'emploi de longue durée'], rsa: p.personnes, horsRsaMoins25: p.jeunes, horsRsaAutres: 0, reperage: 'Orientation par les référents RSA et les partenaires.',
      volumes: [{ intitule: 'Personnes accompagnées', prevu: p.personnes + p.jeunes, unite: 'personnes', poids: 1 }],
    },
    budget: {
      depenses: POSTES.flatMap(([poste, libelle], i) => ((p.depenses[i] ?? 0) === 0 ? [] : [{ poste, libelle, nature: 'courante' as const, montant: cents((p.depenses[i] ?? 0) * 100) }])),
      ressources: [
        { financeur: 'departement', libelle: 'Appel à projets insertion', statut: 'sollicite', montant: cents(p.demande * 100) },
        ...p.autres.map(([financeur, libelle, statut, montant]) => ({ financeur, libelle, statut, montant: cents(montant * 100) })),
        ...(reste > 0 ? [{ financeur: 'fonds_propres' as const, libelle: '', statut: 'acquis' as const, montant: cents(reste * 100) }] : []),
      ],
      forfaits: [], valorisations: [],
    },
    indicateurs: { indicateurs: [{ intitule: 'Sorties vers l’emploi ou la formation', cible: '40 %', mesure: 'Enquête à six mois' }, { intitule: 'Assiduité', cible: '75 %', mesure: 'Feuilles d’émargement' }] },
    engagements: { contratRepublicain: true, exactitude: true, donneesPersonnelles: true, aidesRecues: 'CAF, 2020 : 4 000 €' },
  };
}
