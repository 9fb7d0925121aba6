import fc from 'fast-check';

/** Text planted in fields; were a page to write one of them as it is, a browser would run it. */
export const PLANTS = [
  '<script>window.xss=1</script>', '"><img src=x onerror=xss(1)>', '\'><svg onload=xss(2)>', '" autofocus onfocus=xss(3) x="', '</textarea><script>window.xss=4</script>', '</title></style><script>window.xss=5</script>',
  '<iframe srcdoc="<script>window.xss=6</script>">', '<a href="javascript:xss(7)">ici</a>', '{{{constructor.constructor(\'window.xss=8\')()}}}', '<!--<script>window.xss=9</script>-->',
] as const;

/** What an escaped page never holds: the plants above, left as they were typed. */
const NUS = [/<script>window\.xss/i, /<img src=x onerror/i, /<svg onload/i, /"\s*autofocus onfocus=xss/i, /<iframe srcdoc/i, /<a href="javascript:/i, /href="\s*javascript:xss/i];

/** First plant left unescaped in a page, with what surrounds it; null when there is none. */
export function plantNu(html: string): string | null {
  if (!/xss/i.test(html)) return null;
  for (const motif of NUS) {
    const trouve = motif.exec(html);
    if (trouve !== null) return html.slice(Math.max(0, trouve.index - 150), trouve.index + 150);
  }
  return null;
}

/** Values of each family a field may be sent, by name. */
export const FAMILLES = {
  vides: ['', ' ', '\t', '\n\n', '\u00a0\u202f', '\u200b'],
  controle: ['\u0000', 'avant\u0000après', '\u0001\u0002\u0007\u0008\u000b\u000c\u000e\u001b[31mrouge\u001b[0m\u007f', '\u0085\u0090\u009f', '\ufffe\uffff\ufdd0'],
  substituts: ['\ud800', 'a\udc00b', '\udbff\udbff', 'fin\ud83d'],
  directions: ['\u202Egro.elpmaxe\u202C', '\u2066abc\u2069\u2067שלום\u2069', 'مرحبا بالعالم 123', '\u061c\u200f\u200e'],
  invisibles: ['\u200b\u200c\u200d\ufeff\u2060', 'e\u0301'.repeat(40), `Z${'\u0300\u0336\u0489'.repeat(60)}`, '\u00ad\u034f\u115f\u3164', '\u{E0041}\u{E0042}'],
  emojis: ['😀'.repeat(40), '👩‍👩‍👧‍👦👨🏿‍🚀🏳️‍🌈', '🇫🇷🇪🇺', '\u{1F1EB}', '1️⃣#️⃣', '𝕳𝖊𝖑𝖑𝖔 𠜎𠜱'],
  balises: [...PLANTS, '&lt;b&gt; &amp;amp; &#60;script&#62;', '<b>gras</b>', '<![CDATA[x]]>', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
  gabarits: ['{{7*7}}', '{{{body}}}', '{{> jetons}}', '{{#each this}}{{@key}}{{/each}}', '${7*7}', '<%= 7*7 %>', '#{7*7}', '%s%n%d%x', '$&$1$`$\''],
  sql: ['\'; DROP TABLE dossiers; --', '" OR "1"="1', '1; SELECT pg_sleep(20)', '\' UNION SELECT null,null--', '%', '_', '%_%\\', '\\', '?', '??', ':nom', '$1', '\\\' OR 1=1#', '/* */ x'],
  formules: ['=cmd|\' /C calc\'!A0', '=HYPERLINK("http://x.example","ici")', '+1+1', '-2+3+cmd|\' /C calc\'!A0', '@SUM(1+1)*cmd|\'x\'!A0', '\t=1+1', '\r=1+1', '\n=1+1', '＝1+1', ' =1+1', ';=1+1', '"=1+1"', '\'=1+1', '=1+1";=2+2', '%=1'],
  entetes: ['a\r\nBcc: pirate@exemple.test', 'a\nX-Injecte: oui', 'a\u2028Bcc: x@y.test\u2029', '\r\n\r\n<html>', 'nom@exemple.test\r\nBcc: x@y.test', '"x" <a@b.test>, c@d.test', 'Set-Cookie: a=b'],
  json: ['{"a":1}', '[]', 'null', 'true', '{"__proto__":{"admin":true}}', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'undefined', '[object Object]', `${'['.repeat(3000)}`, `${'{"a":'.repeat(800)}`],
  nombres: ['0', '-0', '-1', '1', '01', '2147483648', '9007199254740993', '99999999999999999999', '99999999,99', '99999999,995', '1e3', '1E400', '1e309', '-1e309', '1e-400', 'NaN', 'Infinity', '-Infinity', '0x10', '0b1', '1,5', '1.5', '1 234,56', '1\u202f234,56 €', '1.234,56', '1,234.56', '1,,2', ',', '.', '--1', '+1', '٣', '１２', '½', '1_000', '0,005', '100,01', '-0,01'],
  dates: ['31/02/2022', '29/02/2023', '29/02/2024', '00/00/0000', '2022-13-45', '9999-12-31', '10000-01-01', '-000001-01-01', '0000-00-00', '31/12/9999', '01/01/0001', '2022-03-27T02:30', '1/1/22', '32/01/2022', '2022-W12-3', '12/03/2023 10:00', '24:00', '25h61', '23h59', '2022-02-30', 'demain'],
  chemins: ['../../../../etc/passwd', '..\\..\\windows\\win.ini', '/etc/passwd\u0000.pdf', 'file:///etc/passwd', '//exemple.test/x', 'javascript:xss(10)', 'https://exemple.test', '%2e%2e%2f', '%00', '%', '%E0%A4%A', 'CON', '.', '..', '~', 'C:\\', '/'.repeat(300)],
  ids: ['01a00000-0000-7000-8000-000000000000', '00000000-0000-0000-0000-000000000000', 'x', 'departement', 'oui', 'on', '1', 'association'],
} as const;
export type Famille = keyof typeof FAMILLES;

const toutes = Object.values(FAMILLES).flat();
/** Kept whole in memory and never rebuilt: fast-check would otherwise make each again. */
const ENORMES = [10_000, 60_000, 199_000].flatMap((n) => ['x'.repeat(n), 'é'.repeat(Math.floor(n / 2)), '<'.repeat(Math.floor(n / 4)), '9'.repeat(n), '\n'.repeat(Math.floor(n / 2)), '😀 '.repeat(Math.floor(n / 6))]);
const MOYENS = [30, 31, 60, 61, 100, 101, 200, 201, 255, 256, 300, 301, 500, 501, 1000, 1001, 4001, 8000, 8001, 10_001, 20_001].flatMap((n) => ['a'.repeat(n), `=${'é'.repeat(n - 1)}`, '😀'.repeat(n)]);

/** One text of any family, two joined, or drawn from the whole of Unicode; huge ones are rare when `enormes` is false. */
export const uneSaisie = (enormes = false): fc.Arbitrary<string> => fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom<string>(...toutes) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom<string>(...toutes), fc.constantFrom<string>(...toutes)).map(([a, b]) => a + b) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 120 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.double().map(String) },
  { weight: 1, arbitrary: fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') }).map((d) => d.toISOString().slice(0, 10)) },
  { weight: 2, arbitrary: fc.constantFrom(...MOYENS) },
  { weight: enormes ? 2 : 0, arbitrary: fc.constantFrom(...ENORMES) },
);

/** What a body parser may give where a text is expected: a list, an object, a nested one, holes and foreign keys. */
export const uneForme = (enormes = false): fc.Arbitrary<unknown> => {
  const saisie = uneSaisie(enormes);
  return fc.oneof(
    { weight: 14, arbitrary: saisie },
    { weight: 1, arbitrary: fc.array(saisie, { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.oneof(fc.constantFrom('0', '1', 'x', 'constructor', 'toString', 'length', 'valueOf', '999999'), saisie.map((s) => s.slice(0, 40))), saisie, { maxKeys: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>([], {}, [[]], [{}], { 0: { 0: 'a' } }, { 7: 'a', 3: 'b' }, [['a'], { b: 'c' }], Object.fromEntries([['__proto__', 'x']])) },
  );
};

/** Names a field may be bent to, so that the parser gives something else than a text. */
export const NOMS_TORDUS: readonly ((nom: string) => string)[] = [
  (n) => `${n}[]`, (n) => `${n}[0]`, (n) => `${n}[x]`, (n) => `${n}[0][y]`, (n) => `${n}[__proto__][x]`, (n) => `${n}[constructor]`, (n) => `${n}[9999]`, (n) => `${n}${'[a]'.repeat(30)}`, (n) => `${n}[`, (n) => `__proto__[${n}]`, (n) => n.toUpperCase(), (n) => `${n}.x`,
];

/** Numbers drawn one by one from a generator, so that a seed gives the same run again. */
export class Tirage {
  private readonly reserve: string[] = [];
  private etat: number;

  constructor(graine: number, private readonly enormes = false) { this.etat = graine >>> 0 || 1; }

  /** 0 ≤ n < `sous` (xorshift: the draw only has to be spread and repeatable). */
  entier(sous: number): number {
    this.etat ^= this.etat << 13; this.etat ^= this.etat >>> 17; this.etat ^= this.etat << 5;
    return (this.etat >>> 0) % sous;
  }
  sur(n: number): boolean { return this.entier(n) === 0; }
  parmi<T>(liste: readonly T[]): T { return liste[this.entier(liste.length)] as T; }

  saisie(): string {
    if (this.reserve.length === 0) this.reserve.push(...fc.sample(uneSaisie(this.enormes), { numRuns: 2000, seed: this.entier(2 ** 31) }));
    return this.reserve.pop() ?? '';
  }
}
