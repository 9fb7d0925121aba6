import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { RACINE } from '../../server/platform/racine.js';

/** Names of every field the templates show, those of repeated rows included. */
export function nomsDeChamps(): string[] {
  const noms = new Set<string>(['suite', 'decision', 'intention', 'code', 'precision', 'version', 'retour', '_cle', 'confirme']);
  const lire = (dossier: string): void => {
    for (const entree of readdirSync(dossier, { withFileTypes: true })) {
      const chemin = path.join(dossier, entree.name);
      if (entree.isDirectory()) { lire(chemin); continue; }
      const gabarit = readFileSync(chemin, 'utf8');
      for (const [, nom = ''] of gabarit.matchAll(/chemin="([\w.]+)"|name="([\w[\]]+)"/g)) if (nom !== '') noms.add(nom);
      for (const [, groupe = '', champ = ''] of gabarit.matchAll(/\(champ "(\w+)" @index "(\w+)"\)/g)) noms.add(`${groupe}[0][${champ}]`);
    }
  };
  lire(path.join(RACINE, 'views'));
  return [...noms].map((n) => n.replace(/\.(\w+)/g, '[$1]'));
}

/** Values that break what was not bounded, parsed or escaped. */
const VALEURS = fc.oneof(
  fc.constantFrom('', ' ', '\u0000', 'a\u0000b', '\uFFFF', '\u202E', '😀'.repeat(50), '<script>alert(1)</script>', '\'; DROP TABLE dossiers; --', '=cmd|\' /C calc\'!A0', '%00', '../../etc/passwd',
    '-1', '1e309', '99999999999999999999', 'NaN', 'Infinity', '0x10', '31/02/2022', '9999-99-99', '12/13/2022', 'null', 'true', '[]', '{}', '__proto__', 'é'.repeat(9000), 'x'.repeat(20_000)),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.uuid(), fc.integer().map(String), fc.date({ noInvalidDate: true }).map((d) => d.toISOString().slice(0, 10)),
);

/** Bodies of forms with some fields of the product and hostile values, bent field names among them. */
export const CORPS_HOSTILES = (noms: readonly string[]): fc.Arbitrary<[string, string][]> => fc.array(
  fc.tuple(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...noms) }, { weight: 1, arbitrary: fc.constantFrom(...noms).map((n) => `${n}[]`) }, { weight: 1, arbitrary: fc.constantFrom(...noms).map((n) => `${n}[x][y]`) },
    { weight: 1, arbitrary: fc.constantFrom('__proto__[x]', 'constructor[prototype][y]', 'a'.repeat(300), '[[[', 'é') }), VALEURS),
  { maxLength: 40 });

export const REQUETES_HOSTILES: readonly string[] = [
  'recherche=%00', 'recherche=%25_%5C', 'etat=__proto__', 'apres=%00|%00', 'apres=x|y|z', 'apres=9999', 'appel=1&appel=2', 'page=-1', 'q=%F0%9F%98%80', 'sens=%00', 'avant=%00', 'depenseId=%00', 'annee=1e9', 'personne=%00', 'dossier=%00', 'action=%00',
];
