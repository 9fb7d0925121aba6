/** Carry-over of a theme between two years, in cents: what the first left, what the second takes over, and the difference. */
export interface ReportDeTheme { readonly theme: string; readonly resteCents: number; readonly reportCents: number; readonly ecartCents: number }

/**
 * Compares, theme by theme, what one year left uncommitted with what the next one carries over: both are given per theme or per fiche.
 * @param avant lines of the former year, cents left on each (negative when more was committed than budgeted)
 * @param apres lines of the year, cents carried over on each
 * @returns themes in the order they come, those without either amount left out; empty when the former year has no line
 * @see spec 2.6 (`report`: credits carried over from the previous year)
 */
export function reportsParTheme(
  avant: readonly { readonly theme: string; readonly resteCents: number }[], apres: readonly { readonly theme: string; readonly reportCents: number }[],
): readonly ReportDeTheme[] {
  if (avant.length === 0) return [];
  const themes = [...new Set([...avant, ...apres].map((l) => l.theme))];
  return themes.map((theme) => {
    const resteCents = Math.max(0, avant.reduce((t, l) => (l.theme === theme ? t + l.resteCents : t), 0));
    const reportCents = apres.reduce((t, l) => (l.theme === theme ? t + l.reportCents : t), 0);
    return { theme, resteCents, reportCents, ecartCents: resteCents - reportCents };
  }).filter((r) => r.resteCents !== 0 || r.reportCents !== 0);
}
