import { CHAMPS_EXIGES, CHAMPS_IMPORT, devinerColonnes, type ChampImport } from '../../domain/bilans/importation.js';
import type { NatureBilan } from '../../domain/bilans/lignes.js';
import { POSTES } from '../../domain/financements/nomenclature.js';
import { servirCsv } from '../../platform/csv.js';
import type { Deps } from '../../platform/deps.js';
import { lettreDeColonne } from '../../platform/feuille.js';
import { nombre, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { vers } from '../../web/paths.js';
import { enteteDossier, filDuDossier, type EnteteDossier } from '../../web/presentation-bilan.js';
import { render } from '../../web/render.js';
import { estParScript, liensDeTranche } from '../../web/requete.js';
import { texteTape } from '../../web/saisie.js';
import { cheminsDuBilan } from './bilan-chemins.js';
import { lireEnteteDeBilan } from './bilan-queries.js';
import { lireCadreDuBilan, type CadreDuBilan } from './dossier-a-solder-queries.js';
import { importsDuBilan, lireCleErreur, lireErreurs, lireTitresConnus, parcourirErreurs, type ErreurLue, type ImportLu } from './import-queries.js';
import { importDuBilan, LIGNES_PAR_ETAPE } from './import-service.js';

interface Choix { readonly valeur: string; readonly texte: string }

/** An import in words, with its bar while it runs. */
export interface ImportPresente {
  readonly id: string;
  readonly nom: string;
  readonly demandeLe: string;
  readonly lien: string;
  readonly etat: 'a_decrire' | 'en_cours' | 'fini' | 'abandonne';
  readonly resume: string;
  readonly barre: { readonly lien: string; readonly fait: number; readonly total: number; readonly texte: string } | null;
}

export interface PageImports extends EnteteDossier {
  readonly action: string;
  readonly retour: string;
  readonly modifiable: boolean;
  readonly imports: readonly ImportPresente[];
  readonly champs: readonly string[];
}

export interface PageImport extends EnteteDossier {
  readonly importe: ImportPresente;
  readonly action: string;
  readonly retour: string;
  readonly depenses: string;
  /** Form of the columns, as long as the import has not begun. */
  readonly colonnes: { readonly champs: readonly { readonly chemin: string; readonly libelle: string; readonly valeur: string; readonly facultatif: boolean }[]; readonly options: readonly Choix[]; readonly poste: string; readonly postes: readonly Choix[] } | null;
  readonly apercu: { readonly titres: readonly string[]; readonly exemples: readonly (readonly string[])[]; readonly texte: string };
  readonly comptes: readonly { readonly terme: string; readonly valeur: string }[];
  readonly erreurs: readonly { readonly ligne: number; readonly colonne: string; readonly champ: string; readonly trouve: string; readonly attendu: string }[];
  readonly csv: string;
  readonly precedent: string | null;
  readonly suivant: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/imports': PageImports; 'bilans/import': PageImport; 'bilans/import-avancement': { readonly importe: ImportPresente } }
}

const TAILLE = 100;

/** Spreadsheets imported into a bilan, and the form to send another. */
export const pageImports = ({ db }: Deps, nature: NatureBilan) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireCadreDuBilan(db, parametre(demande, 'dossierId')));
  const bilan = trouve(await lireEnteteDeBilan(db, d.dossier.id, nature));
  const chemins = cheminsDuBilan(nature);
  const ids = { dossierId: d.dossier.id };
  await render(demande, 'bilans/imports', {
    ...enteteDossier(demande, d), action: vers(chemins.imports, ids), retour: vers(chemins.depenses, ids), modifiable: bilan.etat === 'brouillon',
    imports: (await importsDuBilan(db, bilan.id)).map((i) => presenter(i, nature)), champs: CHAMPS_IMPORT.map((c) => libelle('champ_import', c)),
  }, { titre: 'Importer des dépenses', etat, fil: fil(demande, d, nature) });
};

/** One import: the columns to describe, then how far it is, then its result with what is wrong in each row. */
export const pageImport = (deps: Deps, nature: NatureBilan) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { d, importe } = await leDemande(deps, demande, nature);
  const chemins = cheminsDuBilan(nature);
  const ids = { dossierId: d.dossier.id, importId: importe.id };
  const { avant, apres } = { avant: lireCleErreur(demande.query['avant']), apres: lireCleErreur(demande.query['apres']) };
  const erreurs = await lireErreurs(deps.db, importe.id, { ...(avant === null ? {} : { avant }), ...(avant !== null || apres === null ? {} : { apres }) }, TAILLE);
  const ici = vers(chemins.import, ids);
  await render(demande, 'bilans/import', {
    ...enteteDossier(demande, d), importe: presenter(importe, nature), action: ici, retour: vers(chemins.imports, ids), depenses: vers(chemins.depenses, ids),
    colonnes: importe.correspondance === null ? await formeDesColonnes(deps, importe, etat) : null,
    apercu: { titres: importe.apercu.titres.map((t, i) => `${lettreDeColonne(i)} · ${t === '' ? 'sans titre' : t}`), exemples: importe.apercu.exemples.map((l) => importe.apercu.titres.map((_, i) => l[i] ?? '')), texte: `${pluriel(importe.apercu.lignes, 'ligne')} sous la ligne de titres ${importe.apercu.ligneTitres}` },
    comptes: [
      { terme: 'Lignes lues', valeur: nombre(importe.lues) }, { terme: 'Dépenses ajoutées', valeur: nombre(importe.ajoutees) }, { terme: 'Déjà dans le bilan', valeur: nombre(importe.deja) }, { terme: 'Lignes à corriger', valeur: nombre(importe.ecartees) },
    ],
    erreurs: erreurs.lignes.map((e) => enMots(e, importe)), csv: vers(chemins.importErreurs, ids), ...liensDeTranche(ici, {}, erreurs),
  }, { titre: `Import de « ${importe.fichier.nom} »`, etat, large: true, fil: fil(demande, d, nature) });
};

/** How far an import is: a fragment for the page that polls it, the page itself otherwise. */
export const avancementImport = (deps: Deps, nature: NatureBilan) => async (demande: Demande): Promise<void> => {
  const { d, importe } = await leDemande(deps, demande, nature);
  const ici = vers(cheminsDuBilan(nature).import, { dossierId: d.dossier.id, importId: importe.id });
  if (!estParScript(demande.req)) return demande.res.redirect(303, ici);
  if (importe.finiLe !== null) demande.res.setHeader('HX-Redirect', ici);
  await render(demande, 'bilans/import-avancement', { importe: presenter(importe, nature) }, { titre: 'Import', fragment: true });
};

/** What could not be read, as a CSV file to correct from. */
export const servirErreurs = (deps: Deps, nature: NatureBilan) => async (demande: Demande): Promise<void> => {
  const { importe } = await leDemande(deps, demande, nature);
  async function* lignes(): AsyncGenerator<(string | number)[]> {
    yield ['Ligne', 'Colonne', 'Champ', 'Trouvé', 'Attendu'];
    for await (const e of parcourirErreurs(deps.db, importe.id)) { const { ligne, colonne, champ, trouve: vu, attendu } = enMots(e, importe); yield [ligne, colonne, champ, vu, attendu]; }
  }
  await servirCsv(demande.res, `lignes-a-corriger-${importe.fichier.nom.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60)}.csv`, lignes());
};

async function leDemande({ db }: Deps, demande: Demande, nature: NatureBilan): Promise<{ d: CadreDuBilan; importe: ImportLu }> {
  const d = trouve(await lireCadreDuBilan(db, parametre(demande, 'dossierId')));
  const bilan = trouve(await lireEnteteDeBilan(db, d.dossier.id, nature));
  return { d, importe: await importDuBilan(db, bilan.id, parametre(demande, 'importId')) };
}

const fil = (demande: Demande, d: CadreDuBilan, nature: NatureBilan): { texte: string; lien: string }[] => {
  const chemins = cheminsDuBilan(nature);
  const ids = { dossierId: d.dossier.id };
  return filDuDossier(demande, d, { texte: libelle('nature_bilan', nature), lien: vers(chemins.page, ids) }, { texte: 'Dépenses', lien: vers(chemins.depenses, ids) });
};

async function formeDesColonnes({ db }: Deps, importe: ImportLu, { saisie }: EtatFormulaire): Promise<PageImport['colonnes']> {
  const devinees = devinerColonnes(importe.apercu.titres, await lireTitresConnus(db, importe.organismeId));
  const enTexte = (champ: ChampImport): string => (devinees[champ] === undefined ? '' : String(devinees[champ]));
  return {
    champs: CHAMPS_IMPORT.map((champ) => ({ chemin: `colonnes.${champ}`, libelle: libelle('champ_import', champ), facultatif: !CHAMPS_EXIGES.includes(champ), valeur: saisie === null ? enTexte(champ) : texteTape(saisie, `colonnes.${champ}`) })),
    options: importe.apercu.titres.map((t, i) => ({ valeur: String(i), texte: `${lettreDeColonne(i)} · ${t === '' ? 'sans titre' : t}` })),
    poste: saisie === null ? '' : texteTape(saisie, 'poste'), postes: choix('poste', POSTES),
  };
}

const enMots = ({ ligne, colonne, champ, trouve: vu, attendu }: ErreurLue, { apercu, correspondance }: ImportLu): PageImport['erreurs'][number] => {
  const titre = apercu.titres[correspondance?.colonnes[champ] ?? -1] ?? '';
  return { ligne, colonne: [colonne, titre].filter((t) => t !== '').join(' · '), champ: libelle('champ_import', champ), trouve: vu === '' ? '(vide)' : vu, attendu: libelle('import_attendu', attendu) };
};

function presenter(i: ImportLu, nature: NatureBilan): ImportPresente {
  const chemins = cheminsDuBilan(nature);
  const ids = { dossierId: i.dossierId, importId: i.id };
  const etat = i.correspondance === null ? 'a_decrire' : i.finiLe !== null ? 'fini' : i.travail?.etat === 'abandonne' ? 'abandonne' : 'en_cours';
  const lues = Math.min(i.apercu.lignes, (i.travail?.fait ?? 0) * LIGNES_PAR_ETAPE);
  return {
    id: i.id, nom: i.fichier.nom, demandeLe: i.demandeLe, lien: vers(chemins.import, ids), etat,
    resume: etat === 'fini' ? `${pluriel(i.ajoutees, 'dépense ajoutée', 'dépenses ajoutées')}, ${nombre(i.deja)} déjà présentes, ${nombre(i.ecartees)} à corriger` : '',
    barre: etat === 'en_cours' ? { lien: vers(chemins.importAvancement, ids), fait: lues, total: i.apercu.lignes, texte: lues === 0 ? 'en attente' : `${nombre(lues)} lignes sur ${nombre(i.apercu.lignes)}` } : null,
  };
}
