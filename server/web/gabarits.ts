import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';

export type Helper = (this: unknown, ...parametres: unknown[]) => unknown;

const SUFFIXE = '.hbs';

/** A template without the indentation of its lines, which no page shows and every page would carry. */
const lire = (chemin: string): string => readFileSync(chemin, 'utf8').replace(/^[ \t]+/gm, '').trim();

/** Templates of a folder: `components` known by name to all, the layout around each page, pages read when first asked for. */
export class Gabarits {
  private readonly handlebars = Handlebars.create();
  private readonly options: CompileOptions;
  private readonly pages = new Map<string, HandlebarsTemplateDelegate>();
  private readonly cadre: HandlebarsTemplateDelegate;

  constructor(racine: string, helpers: Readonly<Record<string, Helper>>) {
    // A name known to be a helper is called at once, without looking for a field of that name at each use.
    this.options = { explicitPartialContext: true, preventIndent: true, knownHelpers: Object.fromEntries(Object.keys(helpers).map((nom) => [nom, true])) };
    this.handlebars.registerHelper(helpers);
    const composants = path.join(racine, 'components');
    for (const fichier of readdirSync(composants, { recursive: true, encoding: 'utf8' })) {
      if (fichier.endsWith(SUFFIXE)) this.handlebars.registerPartial(fichier.slice(0, -SUFFIXE.length).replaceAll(path.sep, '/'), this.compiler(path.join(composants, fichier)));
    }
    this.cadre = this.compiler(path.join(racine, 'layouts', `main${SUFFIXE}`));
  }

  /** One page in its layout; alone when the context says `layout: false`. */
  ecrire(chemin: string, contexte: object): string {
    const page = this.pages.get(chemin) ?? this.compiler(chemin);
    this.pages.set(chemin, page);
    const corps = page(contexte);
    return 'layout' in contexte && contexte.layout === false ? corps : this.cadre({ ...contexte, body: corps });
  }

  private compiler(chemin: string): HandlebarsTemplateDelegate {
    return this.handlebars.compile(lire(chemin), this.options);
  }
}
