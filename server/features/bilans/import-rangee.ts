import type { ChampImport, ColonnesDeDepense } from '../../domain/bilans/importation.js';
import { POSTES, type Poste } from '../../domain/financements/nomenclature.js';
import { codeNomme, compacterTitre } from '../../domain/importations/colonnes.js';
import { jour, type Jour } from '../../domain/kernel/jour.js';
import { lettreDeColonne } from '../../platform/feuille.js';
import { lireDateSaisie, lireMontantSaisi } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import type { DepenseAEcrire } from './depense-store.js';

/** How the columns of a spreadsheet are read. */
export interface Correspondance {
  readonly colonnes: ColonnesDeDepense;
  /** Post of the rows that name none; null when each row must. */
  readonly poste: Poste | null;
}

/** What was expected of a cell that could not be read; its words are in the family `import_attendu`. */
export type Attendu = 'libelle' | 'texte_long' | 'montant' | 'montant_positif' | 'montant_borne' | 'jour' | 'poste' | 'mois' | 'heures' | 'total';

export interface ErreurDeCellule {
  readonly champ: ChampImport;
  /** Letters of the column; empty when no column holds the field. */
  readonly colonne: string;
  readonly trouve: string;
  readonly attendu: Attendu;
}

export type RangeeLue = { readonly depense: Omit<DepenseAEcrire, 'fichierIds'> } | { readonly erreurs: readonly ErreurDeCellule[] };

const MONTANT_MAX = 9_999_999_999;
const LONGUEURS = { libelle: 300, fournisseur: 200, reference: 100, salarie: 200 } as const;
const MOIS_FRANCAIS = ['janvier', 'fevrier', 'mars', 'avril', 'mai', 'juin', 'juillet', 'aout', 'septembre', 'octobre', 'novembre', 'decembre'] as const;
/** Hours of a month of thirty-one days. */
const HEURES_MAX = 744;

/** Reads a row of a spreadsheet as an expense, or says of each cell what is wrong with it. */
export function lireRangee(cellules: readonly string[], { colonnes, poste: posteDefaut }: Correspondance): RangeeLue {
  const erreurs: ErreurDeCellule[] = [];
  const cellule = (champ: ChampImport): string => (cellules[colonnes[champ] ?? -1] ?? '').replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim();
  const refuser = (champ: ChampImport, attendu: Attendu): null => {
    erreurs.push({ champ, colonne: colonnes[champ] === undefined ? '' : lettreDeColonne(colonnes[champ]), trouve: cellule(champ).slice(0, 200), attendu });
    return null;
  };
  if (/^(sous )?total\b/.test(compacterTitre(cellules.find((c) => c.trim() !== '') ?? '')) && cellule('date') === '') return refuserLeTotal(refuser, erreurs);
  const texte = (champ: keyof typeof LONGUEURS): string => (cellule(champ).length > LONGUEURS[champ] ? refuser(champ, 'texte_long') : cellule(champ)) ?? '';
  const jourDe = (champ: 'date' | 'acquitteeLe'): Jour | null => { const lu = lireDateSaisie(cellule(champ)); return lu === null ? refuser(champ, 'jour') : jour(lu); };
  const lue = {
    libelle: cellule('libelle') === '' ? refuser('libelle', 'libelle') ?? '' : texte('libelle'),
    montantCents: lireMontant(cellule('montant'), (attendu) => refuser('montant', attendu)),
    date: jourDe('date'),
    poste: cellule('poste') === '' ? posteDefaut ?? refuser('poste', 'poste') : lirePoste(cellule('poste')) ?? refuser('poste', 'poste'),
    acquitteeLe: cellule('acquitteeLe') === '' ? null : jourDe('acquitteeLe'),
    fournisseur: texte('fournisseur'), reference: texte('reference'),
  };
  const travail = { salarie: texte('salarie'), mois: cellule('mois') === '' ? null : lireMois(cellule('mois')) ?? refuser('mois', 'mois'), heures: cellule('heures') === '' ? null : lireHeures(cellule('heures')) ?? refuser('heures', 'heures') };
  const { montantCents, date, poste } = lue;
  if (erreurs.length > 0 || montantCents === null || date === null || poste === null) return { erreurs };
  return { depense: { ...lue, montantCents, date, poste, travail: travail.salarie === '' && travail.heures === null ? null : travail } };
}

function refuserLeTotal(refuser: (champ: ChampImport, attendu: Attendu) => null, erreurs: readonly ErreurDeCellule[]): RangeeLue {
  refuser('libelle', 'total');
  return { erreurs };
}

function lireMontant(ecrit: string, refuser: (attendu: Attendu) => null): number | null {
  const lu = lireMontantSaisi(ecrit);
  if (lu === null) return refuser('montant');
  if (lu <= 0) return refuser('montant_positif');
  return lu > MONTANT_MAX ? refuser('montant_borne') : lu;
}

/** The post that a cell names. */
const lirePoste = (ecrit: string): Poste | null => codeNomme(ecrit, POSTES.map((code) => ({ code, noms: [libelle('poste', code)] })));

/** `2022-06`, `06/2022`, `juin 2022`, or any day of the month → `AAAA-MM`. */
export function lireMois(ecrit: string): string | null {
  const mots = compacterTitre(ecrit);
  const [, m1 = '', a1 = ''] = /^(\d{1,2}) (\d{4})$/.exec(mots) ?? [];
  const [, a2 = '', m2 = ''] = /^(\d{4}) (\d{1,2})$/.exec(mots) ?? [];
  const [, nom = '', a3 = ''] = /^([a-z]+) (\d{4})$/.exec(mots) ?? [];
  const rang = MOIS_FRANCAIS.findIndex((m) => m === nom) + 1;
  const [annee, mois] = [a1 || a2 || a3, Number(m1 || m2 || rang)];
  if (annee !== '') return mois >= 1 && mois <= 12 ? `${annee}-${String(mois).padStart(2, '0')}` : null;
  return lireDateSaisie(ecrit)?.slice(0, 7) ?? null;
}

/** `151,67`, `151.67`, `151 h 40` → hundredths of an hour, above zero and no more than a month holds. */
export function lireHeures(ecrit: string): number | null {
  const [, h, min] = /^(\d{1,3}) ?[h:] ?(\d{1,2})?$/i.exec(ecrit.replace(/[\u00a0\u202f]/g, ' ').trim()) ?? [];
  const centiemes = h === undefined ? lireMontantSaisi(ecrit.replace(/\s*(?:h|heures?)$/iu, '')) : Number(min ?? 0) > 59 ? null : Number(h) * 100 + Math.round(Number(min ?? 0) * 100 / 60);
  return centiemes === null || centiemes <= 0 || centiemes > HEURES_MAX * 100 ? null : centiemes;
}
