import { FINANCEURS, NATURES, POSTES, STATUTS_RESSOURCE } from '../../domain/financements/nomenclature.js';
import { lireMontantSaisi } from '../../platform/format.js';
import { libelle } from '../../web/libelles.js';
import type { Saisie } from '../../web/saisie.js';

/** Groups of budget rows that can be pasted from a spreadsheet. */
export const GROUPES_COLLABLES = ['depenses', 'ressources', 'valorisations'] as const;
export type GroupeCollable = (typeof GROUPES_COLLABLES)[number];

/** Column of a closed list, recognised by its label, its code or the first words of them. */
interface Liste { readonly champ: string; readonly famille: string; readonly codes: readonly string[]; readonly defaut: string }

const LISTES: Readonly<Record<GroupeCollable, readonly Liste[]>> = {
  depenses: [{ champ: 'poste', famille: 'poste', codes: POSTES, defaut: 'fonctionnement_direct' }, { champ: 'nature', famille: 'nature_depense', codes: NATURES, defaut: 'courante' }],
  ressources: [{ champ: 'financeur', famille: 'financeur', codes: FINANCEURS, defaut: 'autre_public' }, { champ: 'statut', famille: 'statut_ressource', codes: STATUTS_RESSOURCE, defaut: 'sollicite' }],
  valorisations: [],
};

export const LIGNES_COLLEES_MAX = 300;

const reduit = (texte: string): string => texte.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();

/**
 * Rows pasted from a spreadsheet (tab-separated, or semicolons when there is no tab) as somebody would have typed them:
 * in each line the last cell that holds an amount is the amount, cells that name a post, a kind, a funder or a status are
 * recognised, the others make the label. A heading line is passed over. A line without a readable amount keeps its last
 * cell there, so that the form says what is wrong beside it: nothing pasted is lost.
 */
export function lireCollage(texte: string, groupe: GroupeCollable): Saisie[] {
  const lignes = texte.replace(/\r\n?/g, '\n').split('\n').map((l) => l.replace(/\s+$/u, '')).filter((l) => l.trim() !== '').slice(0, LIGNES_COLLEES_MAX + 1);
  const cellules = lignes.map((l) => l.split(l.includes('\t') ? '\t' : ';').map((c) => c.trim()));
  const [premiere] = cellules;
  const avecEntete = premiere !== undefined && cellules.length > 1 && rangDuMontant(premiere) < 0 && rangDuMontant(cellules[1] ?? []) >= 0;
  return cellules.slice(avecEntete ? 1 : 0).filter((l) => !estTotal(l)).slice(0, LIGNES_COLLEES_MAX).map((l) => versRangee(l, groupe));
}

const rangDuMontant = (cellules: readonly string[]): number => cellules.findLastIndex((c) => /\d/.test(c) && lireMontantSaisi(c) !== null);
const estTotal = (cellules: readonly string[]): boolean => /^(sous )?total( general)?$/.test(reduit(cellules.find((c) => c !== '') ?? ''));

function versRangee(cellules: readonly string[], groupe: GroupeCollable): Saisie {
  const montant = rangDuMontant(cellules);
  const rang = montant >= 0 ? montant : cellules.length > 1 ? cellules.length - 1 : -1;
  const choisis: Record<string, string> = {};
  const reste = cellules.filter((c, i) => i !== rang && c !== '').filter((cellule) => {
    const trouvee = LISTES[groupe].filter((l) => choisis[l.champ] === undefined).map((l) => ({ champ: l.champ, lu: reconnaitre(cellule, l) })).find((t) => t.lu !== null);
    if (trouvee?.lu == null) return true;
    choisis[trouvee.champ] = trouvee.lu.code;
    return !trouvee.lu.entier;
  });
  const defauts = Object.fromEntries(LISTES[groupe].map((l) => [l.champ, l.defaut]));
  return { ...defauts, ...choisis, libelle: reste.join(' – ').slice(0, 300), montant: (cellules[rang] ?? '').slice(0, 60) };
}

/** Code of the closed list that a cell names; `entier`: the cell says nothing else (« Commune » and not « Commune de Marmande »). */
function reconnaitre(cellule: string, { famille, codes }: Liste): { code: string; entier: boolean } | null {
  const mots = reduit(cellule);
  if (mots.length < 3) return null;
  const noms = codes.map((code) => ({ code, formes: [reduit(code), reduit(libelle(famille, code))] }));
  const exact = noms.find((n) => n.formes.includes(mots));
  if (exact) return { code: exact.code, entier: true };
  const abreges = noms.filter((n) => n.formes.some((f) => f.startsWith(`${mots} `)));
  if (abreges.length === 1 && abreges[0]) return { code: abreges[0].code, entier: true };
  const nommes = noms.filter((n) => n.formes.some((f) => mots.startsWith(`${f} `)));
  return nommes.length === 1 && nommes[0] ? { code: nommes[0].code, entier: false } : null;
}
