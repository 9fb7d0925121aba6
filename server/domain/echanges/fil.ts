/** Side that wrote a message: the organisme that carries the dossier, or the service. */
export type Cote = 'porteur' | 'service';

/** A text cut where it is folded; `suite` null when it is shown whole. */
export interface Plie { readonly debut: string; readonly suite: string | null }

/** Longest text shown whole, and where a longer one is cut: never to hide less than a few lines. */
const ENTIER = 1200;
const COUPE = 800;

/**
 * Folds a long message at the end of a line or of a word.
 * @returns both parts; put together they are the text again
 */
export function plier(texte: string): Plie {
  if (texte.length <= ENTIER) return { debut: texte, suite: null };
  const fenetre = texte.slice(0, COUPE);
  const fin = Math.max(fenetre.lastIndexOf('\n'), fenetre.lastIndexOf(' '));
  const coupe = fin > COUPE / 2 ? fin : COUPE + debutDeCaractere(texte, COUPE);
  return { debut: texte.slice(0, coupe), suite: texte.slice(coupe) };
}

/** 1 when a cut at `position` would part the two halves of one character. */
const debutDeCaractere = (texte: string, position: number): 0 | 1 => {
  const code = texte.charCodeAt(position);
  return code >= 0xdc00 && code <= 0xdfff ? 1 : 0;
};

/** Rows of one day, in their order. */
export interface Journee<M> { readonly jour: string; readonly messages: readonly M[] }

/** Cuts a thread by calendar day. */
export function parJour<M>(messages: readonly M[], jourDe: (m: M) => string): Journee<M>[] {
  const journees: { jour: string; messages: M[] }[] = [];
  for (const m of messages) {
    const jour = jourDe(m);
    const derniere = journees.at(-1);
    if (derniere?.jour === jour) derniere.messages.push(m);
    else journees.push({ jour, messages: [m] });
  }
  return journees;
}
