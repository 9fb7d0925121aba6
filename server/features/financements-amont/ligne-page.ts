import { COLONNES_TABLEAU } from '../../domain/financements-amont/tableau.js';
import type { Deps } from '../../platform/deps.js';
import { euros, nombre } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { choix, libelle } from '../../web/libelles.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, texteDeQuery } from '../../web/requete.js';
import { montantASaisir } from '../../web/saisie.js';
import { listerFiches } from '../programme/fiche-queries.js';
import { FIL_AMONT } from './amont-page.js';
import { NATURES_LIGNE } from './amont-form.js';
import { lireConventionAmont, lireLignes, type ConventionAmont, type LigneLue } from './amont-queries.js';
import { dossiersDeLaFiche, dossiersDeLaLigne, enveloppesDeLaSource, lireIndicateurs, type DossierLie, type IndicateurLu } from './liens-amont-queries.js';

interface Choix { readonly valeur: string; readonly texte: string; readonly aide?: string }
type Saisie = Readonly<Record<string, unknown>>;

export interface PageLigneAmont {
  readonly surtitre: string;
  readonly saisie: Saisie;
  readonly natures: readonly Choix[];
  readonly montants: readonly { readonly chemin: string; readonly texte: string; readonly valeur: unknown }[];
  readonly fiches: readonly Choix[];
  readonly action: string;
  readonly retour: string;
  /** Null while the line is being added. */
  readonly liens: {
    readonly action: string; readonly retrait: string; readonly dossiers: readonly (DossierLie & { readonly lien: string })[]; readonly proposes: readonly Choix[];
    readonly alimentees: readonly { readonly id: string; readonly texte: string }[]; readonly enveloppes: readonly Choix[];
  } | null;
}
interface IndicateurVue extends IndicateurLu { readonly annees: readonly { readonly annee: number; readonly valeur: string; readonly commentaire: string }[]; readonly dernier: number; readonly progres: string; readonly departDit: string; readonly cibleDite: string; readonly action: string }
export interface PageIndicateurs { readonly surtitre: string; readonly annees: readonly number[]; readonly indicateurs: readonly IndicateurVue[]; readonly peutGerer: boolean; readonly action: string; readonly saisie: Saisie }

declare module '../../web/render.js' {
  interface Pages { 'amont/ligne': PageLigneAmont; 'amont/indicateurs': PageIndicateurs }
}

const filConvention = (c: ConventionAmont, annee?: number): { texte: string; lien: string }[] =>
  [...FIL_AMONT, { texte: c.numero, lien: avecQuery(vers(paths.amont.page, { amontId: c.id }), { annee: annee === undefined ? null : String(annee) }) }];

/** A line of an agreement to add or to change, with the dossiers and envelopes attached to it. */
export const pageLigneAmont = ({ db }: Deps) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const convention = trouve(await lireConventionAmont(db, parametre(demande, 'amontId')));
  const ligneId = demande.params['ligneId'];
  const ligne = ligneId === undefined ? null : trouve((await lireLignes(db, convention.id)).find((l) => l.id === ligneId));
  const annee = ligne?.annee ?? (Number(texteDeQuery(demande.query, 'annee', 4)) || convention.debut);
  const stockee = ligne === null ? { annee, nature: convention.source === 'fse' ? 'objectif' : 'socle', version: 0 } : enSaisie(ligne);
  const saisie: Saisie = etat.saisie?.['version'] === undefined ? stockee : { ...etat.saisie, version: ligne?.version ?? 0 };
  await render(demande, 'amont/ligne', {
    surtitre: `${convention.numero} · ${annee}`, saisie, natures: choix('ligne_amont', NATURES_LIGNE),
    montants: [...COLONNES_TABLEAU, 'valorisation'].map((c) => ({ chemin: c, texte: libelle('colonne_amont', c), valeur: saisie[c] })),
    fiches: (await listerFiches(db)).map((f) => ({ valeur: f.id, texte: `${f.numero} ${f.intitule}` })), retour: filConvention(convention, annee).at(-1)?.lien ?? '',
    action: ligne === null ? vers(paths.amont.lignes, { amontId: convention.id }) : vers(paths.amont.ligne, { amontId: convention.id, ligneId: ligne.id }), liens: ligne === null ? null : await lireLiens({ db }, convention, ligne),
  }, { titre: ligne === null ? 'Ajouter une ligne' : ligne.intitule, etat, fil: filConvention(convention, annee) });
};

const enSaisie = (l: LigneLue): Saisie => ({
  annee: l.annee, nature: l.nature, theme: l.theme, imputation: l.imputation, fiche: l.fiche ?? '', intitule: l.intitule, programmeFicheId: l.programmeFicheId ?? '', version: l.version,
  valorisation: montantASaisir(l.valorisationCents), ...Object.fromEntries(COLONNES_TABLEAU.map((c) => [c, l.illisibles[c] ?? montantASaisir(l.montants[c])])),
});

async function lireLiens({ db }: Pick<Deps, 'db'>, convention: ConventionAmont, ligne: LigneLue): Promise<PageLigneAmont['liens']> {
  const [dossiers, enveloppes, params] = [await dossiersDeLaLigne(db, ligne.id), await enveloppesDeLaSource(db, convention.source), { amontId: convention.id, ligneId: ligne.id }];
  const proposes = ligne.programmeFicheId === null ? [] : await dossiersDeLaFiche(db, ligne.programmeFicheId, convention.source);
  const nommer = (e: (typeof enveloppes)[number]): string => `${e.nom}, ${libelle('financeur', e.financeur)} ${e.annee} : ${euros(e.voteCents)}`;
  return {
    action: vers(paths.amont.ligneLiens, params), retrait: vers(paths.amont.ligneRetrait, params), dossiers: dossiers.map((d) => ({ ...d, lien: vers(paths.dossiers.page, { dossierId: d.id }) })),
    proposes: proposes.map((d) => ({ valeur: d.id, texte: `${d.numero} ${d.titre}`, aide: d.organismeNom })), alimentees: enveloppes.filter((e) => e.ligneId === ligne.id).map((e) => ({ id: e.id, texte: nommer(e) })),
    enveloppes: enveloppes.filter((e) => e.ligneId === null).map((e) => ({ valeur: e.id, texte: nommer(e) })),
  };
}

/** Matrix of indicators of an agreement: baseline, target, result of each year and how far it is. */
export const pageIndicateurs = ({ db }: Deps, peutGerer: (demande: Demande) => boolean) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const convention = trouve(await lireConventionAmont(db, parametre(demande, 'amontId')));
  const annees = Array.from({ length: convention.fin - convention.debut + 1 }, (_, i) => convention.debut + i);
  await render(demande, 'amont/indicateurs', {
    surtitre: `${convention.numero} · ${convention.intitule}`, annees, peutGerer: peutGerer(demande), action: vers(paths.amont.indicateurs, { amontId: convention.id }), saisie: etat.saisie ?? {},
    indicateurs: (await lireIndicateurs(db, convention.id)).map((i) => montrerIndicateur(i, annees, vers(paths.amont.resultats, { amontId: convention.id, indicateurId: i.id }))),
  }, { titre: 'Indicateurs', etat, fil: filConvention(convention), large: true });
};

/** Progress is the way done from the baseline (zero without one) to the target, the last result being where one stands. */
function montrerIndicateur(i: IndicateurLu, annees: readonly number[], action: string): IndicateurVue {
  const dernier = i.resultats.at(-1)?.valeur ?? i.depart ?? 0;
  const [depart, chemin] = [i.depart ?? 0, i.cible - (i.depart ?? 0)];
  const pourCent = chemin === 0 ? (dernier >= i.cible ? 100 : 0) : Math.round((100 * (dernier - depart)) / chemin);
  return {
    ...i, action, dernier: Math.max(0, pourCent), progres: i.resultats.length === 0 ? 'aucun résultat' : `${nombre(pourCent)} % du chemin`, departDit: i.depart === null ? '' : nombre(i.depart), cibleDite: nombre(i.cible),
    annees: annees.map((annee) => { const r = i.resultats.find((x) => x.annee === annee); return { annee, valeur: r === undefined ? '' : nombre(r.valeur), commentaire: r?.commentaire ?? '' }; }),
  };
}
