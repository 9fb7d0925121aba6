import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { ANONYME, type Acteur } from '../domain/habilitations/acteur.js';
import { Refus } from '../domain/kernel/refus.js';
import { SANS_SUJET } from '../domain/habilitations/peut.js';
import type { Horloge } from '../platform/clock.js';
import { nouvelId } from '../platform/ids.js';
import type { Demande } from './demande.js';
import { FormulaireInvalide, Interdit, Introuvable, TropDeTentatives } from './errors.js';
import { messageDeRefus } from './refus-messages.js';
import { paths } from './paths.js';
import { render } from './render.js';
import { estParScript } from './requete.js';
import { saisieDeLaRequete } from './saisie-emportee.js';

export interface PageErreur {
  readonly code: number;
  readonly titre: string;
  readonly texte: string;
  readonly incident: string | null;
  readonly lien: string;
}

/** A form that came after its session: its author signs in again and nothing typed is lost. */
export interface PageSessionExpiree { readonly action: string; readonly chemin: string; readonly champs: string; readonly fichiers: string; readonly pour: string; readonly courriel: string }

declare module './render.js' {
  interface Pages { 'erreurs/erreur': PageErreur; 'erreurs/session-expiree': PageSessionExpiree }
}

type Reponse = Omit<PageErreur, 'incident' | 'lien'> & { readonly inattendue?: true };

/** Turns every error into an answer: expected refusals keep their words, anything else is a 500 with an incident number. */
export function pagesErreur(horloge: Horloge, log: Logger): ErrorRequestHandler {
  return (erreur: unknown, req, res, _next) => {
    const reponse = decrire(erreur);
    const incident = reponse.inattendue ? nouvelId() : null;
    if (incident !== null) log.error({ err: erreur, incident, methode: req.method, chemin: req.path }, 'erreur inattendue');
    if (res.headersSent) return void res.destroy();
    if (erreur instanceof TropDeTentatives) res.setHeader('Retry-After', String(erreur.secondes));
    if (req.path.startsWith('/api/')) return void res.status(reponse.code).json({ erreur: { code: codeApi(reponse.code), details: reponse.code === 400 ? [{ champ: 'corps', code: 'json_invalide' }] : [], incident: incident ?? undefined } });
    if (aReprendre(erreur)) {
      if (estParScript(req)) return void res.status(403).setHeader('X-Session', 'expiree').type('text').send(reponse.titre);
      const saisie = saisieDeLaRequete(req);
      if (saisie !== null) return void render(demandeDe(req, res, horloge), 'erreurs/session-expiree', { action: paths.connexionReprise, chemin: saisie.chemin, champs: JSON.stringify(saisie.champs), fichiers: saisie.fichiers.join(','), pour: '', courriel: '' }, { titre: 'Votre session a expiré', statut: 403 });
    }
    const model: PageErreur = { code: reponse.code, titre: reponse.titre, texte: reponse.texte, incident, lien: req.method === 'GET' ? '/' : req.path };
    render(demandeDe(req, res, horloge), 'erreurs/erreur', model, { titre: reponse.titre, statut: reponse.code })
      .catch((e: unknown) => { log.error({ err: e }, 'page d’erreur'); if (!res.headersSent) res.status(reponse.code).type('text').send(reponse.titre); });
  };
}

const CODES_API: Readonly<Record<number, string>> = { 404: 'introuvable', 413: 'requete_trop_longue', 415: 'type_non_pris_en_charge', 429: 'trop_de_requetes' };
const codeApi = (statut: number): string => CODES_API[statut] ?? (statut < 500 ? 'requete_invalide' : 'erreur_interne');

function demandeDe(req: Request, res: Response, horloge: Horloge): Demande {
  return {
    acteur: (res.locals['acteur'] as Acteur | undefined) ?? ANONYME, sujet: SANS_SUJET, maintenant: horloge.maintenant(),
    params: {}, query: {}, corps: {}, fichiers: [], req, res,
  };
}

function decrire(erreur: unknown): Reponse {
  if (erreur instanceof Introuvable) return { code: 404, titre: 'Page introuvable', texte: 'Cette page n’existe pas, ou vous n’y avez pas accès.' };
  if (erreur instanceof Interdit) return interdit(erreur.motif);
  if (erreur instanceof TropDeTentatives) return { code: 429, titre: 'Trop de tentatives', texte: `Recommencez dans ${Math.ceil(erreur.secondes / 60)} min.` };
  if (erreur instanceof FormulaireInvalide) return { code: 422, titre: 'Formulaire incomplet', texte: Object.values(erreur.erreurs).join(' ') };
  if (erreur instanceof Refus) return { code: erreur.code.startsWith('etat.') ? 409 : 422, titre: 'Action impossible', texte: messageDeRefus(erreur) };
  const statut = statutHttp(erreur);
  if (statut === 413) return { code: 413, titre: 'Envoi trop volumineux', texte: 'Ce que vous avez envoyé dépasse la taille permise.' };
  if (statut !== null) return { code: statut, titre: 'Demande mal formée', texte: 'Le serveur n’a pas compris cette demande.' };
  return { code: 500, titre: 'Erreur du service', texte: 'Une erreur inattendue s’est produite. Ce qui était enregistré le reste.', inattendue: true };
}

/** The session ended, or another one began, while a form was being filled in. */
const aReprendre = (erreur: unknown): boolean => erreur instanceof Interdit && ['non_connecte', 'csrf'].includes(erreur.motif);

function interdit(motif: string): Reponse {
  if (motif === 'csrf') {
    return { code: 403, titre: 'Votre session a expiré', texte: 'Revenez à la page précédente, rechargez-la et recommencez : rien n’a été modifié.' };
  }
  if (motif === 'non_connecte') return { code: 403, titre: 'Connexion nécessaire', texte: 'Connectez-vous, puis recommencez : rien n’a été modifié.' };
  if (motif === 'operation_fse') return { code: 403, titre: 'Pas de participants à enregistrer', texte: 'Seules les opérations cofinancées par le FSE+ enregistrent leurs participants, une fois leur convention FSE+ établie.' };
  if (motif === 'liens_declares') return { code: 403, titre: 'Déclarez d’abord vos liens', texte: 'Avant d’ouvrir le premier dossier d’un appel, dites si un lien vous unit à l’un des organismes : rubrique « Notation ».' };
  return { code: 403, titre: 'Accès refusé', texte: 'Votre habilitation ne permet pas cette action sur ce dossier.' };
}

/** Status that express and its parsers attach to a malformed request. */
function statutHttp(erreur: unknown): number | null {
  if (typeof erreur !== 'object' || erreur === null || !('status' in erreur)) return null;
  const { status } = erreur;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}
