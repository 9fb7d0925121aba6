import type { ContenuAppel } from '../../domain/appels/contenu.js';
import type { ContenuSections } from '../../domain/dossiers/contenu.js';
import { cents } from '../../domain/kernel/cents.js';
import type { Jour } from '../../domain/kernel/jour.js';
import { estSiret } from '../../domain/kernel/siret.js';
import type { Hasard } from './hasard.js';

/** Invented people, organismes and projects, true to what such calls receive. */

export const PRENOMS = ['Aïcha', 'Anaïs', 'André', 'Bernard', 'Céline', 'Chloé', 'Damien', 'Élodie', 'Émile', 'Fatima', 'Françoise', 'Gaëlle', 'Hélène', 'Inès', 'Jérôme', 'Joël', 'Karim', 'Léa', 'Loïc', 'Maëlle', 'Mathieu', 'Mélanie', 'Nadia', 'Noé', 'Océane', 'Raphaël', 'Sébastien', 'Thérèse', 'Yann', 'Zoé'] as const;
export const NOMS = ['Bénard', 'Boyer', 'Cabrol', 'Castagnet', 'Chevallier', 'Delmas', 'Doumenc', 'Dupré', 'Ferrand', 'Garrigues', 'Hébert', 'Lacaze', 'Laffont', 'Lefèvre', 'Marty', 'Müller', 'N’Diaye', 'Ortega', 'Pradié', 'Rivière', 'Roques', 'Sarrazin', 'Soulié', 'Tréville', 'Vidal'] as const;
const COMMUNES = [['47000', 'Agen'], ['47200', 'Marmande'], ['47300', 'Villeneuve-sur-Lot'], ['47400', 'Tonneins'], ['47600', 'Nérac'], ['47500', 'Fumel'], ['47150', 'Monflanquin'], ['47190', 'Aiguillon'], ['47700', 'Casteljaloux'], ['47310', 'Estillac']] as const;
const FORMES = ['Les Ateliers', 'La Maison', 'Le Relais', 'Solidarités', 'Les Jardins', 'Coup de pouce', 'L’Étape', 'Passage', 'Horizon', 'Le Tremplin', 'L’Atelier', 'Ressources'] as const;
const LIEUX = ['du Confluent', 'de l’Albret', 'de la Vallée du Lot', 'des Deux-Rives', 'du Marmandais', 'du Fumélois', 'de Guyenne', 'du Queyran', 'des Coteaux', 'de Gascogne', 'du Dropt', 'de l’Agenais'] as const;
const ACTIONS = ['Accompagnement vers l’emploi', 'Chantier école', 'Mobilité solidaire', 'Ateliers numériques', 'Santé et insertion', 'Remobilisation par le maraîchage', 'Garde d’enfants et emploi', 'Parrainage d’entreprises', 'Remise à niveau', 'Logement accompagné', 'Accès aux droits', 'Préparation au permis de conduire'] as const;
const CIBLES = ['des allocataires du RSA', 'des parents isolés', 'des demandeurs d’emploi de longue durée', 'en milieu rural', 'des seniors', 'des adultes éloignés de l’emploi', 'des personnes en situation de handicap'] as const;
const BESOINS = [
  'Une personne accompagnée sur trois vit à plus de vingt kilomètres d’un service de l’emploi.', 'Les métiers qui recrutent restent hors de portée des candidats sans diplôme.', 'La perte de confiance freine toute démarche.',
  'Sans véhicule, un emploi sur deux est inaccessible.', 'Le renoncement aux soins bloque les parcours.', 'La dématérialisation éloigne les plus fragiles de leurs droits.', 'Les parents isolés renoncent faute de mode de garde.',
] as const;
const METHODES = ['Un entretien chaque semaine et des ateliers par petits groupes.', 'Douze semaines en petit groupe, puis une immersion en entreprise.', 'Des permanences dans les communes et un suivi individuel.', 'Une équipe mobile et un réseau de bénévoles formés.'] as const;

const BASE_ORGANISME = { rna: null, iban: 'FR7630006000011234567890189', bic: 'AGRIFRPP', telephone: '05 53 00 00 00' } as const;

export interface OrganismeInvente {
  readonly siret: string; readonly nom: string; readonly nature: 'association' | 'entreprise' | 'public'; readonly formeJuridique: string; readonly rna: null; readonly adresse: string; readonly codePostal: string;
  readonly commune: string; readonly telephone: string; readonly representantNom: string; readonly representantQualite: string; readonly iban: string; readonly bic: string;
}

/** The organisme of that rank; its SIRET is right and no other rank has it. */
export function inventerOrganisme(h: Hasard, rang: number): OrganismeInvente {
  const [codePostal, commune] = h.parmi(COMMUNES);
  const nature = h.selon({ association: 72, entreprise: 13, public: 15 });
  const nom = nature === 'public' ? `CCAS de ${commune}` : `${h.parmi(FORMES)} ${h.parmi(LIEUX)}`;
  return {
    ...BASE_ORGANISME, siret: siretDe(rang), nom: `${nom} ${rang + 1}`, nature, formeJuridique: { association: 'Association loi 1901', entreprise: 'SCIC', public: 'Établissement public communal' }[nature],
    adresse: `${h.entier(1, 120)} rue ${h.parmi(['des Lilas', 'de la Gare', 'Voltaire', 'du Marché', 'Jean-Jaurès'])}`, codePostal, commune,
    representantNom: `${h.parmi(PRENOMS)} ${h.parmi(NOMS)}`, representantQualite: nature === 'public' ? 'Maire' : 'Présidente',
  };
}

function siretDe(rang: number): string {
  const debut = `${String(40_000_000 + rang)}00012`;
  const cle = [...'0123456789'].find((c) => estSiret(debut + c));
  if (cle === undefined) throw new Error(`no key for ${debut}`);
  return debut + cle;
}

/** Complete sections of an invented project that answers `appel`, balanced by own funds. */
export function inventerSections(h: Hasard, appel: ContenuAppel, contact: { readonly nom: string; readonly courriel: string }, dates: { readonly debut: Jour; readonly fin: Jour }): ContenuSections {
  const personnes = h.entier(10, 80);
  const jeunes = Math.floor(personnes * h.parmi([0, 0.05, 0.08]));
  const unite = (min: number, max: number): number => h.entier(min, max) * 50_000;
  const depenses = [unite(20, 120), unite(4, 40), unite(2, 20), unite(1, 10)];
  const cout = depenses.reduce((a, b) => a + b, 0);
  const demande = Math.floor((cout * h.entier(25, 55)) / 5_000_000) * 50_000;
  const etat = Math.floor((cout * h.entier(5, 25)) / 5_000_000) * 50_000;
  const [personnel = 0, fonctionnement = 0, prestations = 0, participants = 0] = depenses;
  const territoires = appel.territoires.filter((t) => t.includes('-'));
  return {
    organisme: { contactNom: contact.nom, contactFonction: 'Responsable de l’action', contactCourriel: contact.courriel, contactTelephone: '05 53 00 00 00', identiteConfirmee: true, signataireDelegue: false },
    projet: {
      titre: `${h.parmi(ACTIONS)} ${h.parmi(CIBLES)}`, dispositif: h.parmi(appel.dispositifs).numero, axe: h.parmi(appel.axes), mesures: [h.parmi(appel.mesuresSocles)], besoin: h.parmi(BESOINS),
      objectifs: `Accompagner ${personnes + jeunes} personnes et mesurer leur situation six mois après.`, methode: h.parmi(METHODES), partenariat: 'Centres médico-sociaux, France Travail, mission locale, communes du bassin.',
      territoires: h.fois(0.8) ? [h.parmi(territoires)] : territoires.slice(0, 2), ...dates, equipe: 'Deux intervenants qualifiés et une coordination à mi-temps.',
      concertation: 'Échange avec le PLIE sur le besoin et sur le public.', reconduction: false,
    },
    publics: {
      ciblePublics: [h.parmi(appel.publics)], rsa: personnes, horsRsaMoins25: jeunes, horsRsaAutres: 0, reperage: 'Orientation par les référents RSA et les partenaires.',
      volumes: [{ intitule: 'Personnes accompagnées', prevu: personnes + jeunes, unite: 'personnes', poids: 1 }],
    },
    budget: {
      depenses: [
        { poste: 'personnel_direct', libelle: 'Salaires et charges des intervenants', nature: 'courante', montant: cents(personnel) }, { poste: 'fonctionnement_direct', libelle: 'Locaux, déplacements, fournitures', nature: 'courante', montant: cents(fonctionnement) },
        { poste: 'prestations', libelle: 'Intervenants extérieurs', nature: 'courante', montant: cents(prestations) }, { poste: 'participants', libelle: 'Transport et repas des participants', nature: 'courante', montant: cents(participants) },
      ],
      ressources: [
        { financeur: 'departement', libelle: 'Appel à projets insertion', statut: 'sollicite', montant: cents(demande) }, { financeur: 'etat', libelle: 'DDETS', statut: 'acquis', montant: cents(etat) },
        { financeur: 'fonds_propres', libelle: '', statut: 'acquis', montant: cents(cout - demande - etat) },
      ],
      forfaits: [], valorisations: [],
    },
    indicateurs: { indicateurs: [{ intitule: 'Sorties vers l’emploi ou la formation', cible: '40 %', mesure: 'Enquête à six mois' }] },
    engagements: { contratRepublicain: true, exactitude: true, donneesPersonnelles: true, aidesRecues: '' },
  };
}
