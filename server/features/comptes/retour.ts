const RACINE = 'http://local.invalid';

/**
 * The page to come back to after signing in, null unless it is a path of this server: one leading slash, no backslash,
 * no space nor control character, none of which a browser could read as another host.
 */
export function retourLocal(valeur: unknown): string | null {
  if (typeof valeur !== 'string' || valeur.length > 500) return null;
  if (!/^\/(?!\/)[^\\\s\p{Cc}]*$/u.test(valeur) || !URL.canParse(valeur, RACINE)) return null;
  const url = new URL(valeur, RACINE);
  // `/.//autre.example` resolves to a path that, written alone, would name another host.
  return url.origin === RACINE && !url.pathname.startsWith('//') ? valeur : null;
}
