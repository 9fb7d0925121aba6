import type { Obligation } from '../../domain/droits/obligation.js';
import { limiteDeReponse } from '../../domain/droits/demande.js';
import { dateLongue, instantLong, pluriel } from '../../platform/format.js';
import type { Bloc, DocumentModele } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import type { Marque } from '../reglages/marque-queries.js';
import type { Demandeur } from './droits-coffre.js';
import type { DonneesDOperation, DonneesDePersonne } from './droits-donnees.js';
import type { DemandeLue, FicheTrouvee } from './droits-queries.js';
import { reponsesDe } from './fiche-page.js';
import { identiteEnMots } from './participant-documents.js';

/** What every letter bears: who writes, on which day, at which instant (ISO) it is drawn. */
export interface Courrier { readonly marque: Marque; readonly jour: string; readonly creeLe: string }

/** A request whose author is still known. */
export type DemandeNommee = DemandeLue & { readonly demandeur: Demandeur };

const titre = (texte: string): Bloc => ({ type: 'titre', niveau: 2, texte });
const paragraphe = (texte: string): Bloc => ({ type: 'paragraphe', texte });

/** How long the records of an operation are kept, in words. */
export const direObligation = (o: Obligation | null): string => (o === null ? 'Aucune obligation n’impose plus de les conserver.'
  : `${o.definitive ? 'Jusqu’au' : 'Au moins jusqu’au'} ${dateLongue(o.jusquau)}, pour ${libelle('regle_courte', o.regle)}.`);

function lettre(d: DemandeNommee, { marque, jour, creeLe }: Courrier, nom: string, corps: readonly Bloc[]): DocumentModele {
  const { demandeur } = d;
  const destinataire = demandeur.representant === '' ? `${demandeur.prenom} ${demandeur.nom}` : `${demandeur.representant}, pour ${demandeur.prenom} ${demandeur.nom}`;
  return {
    titre: nom, reference: `Demande ${d.numero}`, emetteur: { nom: marque.nom, service: marque.service, adresse: marque.adresse }, date: dateLongue(jour), creeLe,
    blocs: [{ type: 'adresse', lignes: [destinataire, ...demandeur.contact.split('\n').filter((l) => l.trim() !== '')] }, paragraphe('Madame, Monsieur,'), ...corps],
  };
}

const recue = (d: DemandeLue): string => `Par une demande reçue le ${dateLongue(d.recueLe)}, vous nous avez demandé ${libelle('demande_dite', d.nature)} (${libelle('article_rgpd', d.nature)} du règlement général sur la protection des données, RGPD).`;

function recoursPossibles({ marque }: Courrier): Bloc[] {
  const contact = marque.contact === '' ? marque.adresse : marque.contact;
  return [
    titre('Si cette réponse ne vous convient pas'),
    paragraphe(`Écrivez à la personne déléguée à la protection des données de la collectivité${contact === '' ? '' : ` (${contact})`}. Vous pouvez aussi, à tout moment, saisir la Commission nationale de l’informatique et des libertés (CNIL), 3 place de Fontenoy, TSA 80715, 75334 Paris CEDEX 07, www.cnil.fr, ou le tribunal.`),
    { type: 'signature', lieu: '', date: '', qualite: `Pour ${marque.nom}` },
  ];
}

/** Gives a person everything held of them, why, for whom and until when. @see regulation (EU) 2016/679, articles 15 and 20 */
function lettreDAcces({ demande, operations }: DonneesDePersonne, c: Courrier): DocumentModele {
  return lettre(demande, c, 'Vos données personnelles', [
    paragraphe(`${recue(demande)} Voici toutes les données que nous détenons à votre sujet parmi les participants des opérations d’insertion, dans ${pluriel(operations.length, 'opération')}.`),
    ...(demande.nature === 'portabilite' ? [paragraphe('Le droit à la portabilité ne vaut que pour les données que vous avez confiées par contrat ou par consentement (article 20.1) ; celles-ci répondent à une obligation légale. Nous vous les remettons néanmoins dans un fichier structuré (JSON), lisible par une machine, joint à cette lettre.')]
      : [paragraphe('Une copie dans un fichier structuré (JSON), lisible par une machine, vous est remise si vous la demandez.')]),
    ...operations.flatMap(blocsDOperation), ...blocsDInformation(c), ...recoursPossibles(c),
  ]);
}

function blocsDOperation({ fiche: { dossier, obligation }, identite, participation: { participant, source, creeLe, indicateurs }, actes }: DonneesDOperation): Bloc[] {
  return [
    titre(`${dossier.titre} (dossier ${dossier.numero})`),
    { type: 'definitions', entrees: [
      { terme: 'Organisme', valeur: dossier.organisme }, ...identiteEnMots(identite), { terme: 'Pseudonyme', valeur: participant.pseudonyme },
      { terme: 'Provenance', valeur: `Vos réponses, ${source === 'import' ? 'reprises d’un tableau de' : 'saisies par'} l’organisme le ${instantLong(creeLe)} ; dernière modification le ${instantLong(participant.modifieLe)}` },
      { terme: 'Conservation', valeur: direObligation(obligation) },
    ] },
    { type: 'tableau', legende: 'Vos réponses', colonnes: [{ titre: 'Question', largeur: 2 }, { titre: 'Réponse', largeur: 2 }], lignes: reponsesDe(participant).map((r) => [r.terme, r.valeur === '' ? 'Pas de réponse' : r.valeur]) },
    paragraphe(indicateurs.length === 0 ? 'Vous n’êtes compté dans aucun indicateur.' : `Vous êtes compté, sans votre nom, dans ces indicateurs : ${indicateurs.map((i) => `${libelle('indicateur_fse', i)} (${i})`).join(' ; ')}.`),
    { type: 'liste', elements: actes.map((a) => `${instantLong(a.le)} : ${libelle('action', a.action).toLowerCase()}`) },
  ];
}

const INFORMATIONS: readonly (readonly [string, string])[] = [
  ['Pourquoi ces données', 'Elles servent à rendre compte de l’usage du Fonds social européen plus, par des chiffres où personne n’est nommé, et à prouver lors d’un contrôle que les personnes ont bien été accompagnées.'],
  ['Sur quel fondement', 'Une obligation légale (article 6.1 c du RGPD) : règlements (UE) 2021/1057, article 17 et annexe I, et 2021/1060, articles 69 et 82. Le handicap et l’appartenance à une minorité sont des données sensibles (article 9) : la question peut rester sans réponse.'],
  ['Qui les voit', 'L’organisme qui vous accompagne lit votre nom et vos réponses. Le service instructeur, ses contrôleurs et ses financeurs lisent vos réponses sous un pseudonyme. Seul l’agent chargé de votre demande a ouvert votre nom, pour vous répondre. Les autorités de gestion et d’audit du FSE+ et la Commission européenne peuvent les demander lors d’un contrôle. Rien n’est transmis hors de l’Union européenne.'],
  ['D’où elles viennent', 'De vous, par l’organisme qui vous accompagne.'],
  ['Décision automatisée', 'Aucune décision n’est prise à votre sujet par une machine, et aucun profil n’est établi.'],
  ['Questionnaires de satisfaction', 'Si vous y avez répondu, vos réponses sont anonymes : nous ne pouvons pas les retrouver, ni vous les attribuer.'],
  ['Vos droits', 'Vous pouvez demander la correction de ce qui est inexact (article 16), l’effacement de ce qui n’a plus à être conservé (article 17), la limitation du traitement (article 18) et vous opposer à celui-ci pour une raison tenant à votre situation (article 21).'],
];

const blocsDInformation = ({ marque }: Courrier): Bloc[] => [
  titre('Ce que vous devez savoir'), { type: 'definitions', entrees: [{ terme: 'Responsable du traitement', valeur: [marque.nom, marque.adresse].filter((x) => x !== '').join(', ') }, ...INFORMATIONS.map(([terme, valeur]) => ({ terme, valeur }))] },
];

const lettreIntrouvable = (d: DemandeNommee, c: Courrier): DocumentModele => lettre(d, c, 'Réponse à votre demande', [
  paragraphe(`${recue(d)} Nous vous avons cherché parmi les participants des opérations d’insertion, sous ${d.demandeur.autreNom === '' ? 'le nom et la date de naissance que vous nous avez donnés' : 'les deux noms et la date de naissance que vous nous avez donnés'} : nous n’y détenons aucune donnée à votre sujet.`),
  paragraphe('Si vous avez été inscrit sous un autre nom ou une autre date de naissance, indiquez-les : nous chercherons de nouveau.'), ...recoursPossibles(c),
]);

/** Does the answer give the data themselves out? */
export const communique = ({ demande, operations }: DonneesDePersonne): boolean => demande.etat !== 'refusee' && operations.length > 0 && (demande.nature === 'acces' || demande.nature === 'portabilite');

/** The letter that answers a request, as it stands today: the data, what was done of each record, or why not. */
export function lettreDeReponse(donnees: DonneesDePersonne, c: Courrier): DocumentModele {
  const { demande, fiches } = donnees;
  if (demande.etat === 'refusee') return lettreDeRefus(demande, fiches, c);
  if (fiches.length === 0) return lettreIntrouvable(demande, c);
  return communique(donnees) ? lettreDAcces(donnees, c) : lettreDeSuite(demande, fiches, c);
}

const REFUS: Readonly<Record<string, string>> = {
  identite: 'Nous n’avons pas pu nous assurer que cette demande vient de vous : les données d’une personne ne sont remises qu’à elle (articles 12.2 et 12.6). Vous pouvez nous montrer une pièce d’identité : nous n’en garderons pas de copie.',
  excessive: 'Votre demande est manifestement infondée ou excessive, notamment parce qu’elle se répète (article 12.5).',
  conservation: 'Une obligation légale nous impose de conserver ces données (article 17.3 b) : elles prouvent, lors des contrôles, que les personnes pour lesquelles le Fonds social européen plus a payé ont bien été accompagnées (règlement (UE) 2021/1060, articles 69.6 et 82). Elles seront détruites d’elles-mêmes à la fin de ce délai.',
  exactitude: 'Les données que vous contestez sont exactes : l’organisme qui vous accompagne en tient la preuve (articles 5.1 d et 16).',
  autrui: 'Vous les remettre porterait atteinte aux droits d’autres personnes (articles 15.4 et 20.4).',
};

/** What was done of the records that the person wanted corrected or erased. @see articles 16, 17 and 19 */
const lettreDeSuite = (d: DemandeNommee, fiches: readonly FicheTrouvee[], c: Courrier): DocumentModele => lettre(d, c, 'Réponse à votre demande', [
  paragraphe(`${recue(d)} Voici ce qui en a été fait.`),
  { type: 'definitions', entrees: fiches.map((f) => ({ terme: `${f.dossier.titre}, ${f.dossier.organisme} (dossier ${f.dossier.numero})`, valeur: direSuite(f) })) }, ...recoursPossibles(c),
]);

/** What was done of one record, in words. */
function direSuite({ sort, version, pseudonyme, obligation }: FicheTrouvee): string {
  if (sort?.code === 'transmise') return pseudonyme === null ? 'Votre fiche a été retirée : vous n’y êtes plus inscrit.' : version !== sort.version ? 'Votre fiche a été corrigée par l’organisme.' : 'Nous avons demandé la correction à l’organisme.';
  if (sort?.code === 'effacee') return 'Vos données sont effacées : votre identité et vos réponses sont détruites, y compris dans les tableaux reçus de l’organisme, qui est prié d’en faire autant. Vous restez compté dans des totaux où rien ne vous désigne. Des copies de sauvegarde peuvent les contenir jusqu’à leur remplacement ; elles ne servent qu’à réparer une panne.';
  if (sort?.code === 'gardee') return `Nous ne pouvons pas effacer cette fiche : une obligation légale impose de la conserver (article 17.3 b). ${direObligation(obligation)}`;
  return 'Votre demande est en cours d’examen.';
}

const lettreDeRefus = (d: DemandeNommee, fiches: readonly FicheTrouvee[], c: Courrier): DocumentModele => lettre(d, c, 'Réponse à votre demande', [
  paragraphe(`${recue(d)} Nous ne pouvons pas y donner suite.`), paragraphe(REFUS[d.reponse?.motif ?? ''] ?? ''),
  ...(d.reponse?.motif === 'conservation' ? [{ type: 'definitions' as const, entrees: fiches.map((f) => ({ terme: `${f.dossier.titre} (dossier ${f.dossier.numero})`, valeur: direObligation(f.obligation) })) }] : []),
  ...recoursPossibles(c),
]);

const PROLONGATION: Readonly<Record<string, string>> = { complexite: 'elle est complexe', nombre: 'nous avons reçu de nombreuses demandes' };

/** Letter that tells the person the answer needs more time, and why. @see article 12.3 */
export const lettreDeProlongation = (d: DemandeNommee, c: Courrier): DocumentModele => lettre(d, c, 'Délai de réponse à votre demande', [
  paragraphe(recue(d)),
  paragraphe(`Nous devions y répondre au plus tard le ${dateLongue(limiteDeReponse(d.recueLe, false))}. Il nous faut plus de temps, car ${PROLONGATION[d.prolongation?.motif ?? ''] ?? ''}. Comme le permet l’article 12.3 du RGPD, nous vous répondrons au plus tard le ${dateLongue(d.limiteLe)}.`),
  ...recoursPossibles(c),
]);
