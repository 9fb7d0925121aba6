/** What a project says of itself, to tell whether two of them are the same one sent twice. */
export interface ProjetResume { readonly numero: string; readonly titre: string; readonly besoin: string }

/** Share of common words from which two texts are said to be the same. */
const SEUIL = 0.8;
/** Below this many different words, a text says too little to be compared by its words. */
const MOTS_MINIMUM = 8;

const net = (texte: string): string => texte.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
const mots = (texte: string): Set<string> => new Set(net(texte).split(' ').filter((m) => m.length >= 3));

/** Share of words two texts have in common, 0 to 1: common words over all their words. */
export function ressemblance(a: string, b: string): number {
  const [x, y] = [mots(a), mots(b)];
  const communs = [...x].filter((m) => y.has(m)).length;
  const tous = x.size + y.size - communs;
  return tous === 0 ? 0 : communs / tous;
}

const memeTexte = (a: string, b: string): boolean =>
  (net(a) !== '' && net(a) === net(b)) || (Math.min(mots(a).size, mots(b).size) >= MOTS_MINIMUM && ressemblance(a, b) >= SEUIL);

/**
 * Numbers of the projects that look like this one: same title, or a need told in the same words, whatever the capitals,
 * accents and punctuation.
 * @see spec 1, stage 5 (duplicates)
 */
export const projetsProches = (projet: Omit<ProjetResume, 'numero'>, autres: readonly ProjetResume[]): string[] =>
  autres.filter((a) => memeTexte(a.titre, projet.titre) || memeTexte(a.besoin, projet.besoin)).map((a) => a.numero);
