import { ARTICLES_A_COMPLETER } from '../../domain/appels/lettres.js';
import { libelle, propre } from '../../web/libelles.js';

/** French words for the places of a call's content, for its versions and their mails. */
const CHAMPS: Readonly<Record<string, string>> = {
  titre: 'Titre', ouvreLe: 'Ouverture du dépôt', fermeLe: 'Clôture du dépôt',
  'periodeOperations.debut': 'Début de la période des opérations', 'periodeOperations.fin': 'Fin de la période des opérations', 'periodeOperations.dureeMaxMois': 'Durée maximale d’un projet',
  contexte: 'Contexte', objectifs: 'Objectifs', attendus: 'Attendus', contact: 'Contact',
  'regles.financeur': 'Financeur', 'regles.plafondHorsRsa': 'Plafond des personnes hors RSA', 'regles.ageMaxHorsRsa': 'Âge limite des personnes hors RSA', 'regles.tauxMaxFse': 'Taux maximal du FSE+',
  'regles.methodeProratisation': 'Si l’action est réalisée en partie', 'regles.tauxIntervention': 'Part de la subvention appliquée aux dépenses retenues', 'regles.seuilMouvementBudget': 'Mouvements entre postes déclarés sans avenant',
  'regles.echantillonnage.seuilLignes': 'Contrôle par échantillon, à partir de', 'regles.echantillonnage.taux': 'Contrôle par échantillon, part tirée au sort', 'regles.echantillonnage.minimum': 'Contrôle par échantillon, nombre minimal',
  'regles.echantillonnage.extrapolation': 'Contrôle par échantillon, erreur étendue aux autres dépenses',
  'regles.fse.avance': 'Avance du FSE+', 'regles.fse.methodeProratisation': 'Si l’action est réalisée en partie, pour le FSE+', 'regles.fse.tauxIntervention': 'Part du FSE+ appliquée aux dépenses retenues',
  'regles.fse.delaiPaiementJours': 'Délai de paiement du FSE+',
  'regles.delais.complementsJours': 'Délai pour répondre à une demande de compléments', 'regles.delais.contradictoireJours': 'Délai pour répondre aux conclusions provisoires du contrôle',
  'regles.delais.recoursMois': 'Délai de recours', 'regles.delais.bilanFinalMois': 'Délai pour remettre le bilan final', 'regles.delais.publicationMois': 'Délai de publication des données essentielles',
  'regles.delais.conservationAnnees': 'Conservation des justificatifs', 'regles.delais.conservationFseAnnees': 'Conservation des justificatifs sous FSE+',
  'regles.delais.conservationAideEtatAnnees': 'Conservation des justificatifs sous un régime d’aide d’État',
  'lettres.recepisse': 'Texte ajouté au récépissé', 'lettres.complements': 'Texte ajouté à la demande de compléments', 'lettres.attestation': 'Texte ajouté à l’attestation de recevabilité',
  'lettres.irrecevabilite': 'Texte ajouté à la décision d’irrecevabilité',
  ...Object.fromEntries(ARTICLES_A_COMPLETER.map((a) => [`lettres.article_${a}`, `Texte ajouté à : ${libelle('lettre', `article_${a}`)}`])),
};

/** What a row of each list is called, and its order. */
const LISTES: Readonly<Record<string, { readonly un: string; readonly ordre: string }>> = {
  mesuresSocles: { un: 'Mesure', ordre: 'Ordre des mesures' }, axes: { un: 'Axe', ordre: 'Ordre des axes' }, publics: { un: 'Public', ordre: 'Ordre des publics' },
  territoires: { un: 'Territoire', ordre: 'Ordre des territoires' }, comite: { un: 'Membre du comité', ordre: 'Ordre des membres du comité' }, emargement: { un: 'Mention des feuilles d’émargement', ordre: 'Ordre des mentions d’émargement' },
  'regles.financeursVerseurs': { un: 'Financeur qui verse', ordre: 'Ordre des financeurs qui versent' },
  'regles.naturesIneligibles': { un: 'Dépense non éligible', ordre: 'Ordre des dépenses non éligibles' },
};

/** Fields of rows, by list. */
const CHAMPS_DE_RANGEE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dispositifs: { intitule: 'intitulé', plusValues: 'plus-value attendue' },
  criteres: { intitule: 'intitulé', poids: 'poids', transversal: 'priorité transversale' },
  pieces: { intitule: 'intitulé', obligatoire: 'obligatoire', pour: 'organismes concernés', si: 'cas', parCofinanceur: 'une par cofinanceur', aide: 'précision' },
  'regles.echeances': { taux: 'part' }, 'regles.fse.echeances': { taux: 'part' }, 'regles.concertationPrealable': { partenaire: 'partenaire' },
};

/** Name of a single field; null when the place is not one. */
export const nomDuChamp = (chemin: string): string | null => propre(CHAMPS, chemin) ?? null;

/** Name of one item of a list of texts, or of its order; null when the place is no such list. */
export const nomDeListe = (chemin: string): { readonly un: string; readonly ordre: string } | null => propre(LISTES, chemin) ?? null;

/** Name of a field of a row; the field itself when it has none. */
export const nomDuChampDeRangee = (liste: string, champ: string): string => propre(propre(CHAMPS_DE_RANGEE, liste), champ) ?? champ;

const UNITES: Readonly<Record<string, string>> = {
  seuilLignes: 'dépenses', minimum: 'dépenses', dureeMaxMois: 'mois', ageMaxHorsRsa: 'ans', complementsJours: 'jours', contradictoireJours: 'jours', delaiPaiementJours: 'jours', recoursMois: 'mois', bilanFinalMois: 'mois', publicationMois: 'mois',
  conservationAnnees: 'ans', conservationFseAnnees: 'ans', conservationAideEtatAnnees: 'ans',
};

/** Unit of a number by its field; empty when it has none. */
export const uniteDuChamp = (champ: string): string => UNITES[champ] ?? '';
