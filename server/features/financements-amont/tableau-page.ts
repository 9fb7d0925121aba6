import type { AnomalieAmont } from '../../domain/financements-amont/anomalies.js';
import { verifierTableau } from '../../domain/financements-amont/controles-tableau.js';
import { COLONNES_TABLEAU, lireTableau, type ColonneTableau, type MontantsTableau, type TableauFinancier } from '../../domain/financements-amont/tableau.js';
import { peut, SANS_SUJET } from '../../domain/habilitations/peut.js';
import type { Deps } from '../../platform/deps.js';
import { euros, lireMontantSaisi, pluriel } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { decrireLieu } from '../../web/lieu-tableau.js';
import { libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, texteDeQuery } from '../../web/requete.js';
import { FIL_AMONT } from './amont-page.js';
import { lireAvenants, lireConventionAmont, lireTableaux, plafondsDe } from './amont-queries.js';

interface AnomalieVue { readonly code: string; readonly gravite: string; readonly lieu: string; readonly attendu: string; readonly trouve: string; readonly ancre: string }
interface CelluleVue { readonly brut: string; readonly reperes: readonly { readonly numero: number; readonly texte: string; readonly ancre: string }[] }
interface RangeeVue { readonly numero: number; readonly theme: string; readonly imputation: string; readonly fiche: string; readonly intitule: string; readonly cellules: readonly CelluleVue[]; readonly reperes: CelluleVue['reperes']; readonly total: boolean }

export interface PageImport { readonly action: string; readonly saisie: Readonly<Record<string, unknown>>; readonly retour: string }
export interface PageTableau {
  readonly surtitre: string;
  readonly colonnes: readonly string[];
  readonly rangees: readonly RangeeVue[];
  readonly anomalies: readonly AnomalieVue[];
  readonly resume: string;
  readonly sommes: readonly { readonly terme: string; readonly valeur: string }[];
  readonly reprisLe: string | null;
  readonly action: string | null;
  readonly retour: string;
}

declare module '../../web/render.js' {
  interface Pages { 'amont/import': PageImport; 'amont/tableau': PageTableau }
}

/** Form that takes a funding table. */
export const pageImport = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const convention = trouve(await lireConventionAmont(db, parametre(demande, 'amontId')));
  const retour = vers(paths.amont.page, { amontId: convention.id });
  await render(demande, 'amont/import', { action: vers(paths.amont.tableaux, { amontId: convention.id }), retour, saisie: etat.saisie ?? { annee: texteDeQuery(demande.query, 'annee', 4) || convention.debut } },
    { titre: 'Importer un tableau financier', etat, fil: [...FIL_AMONT, { texte: convention.numero, lien: retour }] });
};

/** An imported table, every cell as given, its anomalies beside the cells they are about. */
export const pageTableau = ({ db }: Deps) => async (demande: Demande): Promise<void> => {
  const convention = trouve(await lireConventionAmont(db, parametre(demande, 'amontId')));
  const importe = trouve((await lireTableaux(db, convention.id)).find((t) => t.id === parametre(demande, 'tableauId')));
  const tableau = lireTableau(importe.feuille, lireMontantSaisi);
  const { anomalies, totaux, lignes } = verifierTableau(tableau, plafondsDe(await lireAvenants(db, convention.id), importe.annee));
  const retour = avecQuery(vers(paths.amont.page, { amontId: convention.id }), { annee: String(importe.annee) });
  await render(demande, 'amont/tableau', {
    surtitre: `${convention.numero} · ${importe.annee}`, colonnes: COLONNES_TABLEAU.map((c) => libelle('colonne_amont', c)), rangees: montrer(tableau, anomalies),
    anomalies: anomalies.map((a, i) => ({ code: libelle('anomalie_amont', a.code), gravite: a.gravite, lieu: decrireLieu(a.lieu), attendu: dire(a.attendu), trouve: dire(a.trouve), ancre: `anomalie-${i + 1}` })),
    resume: `${pluriel(lignes, 'ligne')}, ${anomalies.length === 0 ? 'aucune anomalie' : pluriel(anomalies.length, 'anomalie')}`,
    sommes: COLONNES_TABLEAU.map((c) => ({ terme: libelle('colonne_amont', c), valeur: euros(totaux[c]) })), reprisLe: importe.reprisLe,
    action: peut(demande.acteur, 'amont.gerer', SANS_SUJET).permis ? vers(paths.amont.reprise, { amontId: convention.id, tableauId: importe.id }) : null, retour,
  }, { titre: importe.nom, fil: [...FIL_AMONT, { texte: convention.numero, lien: retour }], large: true });
};

const dire = (valeur: AnomalieAmont['attendu']): string => (typeof valeur === 'number' ? euros(valeur) : valeur);

/** Rows in the order of the file; each mark leads to its anomaly in the list. */
function montrer(tableau: TableauFinancier, anomalies: readonly AnomalieAmont[]): RangeeVue[] {
  const reperes = (numero: number, colonne: string | null): CelluleVue['reperes'] => anomalies.flatMap((a, i) => {
    const ici = a.lieu.lignes.includes(numero) && (colonne === null ? !estColonne(tableau, a.lieu.colonne) : a.lieu.colonne === colonne || a.lieu.memeEcart === colonne);
    return ici ? [{ numero: i + 1, texte: `${libelle('anomalie_amont', a.code)} : attendu ${dire(a.attendu)}`, ancre: `anomalie-${i + 1}` }] : [];
  });
  const rangee = (numero: number, montants: MontantsTableau, textes: Pick<RangeeVue, 'theme' | 'imputation' | 'fiche' | 'intitule' | 'total'>): RangeeVue => ({
    numero, ...textes, reperes: reperes(numero, null), cellules: COLONNES_TABLEAU.map((c) => ({ brut: montants[c].brut, reperes: tableau.entetes[c] === null ? [] : reperes(numero, tableau.entetes[c]) })),
  });
  const lignes = tableau.lignes.map((l) => rangee(l.numero, l.montants, { theme: l.theme, imputation: l.imputation, fiche: l.fiche ?? '*', intitule: l.intitule, total: false }));
  const total = tableau.total === null ? [] : [rangee(tableau.total.numero, tableau.total.montants, { theme: '', imputation: '', fiche: '', intitule: 'TOTAL', total: true })];
  return [...lignes, ...total].sort((a, b) => a.numero - b.numero);
}

const estColonne = ({ entetes }: TableauFinancier, nom: string | undefined): boolean => COLONNES_TABLEAU.some((c: ColonneTableau) => nom !== undefined && entetes[c] === nom);
