import { CHAMPS_IMPORT, TABLEAU_DE_DEPENSES } from '../../domain/bilans/importation.js';
import type { NatureBilan } from '../../domain/bilans/lignes.js';
import { POSTES } from '../../domain/financements/nomenclature.js';
import type { Deps } from '../../platform/deps.js';
import { parcourirErreurs, placesDErreurs } from '../../platform/importations.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { vers } from '../../web/paths.js';
import { enteteDossier, filDuDossier, type EnteteDossier } from '../../web/presentation-bilan.js';
import {
  comptesPresentes, formeDesColonnes, montrerAvancement, presenterApercu, presenterErreur, presenterImport, servirErreursDImport, type ApercuPresente, type ErreurPresentee, type FormeColonnes, type ImportPresente, type MotsDImport,
} from '../../web/presentation-import.js';
import { render } from '../../web/render.js';
import { liensDeTranche } from '../../web/requete.js';
import { texteTape } from '../../web/saisie.js';
import { cheminsDuBilan } from './bilan-chemins.js';
import { lireEnteteDeBilan } from './bilan-queries.js';
import { lireCadreDuBilan, type CadreDuBilan } from './dossier-a-solder-queries.js';
import { importsDuBilan, lireErreurs, lireTitresConnus, type ErreurLue, type ImportLu } from './import-queries.js';
import { importDuBilan } from './import-service.js';

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
  readonly colonnes: (FormeColonnes & { readonly poste: string; readonly postes: readonly { readonly valeur: string; readonly texte: string }[] }) | null;
  readonly apercu: ApercuPresente;
  readonly comptes: readonly { readonly terme: string; readonly valeur: string }[];
  readonly refusees: readonly ErreurPresentee[];
  readonly csv: string;
  readonly precedent: string | null;
  readonly suivant: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'bilans/imports': PageImports; 'bilans/import': PageImport }
}

const TAILLE = 100;
const MOTS: MotsDImport = { champs: 'champ_import', ajoute: ['dépense ajoutée', 'dépenses ajoutées'], ajoutees: 'Dépenses ajoutées', deja: 'Déjà dans le bilan' };

/** Spreadsheets imported into a bilan, and the form to send another. */
export const pageImports = ({ db }: Deps, nature: NatureBilan) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const d = trouve(await lireCadreDuBilan(db, parametre(demande, 'dossierId')));
  const bilan = trouve(await lireEnteteDeBilan(db, d.dossier.id, nature));
  const chemins = cheminsDuBilan(nature);
  const ids = { dossierId: d.dossier.id };
  await render(demande, 'bilans/imports', {
    ...enteteDossier(demande, d), action: vers(chemins.imports, ids), retour: vers(chemins.depenses, ids), modifiable: bilan.etat === 'brouillon',
    imports: (await importsDuBilan(db, bilan.id)).map((i) => presenter(i, nature)), champs: CHAMPS_IMPORT.map((c) => libelle(MOTS.champs, c)),
  }, { titre: 'Importer des dépenses', etat, fil: fil(demande, d, nature) });
};

/** One import: the columns to describe, then how far it is, then its result with what is wrong in each row. */
export const pageImport = (deps: Deps, nature: NatureBilan) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { d, importe } = await leDemande(deps, demande, nature);
  const chemins = cheminsDuBilan(nature);
  const ids = { dossierId: d.dossier.id, importId: importe.id };
  const erreurs = await lireErreurs(deps.db, importe.id, placesDErreurs(demande.query, CHAMPS_IMPORT), TAILLE);
  const ici = vers(chemins.import, ids);
  await render(demande, 'bilans/import', {
    ...enteteDossier(demande, d), importe: presenter(importe, nature), action: ici, retour: vers(chemins.imports, ids), depenses: vers(chemins.depenses, ids),
    colonnes: importe.decrit ? null : await formeDeLImport(deps, importe, etat), apercu: presenterApercu(importe.apercu), comptes: comptesPresentes(importe, MOTS),
    refusees: erreurs.lignes.map((e) => enMots(e, importe)), csv: vers(chemins.importErreurs, ids), ...liensDeTranche(ici, {}, erreurs),
  }, { titre: `Import de « ${importe.nom} »`, etat, large: true, fil: fil(demande, d, nature) });
};

/** How far an import is. */
export const avancementImport = (deps: Deps, nature: NatureBilan) => async (demande: Demande): Promise<void> =>
  montrerAvancement(demande, presenter((await leDemande(deps, demande, nature)).importe, nature));

/** What could not be read, as a CSV file to correct from. */
export const servirErreurs = (deps: Deps, nature: NatureBilan) => async (demande: Demande): Promise<void> => {
  const { importe } = await leDemande(deps, demande, nature);
  async function* erreurs(): AsyncGenerator<ErreurPresentee> {
    for await (const e of parcourirErreurs<ErreurLue>((sens, taille) => lireErreurs(deps.db, importe.id, sens, taille), CHAMPS_IMPORT)) yield enMots(e, importe);
  }
  await servirErreursDImport(demande, importe.nom, erreurs());
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

const formeDeLImport = async ({ db }: Deps, { apercu, organismeId }: ImportLu, { saisie }: EtatFormulaire): Promise<PageImport['colonnes']> => ({
  ...formeDesColonnes(TABLEAU_DE_DEPENSES, apercu, await lireTitresConnus(db, organismeId), saisie, MOTS), poste: saisie === null ? '' : texteTape(saisie, 'poste'), postes: choix('poste', POSTES),
});

const enMots = (e: ErreurLue, { apercu, correspondance }: ImportLu): ErreurPresentee =>
  presenterErreur({ ...e, attendu: libelle('import_attendu', e.attendu) }, apercu.titres, correspondance?.colonnes ?? null, MOTS);

function presenter(i: ImportLu, nature: NatureBilan): ImportPresente {
  const [chemins, ids] = [cheminsDuBilan(nature), { dossierId: i.dossierId, importId: i.id }];
  return presenterImport(i, MOTS, { page: vers(chemins.import, ids), avancement: vers(chemins.importAvancement, ids) });
}
