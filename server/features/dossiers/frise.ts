import { avancementDuDossier, ETAPES_DOSSIER } from '../../domain/dossiers/frise.js';
import { dateLongue } from '../../platform/format.js';
import type { DossierLu } from './dossier-queries.js';
import type { Synthese } from './synthese-queries.js';

export interface EtapeFrise { readonly titre: string; readonly date: string; readonly statut: 'fait' | 'en_cours' | 'a_venir' }

/** Timeline of a dossier from deposit to balance, as far as it will go. */
export function frise(d: DossierLu, s: Synthese): EtapeFrise[] {
  const { rang, fin } = avancementDuDossier({ etat: d.etat, refuse: s.decision?.sens === 'refuse', conventions: s.conventions.map((c) => c.etat), bilan: s.bilan?.etat ?? null });
  const dates: Readonly<Record<string, string | null>> = { Dépôt: d.deposeLe?.slice(0, 10) ?? null, Décision: d.notifieLe };
  return ETAPES_DOSSIER.slice(0, fin + 1).map((titre, i) => ({ titre, date: dates[titre] ? dateLongue(dates[titre]) : '', statut: i < rang ? 'fait' : i === rang ? 'en_cours' : 'a_venir' }));
}
