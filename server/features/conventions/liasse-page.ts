import type { Deps } from '../../platform/deps.js';
import { exemplairesIncomplets } from '../../domain/conventions/liasse.js';
import { pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { estParScript } from '../../web/requete.js';
import { texteTape } from '../../web/saisie.js';
import { lireLiasse, lirePages, lireSignables, listerASigner, listerLiasses, type LiasseLue, type PageLueDeLiasse } from './liasse-queries.js';

/** How far a bundle is. */
interface Avancement { readonly lien: string; readonly ici: string; readonly fait: number; readonly total: number; readonly texte: string }

export interface PageLiasses {
  readonly action: string;
  readonly liasses: readonly { readonly nom: string; readonly lien: string; readonly etat: string; readonly deposeeLe: string; readonly par: string; readonly pages: number; readonly attachees: number; readonly aPart: number }[];
}

interface Feuille {
  readonly page: number;
  readonly vignette: string;
  readonly raison: string;
  readonly lu: string;
  readonly actionAffecter: string;
  readonly actionEcarter: string;
  /** Ends the ids of its fields; empty for the page whose form was just refused, to which the summary of errors points. */
  readonly suffixe: string;
  readonly erreurs: Readonly<Record<string, string>>;
  readonly saisie: Readonly<Record<'numero' | 'rang' | 'rotation' | 'motif', string>>;
}

export interface PageLiasse {
  readonly etatLiasse: string;
  readonly resume: readonly { readonly terme: string; readonly valeur: string }[];
  readonly avancement: Avancement | null;
  readonly abandonnee: boolean;
  readonly aPart: readonly Feuille[];
  readonly incomplets: readonly string[];
  readonly exemplaires: readonly { readonly numero: string; readonly lien: string | null; readonly organisme: string; readonly feuilles: string }[];
  readonly ecartees: readonly { readonly page: number; readonly motif: string }[];
  readonly numeros: readonly { readonly valeur: string; readonly texte: string }[];
  readonly rotations: readonly { readonly valeur: string; readonly texte: string }[];
}

declare module '../../web/render.js' {
  interface Pages { 'conventions/liasses': PageLiasses; 'conventions/liasse': PageLiasse; 'conventions/liasse-avancement': { readonly avancement: Avancement | null; readonly ici: string } }
}

const FIL = { texte: 'Liasses signées', lien: paths.liasses.liste };

/** Bundles of signed documents: send one, see what became of the others. */
export const pageLiasses = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const liasses = await listerLiasses(db);
  await render(demande, 'conventions/liasses', {
    action: paths.liasses.liste,
    liasses: liasses.map((l) => ({
      nom: l.fichier.nom, lien: vers(paths.liasses.page, { liasseId: l.id }), etat: l.etat, deposeeLe: l.deposeeLe, par: l.deposeePar.nom, pages: l.pages, attachees: l.attachees, aPart: l.aPart,
    })),
  }, { titre: 'Liasses signées', etat });
};

/** One bundle: how far it is, what was attached, what waits for a person. */
export const pageLiasse = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const liasse = trouve(await lireLiasse(db, parametre(demande, 'liasseId')));
  const pages = await lirePages(db, liasse.id);
  const attachees = pages.filter((p) => p.etat === 'attachee');
  const documents = await lireSignables(db, [...new Set(attachees.map((p) => p.numero ?? ''))]);
  const aSigner = await listerASigner(db);
  await render(demande, 'conventions/liasse', {
    etatLiasse: liasse.etat, avancement: avancementDe(liasse), abandonnee: liasse.abandonnee, resume: resumer(liasse, pages),
    aPart: liasse.etat === 'en_cours' ? [] : pages.filter((p) => p.etat === 'a_part').map((p) => feuille(liasse.id, p, demande, etat)),
    incomplets: liasse.etat === 'en_cours' ? [] : exemplairesIncomplets(pages).map((e) => `${e.numero} : il manque ${e.manquantes.length === 1 ? 'la page' : 'les pages'} ${e.manquantes.join(', ')}.`),
    exemplaires: documents.map((d) => ({
      numero: d.numero, organisme: d.organismeNom, lien: vers(paths.conventions.page, { dossierId: d.dossierId, conventionId: d.conventionId }),
      feuilles: attachees.filter((p) => p.numero === d.numero).sort((a, b) => (a.rang ?? 0) - (b.rang ?? 0)).map((p) => p.page).join(', '),
    })),
    ecartees: pages.filter((p) => p.etat === 'ecartee').map((p) => ({ page: p.page, motif: p.commentaire })),
    numeros: aSigner.map((d) => ({ valeur: d.numero, texte: `${d.numero} · ${d.organismeNom}` })), rotations: choix('rotation'),
  }, { titre: liasse.fichier.nom, etat, fil: [FIL], large: true });
};

/** How far the reading is: a fragment for the page that polls it, the page itself otherwise. */
export const avancementLiasse = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const liasse = trouve(await lireLiasse(db, parametre(demande, 'liasseId')));
  const ici = vers(paths.liasses.page, { liasseId: liasse.id });
  if (!estParScript(demande.req)) return demande.res.redirect(303, ici);
  const avancement = avancementDe(liasse);
  if (avancement === null) demande.res.setHeader('HX-Refresh', 'true');
  await render(demande, 'conventions/liasse-avancement', { avancement, ici }, { titre: 'Liasse', fragment: true });
};

function avancementDe(liasse: LiasseLue): Avancement | null {
  if (liasse.etat !== 'en_cours' || liasse.abandonnee) return null;
  const lues = Math.max(0, Math.min(liasse.fait - 1, liasse.pages));
  return {
    lien: vers(paths.liasses.avancement, { liasseId: liasse.id }), ici: vers(paths.liasses.page, { liasseId: liasse.id }), fait: lues, total: liasse.pages,
    texte: liasse.pages === 0 ? 'en attente' : lues < liasse.pages ? `page ${lues} sur ${liasse.pages}` : 'découpage des exemplaires',
  };
}

function resumer(liasse: LiasseLue, pages: readonly PageLueDeLiasse[]): PageLiasse['resume'] {
  const compter = (etat: string): number => pages.filter((p) => p.etat === etat).length;
  return [
    { terme: 'Déposée par', valeur: liasse.deposeePar.nom }, { terme: 'Pages', valeur: String(liasse.pages) },
    { terme: 'Rattachées', valeur: pluriel(compter('attachee'), 'page') }, { terme: 'À regarder', valeur: pluriel(compter('a_part'), 'page') }, { terme: 'Écartées', valeur: pluriel(compter('ecartee'), 'page') },
  ];
}

function feuille(liasseId: string, p: PageLueDeLiasse, demande: Demande, { saisie, erreurs }: EtatFormulaire): Feuille {
  const ids = { liasseId, page: String(p.page) };
  const enErreur = saisie !== null && demande.params['page'] === ids.page;
  const tape = (nom: string, defaut: string): string => (enErreur ? texteTape(saisie, nom) : defaut);
  return {
    page: p.page, vignette: vers(paths.liasses.vignette, ids), raison: libelle('raison_page', p.raison), lu: p.numero === null ? '' : `${p.numero}, page ${p.rang ?? ''} sur ${p.pages ?? ''}`,
    actionAffecter: vers(paths.liasses.affectation, ids), actionEcarter: vers(paths.liasses.ecart, ids), suffixe: enErreur ? '' : `-${p.page}`, erreurs: enErreur ? erreurs : {},
    saisie: { numero: tape('numero', p.numero ?? ''), rang: tape('rang', p.rang === null ? '' : String(p.rang)), rotation: tape('rotation', String(p.rotation)), motif: tape('motif', '') },
  };
}
