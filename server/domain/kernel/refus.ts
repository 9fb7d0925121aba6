/** Figures that come with a refusal: amounts in cents, days 'AAAA-MM-JJ', codes. */
export type DonneesDeRefus = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A rule that says no: a code and figures, never a sentence (the page owns the French).
 * Expected, hence answered 403/404/409/422, never 500.
 * @see architecture, rule 3
 */
export class Refus extends Error {
  override readonly name = 'Refus';

  constructor(
    readonly code: string,
    readonly donnees: DonneesDeRefus = {},
  ) {
    super(code);
  }
}
