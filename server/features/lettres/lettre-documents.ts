import type { VersionDossier } from '../../domain/dossiers/contenu.js';
import { composerObjet, composerTexte, type NatureLettre, type TexteDeModele, type ValeursLettre } from '../../domain/lettres/modele.js';
import type { NatureActe } from '../../domain/recours/recours.js';
import { instant, jourAParis } from '../../platform/clock.js';
import { dateLongue, euros, pluriel } from '../../platform/format.js';
import type { Bloc } from '../../platform/pdf.js';
import { blocAdresse } from '../../web/bloc-adresse.js';
import { libelle } from '../../web/libelles.js';
import type { DecisionLue } from '../decisions/decision-queries.js';
import type { Marque } from '../reglages/marque-queries.js';

/** What a letter may say; a part that is missing has no value in its text. */
export interface FaitsLettre {
  readonly dossier: { readonly numero: string | null; readonly titre: string; readonly appelTitre: string; readonly deposeLe: string | null };
  readonly version: VersionDossier;
  readonly marque: Marque;
  /** Asked of the funders that pay, in cents. */
  readonly demandeCents: number;
  /** Day of the letter. */
  readonly jour: string;
  readonly recoursMois: number;
  /** Last day to contest, where the letter may be contested. */
  readonly limite?: string | null;
  readonly decision?: DecisionLue | null;
  readonly recours?: { readonly contre: NatureActe; readonly deposeLe: string; readonly reponse: string } | null;
  /** Numbers of the conventions sent. */
  readonly conventions?: readonly string[];
}

export interface LettreComposee { readonly titre: string; readonly blocs: Bloc[] }

const paragraphe = (texte: string, gras = false): Bloc => ({ type: 'paragraphe', texte, ...(gras ? { gras } : {}) });
const titre = (texte: string): Bloc => ({ type: 'titre', niveau: 2, texte });

/** The typed reason of a refusal, then what was written. */
export const motifsDeRefus = ({ motif, motifCode }: Pick<DecisionLue, 'motif' | 'motifCode'>): string[] =>
  [motifCode === null || motifCode === 'autre' ? '' : `${libelle('motif_refus', motifCode)}.`, motif].filter((m) => m !== '');

/** What each variable says of these facts. */
export function valeursDeLettre({ dossier, version, marque, demandeCents, decision, recours, conventions }: FaitsLettre): ValeursLettre {
  const { organisme, sections: { projet } } = version;
  return {
    numero: dossier.numero ?? '', titre: dossier.titre, organisme: organisme.nom, representant: `${organisme.representantNom}, ${organisme.representantQualite}`, appel: dossier.appelTitre,
    debut: dateLongue(projet.debut), fin: dateLongue(projet.fin), montant_demande: euros(demandeCents), collectivite: marque.nom, service: marque.service, contact: marque.contact,
    ...(dossier.deposeLe === null ? {} : { depose_le: dateLongue(jourAParis(instant(dossier.deposeLe))) }),
    ...(decision ? valeursDeDecision(decision, demandeCents) : {}),
    ...(recours ? { acte_conteste: libelle('acte_conteste', recours.contre), recours_depose_le: dateLongue(jourAParis(instant(recours.deposeLe))), reponse: recours.reponse } : {}),
    ...(conventions === undefined ? {} : { conventions: conventions.join(', ') }),
  };
}

const valeursDeDecision = (d: DecisionLue, demandeCents: number): ValeursLettre => ({
  montant_attribue: euros(d.totalCents), montant_non_retenu: euros(Math.max(0, demandeCents - d.totalCents)), motifs: motifsDeRefus(d).join('\n'),
  montants_par_financeur: d.montants.length < 2 ? '' : `Ce montant se partage ainsi : ${d.montants.map((m) => `${euros(m.montantCents)} au titre du financeur « ${libelle('financeur', m.financeur)} »`).join(', ')}.`,
  deliberation_numero: d.deliberationNumero, deliberation_date: dateLongue(d.deliberationDate),
});

/**
 * A letter: address and references, the text of the template, then what the law wants, which no template changes: remedies, time
 * limits and the court.
 */
export function composerLettre(nature: NatureLettre, modele: TexteDeModele, faits: FaitsLettre, valeurs: ValeursLettre = valeursDeLettre(faits)): LettreComposee {
  const objet = composerObjet(modele, nature, valeurs);
  const texte = composerTexte(modele, nature, valeurs).map((p): Bloc => {
    if (p.type === 'liste') return { type: 'liste', elements: [...p.elements] };
    return p.type === 'titre' ? titre(p.texte) : paragraphe(p.texte);
  });
  return {
    titre: objet,
    blocs: [
      blocAdresse(faits.version.organisme), { type: 'titre', niveau: 1, texte: objet }, rappel(faits), ...conclusion(nature), ...texte, ...suites(nature, faits), ...voies(nature, faits),
      { type: 'signature', lieu: '', date: dateLongue(faits.jour), qualite: faits.marque.nom },
    ],
  };
}

const rappel = ({ dossier, version, decision, recours }: FaitsLettre): Bloc => ({
  type: 'definitions', entrees: [
    { terme: 'Appel à projets', valeur: dossier.appelTitre }, { terme: 'Dossier', valeur: dossier.numero ?? '' }, { terme: 'Projet', valeur: dossier.titre },
    { terme: 'Organisme', valeur: `${version.organisme.nom}, SIRET ${version.organisme.siret}` },
    ...(decision ? [{ terme: 'Délibération', valeur: `n° ${decision.deliberationNumero} du ${dateLongue(decision.deliberationDate)}` }] : []),
    ...(recours ? [{ terme: 'Acte contesté', valeur: libelle('acte', recours.contre) }, { terme: 'Recours déposé le', valeur: dateLongue(jourAParis(instant(recours.deposeLe))) }] : []),
  ],
});

const CONCLUSIONS: Partial<Readonly<Record<NatureLettre, string>>> = {
  recours_accepte: 'Votre recours est accepté.', recours_rejete: 'Votre recours est rejeté.', recours_classe: 'Votre recours est classé sans suite.',
};
const conclusion = (nature: NatureLettre): Bloc[] => (CONCLUSIONS[nature] === undefined ? [] : [paragraphe(CONCLUSIONS[nature], true)]);

const SUITES: Readonly<Record<NatureActe, string>> = {
  refus: 'La décision de refus est retirée. Votre dossier revient en instruction ; une nouvelle décision sera prise.',
  irrecevabilite: 'La décision d’irrecevabilité est retirée. La recevabilité de votre dossier est examinée de nouveau.',
  conclusions_csf: 'Le contrôle de service fait est rouvert. De nouvelles conclusions vous seront notifiées ; vous pourrez y répondre.',
};
const suites = (nature: NatureLettre, { recours }: FaitsLettre): Bloc[] => (nature === 'recours_accepte' && recours ? [titre('Suites'), paragraphe(SUITES[recours.contre])] : []);

const delai = (mois: number): string => `dans un délai franc de ${pluriel(mois, 'mois')} à compter de sa notification`;

function voies(nature: NatureLettre, { limite, recoursMois, marque }: FaitsLettre): Bloc[] {
  if (limite === undefined || limite === null) return [];
  const jusquAu = `${delai(recoursMois)}, soit jusqu’au ${dateLongue(limite)} inclus`;
  switch (nature) {
    case 'attribution': case 'attribution_partielle':
      return [titre('Contester cette décision'), paragraphe(`Vous pouvez contester cette décision ${jusquAu}, devant la juridiction compétente : ${marque.juridiction}.`)];
    case 'refus': return [
      titre('Voies et délais de recours'), paragraphe('Vous pouvez contester cette décision de deux façons.'),
      { type: 'liste', elements: [
        `Recours gracieux : il se dépose dans votre dossier, rubrique « Recours », par le signataire de votre organisme, ${jusquAu}, à minuit.`,
        `Recours contentieux : il se dépose ${jusquAu}, devant la juridiction compétente : ${marque.juridiction}.`,
      ] },
      paragraphe('Un recours gracieux déposé dans ce délai interrompt celui du recours contentieux : s’il est rejeté, un nouveau délai court à compter de la notification du rejet. Sans réponse dans les deux mois, il est considéré comme rejeté.'),
    ];
    case 'recours_rejete': case 'recours_classe':
      return [titre('Recours contentieux'), paragraphe(`Vous pouvez saisir la juridiction compétente (${marque.juridiction}) dans un délai franc de ${pluriel(recoursMois, 'mois')} à compter de la notification de cette réponse, soit jusqu’au ${dateLongue(limite)} inclus.`)];
    case 'ajournement': case 'recours_accepte': case 'envoi_convention': return [];
  }
}
