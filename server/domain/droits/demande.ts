import { peutFranchir } from '../etats/machine.js';
import { DEMANDE_DROITS, type EtatDemandeDroits } from '../etats/machines.js';
import { ajouterMois, type Jour } from '../kernel/jour.js';
import { Refus } from '../kernel/refus.js';

/** What a person may ask about their data. @see regulation (EU) 2016/679, articles 15, 16, 17 and 20 */
export const NATURES_DROIT = ['acces', 'rectification', 'effacement', 'portabilite'] as const;
export type NatureDroit = (typeof NATURES_DROIT)[number];

/** Articles that the copy of one's data answers. */
export const ARTICLES_COMMUNIQUES = ['15', '20'] as const;

/** How a request came. */
export const CANAUX_DROIT = ['courrier', 'courriel', 'guichet', 'organisme'] as const;
export type CanalDroit = (typeof CANAUX_DROIT)[number];

/** How the service made sure who asks; `a_verifier` as long as it has not: nothing is told nor changed before. @see article 12.6 */
export const VERIFICATIONS = ['a_verifier', 'piece_identite', 'presence', 'organisme'] as const;
export type Verification = (typeof VERIFICATIONS)[number];

/** Why two more months are needed. @see article 12.3 */
export const MOTIFS_PROLONGATION = ['complexite', 'nombre'] as const;
export type MotifProlongation = (typeof MOTIFS_PROLONGATION)[number];

/** How the answer left. */
export const MOYENS_REPONSE = ['courrier', 'courriel', 'remise'] as const;
export type MoyenReponse = (typeof MOYENS_REPONSE)[number];

/**
 * Grounds on which a request may be refused, with the natures they concern: identity not confirmed (12.2 and 12.6), manifestly
 * unfounded or excessive (12.5 b), duty to keep (17.3 b), data that are exact (16 and 5.1 d), rights of others (15.4 and 20.4).
 * @see regulation (EU) 2016/679
 */
const MOTIFS_REFUS = {
  identite: NATURES_DROIT,
  excessive: NATURES_DROIT,
  conservation: ['effacement'],
  exactitude: ['rectification'],
  autrui: ['acces', 'portabilite'],
} as const satisfies Record<string, readonly NatureDroit[]>;
export type MotifRefus = keyof typeof MOTIFS_REFUS;
export const TOUS_MOTIFS_REFUS = Object.keys(MOTIFS_REFUS) as MotifRefus[];

/** Grounds on which a request of this nature may be refused. */
export const motifsDe = (nature: NatureDroit): MotifRefus[] => TOUS_MOTIFS_REFUS.filter((m) => (MOTIFS_REFUS[m] as readonly NatureDroit[]).includes(nature));

const MOIS_POUR_REPONDRE = 1;
const MOIS_DE_PROLONGATION = 2;

/**
 * Last day to answer a request received on a day: one month, two more once extended. A last day that is not worked is not put
 * off, so that nobody waits longer than the text says.
 * @see regulation (EU) 2016/679, article 12.3
 */
export const limiteDeReponse = (recue: Jour, prolongee: boolean): Jour => ajouterMois(recue, MOIS_POUR_REPONDRE + (prolongee ? MOIS_DE_PROLONGATION : 0));

/** What rules look at in a request. */
export interface DemandeJugee { readonly nature: NatureDroit; readonly etat: EtatDemandeDroits; readonly recueLe: Jour; readonly prolongee: boolean; readonly verification: Verification }

/** Is the request still to be answered? */
export const estOuverte = (etat: EtatDemandeDroits): boolean => peutFranchir(DEMANDE_DROITS, 'refuser', etat);

/**
 * Why a request may not be extended, or null: it may be once, while it is open, and told to the person within the first month.
 * @returns a Refus `etat.incompatible`, `droits.deja_prolongee` or `droits.prolongation_tardive`
 * @see article 12.3
 */
export function empechementDeProlonger(d: Pick<DemandeJugee, 'etat' | 'recueLe' | 'prolongee'>, aujourdhui: Jour): Refus | null {
  if (!estOuverte(d.etat)) return new Refus('etat.incompatible', { objet: DEMANDE_DROITS.nom, etat: d.etat, transition: 'prolonger' });
  if (d.prolongee) return new Refus('droits.deja_prolongee');
  const limite = limiteDeReponse(d.recueLe, false);
  return aujourdhui > limite ? new Refus('droits.prolongation_tardive', { limite }) : null;
}

/** Holds that a request may be extended. @throws Refus those of `empechementDeProlonger` */
export function exigerProlongeable(d: DemandeJugee, aujourdhui: Jour): void {
  const empechement = empechementDeProlonger(d, aujourdhui);
  if (empechement !== null) throw empechement;
}

/** Holds that the service knows who asks. @throws Refus `droits.identite_a_verifier` @see article 12.6 */
export function exigerIdentiteVerifiee({ verification }: Pick<DemandeJugee, 'verification'>): void {
  if (verification === 'a_verifier') throw new Refus('droits.identite_a_verifier');
}

/** Holds that the ground is one of the nature of the request. @throws Refus `droits.motif_etranger` on its field */
export function exigerMotif({ nature }: Pick<DemandeJugee, 'nature'>, motif: MotifRefus): void {
  if (!motifsDe(nature).includes(motif)) throw new Refus('droits.motif_etranger', { champ: 'motif' });
}
