import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { dateLongue, euros, pluriel } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { libelle } from '../../web/libelles.js';
import type { Marque } from '../reglages/marque-queries.js';
import type { DecisionLue } from './decision-queries.js';

/** What a notification letter says. */
export interface Lettre {
  readonly dossier: { readonly numero: string | null; readonly titre: string; readonly appelTitre: string };
  /** Asked of the funders that pay, in cents. */
  readonly demandeCents: number;
  readonly decision: DecisionLue;
  readonly version: VersionDossier;
  readonly marque: Marque;
  /** Day of notification. */
  readonly jour: string;
  /** Last day of both recours. */
  readonly limite: string;
  readonly recoursMois: number;
}

const paragraphe = (texte: string): Bloc => ({ type: 'paragraphe', texte });
const titre = (texte: string): Bloc => ({ type: 'titre', niveau: 2, texte });

const adresse = ({ version: { organisme: o } }: Lettre): Bloc => ({
  type: 'adresse', lignes: [o.nom, `À l’attention de ${o.representantNom}`, o.representantQualite, o.adresse, `${o.codePostal} ${o.commune}`].filter((l) => l !== ''),
});

const rappel = ({ dossier, version, decision }: Lettre): Bloc => ({
  type: 'definitions', entrees: [
    { terme: 'Appel à projets', valeur: dossier.appelTitre }, { terme: 'Dossier', valeur: dossier.numero ?? '' }, { terme: 'Projet', valeur: dossier.titre },
    { terme: 'Organisme', valeur: `${version.organisme.nom}, SIRET ${version.organisme.siret}` },
    { terme: 'Délibération', valeur: `n° ${decision.deliberationNumero} du ${dateLongue(decision.deliberationDate)}` },
  ],
});

const signature = ({ marque, jour }: Lettre): Bloc => ({ type: 'signature', lieu: '', date: dateLongue(jour), qualite: marque.nom });

/** Award letter: amount, délibération, what comes next, how to contest. */
export function lettreAttribution(l: Lettre): Bloc[] {
  const { decision, version, marque } = l;
  const partielle = decision.totalCents < l.demandeCents;
  const { debut, fin } = version.sections.projet;
  return [
    adresse(l), { type: 'titre', niveau: 1, texte: 'Notification d’attribution de subvention' }, rappel(l),
    paragraphe(`Par la délibération citée ci-dessus, la Commission permanente vous a attribué, pour ce projet, une subvention d’un montant maximal de ${euros(decision.totalCents)}${detail(decision)}.`),
    ...(partielle ? [paragraphe(`Vous aviez demandé ${euros(l.demandeCents)}.`), titre('Ce qui n’est pas retenu'), paragraphe(decision.motif), paragraphe(BUDGET_AJUSTE)]
      : decision.motif === '' ? [] : [paragraphe(`Observations : ${decision.motif}`)]),
    titre('Suites'),
    { type: 'liste', ordonnee: true, elements: [
      'Une convention vous est adressée dans votre dossier. Votre représentant légal, ou la personne qui a reçu sa délégation, la signe et la dépose.',
      'Le premier versement devient exigible à la signature de la convention par les deux parties.',
      `L’opération se déroule du ${dateLongue(debut)} au ${dateLongue(fin)}. Le solde dépend du bilan, des dépenses justifiées et du contrôle de service fait.`,
    ] },
    paragraphe('Cette lettre ne vaut pas convention : aucun versement n’est fait avant la signature.'),
    titre('Contester cette décision'),
    paragraphe(`Vous pouvez contester cette décision ${delai(l.recoursMois)}, soit jusqu’au ${dateLongue(l.limite)} inclus, devant la juridiction compétente : ${marque.juridiction}.`),
    signature(l),
  ];
}

/** Refusal letter: reasons, remedies and their time limits. */
export function lettreRefus(l: Lettre): Bloc[] {
  return [
    adresse(l), { type: 'titre', niveau: 1, texte: 'Notification de refus de subvention' }, rappel(l),
    paragraphe(`Par la délibération citée ci-dessus, la Commission permanente a refusé la subvention de ${euros(l.demandeCents)} que vous aviez demandée pour ce projet.`),
    titre('Motifs'), ...motifsDeRefus(l.decision).map(paragraphe),
    titre('Voies et délais de recours'),
    paragraphe('Vous pouvez contester cette décision de deux façons.'),
    { type: 'liste', elements: [
      `Recours gracieux : il se dépose dans votre dossier, rubrique « Recours », par le signataire de votre organisme, ${delai(l.recoursMois)}, soit jusqu’au ${dateLongue(l.limite)} inclus, à minuit.`,
      `Recours contentieux : il se dépose ${delai(l.recoursMois)}, soit jusqu’au ${dateLongue(l.limite)} inclus, devant la juridiction compétente : ${l.marque.juridiction}.`,
    ] },
    paragraphe('Un recours gracieux déposé dans ce délai interrompt celui du recours contentieux : s’il est rejeté, un nouveau délai court à compter de la notification du rejet. Sans réponse dans les deux mois, il est considéré comme rejeté.'),
    signature(l),
  ];
}

/** The typed reason of a refusal, then what was written. */
export const motifsDeRefus = ({ motif, motifCode }: Pick<DecisionLue, 'motif' | 'motifCode'>): string[] =>
  [motifCode === null || motifCode === 'autre' ? '' : `${libelle('motif_refus', motifCode)}.`, motif].filter((m) => m !== '');

const BUDGET_AJUSTE = 'Avant la convention, adaptez le budget prévisionnel de votre projet à ce montant : les dépenses et les ressources doivent rester égales.';

/** What each funder grants, when several do. */
const detail = ({ montants }: DecisionLue): string =>
  (montants.length < 2 ? '' : ` : ${montants.map((m) => `${euros(m.montantCents)} au titre du financeur « ${libelle('financeur', m.financeur)} »`).join(', ')}`);

const delai = (mois: number): string => `dans un délai franc de ${pluriel(mois, 'mois')} à compter de sa notification`;
