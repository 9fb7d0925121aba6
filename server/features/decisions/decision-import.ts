import { MOTIFS_REFUS, verifierDecision, type MotifRefus, type SensDecision } from '../../domain/decisions/decision.js';
import type { Financeur } from '../../domain/financements/nomenclature.js';
import { roleDans, type Acteur } from '../../domain/habilitations/acteur.js';
import { cents } from '../../domain/kernel/cents.js';
import { Refus } from '../../domain/kernel/refus.js';
import { lireMontantSaisi } from '../../platform/format.js';
import type { LigneClasseur } from '../../platform/lecture-classeur.js';
import { sansAccents } from '../../platform/plein-texte.js';
import { libelle } from '../../web/libelles.js';
import { messageDeRefus } from '../../web/refus-messages.js';
import type { DossierADecider } from './decision-queries.js';

/** Most rows and columns read: as many dossiers as a délibération takes, and the columns a service adds for itself. */
export const LIMITES_IMPORT = { lignes: 501, cellulesParLigne: 40, caracteresParCellule: 4000 } as const;
const MOTIF_MAX = 2000;

/** A row of the spreadsheet as it was understood, with what is wrong with it. */
export interface LigneImportee {
  readonly ligne: number;
  readonly numero: string;
  readonly dossier: DossierADecider | null;
  readonly sens: SensDecision | null;
  readonly montants: readonly { readonly financeur: Financeur; readonly cents: number }[];
  readonly motif: string;
  readonly motifCode: MotifRefus | null;
  readonly erreurs: readonly string[];
}

/** What is known of the call the spreadsheet is about. */
export interface CadreImport {
  readonly dossiers: readonly DossierADecider[];
  /** Funders that pay, the call's own first. */
  readonly financeurs: readonly Financeur[];
  readonly acteur: Acteur;
}

type Colonne = 'numero' | 'sens' | 'motif' | `montant:${string}`;

const normaliser = (texte: string): string => sansAccents(texte).toLowerCase().replace(/[^a-z0-9+]+/g, ' ').trim();

const TITRES: Readonly<Record<string, Colonne>> = {
  numero: 'numero', 'n ': 'numero', n: 'numero', dossier: 'numero', 'numero du dossier': 'numero', 'numero de dossier': 'numero', sens: 'sens', decision: 'sens', motif: 'motif', motifs: 'motif', observations: 'motif', 'motif ou observations': 'motif',
};
const SENS: Readonly<Record<string, SensDecision>> = {
  attribue: 'attribue', attribuee: 'attribue', attribution: 'attribue', accorde: 'attribue', accord: 'attribue', favorable: 'attribue',
  refuse: 'refuse', refusee: 'refuse', refus: 'refuse', defavorable: 'refuse', ajourne: 'ajourne', ajournee: 'ajourne', ajournement: 'ajourne',
};

function colonneDe(titre: string, financeurs: readonly Financeur[]): Colonne | null {
  const nom = normaliser(titre);
  const connue = TITRES[nom];
  if (connue !== undefined) return connue;
  const [principal] = financeurs;
  if (/^montant( attribue| accorde| vote)?( en euros)?$/.test(nom)) return principal === undefined ? null : `montant:${principal}`;
  const financeur = financeurs.find((f) => nom === `montant ${normaliser(libelle('financeur', f))}` || nom === `montant ${f}` || nom === normaliser(libelle('financeur', f)) || nom === f);
  return financeur === undefined ? null : `montant:${financeur}`;
}

/**
 * Reads decisions from the rows of a spreadsheet, the first of which names its columns: `numéro`, `sens`, `montant`, `montant FSE`
 * when FSE+ pays, `motif`; others are ignored. Every row is read, each with all that is wrong with it.
 * @throws Refus `import.colonnes_absentes` { colonnes }, `import.vide`
 */
export async function lireImport(lignes: AsyncIterable<LigneClasseur>, cadre: CadreImport): Promise<LigneImportee[]> {
  let colonnes: readonly (Colonne | null)[] | null = null;
  const lues: LigneImportee[] = [];
  const vues = new Map<string, number>();
  for await (const ligne of lignes) {
    if (colonnes === null) {
      colonnes = ligne.cellules.map((c) => colonneDe(c, cadre.financeurs));
      const absentes = (['numero', 'sens'] as const).filter((c) => colonnes?.includes(c) !== true);
      if (absentes.length > 0) throw new Refus('import.colonnes_absentes', { champ: 'fichier', colonnes: absentes.map((c) => libelle('colonne_import', c)).join(', ') });
      continue;
    }
    const lue = lireLigne(ligne, colonnes, cadre);
    const avant = vues.get(lue.numero);
    vues.set(lue.numero, avant ?? ligne.numero);
    lues.push(avant === undefined ? lue : { ...lue, erreurs: [`Le dossier ${lue.numero} est déjà donné à la ligne ${avant}.`, ...lue.erreurs] });
  }
  if (lues.length === 0) throw new Refus('import.vide', { champ: 'fichier' });
  return lues;
}

function lireLigne({ numero: ligne, cellules }: LigneClasseur, colonnes: readonly (Colonne | null)[], cadre: CadreImport): LigneImportee {
  const cellule = (c: Colonne): string => (cellules[colonnes.indexOf(c)] ?? '').trim();
  const numero = cellule('numero').toUpperCase().slice(0, 40);
  const dossier = cadre.dossiers.find((d) => d.numero === numero) ?? null;
  const sens = SENS[normaliser(cellule('sens'))] ?? null;
  const erreurs: string[] = [];
  if (dossier === null) erreurs.push(numero === '' ? 'Le numéro du dossier manque.' : `Aucun dossier à décider ne porte le numéro ${numero}.`);
  else if (roleDans(cadre.acteur, dossier.organismeId) !== null) erreurs.push('Vous êtes membre de cet organisme : une autre personne doit décider.');
  if (sens === null) erreurs.push(`« ${cellule('sens').slice(0, 60)} » n’est pas un sens : écrivez « attribué », « refusé » ou « ajourné ».`);
  const montants = cadre.financeurs.map((financeur) => ({ financeur, lu: lireMontant(cellule(`montant:${financeur}`), sens) }));
  for (const { financeur, lu } of montants) if (lu === null) erreurs.push(`${cadre.financeurs.length > 1 ? `${libelle('financeur', financeur)} : l` : 'L'}e montant « ${cellule(`montant:${financeur}`).slice(0, 40)} » n’est pas lisible.`);
  const texte = cellule('motif').replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, '');
  if (texte.length > MOTIF_MAX) erreurs.push(`Le motif est trop long : ${MOTIF_MAX} caractères au plus.`);
  const { motif, motifCode } = sens === 'refuse' ? lireMotif(texte) : { motif: texte, motifCode: null };
  const retenus = montants.map(({ financeur, lu }) => ({ financeur, cents: lu ?? 0 }));
  if (erreurs.length === 0 && dossier !== null && sens !== null) erreurs.push(...refusDe(() => verifierDecision({ dossierId: dossier.id, sens, montants: retenus.map((m) => ({ financeur: m.financeur, montant: cents(m.cents) })), motif, motifCode }, dossier.bornesParFinanceur)));
  return { ligne, numero, dossier, sens, montants: sens === 'attribue' ? retenus : [], motif, motifCode, erreurs };
}

/** An amount is read for an award alone; an empty cell is zero. */
function lireMontant(texte: string, sens: SensDecision | null): number | null {
  if (sens !== 'attribue' || texte === '') return 0;
  const lu = lireMontantSaisi(texte.replace(/\s*(€|euros?)$/iu, ''));
  return lu === null || lu < 0 ? null : lu;
}

/** A typed reason may be given by its code or its words, alone or before a colon and more. */
function lireMotif(texte: string): { motif: string; motifCode: MotifRefus | null } {
  const [tete = '', ...suite] = texte.split(':');
  const motifCode = MOTIFS_REFUS.find((m) => normaliser(tete) === normaliser(m) || normaliser(tete) === normaliser(libelle('motif_refus', m))) ?? null;
  return motifCode === null ? { motif: texte, motifCode } : { motif: suite.join(':').trim(), motifCode };
}

function refusDe(faire: () => unknown): string[] {
  try {
    faire();
    return [];
  } catch (erreur) {
    if (erreur instanceof Refus) return [messageDeRefus(erreur)];
    throw erreur;
  }
}
