import { ajouterJours, ajouterMois, estWeekend, type Jour } from '../kernel/jour.js';

/** No run of weekends and public holidays comes near this; beyond it the calendar given is broken. */
const REPORT_MAX_JOURS = 31;

/**
 * The last day of a délai franc: the day after the same day number `mois` months later (the
 * last day of that month where the number does not exist), moved to the next working day
 * when it is a Saturday, a Sunday or a public holiday. The period ends that day at midnight:
 * an act done on it is in time.
 * @param notification day of notification, which does not count
 * @param mois length in months, usually 2
 * @param estFerie says whether a day is a public holiday
 * @throws RangeError when `mois` is not whole, or every day of a month is said to be a holiday
 * @see spec 1, time limits (recours)
 */
export function finDelaiFranc(notification: Jour, mois: number, estFerie: (j: Jour) => boolean): Jour {
  const terme = ajouterJours(ajouterMois(notification, mois), 1);
  return prochainJourOuvre(terme, estFerie);
}

/**
 * That day, or the next one that is neither a Saturday, a Sunday nor a public holiday.
 * @throws RangeError when every day of a month is said to be a holiday
 * @see spec 1, time limits (recours)
 */
export function prochainJourOuvre(depart: Jour, estFerie: (j: Jour) => boolean): Jour {
  let candidat = depart;
  for (let report = 0; report <= REPORT_MAX_JOURS; report += 1) {
    if (!estWeekend(candidat) && !estFerie(candidat)) return candidat;
    candidat = ajouterJours(candidat, 1);
  }
  throw new RangeError(`no working day within a month of ${depart}`);
}
