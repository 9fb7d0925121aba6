import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type BrowserContext, type Download, type Page } from 'playwright-core';
import { extraireTextePdf } from './pdf-texte.js';
import { MOT_DE_PASSE } from './visiteur.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation { readonly id: string; readonly help: string; readonly nodes: readonly { readonly html: string }[] }

/** Starts Chromium: `CHROMIUM_PATH` when given, else the one shipped in a registry package. */
export async function lancerNavigateur(): Promise<Browser> {
  const fourni = process.env['CHROMIUM_PATH'];
  return playwright.launch({
    executablePath: fourni !== undefined && fourni !== '' ? fourni : await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'], headless: true,
  });
}

/** One person at their browser. Every page they see is checked by axe-core, once per kind of page. */
export class Personne {
  private constructor(private readonly contexte: BrowserContext, readonly page: Page, private readonly adresse: string, private readonly vues: Set<string>, private readonly scripts: boolean) {}

  static async ouvrir(navigateur: Browser, adresse: string, vues: Set<string>, { largeur = 1280, scripts = true }: { largeur?: number; scripts?: boolean } = {}): Promise<Personne> {
    const contexte = await navigateur.newContext({ viewport: { width: largeur, height: 900 }, locale: 'fr-FR', acceptDownloads: true, javaScriptEnabled: scripts });
    return new Personne(contexte, await contexte.newPage(), adresse, vues, scripts);
  }

  /** Forgets the session and signs in: the test's clock may have gone past the idle limit. */
  async connecter(courriel: string, motDePasse = MOT_DE_PASSE): Promise<void> {
    await this.contexte.clearCookies();
    await this.aller('/connexion');
    await this.remplir({ 'Adresse électronique': courriel, 'Mot de passe': motDePasse });
    await this.cliquer('Se connecter');
    await this.page.getByText('Se déconnecter').first().waitFor({ state: 'attached' });
  }

  async aller(chemin: string): Promise<void> {
    await this.page.goto(this.adresse + chemin);
    await this.examiner();
  }

  /** Presses a button and waits for the page it leads to. */
  async cliquer(bouton: string | RegExp): Promise<void> {
    await this.suivre(this.page.getByRole('button', { name: bouton, exact: typeof bouton === 'string' }).first());
  }

  async suivreLien(texte: string | RegExp): Promise<void> {
    await this.suivre(this.page.getByRole('link', { name: texte, exact: typeof texte === 'string' }).first());
  }

  private async suivre(cible: ReturnType<Page['locator']>): Promise<void> {
    try {
      await Promise.all([this.page.waitForNavigation({ timeout: 20_000 }), cible.click({ timeout: 20_000 })]);
    } catch (cause) {
      throw new Error(`${this.page.url()} :\n${(await this.texte()).slice(0, 1500)}`, { cause });
    }
    await this.examiner();
  }

  /** Fills fields by their labels. */
  async remplir(champs: Readonly<Record<string, string>>): Promise<void> {
    for (const [libelle, valeur] of Object.entries(champs)) await this.page.getByLabel(libelle, { exact: true }).first().fill(valeur);
  }

  /** Fills fields by their names, whatever their kind: text, list, radio, checkbox. */
  async saisir(champs: Readonly<Record<string, string | readonly string[]>>): Promise<void> {
    for (const [nom, valeur] of Object.entries(champs)) {
      const champ = this.page.locator(`[name="${nom}"]`);
      const groupe = /^(\w+)\[\d+\]/.exec(nom)?.[1];
      if (groupe !== undefined && this.scripts && (await champ.count()) === 0) await this.page.locator(`[data-lignes="${groupe}"] [data-ajouter]`).click();
      const nature = await champ.first().evaluate((e) => (e.tagName === 'SELECT' ? 'select' : (e.getAttribute('type') ?? 'text')));
      if (nature === 'radio' || nature === 'checkbox') {
        for (const v of typeof valeur === 'string' ? [valeur] : valeur) {
          const case_ = this.page.locator(`[name="${nom}"][value="${v.replaceAll('"', '\\"')}"]`);
          if (!(await case_.isChecked())) await case_.press('Space');
        }
      } else if (nature === 'select') {
        await champ.first().selectOption(String(valeur));
      } else {
        await champ.first().fill(String(valeur));
      }
    }
  }

  /** Joins a file to a piece of the dossier, on its page of pieces, and waits until it is listed there. */
  async joindre(code: string, precision: string, fichier: { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }): Promise<void> {
    const formulaire = this.page.locator(`form[action$="/pieces"]:has(input[name="code"][value="${code}"]):has(input[name="precision"][value="${precision}"])`);
    const replie = this.page.locator('details:not([open])').filter({ has: formulaire });
    if ((await replie.count()) > 0) await replie.locator('summary').first().click();
    await formulaire.locator('input[type=file]').setInputFiles(fichier);
    await formulaire.locator('button[type=submit]').click();
    await this.page.locator('.p-fichiers--pieces').getByText(fichier.name).first().waitFor({ timeout: 20_000 });
  }

  /** Follows a link that downloads a PDF and answers its text. */
  async lirePdf(lien: string | RegExp): Promise<string> {
    const attendu: Promise<Download> = this.page.waitForEvent('download');
    await this.page.locator('main').getByRole('link', { name: lien }).first().click();
    const telechargement = await attendu;
    return extraireTextePdf(new Uint8Array(readFileSync(await telechargement.path())));
  }

  /** Waits until what was typed is said to be saved. */
  async attendreEnregistrement(): Promise<void> {
    try {
      await this.page.locator('#section-statut.p-enregistre--enregistre').waitFor({ timeout: 15_000 });
    } catch (cause) {
      throw new Error(`${this.page.url()} : ${await this.page.locator('#section-statut').innerText()}`, { cause });
    }
  }

  /** How far the page is wider than its window, in pixels. */
  debordement(): Promise<number> {
    return this.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  }

  /** Visible text of the page, with plain spaces. */
  async texte(): Promise<string> {
    return (await this.page.locator('body').innerText()).replace(/[\u00a0\u202f]/g, ' ').replace(/\s+/g, ' ');
  }

  /** Runs axe-core on the page, once per kind of page. @throws Error listing what it finds */
  private async examiner(): Promise<void> {
    if (!this.scripts) return; // axe runs in the page
    const chemin = new URL(this.page.url()).pathname.replace(/[0-9a-f-]{36}/g, ':id').replace(/\/confirmation\/.*/, '/confirmation/:jeton');
    const cle = `${chemin}|${await this.page.locator('h1').first().innerText()}`;
    if (this.vues.has(cle)) return;
    this.vues.add(cle);
    await this.page.evaluate(axe);
    const violations = await this.page.evaluate(async () => {
      const outil = (globalThis as unknown as { axe: { run(o: object): Promise<{ violations: unknown[] }> } }).axe;
      return (await outil.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })).violations;
    }) as Violation[];
    if (violations.length > 0) throw new Error(`axe, ${chemin} :\n${violations.map((v) => `${v.id} : ${v.help}\n  ${v.nodes.slice(0, 3).map((n) => n.html).join('\n  ')}`).join('\n')}`);
  }

  fermer(): Promise<void> {
    return this.contexte.close();
  }
}
