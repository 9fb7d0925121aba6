import type { Tache } from '../../domain/echeances/taches.js';
import { ecrireIcal, type EvenementIcal } from '../../platform/ical.js';
import { libelle } from '../../web/libelles.js';

/** What an address needs to be absolute and an event to be unique in the world. */
export interface Origine { readonly baseUrl: string; readonly ecritLe: string }

/** The deadlines of one person as a calendar: the number of the dossier and what is to be done, and nothing else of it. */
export function calendrierDesTaches(taches: readonly Tache[], { baseUrl, ecritLe }: Origine): string {
  const domaine = new URL(baseUrl).hostname;
  const evenements = taches.flatMap((t): EvenementIcal[] => (t.echeance === null ? [] : [{
    uid: `${t.cle}@${domaine}`, titre: [t.numero, libelle('tache', t.nature)].filter((x) => x !== null).join(' : '), lien: baseUrl + t.lien,
    quand: t.echeance.instant === null ? { jour: t.echeance.jour } : { instant: t.echeance.instant }, rappel: 'P1D',
    ...(t.nature === 'seance' || t.nature === 'seance_tenir' ? { lieu: t.organisme } : {}),
  }]));
  return ecrireIcal({ nom: 'Passerelle : mes échéances', ecritLe, evenements: [...new Map(evenements.map((e) => [e.uid, e])).values()] });
}
