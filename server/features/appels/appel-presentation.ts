import type { ContenuAppel, PieceDemandee } from '../../domain/appels/contenu.js';
import { joursRestants, phaseDepot, type PhaseDepot } from '../../domain/appels/ouverture.js';
import { DELAIS_PAR_DEFAUT } from '../../domain/echeances/limites.js';
import { jourAParis, type Instant } from '../../platform/clock.js';
import { dateLongue, heure, instantLong, pluriel, pourcent } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import type { TerritoireLu } from './appel-queries.js';
import { expliquerRegles, type RegleExpliquee } from './appel-regles.js';
import type { AppelLu } from './appel-store.js';

export interface EtapeCalendrier { readonly titre: string; readonly date: string; readonly detail: string; readonly statut: 'fait' | 'en_cours' | 'a_venir' }
export interface Definition { readonly terme: string; readonly valeur: string }

export interface PiecePresentee { readonly intitule: string; readonly quand: string; readonly exigence: string; readonly obligatoire: boolean; readonly aide: string }

/** A call in French words, for its public page and its PDF alike. */
export interface PresentationAppel {
  readonly titre: string;
  readonly code: string;
  readonly phase: PhaseDepot;
  readonly depot: string;
  readonly enBref: readonly Definition[];
  readonly contexte: string;
  readonly objectifs: string;
  readonly attendus: string;
  readonly contact: string;
  /** Who, how much, when, how: what an association looks for first. */
  readonly essentiel: readonly { readonly question: string; readonly reponse: string }[];
  /** Time left to deposit, empty unless the deposit is open. */
  readonly reste: string;
  readonly dispositifs: ContenuAppel['dispositifs'];
  readonly mesures: readonly string[];
  readonly axes: readonly string[];
  readonly publics: readonly string[];
  readonly territoires: readonly string[];
  readonly concertation: readonly string[];
  readonly quiRepond: string;
  readonly pieces: readonly PiecePresentee[];
  /** The same pieces, those asked of everybody first, then case by case. */
  readonly listeDesPieces: readonly { readonly cas: string; readonly pieces: readonly PiecePresentee[] }[];
  readonly criteres: readonly { readonly intitule: string; readonly poids: number; readonly partDeNote: string; readonly transversal: boolean }[];
  readonly totalPoids: number;
  readonly regles: readonly RegleExpliquee[];
  readonly ineligibles: readonly string[];
  readonly delais: readonly Definition[];
  readonly calendrier: readonly EtapeCalendrier[];
  readonly comite: readonly string[];
  readonly emargement: readonly string[];
}

/**
 * Puts a call into words.
 * @param contenu the version shown, the current one or an earlier one
 * @param maintenant instant that decides what of the calendar is past
 */
export function presenterAppel(appel: AppelLu, contenu: ContenuAppel, territoires: readonly TerritoireLu[], maintenant: Instant): PresentationAppel {
  const totalPoids = contenu.criteres.reduce((n, c) => n + c.poids, 0);
  const phase = phaseDepot(appel, maintenant);
  const pieces = contenu.pieces.map(presenterPiece);
  return {
    titre: appel.titre, code: appel.code, phase, depot: phraseDepot(appel, phase), reste: phase === 'ouvert' ? tempsRestant(appel.fermeLe, maintenant) : '', essentiel: essentiel(appel, contenu), enBref: enBref(appel, contenu, territoires),
    contexte: apostrophes(contenu.contexte), objectifs: apostrophes(contenu.objectifs), attendus: apostrophes(contenu.attendus ?? ''), contact: apostrophes(contenu.contact),
    dispositifs: contenu.dispositifs.map((d) => ({ numero: d.numero, intitule: apostrophes(d.intitule), plusValues: d.plusValues.map(apostrophes) })),
    mesures: contenu.mesuresSocles.map(apostrophes), axes: contenu.axes.map(apostrophes), publics: contenu.publics.map(apostrophes), territoires: nomsDesTerritoires(contenu, territoires),
    concertation: contenu.regles.concertationPrealable.map((c) => apostrophes(`${c.territoire}, partenaire à consulter avant de déposer : ${c.partenaire}. Dites dans le dossier ce qui en ressort.`)),
    quiRepond: `${QUI} Le dossier peut être rédigé à plusieurs ; seul le représentant légal, ou une personne qui a reçu délégation de signature, peut le déposer.`,
    pieces, listeDesPieces: parCas(pieces),
    criteres: contenu.criteres.map((c) => ({ intitule: apostrophes(c.intitule), poids: c.poids, partDeNote: totalPoids > 0 ? pourcent(c.poids / totalPoids, 1) : '', transversal: c.transversal === true })),
    totalPoids, regles: expliquerRegles(contenu.regles), ineligibles: contenu.regles.naturesIneligibles.map((n) => libelle('nature_depense', n)),
    delais: delais(contenu), calendrier: calendrier(appel, contenu, maintenant), comite: contenu.comite.map(apostrophes), emargement: contenu.emargement.map(apostrophes),
  };
}

/** The typewriter's apostrophe between two letters, as it is printed. */
const apostrophes = (texte: string): string => texte.replace(/(?<=\p{L})'(?=\p{L})/gu, '’');

const QUI = 'Tout organisme qui a un numéro SIRET : association, entreprise ou organisme public.';

/** Time left until the closing: days, then the hour of the last day. */
export function tempsRestant(fermeLe: Instant, maintenant: Instant): string {
  const jours = joursRestants(jourAParis(maintenant), jourAParis(fermeLe));
  if (jours === 0) return `Dernier jour : jusqu’à ${heure(fermeLe)}`;
  return jours === 1 ? `Encore 1 jour : jusqu’à demain, ${heure(fermeLe)}` : `Encore ${jours} jours`;
}

function essentiel({ ouvreLe, fermeLe }: AppelLu, contenu: ContenuAppel): PresentationAppel['essentiel'] {
  const { echeances, plafondHorsRsa } = contenu.regles;
  const { debut, fin, dureeMaxMois } = contenu.periodeOperations;
  const obligatoires = contenu.pieces.filter((p) => p.obligatoire).length;
  return [
    { question: 'Qui peut répondre ?', reponse: QUI },
    {
      question: 'Combien ?',
      reponse: `Vous proposez un montant ; le comité et la Commission permanente le fixent. ${echeances.length === 1 ? 'La subvention est versée en une fois' : `La subvention est versée en ${echeances.length} fois`} : ${echeances.map((e) => `${pourcent(e.taux)} ${libelle('declencheur', e.declencheur).toLowerCase()}`).join(', ')}. Elle est destinée aux bénéficiaires du RSA${Number(plafondHorsRsa) > 0 ? `, les autres personnes comptant pour ${pourcent(plafondHorsRsa)} au plus` : ''}.`,
    },
    { question: 'Quand ?', reponse: `Dépôt du ${instantLong(ouvreLe)} au ${instantLong(fermeLe)} inclus, heure de Paris. Actions du ${dateLongue(debut)} au ${dateLongue(fin)}, ${dureeMaxMois} mois au plus.` },
    { question: 'Comment ?', reponse: `En ligne : créez un compte, déclarez votre organisme, remplissez le dossier et joignez les pièces (${pluriel(obligatoires, 'obligatoire')} selon les cas). Vous pouvez vous arrêter et reprendre quand vous voulez.` },
  ];
}

const presenterPiece = (p: PieceDemandee): PiecePresentee => ({
  intitule: apostrophes(p.intitule), quand: quandLaPiece(p), exigence: p.obligatoire ? 'Obligatoire' : 'Facultative', obligatoire: p.obligatoire, aide: apostrophes(p.aide ?? ''),
});

function parCas(pieces: readonly PiecePresentee[]): PresentationAppel['listeDesPieces'] {
  const cas = [...new Set(pieces.map((p) => p.quand))].sort((a, b) => Number(b === POUR_TOUS) - Number(a === POUR_TOUS));
  return cas.map((c) => ({ cas: c, pieces: pieces.filter((p) => p.quand === c) }));
}

const POUR_TOUS = 'Pour tous';

/** One sentence on the deposit, by phase. */
export function phraseDepot({ ouvreLe, fermeLe, closLe }: Pick<AppelLu, 'ouvreLe' | 'fermeLe' | 'closLe'>, phase: PhaseDepot): string {
  if (phase === 'ouvert') return `Dépôt ouvert jusqu’au ${instantLong(fermeLe)} inclus, heure de Paris.`;
  if (phase === 'ferme') return `Le dépôt s’est terminé le ${instantLong(closLe !== null && closLe < fermeLe ? closLe : fermeLe)}, heure de Paris.`;
  return `Dépôt du ${instantLong(ouvreLe)} au ${instantLong(fermeLe)} inclus, heure de Paris.`;
}

const nomsDesTerritoires = (contenu: ContenuAppel, territoires: readonly TerritoireLu[]): string[] =>
  contenu.territoires.map((code) => territoires.find((t) => t.code === code)?.nom ?? code);

function enBref(appel: AppelLu, contenu: ContenuAppel, territoires: readonly TerritoireLu[]): Definition[] {
  const { debut, fin, dureeMaxMois } = contenu.periodeOperations;
  return [
    { terme: 'Référence', valeur: appel.code },
    { terme: 'Ouverture', valeur: `${instantLong(appel.ouvreLe)}, heure de Paris` },
    { terme: 'Clôture', valeur: `${instantLong(appel.fermeLe)} inclus, heure de Paris` },
    { terme: 'Opérations', valeur: `du ${dateLongue(debut)} au ${dateLongue(fin)}, ${dureeMaxMois} mois au plus` },
    { terme: 'Territoires', valeur: nomsDesTerritoires(contenu, territoires).join(', ') },
    { terme: 'Versements', valeur: contenu.regles.echeances.map((e) => `${pourcent(e.taux)} ${libelle('declencheur', e.declencheur).toLowerCase()}`).join(', ') },
  ];
}

function quandLaPiece({ pour, si, parCofinanceur }: PieceDemandee): string {
  const organismes = pour === undefined ? [] : [`Pour : ${pour.map((n) => libelle('nature_organisme', n).toLowerCase()).join(', ')}`];
  const cas = si === undefined ? [] : [libelle('condition_piece', si)];
  const cofinanceur = parCofinanceur === true ? ['Une par cofinanceur sollicité'] : [];
  const tout = [...organismes, ...cas, ...cofinanceur];
  return tout.length === 0 ? POUR_TOUS : tout.join('. ');
}

function delais({ regles: { delais: d } }: ContenuAppel): Definition[] {
  return [
    { terme: 'Répondre à une demande de compléments', valeur: pluriel(d.complementsJours, 'jour') },
    { terme: 'Remettre le bilan final', valeur: `${d.bilanFinalMois} mois après la fin de l’opération` },
    { terme: 'Répondre aux conclusions provisoires du contrôle', valeur: pluriel(d.contradictoireJours, 'jour') },
    { terme: 'Contester un refus, une irrecevabilité ou des conclusions', valeur: `${d.recoursMois} mois après la notification` },
    { terme: 'Publication des données essentielles', valeur: `${d.publicationMois ?? DELAIS_PAR_DEFAUT.publicationMois} mois après la signature, pour une subvention de plus de 23 000 €` },
    { terme: 'Conserver les justificatifs', valeur: `au moins ${pluriel(d.conservationAnnees, 'an')} après l’apurement des comptes (${pluriel(d.conservationFseAnnees ?? DELAIS_PAR_DEFAUT.conservationFseAnnees, 'an')} pour le FSE+, ${pluriel(d.conservationAideEtatAnnees, 'an')} sous un régime d’aide d’État)` },
  ];
}

function calendrier(appel: AppelLu, contenu: ContenuAppel, maintenant: Instant): EtapeCalendrier[] {
  const { debut, fin } = contenu.periodeOperations;
  const aujourdhui = jourAParis(maintenant);
  const passe = (le: Instant): boolean => maintenant > le;
  const statut = (commence: boolean, fini: boolean): EtapeCalendrier['statut'] => (fini ? 'fait' : commence ? 'en_cours' : 'a_venir');
  return [
    { titre: 'Dépôt des dossiers', date: `${dateLongue(jourAParis(appel.ouvreLe))} – ${dateLongue(jourAParis(appel.fermeLe))}`, detail: `jusqu’à ${heure(appel.fermeLe)}, heure de Paris`, statut: statut(passe(appel.ouvreLe), passe(appel.fermeLe)) },
    { titre: 'Examen et décision', date: '', detail: 'recevabilité, instruction, comité, vote', statut: 'a_venir' },
    { titre: 'Opérations', date: `${dateLongue(debut)} – ${dateLongue(fin)}`, detail: `${contenu.periodeOperations.dureeMaxMois} mois au plus par projet`, statut: statut(aujourdhui >= debut, aujourdhui > fin) },
    { titre: 'Bilan, contrôle et solde', date: '', detail: `bilan dans les ${contenu.regles.delais.bilanFinalMois} mois`, statut: 'a_venir' },
  ];
}
