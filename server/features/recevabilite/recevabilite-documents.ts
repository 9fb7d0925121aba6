import { paragrapheDeLettre, type Lettre, type TextesDeLettres } from '../../domain/appels/lettres.js';
import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import type { ElementDemande } from '../../domain/recevabilite/complements.js';
import { dateLongue, euros, instantLong, pluriel } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { blocAdresse } from '../../web/bloc-adresse.js';
import { libelle } from '../../web/libelles.js';
import { valeursDeLettre } from '../dossiers/dossier-documents.js';
import type { DossierLu } from '../dossiers/dossier-queries.js';
import type { Marque } from '../reglages/marque-queries.js';
import type { Noms } from '../../web/noms-appel.js';
import { nomElement } from './recevabilite-mots.js';

/** What every letter of this stage is about. */
export interface Sujet {
  readonly dossier: DossierLu;
  readonly version: VersionDossier;
  readonly marque: Marque;
  /** The version of the call the dossier answered: its paragraphs are added to the letters. */
  readonly appel: { readonly lettres?: TextesDeLettres };
  /** Day the letter is signed, and by whom. */
  readonly le: string;
  readonly par: string;
}

const paragraphe = (texte: string): Bloc => ({ type: 'paragraphe', texte });
const titre = (texte: string): Bloc => ({ type: 'titre', niveau: 2, texte });

const rappel = ({ dossier, version }: Sujet): Bloc => ({
  type: 'definitions', entrees: [
    { terme: 'Appel à projets', valeur: dossier.appelTitre }, { terme: 'Dossier', valeur: `${dossier.numero ?? ''}, version ${dossier.version}` }, { terme: 'Projet', valeur: version.sections.projet.titre },
    { terme: 'Organisme', valeur: `${version.organisme.nom}, SIRET ${version.organisme.siret}` }, { terme: 'Subvention demandée', valeur: euros(dossier.demandeCents) },
  ],
});

/** What the call adds to this letter, in its own words. */
const ajouts = (sujet: Sujet, lettre: Lettre, limite?: string): Bloc[] =>
  paragrapheDeLettre(sujet.appel, lettre, valeursDeLettre(sujet.dossier, sujet.version, limite === undefined ? {} : { limite: dateLongue(limite) })).map(paragraphe);

const signature = ({ marque, le, par }: Sujet): Bloc => ({ type: 'signature', lieu: '', date: dateLongue(le), qualite: marque.service || marque.nom, nom: par });

/** Certificate that a dossier is complete and eligible; it promises nothing about the subsidy. */
export function attestationRecevabilite(sujet: Sujet): Bloc[] {
  const { dossier } = sujet;
  return [
    blocAdresse(sujet.version.organisme), { type: 'titre', niveau: 1, texte: 'Attestation de recevabilité' }, rappel(sujet),
    paragraphe(`Le dossier cité ci-dessus${dossier.deposeLe === null ? '' : `, ${dossier.papier === null ? 'déposé' : 'reçu sur papier'} le ${instantLong(dossier.deposeLe)},`} est complet et répond aux conditions de l’appel à projets : il est déclaré recevable.`),
    titre('Suites'),
    { type: 'liste', elements: ['Le dossier est confié à un instructeur, qui peut vous écrire dans la rubrique « Messages ».', 'Il est ensuite examiné par le comité de sélection, puis par la Commission permanente.'] },
    paragraphe('La recevabilité ne préjuge ni de l’attribution de la subvention ni de son montant.'),
    ...ajouts(sujet, 'attestation'), signature(sujet),
  ];
}

/** What a request says, before it is sent. */
export interface ContenuDemande {
  readonly numero: number;
  readonly elements: readonly ElementDemande[];
  readonly message: string;
  readonly limite: string;
}

/** Request for complements: what is asked, why, until when, and what happens without an answer. */
export function lettreComplements(sujet: Sujet, { numero, elements, message, limite }: ContenuDemande, noms: Noms): Bloc[] {
  return [
    blocAdresse(sujet.version.organisme), { type: 'titre', niveau: 1, texte: `Demande de compléments n° ${numero}` }, rappel(sujet),
    paragraphe(`L’examen de votre dossier montre que ${elements.length === 1 ? 'l’élément suivant est à compléter ou à corriger' : 'les éléments suivants sont à compléter ou à corriger'}.`),
    {
      type: 'tableau', colonnes: [{ titre: 'Élément', largeur: 3 }, { titre: 'Motif', largeur: 1 }, { titre: 'Explication', largeur: 4 }],
      lignes: elements.map((e) => [nomElement(e, noms), libelle('motif_complement', e.motif), e.commentaire || SANS_EXPLICATION]),
    },
    ...(message === '' ? [] : [titre('Message de l’instructeur'), paragraphe(message)]),
    { type: 'encadre', titre: `À redéposer le ${dateLongue(limite)} au plus tard`, texte: 'Corrigez ces éléments dans votre dossier, puis redéposez-le : seuls ces éléments sont modifiables. Le reste de votre dépôt est conservé.' },
    paragraphe('Si ce délai ne vous suffit pas, demandez une autre date dans le dossier, rubrique « Compléments », avant qu’il soit écoulé.'),
    paragraphe('Sans réponse dans ce délai, le dossier peut être examiné en l’état et déclaré irrecevable. Une réponse tardive est prise en compte tant que l’examen n’a pas repris.'),
    ...retourPapier(sujet), ...ajouts(sujet, 'complements', limite), signature(sujet),
  ];
}

const SANS_EXPLICATION = 'À joindre au dossier.';

/** An organisme that answered on paper may answer again on paper. */
const retourPapier = ({ dossier, marque }: Sujet): Bloc[] => (dossier.papier === null ? [] : [
  paragraphe(`Votre dossier nous est parvenu sur papier : vous pouvez répondre de la même façon, à l’adresse suivante : ${[marque.nom, marque.service, marque.adresse].filter((l) => l !== '').join(', ')}.`),
]);

/** Rejection before instruction: reasons, remedies and their limits. */
export function lettreIrrecevabilite(sujet: Sujet, motifs: readonly string[], limite: string, recoursMois: number): Bloc[] {
  const delai = `dans un délai franc de ${pluriel(recoursMois, 'mois')} à compter de sa notification, soit jusqu’au ${dateLongue(limite)} inclus`;
  const courrier = sujet.marque.adresse === '' ? '' : `, ou par courrier à l’adresse suivante : ${[sujet.marque.nom, sujet.marque.service, sujet.marque.adresse].filter((l) => l !== '').join(', ')}`;
  return [
    blocAdresse(sujet.version.organisme), { type: 'titre', niveau: 1, texte: 'Décision d’irrecevabilité' }, rappel(sujet),
    paragraphe('Après examen, le dossier cité ci-dessus est déclaré irrecevable : il ne remplit pas les conditions de l’appel à projets et ne sera pas instruit.'),
    titre('Motifs'), { type: 'liste', elements: [...motifs] },
    titre('Voies et délais de recours'),
    paragraphe('Vous pouvez contester cette décision de deux façons.'),
    { type: 'liste', elements: [
      `Recours gracieux : il se dépose dans votre dossier, rubrique « Recours », par le signataire de votre organisme${courrier}, ${delai}, à minuit.`,
      `Recours contentieux : il se dépose ${delai}, devant la juridiction compétente : ${sujet.marque.juridiction}.`,
    ] },
    paragraphe('Un recours gracieux déposé dans ce délai interrompt celui du recours contentieux : s’il est rejeté, un nouveau délai franc de deux mois court à compter de la notification du rejet. Sans réponse dans les deux mois, il est considéré comme rejeté.'),
    ...ajouts(sujet, 'irrecevabilite', limite), signature(sujet),
  ];
}
