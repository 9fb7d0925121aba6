import type { ElementDemande } from '../../domain/recevabilite/complements.js';
import type { Controle } from '../../domain/recevabilite/controles.js';
import type { LigneGrille } from '../../domain/recevabilite/grille.js';
import { dateLongue, euros, pluriel, pourcent } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import { nomDePiece, type Noms } from '../../web/noms-appel.js';

type Donnees = Controle['donnees'];

const texte = (d: Donnees, cle: string): string => String(d[cle] ?? '');
const nombre = (d: Donnees, cle: string): number => Number(d[cle] ?? 0);
const liste = (d: Donnees, cle: string): readonly string[] => { const v = d[cle]; return Array.isArray(v) ? v as readonly string[] : []; };
const periode = (debut: string, fin: string): string => `du ${dateLongue(debut)} au ${dateLongue(fin)}`;

const CONSTATS: Readonly<Record<Controle['code'], (d: Donnees, noms: Noms) => string>> = {
  periode: (d) => `Opération prévue ${periode(texte(d, 'debut'), texte(d, 'fin'))}. L’appel admet les opérations ${periode(texte(d, 'debutAppel'), texte(d, 'finAppel'))}.`,
  duree: (d) => `${pluriel(nombre(d, 'mois'), 'mois')} pour ${nombre(d, 'maximum')} au plus. Commencée à cette date, l’opération finit au plus tard le ${dateLongue(texte(d, 'finAuPlusTard'))}.`,
  dispositif: (d) => `${texte(d, 'dispositif') || 'Dispositif inconnu de l’appel'}. Axe : ${texte(d, 'axe') || 'aucun'}. ${liste(d, 'mesures').length === 0 ? 'Aucune mesure de l’appel n’est visée.' : `Mesures : ${liste(d, 'mesures').join(', ')}.`}`,
  territoire: (d, noms) => liste(d, 'territoires').length === 0 ? 'Aucun territoire choisi.'
    : liste(d, 'dehors').length === 0 ? `${liste(d, 'territoires').map(noms.territoire).join(', ')} : ouvert par l’appel.` : `Hors de l’appel : ${liste(d, 'dehors').map(noms.territoire).join(', ')}.`,
  publics: constatDesPublics,
  plan: (d) => `Dépenses ${euros(nombre(d, 'totalDepenses'))}, ressources ${euros(nombre(d, 'totalRessources'))}. ${
    liste(d, 'anomalies').length === 0 ? 'Le plan est équilibré, sans anomalie.' : liste(d, 'anomalies').map((a) => libelle('anomalie', a)).join(' ')}`,
  pieces: (d, noms) => `${nombre(d, 'fournies')} sur ${pluriel(nombre(d, 'exigees'), 'pièce demandée', 'pièces demandées')}. ${
    liste(d, 'manquantes').length === 0 ? 'Aucune pièce obligatoire ne manque.' : `Manque : ${liste(d, 'manquantes').map(noms.piece).join(', ')}.`}`,
  concertation: (d) => liste(d, 'partenaires').length === 0 ? 'L’appel n’en demande pas sur ce territoire.'
    : `${liste(d, 'partenaires').join(', ')} (${liste(d, 'lieux').join(', ')}). ${texte(d, 'texte') === '' ? 'Le dossier n’en dit rien.' : `Le dossier indique : « ${texte(d, 'texte')} »`}`,
  engagements: (d) => liste(d, 'absents').length === 0 ? 'Contrat d’engagement républicain souscrit, exactitude des déclarations attestée.'
    : liste(d, 'absents').map((a) => (a === 'contratRepublicain' ? 'Le contrat d’engagement républicain n’est pas souscrit.' : 'L’exactitude des déclarations n’est pas attestée.')).join(' '),
  autre_dossier: (d) => liste(d, 'dossiers').length === 0 ? 'Aucun autre dossier déposé à cet appel.' : `Aussi déposé à cet appel : ${liste(d, 'dossiers').join(', ')}. Vérifiez que les projets diffèrent.`,
};

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
