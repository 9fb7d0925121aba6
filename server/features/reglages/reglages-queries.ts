import type { Knex } from 'knex';
import { centsDepuisDecimal, type Cents } from '../../domain/kernel/cents.js';
import { lireMarque } from './marque-queries.js';

/** Amount above which a payment wants a second approval, in cents; null when the settings ask for none. */
export async function lireSeuilDoubleValidation(db: Knex): Promise<Cents | null> {
  const { seuilDoubleValidation } = await lireMarque(db);
  return seuilDoubleValidation === '' ? null : centsDepuisDecimal(seuilDoubleValidation);
}
