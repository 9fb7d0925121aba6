import { instant, lectureDeParis } from './clock.js';

const HEURES_MAX = 20_000;
const decalages = new Map<string, number>();

/**
 * Wall-clock reading `AAAA-MM-JJTHH:MM` of an ISO instant in Europe/Paris, for thousands of rows: the offset is computed
 * once for each hour met, since clocks change on the hour.
 */
export function lectureRapide(iso: string): string {
  const heure = iso.slice(0, 13);
  let decalage = decalages.get(heure);
  if (decalage === undefined) {
    const ronde = instant(`${heure}:00:00.000Z`);
    decalage = Date.parse(`${lectureDeParis(ronde)}:00.000Z`) - Date.parse(ronde);
    if (decalages.size >= HEURES_MAX) decalages.clear();
    decalages.set(heure, decalage);
  }
  return new Date(Date.parse(iso) + decalage).toISOString().slice(0, 16);
}
