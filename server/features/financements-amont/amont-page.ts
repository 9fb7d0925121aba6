import { executerParLigne, SANS_EXECUTION, type ExecutionLigne } from '../../domain/financements-amont/execution.js';
import { reportsParTheme, type ReportDeTheme } from '../../domain/financements-amont/reports.js';
import { totauxDesLignes } from '../../domain/financements-amont/recapitulatif.js';
import { COLONNES_TABLEAU, type ColonneTableau } from '../../domain/financements-amont/tableau.js';
import { cents, somme } from '../../domain/kernel/cents.js';
import { peut, SANS_SUJET } from '../../domain/habilitations/peut.js';
import { jourAParis } from '../../platform/clock.js';
import type { Deps } from '../../platform/deps.js';
import { dateCourte, euros } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, texteDeQuery } from '../../web/requete.js';
import { NATURES_RECETTE } from './amont-form.js';
import { lireAvenants, lireConventionAmont, lireLignes, lireParts, lireRecettes, lireTableaux, listerConventionsAmont, type AvenantLu, type ConventionAmont, type LigneLue, type RecetteLue } from './amont-queries.js';

interface Choix { readonly valeur: string; readonly texte: string }
type Saisie = Readonly<Record<string, unknown>>;
type Montants = Readonly<Record<ColonneTableau, number>>;

export interface PageConventionsAmont { readonly conventions: readonly (ConventionAmont & { readonly lien: string })[]; readonly peutGerer: boolean; readonly sources: readonly Choix[]; readonly action: string; readonly saisie: Saisie }
export interface PageConventionAmont {
  readonly convention: ConventionAmont;
  readonly surtitre: string;
  readonly annees: readonly { readonly texte: string; readonly lien: string; readonly actif: boolean }[];
  readonly annee: number;
  readonly chiffres: { readonly notifieCents: number; readonly recuCents: number; readonly budgetCents: number; readonly engageCents: number; readonly payeCents: number; readonly valorisationCents: number; readonly resteCents: number };
  /** `parts`: each column of the table as it is shown, an empty cell staying empty. */
  readonly lignes: readonly (LigneLue & ExecutionLigne & { readonly lien: string | null; readonly parts: readonly string[]; readonly resteCents: number; readonly recuCents: number })[];
  readonly totaux: Montants & { readonly engage: number; readonly paye: number; readonly valorisation: number; readonly reste: number; readonly recu: number };
  readonly partAmont: string;
  readonly recettes: readonly RecetteLue[];
  readonly avenants: readonly (AvenantLu & { readonly lien: string })[];
  readonly tableaux: readonly { readonly nom: string; readonly annee: number; readonly importeLe: string; readonly reprisLe: string | null; readonly lien: string }[];
  readonly peutGerer: boolean;
  readonly natures: readonly Choix[];
  readonly choixLignes: readonly Choix[];
  readonly liens: { readonly pdf: string; readonly xlsx: string; readonly importer: string; readonly ligne: string; readonly recettes: string; readonly avenants: string; readonly indicateurs: string };
  /** By theme, what the year before left and what this one carries over; empty in the first year. */
  readonly reports: readonly ReportDeTheme[];
  readonly saisie: Saisie;
}

declare module '../../web/render.js' {
  interface Pages { 'amont/liste': PageConventionsAmont; 'amont/page': PageConventionAmont }
}

export const FIL_AMONT = [{ texte: 'Conventions amont', lien: paths.amont.liste }];

/** Trail of the pages of an agreement. */
export const filConvention = (c: ConventionAmont, annee?: number): { texte: string; lien: string }[] =>
  [...FIL_AMONT, { texte: c.numero, lien: avecQuery(vers(paths.amont.page, { amontId: c.id }), { annee: annee === undefined ? null : String(annee) }) }];

const gere = (demande: Demande): boolean => peut(demande.acteur, 'amont.gerer', SANS_SUJET).permis;

/** Agreements with the State and the EU, and the form that records one. */
export const pageConventionsAmont = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const annee = jourAParis(demande.maintenant).slice(0, 4);
  await render(demande, 'amont/liste', {
    conventions: (await listerConventionsAmont(db)).map((c) => ({ ...c, lien: vers(paths.amont.page, { amontId: c.id }) })), peutGerer: gere(demande), sources: choix('source_amont'), action: paths.amont.liste,
    saisie: etat.saisie ?? { source: 'etat', debut: annee, fin: annee },
  }, { titre: 'Conventions amont', etat });
};

/** The year asked for, else the last one that has a line, else the first of the agreement. */
export function anneeChoisie(demande: Demande, { debut, fin }: ConventionAmont, lignes: readonly { readonly annee: number }[]): number {
  const voulue = Number(texteDeQuery(demande.query, 'annee'));
  return Number.isInteger(voulue) && voulue >= debut && voulue <= fin ? voulue : (lignes.at(-1)?.annee ?? debut);
}

/** One year of an agreement: what was given, its lines, what was committed and paid, what remains. */
export const pageConventionAmont = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const convention = trouve(await lireConventionAmont(db, parametre(demande, 'amontId')));
  const [toutes, parts, recettes, avenants, tableaux] = [await lireLignes(db, convention.id), await lireParts(db, convention), await lireRecettes(db, convention.id), await lireAvenants(db, convention.id), await lireTableaux(db, convention.id)];
  const annee = anneeChoisie(demande, convention, toutes);
  const amontId = convention.id;
  const lien = (chemin: string): string => avecQuery(chemin, { annee: String(annee) });
  const [execution, deLAnnee, gerable] = [executerParLigne(parts), recettes.filter((r) => r.annee === annee), gere(demande)];
  const lignes = toutes.filter((l) => l.annee === annee).map((l) => detailler(l, execution.get(l.id) ?? SANS_EXECUTION, deLAnnee, gerable ? vers(paths.amont.ligne, { amontId, ligneId: l.id }) : null));
  const totaux = totaliser(lignes);
  const avant = toutes.filter((l) => l.annee === annee - 1).map((l) => ({ theme: l.theme, resteCents: resteDe(l, execution.get(l.id) ?? SANS_EXECUTION) }));
  await render(demande, 'amont/page', {
    convention, surtitre: `${libelle('source_amont', convention.source)} · ${convention.numero}`, annee, lignes, totaux, partAmont: convention.source === 'etat' ? 'État' : 'FSE+',
    annees: Array.from({ length: convention.fin - convention.debut + 1 }, (_, i) => convention.debut + i).map((a) => ({ texte: String(a), actif: a === annee, lien: avecQuery(vers(paths.amont.page, { amontId }), { annee: String(a) }) })),
    chiffres: {
      notifieCents: sommer(deLAnnee.filter((r) => r.nature === 'notifie').map((r) => r.montantCents)), recuCents: sommer(deLAnnee.filter((r) => r.nature === 'recu').map((r) => r.montantCents)),
      budgetCents: totaux.budget, engageCents: totaux.engage, payeCents: totaux.paye, valorisationCents: totaux.valorisation, resteCents: totaux.reste,
    },
    reports: reportsParTheme(avant, lignes.map((l) => ({ theme: l.theme, reportCents: l.montants.report ?? 0 }))), recettes: deLAnnee, avenants: avenants.filter((a) => a.annee === annee).map((a) => ({ ...a, lien: vers(paths.amont.avenantFichier, { amontId, avenantId: a.id }) })), tableaux: tableaux.filter((t) => t.annee === annee).map((t) => ({ nom: t.nom, annee: t.annee, importeLe: t.importeLe, reprisLe: t.reprisLe, lien: vers(paths.amont.tableau, { amontId, tableauId: t.id }) })),
    peutGerer: gerable, natures: choix('recette_amont', NATURES_RECETTE), choixLignes: lignes.map((l) => ({ valeur: l.id, texte: `${l.fiche ?? l.theme} ${l.intitule}` })),
    liens: {
      pdf: lien(vers(paths.amont.recapitulatifPdf, { amontId })), xlsx: lien(vers(paths.amont.recapitulatifXlsx, { amontId })), importer: lien(vers(paths.amont.tableaux, { amontId })), ligne: lien(vers(paths.amont.lignes, { amontId })),
      recettes: lien(vers(paths.amont.recettes, { amontId })), avenants: lien(vers(paths.amont.avenants, { amontId })), indicateurs: vers(paths.amont.indicateurs, { amontId }),
    },
    saisie: etat.saisie ?? { annee, nature: 'recu', date: dateCourte(jourAParis(demande.maintenant)) },
  }, { titre: convention.intitule, etat, fil: FIL_AMONT, large: true });
};

const sommer = (montants: readonly number[]): number => somme(montants.map((m) => cents(m)));

const resteDe = (l: LigneLue, { engage }: ExecutionLigne): number => (l.montants.budget ?? 0) - l.valorisationCents - engage;

function detailler(l: LigneLue, execution: ExecutionLigne, recettes: readonly RecetteLue[], lien: string | null): PageConventionAmont['lignes'][number] {
  const recuCents = sommer(recettes.filter((r) => r.ligneId === l.id && r.nature === 'recu').map((r) => r.montantCents));
  const parts = COLONNES_TABLEAU.map((c) => l.illisibles[c] ?? (l.montants[c] === null ? '' : euros(l.montants[c])));
  return { ...l, ...execution, lien, parts, recuCents, resteCents: resteDe(l, execution) };
}

function totaliser(lignes: PageConventionAmont['lignes']): PageConventionAmont['totaux'] {
  const total = (valeur: (l: PageConventionAmont['lignes'][number]) => number): number => sommer(lignes.map(valeur));
  return {
    ...totauxDesLignes(lignes),
    engage: total((l) => l.engage), paye: total((l) => l.paye), valorisation: total((l) => l.valorisationCents), reste: total((l) => l.resteCents), recu: total((l) => l.recuCents),
  };
}
