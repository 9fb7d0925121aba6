import { instant } from '../../platform/clock.js';
import { instantLong } from '../../platform/format.js';
import { ecrireIcal, type CalendrierIcal, type EvenementIcal } from '../../platform/ical.js';
import type { PieceJointe } from '../../platform/outbox.js';
import type { SeanceLue } from './seance-queries.js';

/** What the call to a session says of it. */
export type SeanceConvoquee = Pick<SeanceLue, 'id' | 'titre' | 'appelTitre' | 'le' | 'lieu' | 'dureeMinutes' | 'sequence'>;

/** Who calls, and the address of the session page: what makes the event absolute and unique. */
export interface OrigineConvocation {
  readonly lien: string;
  readonly ecritLe: string;
  readonly organisateur: { readonly nom: string; readonly courriel: string };
}

/** The session as an event of a calendar: the same one each time, with the number of the call. */
function evenement(s: SeanceConvoquee, origine: OrigineConvocation): EvenementIcal {
  return {
    uid: `seance-${s.id}@${new URL(origine.lien).hostname}`, titre: `Comité de sélection : ${s.titre}`, description: `Appel « ${s.appelTitre} ». Ordre du jour et livret : ${origine.lien}`, lieu: s.lieu, lien: origine.lien,
    quand: { instant: s.le, fin: instant(new Date(Date.parse(s.le) + s.dureeMinutes * 60_000)) }, sequence: s.sequence, annule: false, organisateur: origine.organisateur, rappel: 'P1D',
  };
}

const calendrier = (s: SeanceConvoquee, { ecritLe }: OrigineConvocation, e: EvenementIcal, methode: CalendrierIcal['methode'] & string): string =>
  ecrireIcal({ nom: s.titre, ecritLe, methode, evenements: [e] });

/** Invitation joined to the mail of a member; with `annule`, the one that takes the event out of their calendar. */
export function invitation(s: SeanceConvoquee, origine: OrigineConvocation, a: { readonly nom: string; readonly courriel: string }, annule = false): PieceJointe {
  const methode = annule ? 'CANCEL' : 'REQUEST';
  return { nom: 'comite.ics', type: `text/calendar; charset=utf-8; method=${methode}`, contenu: calendrier(s, origine, { ...evenement(s, origine), annule, invites: [a] }, methode) };
}

/** The session as a file to put into any calendar. */
export const fichierCalendrier = (s: SeanceConvoquee, origine: OrigineConvocation): string => calendrier(s, origine, evenement(s, origine), 'PUBLISH');

/** Words of the call, of its update and of its withdrawal. */
export function lettreDeConvocation(s: SeanceConvoquee, nature: 'convocation' | 'modification' | 'retrait'): { titre: string; texte: string } {
  const ou = `Quand : ${instantLong(s.le)}\nOù : ${s.lieu}`;
  if (nature === 'retrait') {
    return { titre: `Comité de sélection : vous n’êtes plus convoqué le ${instantLong(s.le)}`, texte: `Bonjour,\n\nVous n’êtes plus membre de la séance « ${s.titre} » du comité de sélection de l’appel « ${s.appelTitre} ». Le fichier joint la retire de votre agenda.` };
  }
  if (nature === 'modification') {
    return { titre: `Comité de sélection modifié : ${instantLong(s.le)}`, texte: `Bonjour,\n\nLa séance « ${s.titre} » du comité de sélection de l’appel « ${s.appelTitre} » change.\n\n${ou}\n\nLe fichier joint met votre agenda à jour.` };
  }
  return {
    titre: `Comité de sélection : ${instantLong(s.le)}`,
    texte: `Bonjour,\n\nVous êtes membre de la séance « ${s.titre} » du comité de sélection de l’appel « ${s.appelTitre} ».\n\n${ou}\n\nLe fichier joint l’ajoute à votre agenda. Les dossiers à noter sont sur Passerelle, rubrique « Notation » ; l’ordre du jour et le livret, rubrique « Comité ». Si un lien avec un organisme vous empêche de juger son dossier, déclarez un déport avant la séance.`,
  };
}
