import type { Deps } from '../../platform/deps.js';
import type { Feuille } from '../../platform/feuille.js';
import { nombre } from '../../platform/format.js';
import { parametre, type Demande, type EtatFormulaire } from '../../web/demande.js';
import { trouve } from '../../web/errors.js';
import { paths, vers } from '../../web/paths.js';
import { render } from '../../web/render.js';
import { avecQuery, texteDeQuery } from '../../web/requete.js';
import { filConvention } from './amont-page.js';
import { lireConventionAmont, type ConventionAmont } from './amont-queries.js';
import { lireIndicateurs, type IndicateurLu } from './liens-amont-queries.js';

type Saisie = Readonly<Record<string, unknown>>;
interface IndicateurVue extends IndicateurLu { readonly annees: readonly { readonly valeur: string; readonly commentaire: string }[]; readonly parcouru: number; readonly progres: string; readonly departDit: string; readonly cibleDite: string; readonly lienSaisir: string }

export interface PageIndicateurs {
  readonly surtitre: string;
  readonly annees: readonly number[];
  readonly indicateurs: readonly IndicateurVue[];
  readonly lienXlsx: string;
  /** Null for those who only read. */
  readonly ajout: { readonly action: string; readonly saisie: Saisie } | null;
  /** The indicator whose result is being typed. */
  readonly resultat: { readonly intitule: string; readonly action: string; readonly retour: string; readonly saisie: Saisie } | null;
}

declare module '../../web/render.js' {
  interface Pages { 'amont/indicateurs': PageIndicateurs }
}

const anneesDe = ({ debut, fin }: ConventionAmont): number[] => Array.from({ length: fin - debut + 1 }, (_, i) => debut + i);

/** Matrix of indicators of an agreement: baseline, target, result of each year and how far it is. */
export const pageIndicateurs = ({ db }: Deps, peutGerer: (demande: Demande) => boolean) => async (demande: Demande, etat: EtatFormulaire): Promise<void> => {
  const convention = trouve(await lireConventionAmont(db, parametre(demande, 'amontId')));
  const [annees, indicateurs, amontId] = [anneesDe(convention), await lireIndicateurs(db, convention.id), convention.id];
  const action = vers(paths.amont.indicateurs, { amontId });
  const enSaisie = demande.params['indicateurId'];
  const choisi = peutGerer(demande) ? indicateurs.find((i) => i.id === (enSaisie ?? texteDeQuery(demande.query, 'indicateur'))) : undefined;
  await render(demande, 'amont/indicateurs', {
    surtitre: `${convention.numero} · ${convention.intitule}`, annees, lienXlsx: vers(paths.amont.indicateursXlsx, { amontId }),
    ajout: peutGerer(demande) ? { action, saisie: enSaisie === undefined ? etat.saisie ?? {} : {} } : null,
    indicateurs: indicateurs.map((i) => montrerIndicateur(i, annees, `${avecQuery(action, { indicateur: i.id })}#resultat`)),
    resultat: choisi === undefined ? null : { intitule: choisi.intitule, action: vers(paths.amont.resultats, { amontId, indicateurId: choisi.id }), retour: action, saisie: etat.saisie ?? {} },
  }, { titre: 'Indicateurs', etat, fil: filConvention(convention), large: true });
};

/** Progress is the way done from the baseline (zero without one) to the target, the last result being where one stands. */
function montrerIndicateur(i: IndicateurLu, annees: readonly number[], lienSaisir: string): IndicateurVue {
  const dernier = i.resultats.at(-1)?.valeur ?? i.depart ?? 0;
  const [depart, chemin] = [i.depart ?? 0, i.cible - (i.depart ?? 0)];
  const pourCent = chemin === 0 ? (dernier >= i.cible ? 100 : 0) : Math.round((100 * (dernier - depart)) / chemin);
  return {
    ...i, lienSaisir, parcouru: Math.max(0, pourCent), progres: i.resultats.length === 0 ? 'aucun résultat' : `${nombre(pourCent)} % du chemin`, departDit: i.depart === null ? '' : nombre(i.depart), cibleDite: nombre(i.cible),
    annees: annees.map((annee) => { const r = i.resultats.find((x) => x.annee === annee); return { valeur: r === undefined ? '' : nombre(r.valeur), commentaire: r?.commentaire ?? '' }; }),
  };
}

/** The matrix as a workbook: one row for each indicator, a year without a result stays empty. */
export function feuilleDesIndicateurs(convention: ConventionAmont, indicateurs: readonly IndicateurLu[]): Feuille {
  const annees = anneesDe(convention);
  async function* lignes(): AsyncGenerator<(string | number | null)[]> {
    for (const i of indicateurs) {
      const duAn = annees.map((a) => i.resultats.find((r) => r.annee === a));
      const commentaires = duAn.flatMap((r) => (r === undefined || r.commentaire === '' ? [] : [`${r.annee} : ${r.commentaire}`]));
      yield await Promise.resolve([i.mesure, i.intitule, i.unite, i.depart, i.cible, ...duAn.map((r) => r?.valeur ?? null), commentaires.join('\n')]);
    }
  }
  return {
    feuille: 'Indicateurs', lignes: lignes(),
    colonnes: [
      { titre: 'Mesure', type: 'texte', largeur: 40 }, { titre: 'Indicateur', type: 'texte', largeur: 50 }, { titre: 'Unité', type: 'texte' }, { titre: 'Départ', type: 'nombre' }, { titre: 'Cible', type: 'nombre' },
      ...annees.map((a) => ({ titre: String(a), type: 'nombre' as const })), { titre: 'Commentaires', type: 'texte', largeur: 50 },
    ],
  };
}
