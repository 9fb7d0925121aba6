/**
 * Drops the NUL character from every text a client sends, names included: PostgreSQL stores none and answers an error.
 * Lists and objects keep their shape; what is neither is returned as it is.
 */
export function sansNul(valeur: unknown): unknown {
  if (typeof valeur === 'string') return valeur.replaceAll('\u0000', '');
  if (Array.isArray(valeur)) return valeur.map(sansNul);
  if (typeof valeur !== 'object' || valeur === null) return valeur;
  return Object.fromEntries(Object.entries(valeur).map(([nom, v]) => [nom.replaceAll('\u0000', ''), sansNul(v)]));
}

/** An object sent by a client, cleaned; anything else is an empty object. */
export const objetSansNul = (valeur: unknown): Record<string, unknown> =>
  (typeof valeur === 'object' && valeur !== null && !Array.isArray(valeur) ? sansNul(valeur) as Record<string, unknown> : {});
