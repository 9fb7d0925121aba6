import { comparerNoms, ligneEmpreinte, lireManifeste, NOM_EMPREINTE, NOM_JOURNAL, NOM_MANIFESTE, type AnomalieArchive, type Manifeste } from '../../domain/archives/manifeste.js';
import { empreinteDe, type LigneJournal } from '../../platform/journal.js';
import { lireArchiveZip, ZipIllisible, type ZipLu } from '../../platform/lecture-zip.js';

/** What an archive is found to be: its manifest when it can be read, the hash of this manifest, and everything that is wrong. */
export interface VerificationArchive {
  readonly manifeste: Manifeste | null;
  readonly empreinte: string | null;
  readonly anomalies: readonly AnomalieArchive[];
}

const BORNES = { entrees: 1_000_000, texte: 256 << 20 } as const;
/** Texts sealed by an act: the journal holds their hash. */
const SCELLES = /^(versions|documents)\/.*\.json$/;

/**
 * Checks an archive file by itself, without the product nor its database: the hash of the manifest, that it lists every file
 * and no other, size and hash of each, each row of the journal against its own hash and the row before it, each version
 * and official document against the hash the journal keeps of it.
 * @throws ZipIllisible when the file is no ZIP archive
 */
export async function verifierArchive(chemin: string): Promise<VerificationArchive> {
  return lireArchiveZip(chemin, BORNES, async (zip) => {
    const tete = await lireTete(zip);
    if (tete.manifeste === null) return tete;
    const noms = comparerNoms(tete.manifeste, zip.noms);
    const fichiers: AnomalieArchive[] = [];
    for (const f of tete.manifeste.fichiers) fichiers.push(...(zip.taille(f.nom) === null ? [] : await verifierFichier(zip, f)));
    return { ...tete, anomalies: [...tete.anomalies, ...noms, ...fichiers, ...(await verifierJournalDuDossier(zip, tete.manifeste))] };
  });
}

async function lireTete(zip: ZipLu): Promise<VerificationArchive> {
  const manquants = [NOM_MANIFESTE, NOM_EMPREINTE].filter((nom) => zip.taille(nom) === null);
  if (manquants.length > 0) return { manifeste: null, empreinte: null, anomalies: manquants.map((nom) => ({ nom, code: 'manquant' })) };
  const [texte, empreinte, ligne] = await Promise.all([tenter(zip.texte(NOM_MANIFESTE)), tenter(zip.empreinte(NOM_MANIFESTE)), tenter(zip.texte(NOM_EMPREINTE))]);
  const manifeste = texte === null ? null : lireManifeste(texte);
  const anomalies: AnomalieArchive[] = [];
  if (texte === null) anomalies.push({ nom: NOM_MANIFESTE, code: 'illisible' });
  else if (manifeste === null) anomalies.push({ nom: NOM_MANIFESTE, code: 'format' });
  if (ligne === null) anomalies.push({ nom: NOM_EMPREINTE, code: 'illisible' });
  else if (empreinte !== null && ligne !== ligneEmpreinte(empreinte.sha256)) anomalies.push({ nom: NOM_MANIFESTE, code: 'empreinte' });
  return { manifeste, empreinte: empreinte?.sha256 ?? null, anomalies };
}

/** The value, or null when the archive cannot give it. */
const tenter = <T>(valeur: Promise<T>): Promise<T | null> => valeur.catch((erreur: unknown) => {
  if (erreur instanceof ZipIllisible) return null;
  throw erreur;
});

async function verifierFichier(zip: ZipLu, { nom, taille, sha256: attendu }: Manifeste['fichiers'][number]): Promise<AnomalieArchive[]> {
  // Not read when it announces another size: what it holds cannot be longer than what was listed.
  if (zip.taille(nom) !== taille) return [{ nom, code: 'taille' }];
  const lu = await tenter(zip.empreinte(nom));
  if (lu === null) return [{ nom, code: 'illisible' }];
  return lu.sha256 === attendu ? [] : [{ nom, code: 'empreinte' }];
}

type LigneExtraite = LigneJournal & { readonly empreinte: string };

/** Rows of the journal extract whose hash is not their own or that break the chain, and documents that the journal does not know. */
async function verifierJournalDuDossier(zip: ZipLu, { fichiers, journal }: Manifeste): Promise<AnomalieArchive[]> {
  const texte = await tenter(zip.texte(NOM_JOURNAL));
  const lignes = texte === null ? null : lireLignes(texte);
  if (lignes === null) return [{ nom: NOM_JOURNAL, code: 'format' }];
  const intacte = lignes.every((l, i) => {
    const avant = lignes[i - 1];
    const suit = avant === undefined || (l.rang > avant.rang && (l.rang !== avant.rang + 1 || l.empreinte_precedente === avant.empreinte));
    return suit && empreinteDe(l) === l.empreinte && (l.rang !== journal.rang || l.empreinte === journal.empreinte) && l.rang <= journal.rang;
  });
  const connus = new Set(lignes.map((l) => (JSON.parse(l.donnees) as { empreinte?: string }).empreinte));
  const inconnus = fichiers.filter((f) => SCELLES.test(f.nom) && !connus.has(f.sha256));
  return [...(intacte ? [] : [{ nom: NOM_JOURNAL, code: 'chaine' } as const]), ...inconnus.map((f) => ({ nom: f.nom, code: 'chaine' }) as const)];
}

function lireLignes(texte: string): LigneExtraite[] | null {
  try {
    return texte.split('\n').filter((l) => l !== '').map((l) => JSON.parse(l) as LigneExtraite);
  } catch {
    return null;
  }
}
