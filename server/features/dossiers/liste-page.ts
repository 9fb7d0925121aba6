import { peut, pourraitFaire, SANS_SUJET } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { nombre, pluriel } from '../../platform/format.js';
import { estId } from '../../platform/ids.js';
import { lireCle } from '../../platform/tranche.js';
import type { Demande } from '../../web/demande.js';
import { choix } from '../../web/libelles.js';
import { cellulesDeListe, colonnesCochees, ecrireTri, entetesDeListe, lireColonnes, lireTri, type CelluleDeListe, type ColonneDeListe, type EnTeteDeListe, type Tri } from '../../web/liste.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { texteDeQuery } from '../../web/requete.js';
import { listerVues, type VueLue } from '../vues/vues-queries.js';
import type { DossierLu } from './dossier-queries.js';
import { COLONNES, COLONNES_PAR_DEFAUT } from './liste-colonnes.js';
import { ETATS_LISTES, filtreEnParametres, lireFiltre, PERSONNE, type FiltreLu } from './liste-filtre.js';
import { lireOptions, type Choix, type OptionsDeListe } from './liste-options-queries.js';
import { compterParEtat, COMPTE_MAX, listerDossiers, TAILLE_PAGE, TRI_PAR_DEFAUT, TRIS, type CodeTri, type Comptes, type Demandee, type LigneListe } from './liste-queries.js';

/** A dossier of a porteur's list, with its address. */
export type DossierListe = DossierLu & { readonly lien: string };

type Parametres = readonly (readonly [string, string])[];

export interface PageListe {
  readonly lienPapier: string | null;
  readonly lienAbsences: string | null;
  readonly onglets: readonly { readonly texte: string; readonly lien: string; readonly actif: boolean; readonly nombre: string | null }[];
  readonly vues: readonly { readonly texte: string; readonly lien: string; readonly active: boolean }[];
  readonly vue: { readonly nom: string; readonly lien: string } | null;
  readonly lienNouvelleVue: string;
  readonly saisie: Readonly<Record<string, unknown>>;
  readonly options: OptionsDeListe & { readonly etats: readonly Choix[]; readonly natures: readonly Choix[]; readonly voies: readonly Choix[] };
  readonly plusDeFiltres: boolean;
  readonly reste: readonly { readonly nom: string; readonly valeur: string }[];
  readonly caches: readonly { readonly nom: string; readonly valeur: string }[];
  readonly colonnes: readonly { readonly code: string; readonly titre: string; readonly coche: boolean; readonly rang: number }[];
  readonly entetes: readonly EnTeteDeListe[];
  readonly lignes: readonly { readonly id: string; readonly numero: string; readonly cellules: readonly CelluleDeListe[] }[];
  readonly precedent: string | null;
  readonly suivant: string | null;
  readonly resume: string;
  readonly filtree: boolean;
  readonly toutVoir: string;
  readonly lienCsv: string;
  readonly lienXlsx: string;
  readonly affectation: { readonly action: string; readonly page: string; readonly liste: string | null } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'dossiers/liste': PageListe }
}

/** Adds its address to a dossier of a porteur's list. */
export const avecLien = (d: DossierLu): DossierListe => ({ ...d, lien: vers(paths.dossiers.page, { dossierId: d.id }) });

/** Dossiers a single act may assign. */
export const AFFECTATIONS_MAX = 500;

/** What the address asks of the list: read by the page, by the exports and by the assignment of many. */
export interface ListeDemandee extends FiltreLu {
  readonly tri: Tri<CodeTri>;
  readonly colonnes: readonly ColonneDeListe<LigneListe>[];
  readonly demandee: Demandee;
  /** The whole of it, to be put in an address again. */
  readonly parametres: Parametres;
}

/** Reads the list an address asks for. */
export function lireListe({ query, maintenant }: Pick<Demande, 'query' | 'maintenant'>): ListeDemandee {
  const lu = lireFiltre(query);
  const tri = lireTri(query, Object.keys(TRIS) as CodeTri[], TRI_PAR_DEFAUT);
  const colonnes = lireColonnes(query, COLONNES, COLONNES_PAR_DEFAUT);
  const codes = colonnes.map((c) => c.code);
  const parametres: [string, string][] = [...filtreEnParametres(lu)];
  if (ecrireTri(tri) !== ecrireTri(TRI_PAR_DEFAUT)) parametres.push(['tri', ecrireTri(tri)]);
  if (codes.join() !== COLONNES_PAR_DEFAUT.join()) parametres.push(['colonnes', codes.join()]);
  return { ...lu, tri, colonnes, parametres, demandee: { filtre: lu.filtre, tri, maintenant, colonnes: new Set(codes) } };
}

/** Parameters as the query of an address. */
export const enQuery = (parametres: Parametres): string => new URLSearchParams(parametres.map(([n, v]): [string, string] => [n, v])).toString();
const adresse = (chemin: string, parametres: Parametres): string => (parametres.length === 0 ? chemin : `${chemin}?${enQuery(parametres)}`);
const sans = (parametres: Parametres, ...noms: string[]): Parametres => parametres.filter(([n]) => !noms.includes(n));
const enChamps = (parametres: Parametres): { nom: string; valeur: string }[] => parametres.map(([nom, valeur]) => ({ nom, valeur }));

/** Where the list is sent before it is shown: to the columns just chosen, or to the person's default view. */
function ailleurs({ query }: Demande, liste: ListeDemandee, vues: readonly VueLue[]): string | null {
  const cochees = colonnesCochees(query);
  if (cochees !== null) {
    const vue = texteDeQuery(query, 'vue', 36);
    return adresse(paths.dossiers.liste, [...sans(liste.parametres, 'colonnes'), ['colonnes', cochees], ...(estId(vue) ? [['vue', vue] as const] : [])]);
  }
  const defaut = Object.keys(query).length === 0 ? vues.find((v) => v.parDefaut) : undefined;
  return defaut === undefined ? null : adresseDeVue(defaut);
}

const adresseDeVue = (v: VueLue): string => `${paths.dossiers.liste}?${v.requete}${v.requete === '' ? '' : '&'}vue=${v.id}`;

/** Agents' list of dossiers: views, search, filters, counts by state, chosen columns, pages by keyset both ways. */
export const pageListe = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const liste = lireListe(demande);
  const vues = await listerVues(db, demande.acteur.id ?? '', 'dossiers');
  const vers = ailleurs(demande, liste, vues);
  if (vers !== null) return demande.res.redirect(303, vers);
  const cle = (nom: string): { valeur: string | number; id: string } | null => lireCle(demande.query[nom], TRIS[liste.tri.code].type, estId);
  const [apres, avant] = [cle('apres'), cle('avant')];
  const [comptes, options] = await Promise.all([compterParEtat(db, liste.demandee), lireOptions(db)]);
  const tranche = await listerDossiers(db, liste.demandee, comptes, avant !== null ? { avant } : apres !== null ? { apres } : {});
  const vue = vues.find((v) => v.id === demande.query['vue']);
  await render(demande, 'dossiers/liste', {
    ...presenterTable(liste, tranche.lignes), ...presenterFiltres(liste, comptes, options), ...presenterVues(liste, vues, vue),
    precedent: tranche.avant === null ? null : adresse(paths.dossiers.liste, [...avecVue(liste, vue), ['avant', tranche.avant]]),
    suivant: tranche.apres === null ? null : adresse(paths.dossiers.liste, [...avecVue(liste, vue), ['apres', tranche.apres]]),
    affectation: presenterAffectation(demande, comptes, tranche.lignes.length), lienPapier: pourraitFaire(demande.acteur, 'papier.lister') ? paths.depotPapier.liste : null,
    lienAbsences: pourraitFaire(demande.acteur, 'absence.gerer') ? paths.absences : null,
  }, { titre: 'Dossiers', large: true, statut: 200, ...(Object.keys(liste.erreurs).length === 0 ? {} : { etat: { saisie: null, erreurs: liste.erreurs, refus: null } }) });
};

const avecVue = ({ parametres }: ListeDemandee, vue: VueLue | undefined): Parametres => (vue === undefined ? parametres : [...parametres, ['vue', vue.id]]);

function presenterTable({ colonnes, tri, parametres }: ListeDemandee, lignes: readonly LigneListe[]): Pick<PageListe, 'entetes' | 'lignes' | 'colonnes' | 'lienCsv' | 'lienXlsx' | 'caches' | 'reste'> {
  const codes = colonnes.map((c) => c.code);
  const rangs = [...codes, ...COLONNES.map((c) => c.code).filter((c) => !codes.includes(c))];
  return {
    entetes: entetesDeListe(colonnes, tri, (t) => adresse(paths.dossiers.liste, [...sans(parametres, 'tri'), ['tri', ecrireTri(t)]])),
    lignes: lignes.map((l) => ({ id: l.id, numero: l.numero, cellules: cellulesDeListe(colonnes, l) })),
    colonnes: rangs.flatMap((code, i) => { const c = COLONNES.find((x) => x.code === code); return c === undefined ? [] : [{ code, titre: c.titre, coche: codes.includes(code), rang: i + 1 }]; }),
    lienCsv: adresse(paths.dossiers.exportCsv, parametres), lienXlsx: adresse(paths.dossiers.exportXlsx, parametres),
    caches: enChamps(sans(parametres, 'colonnes')), reste: enChamps(parametres.filter(([n]) => n === 'tri' || n === 'colonnes')),
  };
}

function presenterFiltres(liste: ListeDemandee, { parEtat, total, exact }: Comptes, options: OptionsDeListe): Pick<PageListe, 'onglets' | 'saisie' | 'options' | 'plusDeFiltres' | 'resume' | 'filtree' | 'toutVoir'> {
  const { filtre, saisie, parametres } = liste;
  const sansEtat = sans(parametres, 'etat');
  const etats = choix('dossier', ETATS_LISTES);
  const compte = (e: string): string | null => (exact ? nombre(parEtat.get(e) ?? 0) : null);
  const tous = [...parEtat.values()].reduce((a, b) => a + b, 0);
  const montres = etats.filter((e) => filtre.etats.includes(e.valeur) || !exact || (parEtat.get(e.valeur) ?? 0) > 0);
  return {
    onglets: [
      { texte: 'Tous', lien: adresse(paths.dossiers.liste, sansEtat.length === 0 ? [['vue', 'toutes']] : sansEtat), actif: filtre.etats.length === 0, nombre: exact ? nombre(tous) : null },
      ...montres.map((e) => ({ texte: e.texte, lien: adresse(paths.dossiers.liste, [['etat', e.valeur], ...sansEtat]), actif: filtre.etats.length === 1 && filtre.etats[0] === e.valeur, nombre: compte(e.valeur) })),
    ],
    saisie: { ...filtre, ...saisie, etat: filtre.etats },
    options: {
      ...options, instructeurs: [{ valeur: PERSONNE, texte: 'Personne encore' }, ...options.instructeurs], etats: etats.map((e) => ({ ...e, texte: exact ? `${e.texte} (${compte(e.valeur) ?? '0'})` : e.texte })),
      natures: choix('nature_organisme'), voies: [{ valeur: 'en_ligne', texte: 'En ligne' }, { valeur: 'papier', texte: 'Sur papier' }],
    },
    plusDeFiltres: sans(parametres, 'recherche', 'appel', 'instructeur', 'etat', 'tri', 'colonnes').length > 0 || filtre.etats.length > 1,
    resume: exact ? pluriel(total, 'dossier') : `Plus de ${nombre(COMPTE_MAX)} dossiers`,
    filtree: filtreEnParametres(liste).length > 0, toutVoir: `${paths.dossiers.liste}?vue=toutes`,
  };
}

function presenterVues(liste: ListeDemandee, vues: readonly VueLue[], vue: VueLue | undefined): Pick<PageListe, 'vues' | 'vue' | 'lienNouvelleVue'> {
  return {
    vues: vues.map((v) => ({ texte: v.partagee ? `${v.nom} (service)` : v.nom, lien: adresseDeVue(v), active: v.id === vue?.id })),
    vue: vue === undefined ? null : { nom: vue.nom, lien: vers(paths.vues.page, { vueId: vue.id }) },
    lienNouvelleVue: adresse(paths.vues.creer, [['liste', 'dossiers'], ['requete', enQuery(liste.parametres)]]),
  };
}

function presenterAffectation({ acteur }: Demande, { total, exact }: Comptes, surLaPage: number): PageListe['affectation'] {
  if (!pourraitFaire(acteur, 'dossier.affecter_en_nombre') || !peut(acteur, 'dossier.affecter_en_nombre', SANS_SUJET).permis) return null;
  return {
    action: paths.dossiers.affectationEnNombre, page: surLaPage === 1 ? 'Confier le dossier de cette page' : `Confier les ${surLaPage} dossiers de cette page`,
    liste: exact && total > TAILLE_PAGE && total <= AFFECTATIONS_MAX ? `Confier les ${nombre(total)} dossiers de la liste` : null,
  };
}
