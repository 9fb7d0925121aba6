import { estModifiee, evaluerAjustement, type Colonne, type FaitsAjustement, type LigneAjustee } from '../../domain/instruction/ajustement.js';
import { euros } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';

/** A line of an adjusted budget, amounts in cents, null where the column is not reached. */
export interface LigneAffichee {
  readonly groupe: LigneAjustee['groupe'];
  readonly rang: number;
  readonly nom: string;
  readonly demande: number;
  readonly propose: number;
  readonly souhaite: number | null;
  readonly retenu: number | null;
  readonly modifiee: boolean;
  readonly motif: string;
  readonly commentaire: string;
}

/** `Personnel direct – Deux conseillères`, and not `Fonds propres – Fonds propres`. */
const nommer = ({ groupe, rubrique, libelle: precision }: LigneAjustee): string => [...new Set([libelle(groupe === 'depenses' ? 'poste' : 'financeur', rubrique), precision].filter(Boolean))].join(' – ');

export const presenterLignes = (lignes: readonly LigneAjustee[]): LigneAffichee[] => lignes.map((l) => ({
  groupe: l.groupe, rang: l.rang, nom: nommer(l), demande: l.demande, propose: l.propose, retenu: l.retenu, modifiee: estModifiee(l), motif: l.motif, commentaire: l.reponse?.commentaire ?? '',
  souhaite: l.reponse?.accord === false ? l.reponse.souhaite : null,
}));

/** Totals of each column in cents, flat rates and anomalies of the last one typed. */
export interface TotauxAffiches {
  readonly colonnes: readonly { readonly titre: string; readonly depenses: number; readonly ressources: number; readonly ecart: number; readonly subvention: number }[];
  readonly forfaits: readonly string[];
  readonly bloquantes: readonly string[];
  readonly avertissements: readonly string[];
}

const TITRES: Readonly<Record<Colonne, string>> = { demande: 'Demandé', propose: 'Proposé', souhaite: 'Souhaité', retenu: 'Retenu' };

/** Adds an adjustment up: the asked and proposed columns, then the wanted or the kept one once reached. */
export function presenterTotaux(lignes: readonly LigneAjustee[], faits: FaitsAjustement): TotauxAffiches {
  const contestee = lignes.some((l) => l.reponse?.accord === false);
  const derniere: Colonne = lignes.some((l) => l.retenu !== null) ? 'retenu' : contestee ? 'souhaite' : 'propose';
  const colonnes = [...new Set<Colonne>(['demande', 'propose', ...(contestee ? ['souhaite' as const] : []), derniere])];
  const plans = colonnes.map((colonne) => ({ colonne, plan: evaluerAjustement(lignes, faits, colonne) }));
  const { forfaits, anomalies } = evaluerAjustement(lignes, faits, derniere);
  const dire = (gravite: string): string[] => anomalies.filter((a) => a.gravite === gravite).map((a) => libelle('anomalie', a.code));
  return {
    colonnes: plans.map(({ colonne, plan }) => ({ titre: TITRES[colonne], depenses: plan.totalDepenses, ressources: plan.totalRessources, ecart: plan.ecart, subvention: plan.subvention.demandee })),
    forfaits: forfaits.map((f) => `${libelle('forfait', f.code)} : ${euros(f.montant)} (sur ${euros(f.assiette)})`), bloquantes: [...new Set(dire('bloquante'))], avertissements: [...new Set(dire('avertissement'))],
  };
}
