/**
 * Is it a number of the national register of associations: `W` and 9 digits?
 * @param texte normalised: upper case, no space
 * @see spec 1, stage 2
 */
export function estRna(texte: string): boolean {
  return /^W[0-9]{9}$/.test(texte);
}
