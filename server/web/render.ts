import type { Response } from 'express';
import { estAgent, type Acteur } from '../domain/habilitations/acteur.js';
import { pourraitFaire } from '../domain/habilitations/peut.js';
import type { Action } from '../domain/habilitations/actions.js';
import { jourAParis } from '../platform/clock.js';
import { nouvelId } from '../platform/ids.js';
import { FORMULAIRE_VIERGE, type Demande, type EtatFormulaire } from './demande.js';
import { paths } from './paths.js';

/**
 * Template → its page model. Each feature's `*-page.ts` adds its own pages:
 * `declare module '../../web/render.js' { interface Pages { 'dossiers/page': PageDossier } }`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Pages {}

/** Parts of a page around its model. */
export interface Cadre {
  /** Title of the browser tab and of the page. */
  readonly titre: string;
  /** Trail of parent pages, the nearest last. */
  readonly fil?: readonly { readonly texte: string; readonly lien: string }[];
  readonly etat?: EtatFormulaire;
  readonly statut?: number;
  /** Full-width page for dense tables. */
  readonly large?: boolean;
  /** Written alone, without what stands around pages: a part that replaces another in a page already open. */
  readonly fragment?: boolean;
}

interface EntreeMenu { readonly texte: string; readonly lien: string; readonly actif: boolean }
interface Menu { readonly courantes: readonly EntreeMenu[]; readonly rares: readonly EntreeMenu[]; readonly dansLesRares: boolean }

/** Entries above which those marked `rare` are folded together, so that the menu stays on one line. */
const ENTREES_SUR_UNE_LIGNE = 9;

const MENU: readonly { texte: string; lien: string; action: Action; pour: 'porteur' | 'agent' | 'tous'; rare?: true }[] = [
  { texte: 'Tableau de bord', lien: paths.tableauDeBord, action: 'accueil.voir', pour: 'tous' },
  { texte: 'À faire', lien: paths.aFaire, action: 'accueil.voir', pour: 'tous' },
  { texte: 'Mes dossiers', lien: paths.dossiers.mes, action: 'accueil.voir', pour: 'porteur' },
  { texte: 'Dossiers', lien: paths.dossiers.liste, action: 'dossier.lister', pour: 'agent' },
  { texte: 'Notation', lien: paths.notations, action: 'notation.lister', pour: 'agent' },
  { texte: 'Avis', lien: paths.avis, action: 'avis.lister', pour: 'agent' },
  { texte: 'Comité', lien: paths.seances.liste, action: 'seance.lister', pour: 'agent' },
  { texte: 'Liasses signées', lien: paths.liasses.liste, action: 'liasse.traiter', pour: 'agent', rare: true },
  { texte: 'Versements', lien: paths.versements.liste, action: 'versement.lister', pour: 'agent' },
  { texte: 'Contrôles', lien: paths.controles.liste, action: 'controle.lister', pour: 'agent' },
  { texte: 'Appels', lien: paths.appels.gestion, action: 'appel.preparer', pour: 'agent' },
  { texte: 'Archives', lien: paths.archives.liste, action: 'archive.lister', pour: 'agent', rare: true },
  { texte: 'Conventions amont', lien: paths.amont.liste, action: 'amont.lire', pour: 'agent', rare: true },
  { texte: 'Questions de satisfaction', lien: paths.satisfaction.modele, action: 'questionnaire.composer', pour: 'agent', rare: true },
  { texte: 'Programme', lien: paths.programme.page, action: 'programme.lire', pour: 'agent' },
  { texte: 'Pilotage', lien: paths.pilotage.page, action: 'pilotage.voir', pour: 'agent' },
  { texte: 'Enveloppes', lien: paths.enveloppes.liste, action: 'enveloppe.lire', pour: 'agent' },
  { texte: 'Données essentielles', lien: paths.publications.liste, action: 'publication.lire', pour: 'agent', rare: true },
  { texte: 'Droits des personnes', lien: paths.droits.liste, action: 'droits.traiter', pour: 'agent', rare: true },
  { texte: 'Comptes', lien: paths.administration.comptes, action: 'compte.administrer', pour: 'agent' },
  { texte: 'Journal', lien: paths.administration.journal, action: 'journal.voir', pour: 'agent' },
  { texte: 'Courriels', lien: paths.administration.courriels, action: 'compte.administrer', pour: 'agent' },
  { texte: 'Applications', lien: paths.administration.applications, action: 'application.gerer', pour: 'agent' },
  { texte: 'Réglages', lien: paths.administration.reglages, action: 'reglages.modifier', pour: 'agent' },
];

function menuDe(acteur: Acteur, chemin: string): Menu {
  const dansMenu = ({ action, pour }: (typeof MENU)[number]): boolean =>
    pourraitFaire(acteur, action) && (pour !== 'porteur' || !estAgent(acteur) || acteur.appartenances.length > 0) && (pour !== 'agent' || estAgent(acteur));
  const siennes = MENU.filter(dansMenu);
  const plie = ({ rare }: (typeof MENU)[number]): boolean => rare === true && siennes.length > ENTREES_SUR_UNE_LIGNE;
  const entree = (m: (typeof MENU)[number]): EntreeMenu => ({ texte: m.texte, lien: m.lien, actif: chemin === m.lien || chemin.startsWith(`${m.lien}/`) });
  const rares = siennes.filter(plie).map(entree);
  return { courantes: siennes.filter((m) => !plie(m)).map(entree), rares, dansLesRares: rares.some((m) => m.actif) };
}

/** Writes one page: its typed model, its frame, and what every page carries (menu, CSRF token, idempotency key, messages). */
export function render<P extends keyof Pages>(demande: Demande, page: P, model: Pages[P], cadre: Cadre): Promise<void> {
  return ecrire(demande, page, model, cadre);
}

function ecrire({ acteur, req, res, maintenant }: Demande, page: string, model: object, cadre: Cadre): Promise<void> {
  const etat = cadre.etat ?? FORMULAIRE_VIERGE;
  const erreurs = Object.entries(etat.erreurs).map(([champ, message]) => ({ champ, message }));
  const contexte = {
    ...model, erreurs: etat.erreurs, ...(cadre.fragment === true ? { layout: false } : {}),
    cadre: {
      titre: cadre.titre, fil: cadre.fil ?? [], large: cadre.large === true, refus: etat.refus,
      resumeErreurs: erreurs, enErreur: erreurs.length > 0 || etat.refus !== null,
      succes: cadre.fragment === true ? null : prendreMessage(req.session),
      get csrf() { return jetonCsrf(res); },
      cle: nouvelId(), menu: acteur.id === null ? null : menuDe(acteur, req.path), nonLues: acteur.nonLues ?? 0,
      personne: acteur.id === null ? null : { nom: acteur.nom }, marque: res.app.locals['marque'] as unknown, demonstration: res.app.locals['demonstration'] === true ? jourAParis(maintenant) : null,
      chemin: req.path,
    },
  };
  return new Promise((resolve, reject) => {
    res.status(cadre.statut ?? (erreurs.length > 0 || etat.refus !== null ? 422 : 200));
    res.render(page, contexte, (erreur: Error | null, html?: string) => {
      if (erreur) return reject(erreur);
      res.type('html').send(html);
      resolve();
    });
  });
}

const jetonCsrf = (res: Response): string => {
  const produire = res.locals['jetonCsrf'] as (() => string) | undefined;
  return produire?.() ?? '';
};

function prendreMessage(session: { succes?: string } | undefined): string | null {
  const message = session?.succes ?? null;
  if (session && message !== null) delete session.succes;
  return message;
}

/** Leaves a success message for the next page. */
export function annoncer(demande: Demande, message: string): void {
  demande.req.session.succes = message;
}
