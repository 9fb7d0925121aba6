import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import type { SensReponse } from '../../domain/recours/recours.js';
import { dateLongue, pluriel } from '../../platform/format.js';
import { instant, jourAParis } from '../../platform/clock.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import type { Marque } from '../reglages/marque-queries.js';
import type { RecoursLu } from './recours-queries.js';

/** What the letter answering a recours says. */
export interface ReponseRecours {
  readonly dossier: { readonly numero: string | null; readonly titre: string; readonly appelTitre: string };
  readonly recours: RecoursLu;
  readonly sens: SensReponse;
  readonly reponse: string;
  /** Day of the answer. */
  readonly jour: string;
  /** Last day of the recours contentieux; null when accepted. */
  readonly limite: string | null;
  readonly recoursMois: number;
  readonly version: VersionDossier;
  readonly marque: Marque;
}

const paragraphe = (texte: string): Bloc => ({ type: 'paragraphe', texte });
const titre = (texte: string): Bloc => ({ type: 'titre', niveau: 2, texte });

const CONCLUSIONS: Readonly<Record<SensReponse, string>> = { accepte: 'Votre recours est accepté.', rejete: 'Votre recours est rejeté.', sans_suite: 'Votre recours est classé sans suite.' };
const SUITES: Readonly<Record<RecoursLu['contre'], string>> = {
  refus: 'La décision de refus est retirée. Votre dossier revient en instruction ; une nouvelle décision sera prise.',
  irrecevabilite: 'La décision d’irrecevabilité est retirée. La recevabilité de votre dossier est examinée de nouveau.',
  conclusions_csf: 'Le service des finances et le contrôleur sont saisis pour tirer les conséquences de cette réponse sur le montant qui vous est dû ou réclamé.',
};

/** Letter answering a recours gracieux, with its reasons and, unless accepted, the recours contentieux. */
export function lettreReponse(r: ReponseRecours): Bloc[] {
  const { organisme: o } = r.version;
  return [
    { type: 'adresse', lignes: [o.nom, `À l’attention de ${o.representantNom}`, o.representantQualite, o.adresse, `${o.codePostal} ${o.commune}`].filter((l) => l !== '') },
    { type: 'titre', niveau: 1, texte: 'Réponse à votre recours gracieux' },
    { type: 'definitions', entrees: [
      { terme: 'Appel à projets', valeur: r.dossier.appelTitre }, { terme: 'Dossier', valeur: `${r.dossier.numero ?? ''}, ${r.dossier.titre}` },
      { terme: 'Acte contesté', valeur: libelle('acte', r.recours.contre) }, { terme: 'Recours déposé le', valeur: dateLongue(jourAParis(instant(r.recours.deposeLe))) },
    ] },
    { type: 'paragraphe', texte: CONCLUSIONS[r.sens], gras: true },
    titre('Motifs'), paragraphe(r.reponse),
    ...(r.limite === null ? suites(r) : voies(r, r.limite)),
    { type: 'signature', lieu: '', date: dateLongue(r.jour), qualite: r.marque.nom },
  ];
}

const suites = ({ recours }: ReponseRecours): Bloc[] => [titre('Suites'), paragraphe(SUITES[recours.contre])];

const voies = ({ marque, recoursMois }: ReponseRecours, limite: string): Bloc[] => [
  titre('Recours contentieux'),
  paragraphe(`Vous pouvez saisir la juridiction compétente (${marque.juridiction}) dans un délai franc de ${pluriel(recoursMois, 'mois')} à compter de la notification de cette réponse, soit jusqu’au ${dateLongue(limite)} inclus.`),
];
