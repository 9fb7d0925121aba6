import { Temporal } from 'temporal-polyfill';
import DateHolidays from 'date-holidays';
import { jour, type Jour } from '../domain/kernel/jour.js';

/** ISO-8601 UTC instant with milliseconds, `2023-03-12T13:05:00.000Z`. */
export type Instant = string & { readonly __unit: 'instant' };

export interface Horloge {
  maintenant(): Instant;
}

export const FUSEAU = 'Europe/Paris';

/** Instant of a JavaScript date or of ISO text. @throws RangeError when it is no instant. */
export function instant(valeur: Date | string): Instant {
  return new Date(valeur).toISOString() as Instant;
}

export const horlogeSysteme: Horloge = { maintenant: () => instant(new Date()) };

/** Calendar day of an instant in Europe/Paris. */
export function jourAParis(le: Instant): Jour {
  return jour(Temporal.Instant.from(le).toZonedDateTimeISO(FUSEAU).toPlainDate().toString());
}

/**
 * Instant of a wall-clock moment in Europe/Paris.
 * @param moment `AAAA-MM-JJTHH:MM[:SS]`; in the hour that is skipped or doubled when clocks change, the earlier reading wins.
 */
export function instantDeParis(moment: string): Instant {
  return instant(Temporal.PlainDateTime.from(moment).toZonedDateTime(FUSEAU, { disambiguation: 'earlier' }).toInstant().toString());
}

/** Wall-clock reading `AAAA-MM-JJTHH:MM` of an instant in Europe/Paris, for a `datetime-local` field. */
export function lectureDeParis(le: Instant): string {
  return Temporal.Instant.from(le).toZonedDateTimeISO(FUSEAU).toPlainDateTime().toString().slice(0, 16);
}

const HEURE_DES_RAPPELS = 8;

/** Nobody is reminded in the middle of the night: true before eight in the morning in Paris. */
export const avantLHeureDesRappels = (le: Instant): boolean => Number(lectureDeParis(le).slice(11, 13)) < HEURE_DES_RAPPELS;

/** An instant with the offset of Paris, for machines: `2022-02-28T23:59:59+01:00`. */
export function avecDecalageDeParis(le: Instant): string {
  return Temporal.Instant.from(le).toZonedDateTimeISO(FUSEAU).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

const calendrier = new DateHolidays('FR');

/** True on the public holidays of metropolitan France. */
export function estFerie(j: Jour): boolean {
  const faits = calendrier.isHoliday(`${j} 12:00:00`);
  return Array.isArray(faits) && faits.some((f) => f.type === 'public');
}
