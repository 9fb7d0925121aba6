/** An event of a calendar: a whole day (`AAAA-MM-JJ`) or a moment (ISO UTC). */
export interface EvenementIcal {
  /** The same each time the event is written: it replaces the former one in the reader's calendar. */
  readonly uid: string;
  readonly titre: string;
  readonly description?: string;
  readonly lieu?: string;
  readonly lien?: string;
  readonly quand: { readonly jour: string } | { readonly instant: string; readonly fin?: string };
  /** Which version of the event this is, from 0: a reader keeps the highest. */
  readonly sequence?: number;
  readonly annule?: boolean;
  /** Who calls the meeting, and who is called. */
  readonly organisateur?: { readonly nom: string; readonly courriel: string };
  readonly invites?: readonly { readonly nom: string; readonly courriel: string }[];
  /** How long before it a reminder rings, as an RFC 5545 duration (`P1D`). */
  readonly rappel?: string;
}

export interface CalendrierIcal {
  readonly nom: string;
  /** When it is written, ISO UTC: the DTSTAMP of its events. */
  readonly ecritLe: string;
  readonly evenements: readonly EvenementIcal[];
  /** What the reader does with it: `PUBLISH` shows it, `REQUEST` invites, `CANCEL` takes it away (RFC 5546). */
  readonly methode?: 'PUBLISH' | 'REQUEST' | 'CANCEL';
}

const OCTETS_PAR_LIGNE = 75;

/**
 * Writes a calendar (RFC 5545): lines end with CRLF and are folded at 75 octets without parting a character, texts are
 * escaped, whole days are dates and moments are in UTC.
 */
export function ecrireIcal({ nom, ecritLe, evenements, methode = 'PUBLISH' }: CalendrierIcal): string {
  const lignes = [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Passerelle//Echeances//FR', 'CALSCALE:GREGORIAN', `METHOD:${methode}`, `X-WR-CALNAME:${echapper(nom)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H', ...evenements.flatMap((e) => evenement(e, ecritLe)), 'END:VCALENDAR',
  ];
  return lignes.map((l) => `${plier(l)}\r\n`).join('');
}

function evenement(e: EvenementIcal, ecritLe: string): string[] {
  const champ = (propriete: string, valeur: string | undefined): string[] => (valeur === undefined || valeur === '' ? [] : [`${propriete}:${echapper(valeur)}`]);
  return [
    'BEGIN:VEVENT', `UID:${echapper(e.uid)}`, `DTSTAMP:${moment(ecritLe)}`, ...dates(e.quand), ...champ('SUMMARY', e.titre), ...champ('DESCRIPTION', e.description), ...champ('LOCATION', e.lieu),
    ...(e.sequence === undefined ? [] : [`SEQUENCE:${e.sequence}`]), ...(e.annule === undefined ? [] : [`STATUS:${e.annule ? 'CANCELLED' : 'CONFIRMED'}`]),
    ...(e.organisateur === undefined ? [] : [`ORGANIZER;CN=${nomDeParametre(e.organisateur.nom)}:mailto:${sansControle(e.organisateur.courriel)}`]),
    ...(e.invites ?? []).map((i) => `ATTENDEE;CN=${nomDeParametre(i.nom)};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${sansControle(i.courriel)}`),
    ...(e.lien === undefined ? [] : [`URL:${sansControle(e.lien)}`]),
    ...(e.rappel === undefined ? [] : ['BEGIN:VALARM', 'ACTION:DISPLAY', `TRIGGER:-${e.rappel}`, ...champ('DESCRIPTION', e.titre), 'END:VALARM']), 'END:VEVENT',
  ];
}

/** A whole day ends the day after, which does not count; it makes nobody busy. */
function dates(quand: EvenementIcal['quand']): string[] {
  if ('instant' in quand) return [`DTSTART:${moment(quand.instant)}`, ...(quand.fin === undefined ? [] : [`DTEND:${moment(quand.fin)}`])];
  const lendemain = new Date(`${quand.jour}T00:00:00Z`);
  lendemain.setUTCDate(lendemain.getUTCDate() + 1);
  return [`DTSTART;VALUE=DATE:${compact(quand.jour)}`, `DTEND;VALUE=DATE:${compact(lendemain.toISOString().slice(0, 10))}`, 'TRANSP:TRANSPARENT'];
}

const compact = (jour: string): string => jour.replaceAll('-', '');
const moment = (iso: string): string => `${new Date(iso).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

const sansControle = (texte: string): string => texte.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ');

/** Text as the value of a parameter: between quotes, which it may not hold. */
const nomDeParametre = (nom: string): string => `"${sansControle(nom).replaceAll('"', '’')}"`;

/** Text as a value: the four characters that mean something are escaped, other control characters become spaces. */
const echapper = (texte: string): string =>
  texte.replace(/\r\n?|\n/g, '\n').split('\n').map((l) => sansControle(l).replace(/[\\;,]/g, (c) => `\\${c}`)).join('\\n');

/** Folds a line at 75 octets: what follows begins with one space, which counts. */
function plier(ligne: string): string {
  const morceaux: string[] = [];
  let courant = '';
  let octets = 0;
  for (const caractere of ligne) {
    const n = Buffer.byteLength(caractere);
    if (octets + n > OCTETS_PAR_LIGNE) {
      morceaux.push(courant);
      [courant, octets] = [' ', 1];
    }
    courant += caractere;
    octets += n;
  }
  return [...morceaux, courant].join('\r\n');
}
