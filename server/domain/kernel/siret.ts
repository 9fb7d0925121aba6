const SIREN_LA_POSTE = '356000000';

/**
 * A SIRET as it is stored: spaces (no-break ones too), dots and dashes removed.
 * Whether the result is a SIRET is for `estSiret` to say.
 * @see spec 1, stage 2
 */
export function normaliserSiret(texte: string): string {
  return texte.replace(/[\s.\-]/gu, '');
}

/**
 * Is it a SIRET: 14 digits with a right Luhn key? Only the head office of La Poste
 * (SIREN 356000000) has one; its other establishments have a digit sum multiple of 5.
 * The never attributed all-zero number is refused.
 * @param texte normalised, digits only
 * @see spec 1, stage 2
 */
export function estSiret(texte: string): boolean {
  if (!/^[0-9]{14}$/.test(texte) || /^0+$/.test(texte)) return false;
  if (sommeDeLuhn(texte) % 10 === 0) return true;
  return texte.startsWith(SIREN_LA_POSTE) && sommeDesChiffres(texte) % 5 === 0;
}

function sommeDesChiffres(texte: string): number {
  return [...texte].reduce((total, chiffre) => total + Number(chiffre), 0);
}

function sommeDeLuhn(texte: string): number {
  return [...texte].reverse().reduce((total, chiffre, rang) => {
    const valeur = Number(chiffre) * (rang % 2 === 1 ? 2 : 1);
    return total + (valeur > 9 ? valeur - 9 : valeur);
  }, 0);
}
