import type { Logger } from 'pino';

/** An establishment as the national company search tells it: cleaned and bounded, still unchecked. Unknown fields are empty. */
export interface FicheAnnuaire {
  readonly siret: string;
  readonly nom: string;
  /** INSEE's legal category, four digits, or empty. */
  readonly categorieJuridique: string;
  readonly association: boolean;
  readonly rna: string;
  readonly adresse: string;
  readonly codePostal: string;
  readonly commune: string;
  readonly dirigeantNom: string;
  readonly dirigeantQualite: string;
  /** The establishment or its legal unit is said to be closed. */
  readonly ferme: boolean;
}

/**
 * Answer of a look-up: `absent` nothing under this SIRET, `lent` no answer in time, `indisponible` no answer or an error,
 * `sature` too many look-ups for the service, `illisible` an answer that is not what it should be, `inactif` no address configured.
 */
export type ReponseAnnuaire =
  | { readonly etat: 'trouve'; readonly fiche: FicheAnnuaire }
  | { readonly etat: 'absent' | 'lent' | 'indisponible' | 'sature' | 'illisible' | 'inactif' };

export interface AnnuaireEntreprises {
  readonly actif: boolean;
  /** Looks an establishment up by its SIRET (14 digits); never throws. */
  chercher(siret: string): Promise<ReponseAnnuaire>;
}

interface Reglages { readonly url: string; readonly delaiMs?: number; readonly tailleMax?: number }

const DELAI_MS = 3000;
const TAILLE_MAX = 512 * 1024;

/**
 * The national company search (`GET {url}/search?q={siret}`, recherche-entreprises.api.gouv.fr), asked in at most
 * `delaiMs` milliseconds, of which at most `tailleMax` bytes are read; no redirection is followed, no cookie sent.
 */
export function annuaireEntreprises({ url, delaiMs = DELAI_MS, tailleMax = TAILLE_MAX }: Reglages, log: Pick<Logger, 'warn'>): AnnuaireEntreprises {
  if (url === '') return { actif: false, chercher: () => Promise.resolve({ etat: 'inactif' }) };
  return {
    actif: true,
    async chercher(siret) {
      const reponse = await demander(`${url}/search?q=${encodeURIComponent(siret)}&page=1&per_page=1`, siret, delaiMs, tailleMax);
      if (reponse.etat !== 'trouve' && reponse.etat !== 'absent') log.warn({ etat: reponse.etat }, 'annuaire des entreprises');
      return reponse;
    },
  };
}

async function demander(adresse: string, siret: string, delaiMs: number, tailleMax: number): Promise<ReponseAnnuaire> {
  const signal = AbortSignal.timeout(delaiMs);
  try {
    const reponse = await fetch(adresse, { signal, redirect: 'error', headers: { accept: 'application/json', 'user-agent': 'Passerelle' } });
    if (!reponse.ok) {
      await reponse.body?.cancel();
      return { etat: reponse.status === 429 ? 'sature' : reponse.status === 404 ? 'absent' : 'indisponible' };
    }
    const texte = await lireBorne(reponse, tailleMax);
    return texte === null ? { etat: 'illisible' } : interpreter(texte, siret);
  } catch {
    return { etat: signal.aborted ? 'lent' : 'indisponible' };
  }
}

/** Body of an answer, null when it is larger than `tailleMax` bytes; the rest is not read. */
async function lireBorne(reponse: Response, tailleMax: number): Promise<string | null> {
  const decodeur = new TextDecoder();
  let texte = '';
  let lus = 0;
  if (reponse.body === null) return texte;
  for await (const morceau of reponse.body as AsyncIterable<Uint8Array>) {
    lus += morceau.byteLength;
    if (lus > tailleMax) return null;
    texte += decodeur.decode(morceau, { stream: true });
  }
  return texte + decodeur.decode();
}

type Objet = Readonly<Record<string, unknown>>;

const estObjet = (valeur: unknown): valeur is Objet => typeof valeur === 'object' && valeur !== null && !Array.isArray(valeur);
const objets = (valeur: unknown): Objet[] => (Array.isArray(valeur) ? valeur.filter(estObjet).slice(0, 200) : []);

/** What an answer says of `siret`: the head office or one of the establishments found; anything else is `absent` or `illisible`. */
export function interpreter(texte: string, siret: string): ReponseAnnuaire {
  let lu: unknown;
  try {
    lu = JSON.parse(texte);
  } catch {
    return { etat: 'illisible' };
  }
  if (!estObjet(lu) || !Array.isArray(lu['results'])) return { etat: 'illisible' };
  for (const unite of objets(lu['results'])) {
    const siege = estObjet(unite['siege']) ? [unite['siege']] : [];
    const etablissement = [...siege, ...objets(unite['matching_etablissements'])].find((e) => e['siret'] === siret);
    if (etablissement === undefined) continue;
    const fiche = versFiche(unite, etablissement, siret);
    return fiche.nom === '' ? { etat: 'illisible' } : { etat: 'trouve', fiche };
  }
  return { etat: 'absent' };
}

function versFiche(unite: Objet, etablissement: Objet, siret: string): FicheAnnuaire {
  const complements = estObjet(unite['complements']) ? unite['complements'] : {};
  const codePostal = selon(/^\d{5}$/, ligne(etablissement['code_postal'], 5));
  const commune = ligne(etablissement['libelle_commune'], 100);
  const dirigeant = representant(objets(unite['dirigeants']));
  return {
    siret, nom: ligne(unite['nom_raison_sociale'], 200) || ligne(unite['nom_complet'], 200),
    categorieJuridique: selon(/^\d{4}$/, ligne(unite['nature_juridique'], 4)),
    association: complements['est_association'] === true,
    rna: selon(/^W\d{9}$/, ligne(complements['identifiant_association'], 20).toUpperCase()),
    adresse: voie(etablissement, codePostal, commune), codePostal, commune,
    dirigeantNom: dirigeant === null ? '' : nomDe(dirigeant), dirigeantQualite: dirigeant === null ? '' : ligne(dirigeant['qualite'], 100),
    ferme: etablissement['etat_administratif'] === 'F' || unite['etat_administratif'] === 'C',
  };
}

/** One line of text without control nor bidirectional characters, at most `max` characters; what the register hides (`[NON-DIFFUSIBLE]`) is empty. */
function ligne(valeur: unknown, max: number): string {
  if (typeof valeur !== 'string') return '';
  const propre = valeur.slice(0, 2000).replace(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' ').trim();
  return /^\[.*\]$/.test(propre) ? '' : propre.slice(0, max).replace(/[\uD800-\uDBFF]$/, '').trim();
}

const selon = (forme: RegExp, texte: string): string => (forme.test(texte) ? texte : '');

/** Number and street: the parts when they are given, else the whole address without its postal code and town. */
function voie(e: Objet, codePostal: string, commune: string): string {
  const parties = ['complement_adresse', 'numero_voie', 'indice_repetition', 'type_voie', 'libelle_voie'].map((champ) => ligne(e[champ], 150)).filter((p) => p !== '').join(' ');
  if (ligne(e['libelle_voie'], 150) !== '') return parties.slice(0, 300);
  const adresse = ligne(e['adresse'], 300);
  const fin = codePostal === '' ? -1 : adresse.lastIndexOf(codePostal);
  return (fin > 0 ? adresse.slice(0, fin) : adresse.replace(new RegExp(`\\s*${echapper(commune)}$`, 'i'), '')).trim();
}

const echapper = (texte: string): string => texte.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const REPRESENTE = /pr[ée]sident|g[ée]rant|directeur g[ée]n[ée]ral|directrice g[ée]n[ée]rale|maire/i;

/** The person who most likely represents the organisme: a company among its directors represents nobody by name. */
function representant(dirigeants: readonly Objet[]): Objet | null {
  const personnes = dirigeants.filter((d) => d['type_dirigeant'] !== 'personne morale' && ligne(d['nom'], 100) !== '');
  return personnes.find((d) => REPRESENTE.test(ligne(d['qualite'], 100)) && !/vice/i.test(ligne(d['qualite'], 100))) ?? personnes[0] ?? null;
}

function nomDe(d: Objet): string {
  const [prenom = ''] = ligne(Array.isArray(d['prenoms']) ? d['prenoms'][0] : d['prenoms'], 100).split(' ');
  return [prenom, ligne(d['nom'], 100)].filter((m) => m !== '').map(enTitre).join(' ').slice(0, 200);
}

/** `JEAN-PIERRE D'ARC` → `Jean-Pierre D'Arc`; a name already in small letters stays as it is. */
const enTitre = (nom: string): string =>
  (nom === nom.toUpperCase() ? nom.toLowerCase().replace(/(^|[\s'’-])(\p{L})/gu, (_, avant: string, lettre: string) => avant + lettre.toUpperCase()) : nom);
