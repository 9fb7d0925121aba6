/** Answer of the server as a test reads it. */
export interface Reponse {
  readonly statut: number;
  readonly corps: string;
  readonly octets: Uint8Array;
  readonly entetes: Headers;
  /** Target of a redirection, without the server's address. */
  readonly vers: string | null;
}

export type Champs = Readonly<Record<string, string | readonly string[] | Blob>>;

/** A browser without a screen: keeps cookies, follows nothing by itself, carries the CSRF token of its session. */
export class Visiteur {
  private readonly cookies = new Map<string, string>();
  private csrf: string | null = null;

  constructor(private readonly adresse: string) {}

  /** CSRF token of the last page read, null before the first. */
  get jetonCsrf(): string | null { return this.csrf; }

  /** Header that carries its session. */
  get cookie(): string { return [...this.cookies].map(([n, v]) => `${n}=${v}`).join('; '); }

  async lire(chemin: string): Promise<Reponse> {
    const reponse = await this.demander(chemin, { method: 'GET' });
    this.csrf = /name="_csrf" value="([^"]+)"/.exec(reponse.corps)?.[1] ?? this.csrf;
    return reponse;
  }

  /** Sends a form as a browser would; `_cle` is new each time unless given. */
  async envoyer(chemin: string, champs: Champs = {}, options: { multipart?: boolean; csrf?: string; entetes?: Readonly<Record<string, string>> } = {}): Promise<Reponse> {
    const jeton = options.csrf ?? this.csrf ?? (await this.jeton());
    const tous: Champs = { _csrf: jeton, _cle: crypto.randomUUID(), ...champs };
    const multipart = options.multipart ?? Object.values(tous).some((v) => v instanceof Blob);
    return this.demander(chemin, { method: 'POST', headers: { ...options.entetes }, body: multipart ? enMultipart(tous) : enUrl(tous) });
  }

  /** Sends a form and requires its 303; answers the address it leads to. */
  async reussir(chemin: string, champs: Champs = {}): Promise<string> {
    const reponse = await this.envoyer(chemin, champs);
    if (reponse.statut !== 303 || reponse.vers === null) {
      throw new Error(`POST ${chemin} : ${reponse.statut}\n${texteDe(reponse.corps).slice(0, 1500)}`);
    }
    return reponse.vers;
  }

  async connecter(courriel: string, motDePasse = MOT_DE_PASSE): Promise<void> {
    await this.lire('/connexion');
    const vers = await this.reussir('/connexion', { courriel, motDePasse });
    await this.lire(vers);
  }

  private async jeton(): Promise<string> {
    await this.lire('/connexion');
    return this.csrf ?? '';
  }

  async demander(chemin: string, init: RequestInit): Promise<Reponse> {
    const headers = new Headers(init.headers);
    if (this.cookies.size > 0) headers.set('cookie', this.cookie);
    const reponse = await fetch(this.adresse + chemin, { ...init, headers, redirect: 'manual' });
    for (const cookie of reponse.headers.getSetCookie()) {
      const [, nom = '', valeur = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.cookies.set(nom, valeur);
    }
    const octets = new Uint8Array(await reponse.arrayBuffer());
    const vers = reponse.headers.get('location');
    return { statut: reponse.status, octets, corps: new TextDecoder().decode(octets), entetes: reponse.headers, vers: vers === null ? null : vers.replace(this.adresse, '') };
  }
}

/** Password of every account made by tests and by the demonstration. */
export const MOT_DE_PASSE = 'Passerelle-2022!';

function enUrl(champs: Champs): URLSearchParams {
  const corps = new URLSearchParams();
  for (const [nom, valeur] of Object.entries(champs)) {
    for (const v of typeof valeur === 'string' || valeur instanceof Blob ? [valeur] : valeur) corps.append(nom, v instanceof Blob ? '' : v);
  }
  return corps;
}

function enMultipart(champs: Champs): FormData {
  const corps = new FormData();
  for (const [nom, valeur] of Object.entries(champs)) {
    for (const v of typeof valeur === 'string' || valeur instanceof Blob ? [valeur] : valeur) corps.append(nom, v);
  }
  return corps;
}

/** Visible text of a page, for readable failures. */
export const texteDe = (html: string): string => html.replace(/<(script|style|head)[\s\S]*?<\/\1>/g, '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim();
