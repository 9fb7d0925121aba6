import type { EtatBilan, EtatConvention, EtatDossier } from '../etats/machines.js';

/** Stages of a grant as its porteur follows them. */
export const ETAPES_DOSSIER = ['Dépôt', 'Recevabilité', 'Instruction', 'Comité', 'Décision', 'Convention', 'Réalisation', 'Contrôle', 'Solde'] as const;

/** What the stage of a dossier is read from; `bilan` is the final one. */
export interface FaitsDeFrise {
  readonly etat: EtatDossier;
  readonly refuse: boolean;
  readonly conventions: readonly EtatConvention[];
  readonly bilan: EtatBilan | null;
}

/** `rang` is that of the stage under way in `ETAPES_DOSSIER`; a dossier that ended stops at `fin`, the stages beyond will never be. */
export interface Avancement { readonly rang: number; readonly fin: number }

const RANGS: Readonly<Record<EtatDossier, number>> = {
  brouillon: 0, depose: 1, complements_demandes: 1, irrecevable: 1, recevable: 2, en_instruction: 2, instruit: 3, examine: 4, ajourne: 4, attribue: 4, refuse: 4, notifie: 5, retire: 0,
};
const DERNIERE = ETAPES_DOSSIER.length - 1;

/**
 * Where a dossier stands in the life of a grant: everything before `rang` is over, and `rang` itself once it is above `fin`.
 * @see spec 1, stages 4 to 15
 */
export function avancementDuDossier({ etat, refuse, conventions, bilan }: FaitsDeFrise): Avancement {
  if (etat === 'retire' || etat === 'irrecevable') return { rang: RANGS[etat] + 1, fin: RANGS[etat] };
  if (etat === 'notifie' && refuse) return { rang: RANGS.refuse + 1, fin: RANGS.refuse };
  if (etat !== 'notifie' || conventions.length === 0) return { rang: RANGS[etat], fin: DERNIERE };
  return { rang: rangConventionne(conventions, bilan), fin: DERNIERE };
}

function rangConventionne(conventions: readonly EtatConvention[], bilan: EtatBilan | null): number {
  if (conventions.every((c) => c === 'soldee')) return DERNIERE + 1;
  if (bilan === 'conclu') return ETAPES_DOSSIER.indexOf('Solde');
  if (bilan !== null && bilan !== 'brouillon') return ETAPES_DOSSIER.indexOf('Contrôle');
  return ETAPES_DOSSIER.indexOf(conventions.includes('a_signer') ? 'Convention' : 'Réalisation');
}
