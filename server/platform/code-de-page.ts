/** What the code of a page says: of which document, which page of how many. */
export interface CodeDePage {
  /** Number of the document: `CONV-AAP-2022-0001-D`, `CONV-AAP-2022-0001-D-A1`. */
  readonly numero: string;
  readonly page: number;
  readonly pages: number;
}

const PREFIXE = 'PASSERELLE:';
const ECRITURE = /^PASSERELLE:([A-Z0-9-]{1,60}):([1-9][0-9]{0,2}):([1-9][0-9]{0,2}):([0-9]{2})$/;

/** The text of a page's code, in the characters a QR code packs two by two, with two check digits: `PASSERELLE:CONV-AAP-2022-0001-D:3:8:57`. */
export function ecrireCode({ numero, page, pages }: CodeDePage): string {
  const corps = `${numero}:${page}:${pages}`;
  return `${PREFIXE}${corps}:${cle(corps)}`;
}

/** Reads the code of a page; null when it is none of ours, or its check digits or its page are wrong. */
export function lireCode(texte: string): CodeDePage | null {
  const [, numero = '', page = '', pages = '', lue = ''] = ECRITURE.exec(texte) ?? [];
  if (numero === '' || cle(`${numero}:${page}:${pages}`) !== lue || Number(page) > Number(pages)) return null;
  return { numero, page: Number(page), pages: Number(pages) };
}

/** ISO 7064, MOD 97-10, over the characters' codes: one wrong or two swapped characters are noticed. */
function cle(texte: string): string {
  const reste = [...texte].reduce((r, c) => (r * 100 + c.charCodeAt(0)) % 97, 0);
  return String((98 - (reste * 100) % 97) % 97).padStart(2, '0');
}
