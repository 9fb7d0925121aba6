import type { ElementDemande, MotifComplement } from '../../domain/recevabilite/complements.js';
import type { Controle } from '../../domain/recevabilite/controles.js';
import type { LigneGrille } from '../../domain/recevabilite/grille.js';
import { dateLongue, euros, pluriel, pourcent } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import { nomDePiece, nomDuCofinanceur, type Noms } from '../../web/noms-appel.js';

type Donnees = Controle['donnees'];

const texte = (d: Donnees, cle: string): string => String(d[cle] ?? '');
const nombre = (d: Donnees, cle: string): number => Number(d[cle] ?? 0);
const liste = (d: Donnees, cle: string): readonly string[] => { const v = d[cle]; return Array.isArray(v) ? v as readonly string[] : []; };
const periode = (debut: string, fin: string): string => `du ${dateLongue(debut)} au ${dateLongue(fin)}`;

const CONSTATS: Readonly<Record<Controle['code'], (d: Donnees, noms: Noms) => string>> = {
  completude: (d) => liste(d, 'incompletes').length === 0 ? 'Chaque rubrique du dossier papier est remplie.' : `À compléter : ${liste(d, 'incompletes').map((s) => libelle('section', s)).join(', ')}.`,
  cofinancements: constatDesCofinancements,
  periode: (d) => `Opération prévue ${periode(texte(d, 'debut'), texte(d, 'fin'))}. L’appel admet les opérations ${periode(texte(d, 'debutAppel'), texte(d, 'finAppel'))}.`,
  duree: (d) => `${pluriel(nombre(d, 'mois'), 'mois')} pour ${nombre(d, 'maximum')} au plus. Commencée à cette date, l’opération finit au plus tard le ${dateLongue(texte(d, 'finAuPlusTard'))}.`,
  dispositif: (d) => `${texte(d, 'dispositif') || 'Dispositif inconnu de l’appel'}. Axe : ${texte(d, 'axe') || 'aucun'}. ${liste(d, 'mesures').length === 0 ? 'Aucune mesure de l’appel n’est visée.' : `Mesures : ${liste(d, 'mesures').join(', ')}.`}`,
  territoire: (d, noms) => liste(d, 'territoires').length === 0 ? 'Aucun territoire choisi.'
    : liste(d, 'dehors').length === 0 ? `${liste(d, 'territoires').map(noms.territoire).join(', ')} : ouvert par l’appel.` : `Hors de l’appel : ${liste(d, 'dehors').map(noms.territoire).join(', ')}.`,
  publics: constatDesPublics,
  plan: (d) => `Dépenses ${euros(nombre(d, 'totalDepenses'))}, ressources ${euros(nombre(d, 'totalRessources'))}. ${
    liste(d, 'anomalies').length === 0 ? 'Le plan est équilibré, sans anomalie.' : liste(d, 'anomalies').map((a) => libelle('anomalie', a)).join(' ')}`,
  pieces: (d, noms) => `${nombre(d, 'fournies')} sur ${pluriel(nombre(d, 'exigees'), 'pièce demandée', 'pièces demandées')}. ${
    liste(d, 'manquantes').length === 0 ? 'Aucune pièce obligatoire ne manque.' : `Manque : ${liste(d, 'manquantes').map(noms.piece).join(', ')}.`}${
    enListe(d, 'perimees', 'Périmée au jour du dépôt', noms)}${enListe(d, 'infectees', 'Fichier infecté', noms)}${enListe(d, 'enAnalyse', 'Analyse antivirus en cours', noms)}`,
  concertation: (d) => liste(d, 'partenaires').length === 0 ? 'L’appel n’en demande pas sur ce territoire.'
    : `${liste(d, 'partenaires').join(', ')} (${liste(d, 'lieux').join(', ')}). ${texte(d, 'texte') === '' ? 'Le dossier n’en dit rien.' : `Le dossier indique : « ${texte(d, 'texte')} »`}`,
  engagements: (d) => liste(d, 'absents').length === 0 ? 'Contrat d’engagement républicain souscrit, exactitude des déclarations attestée.'
    : liste(d, 'absents').map((a) => (a === 'contratRepublicain' ? 'Le contrat d’engagement républicain n’est pas souscrit.' : 'L’exactitude des déclarations n’est pas attestée.')).join(' '),
  autre_dossier: (d) => liste(d, 'dossiers').length === 0 ? 'Aucun autre dossier déposé à cet appel.' : `Aussi déposé à cet appel : ${liste(d, 'dossiers').join(', ')}. ${
    liste(d, 'proches').length === 0 ? 'Vérifiez que les projets diffèrent.' : `Même titre ou même besoin que ${liste(d, 'proches').join(', ')} : c’est peut-être le même projet.`}`,
};

const enListe = (d: Donnees, cle: string, titre: string, noms: Noms): string => (liste(d, cle).length === 0 ? '' : ` ${titre} : ${liste(d, cle).map(noms.piece).join(', ')}.`);

function constatDesCofinancements(d: Donnees): string {
  const noms = (cle: string): string => liste(d, cle).map(nomDuCofinanceur).join(', ');
  const acquis = liste(d, 'acquis').length === 0 ? '' : ` Déclaré acquis : ${noms('acquis')} ; l’appel n’en demande pas la preuve au dépôt.`;
  if (liste(d, 'sollicites').length === 0) return `Aucun cofinanceur n’est sollicité.${acquis}`;
  if (liste(d, 'sansLettre').length === 0) return `Sollicité : ${noms('sollicites')}, avec les lettres d’intention que l’appel demande.${acquis}`;
  return `Sans lettre d’intention : ${noms('sansLettre')}, pour ${euros(nombre(d, 'montant'))}.${acquis}`;
}

function constatDesPublics(d: Donnees): string {
  const bases = `${pluriel(nombre(d, 'rsa'), 'bénéficiaire')} du RSA, ${pluriel(nombre(d, 'horsRsaMoins25'), 'jeune')} de moins de 25 ans hors RSA, soit ${pourcent(texte(d, 'taux'))} pour ${pourcent(texte(d, 'plafond'))} au plus.`;
  const autres = nombre(d, 'horsRsaAutres') > 0 ? ` ${pluriel(nombre(d, 'horsRsaAutres'), 'autre personne hors RSA n’ouvre', 'autres personnes hors RSA n’ouvrent')} droit à aucune subvention.` : '';
  const coupe = nombre(d, 'plafonnee') < nombre(d, 'demandee') ? ` Subvention plafonnée à ${euros(nombre(d, 'plafonnee'))} sur ${euros(nombre(d, 'demandee'))} demandés.` : '';
  return bases + autres + coupe;
}

/** What the machine found on a rule, in French. */
export const constat = (controle: Controle, noms: Noms): string => CONSTATS[controle.code](controle.donnees, noms);

/** Title of a line of the checklist. */
export const nomDeLigne = (ligne: LigneGrille): string => (ligne.nature === 'regle' ? libelle('regle_recevabilite', ligne.code) : nomDePiece(ligne.intitule, ligne.precision));

/** Title of something asked again of the porteur. */
export const nomElement = (e: Pick<ElementDemande, 'cible' | 'code' | 'precision'>, noms: Noms): string =>
  (e.cible === 'section' ? `Rubrique « ${libelle('section', e.code)} »` : noms.piece(e.precision === undefined || e.precision === '' ? e.code : `${e.code}:${e.precision}`));

type LignePiece = Extract<LigneGrille, { nature: 'piece' }>;

/** What the machine found on the files of a piece, in French; empty when there is nothing to say. */
export function constatDePiece({ etat, valableJusquAu }: Pick<LignePiece, 'etat' | 'valableJusquAu'>): string {
  const fin = valableJusquAu === null ? '' : dateLongue(valableJusquAu);
  switch (etat) {
    case 'absente': return 'Aucun fichier déposé.';
    case 'infectee': return 'L’antivirus a refusé un fichier : il ne peut pas être ouvert.';
    case 'perimee': return `Valable jusqu’au ${fin} : périmée le jour du dépôt.`;
    case 'en_analyse': return 'L’analyse antivirus n’est pas terminée : attendez-la avant d’ouvrir ce fichier.';
    case 'valable': return fin === '' ? '' : `Valable jusqu’au ${fin}.`;
  }
}

/** Motive and words proposed for a piece found wrong. */
export function demandeProposee({ etat, valableJusquAu }: Pick<LignePiece, 'etat' | 'valableJusquAu'>): { motif: MotifComplement; commentaire: string } {
  if (etat === 'absente') return { motif: 'manquant', commentaire: '' };
  if (etat === 'perimee') return { motif: 'perime', commentaire: `Valable jusqu’au ${dateLongue(valableJusquAu ?? '')} : joignez une pièce à jour.` };
  return { motif: 'incorrect', commentaire: etat === 'infectee' ? 'L’antivirus a refusé ce fichier : joignez-en une nouvelle copie.' : '' };
}
