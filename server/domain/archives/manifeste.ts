/** A file of an archive as its manifest names it. */
export interface FichierArchive {
  readonly nom: string;
  readonly taille: number;
  readonly sha256: string;
  /** Name under which a person had given it; absent for what the product wrote. */
  readonly nomOrigine?: string;
}

/** A file of the dossier that the archive could not hold, and why. */
export interface FichierAbsent { readonly nom: string; readonly sha256: string; readonly raison: 'quarantaine' | 'analyse_en_cours' }

/** What an archive says of itself: the dossier, when and by whom it was made, every file it holds. */
export interface Manifeste {
  readonly format: typeof FORMAT;
  readonly version: 1;
  readonly dossier: { readonly id: string; readonly numero: string; readonly titre: string; readonly organisme: string; readonly siret: string; readonly etat: string };
  readonly etabliLe: string;
  readonly etabliPar: string;
  readonly conservation: { readonly jusquau: string | null; readonly regle: string | null; readonly definitive: boolean };
  /** Head of the journal when the extract was read: rank and hash of its last row. */
  readonly journal: { readonly rang: number; readonly empreinte: string };
  readonly fichiers: readonly FichierArchive[];
  readonly absents: readonly FichierAbsent[];
}

export const FORMAT = 'passerelle-archive';
export const NOM_MANIFESTE = 'manifeste.json';
/** One line as `sha256sum` writes and checks it: the hash of the manifest. */
export const NOM_EMPREINTE = 'manifeste.sha256';
/** The rows of the journal that are about the dossier. */
export const NOM_JOURNAL = 'donnees/journal.jsonl';

/** Content of `manifeste.sha256` for the hash of a manifest. */
export const ligneEmpreinte = (sha256: string): string => `${sha256}  ${NOM_MANIFESTE}\n`;

/** What is wrong with a file of an archive. */
export type Anomalie = 'manquant' | 'en_trop' | 'en_double' | 'taille' | 'empreinte' | 'illisible' | 'format' | 'chaine';
export interface AnomalieArchive { readonly nom: string; readonly code: Anomalie }

const SHA256 = /^[0-9a-f]{64}$/;
const estObjet = (v: unknown): v is Readonly<Record<string, unknown>> => typeof v === 'object' && v !== null && !Array.isArray(v);
const estFichier = (f: unknown): f is FichierArchive =>
  estObjet(f) && typeof f['nom'] === 'string' && f['nom'] !== '' && Number.isSafeInteger(f['taille']) && Number(f['taille']) >= 0 && typeof f['sha256'] === 'string' && SHA256.test(f['sha256']);

const estManifeste = (v: unknown): v is Manifeste =>
  estObjet(v) && v['format'] === FORMAT && v['version'] === 1 && estObjet(v['dossier']) && estObjet(v['conservation']) && estObjet(v['journal'])
  && Array.isArray(v['fichiers']) && v['fichiers'].every(estFichier) && Array.isArray(v['absents']);

/** The manifest a text holds; null when it is none of this format. */
export function lireManifeste(texte: string): Manifeste | null {
  try {
    const lu: unknown = JSON.parse(texte);
    return estManifeste(lu) ? lu : null;
  } catch {
    return null;
  }
}

/**
 * Files that an archive holds against those its manifest lists: what is missing, what is there twice, what nobody listed.
 * The manifest and its hash list everything but themselves.
 * @param presents name of each entry of the archive, in its order
 */
export function comparerNoms({ fichiers }: Pick<Manifeste, 'fichiers'>, presents: readonly string[]): AnomalieArchive[] {
  const listes = new Set(fichiers.map((f) => f.nom));
  const vus = new Set<string>();
  const anomalies: AnomalieArchive[] = [];
  for (const nom of presents) {
    if (vus.has(nom)) anomalies.push({ nom, code: 'en_double' });
    else if (!listes.has(nom) && nom !== NOM_MANIFESTE && nom !== NOM_EMPREINTE) anomalies.push({ nom, code: 'en_trop' });
    vus.add(nom);
  }
  return [...anomalies, ...[...listes].filter((nom) => !vus.has(nom)).map((nom): AnomalieArchive => ({ nom, code: 'manquant' }))];
}
