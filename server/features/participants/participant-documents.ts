import { QUESTIONS_LIBRES, OUI_NON, OUI_NON_NSP, DUREES_CHOMAGE, NIVEAUX, SEXES, SITUATIONS_SUIVI, STATUTS_EMPLOI } from '../../domain/participants/questionnaire.js';
import type { Identite } from '../../domain/participants/identite.js';
import { dateLongue } from '../../platform/format.js';
import type { Bloc, DocumentModele } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import { reponsesDe } from './fiche-page.js';
import type { OperationLue, ParticipantLu } from './participant-queries.js';

const NOTICE = 'Cette opération est cofinancée par l’Union européenne (Fonds social européen plus). Vos réponses servent à rendre compte de l’usage de ce fonds, comme l’exige le règlement (UE) 2021/1057, annexe I. Votre nom est conservé à part et chiffré ; seul l’organisme qui vous accompagne peut le lire. Demandez-lui de consulter ou de corriger ces données. Vous pouvez ne pas répondre aux questions marquées d’un astérisque.';
const POINTILLES = '…………………………………………………';
const CASE = '☐';

/** What an evidence sheet is about. */
interface Support { readonly operation: OperationLue; readonly creeLe: string }

/** Evidence sheet of one person, filled from the record, to be signed; `creeLe` is an ISO instant. */
export function ficheRemplie({ operation, creeLe }: Support, p: ParticipantLu, identite: Identite): DocumentModele {
  return modele({ operation, creeLe }, `${operation.dossier.numero ?? ''} ${p.pseudonyme}`, [
    { type: 'titre', niveau: 2, texte: 'Participant' }, { type: 'definitions', entrees: [...identiteEnMots(identite), { terme: 'Pseudonyme', valeur: p.pseudonyme }] },
    { type: 'titre', niveau: 2, texte: 'Réponses' }, { type: 'definitions', entrees: reponsesDe(p).map(({ terme, valeur }) => ({ terme, valeur: valeur === '' ? 'Pas de réponse' : valeur })) },
  ]);
}

/** Who somebody is, in words, what is not known left out. */
export const identiteEnMots = (i: Identite): { terme: string; valeur: string }[] => [
  { terme: libelle('champ_participant', 'nom'), valeur: i.nom }, { terme: libelle('champ_participant', 'prenom'), valeur: i.prenom }, { terme: libelle('champ_participant', 'naissance'), valeur: dateLongue(i.naissance) },
  ...(['adresse', 'telephone', 'courriel'] as const).filter((c) => i[c] !== '').map((c) => ({ terme: libelle('champ_participant', c), valeur: i[c] })),
];

/** The same sheet, blank, to be filled by hand. */
export function ficheVierge(support: Support): DocumentModele {
  const cases = (famille: string, codes: readonly string[]): string => codes.map((c) => `${CASE} ${libelle(famille, c)}`).join('\n');
  const ligne = (champ: string, valeur = POINTILLES, libre = false): { terme: string; valeur: string } => ({ terme: `${libelle('champ_participant', champ)}${libre ? ' *' : ''}`, valeur });
  const ouiNon = cases('oui_non', OUI_NON).replace('\n', '   ');
  return modele(support, support.operation.dossier.numero ?? '', [
    { type: 'titre', niveau: 2, texte: 'Participant' }, { type: 'definitions', entrees: [...['nom', 'prenom', 'naissance', 'adresse', 'telephone', 'courriel'].map((c) => ligne(c)), ligne('sexe', cases('sexe', SEXES).replaceAll('\n', '   '))] },
    { type: 'titre', niveau: 2, texte: 'À l’entrée' }, { type: 'definitions', entrees: [
      ligne('entree'), ligne('statut', cases('statut_emploi', STATUTS_EMPLOI)), ligne('dureeChomage', cases('duree_chomage', DUREES_CHOMAGE)), ligne('formation', ouiNon), ligne('niveau', cases('niveau', NIVEAUX)),
      ...QUESTIONS_LIBRES.map((c) => ligne(c, cases('oui_non_nsp', OUI_NON_NSP).replaceAll('\n', '   '), true)),
    ] },
    { type: 'titre', niveau: 2, texte: 'À la sortie' }, { type: 'definitions', entrees: [ligne('sortie'), ligne('situationSortie', cases('statut_emploi', STATUTS_EMPLOI)), ligne('formationSortie', ouiNon), ligne('qualification', ouiNon)] },
    { type: 'titre', niveau: 2, texte: 'Six mois après la sortie' }, { type: 'definitions', entrees: [ligne('suiviLe'), ligne('situationSuivi', cases('situation_suivi', SITUATIONS_SUIVI)), ligne('amelioration', ouiNon)] },
  ]);
}

function modele({ operation: { dossier, operation }, creeLe }: Support, reference: string, corps: readonly Bloc[]): DocumentModele {
  return {
    titre: 'Fiche de participant FSE+', reference, emetteur: { nom: dossier.organismeNom }, date: '', creeLe,
    blocs: [
      { type: 'definitions', entrees: [{ terme: 'Opération', valeur: dossier.titre }, { terme: 'Période', valeur: `du ${dateLongue(operation.debut)} au ${dateLongue(operation.fin)}` }] },
      { type: 'encadre', titre: 'Pourquoi ces questions', texte: NOTICE }, ...corps,
      { type: 'signature', lieu: '', date: '', qualite: 'Le participant' }, { type: 'signature', lieu: '', date: '', qualite: 'Pour l’organisme' },
      { type: 'paragraphe', discret: true, texte: 'Gardez l’original signé : il prouve la participation lors du contrôle de service fait.' },
    ],
  };
}
