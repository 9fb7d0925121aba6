import type { OrganismeFige, SectionSaisie, VersionDossier } from './contenu.js';

export type Valeur = string | number | boolean | null | readonly Valeur[] | { readonly [champ: string]: Valeur };

/** A field of a section that changed between two deposits; values as they were typed. */
export interface DifferenceChamp { readonly section: SectionSaisie; readonly champ: string; readonly avant: Valeur; readonly apres: Valeur }

/** Files of one piece, by name, before and after. */
export interface DifferencePiece { readonly code: string; readonly precision: string; readonly retirees: readonly string[]; readonly ajoutees: readonly string[] }

export interface Differences { readonly champs: readonly DifferenceChamp[]; readonly pieces: readonly DifferencePiece[] }

/** What readers of a dossier see of its organisme: its bank account is not among it. */
const IDENTITE = ['nom', 'siret', 'formeJuridique', 'adresse', 'codePostal', 'commune', 'representantNom', 'representantQualite'] as const satisfies readonly (keyof OrganismeFige)[];

/** The same object written in another order is the same. */
const canonique = (v: unknown): string => JSON.stringify(v, (_, x: unknown) =>
  (typeof x === 'object' && x !== null && !Array.isArray(x) ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1))) : x));

/**
 * What a new deposit changed: identity of the organisme, fields of the sections in their order, then pieces whose files
 * are no longer the same.
 * @see spec 1, Dossier ("both stay readable with their differences")
 */
export function differencesEntre(avant: VersionDossier, apres: VersionDossier): Differences {
  const identite = IDENTITE.filter((c) => avant.organisme[c] !== apres.organisme[c])
    .map((champ): DifferenceChamp => ({ section: 'organisme', champ, avant: avant.organisme[champ], apres: apres.organisme[champ] }));
  const champs = (Object.keys(apres.sections) as SectionSaisie[]).flatMap((section) => champsDifferents(section, avant.sections[section], apres.sections[section]));
  return { champs: [...identite, ...champs], pieces: differencesDePieces(avant, apres) };
}

/** Fields of one section that are not the same, in the order they were first written. */
export function champsDifferents(section: SectionSaisie, avant: object | undefined, apres: object | undefined): DifferenceChamp[] {
  const a = (avant ?? {}) as Record<string, Valeur>;
  const b = (apres ?? {}) as Record<string, Valeur>;
  const noms = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return noms.filter((n) => canonique(a[n]) !== canonique(b[n])).map((champ) => ({ section, champ, avant: a[champ] ?? null, apres: b[champ] ?? null }));
}

function differencesDePieces(avant: VersionDossier, apres: VersionDossier): DifferencePiece[] {
  const toutes = new Map([...avant.pieces, ...apres.pieces].map(({ code, precision }) => [`${code}:${precision}`, { code, precision }]));
  return [...toutes.values()].map(({ code, precision }) => {
    const de = (v: VersionDossier): VersionDossier['pieces'] => v.pieces.filter((p) => p.code === code && p.precision === precision);
    const [vieux, neufs] = [de(avant), de(apres)];
    return {
      code, precision,
      retirees: vieux.filter((p) => !neufs.some((n) => n.sha256 === p.sha256)).map((p) => p.nom),
      ajoutees: neufs.filter((p) => !vieux.some((v) => v.sha256 === p.sha256)).map((p) => p.nom),
    };
  }).filter((d) => d.retirees.length + d.ajoutees.length > 0);
}
