/** An event of a calendar as a test reads it: its properties by name, parameters kept (`DTSTART;VALUE=DATE`). */
export type EvenementLu = Readonly<Record<string, string>>;

/**
 * Reads an RFC 5545 calendar back, strictly: CRLF alone ends a line, no line is over 75 octets, folds are undone, texts
 * are unescaped.
 * @throws Error on what a strict reader refuses
 */
export function lireIcal(texte: string): { readonly entete: EvenementLu; readonly evenements: readonly EvenementLu[] } {
  if (!texte.endsWith('\r\n') || /(^|[^\r])\n|\r(?!\n)/.test(texte)) throw new Error('lines must end with CRLF');
  const brutes = texte.slice(0, -2).split('\r\n');
  for (const l of brutes) if (Buffer.byteLength(l) > 75) throw new Error(`line over 75 octets: ${l}`);
  const lignes = brutes.join('\r\n').replace(/\r\n /g, '').split('\r\n');
  const entete: Record<string, string> = {};
  const evenements: Record<string, string>[] = [];
  const pile: string[] = [];
  for (const ligne of lignes) {
    const [, nom = '', valeur = ''] = /^([A-Z0-9-]+(?:;[A-Z-]+=[^:;]+)*):(.*)$/su.exec(ligne) ?? [];
    if (nom === '') throw new Error(`no property in: ${ligne}`);
    if (nom === 'BEGIN') { pile.push(valeur); if (valeur === 'VEVENT') evenements.push({}); continue; }
    if (nom === 'END') { if (pile.pop() !== valeur) throw new Error(`unbalanced ${valeur}`); continue; }
    const cible = pile.at(-1) === 'VEVENT' ? evenements.at(-1) : pile.at(-1) === 'VCALENDAR' ? entete : {};
    if (cible !== undefined) cible[nom] = deprotegee(valeur);
  }
  if (pile.length > 0) throw new Error('not closed');
  for (const e of evenements) for (const exigee of ['UID', 'DTSTAMP', 'SUMMARY']) if (!e[exigee]) throw new Error(`event without ${exigee}`);
  return { entete, evenements };
}

const deprotegee = (valeur: string): string => valeur.replace(/\\(.)/gsu, (_, c: string) => (c === 'n' || c === 'N' ? '\n' : c));
