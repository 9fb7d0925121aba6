import type { DossierLu } from './dossier-queries.js';
import type { Synthese } from './synthese-queries.js';
import { dateLongue } from '../../platform/format.js';

export interface EtapeFrise { readonly titre: string; readonly date: string; readonly statut: 'fait' | 'en_cours' | 'a_venir' }

const RANG: Readonly<Record<string, number>> = {
  brouillon: 0, depose: 1, complements_demandes: 1, recevable: 2, irrecevable: 1, en_instruction: 2, instruit: 3, examine: 4, attribue: 5, refuse: 5, ajourne: 4, notifie: 5, retire: 0,
};

/** Stage reached in the life of the grant, from the dossier and what followed its decision. */
function rangAtteint(d: DossierLu, s: Synthese): number {
  if (d.etat !== 'notifie' || s.conventions.length === 0) return RANG[d.etat] ?? 0;
  if (s.conventions.every((c) => c.etat === 'soldee')) return 10;
  if (s.bilan?.etat === 'conclu') return 9;
  if (s.bilan !== null && s.bilan.etat !== 'brouillon') return 8;
  return s.conventions.some((c) => c.etat === 'a_signer') ? 6 : 7;
}

/** Timeline of a dossier from deposit to balance. */
export function frise(d: DossierLu, s: Synthese): EtapeFrise[] {
  const rang = rangAtteint(d, s);
  const titres = ['Dépôt', 'Recevabilité', 'Instruction', 'Comité', 'Décision', 'Convention', 'Réalisation', 'Contrôle', 'Solde'];
  const dates: Readonly<Record<number, string | null>> = { 0: d.deposeLe?.slice(0, 10) ?? null, 4: d.notifieLe };
  return titres.map((titre, i) => ({
    titre, date: dates[i] ? dateLongue(dates[i]) : '', statut: i + 1 < rang + 0.5 ? 'fait' : i === rang ? 'en_cours' : 'a_venir',
  }));
}
