import { CHAMPS_PARTICIPANT, REPONSES_DE, TABLEAU_DE_PARTICIPANTS, type ChampParticipant } from '../../domain/participants/importation.js';
import type { Coffre } from '../../platform/coffre.js';
import type { Deps } from '../../platform/deps.js';
import { servirClasseur } from '../../platform/export-feuille.js';
import { lettreDeColonne, type ColonneFeuille } from '../../platform/feuille.js';
import { parcourirErreurs, placesDErreurs } from '../../platform/importations.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import {
  comptesPresentes, formeDesColonnes, montrerAvancement, presenterApercu, presenterErreur, presenterImport, servirErreursDImport, type ApercuPresente, type ErreurPresentee, type FormeColonnes, type ImportPresente, type MotsDImport,
} from '../../web/presentation-import.js';
import { render } from '../../web/render.js';
import { avecQuery, liensDeTranche } from '../../web/requete.js';
import { fil } from './fiche-page.js';
import { importsDeLOperation, lireConnus, lireErreurs, lireTitresConnus, type ErreurLue, type ImportLu } from './import-queries.js';
import { importDuDossier } from './import-service.js';
import { lireOperation, type OperationLue } from './participant-queries.js';
import { coffreDesParticipants } from './participant-coffre.js';
import { entete } from './participants-page.js';

type Entete = ReturnType<typeof entete>;

export interface PageImportsParticipants extends Entete {
  readonly action: string;
  readonly retour: string;
  readonly modele: string;
  readonly imports: readonly ImportPresente[];
  readonly champs: readonly { readonly nom: string; readonly exige: boolean; readonly attendu: string }[];
}

export interface PageImportParticipants extends Entete {
  readonly importe: ImportPresente;
  readonly action: string;
  readonly retour: string;
  readonly liste: string;
  /** Form of the columns, as long as the import has not begun. */
  readonly colonnes: FormeColonnes | null;
  readonly apercu: ApercuPresente;
  readonly comptes: readonly { readonly terme: string; readonly valeur: string }[];
  readonly refusees: readonly ErreurPresentee[];
  readonly connus: readonly { readonly ligne: number; readonly pseudonyme: string; readonly lien: string; readonly differences: string }[];
  readonly csv: string;
  readonly precedent: string | null;
  readonly suivant: string | null;
}

declare module '../../web/render.js' {
  interface Pages { 'participants/imports': PageImportsParticipants; 'participants/import': PageImportParticipants }
}

const TAILLE = 100;
const MOTS: MotsDImport = { champs: 'champ_participant', ajoute: ['personne inscrite', 'personnes inscrites'], ajoutees: 'Personnes inscrites', deja: 'Déjà inscrites' };

/** Spreadsheets sent for an operation, and the form to send another. */
export const pageImports = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const o = trouve(await lireOperation(deps.db, parametre(demande, 'dossierId')));
  const ids = { dossierId: o.dossier.id };
  const imports = await importsDeLOperation(deps.db, coffreDesParticipants(deps), o.dossier.id);
  await render(demande, 'participants/imports', {
    ...entete(demande, o), action: vers(paths.participants.imports, ids), retour: vers(paths.participants.liste, ids), modele: vers(paths.participants.modele, ids), imports: imports.map(presenter),
    champs: CHAMPS_PARTICIPANT.map((champ) => ({ nom: libelle(MOTS.champs, champ), exige: TABLEAU_DE_PARTICIPANTS.exiges.includes(champ), attendu: attenduDe(champ) })),
  }, { titre: 'Importer des participants', etat, large: true, fil: fil(demande, o) });
};

const JOURS: readonly ChampParticipant[] = ['naissance', 'entree', 'sortie', 'suiviLe'];

function attenduDe(champ: ChampParticipant): string {
  const reponses = REPONSES_DE[champ];
  if (reponses !== undefined) return reponses.codes.map((c) => libelle(reponses.famille, c)).join(' ; ');
  return JOURS.includes(champ) ? 'Une date, par exemple 12/03/2023' : '';
}

/** One import: the columns to describe, then how far it is, then its result with what is wrong in each row. */
export const pageImport = (deps: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const { o, coffre, importe } = await leDemande(deps, demande);
  const ids = { dossierId: o.dossier.id, importId: importe.id };
  const ici = vers(paths.participants.import, ids);
  const liste = vers(paths.participants.liste, ids);
  const erreurs = await lireErreurs(deps.db, coffre, importe.id, placesDErreurs(demande.query, CHAMPS_PARTICIPANT), TAILLE);
  await render(demande, 'participants/import', {
    ...entete(demande, o), importe: presenter(importe), action: ici, retour: vers(paths.participants.imports, ids), liste,
    colonnes: importe.decrit ? null : formeDesColonnes(TABLEAU_DE_PARTICIPANTS, importe.apercu, await lireTitresConnus(deps.db, coffre, importe.organismeId), etat.saisie, MOTS),
    apercu: presenterApercu(importe.apercu), comptes: comptesPresentes(importe, MOTS), refusees: erreurs.lignes.map((e) => enMots(e, importe)),
    connus: (await lireConnus(deps.db, importe.id, TAILLE)).map((c) => ({ ...c, lien: avecQuery(liste, { pseudonyme: c.pseudonyme }), differences: c.differences.map((d) => libelle(MOTS.champs, d)).join(', ') })),
    csv: vers(paths.participants.importErreurs, ids), ...liensDeTranche(ici, {}, erreurs),
  }, { titre: `Import de « ${importe.nom} »`, etat, large: true, fil: fil(demande, o) });
};

/** How far an import is. */
export const avancementImport = (deps: Deps) => async (demande: Demande): Promise<void> => montrerAvancement(demande, presenter((await leDemande(deps, demande)).importe));

/** What could not be read, as a CSV file to correct from. */
export const servirErreurs = (deps: Deps) => async (demande: Demande): Promise<void> => {
  const { coffre, importe } = await leDemande(deps, demande);
  async function* erreurs(): AsyncGenerator<ErreurPresentee> {
    for await (const e of parcourirErreurs<ErreurLue>((sens, taille) => lireErreurs(deps.db, coffre, importe.id, sens, taille), CHAMPS_PARTICIPANT)) yield enMots(e, importe);
  }
  await servirErreursDImport(demande, importe.nom, erreurs());
};

async function leDemande(deps: Deps, demande: Demande): Promise<{ o: OperationLue; coffre: Coffre; importe: ImportLu }> {
  const o = trouve(await lireOperation(deps.db, parametre(demande, 'dossierId')));
  const coffre = coffreDesParticipants(deps);
  return { o, coffre, importe: await importDuDossier(deps.db, coffre, o.dossier.id, parametre(demande, 'importId')) };
}

const enMots = (e: ErreurLue, { apercu, colonnes }: ImportLu): ErreurPresentee => presenterErreur(e, apercu.titres, colonnes, MOTS);

function presenter(i: ImportLu): ImportPresente {
  const ids = { dossierId: i.dossierId, importId: i.id };
  return presenterImport(i, MOTS, { page: vers(paths.participants.import, ids), avancement: vers(paths.participants.importAvancement, ids) });
}

const LIGNES_A_REMPLIR = 1000;
const REPONSES = 'Réponses acceptées';

/** The spreadsheet to fill: one column per field, lists offered where an answer is one of several, and these lists on a second sheet. */
export async function servirModele(demande: Demande): Promise<void> {
  const listes = CHAMPS_PARTICIPANT.flatMap((champ) => { const r = REPONSES_DE[champ]; return r === undefined ? [] : [{ champ, textes: r.codes.map((c) => libelle(r.famille, c)) }]; });
  const colonnes = CHAMPS_PARTICIPANT.map((champ): ColonneFeuille => {
    const rang = listes.findIndex((l) => l.champ === champ);
    const lettre = lettreDeColonne(rang);
    const titre = libelle(MOTS.champs, champ);
    return { titre, type: JOURS.includes(champ) ? 'jour' : 'texte', largeur: Math.max(14, Math.min(36, titre.length + 2)), ...(rang < 0 ? {} : { choix: `'${REPONSES}'!$${lettre}$2:$${lettre}$${(listes[rang]?.textes.length ?? 0) + 1}` }) };
  });
  const hauteur = Math.max(...listes.map((l) => l.textes.length));
  await servirClasseur(demande.res, 'modele-participants', [
    { feuille: 'Participants', colonnes, aRemplir: LIGNES_A_REMPLIR, lignes: rangees([]) },
    { feuille: REPONSES, colonnes: listes.map((l) => ({ titre: libelle(MOTS.champs, l.champ), type: 'texte', largeur: 36 })), lignes: rangees(Array.from({ length: hauteur }, (_, i) => listes.map((l) => l.textes[i] ?? null))) },
  ]);
}

async function* rangees(lignes: readonly (readonly (string | null)[])[]): AsyncGenerator<readonly (string | null)[]> {
  for (const ligne of lignes) yield await Promise.resolve(ligne);
}
