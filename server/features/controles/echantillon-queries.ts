import type { Knex } from 'knex';
import type { RegleEchantillonnage } from '../../domain/service-fait/echantillon.js';

/** The draw on which a control rests: its rule, and what makes it possible to do it again. */
export interface Echantillon {
  readonly regle: RegleEchantillonnage;
  readonly algorithme: string;
  /** Sixteen hexadecimal figures. */
  readonly graine: string;
  /** Lines among which it was drawn, and how many were. */
  readonly population: number;
  readonly taille: number;
  readonly tirePar: string;
  readonly tireLe: string;
}

/** The draw of a bilan's control; null when every line is examined. One query. */
export async function lireEchantillon(db: Knex, bilanId: string): Promise<Echantillon | null> {
  const l = await db('echantillons as e').join('personnes as p', 'p.id', 'e.tire_par').where('e.bilan_id', bilanId)
    .first<{ regle: string; algorithme: string; graine: string; population: number; taille: number; tire_le: string; prenom: string; nom: string } | undefined>('e.*', 'p.prenom', 'p.nom');
  return l === undefined ? null : {
    regle: JSON.parse(l.regle) as RegleEchantillonnage, algorithme: l.algorithme, graine: l.graine, population: Number(l.population), taille: Number(l.taille), tirePar: `${l.prenom} ${l.nom}`.trim(), tireLe: l.tire_le,
  };
}
