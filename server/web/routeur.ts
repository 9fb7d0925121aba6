import express, { Router, type Request, type Response } from 'express';
import { ACTIONS, type Action, type NatureSujet } from '../domain/habilitations/actions.js';
import { ANONYME, type Acteur } from '../domain/habilitations/acteur.js';
import { peut, peutSavoir, pourraitFaire, SANS_SUJET, type Sujet } from '../domain/habilitations/peut.js';
import { Refus } from '../domain/kernel/refus.js';
import type { Horloge } from '../platform/clock.js';
import type { FichiersAttendus } from '../platform/inspection.js';
import { estId } from '../platform/ids.js';
import { RequeteDejaTraitee, uneSeuleFois, type Contexte, type UniteDeTravail } from '../platform/unit-of-work.js';
import { csrfValide } from './csrf.js';
import { cleDeRequete, FORMULAIRE_VIERGE, type Demande, type EtatFormulaire, type FichierRecu } from './demande.js';
import { FormulaireInvalide, Interdit, Introuvable, TropDeTentatives } from './errors.js';
import { lireFormulaire, type Formulaire } from './form-errors.js';
import { objetSansNul } from './nettoyage.js';
import { messageDeRefus } from './refus-messages.js';
import { jeterFichiers, recevoirTextes, type RecevoirFichiers } from './upload.js';

/** Loads what a route is about, with the facts that decide a permission for `acteur`; null when there is none. */
export type ChargerSujet = (nature: Exclude<NatureSujet, 'aucun'>, params: Readonly<Record<string, string>>, acteur: Acteur) => Promise<Sujet | null>;

export interface Outils {
  readonly uniteDeTravail: UniteDeTravail;
  readonly horloge: Horloge;
  readonly chargerSujet: ChargerSujet;
  readonly recevoir: RecevoirFichiers;
}

export interface RouteDeclaree {
  readonly methode: 'get' | 'post';
  readonly chemin: string;
  readonly action: Action;
  /** Stateless JSON: changes nothing, hence takes no CSRF token. */
  readonly api?: true;
}

/** How a stateless JSON endpoint protects itself. */
export interface PorteApi {
  /** Counts one call from an address; answers how many seconds to wait, 0 when it is allowed. */
  readonly frein: (adresse: string) => Promise<number>;
  /** Largest accepted body, in bytes. */
  readonly tailleMax: number;
}
export interface ReponseApi { readonly statut: number; readonly corps: object; readonly entetes?: Readonly<Record<string, string>> }

export type GestionnairePage = (demande: Demande) => Promise<void>;
export type PageFormulaire = (demande: Demande, etat: EtatFormulaire) => Promise<void>;

/** A state-changing form: how it is read, which page shows it again. */
export interface Envoi<T> {
  readonly formulaire: Formulaire<T>;
  /** Shows the form again with what was typed; without it a refusal gets a page of its own. */
  readonly page?: PageFormulaire;
  /** The form may carry files (multipart): evidence, or tables to be read (XLSX, ODS, CSV). */
  readonly fichiers?: FichiersAttendus | true;
  /** Sent in nobody's name: see `postAnonyme`. */
  readonly sansSession?: true;
}

/**
 * The only way to declare a route: method, path, permission, handler. Every request goes the same way —
 * ids well formed, permission, CSRF, form, use case in one transaction carried out once, 303.
 */
export class Routeur {
  readonly router = Router({ mergeParams: true, strict: true, caseSensitive: true });
  readonly declarees: RouteDeclaree[] = [];

  constructor(private readonly outils: Outils) {}

  /** A page or a file: reads only. */
  get(chemin: string, action: Action, gestionnaire: GestionnairePage): void {
    this.declarees.push({ methode: 'get', chemin, action });
    this.router.get(chemin, async (req, res) => {
      const demande = await this.autoriser(req, res, action);
      if (demande !== null) await gestionnaire(demande);
    });
  }

  /** A page with its form, untouched. */
  pageFormulaire(chemin: string, action: Action, page: PageFormulaire): void {
    this.get(chemin, action, (demande) => page(demande, FORMULAIRE_VIERGE));
  }

  /** A form that changes state: `cas` runs in one transaction, once per idempotency key, and answers where to go next. */
  post<T>(chemin: string, action: Action, envoi: Envoi<T>, cas: (ctx: Contexte, commande: T, demande: Demande) => Promise<string>): void {
    this.postLibre(chemin, action, envoi, async (commande, demande) => {
      try {
        return await this.outils.uniteDeTravail(demande.acteur, (ctx) =>
          uneSeuleFois(ctx, { cle: cleDeRequete(demande), chemin: demande.req.path }, () => cas(ctx, commande, demande)));
      } catch (erreur) {
        if (erreur instanceof RequeteDejaTraitee) return erreur.reponse;
        throw erreur;
      }
    });
  }

  /**
   * A form that anybody sends in nobody's name, without a cookie: no session acts, hence no CSRF token; what another site sends is
   * refused, and the use case acts as nobody even for who is signed in. `frein` is asked first.
   */
  postAnonyme<T>(chemin: string, action: Action, envoi: Envoi<T>, cas: (ctx: Contexte, commande: T, demande: Demande) => Promise<string>, frein: (demande: Demande) => Promise<void>): void {
    this.postLibre(chemin, action, { ...envoi, sansSession: true }, async (commande, demande) => {
      await frein(demande);
      try {
        // The address holds a link of one's own: what is remembered to answer once is the pattern of the route.
        return await this.outils.uniteDeTravail(ANONYME, (ctx) => uneSeuleFois(ctx, { cle: cleDeRequete(demande), chemin }, () => cas(ctx, commande, demande)));
      } catch (erreur) {
        if (erreur instanceof RequeteDejaTraitee) return erreur.reponse;
        throw erreur;
      }
    });
  }

  /**
   * A form whose handler opens its own transactions (signing in, for example). It answers where to go next, or null
   * when it has already shown a page, as a calculator does.
   */
  postLibre<T>(chemin: string, action: Action, envoi: Envoi<T>, traiter: (commande: T, demande: Demande) => Promise<string | null>): void {
    this.declarees.push({ methode: 'post', chemin, action });
    this.router.post(chemin, async (req, res) => {
      const autorisee = await this.autoriserEnvoi(req, res, action);
      if (autorisee === null) return;
      let fichiers: readonly FichierRecu[] = [];
      let demande = autorisee;
      try {
        const reception = await this.recevoir(req, res, envoi.fichiers === true ? 'preuves' : envoi.fichiers);
        fichiers = reception.fichiers;
        demande = { ...autorisee, corps: corpsDe(req), fichiers };
        if (envoi.sansSession === true ? req.headers['sec-fetch-site'] === 'cross-site' : !csrfValide(req)) throw new Interdit('csrf');
        if (reception.erreur !== null) throw reception.erreur;
        const suite = await traiter(lireFormulaire(envoi.formulaire, demande.corps), demande);
        if (suite !== null) res.redirect(303, suite);
      } catch (erreur) {
        await montrerDeNouveau(erreur, demande, envoi.page);
      } finally {
        await jeterFichiers(fichiers);
      }
    });
  }

  /**
   * A stateless JSON endpoint: throttled before its body is read, answered in JSON whatever happens.
   * `gestionnaire` gets the parsed body, undefined when there is none. The address must start with `/api/`, under
   * which errors are written in JSON.
   */
  api(chemin: `/api/${string}`, action: Action, porte: PorteApi, gestionnaire: (corps: unknown) => ReponseApi): void {
    this.declarees.push({ methode: 'post', chemin, action, api: true });
    const lireJson = express.json({ limit: porte.tailleMax, strict: false, type: 'application/json' });
    const freiner = async (req: Request): Promise<void> => {
      const secondes = await porte.frein(req.ip ?? '');
      if (secondes > 0) throw new TropDeTentatives(secondes);
      if (!/^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '')) throw Object.assign(new Error('not JSON'), { status: 415 });
    };
    this.router.post(chemin, (req, _res, suite) => void freiner(req).then(() => suite(), suite), lireJson, async (req, res) => {
      if ((await this.autoriser(req, res, action)) === null) return;
      const { statut, corps } = gestionnaire(req.body);
      res.status(statut).json(corps);
    });
  }

  /**
   * A JSON endpoint that reads, answered in JSON whatever happens; who may read is the handler's to decide, from the token of the
   * request: no session counts here.
   */
  lectureApi(chemin: `/api/${string}`, action: Action, gestionnaire: (demande: Demande) => Promise<ReponseApi>): void {
    this.declarees.push({ methode: 'get', chemin, action, api: true });
    this.router.get(chemin, async (req, res) => {
      const acteur = res.locals['acteur'] as Acteur;
      const { statut, corps, entetes = {} } = await gestionnaire({
        acteur, sujet: SANS_SUJET, params: verifierParametres(req.params), query: objetSansNul(req.query), corps: {}, fichiers: [], req, res, maintenant: this.outils.horloge.maintenant(),
      });
      res.set(entetes).status(statut).json(corps);
    });
  }

  private async recevoir(req: Request, res: Response, attendus: FichiersAttendus | undefined): Promise<{ fichiers: readonly FichierRecu[]; erreur: FormulaireInvalide | null }> {
    if (attendus === undefined || req.is('multipart/form-data') === false) return { fichiers: [], erreur: null };
    try {
      return { fichiers: await this.outils.recevoir(req, res, attendus), erreur: null };
    } catch (erreur) {
      if (erreur instanceof FormulaireInvalide) return { fichiers: [], erreur };
      throw erreur;
    }
  }

  /** As `autoriser`; the texts of a form with files that comes after its session are read, to be given back. */
  private async autoriserEnvoi(req: Request, res: Response, action: Action): Promise<Demande | null> {
    try {
      return await this.autoriser(req, res, action);
    } catch (erreur) {
      if (erreur instanceof Interdit && erreur.motif === 'non_connecte' && req.is('multipart/form-data') !== false) await recevoirTextes(req, res);
      throw erreur;
    }
  }

  /** Checks ids, loads the sujet, asks `peut`; an anonymous visitor of a page is sent to sign in (null). */
  private async autoriser(req: Request, res: Response, action: Action): Promise<Demande | null> {
    const acteur = res.locals['acteur'] as Acteur;
    const params = verifierParametres(req.params);
    const demande = (sujet: Sujet): Demande => ({
      acteur, sujet, params, query: objetSansNul(req.query), corps: corpsDe(req), fichiers: [], req, res, maintenant: this.outils.horloge.maintenant(),
    });
    if (acteur.id === null && !pourraitFaire(acteur, action)) {
      versConnexion(req, res);
      return null;
    }
    const nature = ACTIONS[action].sujet;
    const sujet = nature === 'aucun' ? SANS_SUJET : await this.outils.chargerSujet(nature, params, acteur);
    if (sujet === null) throw new Introuvable();
    const permission = peut(acteur, action, sujet);
    if (!permission.permis) throw peutSavoir(acteur, sujet) ? new Interdit(permission.motif) : new Introuvable();
    return demande(sujet);
  }
}

const corpsDe = (req: Request): Record<string, unknown> => objetSansNul(req.body);

function verifierParametres(params: Request['params']): Record<string, string> {
  const lus: Record<string, string> = {};
  for (const [nom, valeur] of Object.entries(params)) {
    if (typeof valeur !== 'string' || valeur.length > 100 || (nom.endsWith('Id') && !estId(valeur))) throw new Introuvable();
    lus[nom] = valeur;
  }
  return lus;
}

function versConnexion(req: Request, res: Response): void {
  if (req.method !== 'GET') throw new Interdit('non_connecte');
  res.redirect(303, `/connexion?retour=${encodeURIComponent(req.originalUrl.slice(0, 500))}`);
}

async function montrerDeNouveau(erreur: unknown, demande: Demande, page: PageFormulaire | undefined): Promise<void> {
  if (page === undefined) throw erreur;
  if (erreur instanceof FormulaireInvalide) {
    return page(demande, { saisie: demande.corps, erreurs: erreur.erreurs, refus: null });
  }
  if (erreur instanceof Refus) {
    const message = messageDeRefus(erreur);
    const champ = erreur.donnees['champ'];
    const erreurs = typeof champ === 'string' ? { [champ]: message } : {};
    return page(demande, { saisie: demande.corps, erreurs, refus: typeof champ === 'string' ? null : message });
  }
  throw erreur;
}
