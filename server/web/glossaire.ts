/** One term of `docs/glossaire.md`. */
export interface EntreeGlossaire {
  /** Id of the entry in the page, made from its heading. */
  readonly ancre: string;
  readonly terme: string;
  readonly definition: string;
  readonly source: string;
  readonly anglais: string;
  /** Folder of `server/domain` that carries this notion. */
  readonly dossier?: string;
}

/** Anchor of a term: `Délai franc` gives `delai-franc`. */
export const ancreDe = (terme: string): string =>
  terme.normalize('NFD').replace(/\p{Diacritic}/gu, '').replaceAll('œ', 'oe').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

/**
 * Reads the glossary: one `## Terme` per entry, then lines `Définition : …`, `Source : …`, `English: …` and,
 * for a notion of the code, `Dossier du code : …`. Text before the first heading is left out.
 * @throws Error naming the entry that lacks a line, or the anchor given twice
 */
export function lireGlossaire(markdown: string): EntreeGlossaire[] {
  const entrees = markdown.split(/^## /m).slice(1).map(lireEntree);
  const ancres = new Set<string>();
  for (const { ancre, terme } of entrees) {
    if (ancres.has(ancre)) throw new Error(`glossary: two entries are called "${terme}"`);
    ancres.add(ancre);
  }
  return entrees;
}

function lireEntree(bloc: string): EntreeGlossaire {
  const [titre = '', ...lignes] = bloc.split('\n');
  const terme = titre.trim();
  const ligne = (nom: string): string | undefined => {
    const motif = new RegExp(`^${nom}[ \\u00a0\\u202f]?: *`, 'u');
    return lignes.find((l) => motif.test(l))?.replace(motif, '').trim();
  };
  const exigee = (nom: string): string => {
    const texte = ligne(nom);
    if (texte === undefined || texte === '') throw new Error(`glossary: "${terme}" has no line "${nom}"`);
    return texte;
  };
  const dossier = ligne('Dossier du code');
  return {
    ancre: ancreDe(terme), terme, definition: exigee('Définition'), source: exigee('Source'), anglais: exigee('English'),
    ...(dossier === undefined ? {} : { dossier }),
  };
}
